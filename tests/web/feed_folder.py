"""A feed's folder with a file of each kind, of invented content, and our server's answers about nothing but it."""

import hashlib
import json
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import yarl
from aiohttp import web

from masthead.config import Settings
from masthead.feed.compress import brotlied, gzipped
from masthead.web import files
from masthead.web.keys import SETTINGS
from serving import free_port

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer says."""
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=15, stale-while-revalidate=15"
PAGE = 4096
Watch = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


@dataclass(frozen=True)
class Folder:
    """Where it is, and the names of its files by kind."""

    path: Path
    index: str
    page: str
    group: str
    directory: str
    long_list: str
    table: str

    @property
    def names(self) -> list[str]:
        return [self.index, self.page, *self.lasting]

    @property
    def lasting(self) -> list[str]:
        """Those named by their content."""
        return [self.group, self.directory, self.long_list, self.table]

    def content(self, name: str) -> bytes:
        return (self.path / name).read_bytes()


def build(path: Path) -> Folder:
    """Write a folder: its list is too long for the server's memory, the rest is not."""
    chance = random.Random(1)  # noqa: S311 - invented content

    def lasting(name: str, data: bytes) -> str:
        name = name.replace("H", digest(data))
        write(path / name, data, page=PAGE if name.startswith("articles/") else None)
        return name

    group = json.dumps({"format": "masthead-group/2", "group": 32, "articles": [chance.randbytes(30_000).hex()]})
    directory = json.dumps({"format": "masthead-directory/2", "outlets": [{"slug": f"outlet-{n}"} for n in range(500)]})
    write(path / "index.json", json.dumps({"format": "masthead-feed/2", "content": "1" * 3000}).encode())
    write(path / "index.html", b"<!doctype html><title>A feed</title><p>What this folder is." + b" Words." * 300)
    return Folder(
        path,
        index="index.json",
        page="index.html",
        group=lasting("articles/32-H.json", group.encode().ljust(16 * PAGE)),
        directory=lasting("outlets/H.json", directory.encode()),
        long_list=lasting("lists/H.bin", chance.randbytes(3 << 20)),
        table=lasting("tables/H.bin", chance.randbytes(4000)),
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def write(path: Path, data: bytes, *, page: int | None = None) -> None:
    """Write a file as a publisher does: whole or not at all, with its compressed forms beside it if it has any."""
    forms = {"": data}
    if path.suffix != ".bin":
        forms |= {".br": brotlied(data, page), ".gz": gzipped(data, page)}
    path.parent.mkdir(parents=True, exist_ok=True)
    newest = path.stat().st_mtime if path.exists() else 0
    for suffix, form in forms.items():
        part = path.with_name("part")
        part.write_bytes(form)
        # nginx knows index.json by its length and the second in which it was written.
        os.utime(part, (part.stat().st_mtime, max(part.stat().st_mtime, newest + 1)))
        part.replace(path.with_name(path.name + suffix))


@dataclass(frozen=True)
class Reply:
    """What was answered, compressed as it came."""

    status: int
    headers: Mapping[str, str]
    """With names in any case."""
    body: bytes

    def said(self, names: Iterable[str]) -> dict[str, str | None]:
        """Some of the headers, None for those that are not there."""
        return {name: self.headers.get(name) for name in names}


@asynccontextmanager
async def answering(
    folder: Path, *others: web.AbstractRouteDef, port: int | None = None, watch: Watch | None = None
) -> AsyncIterator[str]:
    """Our server with the feed's routes and a test's own, watched before each answer; gives its address."""
    app = web.Application()
    app[SETTINGS] = Settings(data=folder.parent, feed=folder)
    app.add_routes([*files.routes, *others])
    if watch:
        app.on_response_prepare.append(watch)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = port or free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    """Ask, with no header that was not given but Host; a new connection each time."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession(auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.request(
            method,
            yarl.URL(url, encoded=True),
            headers=named,
            skip_auto_headers=["Accept-Encoding", "Accept", "User-Agent"],
            allow_redirects=False,
        ) as answer,
    ):
        return Reply(answer.status, answer.headers, await answer.read())
