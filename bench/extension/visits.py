"""Pages opened by two browsers in turn, one with the extension and one without, and what each of them used for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.extension.processes import Clock, Held, Used, clocks, held, own_children, used, with_descendants
from bench.extension.sample import Page
from bench.extension.site import FEED

from driver.bidi import BidiError
from driver.browser import Browser
from driver.launch import launch
from journeys.reader import Reader

SECONDS: Final = 0.8
"""From a page's load to the second count: by then it was read and answered, and most pages have come to rest."""
SETTLING: Final = 4
"""Seconds until what is held is counted."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the content script itself measured on one page, in milliseconds."""

    loading: float
    """Until its scripts have run."""
    layout: float
    """Of the page, before it was read; the browser would have done it anyway."""
    reading: float
    callbacks: float
    """All that it did later, layout and reading included."""
    reads: int
    answer: float
    """From telling the text to the answer."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page, opened by both."""

    without: Used
    with_it: Used
    spent: Spent


@dataclass(frozen=True, slots=True)
class Open:
    """What is held before any page is open, and with pages open."""

    pages: int
    without: tuple[Held, Held]
    nothing: tuple[Held, Held]
    """With an extension that does nothing."""
    with_it: tuple[Held, Held]


class Surfer:
    """A running browser and its processes."""

    def __init__(self, browser: Browser, programs: set[int]) -> None:
        self.browser = browser
        self._programs = programs

    def clocks(self) -> dict[int, Clock]:
        """What its processes have used so far."""
        return clocks(with_descendants(self._programs))

    def held(self) -> Held:
        """What its processes hold now."""
        return held(with_descendants(self._programs))

    async def visit(self, page: Page) -> tuple[Used, Spent | None] | None:
        """Open a page in a tab of its own; None where it goes elsewhere by itself, or never loads."""
        bidi = self.browser.bidi
        tab = await bidi.open_tab()
        before = self.clocks()
        try:
            await bidi.go(tab, f"http://{page.host}/")
            await asyncio.sleep(SECONDS)
            after = self.clocks()
            if await bidi.evaluate(tab, "location.host") != page.host:
                return None
            told = await bidi.evaluate(tab, "document.documentElement.getAttribute('data-spent')")
        except BidiError:
            return None
        finally:
            with suppress(BidiError):
                await bidi.close_tab(tab)
        return used(before, after), Spent(**json.loads(str(told))) if told else None

    async def keep_open(self, pages: list[Page]) -> tuple[Held, Held]:
        """Open pages side by side; tells what is held before, and with them open."""
        bidi = self.browser.bidi
        await asyncio.sleep(SETTLING)
        before = self.held()
        for page in pages:
            with suppress(BidiError):
                await bidi.go(await bidi.open_tab(), f"http://{page.host}/")
            await asyncio.sleep(SECONDS / 2)
        await asyncio.sleep(SETTLING)
        return before, self.held()


@asynccontextmanager
async def surfing(
    name: str, port: int, extension: Path | None = None, *, follows: bool = True
) -> AsyncIterator[Surfer]:
    """A browser for the length of a block.

    Args:
        name: of the browser.
        port: that answers for all hosts.
        extension: the extension to load.
        follows: let the extension follow the feed.
    """
    before = own_children()
    async with launch(name, extension=extension, http_port=port) as browser:
        programs = own_children() - before
        if extension and follows:
            options = await browser.bidi.open_tab()
            await Reader(browser, options).subscribe(FEED)
            await browser.bidi.close_tab(options)
        yield Surfer(browser, programs)


async def visits(name: str, extension: Path, port: int, pages: list[Page]) -> list[Visit]:
    """Open pages in two browsers in turn, one with the extension and one without."""
    found = []
    async with surfing(name, port) as bare, surfing(name, port, extension) as equipped:
        for at, page in enumerate(pages):
            # Who comes second finds the machine as the first has left it.
            order = (bare, equipped) if at % 2 else (equipped, bare)
            seen = {one: await one.visit(page) for one in order}
            without, with_it = seen[bare], seen[equipped]
            if without and with_it and with_it[1]:
                found.append(Visit(without[0], with_it[0], with_it[1]))
    return found


async def open_pages(name: str, extension: Path, nothing: Path, port: int, pages: list[Page]) -> Open:
    """Leave pages open in a browser without an extension, with one that does nothing, and with ours."""
    found = []
    for one in (None, nothing, extension):
        async with surfing(name, port, one, follows=one is extension) as browser:
            found.append(await browser.keep_open(pages))
    return Open(len(pages), *found)
