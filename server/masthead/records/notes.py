"""Notes of curators, on an article or on an outlet, each with its sources."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Given
from sqlalchemy import Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, SQLModel, select

from masthead.errors import Conflict, NotFound
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, Status, choice, identity, now
from masthead.records.history import Author, record_change
from masthead.safe import Language, Line, Paragraph, WebUrl


class SourceIn(BaseModel):
    """Where a note's claim can be checked."""

    model_config = ConfigDict(extra="forbid")
    url: WebUrl
    title: Line | None = None


class NoteIn(BaseModel):
    """What a curator gives to add a note."""

    model_config = ConfigDict(extra="forbid")
    text: Paragraph
    sources: list[SourceIn] = Given(min_length=1, max_length=20, description="At least one.")
    quote: Paragraph | None = Given(None, description="The passage of the article it is about, word for word.")
    language: Language | None = None
    status: Status | None = Given(None, description="draft or published; by default as far as the role reaches.")


class Note(SQLModel, table=True):
    """What a curator says about one article or one outlet."""

    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    quote: str | None = Field(default=None, sa_column=Column(Text))
    language: str | None = Field(default=None, max_length=40)
    status: Status = Field(sa_column=Column(choice(Status), nullable=False, index=True))
    published_on: date | None = None
    sources: list["Source"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Source.id"})


class Source(SQLModel, table=True):
    """Where a note's claim can be checked."""

    __tablename__ = "source"
    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id", index=True)
    url: str = Field(max_length=2000)
    title: str | None = Field(default=None, max_length=300)


async def add_note(
    session: AsyncSession,
    author: Author,
    given: NoteIn,
    *,
    status: Status,
    article_id: int | None = None,
    outlet_id: int | None = None,
) -> Note:
    """Add a note with its sources to an article or to an outlet.

    Raises:
        Conflict: the record has as many notes, or as long ones, as readers take.
    """
    held = (Note.article_id == article_id, Note.outlet_id == outlet_id, Note.status != Status.WITHDRAWN)
    if (await session.scalar(select(func.count()).where(*held)) or 0) >= MOST_OF_ONE:
        raise Conflict(f"There are {MOST_OF_ONE} notes on this already. Withdraw one that is out of date first.")
    told = await _characters(session, Note.text, *held) + await _characters(session, Note.quote, *held)
    for column in (Source.url, Source.title):
        told += await _characters(session, column, Source.note_id == Note.id, *held)
    if told + _length(given) > MOST_CHARACTERS:
        raise Conflict(
            f"All notes on one record may have {MOST_CHARACTERS:,} characters, sources included; with this one they"
            f" would have {told + _length(given):,}. Shorten it, or withdraw one that is out of date first.",
            field="text",
        )
    note = Note(
        article_id=article_id,
        outlet_id=outlet_id,
        status=status,
        published_on=now().date() if status is Status.PUBLISHED else None,
        **given.model_dump(include={"text", "quote", "language"}),
    )
    session.add(note)
    await session.flush()
    for source in given.sources:
        session.add(Source(note_id=identity(note.id), **source.model_dump()))
    await session.flush()
    await record_change(session, author, "added", note)
    return await note_by_id(session, identity(note.id))


def _length(given: NoteIn) -> int:
    sources = sum(len(source.url) + len(source.title or "") for source in given.sources)
    return len(given.text) + len(given.quote or "") + sources


async def _characters(session: AsyncSession, column: Any, *of: Any) -> int:  # noqa: ANN401 - SQLModel's columns
    return await session.scalar(select(func.sum(func.length(column))).where(*of)) or 0


async def note_by_id(session: AsyncSession, note_id: int) -> Note:
    """The note with its sources.

    Raises:
        NotFound: there is none.
    """
    query = select(Note).where(Note.id == note_id).options(selectinload(Note.sources))  # type: ignore[arg-type]
    note = await session.scalar(query, execution_options={"populate_existing": True})
    if note is None:
        raise NotFound(f"There is no note {note_id}.")
    return note


async def set_note_status(session: AsyncSession, author: Author, note: Note, status: Status) -> Note:
    """Publish, withdraw, or take back to draft."""
    before = note.model_dump(mode="json")
    note.status = status
    if status is Status.PUBLISHED and note.published_on is None:
        note.published_on = now().date()
    session.add(note)
    await session.flush()
    await record_change(session, author, status.value, note, before)
    return note


def published(notes: Sequence[Note]) -> list[Note]:
    """Those that readers are told."""
    return [note for note in notes if note.status is Status.PUBLISHED]
