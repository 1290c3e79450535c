"""A backup of an earlier Masthead: migrated in a database of its own, which is thrown away afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from sqlalchemy import JSON, Connection, MetaData, NullPool, Table, create_engine, insert, select

from masthead.errors import CannotStart, InvalidInput
from masthead.records.backupfile import Reader
from masthead.records.database import upgrade
from masthead.records.migrating import migration_config
from masthead.records.schema import METADATA
from masthead.records.search import INDEXES


@contextmanager
def brought_up_to_date(
    backup: Reader, progress: Callable[[float], None]
) -> Iterator[Iterator[tuple[Table, dict[str, Any]]]]:
    """The rows of a backup as the tables hold them today; the backup has been read to its end by then.

    Raises:
        CannotStart: there is no room for that database.
        InvalidInput: it is damaged, or its rows do not fit together.
    """
    with TemporaryDirectory(prefix="masthead-restore-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'records.db'}", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous=OFF")  # nobody needs this file after a power cut
            try:
                _fill(connection, backup, progress)
                _check(connection, backup)
                upgrade(connection)
                connection.commit()
                _check(connection, backup)
            except InvalidInput:
                raise
            except Exception as error:
                cause = getattr(error, "orig", None) or error
                reason = (str(cause).splitlines() or [""])[0]
                if getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR")):
                    raise CannotStart(f"{folder} has no room ({reason}). Set TMPDIR to a folder that has.") from error
                backup.refuse(f"its rows do not fit together ({reason[:200]})")
            yield _rows(connection, progress)


def _fill(connection: Connection, backup: Reader, progress: Callable[[float], None]) -> None:
    """Put the rows into tables as they were then."""
    command.upgrade(migration_config(connection), backup.header.revision)
    tables = _tables(connection)
    for table, row in backup.read(tables):
        connection.execute(insert(table), row)
        progress(backup.share / 2)
    connection.commit()


def _tables(connection: Connection) -> dict[str, Table]:
    known = MetaData()
    known.reflect(connection, only=lambda name, _: name != "alembic_version" and not name.startswith(INDEXES))
    for table in known.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON) and column.nullable:
                column.type = JSON(none_as_null=True)
    return dict(known.tables)


def _check(connection: Connection, backup: Reader) -> None:
    """Refuse rows that refer to others which are not there: migrations run without that check."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        backup.refuse(f"its rows do not fit together ({broken[0][0]} without {broken[0][2]})")


def _rows(connection: Connection, progress: Callable[[float], None]) -> Iterator[tuple[Table, dict[str, Any]]]:
    tables = METADATA.sorted_tables
    for at, table in enumerate(tables):
        found = connection.execution_options(yield_per=10).execute(select(table).order_by(*table.primary_key))
        for row in found.mappings():
            yield table, dict(row)
        progress(0.5 + (at + 1) / len(tables) / 2)
