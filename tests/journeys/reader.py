"""A reader: a real browser with the extension, and what can be seen in it."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from driver.bidi import Bidi
from driver.browser import Browser

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
BANNER = "masthead-banner"
FETCH_SECONDS = 60
"""After which a feed that was neither fetched nor refused counts as broken."""
_API = "(globalThis.browser ?? globalThis.chrome)"
_READY = "document.getElementById('main').ariaBusy === 'false'"


@dataclass(frozen=True)
class Reader:
    """A browser with the extension loaded, and one of the extension's pages open to ask it things."""

    browser: Browser
    options: str
    """The tab with the options page."""

    @property
    def bidi(self) -> Bidi:
        """The connection that drives the browser."""
        return self.browser.bidi

    async def subscribe(self, feed: str) -> None:
        """Leave the extension this one feed, newly added, and wait until it was fetched or has a problem."""
        await self.open_options()
        for one in await self.feeds():
            left = await self.ask(f"{{type: 'remove-feed', url: {one['url']!r}}}")
            assert "error" not in left, left
        said = await self.add_feed(feed)
        known = await self.feeds()
        assert len(known) == 1, said
        state = known[0]["state"]
        assert isinstance(state, dict)
        assert state["fetchedAt"] or state["problem"], said

    async def add_feed(self, url: str) -> str:
        """Give the extension one more feed the way a reader does: type its address into the options, and submit.

        Returns:
            What the page then says; the answer is there, so the feed was fetched, has a problem, or was refused.
        """
        await self.open_options()
        await self.bidi.evaluate(
            self.options,
            f"""(() => {{
                const field = document.getElementById("feed");
                field.value = {url!r};
                field.form.requestSubmit();
            }})()""",
        )
        said = await self.bidi.wait_for(
            self.options, f"{_READY} && document.getElementById('outcome').textContent", FETCH_SECONDS
        )
        return str(said)

    async def open_options(self) -> None:
        """Open the options page anew and wait until it shows what there is."""
        await self.bidi.go(self.options, f"{self.browser.extension_origin}/ui/options.html")
        await self.bidi.wait_for(self.options, _READY)

    async def feeds(self) -> list[dict[str, object]]:
        """The feeds in their order, as the options page is told them."""
        found = (await self.ask("{type: 'settings'}"))["feeds"]
        assert isinstance(found, list)
        return found

    async def ask(self, message: str) -> dict[str, object]:
        """Send the background a message as the options page does; a JavaScript object literal."""
        # As JSON: what a driver makes of an object that occurs twice differs from browser to browser.
        answer = await self.bidi.evaluate(
            self.options, f"{_API}.runtime.sendMessage({message}).then((answer) => JSON.stringify(answer))"
        )
        found = json.loads(str(answer))
        assert isinstance(found, dict)
        return found

    @contextlib.asynccontextmanager
    async def visit(self, url: str) -> AsyncIterator["Visit"]:
        """Open a page in a tab of its own and wait until the extension has read it."""
        tab = await self.bidi.open_tab()
        try:
            await self.bidi.go(tab, url)
            number = await self.bidi.wait_for(self.options, _tab_that_knows(url))
            assert isinstance(number, int)
            yield Visit(self, tab, number)
        finally:
            await self.bidi.close_tab(tab)

    @contextlib.asynccontextmanager
    async def open(self, url: str) -> AsyncIterator["Visit"]:
        """Open a page in a tab of its own, whatever the extension makes of it."""
        tab = await self.bidi.open_tab()
        try:
            await self.bidi.go(tab, url)
            yield Visit(self, tab, await self.number_of("active: true, currentWindow: true"))
        finally:
            await self.bidi.close_tab(tab)

    async def number_of(self, query: str) -> int:
        """The number of a tab inside the browser; what `tabs.query` asks for, without braces."""
        number = await self.bidi.evaluate(self.options, f"{_API}.tabs.query({{{query}}}).then(([tab]) => tab.id)")
        assert isinstance(number, int)
        return number


