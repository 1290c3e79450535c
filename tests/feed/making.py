"""Records for feeds: invented outlets, articles of made-up words, and the folders they are published to."""

import asyncio
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from databases import fresh_sqlite
from masthead.config import Settings
from masthead.feed import shapes
from masthead.feed.losses import Dropped, Loss
from masthead.feed.publish import SMALL, Publication, publish
from masthead.feed.reader import Reader
from masthead.feed.signing import read_signed
from masthead.feed.source import FolderSource
from masthead.records.articles import Article, content_hash
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Revision
from masthead.records.notes import Note, Source
from masthead.records.outlets import Address, AddressRole, Outlet, Statement, StatementKind
from masthead.records.placements import Placement, PlacementRole
from masthead.records.samples import Sample

GROUP_SIZE = 8
DAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)
_SYLLABLES = "ba co du fe gri ho ja kel lu mor ni opa pru qui ras ste tho ulm vex wy zan".split()


@cache
def prose(seed: float | str, size: int = 220) -> str:
    """A text of made-up words in sentences and paragraphs, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - no secret is made of it
    said: list[str] = []
    while len(said) < size:
        sentence = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(rng.randint(5, 16))]
        said += [sentence[0].capitalize(), *sentence[1:-1], sentence[-1] + ("." if rng.random() < 0.8 else ".\n\n")]
    return " ".join(said[:size])


def outlet(number: int, addresses: list[tuple[str, AddressRole]] | None = None) -> Outlet:
    """An outlet with an official address, a statement and a note."""
    held = addresses or [(f"outlet-{number}.example", AddressRole.OFFICIAL)]
    slug = f"outlet-{number}"
    return Outlet(
        id=number,
        slug=slug,
        name=f"Outlet {number}",
        summary="An invented outlet.",
        languages=["en"],
        homepage=f"https://{slug}.example/",
        reviewed_on=DAY,
        addresses=[
            Address(
                id=at,
                outlet_id=number,
                address=host,
                role=role,
                source_url="https://register.example/entry",
                stated_on=date(2024, 9, 20),
                status=Status.PUBLISHED,
            )
            for at, (host, role) in enumerate(held)
        ],
        statements=[
            Statement(
                id=number,
                outlet_id=number,
                kind=StatementKind.FACT,
                topic="ownership",
                text="It belongs to nobody.",
                stated_by="Register",
                stated_on=DAY,
                source_url="https://register.example/1",
                status=Status.PUBLISHED,
            )
        ],
        status=Status.PUBLISHED,
        notes=[note(1000 + number, "A note on the outlet.")],
    )


def note(number: int, text: str, status: Status = Status.PUBLISHED, quote: str | None = None) -> Note:
    """A note with a source."""
    source = Source(id=number, note_id=number, url="https://source.example/1", title=None)
    return Note(id=number, text=text, status=status, published_on=DAY, quote=quote, sources=[source])


def article(number: int, body: str | None = None, outlet_id: int | None = 1, **more: Any) -> Article:  # noqa: ANN401
    """An article of made-up words, by default of outlet 1, placed on its outlet's host."""
    body = prose(number) if body is None else body
    url = f"https://outlet-{outlet_id}.example/{number}"
    fields: dict[str, Any] = {
        "title": f"Title of article {number}",
        "language": "en",
        "published_on": DAY,
        "url": url,
        "placements": [placement(number, url, PlacementRole.COPY)],
        "notes": [],
    }
    return Article(
        id=number,
        outlet_id=outlet_id,
        body=body,
        content_hash=content_hash(body),
        captured_at=NOW,
        status=Status.PUBLISHED,
        **fields | more,
    )


