"""What differs between databases: how they are reached, how a transaction begins, and which faults pass."""

import asyncio
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, event, text
from sqlalchemy.engine import Dialect, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from masthead.errors import CannotStart, Unavailable

PATIENCE: Final = 10
"""Seconds that a connection may take to be made, and that a transaction waits for its turn."""
_SILENCE: Final = 30
"""Seconds after which PostgreSQL counts as away when it has not answered a statement."""
_ONE_WRITER: Final[dict[str, Any]] = {"pool_size": 1, "max_overflow": 0, "pool_timeout": PATIENCE}
"""Writers of one process queue up here, first come, first served, and keep no reader waiting."""
_READERS: Final[dict[str, Any]] = {"pool_size": 5, "max_overflow": 10, "pool_timeout": PATIENCE}
_AWAY: Final = "The database does not answer at present, and nothing was changed. Try again in a few seconds."
_LOOK: Final = text("SELECT version_num FROM alembic_version")
"""A SELECT 1 would not even look into a file."""


class Driver(ABC):
    """The connections to one database: those that write and those that only read."""

    def __init__(self, url: URL, writing: AsyncEngine, reading: AsyncEngine, migrating: AsyncEngine) -> None:
        self.url = url
        self.writing = writing
        """Transactions that write."""
        self.reading = reading
        """Transactions that see one state of the records, wait for no writer and cannot write."""
        self.migrating = migrating.execution_options(migrating=True)
        """Transactions that may rebuild tables, and take their time."""
        for engine in {writing, reading, migrating}:
            event.listen(engine.sync_engine, "do_connect", _connect)
            event.listen(engine.sync_engine, "handle_error", self._told)

    @abstractmethod
    def check(self, connection: Connection) -> None:
        """Look whether the records can be kept here, after the migrations and in their transaction.

        Raises:
            CannotStart: they cannot.
        """

    @abstractmethod
    async def ping(self) -> None:
        """Ask the database for something.

        Raises:
            Unavailable: it is away.
            DBAPIError: it is damaged.
            OSError: its file is gone.
        """

    @abstractmethod
    def is_away(self, error: BaseException) -> bool:
        """Whether a driver's error tells of a database that is away or busy, so that waiting may help."""

    async def close(self) -> None:
        """Close all connections."""
        await self.writing.dispose()
        await self.reading.dispose()

    def _told(self, context: ExceptionContext) -> Unavailable | None:
        error = context.original_exception
        # A cancelled call breaks its connection too.
        if context.is_pre_ping or not isinstance(error, Exception):
            return None
        if isinstance(error, TimeoutError):
            # What it says later would be taken for the answer to another question.
            context.is_disconnect = True
        return Unavailable(_AWAY) if context.is_disconnect or self.is_away(error) else None


def _connect(dialect: Dialect, _entry: object, args: tuple[Any, ...], settings: dict[str, Any]) -> DBAPIConnection:
    """Connect, or say that it cannot be done, whatever the reason."""
    try:
        return dialect.connect(*args, **settings)
    except Exception as error:
        raise Unavailable(_AWAY) from error


class SQLite(Driver):
    """A file."""

    _PASSING: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_FULL")

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise CannotStart("MASTHEAD_DATABASE_URL must name a file: sqlite:////folder/masthead.db")
        if "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(PATIENCE)})
        writing = create_async_engine(url, **_ONE_WRITER)
        super().__init__(url, writing, create_async_engine(url, **_READERS), migrating=writing)
        for engine, query_only in ((self.writing.sync_engine, "OFF"), (self.reading.sync_engine, "ON")):
            _prepare(engine, query_only)
        event.listen(self.writing.sync_engine, "begin", _begin_immediate)
        event.listen(self.reading.sync_engine, "begin", _begin)

    def check(self, connection: Connection) -> None:
        """Look for records whose owner is gone: migrations run without the checks of foreign keys.

        Raises:
            CannotStart: there are some.
        """
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({f"{row[0]} without {row[2]}" for row in broken}))
            raise CannotStart(f"The database {shown(self.url)} is damaged ({tables}). Put a backup back.")

    async def ping(self) -> None:
        """Look into the file as it is now."""
        # An open connection reads on in a file that was removed, and a new one would make an empty file of it.
        await asyncio.to_thread(Path(self.url.database or "").stat)
        async with create_async_engine(self.url, poolclass=NullPool).connect() as connection:
            await connection.execute(_LOOK)

    def is_away(self, error: BaseException) -> bool:
        """Whether the file is locked for too long, cannot be opened, or its disk is full."""
        name: str = getattr(error, "sqlite_errorname", "") or getattr(error.__cause__, "sqlite_errorname", "")
        return name.startswith(self._PASSING)


