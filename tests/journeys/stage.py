"""Pages made for one test each, around a text that a feed knows, and what the banner does on them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from driver.lending import lend
from journeys.reader import BANNER, EXTENSION, Reader, Visit
from journeys.recorder import Recorder, recorder
from masthead.demo import content

DEMO = content.load()
KNOWN = DEMO.article("night-ferries-emptied-saltmere-silos")
"""Archived, with a note on a passage of it."""
TEXT = "".join(f"<p>{part}</p>" for part in content.body_text(KNOWN).split("\n\n"))
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
BUTTON = """(root) => {
    const wanted = %s;
    const named = (one) => one.checkVisibility() && (one.ariaLabel ?? one.textContent) === wanted;
    return [...root.querySelectorAll("button")].find(named)%s;
}"""


@dataclass
class Stage:
    """A reader for whom all hosts are ours, and the pages that stand there."""

    reader: Reader
    hosts: Recorder
    pages: dict[str, str] = field(default_factory=dict)
    """HTML of the page at each host."""

    @asynccontextmanager
    async def show(self, html: str, host: str = "copied.example") -> AsyncIterator["Scene"]:
        """Open a page and wait until the extension has read it."""
        self.pages[host] = html
        async with self.reader.visit(f"http://{host}/") as visit:
            yield Scene(self.reader, visit.tab, visit.number)


@dataclass(frozen=True)
class Scene(Visit):
    """A page of ours, open in a tab."""

    async def run(self, expression: str, *, gesture: bool = False) -> object:
        """What a JavaScript expression is worth in the page."""
        return await self.reader.bidi.evaluate(self.tab, expression, gesture=gesture)

    async def inside(self, function: str, *, gesture: bool = False) -> object:
        """What a JavaScript function makes of the banner's root."""
        return await self.reader.bidi.closed_shadow_call(self.tab, BANNER, function, gesture=gesture)

    async def until(self, function: str) -> object:
        """Wait for something in the banner."""
        return await self.reader.bidi.wait_for_closed_shadow(self.tab, BANNER, function)

    async def until_page(self, expression: str) -> object:
        """Wait for something in the page."""
        return await self.reader.bidi.wait_for(self.tab, expression)

    async def banner_stands(self) -> None:
        """Wait until the banner has come and stands still."""
        await self.until("(root) => root.querySelector('.bar button')?.checkVisibility()")
        await self.settled()

    async def settled(self) -> None:
        """Wait until the browser has drawn, twice."""
        await self.run(FRAMES)

    async def press_button(self, name: str) -> None:
        """Click a button of the banner, called by what it says."""
        await self.until(BUTTON % (json.dumps(name), " !== undefined"))
        await self.inside(BUTTON % (json.dumps(name), ".click()"), gesture=True)

    async def click_button(self, name: str) -> None:
        """As `press_button`, by hand: what lasts takes one."""
        await self.until(BUTTON % (json.dumps(name), " !== undefined"))
        await self.inside(BUTTON % (json.dumps(name), ".scrollIntoView({block: 'nearest'})"))
        middle = ".getBoundingClientRect().toJSON()"
        box = await self.inside(BUTTON % (json.dumps(name), middle))
        assert isinstance(box, dict)
        x, y = round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [{"type": "pointerMove", "x": x, "y": y}, *press]}
        await self.reader.bidi.command("input.performActions", context=self.tab, actions=[mouse])

    async def box(self) -> dict[str, float]:
        """Where the banner stands in the window; of no height where it does not."""
        await self.settled()
        found = await self.run(f"JSON.stringify(document.querySelector('{BANNER}')?.getBoundingClientRect() ?? null)")
        box = json.loads(str(found))
        return box or {"top": 0, "bottom": 0, "height": 0, "left": 0, "right": 0, "width": 0}

    async def until_at(self, edge: str) -> dict[str, float]:
        """Wait until the banner stands at an edge of the window: top, bottom, or nowhere."""
        test = {
            "top": "box.height > 0 && box.top === 0",
            "bottom": "box.height > 0 && Math.abs(box.bottom - innerHeight) < 1",
            "below": "box.height > 0 && box.top > 0 && box.bottom < innerHeight",
            "nowhere": "box.height === 0",
        }[edge]
        got = f"document.querySelector('{BANNER}')?.getBoundingClientRect() ?? {{height: 0}}"
        await self.until_page(f"((box) => {test})({got})")
        return await self.box()

    async def texts(self, selector: str) -> list[str]:
        """What stands in each element of the banner that a selector finds."""
        found = await self.inside(
            f"(root) => JSON.stringify([...root.querySelectorAll('{selector}')].map((one) => one.innerText))"
        )
        return list(json.loads(str(found)))


@asynccontextmanager
async def stage(name: str, feed: Path, *, extension: Path = EXTENSION, dark: bool = False) -> AsyncIterator[Stage]:
    """A stage in a browser, with a reader of one feed.

    Args:
        name: of the browser.
        feed: its folder, served at http://feed.example/feed/.
        extension: the folder of the extension.
        dark: the reader prefers dark pages.
    """
    pages: dict[str, str] = {}

    def page(host: str, path: str) -> str | None:
        return pages.get(host) if path == "/" else pages.get(host + path)

    async with (
        recorder(page, feed) as hosts,
        lend(name, extension=extension, http_port=hosts.port, dark=dark) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield Stage(reader, hosts, pages)


def page(body: str = "", *, head: str = "", text: str = TEXT) -> str:
    """HTML of a page that carries a text.

    Args:
        body: what stands before the text.
        head: styles and scripts.
        text: the text.
    """
    return f"<!doctype html><html lang=en><title>Carried</title>{head}<body>{body}<main>{text}</main></body></html>"