def _tab_that_knows(url: str) -> str:
    """JavaScript: the number of a tab that shows the URL and whose knowledge has come, else null."""
    return f"""(async () => {{
        const api = {_API};
        const tabs = (await api.tabs.query({{}})).filter((tab) => tab.url === {url!r});
        for (const {{id}} of tabs) {{
            if (await api.runtime.sendMessage({{type: "knowledge-of-tab", tabId: id}})) return id;
        }}
        return null;
    }})()"""


@dataclass(frozen=True)
class Visit:
    """A page open in a tab, read by the extension."""

    reader: Reader
    tab: str
    number: int
    """The tab's number inside the browser."""

    async def banner(self) -> str | None:
        """What the banner says, or None where none is shown."""
        return await self.reader.bidi.closed_shadow_text(self.tab, BANNER)

    async def opened_banner(self) -> str:
        """What the banner says once its details have been asked for."""
        await self.reader.bidi.wait_for_closed_shadow(self.tab, BANNER, "(root) => root.querySelector('button')")
        await self.reader.bidi.closed_shadow_call(
            self.tab, BANNER, "(root) => root.querySelector('[aria-expanded=false]')?.click()"
        )
        said = await self.banner()
        assert said is not None
        return said

    async def knowledge(self) -> dict[str, object]:
        """What the background told the page and tells the popup."""
        return await self.reader.ask(f"{{type: 'knowledge-of-tab', tabId: {self.number}}}")

    async def told(self, is_so: str = "true") -> dict[str, object]:
        """What the popup is told of the tab, once it is so.

        Args:
            is_so: a JavaScript expression about `state`.
        """
        ask = f"{_API}.runtime.sendMessage({{type: 'tab-state', tabId: {self.number}}})"
        found = await self.reader.bidi.wait_for(
            self.reader.options, f"{ask}.then((state) => ({is_so}) && JSON.stringify(state))"
        )
        state = json.loads(str(found))
        assert isinstance(state, dict)
        return state

    async def send(self, message: str) -> object:
        """Send the background a message as the content script in this page does; a JavaScript object literal."""
        answer = await self.reader.bidi.evaluate(
            self.reader.options,
            f"""{_API}.scripting.executeScript({{
                target: {{tabId: {self.number}}},
                func: async () => JSON.stringify(await {_API}.runtime.sendMessage({message}) ?? null),
            }}).then(([{{result}}]) => result)""",
        )
        found: object = json.loads(str(answer))
        return found

    async def until_banner(self, shown: bool) -> None:
        """Wait until a banner stands on the page, or none does."""

        async def is_so() -> bool:
            return (await self.banner() is not None) is shown

        await self.reader.bidi.until(is_so, "a banner" if shown else "no banner")

    async def tooltip(self) -> str:
        """What the toolbar button says in words."""
        return str(
            await self.reader.bidi.evaluate(self.reader.options, f"{_API}.action.getTitle({{tabId: {self.number}}})")
        )

    async def until_badge(self, sign: str, words: str) -> None:
        """Wait until the toolbar button shows a sign, and words are in what it says."""

        async def is_so() -> bool:
            return await self.badge() == sign and words in await self.tooltip()

        await self.reader.bidi.until(is_so, f"{sign!r} and {words!r} on the toolbar")

    async def classes(self) -> list[str]:
        """The class of each match that any feed knows of."""
        voices = (await self.knowledge())["voices"]
        assert isinstance(voices, list)
        return [match["class"] for voice in voices for match in voice["matches"]]

    async def badge(self) -> object:
        """The text on the toolbar button."""
        return await self.reader.bidi.evaluate(
            self.reader.options, f"{_API}.action.getBadgeText({{tabId: {self.number}}})"
        )

    async def links(self) -> list[object]:
        """Where the links of the banner lead."""
        found = await self.reader.bidi.closed_shadow_call(
            self.tab, BANNER, "(root) => [...root.querySelectorAll('a')].map((link) => link.href)"
        )
        assert isinstance(found, list)
        return found
