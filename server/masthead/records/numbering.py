"""The numbers that new records get: those of records that were removed are never given again, wherever they are kept.

SQLite and PostgreSQL remember the last number of a table apart from its rows.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, cast, func, select, text
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.ext.asyncio import AsyncSession

from masthead.records.schema import METADATA


def _numbered(table: Table) -> str | None:
    """The column whose numbers the database gives, if there is one."""
    column = table.autoincrement_column
    return None if column is None else column.name


def _on_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


async def last_numbers(session: AsyncSession) -> dict[str, int]:
    """For each table that remembers it the last number that it gave to a row."""
    if not _on_sqlite(session):
        found = {
            table.name: await session.scalar(select(func.pg_sequence_last_value(_sequence(table, column))))
            for table in METADATA.sorted_tables
            if (column := _numbered(table))
        }
        return {name: number for name, number in found.items() if number is not None}
    if not await _remembers(session):
        return {}
    rows = await session.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {name: number for name, number in rows if name in METADATA.tables}


async def number_on(session: AsyncSession, numbers: Mapping[str, int]) -> None:
    """Let the next rows have numbers above those of all rows, and above the last that were given."""
    remembers = _on_sqlite(session) and await _remembers(session)
    for table in METADATA.sorted_tables:
        name = _numbered(table)
        if name is None:
            continue
        highest = await session.scalar(select(func.max(table.c[name]))) or 0
        last = max(highest, numbers.get(table.name, 0))
        if not last:
            continue  # it has never given a number
        if remembers and table.dialect_options["sqlite"]["autoincrement"]:
            await _number_on_sqlite(session, table.name, last)
        elif not _on_sqlite(session):
            await session.execute(select(func.setval(_sequence(table, name), last)))


def _sequence(table: Table, column: str) -> ColumnElement[str]:
    """What PostgreSQL counts the numbers of a column with."""
    return cast(func.pg_get_serial_sequence(table.name, column), REGCLASS)


async def _remembers(session: AsyncSession) -> bool:
    """Whether SQLite remembers the last numbers of any table at all."""
    query = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'")
    return bool(await session.scalar(query))


async def _number_on_sqlite(session: AsyncSession, table: str, last: int) -> None:
    # The table has no key: a row is changed, or added where there is none.
    given = {"name": table, "last": last}
    await session.execute(text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name"), given)
    await session.execute(
        text(
            "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :last"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
        ),
        given,
    )
