"""A page that does all it can against the banner: the browser stays usable, and the popup tells the truth."""

import asyncio
import time

import pytest

from journeys.reader import Reader
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

DEMO = content.load()
HOSTILE = next(page for page in DEMO.pages if page.kind == "hostile")
CARRIED = DEMO.article("herring-court-clears-trawler-barons")
WATCHED_SECONDS = 6
MOST_WAITING = 1.5
"""Seconds in which the page answers, while it floods its document."""
MOST_TAKEN = 12
"""How often the banner comes back in that time to a page that takes it away each time."""


@pytest.fixture(scope="module", autouse=True)
async def _subscribed(reader: Reader, server: Server) -> None:
    await reader.subscribe(f"{server.url}/feed/")


async def test_a_hostile_page_keeps_neither_the_browser_busy_nor_the_truth_from_the_popup(
    reader: Reader, server: Server
) -> None:
    bidi = reader.bidi
    async with reader.visit(with_port(HOSTILE.url, server.port)) as visit:
        await bidi.wait_for(visit.tab, "window.taken > 0")
        end, slowest = time.monotonic() + WATCHED_SECONDS, 0.0
        while time.monotonic() < end:
            began = time.monotonic()
            await bidi.evaluate(visit.tab, "document.body.offsetHeight")
            slowest = max(slowest, time.monotonic() - began)
            await asyncio.sleep(0.1)
        assert slowest < MOST_WAITING
        assert await bidi.evaluate(visit.tab, "window.taken") <= MOST_TAKEN
        assert await visit.banner() is None, "the page has taken it"
        assert await bidi.evaluate(visit.tab, "document.activeElement.id") == "held"

        assert await visit.classes() == ["same article"], "what is hidden does not count"
        popup = await bidi.open_tab()
        await bidi.go(popup, f"{reader.browser.extension_origin}/ui/popup.html?tab={visit.number}")
        said = str(await bidi.wait_for(popup, "document.querySelector('#answer .part') && document.body.innerText"))
        await bidi.close_tab(popup)
        assert "words with an article that The Harbour Ledger published on 12 January 2023" in said
        assert CARRIED.title in said
        assert "loudest" not in said
        await visit.until_badge("¶", "")
