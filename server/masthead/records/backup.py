"""Backup and restore: all rows of all tables, as they were at one moment, from any kind of database to any other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from alembic.script import ScriptDirectory
from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from masthead import __version__
from masthead.errors import CannotStart, Conflict, InvalidInput
from masthead.records.backupfile import Header, Reader, new_file, open_file
from masthead.records.cells import told
from masthead.records.database import Database
from masthead.records.migrating import MIGRATIONS
from masthead.records.numbering import last_numbers, number_on
from masthead.records.older import brought_up_to_date
from masthead.records.schema import METADATA

Progress = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""
_AT_ONCE: Final = 10
"""Rows read or written together: few, since a revision may hold an article's whole text twice."""


def _nobody(_share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a backup holds, or what was restored."""

    header: Header
    counts: dict[str, int]
    """Rows of each table."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.counts.values())


async def back_up(database: Database, file: Path, *, force: bool = False, progress: Progress = _nobody) -> Done:
    """Write all rows to a file, as they are at one moment; nobody has to wait for it.

    Args:
        database: the records.
        file: where to; it appears when it is whole.
        force: whether a file that is there is replaced.
        progress: is told how much is done.

    Raises:
        CannotStart: the file cannot be written, or the database not be read.
        Conflict: the file is there already.
        InvalidInput: there is nothing to back up.
    """
    with _failures("read"), new_file(file, force=force) as out:
        async with database.reading() as session:
            header = Header(
                masthead=__version__,
                revision=await session.scalar(text("SELECT version_num FROM alembic_version")) or "",
                made_at=datetime.now(UTC),
                database=session.get_bind().dialect.name,
            )
            out.begin(header, [table.name for table in METADATA.sorted_tables])
            total = sum([await _count(session, table) for table in METADATA.sorted_tables])
            if total == 0:
                raise InvalidInput("There is nothing to back up. Set MASTHEAD_DATA to the folder of your server.")
            done = 0
            for table in METADATA.sorted_tables:
                query = select(table).order_by(*table.primary_key)
                found = await session.stream(query, execution_options={"yield_per": _AT_ONCE})
                async for row in found.mappings():
                    out.row(table.name, told(table, dict(row)))
                    done += 1
                    progress(done / total)
            end = out.end(await last_numbers(session))
    return Done(header, end.counts)


async def restore(database: Database, file: Path, *, replace: bool = False, progress: Progress = _nobody) -> Done:
    """Put all rows of a backup into an empty database: all of them, or none where anything is wrong.

    Args:
        database: where to.
        file: the backup; it is read to its end before anything is written, and then again.
        replace: whether all that is there is removed first.
        progress: is told how much is done.

    Raises:
        CannotStart: the database cannot take it in.
        Conflict: there are records already.
        InvalidInput: the file is damaged, no backup, or of a newer Masthead.
    """
    with open_file(file) as backup, _failures("changed", backup):
        head = _known(backup)
        if not replace:
            async with database.reading() as session:
                await _refuse_if_filled(session)
        if backup.header.revision != head:
            with brought_up_to_date(backup, progress) as rows:
                counts = await _write(database, backup, rows, replace=replace)
        else:
            for _ in backup.read(METADATA.tables):
                progress(backup.share / 2)
            counts = await _write(database, backup, _again(backup, progress), replace=replace)
    return Done(backup.header, counts)


def _known(backup: Reader) -> str | None:
    """The latest revision of the tables; the backup of a newer Masthead is refused."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    header = backup.header
    if header.revision not in {one.revision for one in scripts.walk_revisions()}:
        version = header.masthead[:40]
        raise InvalidInput(
            f"{backup.file} was made by Masthead {version} with tables of revision {header.revision[:40]}, which this"
            f" one ({__version__}) does not know. Restore it with the Masthead that made it, or a later one."
        )
    return scripts.get_current_head()


def _again(backup: Reader, progress: Progress) -> Iterator[tuple[Table, dict[str, Any]]]:
    for row in backup.read(METADATA.tables):
        yield row
        progress(0.5 + backup.share / 2)


async def _write(
    database: Database, backup: Reader, rows: Iterator[tuple[Table, dict[str, Any]]], *, replace: bool
) -> dict[str, int]:
    """Write all rows in one transaction, and count what is there then."""
    async with database.session() as session:
        if replace:
            for table in reversed(METADATA.sorted_tables):
                await session.execute(delete(table))
        else:
            await _refuse_if_filled(session)
        for table, neighbours in groupby(rows, key=itemgetter(0)):
            while portion := [row for _, row in islice(neighbours, _AT_ONCE)]:
                await session.execute(insert(table), portion)
        await number_on(session, backup.end.numbers if backup.end else {})
        return {table.name: await _count(session, table) for table in METADATA.sorted_tables}


async def _count(session: AsyncSession, table: Table) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def _refuse_if_filled(session: AsyncSession) -> None:
    for table in METADATA.sorted_tables:
        if await session.scalar(select(1).select_from(table).limit(1)) is not None:
            raise Conflict(
                "There are records here already. Choose an empty folder with MASTHEAD_DATA (or another database with"
                " MASTHEAD_DATABASE_URL), or remove all that is here with --replace."
            )


@contextmanager
def _failures(what: str, backup: Reader | None = None) -> Iterator[None]:
    """Say in a sentence what the database does not take; its transaction has changed nothing."""
    try:
        yield
    except DBAPIError as error:
        reason = (str(error.orig).splitlines() or [""])[0]
        if backup is not None and isinstance(error, IntegrityError):
            backup.refuse(f"its rows do not fit together ({reason})")
        raise CannotStart(f"The database cannot be {what} ({reason}).") from error
