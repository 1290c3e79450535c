"""Full-text search over all records, in every script: by parts of words, folded as matching folds them."""

from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Text, UniqueConstraint, column, literal_column, table
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, delete, select

from masthead.matching.words import words_text
from masthead.records.base import Kept, identity

INDEXES: Final = ("searched_trigrams", "ix_searched_trigrams")
"""How names begin that only migrations know: the full-text table of SQLite, and the index of PostgreSQL."""
MOST_CHARACTERS: Final = 100_000
"""Of one record that can be searched: of a longer text, the beginning."""
_MOST_WORDS: Final = 12
_BLANKS: Final = str.maketrans(dict.fromkeys("%_\\\"'", " "))
_TRIGRAM: Final = 3
"""Characters that a word must have to be looked up; a shorter one is looked for in all texts."""
_TRIGRAMS: Final = table("searched_trigrams", column("rowid"), column("text"))


class Searched(SQLModel, table=True):
    """The folded text of a record."""

    __tablename__ = "searched"
    __table_args__ = (UniqueConstraint("record", "record_id"),)
    id: int | None = Field(default=None, primary_key=True)
    record: str = Field(max_length=40)
    record_id: int
    text: str = Field(sa_column=Column(Text, nullable=False))


BY_ALL: Final = ", by all"
"""Behind the name of a kind of record: the texts by which strangers find such records."""


def folded(text: str) -> str:
    """A text as it is searched: no case, no accents, no punctuation; neither wildcards of LIKE nor quotes are left."""
    return " ".join(words_text(text).translate(_BLANKS).split())


def texts_of(record: Kept) -> dict[str, str]:
    """The texts by which a record is found, by the name under which they are kept."""
    name, open_to_all = str(record.__tablename__), record.searchable_by_all()
    texts = {name: record.searchable()} | ({name + BY_ALL: open_to_all} if open_to_all is not None else {})
    found = {kept: folded(text[:MOST_CHARACTERS]) for kept, text in texts.items()}
    return {kept: text for kept, text in found.items() if text}


async def remember(session: AsyncSession, record: Kept) -> None:
    """Let a flushed record be found by what it says now."""
    number = identity(record.id)
    for name, text in texts_of(record).items():
        known = await session.scalar(select(Searched).where(Searched.record == name, Searched.record_id == number))
        if known is None:
            session.add(Searched(record=name, record_id=number, text=text))
        elif known.text != text:
            known.text = text
            session.add(known)
    await session.flush()


async def forget(session: AsyncSession, record: Kept) -> None:
    """Let a record be found no more."""
    name = str(record.__tablename__)
    names = (name, name + BY_ALL)
    await session.execute(delete(Searched).where(col(Searched.record).in_(names), col(Searched.record_id) == record.id))


def found_by(session: AsyncSession, model: type[Kept], query: str, *, by_all: bool = False) -> ColumnElement[bool]:
    """The condition that a record of a kind holds every word of a query, as a word or as a part of one.

    Args:
        session: the session that asks.
        model: the kind.
        query: the words.
        by_all: whether a stranger asks, who must not find what strangers cannot read.
    """
    less = by_all and model.searchable_by_all is not Kept.searchable_by_all
    name = str(model.__tablename__) + (BY_ALL if less else "")
    words = folded(query).split()[:_MOST_WORDS]
    if not words:
        return literal_column("1 = 0")
    rows: Any = select(Searched.record_id).where(Searched.record == name)
    scanned = words
    if session.get_bind().dialect.name == "sqlite":
        # Never by LIKE on the trigrams: SQLite 3.40 finds too little of short patterns, and crashes on two at once.
        phrases = [f'"{word}"' for word in words if len(word) >= _TRIGRAM]
        scanned = [word for word in words if len(word) < _TRIGRAM]
        if phrases:
            found = select(_TRIGRAMS.c.rowid).where(_TRIGRAMS.c.text.match(" AND ".join(phrases)))
            rows = rows.where(col(Searched.id).in_(found))
    for word in scanned:
        rows = rows.where(col(Searched.text).like(f"%{word}%"))
    return col(model.id).in_(rows)
