"""The JSON of the feed, as models: the publisher writes with them and the reader checks with them.

Limits here bind both sides, so that no publisher makes a file that readers refuse. docs/protocol.md tells the same.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from masthead.feed.fields import (
    MOST_EXACT,
    Day,
    Digest,
    Folder,
    Key,
    Link,
    Long,
    Moment,
    Number,
    Server,
    Sha256,
    Short,
    Signature,
    Text,
    Told,
)
from masthead.feed.jsonfile import IF_ANY, Shape

INDEX: Final = "masthead-feed/2"
DIRECTORY: Final = "masthead-directory/2"
GROUP: Final = "masthead-group/2"

FEWEST_IN_GROUP: Final = 8
"""Articles that a group has on average, or readers refuse the feed: fewer would tell what is read."""
MOST_IN_GROUP: Final = 4096
MAX_HANDOVERS: Final = 16
MAX_UPDATES: Final = 16
MAX_MIRRORS: Final = 8
MOST_OF_ONE: Final = 500
"""Placements, notes or statements of one record."""
MOST_OF_ONE_BYTES: Final = 512 * 1024
"""Bytes of JSON in which they are told, together."""


Mirrors = Annotated[list[Folder], Field(max_length=MAX_MIRRORS)]


class UpdateFile(Shape):
    """An update, and the file it leads from."""

    from_digest: Digest = Field(alias="from")
    sha256: Sha256


class ListFile(Shape):
    """What the list must hash to."""

    sha256: Sha256
    bits: int = Field(ge=16, le=32)
    entries: int = Field(ge=0, le=1 << 26)
    updates: Annotated[list[UpdateFile], Field(max_length=MAX_UPDATES)]


class TableFile(Shape):
    """What the table of groups must hash to."""

    sha256: Sha256
    groups: int = Field(ge=0, le=1 << 24)
    updates: Annotated[list[UpdateFile], Field(max_length=MAX_UPDATES)]


class DirectoryFile(Shape):
    """What the directory must hash to."""

    sha256: Sha256


class Handover(Shape):
    """A statement of one key that another follows it."""

    from_key: Key = Field(alias="from")
    to_key: Key = Field(alias="to")
    on: Day
    signature: Signature


class Signed(Shape):
    """index.json: its content, and who says so."""

    format: Literal["masthead-feed/2"] = INDEX
    key: Key
    signature: Signature
    handovers: Annotated[list[Handover], Field(max_length=MAX_HANDOVERS)]
    content: str
    """JSON in a string, so that nobody has to agree on how JSON is written."""


class Index(Shape):
    """The content of index.json: all that a reader is shown follows from it."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    version: int = Field(ge=0, le=MOST_EXACT)
    as_of: Moment | None
    articles: int = Field(ge=0, le=10**9)
    group_size: int = Field(ge=1, le=10**6)
    refresh_seconds: int = Field(ge=60, le=86400)
    k: Literal[6]
    w: int = Field(ge=16, le=64)
    list: ListFile
    table: TableFile
    directory: DirectoryFile
    mirrors: Mirrors
    server: Server = Field(**IF_ANY)
    """Where the publisher's own server is reached."""

    @model_validator(mode="after")
    def _asks_for_much(self) -> Self:
        if self.table.groups > 1 and self.articles < FEWEST_IN_GROUP * self.table.groups:
            raise ValueError("its groups are so small that asking for one tells what is read")
        return self


class SourceShape(Shape):
    """Where a note can be checked."""

    url: Link
    title: Short | None


class NoteShape(Shape):
    """A curator's note."""

    id: Number
    text: Long
    language: Short | None
    quote: Long | None
    published_on: Day
    sources: Annotated[list[SourceShape], Field(min_length=1, max_length=20)]


class StatementShape(Shape):
    """Something a named source states about an outlet."""

    kind: Literal["fact", "assessment"]
    topic: Short
    text: Long
    stated_by: Told
    stated_on: Day
    source_url: Link
    since: Day | None
    until: Day | None


class OutletShape(Shape):
    """An outlet's card."""

    slug: Short
    name: Short
    summary: Long | None
    kind: Short | None
    country: Short | None
    homepage: Short | None
    reviewed_on: Day | None
    statements: Annotated[list[StatementShape], Field(max_length=MOST_OF_ONE)]
    notes: Annotated[list[NoteShape], Field(max_length=MOST_OF_ONE)]

    @model_validator(mode="after")
    def _is_no_book(self) -> Self:
        _require_little(self.statements, self.notes)
        return self


class AddressShape(Shape):
    """An address and whose it is."""

    address: Short
    outlet: Short
    role: Literal["official", "mirror", "account", "impersonator"]
    since: Day | None
    until: Day | None
    source_url: Short | None
    stated_on: Day | None

    @model_validator(mode="after")
    def _says_who_says_so(self) -> Self:
        sourced = self.stated_on and re.match(r"https?://[^/]", self.source_url or "")
        if self.role == "impersonator" and not sourced:
            raise ValueError("an impersonator without source and date")
        return self


class Directory(Shape):
    """All outlets and addresses: held by the reader, so that an address needs no request."""

    format: Literal["masthead-directory/2"] = DIRECTORY
    outlets: list[OutletShape]
    addresses: list[AddressShape]


class PlacementShape(Shape):
    """A URL where an article's text was seen."""

    url: Short
    role: Literal["origin", "copy", "excerpt", "translation", "disputed"]
    first_seen: Day


class ArticleShape(Shape):
    """What readers are told of an article; its text only where that is free to publish."""

    id: Number
    title: Short
    outlet: Short | None
    language: Short | None
    published_on: Day | None
    url: Short | None
    shingles: Annotated[str, Field(max_length=4_000_000)]
    """Base64 of the upper halves of all shingles in order, 4 bytes each, little-endian."""
    words: Annotated[str, Field(max_length=1_000_000)]
    """Base64 of one byte per word: bits 0-1 weight (0: 4, 1: 2, 2: 1), bit 2 quoted, bit 3 its shingle is common."""
    placements: Annotated[list[PlacementShape], Field(max_length=MOST_OF_ONE)]
    notes: Annotated[list[NoteShape], Field(max_length=MOST_OF_ONE)]
    licence: Short | None = Field(**IF_ANY)
    """On what terms its text is free to publish."""
    text: Text | None = Field(**IF_ANY)

    @model_validator(mode="after")
    def _is_no_book(self) -> Self:
        _require_little(self.placements, self.notes)
        if self.text is not None and self.licence is None:
            raise ValueError("a text that is not said to be free to publish")
        return self

    @classmethod
    def nothing(cls, number: int) -> Self:
        """That there is an article, and nothing of it."""
        return cls(
            id=number,
            title="",
            outlet=None,
            language=None,
            published_on=None,
            url=None,
            shingles="",
            words="",
            placements=[],
            notes=[],
        )


class Group(Shape):
    """Many articles in one file, so that asking for it tells little."""

    format: Literal["masthead-group/2"] = GROUP
    group: int = Field(ge=0)
    articles: Annotated[list[ArticleShape], Field(max_length=MOST_IN_GROUP)]


def _require_little(*parts: Sequence[Shape]) -> None:
    """Refuse a record of which more is told than fits between the parts of a browser."""
    # As the extension counts: the lists in a list, with their brackets and commas.
    size = 1 + sum(3 + max(sum(len(one.encode()) + 1 for one in part) - 1, 0) for part in parts)
    if size > MOST_OF_ONE_BYTES:
        raise ValueError(f"more than {MOST_OF_ONE_BYTES:,} bytes are told of one record")
