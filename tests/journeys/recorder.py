"""A small web of fake hosts on one port that remembers every request that reaches it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

Pages = Callable[[str, str], str | None]
"""HTML of the page at a host and path, or None."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    host: str
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Recorder:
    """What was asked so far, and what is served."""

    port: int
    pages: Pages
    feed: Path
    """Folder served at http://feed.example/feed/."""
    asked: list[Asked] = field(default_factory=list)
    tamper: Callable[[web.Request, str], Awaitable[web.StreamResponse | None]] | None = None
    """What a hostile server answers to a request for a file of the feed; None where it answers as it should."""
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is not set, groups of the feed keep their readers waiting."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Remember the request, and answer it."""
        host = request.url.host or ""
        self.asked.append(Asked(request.method, host, request.path_qs, dict(request.headers), await request.read()))
        if host == "feed.example" and request.path.startswith("/feed/"):
            if "/articles/" in request.path:
                await self.open.wait()
            path = request.path.removeprefix("/feed/")
            if self.tamper and (answer := await self.tamper(request, path)):
                return answer
            file = self.feed / path
            if not file.is_file():
                raise web.HTTPNotFound
            # Browsers keep nothing, so that every file they need is asked for.
            return web.Response(body=file.read_bytes(), headers={"Cache-Control": "no-store"})
        text = self.pages(host, request.path)
        if text is None:
            raise web.HTTPNotFound
        return web.Response(text=text, content_type="text/html")

    def of_extension(self, visited: set[str]) -> list[Asked]:
        """Every request but the browser's own for the pages that were visited and their icons.

        Args:
            visited: host and path of each page, as in ``example.org/page``.
        """
        return [
            one
            for one in self.asked
            if one.target != "/favicon.ico" and (one.host + one.target not in visited or one.method != "GET")
        ]


@asynccontextmanager
async def recorder(pages: Pages, feed: Path) -> AsyncIterator[Recorder]:
    """A recorder that listens for the length of a block."""
    kept = Recorder(0, pages, feed)
    kept.open.set()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", kept.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    kept.port = runner.addresses[0][1]
    try:
        yield kept
    finally:
        await runner.cleanup()
