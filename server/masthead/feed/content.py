"""From records to what readers are told of them: pure, so that the same records always give the same bytes."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

import structlog
from pydantic import ValidationError

from masthead.feed import jsonfile, shapes
from masthead.feed.fields import LONGEST_LINE, LONGEST_TEXT
from masthead.feed.jsonfile import Shape
from masthead.records.articles import Article
from masthead.records.base import identity, published
from masthead.records.notes import Note
from masthead.records.outlets import Address, Outlet, Statement
from masthead.records.placements import Placement

_log = structlog.get_logger()
_S = TypeVar("_S", bound=Shape)

PAGE: Final = 4096
"""Group files are padded to a multiple of this many bytes."""
_BRACKETS: Final = 16
"""Bytes around the parts of a record, at most."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The text of an article as its group tells it: shingles and flags in base64, never words."""

    shingles: str
    words: str


def article_shape(article: Article, text: Packed, slug: str | None) -> shapes.ArticleShape:
    """What readers are told of an article.

    Args:
        article: with its placements and notes.
        text: its packed text.
        slug: its outlet's.
    """
    record = f"article {article.id}"
    room = _Room(record)
    return shapes.ArticleShape(
        id=identity(article.id),
        title=article.title[:LONGEST_LINE],
        outlet=_line(f"{record}, outlet", slug),
        language=_line(f"{record}, language", article.language),
        published_on=article.published_on,
        url=_line(f"{record}, url", article.url),
        shingles=text.shingles,
        words=text.words,
        placements=room.take([(f"placement {place.id}", _placement(place)) for place in published(article.placements)]),
        notes=room.take(_notes(article.notes)),
        licence=article.licence,
        text=_text(record, article),
    )


def _text(record: str, article: Article) -> str | None:
    """The text of an article that is free to publish."""
    if article.licence is None:
        return None
    if len(article.body) > LONGEST_TEXT:
        _left_out(f"{record}, text", "it is longer than readers take")
        return None
    return article.body


def group_file(number: int, members: Sequence[shapes.ArticleShape]) -> bytes:
    """The bytes of a group's file.

    Of what does not fit into it, the largest first, at first texts are left out; then of articles no more is told than
    that they are there.
    """
    told = list(members)
    data = shapes.Group(group=number, articles=told).encode()
    if (over := len(data) - jsonfile.MAX_JSON_BYTES + PAGE) > 0:
        told = _without_texts(told, over)
        data = shapes.Group(group=number, articles=told).encode()
    while len(data) > jsonfile.MAX_JSON_BYTES - PAGE:
        largest = max(range(len(told)), key=lambda at: len(told[at].encode()))
        _left_out(f"article {told[largest].id}", "its group is larger than readers take")
        told[largest] = shapes.ArticleShape.nothing(told[largest].id)
        data = shapes.Group(group=number, articles=told).encode()
    return data + b" " * (-len(data) % PAGE)


def _without_texts(members: Sequence[shapes.ArticleShape], over: int) -> list[shapes.ArticleShape]:
    """Articles, of which so many texts are left out, the longest first, that they take so many bytes less."""
    told = list(members)
    for at in sorted(range(len(told)), key=lambda at: -len(told[at].text or "")):
        if over <= 0 or told[at].text is None:
            break
        _left_out(f"article {told[at].id}, text", "its group is larger than readers take")
        shorter = told[at].model_copy(update={"text": None})
        over -= len(told[at].encode()) - len(shorter.encode())
        told[at] = shorter
    return told


def packed_texts(data: bytes) -> dict[int, Packed]:
    """The packed texts of a group's file, by article."""
    group = shapes.Group.parse(data, "a group")
    return {one.id: Packed(one.shingles, one.words) for one in group.articles}


