"""nginx as a cache in front of our server: it asks once for many, keeps to the time, goes on when the server stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest
from aiohttp import hdrs, web

from serving import free_port
from web.feed_folder import Folder, answering, ask, build, digest, write
from web.nginx import logged, nginx, running

HEADERS = """
    Content-Type Content-Length Content-Encoding ETag Last-Modified Cache-Control Vary Access-Control-Allow-Origin
    Cross-Origin-Resource-Policy X-Content-Type-Options Content-Security-Policy Set-Cookie
""".split()
KINDS = ["index", "page", "group", "directory", "long_list", "table"]


@dataclass
class Origin:
    """Our server behind the cache: what it is asked, and its times, made short."""

    folder: Folder
    port: int = field(default_factory=free_port)
    requests: list[web.Request] = field(default_factory=list)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        await self.stack.enter_async_context(answering(self.folder.path, port=self.port, watch=self._watch))

    async def stop(self) -> None:
        await self.stack.aclose()

    def asked(self, name: str) -> int:
        """How often it was asked for a file."""
        return sum(request.path == f"/feed/{name}" for request in self.requests)

    async def _watch(self, request: web.Request, answer: web.StreamResponse) -> None:
        self.requests.append(request)
        if "stale-while-revalidate" in answer.headers.get(hdrs.CACHE_CONTROL, ""):
            short = "max-age=1, stale-while-revalidate=1" if request.path.endswith(".json") else "max-age=2"
            answer.headers[hdrs.CACHE_CONTROL] = f"public, {short}"


@dataclass(frozen=True)
class Cache:
    """nginx and what is behind it."""

    url: str
    origin: Origin
    here: Path

    async def body(self, name: str, **headers: str) -> bytes:
        answer = await ask(f"{self.url}/feed/{name}", **headers)
        assert answer.status == 200
        return answer.body

    async def until_index_is_too_old(self) -> None:
        """Wait until what the cache has of index.json now can be served to nobody, and leave index.json alone.

        The page, which comes after it, keeps for as long as the index with its grace: when the cache asks for the page
        again, both have passed.
        """
        await self.body("index.html")
        asked = self.origin.asked("index.html")
        async with asyncio.timeout(60):
            while self.origin.asked("index.html") == asked:
                await self.body("index.html")


@asynccontextmanager
async def caching(here: Path) -> AsyncIterator[Cache]:
    nginx()
    origin = Origin(build(here / "feed"))
    await origin.start()
    changes = {"127.0.0.1:8080": f"127.0.0.1:{origin.port}", "/var/cache/masthead-feed": str(here / "cache")}
    try:
        with running(here / "run", "masthead-cache.conf", changes) as url:
            yield Cache(url, origin, here / "run")
    finally:
        await origin.stop()


@pytest.fixture
async def cache(tmp_path: Path) -> AsyncIterator[Cache]:
    async with caching(tmp_path) as running_cache:
        yield running_cache


@pytest.mark.parametrize("kind", KINDS)
async def test_what_comes_from_the_cache_is_what_the_server_said(cache: Cache, kind: str) -> None:
    path = "/feed/" + getattr(cache.origin.folder, kind)
    server = f"http://127.0.0.1:{cache.origin.port}"
    for wish in ("", "gzip", "br;q=0.5, gzip", "br;q=0"):
        straight = await ask(server + path, Accept_Encoding=wish)
        for _ in range(2):
            cached = await ask(cache.url + path, Accept_Encoding=wish)
            assert (cached.status, cached.said(HEADERS), cached.body) == (200, straight.said(HEADERS), straight.body)
            head = await ask(cache.url + path, "HEAD", Accept_Encoding=wish)
            assert (head.status, head.said(HEADERS), head.body) == (200, straight.said(HEADERS), b"")
            tag = straight.headers["ETag"]
            for known in (tag, f'W/"x", W/{tag}', "*"):
                again = await ask(cache.url + path, Accept_Encoding=wish, If_None_Match=known)
                assert (again.status, again.body) == (304, b"")
                kept = ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "X-Content-Type-Options")
                assert again.said(kept) == straight.said(kept)


async def test_many_readers_are_one_request_to_the_server_for_each_form(cache: Cache) -> None:
    group, long_list = cache.origin.folder.group, cache.origin.folder.long_list
    spellings = ["br", "gzip, br", "gzip, deflate, br, zstd", "BR;q=1", "identity;q=0, br;q=0.1"]
    bodies = await asyncio.gather(*[cache.body(group, Accept_Encoding=wish) for wish in spellings * 8])
    assert {brotli.decompress(body) for body in bodies} == {cache.origin.folder.content(group)}
    assert cache.origin.asked(group) == 1
    await asyncio.gather(*[cache.body(group, Accept_Encoding=wish) for wish in ("gzip", "gzip, x", "", "deflate") * 8])
    assert cache.origin.asked(group) == 3
    await asyncio.gather(*[cache.body(long_list, Accept_Encoding=wish) for wish in [*spellings, "gzip", ""] * 2])
    assert cache.origin.asked(long_list) == 1
    await asyncio.gather(*[cache.body(f"{group}?copy={n}", Accept_Encoding="br") for n in range(8)])
    assert cache.origin.asked(group) == 3


async def test_a_broken_download_goes_on_from_the_cache(cache: Cache) -> None:
    name = cache.origin.folder.long_list
    data = cache.origin.folder.content(name)
    for _ in range(2):
        for condition in ({}, {"If_Range": f'"{digest(data)}"'}):
            part = await ask(f"{cache.url}/feed/{name}", Range="bytes=1000000-", **condition)
            assert (part.status, part.body) == (206, data[1_000_000:])
            assert part.headers["Content-Range"] == f"bytes 1000000-{len(data) - 1}/{len(data)}"
    assert cache.origin.asked(name) == 1


async def test_what_is_not_there_is_asked_for_each_time_and_refused_in_the_servers_words(cache: Cache) -> None:
    name = "lists/" + "0" * 32 + ".bin"
    server = f"http://127.0.0.1:{cache.origin.port}"
    for path, method in ((name, "GET"), ("index.json.br", "GET"), ("index.json", "OPTIONS"), ("index.json", "POST")):
        straight = await ask(f"{server}/feed/{path}", method)
        for _ in range(2):
            answer = await ask(f"{cache.url}/feed/{path}", method)
            assert (answer.status, answer.said(HEADERS), answer.body) == (
                straight.status,
                straight.said(HEADERS),
                straight.body,
            )
    write(cache.origin.folder.path / name, b"now it is")
    assert await cache.body(name) == b"now it is"
    bare = await ask(f"{cache.url}/feed")
    assert (bare.status, bare.headers["Location"]) == (308, "/feed/")


async def test_a_new_index_is_seen_when_the_old_one_has_had_its_time(cache: Cache) -> None:
    await cache.body("index.json")
    write(cache.origin.folder.path / "index.json", b"news")
    async with asyncio.timeout(60):
        while await cache.body("index.json") != b"news":
            pass


async def test_after_a_quiet_night_nobody_is_shown_what_was_withdrawn_in_the_evening(cache: Cache) -> None:
    await cache.body("index.json")
    write(cache.origin.folder.path / "index.json", b"news")
    await cache.until_index_is_too_old()
    assert await cache.body("index.json") == b"news"


async def test_an_unchanged_index_is_asked_for_with_its_tag_and_not_sent_again(cache: Cache) -> None:
    await cache.body("index.json")
    await cache.until_index_is_too_old()
    await cache.body("index.json")
    first, second = (request for request in cache.origin.requests if request.path == "/feed/index.json")
    assert first.if_none_match is None
    assert [tag.value for tag in second.if_none_match or ()] == [digest(cache.origin.folder.content("index.json"))]


async def test_readers_still_have_a_feed_when_the_server_has_stopped(cache: Cache) -> None:
    folder = cache.origin.folder
    for name in folder.names:
        await cache.body(name, Accept_Encoding="br")
    plain = await ask(f"{cache.url}/feed/index.json")
    await cache.until_index_is_too_old()
    await cache.origin.stop()
    for _ in range(2):
        for name in folder.names:
            assert await cache.body(name, Accept_Encoding="br")
        answer = await ask(f"{cache.url}/feed/index.json")
        assert (answer.status, answer.said(HEADERS), answer.body) == (200, plain.said(HEADERS), plain.body)
    write(folder.path / "index.json", b"news")
    await cache.origin.start()
    async with asyncio.timeout(60):
        while await cache.body("index.json") != b"news":
            pass


async def test_nothing_of_a_reader_reaches_the_server_or_a_log(cache: Cache) -> None:
    headers = {"User_Agent": "a reader's browser", "Cookie": "a=1", "Referer": "https://read.example/", "X_Any": "1"}
    for path in ("index.json", "articles/none"):
        await ask(f"{cache.url}/feed/{path}", Accept_Language="eo", Authorization="Basic x", **headers)
        (request,) = cache.origin.requests
        cache.origin.requests.clear()
        assert set(request.headers) <= {"Host", "Connection", "Accept-Encoding"}
    await cache.origin.stop()
    await ask(f"{cache.url}/feed/index.html", **headers)
    said = logged(cache.here)
    assert "start worker process" in said, "the log is read"
    assert not any(word in said for word in ("client:", "/feed/", "browser", "GET"))