def _prepare(engine: Engine, query_only: str) -> None:
    """Set up each new connection to a file."""
    # What was acknowledged must outlive a power cut: FULL writes the log through before a commit returns.
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={query_only}")

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    # To change a table SQLite makes it anew, and the rows that refer to the old one would go with it. The pragma does
    # nothing inside a transaction.
    migrating = connection.get_execution_options().get("migrating", False)
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
    # A reader that turns writer in mid-transaction fails at once when another writes; waiting at the start does not.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class PostgreSQL(Driver):
    """A server, which other processes of ours may use too."""

    _PASSING: Final = ("08", "40001", "40P01", "53", "55P03", "57P")
    """SQLSTATEs: no connection, undone for another's sake, out of resources, a lock not had, starting or stopping."""
    _LOCK: Final = 7_214_559_301
    """Of whoever writes; any number does, as long as nobody else uses it in this database."""

    def __init__(self, url: URL) -> None:
        settings = {
            "application_name": "masthead",
            "lock_timeout": f"{PATIENCE}s",
            "jit": "off",  # compiling takes longer than what we ask
            # A machine that vanishes in mid-transaction must not keep its lock for hours.
            "tcp_keepalives_idle": "30",
            "tcp_keepalives_interval": "10",
            "tcp_keepalives_count": "3",
        }
        common: dict[str, Any] = {"timeout": PATIENCE, "server_settings": settings}
        bounded = common if "command_timeout" in url.query else {"command_timeout": _SILENCE} | common
        pool: dict[str, Any] = {"pool_pre_ping": True, "connect_args": bounded}
        # A writer must see what others committed while it waited; a reader must see one state.
        writing = create_async_engine(url, isolation_level="READ COMMITTED", **pool, **_ONE_WRITER)
        reading = create_async_engine(url, isolation_level="REPEATABLE READ", **pool, **_READERS)
        reading = reading.execution_options(postgresql_readonly=True)
        patient = url.difference_update_query(["command_timeout"])
        migrating = create_async_engine(
            patient, isolation_level="READ COMMITTED", poolclass=NullPool, connect_args=common
        )
        super().__init__(url, writing, reading, migrating)
        for engine in (writing, reading):
            _ping_all(engine.dialect)
        for engine in (writing, migrating):
            event.listen(engine.sync_engine, "begin", self._take_turn)

    def check(self, connection: Connection) -> None:
        """Look whether all texts can be kept.

        Raises:
            CannotStart: they cannot.
        """
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise CannotStart(f"The database {shown(self.url)} is in {encoding}. Make one with createdb -E UTF8.")

    async def ping(self) -> None:
        """Ask over a connection that reads."""
        async with self.reading.connect() as connection:
            await connection.execute(_LOOK)

    def is_away(self, error: BaseException) -> bool:
        """Whether the server cannot be reached, is starting or stopping, or has no room or time now."""
        state: str = getattr(error, "sqlstate", None) or ""
        return isinstance(error, OSError) or state.startswith(self._PASSING)

    def _take_turn(self, connection: Connection) -> None:
        # One writer at a time, as on SQLite: revisions become visible in the order of their numbers, and of several
        # processes that start together one migrates.
        if connection.get_execution_options().get("migrating", False):
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10min'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({self._LOCK})")


def _ping_all(dialect: Dialect) -> None:
    """Have a connection that is silent or broken count as dead before it is used, not as a fault."""
    ping = dialect.do_ping

    def answers(connection: DBAPIConnection) -> bool:
        try:
            return ping(connection)
        except OSError:  # a TimeoutError is one too
            return False

    dialect.do_ping = answers  # type: ignore[assignment, method-assign]


_DRIVERS: Final[dict[str, tuple[str, type[SQLite | PostgreSQL]]]] = {
    "sqlite": ("sqlite+aiosqlite", SQLite),
    "sqlite+aiosqlite": ("sqlite+aiosqlite", SQLite),
    "postgres": ("postgresql+asyncpg", PostgreSQL),
    "postgresql": ("postgresql+asyncpg", PostgreSQL),
    "postgresql+asyncpg": ("postgresql+asyncpg", PostgreSQL),
}


def driver_of(address: str) -> Driver:
    """The driver for a database's URL; nothing is connected yet.

    Raises:
        CannotStart: the URL cannot be used.
    """
    form = "Write postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:////FOLDER/FILE"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # neither is quoted: they may quote the password
        raise CannotStart(f"MASTHEAD_DATABASE_URL cannot be used: it is no URL. {form}") from error
    if url.drivername not in _DRIVERS:
        raise CannotStart(f"MASTHEAD_DATABASE_URL cannot be used: {url.drivername} is not known. {form}")
    if any("@" in (part or "") for part in (url.host, url.database)) and url.get_backend_name() != "sqlite":
        raise CannotStart("MASTHEAD_DATABASE_URL cannot be used: in its password write @ as %40, / as %2F, : as %3A")
    drivername, driver = _DRIVERS[url.drivername]
    url = url.set(drivername=drivername)
    if "sslmode" in url.query:  # libpq's name for it
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": url.query["sslmode"]})
    return driver(url)


def shown(url: URL) -> str:
    """A database's URL as it may be shown: without the password, wherever it stands."""
    kept = {name: value for name, value in url.query.items() if name in ("host", "port")}
    return url.set(query=kept).render_as_string(hide_password=True)
