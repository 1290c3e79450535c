"""The JSON of the feed, as models: the publisher writes with them and the reader checks with them.

Limits here bind both sides, so that no publisher makes a file that readers refuse. docs/protocol.md tells the same.
"""

from datetime import date, datetime
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

INDEX: Final = "masthead-feed/1"
DIRECTORY: Final = "masthead-directory/1"
BUCKET: Final = "masthead-bucket/1"
GROUP: Final = "masthead-group/1"

FEWEST_IN_BUCKET: Final = 32
"""Fingerprints that a bucket must cover on average, or readers refuse the feed: fewer would tell what is read."""
MOST_STRAYS: Final = 1 / 256
"""Readers refuse a list that more page fingerprints than this meet by chance: it would make them ask needlessly."""
MIN_BITS: Final = 16
"""Fewest bits of an entry."""
MAX_JSON_BYTES: Final = 32 * 1024 * 1024
"""Readers refuse a larger file."""

Short = Annotated[str, Field(max_length=2000)]
Long = Annotated[str, Field(max_length=5000)]
Told = Annotated[str, Field(min_length=1, max_length=2000)]
Link = Annotated[str, Field(pattern=r"^https?://[^/]", max_length=2000)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Shape(BaseModel):
    """A part of a file; fields that a reader does not know are passed over, so that feeds can grow.

    Strict, as the extension is: "3" is no number and 0 is no date.
    """

    model_config = ConfigDict(frozen=True, strict=True)


class ListFile(Shape):
    """Where the list is, and what it must hash to."""

    path: Annotated[str, Field(pattern=r"^lists/[0-9a-f]{16}\.bin$")]
    sha256: Sha256
    bits: int = Field(ge=1, le=32)
    entries: int = Field(ge=0)
    stray_rate: float = Field(ge=0, le=1)


class DirectoryFile(Shape):
    """Where the directory is, and what it must hash to."""

    path: Annotated[str, Field(pattern=r"^outlets/[0-9a-f]{16}\.json$")]
    sha256: Sha256


class Index(Shape):
    """index.json: the one file whose content changes under a fixed name without being asked for by a match."""

    format: Literal["masthead-feed/1"] = INDEX
    name: Annotated[str, Field(min_length=1, max_length=100)]
    version: int = Field(ge=0)
    as_of: datetime | None
    articles: int = Field(ge=0)
    refresh_seconds: int = Field(ge=30, le=86400)
    k: Literal[6]
    w: Literal[16]
    bucket_bits: int = Field(ge=0, le=24)
    groups: int = Field(ge=0)
    list: ListFile
    directory: DirectoryFile

    @model_validator(mode="after")
    def _asks_for_much(self) -> Self:
        if self.list.entries > MOST_STRAYS * 2**self.list.bits or self.list.bits < MIN_BITS:
            raise ValueError("its list is so dense that readers would ask for pages it does not know")
        if self.bucket_bits and self.list.entries < FEWEST_IN_BUCKET << self.bucket_bits:
            raise ValueError("its buckets are so small that asking for one tells what is read")
        return self


class SourceShape(Shape):
    """Where a note can be checked."""

    url: Link
    title: Short | None


class NoteShape(Shape):
    """A curator's note."""

    id: int
    text: Long
    language: Short | None
    quote: Long | None
    published_on: date
    sources: Annotated[list[SourceShape], Field(min_length=1, max_length=20)]


class StatementShape(Shape):
    """Something a named source states about an outlet."""

    kind: Literal["fact", "assessment"]
    topic: Short
    text: Long
    stated_by: Told
    stated_on: date
    source_url: Link
    since: date | None
    until: date | None


class OutletShape(Shape):
    """An outlet's card."""

    slug: Short
    name: Short
    summary: Long | None
    kind: Short | None
    country: Short | None
    homepage: Short | None
    reviewed_on: date | None
    statements: Annotated[list[StatementShape], Field(max_length=500)]
    notes: Annotated[list[NoteShape], Field(max_length=500)]


class AddressShape(Shape):
    """An address and whose it is."""

    address: Short
    outlet: Short
    role: Literal["official", "mirror", "account", "impersonator"]
    since: date | None
    until: date | None
    source_url: Short | None
    stated_on: date | None

    @model_validator(mode="after")
    def _says_who_says_so(self) -> Self:
        if self.role == "impersonator" and not (self.source_url and self.stated_on):
            raise ValueError("an impersonator without source and date")
        return self


class Directory(Shape):
    """All outlets and addresses: held by the reader, so that an address needs no request."""

    format: Literal["masthead-directory/1"] = DIRECTORY
    outlets: list[OutletShape]
    addresses: list[AddressShape]


class Bucket(Shape):
    """Which group holds the article of a fingerprint: every listed fingerprint that begins with the bucket's bits."""

    format: Literal["masthead-bucket/1"] = BUCKET
    bucket: int = Field(ge=0)
    entries: list[tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")], Annotated[int, Field(ge=0, le=10**8)]]]


def bucket_path(bits: int, number: int) -> str:
    """Path of a bucket; its bits are part of the name, so that an old index never meets buckets of another size."""
    return f"hashes/{bits}-{number}.json"


def group_path(number: int) -> str:
    """Path of a group."""
    return f"articles/{number}.json"


class PlacementShape(Shape):
    """A URL where an article's text was seen."""

    url: Short
    role: Literal["origin", "copy", "excerpt", "translation"]
    first_seen: date


class ArticleShape(Shape):
    """What readers are told of an article; never its text."""

    id: int
    title: Short
    outlet: Short | None
    language: Short | None
    published_on: date | None
    url: Short | None
    shingles: Annotated[str, Field(max_length=4_000_000)]
    """Base64 of the upper halves of all shingles in order, 4 bytes each, little-endian."""
    words: Annotated[str, Field(max_length=1_000_000)]
    """Base64 of one byte per word: bits 0-1 weight (0: 4, 1: 2, 2: 1), bit 2 quoted, bit 3 its shingle is common."""
    placements: Annotated[list[PlacementShape], Field(max_length=500)]
    notes: Annotated[list[NoteShape], Field(max_length=500)]


class Group(Shape):
    """Many articles in one file, so that asking for it tells little."""

    format: Literal["masthead-group/1"] = GROUP
    group: int = Field(ge=0)
    articles: list[ArticleShape]