def placement(number: int, url: str, role: PlacementRole) -> Placement:
    """A place of an article."""
    return Placement(id=number, article_id=number, url=url, role=role, first_seen=DAY, status=Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Records:
    """All that is published, as of one version."""

    outlets: list[Outlet]
    articles: list[Article]
    version: int = 1
    as_of: datetime = NOW
    samples: Sequence[Sample] = field(default=())


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a feed by path, index.json last, and what was dropped on the way."""

    files: dict[str, bytes]
    index: shapes.Index
    dropped: list[Dropped]

    @property
    def loss(self) -> Loss:
        """What was dropped, in short."""
        return Loss.of(self.dropped)


def records(articles: list[Article], outlets: list[Outlet] | None = None, version: int = 1) -> Records:
    """All that is published."""
    if outlets is None:
        outlets = [outlet(number) for number in sorted({one.outlet_id for one in articles if one.outlet_id})]
    return Records(outlets=outlets, articles=articles, version=version)


def settings_of(folder: Path, group_size: int = GROUP_SIZE, **more: Any) -> Settings:  # noqa: ANN401 - any setting
    """Settings that publish to a folder, with the records and the key beside it."""
    data = folder.with_name(f"{folder.name}.data")
    fields: dict[str, Any] = {"data": data, "feed_name": "Test feed", "group_size": group_size, "refresh_seconds": 60}
    return Settings(feed=folder, **fields | more)


def publish_records(
    folder: Path,
    given: Records,
    group_size: int = GROUP_SIZE,
    *,
    small: int = SMALL,
    **more: Any,  # noqa: ANN401
) -> Publication:
    """Put records into a database of their own and publish them to a folder."""
    settings = settings_of(folder, group_size, **more)
    keep_records(settings, given)

    async def work() -> Publication:
        async with database(settings.database) as opened:
            return await publish(opened, settings, small=small)

    return asyncio.run(work())


def keep_records(settings: Settings, given: Records) -> None:
    """Put records into a database of their own."""
    fresh_sqlite(settings.data)

    async def work() -> None:
        async with database(settings.database) as opened, opened.session() as session:
            for rows in _rows(given):
                session.add_all(rows)
                await session.flush()

    asyncio.run(work())


def _rows(given: Records) -> Iterator[list[Any]]:
    """The records as rows of a new database, those first that others refer to; what was given stays as it is."""
    yield [Revision(id=given.version, at=given.as_of, who="test", action="made", record="test", record_id=1)]
    yield [Outlet(**one.model_dump()) for one in given.outlets]
    yield [Article(**one.model_dump()) for one in given.articles]
    yield [Sample(**one.model_dump()) for one in given.samples]
    for outlet in given.outlets:
        yield [Address(**one.model_dump(exclude={"id"}) | {"outlet_id": outlet.id}) for one in outlet.addresses]
        yield [Statement(**one.model_dump(exclude={"id"}) | {"outlet_id": outlet.id}) for one in outlet.statements]
        yield from _note_rows(outlet.notes, outlet_id=outlet.id)
    for article in given.articles:
        yield [Placement(**one.model_dump(exclude={"id"}) | {"article_id": article.id}) for one in article.placements]
        yield from _note_rows(article.notes, article_id=article.id)


def _note_rows(notes: list[Note], **of: int | None) -> Iterator[list[Any]]:
    yield [Note(**note.model_dump() | of) for note in notes]
    yield [
        Source(**source.model_dump(exclude={"id"}) | {"note_id": note.id}) for note in notes for source in note.sources
    ]


def content(given: Records, group_size: int = GROUP_SIZE) -> Content:
    """The feed of records: its files but for the compressed ones and the page for people."""
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "feed"
        done = publish_records(feed, given, group_size)
        return Content(files_of(feed), done.index, done.dropped)


def files_of(feed: Path) -> dict[str, bytes]:
    """The files that readers ask for, by path, index.json last."""
    paths = [path for path in sorted(feed.rglob("*")) if path.suffix in (".json", ".bin")]
    found = {str(path.relative_to(feed)): path.read_bytes() for path in paths}
    return {path: data for path, data in found.items() if path != "index.json"} | {"index.json": found["index.json"]}


def published(folder: Path, given: Records, group_size: int = GROUP_SIZE) -> Reader:
    """A reader of the records' feed, published to a folder."""
    publish_records(folder, given, group_size)
    return Reader(FolderSource(folder))


def index_of(feed: Path) -> shapes.Index:
    """What the index of a folder says."""
    return read_signed((feed / "index.json").read_bytes())[1]


def many(count: int, outlets: int = 5) -> Records:
    """Records of that many different articles of a few outlets."""
    return records([article(number, outlet_id=1 + number % outlets) for number in range(1, count + 1)])
