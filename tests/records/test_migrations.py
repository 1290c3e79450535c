"""The tables of a database come from migrations alone, run forward and back, and are what the models say."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from databases import Postgres, sqlite
from masthead.errors import CannotStart
from masthead.records.curators import Role, add_curator
from masthead.records.database import database, open_database, upgrade
from masthead.records.drivers import Driver, driver_of
from masthead.records.history import Author
from masthead.records.migrating import migration_config
from masthead.records.schema import METADATA
from masthead.records.search import INDEXES

_OUTLET = (
    "INSERT INTO outlet (id, slug, name, languages, status, version, changed_at)"
    " VALUES (1, 'one', 'One', '[]', 'published', 1, '2024-05-01')"
)
_ADDRESS = (
    "INSERT INTO address (outlet_id, address, role, status, version, changed_at)"
    " VALUES ({}, 'a.example', 'official', 'published', 1, '2024-05-01')"
)

_ARTICLE = (
    "INSERT INTO article (id, title, body, segments, content_hash, captured_at, status, version, changed_at)"
    " VALUES (1, 'One', 'One.', '[]', 'x', '2024-05-01', 'published', 1, '2024-05-01')"
)
_PLACE = (
    "INSERT INTO placement (article_id, url, role, first_seen, status, version, changed_at)"
    " VALUES (1, 'https://a.example/', '{}', '2024-05-01', 'published', 1, '2024-05-01')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Any:  # noqa: ANN401 - an iterator, and the URL it yields
    """URL of a database that Masthead has not seen."""
    if request.param == "sqlite":
        yield sqlite(tmp_path)
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.bare() as name:
            yield postgres.url(name)


@pytest.fixture
async def driver(bare: str) -> AsyncIterator[Driver]:
    made = driver_of(bare)
    yield made
    await made.close()


async def migrating(driver: Driver, *steps: Callable[[Connection], object]) -> list[Any]:
    """What steps come to, all in one transaction that may rebuild tables."""
    async with driver.migrating.begin() as connection:
        return [await connection.run_sync(step) for step in steps]


def down(connection: Connection) -> None:
    command.downgrade(migration_config(connection), "base")


def tables(connection: Connection) -> set[str]:
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith(INDEXES)}


async def test_migrations_run_forward_and_back_and_forward_again(driver: Driver) -> None:
    seen = await migrating(driver, upgrade, tables, down, tables, upgrade, tables)
    assert seen[1::2] == [set(METADATA.tables), set(), set(METADATA.tables)]


def differences(connection: Connection) -> list[object]:
    ours = lambda name, *_: not str(name).startswith(INDEXES)  # noqa: E731
    options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


async def test_models_and_migrations_agree(driver: Driver) -> None:
    assert (await migrating(driver, upgrade, differences))[1] == []


async def test_places_stay_and_may_be_disputed_and_an_older_version_is_told_of_none_that_is(driver: Driver) -> None:
    def to(revision: str) -> Callable[[Connection], object]:
        return lambda connection: command.upgrade(migration_config(connection), revision)

    def add(*statements: str) -> Callable[[Connection], object]:
        return lambda connection: [connection.exec_driver_sql(one) for one in statements]

    def roles(connection: Connection) -> list[tuple[int, str]]:
        return [(row[0], row[1]) for row in connection.exec_driver_sql("SELECT id, role FROM placement ORDER BY id")]

    def back(connection: Connection) -> None:
        command.downgrade(migration_config(connection), "0005")

    seen = await migrating(
        driver,
        *(to("0005"), add(_ARTICLE, _PLACE.format("origin"))),
        *(to("0006"), add(_PLACE.format("disputed")), roles, back, roles),
    )
    assert [seen[4], seen[6]] == [[(1, "origin"), (2, "disputed")], [(1, "origin")]]
    with pytest.raises(DBAPIError):
        await migrating(driver, add(_PLACE.format("disputed")))


async def test_migrations_that_have_run_already_change_nothing(bare: str) -> None:
    async with database(bare) as opened, opened.session() as session:
        token = await add_curator(session, Author("a test"), "ada", Role.EDITOR)
    async with database(bare) as opened, opened.session() as session:
        assert token != await add_curator(session, Author("a test"), "bor", Role.EDITOR)


async def test_a_migration_that_fails_changes_nothing(driver: Driver) -> None:
    def fail(_connection: Connection) -> None:
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="lights"):
        await migrating(driver, upgrade, fail)
    assert await migrating(driver, tables) == [set()]


async def test_processes_that_start_together_migrate_once(bare: str) -> None:
    opened = await asyncio.gather(*(open_database(bare) for _ in range(4)))
    await asyncio.gather(*(one.ping() for one in opened))
    await asyncio.gather(*(one.close() for one in opened))


async def test_a_database_of_a_newer_masthead_is_left_alone(driver: Driver, bare: str) -> None:
    def age(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    await migrating(driver, upgrade, age)
    with pytest.raises(CannotStart, match="a newer Masthead has used it"):
        await open_database(bare)


async def test_a_table_can_be_rebuilt_under_what_refers_to_it(tmp_path: Path) -> None:
    made = driver_of(sqlite(tmp_path))

    def rebuild(connection: Connection) -> None:
        connection.exec_driver_sql(_OUTLET)
        connection.exec_driver_sql(_ADDRESS.format(1))
        with Operations(MigrationContext.configure(connection)).batch_alter_table("outlet", recreate="always"):
            pass

    await migrating(made, upgrade, rebuild, made.check)
    async with made.reading.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT address FROM address")).scalars().all() == ["a.example"]
    await made.close()


async def test_a_file_whose_records_lack_their_owner_is_refused(tmp_path: Path) -> None:
    async with database(sqlite(tmp_path)):
        pass
    spoilt = sqlite3.connect(tmp_path / "masthead.db")
    spoilt.execute(_ADDRESS.format(7))
    spoilt.commit()
    spoilt.close()
    with pytest.raises(CannotStart, match=r"is damaged \(address without outlet\)"):
        await open_database(sqlite(tmp_path))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "MASTHEAD_DATABASE_URL cannot be used"),
        ("mysql+nodriver://localhost/x", "mysql.nodriver is not known"),
        ("postgresql+psycopg://u:secret@localhost/x", "postgresql.psycopg is not known"),
        ("postgresql://u:secret@localhost:secret/x", "is no URL"),
        ("postgresql://u:sec@secret@localhost/x", "write @ as %40"),
        ("postgresql://u:sec@se/cret@localhost/x", "write @ as %40"),
        (
            "postgresql://u:secret@127.0.0.1:1/x",
            r"postgresql.asyncpg://u:\*\*\*@127.0.0.1:1/x cannot be opened: .*Connect call failed",
        ),
        ("postgres://127.0.0.1:1/x?user=u&password=secret", "127.0.0.1:1/x cannot be opened: .*Connect call failed"),
        ("postgresql://u:secret@/x?host=/nowhere", "cannot be opened: .*No such file"),
        ("postgresql://u:secret@127.0.0.1:1/x?sslmode=require", "cannot be opened: .*Connect call failed"),
        ("postgresql://u:secret@127.0.0.1:1/x?speed=high", "cannot be opened: .*'speed'"),
        ("sqlite://", "must name a file"),
        ("sqlite+aiosqlite:////nowhere/at/all.db", "cannot be opened: unable to open database file"),
        ("sqlite+aiosqlite:////dev/null/records.db", "cannot be opened"),
    ],
)
async def test_a_database_that_cannot_be_had_is_told_in_one_sentence(url: str, said: str) -> None:
    with pytest.raises(CannotStart, match=said) as refused:
        await open_database(url)
    assert "\n" not in refused.value.message
    assert "secret" not in refused.value.message


async def test_a_password_that_is_wrong_is_told_but_not_which(postgres: Postgres) -> None:
    postgres.run("CREATE ROLE guarded LOGIN PASSWORD 'the right one'")
    with postgres.bare() as name:
        with pytest.raises(CannotStart, match="password authentication failed") as refused:
            await open_database(postgres.url(name, username="guarded", password="a-wrong-one"))
        assert "a-wrong-one" not in refused.value.message
        with pytest.raises(CannotStart, match="permission denied"):  # in a schema that belongs to another
            await open_database(postgres.url(name, username="guarded", password="the right one"))
    postgres.run("DROP ROLE guarded")


async def test_a_database_that_is_not_there_is_told(postgres: Postgres) -> None:
    with pytest.raises(CannotStart, match='database "nobodys" does not exist') as refused:
        await open_database(postgres.url("nobodys"))
    assert "\n" not in refused.value.message


async def test_a_database_that_cannot_hold_all_texts_is_refused(postgres: Postgres) -> None:
    postgres.run("CREATE DATABASE masthead_latin ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(CannotStart, match="is in SQL_ASCII"):
        await open_database(postgres.url("masthead_latin"))
    postgres.run("DROP DATABASE masthead_latin")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_a_server_may_be_named_as_its_own_tools_do(postgres: Postgres, scheme: str) -> None:
    with postgres.fresh() as url:
        async with database(url.replace("postgresql+asyncpg", scheme)) as opened:
            await opened.ping()


async def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "masthead.db"
    file.write_text("This is a letter, not a database. " * 100)
    with pytest.raises(CannotStart, match="file is not a database"):
        await open_database(f"sqlite+aiosqlite:///{file}")
    assert file.read_text().startswith("This is a letter")
