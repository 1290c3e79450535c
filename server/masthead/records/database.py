"""The database: sessions that commit whole or not at all, and migrations on start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as QueueTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from masthead.errors import CannotStart, Unavailable
from masthead.records.drivers import Driver, driver_of, shown

_VERSIONS = Path(__file__).parent / "migrations" / "versions"

Session = AsyncSession
"""What the rooms above hand to the functions of the nouns; they need not know whose it is."""


class Database:
    """Sessions on one database whose tables are up to date."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or rolls everything back when the block raises.

        Raises:
            Unavailable: the database is away, or other writers take too long.
        """
        async with _session(self._driver.writing) as session:
            yield session
            # What fails here has certainly changed nothing.
            await session.flush()
            try:
                await session.commit()
            except Unavailable as error:
                raise Unavailable(
                    "The database went away while the change was being kept: it may or may not have been kept; "
                    "look before you repeat."
                ) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one state of the records, waits for no writer and cannot write.

        Raises:
            Unavailable: the database is away.
        """
        async with _session(self._driver.reading) as session:
            yield session

    async def ping(self) -> None:
        """Ask the database for something; it may wait for as long as the database does.

        Raises:
            Unavailable: it does not answer.
            DBAPIError: it is damaged.
            OSError: it is gone.
        """
        await self._driver.ping()

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session that is rolled back at the end."""
    try:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session
    except QueueTimeoutError as error:
        raise Unavailable("Others take too long, and nothing was changed. Try again in a few seconds.") from error


async def open_database(url: str) -> Database:
    """Open the database and bring its tables up to date.

    Raises:
        CannotStart: the URL is wrong, the database does not answer, or it cannot be used.
    """
    driver = driver_of(url)
    try:
        async with driver.migrating.begin() as connection:
            await connection.run_sync(upgrade)
            await connection.run_sync(driver.check)
    except (CannotStart, DBAPIError, Unavailable) as error:
        await driver.close()
        if isinstance(error, CannotStart):
            raise
        raise CannotStart(f"The database {shown(driver.url)} cannot be opened: {_reason(error)}") from error
    return Database(driver)


def _reason(error: Exception) -> str:
    """Why a database cannot be opened, in one line."""
    cause = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return " ".join(str(cause or error).split())


@asynccontextmanager
async def database(url: str) -> AsyncIterator[Database]:
    """An opened database for the length of a block."""
    opened = await open_database(url)
    try:
        yield opened
    finally:
        # An interrupted command must still hand its connections back.
        await asyncio.shield(opened.close())


def upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not seen.

    Raises:
        CannotStart: it has seen some that are not known here.
    """
    if inspect(connection).has_table("alembic_version"):
        seen = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if seen == [max(file.name[:4] for file in _VERSIONS.glob("[0-9]*.py"))]:
            return
    from masthead.records.migrating import migrate  # noqa: PLC0415 - see there

    migrate(connection)
