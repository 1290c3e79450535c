"""All hosts of a small web on one port: the pages, and the feed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web
from bench.extension.sample import Page

FEED: Final = "http://feed.example/feed/"
_HEADERS: Final = {"Cache-Control": "no-store"}


@asynccontextmanager
async def serving(pages: list[Page], feed: Path) -> AsyncIterator[int]:
    """Serve for the length of a block; gives the port."""
    by_host = {page.host: page.html for page in pages}

    async def answer(request: web.Request) -> web.Response:
        host = request.url.host or ""
        file = feed / request.path.removeprefix("/feed/")
        if FEED.startswith(f"http://{host}/") and file.is_file():
            return web.Response(body=file.read_bytes(), headers=_HEADERS)
        if request.path == "/" and host in by_host:
            return web.Response(body=by_host[host], content_type="text/html", headers=_HEADERS)
        raise web.HTTPNotFound

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
