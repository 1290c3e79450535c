"""How fast texts are fingerprinted: in Python on one core, in each browser in a new worker every time."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from driver.launch import NAMES, launch
from masthead.matching.fingerprint import archive_window, shingles, winnow
from masthead.matching.words import words

ROOT = Path(__file__).resolve().parents[2]
PAGE_WORDS = 10_000
WORKERS = 15
_RUN = """(async () => {
    const text = await (await fetch("/text")).text();
    const told = [];
    for (let at = 0; at < %d; at += 1) {
        const worker = new Worker("/bench/matching/worker.js", {type: "module"});
        const next = () => new Promise((done, failed) => {
            worker.onmessage = (event) => done(event.data);
            worker.onerror = (event) => failed(new Error(event.message || "the worker does not load"));
        });
        await next();
        worker.postMessage(text);
        told.push(await next());
        worker.terminate();
    }
    return JSON.stringify(told);
})()"""


def python_speed(bodies: list[str], seconds: float = 3.0) -> tuple[float, float]:
    """Articles fingerprinted in a second on this core, and words in a second."""
    done = counted = 0
    begun = time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        body = bodies[done % len(bodies)]
        text = words(body)
        cut = shingles(text)
        winnow(cut.lo, archive_window(len(cut)))
        done += 1
        counted += int(text.weight.sum()) // 4
    return done / spent, counted / spent


def long_page(bodies: list[str]) -> str:
    """The first 10,000 words of all texts in a row."""
    parts, held = [], 0
    for body in bodies * 1000:
        tokens = body.split()[: PAGE_WORDS - held]
        parts.append(" ".join(tokens))
        held += len(tokens)
        if held == PAGE_WORDS:
            break
    return "\n".join(parts)


def browser_speeds(page: str) -> dict[str, tuple[float, float]]:
    """For each browser: milliseconds (median, longest) in which a new worker fingerprints a page it never saw."""
    return asyncio.run(_browser_speeds(page))


async def _browser_speeds(page: str) -> dict[str, tuple[float, float]]:
    found = {}
    async with _served(page) as address:
        for name in NAMES:
            async with launch(name) as browser:
                tab = await browser.bidi.open_tab()
                await browser.bidi.go(tab, address)
                told = json.loads(str(await browser.bidi.evaluate(tab, _RUN % WORKERS)))
            found[name] = (statistics.median(told), max(told))
    return found


@asynccontextmanager
async def _served(page: str) -> AsyncIterator[str]:
    async def blank(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>speed</title>", content_type="text/html")

    async def text(_request: web.Request) -> web.Response:
        return web.Response(text=page)

    app = web.Application()
    app.router.add_get("/", blank)
    app.router.add_get("/text", text)
    for folder in ("extension", "bench"):
        app.router.add_static(f"/{folder}", ROOT / folder)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
