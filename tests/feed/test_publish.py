"""From the database to the folder: what curators publish is what readers are told."""

import asyncio
from pathlib import Path

import pytest

from feed.making import prose
from masthead.config import Settings
from masthead.feed.publish import Publication, publish
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.verify import verify
from masthead.records.articles import ArticleFields, add_article, add_placement, article_by_id, set_article_status
from masthead.records.base import Status, identity
from masthead.records.database import Database
from masthead.records.history import Author
from masthead.records.notes import NoteIn, SourceIn, add_note
from masthead.records.outlets import AddressIn, OutletIn, add_address, add_outlet
from masthead.records.placements import PlacementRole
from masthead.records.samples import SampleFields, add_sample

AUTHOR = Author("a test")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, feed=None, feed_name="Curators", group_size=8, refresh_seconds=60)


async def archived(records: Database, number: int, status: Status = Status.PUBLISHED) -> int:
    async with records.session() as session:
        given = ArticleFields(body=prose(number), title=f"Article {number}", segments=[])
        article = await add_article(session, AUTHOR, given, status=status, outlet_id=None)
        url = f"https://copy.example/{number}"
        await add_placement(session, AUTHOR, article, url, PlacementRole.COPY, None)
        return identity(article.id)


def titles(settings: Settings, *bodies: int) -> list[list[str]]:
    reader = Reader(FolderSource(settings.feed_folder))
    return [[match.article.title for match in reader.read(prose(number)).matches] for number in bodies]


async def test_an_empty_archive_is_published(records: Database, settings: Settings) -> None:
    done = await publish(records, settings)
    assert done.index.version == 0
    assert done.index.as_of is None
    assert titles(settings, 1) == [[]]


async def test_published_articles_are_told_and_drafts_are_not(records: Database, settings: Settings) -> None:
    for number, status in enumerate((Status.PUBLISHED, Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN), 1):
        await archived(records, number, status)
    await publish(records, settings)
    assert titles(settings, 1, 2, 3, 4) == [["Article 1"], [], ["Article 3"], []]


async def test_a_withdrawn_article_disappears_and_comes_back(records: Database, settings: Settings) -> None:
    numbers = [await archived(records, number) for number in (1, 2, 3)]
    versions = [(await publish(records, settings)).index.version]
    for status, expected in ((Status.WITHDRAWN, []), (Status.PUBLISHED, ["Article 2"])):
        async with records.session() as session:
            await set_article_status(session, AUTHOR, await article_by_id(session, numbers[1]), status)
        versions.append((await publish(records, settings)).index.version)
        assert titles(settings, 1, 2, 3) == [["Article 1"], expected, ["Article 3"]]
    assert versions == sorted(set(versions)), "the version grows with every change"


async def test_publishing_twice_writes_nothing_the_second_time(records: Database, settings: Settings) -> None:
    await archived(records, 1)
    first, second = await publish(records, settings), await publish(records, settings)
    assert first.index == second.index
    assert (second.written, second.removed) == (0, 0)


async def test_publishers_of_one_folder_wait_for_one_another(records: Database, settings: Settings) -> None:
    for number in range(12):
        await archived(records, number)
    done = await asyncio.gather(*(publish(records, settings) for _ in range(4)))
    assert [one.index for one in done] == [done[0].index] * 4
    assert sorted(one.written for one in done)[:3] == [0, 0, 0], "the first has written it all"
    assert verify(FolderSource(settings.feed_folder)).problems == []


async def test_the_window_and_the_size_of_groups_can_be_changed(records: Database, settings: Settings) -> None:
    for number in range(40):
        await archived(records, number)
    sizes = []
    for changes in ({}, {"window": 32}, {"group_size": 16}, {}):
        done = await publish(records, settings.model_copy(update=changes), small=0)
        assert done.full
        assert titles(settings, 0, 39) == [["Article 0"], ["Article 39"]]
        assert verify(FolderSource(settings.feed_folder)).problems == []
        sizes.append((done.index.w, done.index.table.groups))
    assert sizes == [(16, 4), (32, 4), (16, 2), (16, 4)]


async def test_addresses_notes_and_placements_are_told(records: Database, settings: Settings) -> None:
    number = await archived(records, 1)
    async with records.session() as session:
        outlet = await add_outlet(session, AUTHOR, OutletIn(slug="ledger", name="The Ledger"))
        await add_address(session, AUTHOR, outlet, AddressIn(address="ledger.example"))
        given = NoteIn(text="Invented.", sources=[SourceIn(url="https://source.example/")])
        await add_note(session, AUTHOR, given, status=Status.PUBLISHED, article_id=number)
        await add_note(session, AUTHOR, given, status=Status.DRAFT, outlet_id=outlet.id)
    done: Publication = await publish(records, settings)
    reading = Reader(FolderSource(settings.feed_folder)).read(prose(1), "https://ledger.example/")
    assert reading.address is not None
    assert reading.address.outlet == "ledger"
    assert [note.text for note in reading.matches[0].article.notes] == ["Invented."]
    assert [place.url for place in reading.matches[0].article.placements] == ["https://copy.example/1"]
    assert (done.index.name, done.index.articles) == ("Curators", 1)


async def test_samples_keep_an_outlets_template_from_being_taken_for_its_text(
    records: Database, settings: Settings
) -> None:
    template = prose("about us", 60)
    async with records.session() as session:
        outlet = await add_outlet(session, AUTHOR, OutletIn(slug="ledger", name="The Ledger"))
        given = ArticleFields(body=f"{prose(1)}\n\n{template}", title="The first", segments=[])
        await add_article(session, AUTHOR, given, status=Status.PUBLISHED, outlet_id=outlet.id)
    page = f"{prose('another article')}\n\n{template}"

    async def shown(text: str) -> list[str]:
        await publish(records, settings)
        matches = Reader(FolderSource(settings.feed_folder)).read(text, "https://mirror.example/").matches
        return [match.comparison.match.value for match in matches]

    assert await shown(page) == ["large part"]
    for status, expected in ((Status.DRAFT, ["large part"]), (Status.PUBLISHED, [])):
        async with records.session() as session:
            fields = SampleFields(text=f"{prose('home page')}\n\n{template}")
            await add_sample(session, AUTHOR, outlet, fields, status=status)
        assert await shown(page) == expected
    assert await shown(prose(1)) == ["same article"]
    async with records.session() as session:
        own = SampleFields(text=f"{prose('frame', 60)}\n\n{prose(1)}\n\n{template}")
        await add_sample(session, AUTHOR, outlet, own, status=Status.PUBLISHED)
    assert await shown(prose(1)) == ["same article"], "its own page given as a sample erases nothing"
