"""Statements: what named sources state about an outlet; facts and assessments are kept and shown apart."""

from datetime import date
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field as ColumnField
from sqlmodel import select

from masthead.errors import Conflict
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, NUMBERED_ONCE, Status, Told, choice
from masthead.records.keeping import Noun
from masthead.safe import Day, Line, Paragraph, PastDay, WebUrl


class StatementKind(StrEnum):
    """Facts and assessments by named assessors are kept and shown apart."""

    FACT = "fact"
    ASSESSMENT = "assessment"


class StatementFields(BaseModel):
    """What is stated, by whom, when, and where that can be checked."""

    model_config = ConfigDict(extra="forbid")
    topic: Line
    text: Paragraph
    stated_by: Line = Field(description="Who says so.")
    stated_on: PastDay
    source_url: WebUrl
    archived_url: WebUrl | None = None
    kind: StatementKind | None = Field(None, description="By default an assessment if that is the topic, else a fact.")
    since: Day | None = None
    until: Day | None = None


class StatementIn(StatementFields):
    """What a curator gives to add a statement about an outlet."""

    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")


class Statement(Told, table=True):
    """Something a named source states about an outlet."""

    __tablename__ = "statement"
    __table_args__ = NUMBERED_ONCE
    outlet_id: int = ColumnField(foreign_key="outlet.id", index=True)
    kind: StatementKind = ColumnField(sa_column=Column(choice(StatementKind), nullable=False))
    topic: str = ColumnField(max_length=300)
    text: str = ColumnField(sa_column=Column(Text, nullable=False))
    stated_by: str = ColumnField(max_length=300)
    stated_on: date
    source_url: str = ColumnField(max_length=2000)
    archived_url: str | None = ColumnField(default=None, max_length=2000)
    since: date | None = None
    until: date | None = None

    def searchable(self) -> str:
        """What is stated, by whom and where."""
        return f"{self.topic}\n{self.text}\n{self.stated_by}\n{self.source_url}"

    def parent(self) -> tuple[str, int]:
        """The outlet it is about."""
        return "outlet", self.outlet_id


async def _check(session: AsyncSession, statement: Statement) -> None:
    """Refuse more statements, or longer ones, than readers take of one outlet."""
    columns = (Statement.topic, Statement.text, Statement.stated_by, Statement.source_url)
    length: Any = sum((func.length(column) for column in columns[1:]), func.length(columns[0]))
    query = select(func.count(), func.sum(length)).where(
        Statement.outlet_id == statement.outlet_id,
        Statement.status != Status.WITHDRAWN,
        Statement.id != (statement.id or 0),
    )
    held, characters = (await session.execute(query)).one()
    if held >= MOST_OF_ONE:
        raise Conflict(f"There are {MOST_OF_ONE} statements about the outlet already. Withdraw one first.")
    more = sum(map(len, (statement.topic, statement.text, statement.stated_by, statement.source_url)))
    told = (characters or 0) + more
    if told > MOST_CHARACTERS:
        raise Conflict(
            f"All statements about one outlet may have {MOST_CHARACTERS:,} characters; with this one they would have"
            f" {told:,}. Shorten it, or withdraw one that is out of date first.",
            field="text",
        )


def kind_of(given: StatementFields) -> StatementKind:
    """The kind that was given, else an assessment if that is the topic."""
    return given.kind or (StatementKind.ASSESSMENT if given.topic == "assessment" else StatementKind.FACT)


def _put(statement: Statement, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(statement, name, value)
    statement.kind = kind_of(StatementFields.model_validate(values))


STATEMENTS: Final = Noun(Statement, StatementFields, check=_check, put=_put, where="List them at /api/statements.")
