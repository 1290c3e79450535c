"""Servers and databases that several rooms of tests share."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from databases import KINDS, Postgres, fresh_sqlite, some_postgres
from masthead.records.database import Database, database
from serving import Server, free_port, masthead, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo loaded and served; tests that share it only read, or add what disturbs nobody."""
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    loaded = masthead(data, "demo", port=str(port))
    assert loaded.returncode == 0, loaded.stderr
    with serving(data, demo=True, port=port) as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started once."""
    with some_postgres() as running:
        yield running


@contextmanager
def _fresh(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """URL of a fresh database of the kind a test is run with; no server is started for those that need none."""
    if request.param == "sqlite":
        yield fresh_sqlite(folder)
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.fresh() as url:
            yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh database, on each kind in turn."""
    with _fresh(request, tmp_path) as url:
        yield url


@pytest.fixture
async def records(database_url: str) -> AsyncIterator[Database]:
    """A fresh database, opened."""
    async with database(database_url) as opened:
        yield opened


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, four at most: a test often waits for a browser or a disk."""
    return min(4, (os.cpu_count() or 1) + 1)


_ON_BOTH: Final = frozenset(
    {"test_histories", "test_importing", "test_lists", "test_reports", "test_steps", "test_together", "test_tokens"}
)
"""Tests of the API that are about what the databases do, so that they are always run on each kind."""
_ALL_ON_BOTH: Final = bool(os.environ.get("MASTHEAD_ALL_ON_BOTH"))
"""Whether all of them are: `make test-databases`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a server on each kind of database, or on the one that most have."""
    if "empty_server" in metafunc.fixturenames:
        both = _ALL_ON_BOTH or metafunc.module.__name__.rpartition(".")[2] in _ON_BOTH
        metafunc.parametrize("empty_server", KINDS if both else KINDS[:1], indirect=True, scope="module")


@pytest.fixture(scope="module")
def empty_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that knows nothing yet, for the tests of one module."""
    folder = tmp_path_factory.mktemp("empty")
    # Some tests try many wrong tokens, or send many reports; what becomes of those who do: web/test_limits.py.
    with (
        _fresh(request, folder) as url,
        serving(folder, rate_failed_sign_ins="off", rate_reports="off", database_url=url) as running,
    ):
        yield running
