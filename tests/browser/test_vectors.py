"""The vectors of the matching rules hold in real browsers, which normalise text with Unicode tables of their own."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from driver.launch import NAMES, launch
from driver.needed import need

ROOT = Path(__file__).resolve().parents[2]
RUN = """(async () => {
    const {failures, FILES} = await import("/tests/extension/vectors.js");
    const read = async (name) => [name, await (await fetch(`/fixtures/vectors/${name}.json`)).json()];
    const vectors = Object.fromEntries(await Promise.all(FILES.map(read)));
    return JSON.stringify([FILES.sort(), await failures(vectors)]);
})()"""


@pytest.fixture(scope="module")
async def checkout() -> AsyncIterator[str]:
    """The checkout's files on a web server of their own."""
    app = web.Application()
    app.router.add_get("/", _blank)
    for folder in ("extension", "tests/extension", "fixtures"):
        app.router.add_static(f"/{folder}", ROOT / folder)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def _blank(_request: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>vectors</title>", content_type="text/html")


@pytest.mark.parametrize("name", NAMES)
async def test_every_vector_holds_in_the_browser(name: str, checkout: str) -> None:
    need(name)
    async with launch(name) as browser:
        tab = await browser.bidi.open_tab()
        await browser.bidi.go(tab, checkout)
        files, failed = json.loads(str(await browser.bidi.evaluate(tab, RUN)))
        assert failed == []
        assert files == sorted(path.stem for path in (ROOT / "fixtures" / "vectors").glob("*.json"))
