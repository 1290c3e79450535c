"""Backup files that were damaged, made up, or made by another Masthead: one clear sentence, and nothing is written."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feed.making import article
from masthead.errors import MastheadError
from masthead.records.backup import back_up, restore
from masthead.records.backupfile import LONGEST_LINE
from masthead.records.base import Status
from masthead.records.curators import Role, add_curator, curator_of
from masthead.records.database import Database, database
from masthead.records.history import Author
from masthead.records.outlets import OutletIn, add_outlet
from masthead.records.removal import remove_whole
from masthead.records.schema import METADATA

ANNA = Author("anna")
Line = dict[str, Any]


async def rows_of(opened: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    async with opened.reading() as session:
        return {
            table.name: [
                dict(row) for row in (await session.execute(select(table).order_by(*table.primary_key))).mappings()
            ]
            for table in METADATA.sorted_tables
        }


@pytest.fixture(scope="module")
async def source(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """Some records."""
    async with database(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('source') / 'masthead.db'}") as opened:
        async with opened.session() as session:
            await add_curator(session, ANNA, "Bor", Role.ADMIN)
            kept = await add_outlet(
                session, ANNA, OutletIn(slug="weir", name="Weir \u202e Ω 🦭", languages=["en", "ru"])
            )
            gone = await add_outlet(session, ANNA, OutletIn(slug="gone", name="Gone"), status=Status.DRAFT)
            session.add(article(1, outlet_id=kept.id))
            await session.flush()
            await remove_whole(session, ANNA, gone)
        yield opened


@pytest.fixture(scope="module")
async def backup(source: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "backup.gz"
    await back_up(source, file)
    return file


@pytest.fixture
def target(records: Database) -> Database:
    """An empty database, of each kind in turn."""
    return records


async def refused(target: Database, file: Path) -> str:
    """What is said of a file that is not restored."""
    with pytest.raises(MastheadError) as error:
        await restore(target, file)
    assert not any((await rows_of(target)).values())
    assert "\n" not in error.value.message
    return error.value.message


def written(file: Path, lines: list[Line]) -> Path:
    """A file of these lines, whose counts and digest fit."""
    counts = dict(Counter(str(line["table"]) for line in lines if "table" in line))
    told = [json.dumps(line).encode() + b"\n" for line in lines]
    end = {"counts": counts, "numbers": {}, "sha256": hashlib.sha256(b"".join(told)).hexdigest()}
    file.write_bytes(gzip.compress(b"".join(told) + json.dumps(end).encode() + b"\n", 1))
    return file


def bytes_of(file: Path) -> bytes:
    """All of a file."""
    return file.read_bytes()


def plain(file: Path) -> list[bytes]:
    """The lines of a backup as they are."""
    return gzip.decompress(bytes_of(file)).splitlines(keepends=True)


def lines_of(file: Path) -> list[Line]:
    """The lines of a backup but for the last."""
    return [json.loads(line) for line in plain(file)[:-1]]


async def test_every_row_comes_back_as_it_was(source: Database, target: Database, backup: Path) -> None:
    shares: list[float] = []
    done = await restore(target, backup, progress=shares.append)
    await back_up(target, backup.with_name("again.gz"), force=True)
    assert plain(backup.with_name("again.gz"))[1:-1] == plain(backup)[1:-1], (
        "backups are the same from every kind of database"
    )
    assert await rows_of(target) == await rows_of(source)
    assert done.counts == {name: len(rows) for name, rows in (await rows_of(source)).items()}
    assert shares == sorted(shares)
    assert (shares[0] > 0, shares[-1]) == (True, 1)


async def test_the_number_of_a_removed_record_is_not_given_again(
    source: Database, target: Database, backup: Path
) -> None:
    await restore(target, backup)
    async with target.session() as session:
        added = await add_outlet(session, ANNA, OutletIn(slug="next", name="Next"))
    assert (max(row["id"] for row in (await rows_of(source))["outlet"]), added.id) == (1, 3)


async def test_a_file_cut_short_anywhere_is_refused(target: Database, backup: Path, tmp_path: Path) -> None:
    whole, file = bytes_of(backup), tmp_path / "cut.gz"
    for length in [*range(0, len(whole), len(whole) // 20), len(whole) - 1]:
        file.write_bytes(whole[:length])
        assert ("is damaged" if length > 60 else "cut.gz is") in await refused(target, file), length


async def test_a_file_with_a_flipped_bit_is_refused(target: Database, backup: Path, tmp_path: Path) -> None:
    whole, file = bytes_of(backup), tmp_path / "flipped.gz"
    for place in range(10, len(whole), len(whole) // 40):  # the first ten bytes tell of gzip, not of us
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert "flipped.gz" in await refused(target, file), place


async def test_lines_that_were_dropped_doubled_or_added_are_noticed(
    target: Database, backup: Path, tmp_path: Path
) -> None:
    lines, file = plain(backup), tmp_path / "edited.gz"
    for edited in (lines[:3] + lines[4:], lines[:3] + lines[2:], [*lines, lines[2]], [*lines, lines[-1]], lines[:-1]):
        file.write_bytes(gzip.compress(b"".join(edited)))
        assert "edited.gz is damaged" in await refused(target, file)


@pytest.mark.parametrize(
    "content",
    [b"", b"A letter.", gzip.compress(b""), gzip.compress(b"A letter."), gzip.compress(b'{"format":"other"}\n')],
    ids=lambda content: str(len(content)),
)
async def test_what_is_no_backup_is_called_so(target: Database, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter"
    file.write_bytes(content)
    assert "is no backup of Masthead. Give a file that masthead backup has written." in await refused(target, file)


async def test_a_file_that_is_not_there_is_told(target: Database, tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory)" in await refused(target, tmp_path / "nowhere.gz")
    assert "cannot be read (Is a directory)" in await refused(target, tmp_path)


@pytest.mark.parametrize("change", [{"revision": "9999", "masthead": "7.1"}, {"form": 2, "masthead": "7.1"}])
async def test_the_backup_of_a_newer_masthead_names_its_version(
    target: Database, backup: Path, tmp_path: Path, change: Line
) -> None:
    header, *rows = lines_of(backup)
    file = written(tmp_path / "newer.gz", [header | change, *rows])
    assert "was made by Masthead 7.1" in await refused(target, file)


async def test_a_file_that_unpacks_to_more_than_fits_is_refused(target: Database, backup: Path, tmp_path: Path) -> None:
    first, file = plain(backup)[0], tmp_path / "bomb.gz"
    for start in (b"", first):
        file.write_bytes(gzip.compress(start + b" " * (LONGEST_LINE + 2), 1))
        assert "a line is too long" in await refused(target, file)


async def test_lines_that_are_no_rows_are_refused(target: Database, backup: Path, tmp_path: Path) -> None:
    first, file = plain(backup)[0], tmp_path / "strange.gz"
    strange = (b"{", b"[" * 100_000, b"[]", b"1", b"\xff", b'{"table":1,"row":{}}', b'{"table":"outlet"}')
    for line in (*strange, b'{"table":"outlet","row":[]}', b'{"counts":{"outlet":"x"},"sha256":""}', b"{}"):
        file.write_bytes(gzip.compress(first + line + b"\n", 1))
        assert "strange.gz is damaged: a line is no " in await refused(target, file), line


def changed(table: str, **cells: Any) -> Callable[[list[Line]], list[Line]]:  # noqa: ANN401 - whatever JSON can hold
    """Lines of which the first row of a table has other cells."""

    def change(lines: list[Line]) -> list[Line]:
        at = next(at for at, line in enumerate(lines) if line.get("table") == table)
        return [*lines[:at], lines[at] | {"row": lines[at]["row"] | cells}, *lines[at + 1 :]]

    return change


def without(lines: list[Line], table: str) -> list[Line]:
    """Lines without the rows of a table."""
    return [line for line in lines if line.get("table") != table]


LIES: dict[str, tuple[str, Callable[[list[Line]], list[Line]]]] = {
    "a strange table": (
        "a table 'sqlite_master', which is not known",
        lambda lines: [*lines, {"table": "sqlite_master", "row": {}}],
    ),
    "a column too many": ("too many or too few columns: nonsense", changed("outlet", nonsense=1)),
    "a column too few": (
        "too many or too few columns: ",
        lambda lines: [*lines, {"table": "outlet", "row": {"id": 7}}],
    ),
    "nothing where something must be": ("outlet.name is missing", changed("outlet", name=None)),
    "a number for a text": ("outlet.name holds what it cannot: '5'", changed("outlet", name=5)),
    "a text for a number": ("outlet.id holds what it cannot", changed("outlet", id="1")),
    "a truth for a number": ("outlet.id holds what it cannot", changed("outlet", id=True)),
    "a number too large": ("outlet.id holds what it cannot", changed("outlet", id=2**63)),
    "a text too long": ("outlet.slug holds what it cannot", changed("outlet", slug="x" * 81)),
    "half a surrogate pair": ("outlet.name holds what it cannot", changed("outlet", name="\ud800")),
    "a strange word": ("outlet.status holds what it cannot", changed("outlet", status="secret")),
    "no time": ("revision.at holds what it cannot", changed("revision", at="yesterday")),
    "a time without its zone": ("revision.at holds what it cannot", changed("revision", at="2024-05-01T00:00:00")),
    "a list for a day": ("article.published_on holds what it cannot", changed("article", published_on=[1])),
    "a row twice": ("its rows do not fit together (", lambda lines: [*lines, lines[-1]]),
    "an owner that is not there": (
        "its rows do not fit together (",
        lambda lines: without(lines, "outlet"),
    ),
}


@pytest.mark.parametrize("lie", LIES)
async def test_rows_that_cannot_be_are_refused(target: Database, backup: Path, tmp_path: Path, lie: str) -> None:
    said, change = LIES[lie]
    message = await refused(target, written(tmp_path / "lies.gz", change(lines_of(backup))))
    assert "lies.gz cannot be restored: " in message
    assert said in message


def earlier() -> list[Line]:
    """A backup of the tables as they were at revision 0002."""
    at = "2024-05-01T12:00:00+00:00"
    curator = {"id": 4, "name": "Bor", "role": "admin", "token_hash": hashlib.sha256(b"masthead_x").hexdigest()}
    known = dict.fromkeys(("summary", "kind", "country", "homepage", "wikidata", "reviewed_on"))
    weir = {"id": 7, "slug": "weir", "name": "Weir", "languages": ["en"], **known}
    change = {"id": 9, "at": at, "who": "anna", "why": None, "action": "added", "record": "outlet", "record_id": 7}
    return [
        {
            "format": "masthead-backup",
            "form": 1,
            "masthead": "0.1.0",
            "revision": "0002",
            "made_at": at,
            "database": "x",
        },
        {"table": "curator", "row": curator | {"created_at": at}},
        {"table": "outlet", "row": weir},
        {"table": "revision", "row": change | {"before": None, "after": weir}},
    ]


async def test_the_backup_of_an_earlier_masthead_is_brought_up_to_date(target: Database, tmp_path: Path) -> None:
    await restore(target, written(tmp_path / "earlier.gz", earlier()))
    found = await rows_of(target)
    assert [(row["id"], row["slug"], row["status"], row["languages"]) for row in found["outlet"]] == [
        (7, "weir", Status.PUBLISHED, ["en"])
    ]
    (revision,) = found["revision"]
    assert (revision["at"], revision["public"]) == (datetime(2024, 5, 1, 12, tzinfo=UTC), True)
    assert (revision["before"], revision["after"]["slug"]) == (None, "weir")
    async with target.reading() as session:
        assert (await curator_of(session, "masthead_x")).name == "Bor"


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("too many or too few columns: ", changed("outlet", status="published")),
        ("CHECK constraint failed", changed("curator", role="emperor")),
        ("do not fit together (address without outlet)", lambda lines: [*lines, {"table": "address", "row": ADDRESS}]),
        ("do not fit together (", changed("revision", after="no object")),
    ],
)
async def test_lies_of_an_earlier_masthead_are_refused(
    target: Database, tmp_path: Path, said: str, change: Callable[[list[Line]], list[Line]]
) -> None:
    assert said in await refused(target, written(tmp_path / "earlier.gz", change(earlier())))


ADDRESS: Line = dict.fromkeys(("since", "until", "source_url", "stated_on")) | {
    "id": 1,
    "outlet_id": 99,
    "address": "weir.example",
    "role": "official",
}
