"""How the cells of a row are told in JSON, and read again as exactly what they were."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum as Words
from typing import Any, Final

from sqlalchemy import JSON, Column, Enum, Integer, Table, TypeDecorator

from masthead.errors import InvalidInput

_MOST: Final = 2**63
"""Numbers have 64 bits."""


def told(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table as JSON can hold it."""
    return {column.name: _told(column, row[column.name]) for column in table.columns}


def _told(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(value, Words):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value
    raise TypeError(f"{column} holds {type(value).__name__}, of which backups do not know how to tell it")


def read(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table from what JSON told of it.

    Raises:
        InvalidInput: it has other columns, or a cell that its column cannot hold.
    """
    if strange := sorted(row.keys() ^ set(table.columns.keys())):
        raise InvalidInput(f"a row of {table.name} has too many or too few columns: {', '.join(strange)[:200]}")
    return {column.name: _read(column, row[column.name]) for column in table.columns}


def _read(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(column.type, JSON):
        return value
    if value is None:
        if not column.nullable:
            raise InvalidInput(f"{column} is missing")
        return None
    try:
        return _cell(column, value)
    except (TypeError, ValueError) as error:  # what cannot be encoded is a ValueError too
        raise InvalidInput(f"{column} holds what it cannot: {str(value)[:60]!r}") from error


def _cell(column: Column[Any], value: Any) -> Any:  # noqa: ANN401
    held = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = held.python_type
    if isinstance(held, Enum):
        return kind(value)
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.utcoffset() is None:
            raise ValueError("a time without its zone")
        return moment.astimezone(UTC)
    if kind is date:
        return date.fromisoformat(value)
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise TypeError("of another type")
    if isinstance(held, Integer) and not -_MOST <= value < _MOST:
        raise ValueError("too large")
    if isinstance(value, str):
        value.encode()
        longest = getattr(held, "length", None)
        if longest is not None and len(value) > longest:
            raise ValueError("too long")
    return value
