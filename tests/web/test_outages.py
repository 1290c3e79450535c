"""While the database is away, the server says so, readers notice nothing, and afterwards all goes on by itself."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest

from databases import OwnPostgres, counts, own_postgres, sqlite
from masthead.errors import Unavailable
from masthead.records.curators import Role
from masthead.records.database import Database, database
from masthead.records.history import Author
from masthead.records.outlets import OutletIn, add_outlet, outlets
from serving import Server, serving
from web.conftest import Answer, Caller
from web.watching import call, code, events, token_of

ANNA = Author("anna")
WAIT = 60
"""Seconds after which something that should have happened counts as broken."""


@pytest.fixture(scope="module")
def mortal() -> Iterator[OwnPostgres]:
    """A PostgreSQL server that these tests stop and start."""
    with own_postgres() as server:
        # A crash must lose nothing that was acknowledged.
        server.run("ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()")
        yield server


@pytest.fixture
def away_and_back(mortal: OwnPostgres, tmp_path: Path) -> Iterator[Server]:
    """A server of ours on it."""
    with mortal.fresh() as url, serving(tmp_path, database_url=url, log="json", rate_per_token="off") as server:
        yield server


@pytest.fixture
async def editor(away_and_back: Server, http: aiohttp.ClientSession) -> Caller:
    return Caller(http, away_and_back, await token_of(away_and_back, "an editor"))


@asynccontextmanager
async def without(mortal: OwnPostgres, how: str) -> AsyncIterator[None]:
    """A time in which the database is away."""
    await asyncio.to_thread(mortal.stop, how)
    try:
        yield
    finally:
        await asyncio.to_thread(mortal.start)


async def slugs(editor: Caller) -> set[str]:
    return {one["slug"] for one in (await editor.get("/api/outlets?limit=200")).body["items"]}


async def add(editor: Caller, slug: str) -> Answer:
    return await editor.post("/api/outlets", slug=slug, name=slug)


async def test_while_the_database_is_away_calls_are_told_to_wait_and_readers_are_served(
    mortal: OwnPostgres, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    with mortal.fresh() as url, serving(tmp_path, database_url=url, log="json") as server:
        editor = Caller(http, server, await token_of(server, "an editor"))
        assert (await add(editor, "before")).status == 201
        for how in ("fast", "immediate"):
            async with without(mortal, how):
                await all_is_told(server, editor)
            assert (await call(server, "/readyz")).status == 200
            assert (await add(editor, f"after-{how}")).status == 201
        assert await slugs(editor) == {"before", "after-fast", "after-immediate"}
    assert events(server, "request failed") == []
    assert all("Error" in one["trace"] for one in events(server, "the database is away or busy"))
    assert len(events(server, "the database is away or busy")) == 2 * 7


async def all_is_told(server: Server, editor: Caller) -> None:
    """Everybody learns what is of use to them while the database is away."""
    calls = [("GET", "/api/outlets"), ("POST", "/api/outlets"), ("POST", "/api/publish")] * 2
    answers = [await call(server, path, method, token=editor.token) for method, path in calls]
    answers.append(await call(server, "/api/outlets"))
    for told in answers:
        assert (told.status, code(told), told.headers["Retry-After"]) == (503, "database-unavailable", "5")
        assert "Try again" in json.loads(told.body)["detail"]
    assert (await call(server, "/readyz")).status == 503
    assert (await call(server, "/healthz")).status == 200
    assert (await call(server, "/feed/index.json")).status == 200


async def test_an_import_during_which_the_database_goes_away_has_taken_nothing(
    mortal: OwnPostgres, away_and_back: Server, http: aiohttp.ClientSession
) -> None:
    admin = Caller(http, away_and_back, await token_of(away_and_back, "an admin", Role.ADMIN))
    lines = [json.dumps({"outlet": {"slug": f"line-{number}", "name": "x"}}) for number in range(20_000)]
    # A database that is away is no bad line that could be passed over.
    path, sent = "/api/import?keep_going=true", "\n".join(lines).encode()
    work = asyncio.create_task(admin.call("POST", path, sent, "application/x-ndjson"))
    for _ in range(WAIT * 10):
        if work.done() or await asyncio.to_thread(mortal.writes_for, 1):
            break
        await asyncio.sleep(0.1)
    assert not work.done()
    async with without(mortal, "immediate"):
        told = await work
        assert (told.status, told.body["type"]) == (503, "/problems/database-unavailable"), told
    assert await slugs(admin) == set()
    assert (await add(admin, "line-1")).status == 201


class Writers:
    """Curators who write all the time, and keep account of what they were told."""

    def __init__(self, editor: Caller) -> None:
        self._editor = editor
        self._news = asyncio.Condition()
        self._over = False
        self.kept: set[str] = set()
        self.refused: set[str] = set()
        self.unforeseen: list[Answer] = []

    async def write(self, writer: int) -> None:
        """Add one outlet after the other, until they are told to stop."""
        number = 0
        while not self._over:
            number += 1
            slug = f"outlet-{writer}-{number}"
            answer = await add(self._editor, slug)
            if answer.status == 201:
                self.kept.add(slug)
            elif answer.status != 503:
                self.unforeseen.append(answer)
            elif "may or may not" not in answer.body["detail"]:
                self.refused.add(slug)
            async with self._news:
                self._news.notify_all()

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until they have been told something."""
        async with self._news:
            await self._news.wait_for(seen)

    def stop(self) -> None:
        self._over = True


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_what_was_acknowledged_is_there_after_the_database_went_away_in_mid_flight(
    mortal: OwnPostgres, away_and_back: Server, editor: Caller, how: str
) -> None:
    told = Writers(editor)
    async with asyncio.timeout(WAIT), asyncio.TaskGroup() as writers:
        for writer in range(6):
            writers.create_task(told.write(writer))
        await told.until(lambda: len(told.kept) >= 20)
        async with without(mortal, how):
            await told.until(lambda: len(told.refused) >= 6)
        before = len(told.kept)
        await told.until(lambda: len(told.kept) >= before + 20)
        told.stop()
    assert told.unforeseen == []
    found = await slugs(editor)
    assert told.kept <= found
    assert not told.refused & found
    held = counts(away_and_back.database)
    assert held["revision"] == held["outlet"] + 2  # and the curator, and the token


