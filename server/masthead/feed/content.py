"""From records to what readers are told of them: pure, so that the same records always give the same bytes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from masthead.feed import shapes
from masthead.records.articles import Article
from masthead.records.base import identity
from masthead.records.notes import Note, published
from masthead.records.outlets import Outlet

PAGE = 4096
"""Group files are padded to a multiple of this many bytes."""


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
    return shapes.ArticleShape(
        id=identity(article.id),
        title=article.title,
        outlet=slug,
        language=article.language,
        published_on=article.published_on,
        url=article.url,
        shingles=text.shingles,
        words=text.words,
        placements=[
            shapes.PlacementShape(url=place.url, role=place.role.value, first_seen=place.first_seen)
            for place in article.placements
        ],
        notes=_notes(article.notes),
    )


def group_file(number: int, members: Sequence[shapes.ArticleShape]) -> bytes:
    """The bytes of a group's file."""
    data = shapes.Group(group=number, articles=list(members)).encode()
    return data + b" " * (-len(data) % PAGE)


def packed_texts(data: bytes) -> dict[int, Packed]:
    """The packed texts of a group's file, by article."""
    group = shapes.Group.parse(data, "a group")
    return {one.id: Packed(one.shingles, one.words) for one in group.articles}


def directory_file(outlets: Iterable[Outlet]) -> bytes:
    """The bytes of the directory: cards and addresses of all outlets."""
    held = list(outlets)
    addresses = [
        shapes.AddressShape(outlet=outlet.slug, **address.model_dump(exclude={"id", "outlet_id"}))
        for outlet in held
        for address in outlet.addresses
    ]
    # Readers take the first of equal addresses: the present holder's, else the last one's.
    addresses.sort(key=lambda address: (address.until or date.max).toordinal(), reverse=True)
    return shapes.Directory(outlets=[_outlet(outlet) for outlet in held], addresses=addresses).encode()


def sha256(data: bytes) -> str:
    """Digest of a file, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _outlet(outlet: Outlet) -> shapes.OutletShape:
    return shapes.OutletShape(
        **outlet.model_dump(include={"slug", "name", "summary", "kind", "country", "homepage", "reviewed_on"}),
        statements=[
            shapes.StatementShape(**statement.model_dump(exclude={"id", "outlet_id", "archived_url"}))
            for statement in outlet.statements
        ],
        notes=_notes(outlet.notes),
    )


def _notes(notes: list[Note]) -> list[shapes.NoteShape]:
    return [
        shapes.NoteShape(
            **note.model_dump(include={"id", "text", "language", "quote", "published_on"}),
            sources=[shapes.SourceShape(url=source.url, title=source.title) for source in note.sources],
        )
        for note in published(notes)
    ]