def directory_file(outlets: Iterable[Outlet]) -> bytes:
    """The bytes of the directory: cards and addresses of some outlets.

    If readers would not take all, the cards that take most room are told without statements and notes; where that is
    not enough, the latest outlets are not told.
    """
    told: list[tuple[shapes.OutletShape, list[shapes.AddressShape]]] = []
    for outlet in outlets:
        card = _told(f"outlet {outlet.slug}", _card(outlet))
        held = (
            (f"address {address.address}", _address(outlet.slug, address)) for address in published(outlet.addresses)
        )
        if card is not None:
            told.append((card, [one for one in (_told(*each) for each in held) if one is not None]))
    data = _directory(told)
    if len(data) <= jsonfile.MAX_JSON_BYTES:
        return data
    over = len(data) - jsonfile.MAX_JSON_BYTES
    why = "the directory is larger than readers take"
    sizes = [_size(card) for card, _ in told]
    for at in sorted(range(len(told)), key=lambda at: -sizes[at]):
        card, addresses = told[at]
        if over > 0 and (card.statements or card.notes):
            _left_out(f"statements and notes of outlet {card.slug}", why)
            told[at] = card.model_copy(update={"statements": [], "notes": []}), addresses
            over -= sizes[at] - _size(told[at][0])
    while over > 0:
        card, addresses = told.pop()
        _left_out(f"outlet {card.slug}", why)
        over -= _size(card, *addresses)
    return _directory(told)


def _directory(told: Iterable[tuple[shapes.OutletShape, list[shapes.AddressShape]]]) -> bytes:
    cards = [card for card, _ in told]
    addresses = [address for _, held in told for address in held]
    # Readers take the first of equal addresses: the present holder's, else the last one's.
    addresses.sort(key=lambda address: (address.until or date.max).toordinal(), reverse=True)
    return shapes.Directory(outlets=cards, addresses=addresses).encode()


def _size(*parts: Shape) -> int:
    return sum(len(part.encode()) + 1 for part in parts)


def sha256(data: bytes) -> str:
    """Digest of a file, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _card(outlet: Outlet) -> Callable[[], shapes.OutletShape]:
    room = _Room(f"outlet {outlet.slug}")
    statements = room.take([(f"statement {said.id}", _statement(said)) for said in published(outlet.statements)])
    notes = room.take(_notes(outlet.notes))
    fields = outlet.model_dump(include={"slug", "name", "summary", "kind", "country", "homepage", "reviewed_on"})
    return lambda: shapes.OutletShape(**fields, statements=statements, notes=notes)


def _statement(statement: Statement) -> Callable[[], shapes.StatementShape]:
    fields = {"kind", "topic", "text", "stated_by", "stated_on", "source_url", "since", "until"}
    return lambda: shapes.StatementShape(**statement.model_dump(include=fields))


def _address(slug: str, address: Address) -> Callable[[], shapes.AddressShape]:
    fields = {"address", "role", "since", "until", "source_url", "stated_on"}
    return lambda: shapes.AddressShape(outlet=slug, **address.model_dump(include=fields))


def _placement(place: Placement) -> Callable[[], shapes.PlacementShape]:
    return lambda: shapes.PlacementShape(url=place.url, role=place.role.value, first_seen=place.first_seen)


def _notes(notes: list[Note]) -> list[tuple[str, Callable[[], shapes.NoteShape]]]:
    return [(f"note {note.id}", _note(note)) for note in published(notes)]


def _note(note: Note) -> Callable[[], shapes.NoteShape]:
    fields = note.model_dump(include={"id", "text", "language", "quote", "published_on"})
    return lambda: shapes.NoteShape(
        **fields, sources=[shapes.SourceShape(url=source.url, title=source.title) for source in note.sources]
    )


class _Room:
    """As much of one record as readers take."""

    def __init__(self, whose: str) -> None:
        self._whose = whose
        self._left = shapes.MOST_OF_ONE_BYTES - _BRACKETS

    def take(self, parts: Iterable[tuple[str, Callable[[], _S]]]) -> list[_S]:
        """Those of some parts that fit, the first ones first."""
        taken: list[_S] = []
        for name, make in parts:
            record = f"{self._whose}, {name}"
            part = _told(record, make)
            if part is None:
                continue
            size = len(part.encode()) + 1  # and a comma
            if size > self._left or len(taken) == shapes.MOST_OF_ONE:
                _left_out(record, "readers do not take so much of one record")
                continue
            self._left -= size
            taken.append(part)
        return taken


def _told(record: str, make: Callable[[], _S]) -> _S | None:
    """A record as readers are told of it; one that they would refuse is left out, so that all others are told."""
    try:
        return make()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        _left_out(record, f"{where}: {first['msg']}" if where else first["msg"])
        return None


def _line(what: str, value: str | None) -> str | None:
    if value is not None and len(value) > LONGEST_LINE:
        _left_out(what, "it is longer than readers take")
        return None
    return value


def _left_out(record: str, reason: str) -> None:
    _log.error("left out of the feed", record=record, reason=reason)
