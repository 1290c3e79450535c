"""What all records share: constraint names, versions, the status of what curators write, and the clock."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, Column, Enum, Integer, Table, event
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

# Set before any table is defined: migrations find constraints by these names on every database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""Table arguments: the number of a record that was removed is never given to another, whose history it would get."""


class Number(Integer):
    """A whole number, which may be compared with larger ones than a record can have: whoever asks gives any."""

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:  # noqa: ANN401 - a literal
        """The type of what a number is compared with."""
        if isinstance(value, int) and value.bit_length() >= 32:
            return BigInteger()
        return super().coerce_compared_value(op, value)


@event.listens_for(Column, "after_parent_attach")
def _number_column(column: Column[Any], parent: Table) -> None:
    # PostgreSQL's driver refuses to send a number that has more bits than the column; SQLite only finds nothing.
    if type(column.type) is Integer and parent.metadata is SQLModel.metadata:
        column.type = Number()


class Status(StrEnum):
    """Whether readers are told. A draft never was; what was published once can be withdrawn, but not removed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def choice(values: type[StrEnum]) -> Enum:
    """Column type for a closed set of words, enforced by every database the same way."""
    return Enum(
        values, native_enum=False, create_constraint=True, length=40, values_callable=lambda e: [v.value for v in e]
    )


def now() -> datetime:
    """The present, aware, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Kept(SQLModel):
    """A record that curators change: each change makes it another version."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = 1
    changed_at: datetime = Field(default_factory=now, index=True)

    def snapshot(self) -> dict[str, Any]:
        """All that the history keeps of the record as it is now."""
        return self.model_dump(mode="json")

    def searchable(self) -> str:
        """The text by which curators find the record; empty where it is not to be found."""
        return ""

    def searchable_by_all(self) -> str | None:
        """The text by which strangers find it, where that is less; None where it is the same."""
        return None

    def parent(self) -> tuple[str, int] | None:
        """The table and number of the record that it belongs to, and without which nobody is told of it."""
        return None


class Told(Kept):
    """A record that readers may be told of, or that counts for what they are told."""

    secret: ClassVar[bool] = False
    """Whether only curators may see it and its history, even once it counts."""
    status: Status = Field(sa_type=choice(Status), index=True)


_T = TypeVar("_T", bound=Told)


def published(records: Iterable[_T]) -> list[_T]:
    """Those that readers are told."""
    return [one for one in records if one.status is Status.PUBLISHED]


MOST_OF_ONE = 500
"""Placements, notes or statements that one record may have: readers refuse a feed with more."""
MOST_CHARACTERS = 70_000
"""Characters of all notes (or statements, or addresses of placements) of one record: readers refuse much more."""


def identity(number: int | None) -> int:
    """The number of a record that has been flushed; models allow None only until then."""
    if number is None:
        raise ValueError("the record has not been flushed yet")
    return number