async def test_a_database_that_is_silent_counts_as_away(
    mortal: OwnPostgres, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with mortal.fresh() as url, serving(tmp_path, database_url=f"{url}&command_timeout=1", log="json") as server:
        editor = Caller(http, server, await token_of(server, "an editor"))
        assert (await add(editor, "before")).status == 201
        with mortal.silent():
            told = await asyncio.gather(*(add(editor, f"meanwhile-{number}") for number in range(3)))
            assert {(one.status, one.body["type"]) for one in told} == {(503, "/problems/database-unavailable")}
            assert (await call(server, "/readyz")).status == 503
        assert (await add(editor, "after")).status == 201
        assert await slugs(editor) == {"before", "after"}
    assert events(server, "request failed") == []


async def test_a_connection_that_the_server_ended_is_not_used_again(mortal: OwnPostgres, editor: Caller) -> None:
    assert await slugs(editor) == set()
    mortal.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'masthead'")
    assert await slugs(editor) == set()
    assert (await add(editor, "after")).status == 201


@pytest.fixture
async def two(tmp_path: Path, http: aiohttp.ClientSession, mortal: OwnPostgres) -> AsyncIterator[list[Caller]]:
    """Two servers of ours on one database, with one feed."""
    with (
        mortal.fresh() as url,
        serving(tmp_path, database_url=url, rate_per_token="off") as one,
        serving(tmp_path, database_url=url, rate_per_token="off") as other,
    ):
        token = await token_of(one, "an editor")
        yield [Caller(http, server, token) for server in (one, other)]


async def test_several_servers_may_write_to_one_database(two: list[Caller]) -> None:
    answers = await asyncio.gather(*(add(two[number % 2], f"outlet-{number // 2}") for number in range(40)))
    assert sorted(answer.status for answer in answers) == [201] * 20 + [409] * 20
    assert await slugs(two[0]) == await slugs(two[1]) == {f"outlet-{number}" for number in range(20)}


async def test_a_commit_whose_end_nobody_knows_is_told_as_such(mortal: OwnPostgres) -> None:
    async def broken_off(records: Database) -> None:
        async with records.session() as session:
            await add_outlet(session, ANNA, OutletIn(slug="one", name="One"))
            await asyncio.to_thread(mortal.stop, "immediate")

    with mortal.fresh() as url:
        async with database(url) as records:
            with pytest.raises(Unavailable, match="may or may not have been kept; look before you repeat"):
                await broken_off(records)
            await asyncio.to_thread(mortal.start)
            async with records.reading() as session:
                assert await outlets(session) == []


async def test_a_lock_that_cannot_be_had_is_no_fault(mortal: OwnPostgres) -> None:
    with mortal.fresh() as url:
        async with database(url) as records, database(url) as other, other.session() as writing:
            await add_outlet(writing, ANNA, OutletIn(slug="one", name="One"))
            began = time.monotonic()
            with pytest.raises(Unavailable, match="Try again"):
                async with records.session() as session:
                    await add_outlet(session, ANNA, OutletIn(slug="two", name="Two"))
            assert time.monotonic() - began < 30
            async with records.reading() as session:
                assert await outlets(session) == []


async def test_a_file_that_another_process_has_locked_is_told_to_wait_for(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with serving(tmp_path, database_url=f"{sqlite(tmp_path)}?timeout=0.2", log="json") as server:
        editor = Caller(http, server, await token_of(server, "an editor"))
        with closing(sqlite3.connect(tmp_path / "masthead.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = await add(editor, "one")
            assert (told.status, told.body["type"]) == (503, "/problems/database-unavailable")
            assert (await editor.get("/api/outlets?limit=200")).status == 200
        assert (await add(editor, "one")).status == 201
