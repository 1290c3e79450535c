"""Records for feeds: invented outlets, articles of made-up words, and the folders they are published to."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from masthead.demo.content import body_text, load
from masthead.feed.content import Content, Records, build
from masthead.feed.files import write_feed
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.records.articles import Article, Placement, PlacementRole, content_hash
from masthead.records.base import Status
from masthead.records.notes import Note, Source
from masthead.records.outlets import Address, AddressRole, Outlet, Statement, StatementKind

GROUP_SIZE = 3
DAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)
_SYLLABLES = "ba co du fe gri ho ja kel lu mor ni opa pru qui ras ste tho ulm vex wy zan".split()


def prose(seed: int | str, size: int = 220) -> str:
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
            )
        ],
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
    return Placement(id=number, article_id=number, url=url, role=role, first_seen=DAY)


def records(articles: list[Article], outlets: list[Outlet] | None = None, version: int = 1) -> Records:
    """All that is published."""
    if outlets is None:
        outlets = [outlet(number) for number in sorted({one.outlet_id for one in articles if one.outlet_id})]
    return Records(outlets=outlets, articles=articles, version=version, as_of=NOW)


def content(given: Records, group_size: int = GROUP_SIZE) -> Content:
    """The feed of records."""
    return build(given, name="Test feed", group_size=group_size, refresh_seconds=60)


def published(folder: Path, given: Records, group_size: int = GROUP_SIZE) -> Reader:
    """A reader of the records' feed, published to a folder."""
    write_feed(folder, content(given, group_size))
    return Reader(FolderSource(folder))


def many(count: int, outlets: int = 5) -> Records:
    """Records of that many different articles of a few outlets."""
    return records([article(number, outlet_id=1 + number % outlets) for number in range(1, count + 1)])


def demo_records() -> Records:
    """The demo's outlets, addresses, statements, notes and archived articles, as a curator would have kept them."""
    demo = load()
    numbers = {one.slug: number for number, one in enumerate(demo.outlets, 1)}
    outlets = [
        Outlet(
            id=numbers[one.slug],
            **one.model_dump(exclude={"addresses", "statements", "notes", "languages"}),
            languages=list(one.languages),
            addresses=[
                Address(outlet_id=numbers[one.slug], **held.model_dump() | {"role": AddressRole(held.role)})
                for held in one.addresses
            ],
            statements=[
                Statement(outlet_id=numbers[one.slug], **said.model_dump() | {"kind": StatementKind(said.kind)})
                for said in one.statements
            ],
            notes=[note(500 + at, said.text) for at, said in enumerate(one.notes)],
        )
        for one in demo.outlets
    ]
    articles = []
    for number, one in enumerate((given for given in demo.articles if given.archived), 1):
        host = next(given for given in demo.outlets if given.slug == one.outlet).own_hosts()[0]
        url = f"http://{host}{one.path}"
        articles.append(
            article(
                number,
                body_text(one),
                numbers[one.outlet],
                title=one.title,
                language=one.language,
                published_on=one.published_on,
                url=url,
                placements=[placement(number, url, PlacementRole.ORIGIN)],
                notes=[note(10 * number + at, said.text, quote=said.quote) for at, said in enumerate(one.notes)],
            )
        )
    return records(articles, outlets)
