"""The database: one engine, sessions that commit whole or not at all, and migrations on start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from masthead.errors import CannotStart

MIGRATIONS = Path(__file__).parent / "migrations"

Session = AsyncSession
"""What the rooms above hand to the functions of the nouns; they need not know whose it is."""


class Database:
    """Sessions on one database whose tables are up to date."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(reading=True)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or rolls everything back when the block raises."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one state of the records and waits for no writer; nothing is committed."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def ping(self) -> None:
        """Ask the database for something; it may wait for as long as the database does.

        Raises:
            DBAPIError: it does not answer, or is damaged.
            OSError: it is gone.
        """
        engine = self._engine
        if (file := engine.url.database) and engine.url.get_backend_name() == "sqlite":
            # An open connection reads on in a file that was removed, and a new one would make an empty file of it.
            await asyncio.to_thread(Path(file).stat)
            engine = create_async_engine(engine.url, poolclass=NullPool)
        async with engine.connect() as connection:
            # A SELECT 1 would not even look into a file.
            await connection.execute(text("SELECT version_num FROM alembic_version"))

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def open_database(url: str) -> Database:
    """Open the database and bring its tables up to date.

    Raises:
        CannotStart: the URL is wrong or the database does not answer.
    """
    try:
        parsed = make_url(url)
        engine = create_async_engine(parsed)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise CannotStart(f"MASTHEAD_DATABASE_URL cannot be used: {error}") from error
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)
            await connection.commit()
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        shown = parsed.render_as_string(hide_password=True)
        raise CannotStart(f"The database {shown} cannot be opened: {getattr(error, 'orig', None) or error}") from error
    return Database(engine)


@asynccontextmanager
async def database(url: str) -> AsyncIterator[Database]:
    """An opened database for the length of a block."""
    opened = await open_database(url)
    try:
        yield opened
    finally:
        # An interrupted command must still hand its connections back.
        await asyncio.shield(opened.close())


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is open already."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not seen."""
    command.upgrade(migration_config(connection), "head")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    # The driver would begin transactions by itself, too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A reader that turns writer in mid-transaction fails at once when another writes; waiting at the start does not.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
