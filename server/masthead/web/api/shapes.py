"""How records look in answers: with their number, version and status; what belongs to them as far as one may see it."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from masthead.intake.segments import Reason
from masthead.matching.words import words
from masthead.records.addresses import AddressRole
from masthead.records.articles import Article
from masthead.records.base import Status, published
from masthead.records.history import Revision
from masthead.records.outlets import Outlet
from masthead.records.placements import PlacementRole
from masthead.records.samples import Sample
from masthead.records.statements import StatementKind
from masthead.safe import Paragraph


class KeptOut(BaseModel):
    """What every record has."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    version: int = Field(description="Goes up with each change; the ETag of the record.")
    status: Status
    changed_at: datetime


class AddressOut(KeptOut):
    """An address as it is kept."""

    outlet_id: int
    address: str
    role: AddressRole
    since: date | None
    until: date | None
    source_url: str | None
    stated_on: date | None


class StatementOut(KeptOut):
    """A statement as it is kept."""

    outlet_id: int
    kind: StatementKind
    topic: str
    text: str
    stated_by: str
    stated_on: date
    source_url: str
    archived_url: str | None
    since: date | None
    until: date | None


class SourceOut(BaseModel):
    """Where a note can be checked."""

    model_config = ConfigDict(from_attributes=True)
    url: str
    title: str | None


class NoteOut(KeptOut):
    """A note as it is kept."""

    article_id: int | None
    outlet_id: int | None
    text: str
    quote: str | None
    language: str | None
    published_on: date | None
    sources: list[SourceOut]


class PlacementOut(KeptOut):
    """A URL where the text of an article was seen."""

    article_id: int
    outlet_id: int | None
    url: str
    role: PlacementRole
    first_seen: date


class OutletOut(KeptOut):
    """An outlet with all that is kept about it."""

    slug: str
    name: str
    summary: str | None
    kind: str | None
    country: str | None
    languages: list[str]
    homepage: str | None
    wikidata: str | None
    reviewed_on: date | None
    addresses: list[AddressOut]
    statements: list[StatementOut]
    notes: list[NoteOut]

    @classmethod
    def of(cls, outlet: Outlet, *, curator: bool) -> Self:
        """The outlet as it may be shown: what belongs to it and is not published, only to curators."""
        parts: dict[str, list[Any]] = {
            "addresses": outlet.addresses,
            "statements": outlet.statements,
            "notes": outlet.notes,
        }
        shown = {name: part if curator else published(part) for name, part in parts.items()}
        return cls.model_validate(outlet.model_dump() | shown)


class SegmentOut(BaseModel):
    """A segment of the page: whether it was kept, and why or why not."""

    model_config = ConfigDict(from_attributes=True)
    text: str
    kept: bool
    reason: Reason


class ArticleOut(KeptOut):
    """An archived article. Text and segments are shown to curators only: the text is somebody's work."""

    outlet_id: int | None
    outlet: str | None
    title: str
    author: str | None
    language: str | None
    published_on: date | None
    url: str | None
    licence: str | None = Field(description="On what terms readers are shown the text; null where they are not.")
    captured_at: datetime
    words: int
    text: str | None
    segments: list[SegmentOut] | None
    placements: list[PlacementOut]
    notes: list[NoteOut]
    known_before: bool = Field(False, description="On archiving: this article had been archived already.")
    capture: int | None = Field(
        None, description="On archiving: number of the capture, where the page was kept as another one of this article."
    )
    advice: str | None = Field(None, description="On archiving: what to give, so that readers are told no nonsense.")

    @classmethod
    def of(
        cls,
        article: Article,
        slug: str | None,
        *,
        curator: bool,
        known_before: bool = False,
        capture: int | None = None,
    ) -> Self:
        """The article as it may be shown."""
        return cls(
            **article.model_dump(exclude={"segments", "content_hash", "body"}),
            outlet=slug,
            words=len(words(article.body)),
            text=article.body if curator else None,
            segments=[SegmentOut.model_validate(segment) for segment in article.segments] if curator else None,
            placements=[
                PlacementOut.model_validate(place)
                for place in (article.placements if curator else published(article.placements))
            ],
            notes=[NoteOut.model_validate(note) for note in (article.notes if curator else published(article.notes))],
            known_before=known_before,
            capture=capture,
        )


class SampleOut(KeptOut):
    """A sample; a draft does not count until an editor publishes it."""

    outlet_id: int
    url: str | None
    captured_at: datetime
    words: int
    text: str | None = Field(description="The whole visible text; left out in lists.")
    known_before: bool = Field(False, description="This very text was a sample of the outlet already.")

    @classmethod
    def of(cls, sample: Sample, *, whole: bool = True, known_before: bool = False) -> Self:
        """The sample as curators see it."""
        return cls(
            **sample.model_dump(exclude={"text", "content_hash"}),
            words=len(words(sample.text)),
            text=sample.text if whole else None,
            known_before=known_before,
        )


_LARGE = frozenset({"body", "segments", "content_hash"})


class RevisionOut(BaseModel):
    """One change: who, when, why, before and after."""

    id: int
    at: datetime
    who: str
    why: str | None
    action: str
    record: str
    record_id: int
    before: dict[str, Any] | None = Field(description="The record as it was; the text of articles is left out.")
    after: dict[str, Any] | None = Field(description="The record as it became.")

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The change without whole texts, which are somebody's work."""
        large = _LARGE | ({"text"} if revision.record == "sample" else set())
        sides = [
            side and {name: value for name, value in side.items() if name not in large}
            for side in (revision.before, revision.after)
        ]
        told = revision.model_dump(exclude={"before", "after", "of_record", "of_id", "public"})
        return cls(**told, before=sides[0], after=sides[1])


class RevisionsOut(BaseModel):
    """A part of a history, oldest first."""

    items: list[RevisionOut]
    next: int | None


class StepIn(BaseModel):
    """A step that may be given a reason."""

    model_config = ConfigDict(extra="forbid")
    reason: Paragraph | None = Field(None, description="Why; the history keeps it.")


class WithdrawIn(BaseModel):
    """Why something is withdrawn; the history keeps it."""

    model_config = ConfigDict(extra="forbid")
    reason: Paragraph | None = Field(None, description="Always needed.")


class UndoIn(BaseModel):
    """To which revision to go back."""

    model_config = ConfigDict(extra="forbid")
    revision: int = Field(ge=1, lt=10**18, description="The record becomes again what it was after this revision.")
    reason: Paragraph | None = Field(None, description="Needed where readers were told of the record.")
