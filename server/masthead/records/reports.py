"""Reports of readers: a match that is wrong, a note that is out of date. They are for curators, and for nobody else.

Nothing is kept of who sent one. Equal ones are counted, and not kept again.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Given
from sqlalchemy import JSON, BigInteger, Column, ColumnElement, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from masthead.errors import Busy, InvalidInput, NotFound
from masthead.records.articles import Article
from masthead.records.base import NUMBERED_ONCE, Kept, choice, now
from masthead.records.lists import told_to_all
from masthead.records.notes import Note
from masthead.records.outlets import Outlet
from masthead.safe import Slug, WebUrl, clean

MOST_OPEN: Final = 5000
"""Reports that wait for curators: no more are taken, or whoever floods them would fill the disk."""
MOST_COMMENTS: Final = 5
"""Comments that are kept of equal reports, the first ones."""
_A_DAY: Final = 24 * 3600


class ReportKind(StrEnum):
    """What a reader reports."""

    WRONG_MATCH = "wrong match"
    OUT_OF_DATE = "note out of date"


class Outcome(StrEnum):
    """What a curator decided."""

    DISPUTED = "placement disputed"
    """The page is not the article, and is told as such no more."""
    CORRECTED = "corrected"
    """Something was changed on account of it."""
    DECLINED = "declined"


def _without_fragment(url: str) -> str:
    """Leave out what browsers tell no server, and refuse what nobody else may read.

    Raises:
        ValueError: it holds a name or a password.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a name or a password; leave it out")
    return url.partition("#")[0]


PageUrl = Annotated[WebUrl, AfterValidator(_without_fragment)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(clean)]
_Number = Annotated[int, Given(ge=1, lt=10**18)]


class ReportFields(BaseModel):
    """What a reader reports; nothing else is taken."""

    model_config = ConfigDict(extra="forbid")
    kind: ReportKind
    article: _Number | None = Given(None, description="The article that was matched, or that the note is on.")
    note: _Number | None = Given(None, description="The note that is out of date.")
    outlet: Slug | None = Given(None, description="Slug of the outlet that the note is on.")
    url: PageUrl | None = Given(None, description="The page, if the reader lets it be told; without its fragment.")
    shared_words: int | None = Given(None, ge=0, lt=10**7, description="Words shared, as the reader was told.")
    comment: Comment = Given("", description="What the reader adds; curators read it, and nobody else.")
    feed_version: int = Given(ge=0, lt=2**53, description="Version of the feed that spoke.")

    @model_validator(mode="after")
    def _says_what_about(self) -> Self:
        if self.kind is ReportKind.WRONG_MATCH and (self.article is None or self.note is not None):
            raise ValueError("a wrong match is one of an article: give its number, and no note")
        if self.kind is ReportKind.OUT_OF_DATE and self.note is None:
            raise ValueError("give the number of the note that is out of date")
        return self


class Report(Kept, table=True):
    """What readers reported, and what became of it. It has no history beside itself, and is in no export."""

    __tablename__ = "report"
    __table_args__ = NUMBERED_ONCE
    kind: ReportKind = Field(sa_column=Column(choice(ReportKind), nullable=False))
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    note_id: int | None = Field(default=None, foreign_key="note.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    url: str | None = Field(default=None, max_length=2000)
    """Until it is decided."""
    comments: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Until it is decided."""
    shared_words: int | None = None
    feed_version: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The latest that was reported on."""
    times: int = 1
    first_on: date
    last_on: date
    outcome: Outcome | None = Field(default=None, sa_column=Column(choice(Outcome), nullable=True, index=True))
    decided_by: str | None = Field(default=None, max_length=300)
    decided_at: datetime | None = None
    reason: str | None = Field(default=None, sa_column=Column(Text))


async def receive(session: AsyncSession, given: ReportFields) -> Report:
    """Keep a report, or count it where an equal one is open.

    Raises:
        InvalidInput: it is about something that readers are not told.
        Busy: too many wait already.
    """
    about = await _about(session, given)
    equal = (col(Report.kind) == given.kind, *(col(getattr(Report, name)) == value for name, value in about.items()))
    known = await session.scalar(select(Report).where(_open(), *equal, col(Report.url) == given.url).limit(1))
    today = now().date()
    if known is None:
        if (await session.scalar(select(func.count()).where(_open())) or 0) >= MOST_OPEN:
            raise Busy("So many reports wait for the curators that no more are taken.", retry_after=_A_DAY)
        fields = given.model_dump(include={"kind", "url", "shared_words", "feed_version"})
        known = Report(**fields, **about, first_on=today, last_on=today, times=0)
    known.times += 1
    known.last_on = today
    known.changed_at = now()
    known.feed_version = max(known.feed_version, given.feed_version)
    if given.comment and given.comment not in known.comments and len(known.comments) < MOST_COMMENTS:
        known.comments = [*known.comments, given.comment]
    session.add(known)
    await session.flush()
    return known


def _open() -> ColumnElement[bool]:
    return col(Report.outcome).is_(None)


async def _about(session: AsyncSession, given: ReportFields) -> dict[str, Any]:
    """The records that a report is about.

    Raises:
        InvalidInput: readers are told of no such thing.
    """
    article = outlet = None
    if given.article is not None:
        wanted: Any = select(Article.id).where(col(Article.id) == given.article, told_to_all(Article))
        article = await session.scalar(wanted)
        if article is None:
            raise InvalidInput(_gone("article", given.article), field="article")
    if given.outlet is not None:
        wanted = select(Outlet.id).where(Outlet.slug == given.outlet, told_to_all(Outlet))
        outlet = await session.scalar(wanted)
        if outlet is None:
            raise InvalidInput(_gone("outlet", given.outlet), field="outlet")
    if given.note is None:
        return {"article_id": article, "note_id": None, "outlet_id": None}
    note = await session.scalar(select(Note).where(col(Note.id) == given.note, told_to_all(Note)))
    if note is None:
        raise InvalidInput(_gone("note", given.note), field="note")
    if article not in (None, note.article_id) or (outlet is not None and note.outlet_id not in (None, outlet)):
        raise InvalidInput(f"Note {note.id} is not on what is named beside it.", field="note")
    return {"article_id": note.article_id, "note_id": note.id, "outlet_id": note.outlet_id}


def _gone(what: str, name: object) -> str:
    return f"Readers are told of no {what} {name} here. It may have been withdrawn since your feed was loaded."


async def listed_reports(
    session: AsyncSession,
    *,
    decided: bool | None = None,
    article: int | None = None,
    kind: ReportKind | None = None,
    after: int = 0,
    limit: int = 50,
) -> Sequence[Report]:
    """Reports by number from ``after`` on; all, or only those that are decided, or are not."""
    query: Any = select(Report).where(col(Report.id) > after)
    if decided is not None:
        query = query.where(~_open() if decided else _open())
    if article is not None:
        query = query.where(col(Report.article_id) == article)
    if kind is not None:
        query = query.where(col(Report.kind) == kind)
    found: Sequence[Report] = (await session.scalars(query.order_by(col(Report.id)).limit(limit))).all()
    return found


async def report_by_id(session: AsyncSession, number: int) -> Report:
    """The report of that number.

    Raises:
        NotFound: there is none.
    """
    report = await session.scalar(select(Report).where(col(Report.id) == number))
    if report is None:
        raise NotFound(f"There is no report {number}. List them at /api/reports.")
    return report
