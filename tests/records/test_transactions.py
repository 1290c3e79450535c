"""What is kept is kept whole, with its history; what fails leaves nothing."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from masthead.errors import Conflict, NotFound
from masthead.records.articles import ArticleFields, add_article, add_placement, articles
from masthead.records.base import MOST_OF_ONE, Status, identity
from masthead.records.curators import Role, add_curator, curator_of
from masthead.records.database import Database
from masthead.records.history import Author, latest, revisions_of
from masthead.records.notes import Note, NoteIn, add_note, note_by_id, set_note_status
from masthead.records.outlets import (
    Address,
    AddressIn,
    AddressRole,
    OutletIn,
    Statement,
    StatementIn,
    StatementKind,
    add_address,
    add_outlet,
    add_statement,
    outlet_by_id,
    outlet_by_slug,
    outlet_of_hosts,
    outlets,
)
from masthead.records.placements import Placement, PlacementRole
from masthead.records.schema import METADATA

ANNA = Author("anna", "because")
OUTLET = OutletIn(slug="the-weir-gazette", name="The Weir Gazette", languages=["en"])
NOTE = NoteIn.model_validate(
    {"text": "The gazette is printed once a week.", "sources": [{"url": "https://a.example/"}]}
)


def files_in(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir()]


async def count(records: Database) -> dict[str, int]:
    async with records.reading() as session:
        return {
            name: (await session.execute(text(f'SELECT count(*) FROM "{name}"'))).scalar_one()  # noqa: S608 - our tables
            for name in METADATA.tables
        }


async def test_a_transaction_that_fails_at_its_end_leaves_nothing(records: Database) -> None:
    before = await count(records)

    async def fail_late() -> None:
        async with records.session() as session:
            outlet = await add_outlet(session, ANNA, OUTLET)
            await add_address(session, ANNA, outlet, AddressIn(address="weir.example"))
            await add_note(session, ANNA, NOTE, status=Status.PUBLISHED, outlet_id=outlet.id)
            await add_curator(session, ANNA, "bor", Role.EDITOR)
            raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="lights"):
        await fail_late()
    assert await count(records) == before == dict.fromkeys(METADATA.tables, 0)


async def test_a_cancelled_transaction_leaves_nothing(records: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with records.session() as session:
            await add_outlet(session, ANNA, OUTLET)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await count(records))["outlet"] == 0
    async with records.session() as session:
        await add_outlet(session, ANNA, OUTLET)
    assert (await count(records))["outlet"] == 1


async def test_an_address_belongs_to_one_outlet_at_a_time_and_may_move(records: Database) -> None:
    async with records.session() as session:
        one = await add_outlet(session, ANNA, OUTLET)
        other = await add_outlet(session, ANNA, OutletIn(slug="other", name="Other"))
        await add_address(session, ANNA, one, AddressIn(address="weir.example"))
    with pytest.raises(Conflict, match="belongs to the outlet 'the-weir-gazette'"):
        async with records.session() as session:
            await add_address(session, ANNA, other, AddressIn(address="weir.example"))
    async with records.session() as session:
        former = AddressIn(address="weir.example", since=date(2001, 1, 1), until=date(2002, 1, 1))
        await add_address(session, ANNA, other, former)
    async with records.reading() as session:
        holder = await outlet_of_hosts(session, ["www.weir.example", "weir.example"])
        assert holder is not None
        assert holder.slug == "the-weir-gazette"


async def test_every_change_is_in_the_history_with_who_and_why(records: Database) -> None:
    async with records.session() as session:
        outlet = await add_outlet(session, ANNA, OUTLET)
        note = await add_note(session, ANNA, NOTE, status=Status.DRAFT, outlet_id=outlet.id)
    async with records.session() as session:
        kept = await note_by_id(session, identity(note.id))
        await set_note_status(session, Author("bor", "checked"), kept, Status.PUBLISHED)
    async with records.reading() as session:
        history = await revisions_of(session, "note", identity(note.id))
        assert [(one.who, one.why, one.action) for one in history] == [
            ("anna", "because", "added"),
            ("bor", "checked", "published"),
        ]
        assert history[1].before is not None
        assert history[1].after is not None
        assert (history[1].before["status"], history[1].after["status"]) == ("draft", "published")
        assert history[1].after["published_on"]
        version, as_of = await latest(session)
        assert version == history[1].id
        assert as_of == history[1].at


async def everything_in(records: Database, folder: Path) -> bytes:
    """All that is in the tables, and in the files if they lie in a folder of ours."""
    async with records.reading() as session:
        tables = [await session.execute(text(f'SELECT * FROM "{name}"')) for name in METADATA.tables]  # noqa: S608 - our tables
    await records.close()
    return repr([table.all() for table in tables]).encode() + b"".join(files_in(folder))


async def test_a_token_is_known_by_its_hash_and_stands_nowhere_in_the_database(
    records: Database, tmp_path: Path
) -> None:
    async with records.session() as session:
        token = await add_curator(session, ANNA, "bor", Role.EDITOR)
    async with records.reading() as session:
        assert (await curator_of(session, token)).name == "bor"
    with pytest.raises(Conflict, match="Choose another name"):
        async with records.session() as session:
            await add_curator(session, ANNA, "bor", Role.ADMIN)
    kept = await everything_in(records, tmp_path)
    assert b"bor" in kept
    assert token.removeprefix("masthead_").encode() not in kept


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO address (outlet_id, address, role) VALUES (1, 'a.example', 'landlord')",
        "INSERT INTO address (outlet_id, address, role) VALUES (99, 'a.example', 'official')",
        "INSERT INTO outlet (slug, name, languages) VALUES ('the-weir-gazette', 'Again', '[]')",
        "INSERT INTO note (text, status) VALUES ('x', 'secret')",
        "DELETE FROM outlet",
    ],
)
async def test_the_database_itself_refuses_what_would_break_the_records(records: Database, statement: str) -> None:
    async with records.session() as session:
        outlet = await add_outlet(session, ANNA, OUTLET)
        await add_address(session, ANNA, outlet, AddressIn(address="weir.example"))
    before = await count(records)
    with pytest.raises(IntegrityError):
        async with records.session() as session:
            await session.execute(text(statement))
    assert await count(records) == before


async def test_writers_wait_for_each_other_and_readers_for_nobody(records: Database) -> None:
    async def add(number: int) -> None:
        async with records.session() as session:
            await outlets(session)
            await add_outlet(session, ANNA, OutletIn(slug=f"outlet-{number}", name=f"Outlet {number}"))

    async with records.session() as writing:
        await add_outlet(writing, ANNA, OUTLET)
        async with records.reading() as session:
            assert await outlets(session) == []
    await asyncio.gather(*(add(number) for number in range(12)))
    assert (await count(records))["outlet"] == 13
    assert (await count(records))["revision"] == 13


async def test_who_only_reads_cannot_write(records: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with records.reading() as session:
            await add_outlet(session, ANNA, OUTLET)
    async with records.reading() as session:
        with pytest.raises(NotFound, match="masthead outlet add the-weir-gazette --name NAME"):
            await outlet_by_slug(session, "the-weir-gazette")


async def test_a_record_takes_no_more_than_a_feed_may_carry(records: Database) -> None:
    note = NoteIn.model_validate({"text": "So it is.", "sources": [{"url": "https://register.example/1"}]})
    stated = StatementIn(
        topic="identity",
        text="It is so.",
        stated_by="The register",
        stated_on=date(2024, 5, 1),
        source_url="https://register.example/1",
    )
    fields = ArticleFields(body="The text.", title="The title", segments=[])
    async with records.session() as session:
        outlet = await add_outlet(session, ANNA, OUTLET)
        article = await add_article(session, ANNA, fields, status=Status.PUBLISHED, outlet_id=outlet.id)
        known = outlet.id or 0
        told = Status.PUBLISHED
        for number in range(MOST_OF_ONE - 1):
            session.add(
                Placement(
                    article_id=article.id or 0,
                    url=f"https://x.example/{number}",
                    role=PlacementRole.COPY,
                    first_seen=date(2024, 5, 1),
                    status=told,
                )
            )
            session.add(Note(outlet_id=known, text="So it is.", status=told))
            said = stated.model_dump(exclude={"status", "kind"})
            session.add(Statement(outlet_id=known, kind=StatementKind.FACT, status=told, **said))
            host = f"h{number}.example"
            session.add(Address(outlet_id=known, address=host, role=AddressRole.OFFICIAL, status=told))

        async def add_one_of_each(number: int) -> list[str]:
            refused = []
            for adding in (
                add_address(session, ANNA, outlet, AddressIn(address=f"more-{number}.example")),
                add_placement(session, ANNA, article, f"https://y.example/{number}", PlacementRole.COPY, None),
                add_note(session, ANNA, note, status=Status.PUBLISHED, outlet_id=outlet.id),
                add_statement(session, ANNA, outlet, stated),
            ):
                try:
                    await adding
                except Conflict as error:
                    refused.append(error.message)
            return refused

        assert await add_one_of_each(1) == []
        refused = " ".join(await add_one_of_each(2))
        for many in ("500 addresses", "500 placements", "500 notes", "500 statements"):
            assert many in refused


async def test_what_is_said_of_a_record_has_no_more_characters_than_readers_take(records: Database) -> None:
    source = {"url": "https://register.example/1"}
    long = NoteIn.model_validate({"text": "n" * 5000, "sources": [source]})
    stated = StatementIn(
        topic="x", text="s" * 5000, stated_by="y", stated_on=date(2024, 5, 1), source_url=source["url"]
    )
    fields = ArticleFields(body="The text.", title="The title", segments=[])
    async with records.session() as session:
        outlet = await add_outlet(session, ANNA, OUTLET)
        article = await add_article(session, ANNA, fields, status=Status.PUBLISHED, outlet_id=outlet.id)
        notes = [await add_note(session, ANNA, long, status=Status.DRAFT, article_id=article.id) for _ in range(13)]
        with pytest.raises(Conflict, match="70,000 characters"):
            await add_note(session, ANNA, long, status=Status.DRAFT, article_id=article.id)
        short = NoteIn.model_validate({"text": "Short.", "sources": [source]})
        await add_note(session, ANNA, short, status=Status.DRAFT, article_id=article.id)
        await set_note_status(session, ANNA, notes[0], Status.WITHDRAWN)
        await add_note(session, ANNA, long, status=Status.DRAFT, article_id=article.id)
        for _ in range(13):
            await add_statement(session, ANNA, outlet, stated)
        with pytest.raises(Conflict, match="70,000 characters"):
            await add_statement(session, ANNA, outlet, stated)
        for number in range(35):
            url = f"https://x.example/{number:03}" + "p" * 1979
            await add_placement(session, ANNA, article, url, PlacementRole.COPY, None)
        with pytest.raises(Conflict, match="35 placements"):
            await add_placement(session, ANNA, article, "https://x.example/" + "q" * 1980, PlacementRole.COPY, None)


@pytest.mark.parametrize("number", [2**31 - 1, 2**31, 2**32, 10**18 - 1])
async def test_a_number_that_no_record_has_is_not_found_however_large(records: Database, number: int) -> None:
    async with records.reading() as session:
        with pytest.raises(NotFound):
            await outlet_by_id(session, number)
        assert await articles(session, drafts=True, after=number) == []
