"""Notes of curators, on an article or on an outlet, each with its sources."""

from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Given
from sqlalchemy import Column, Text, func, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, SQLModel, select

from masthead.errors import Conflict, InvalidInput
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, NUMBERED_ONCE, Status, Told, identity, now
from masthead.records.history import Author
from masthead.records.keeping import Noun, add, one, set_status
from masthead.safe import Language, Line, Paragraph, WebUrl


class SourceIn(BaseModel):
    """Where a note's claim can be checked."""

    model_config = ConfigDict(extra="forbid")
    url: WebUrl
    title: Line | None = None


class NoteFields(BaseModel):
    """What a note says."""

    model_config = ConfigDict(extra="forbid")
    text: Paragraph
    sources: list[SourceIn] = Given(min_length=1, max_length=20, description="At least one.")
    quote: Paragraph | None = Given(None, description="The passage of the article it is about, word for word.")
    language: Language | None = None


class NoteIn(NoteFields):
    """What a curator gives to add a note."""

    status: Status | None = Given(None, description="draft or published; by default as far as the role reaches.")


class Source(SQLModel, table=True):
    """Where a note's claim can be checked."""

    __tablename__ = "source"
    id: int | None = Field(default=None, primary_key=True)
    note_id: int | None = Field(default=None, foreign_key="note.id", index=True, nullable=False)
    url: str = Field(max_length=2000)
    title: str | None = Field(default=None, max_length=300)


class Note(Told, table=True):
    """What a curator says about one article or one outlet."""

    __tablename__ = "note"
    __table_args__ = NUMBERED_ONCE
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    quote: str | None = Field(default=None, sa_column=Column(Text))
    language: str | None = Field(default=None, max_length=40)
    published_on: date | None = None
    sources: list[Source] = Relationship(
        sa_relationship_kwargs={"lazy": "raise", "order_by": "Source.id", "cascade": "all, delete-orphan"}
    )

    def snapshot(self) -> dict[str, Any]:
        """The note with its sources."""
        sources = [{"url": source.url, "title": source.title} for source in self.sources]
        return super().snapshot() | {"sources": sources}

    def searchable(self) -> str:
        """What it says, and where that can be checked."""
        sources = [f"{source.title or ''} {source.url}" for source in self.sources]
        return "\n".join([self.text, self.quote or "", *sources])

    def parent(self) -> tuple[str, int] | None:
        """The article or the outlet it is about."""
        if self.article_id is not None:
            return "article", self.article_id
        return "outlet", identity(self.outlet_id)


async def _check(session: AsyncSession, note: Note) -> None:
    """Refuse what does not stand in the article, and more than readers take.

    Raises:
        InvalidInput: the quote is not in the article, or there is none.
        Conflict: the record has as many notes, or as long ones, as readers take.
    """
    await _check_quote(session, note)
    held: list[Any] = [Note.article_id == note.article_id, Note.outlet_id == note.outlet_id]
    held += [Note.status != Status.WITHDRAWN, Note.id != (note.id or 0)]
    if (await session.scalar(select(func.count()).where(*held)) or 0) >= MOST_OF_ONE:
        raise Conflict(f"There are {MOST_OF_ONE} notes on this already. Withdraw one that is out of date first.")
    told = await _characters(session, Note.text, *held) + await _characters(session, Note.quote, *held)
    for column in (Source.url, Source.title):
        told += await _characters(session, column, Source.note_id == Note.id, *held)
    length = len(note.text) + len(note.quote or "")
    length += sum(len(source.url) + len(source.title or "") for source in note.sources)
    if told + length > MOST_CHARACTERS:
        raise Conflict(
            f"All notes on one record may have {MOST_CHARACTERS:,} characters, sources included; with this one they"
            f" would have {told + length:,}. Shorten it, or withdraw one that is out of date first.",
            field="text",
        )


async def _check_quote(session: AsyncSession, note: Note) -> None:
    if note.quote is None:
        return
    if note.article_id is None:
        raise InvalidInput("A quote belongs to a note on an article.", field="quote")
    # By the table: articles know their notes, not the other way round.
    body = (await session.execute(text("SELECT body FROM article WHERE id = :id"), {"id": note.article_id})).scalar()
    if " ".join(note.quote.split()) not in " ".join(str(body).split()):
        raise InvalidInput("The quote does not stand in the article word for word.", field="quote")


async def _characters(session: AsyncSession, column: Any, *of: Any) -> int:  # noqa: ANN401 - SQLModel's columns
    return await session.scalar(select(func.sum(func.length(column))).where(*of)) or 0


def _set(note: Note, values: dict[str, Any]) -> None:
    sources = values.pop("sources", None)
    for name, value in values.items():
        setattr(note, name, value)
    if sources is not None and sources != [{"url": one.url, "title": one.title} for one in note.sources]:
        note.sources = [Source(**source) for source in sources]


def _publish(note: Note) -> None:
    note.published_on = note.published_on or now().date()


NOTES: Final = Noun(
    Note,
    NoteFields,
    whole=(selectinload(Note.sources),),  # type: ignore[arg-type]
    check=_check,
    put=_set,
    on_publish=_publish,
    where="List those of a record at /api/notes?outlet=ID or ?article=ID.",
)


async def add_note(
    session: AsyncSession,
    author: Author,
    given: NoteFields,
    *,
    status: Status,
    article_id: int | None = None,
    outlet_id: int | None = None,
) -> Note:
    """Add a note with its sources to an article or to an outlet.

    Raises:
        InvalidInput: the quote does not stand in the article.
        Conflict: the record has as many notes, or as long ones, as readers take.
    """
    note = Note(
        article_id=article_id,
        outlet_id=outlet_id,
        status=status,
        **given.model_dump(include={"text", "quote", "language"}),
    )
    note.sources = [Source(**source.model_dump()) for source in given.sources]
    return await add(session, author, NOTES, note)


async def note_by_id(session: AsyncSession, note_id: int) -> Note:
    """The note with its sources.

    Raises:
        NotFound: there is none.
    """
    return await one(session, NOTES, note_id)


async def set_note_status(session: AsyncSession, author: Author, note: Note, status: Status) -> Note:
    """Publish, withdraw, or take back to draft."""
    return await set_status(session, author, NOTES, note, status)
