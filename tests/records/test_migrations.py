"""The tables of a database come from migrations alone, run forward and back, and are what the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from masthead.errors import CannotStart
from masthead.records.database import migration_config, open_database, upgrade
from masthead.records.schema import METADATA


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'records.db'}")
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_run_forward_and_back_and_forward_again(connection: Connection) -> None:
    upgrade(connection)
    assert tables(connection) == set(METADATA.tables)
    command.downgrade(migration_config(connection), "base")
    assert tables(connection) == set()
    upgrade(connection)
    assert tables(connection) == set(METADATA.tables)


def test_models_and_migrations_agree(connection: Connection) -> None:
    upgrade(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, METADATA) == []


def test_migrations_that_have_run_already_change_nothing(connection: Connection) -> None:
    upgrade(connection)
    connection.exec_driver_sql("INSERT INTO outlet (slug, name, languages) VALUES ('one', 'One', '[]')")
    upgrade(connection)
    assert connection.exec_driver_sql("SELECT slug FROM outlet").scalars().all() == ["one"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "MASTHEAD_DATABASE_URL cannot be used"),
        ("mysql+nodriver://localhost/x", "MASTHEAD_DATABASE_URL cannot be used"),
        ("sqlite+aiosqlite:////nowhere/at/all.db", "cannot be opened: unable to open database file"),
        ("sqlite+aiosqlite:////dev/null/records.db", "cannot be opened"),
    ],
)
async def test_a_database_that_cannot_be_had_is_told_in_one_sentence(url: str, said: str) -> None:
    with pytest.raises(CannotStart, match=said) as refused:
        await open_database(url)
    assert "\n" not in refused.value.message


async def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "masthead.db"
    file.write_text("This is a letter, not a database. " * 100)
    with pytest.raises(CannotStart, match="file is not a database"):
        await open_database(f"sqlite+aiosqlite:///{file}")
    assert file.read_text().startswith("This is a letter")
