"""What all records share: constraint names, the status of what curators write, and the clock."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Enum
from sqlmodel import SQLModel

# Set before any table is defined: migrations find constraints by these names on every database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Status(StrEnum):
    """Whether readers are told."""

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


MOST_OF_ONE = 500
"""Placements, notes or statements that one record may have: readers refuse a feed with more."""
MOST_CHARACTERS = 70_000
"""Characters of all notes (or statements, or addresses of placements) of one record: readers refuse much more."""


def identity(number: int | None) -> int:
    """The number of a record that has been flushed; models allow None only until then."""
    if number is None:
        raise ValueError("the record has not been flushed yet")
    return number
