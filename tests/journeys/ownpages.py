"""The extension's own pages, used as a reader uses them: by what stands on their buttons and labels."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from driver.bidi import Bidi
from driver.values import Value
from journeys.reader import Reader

_SHOWN = "[...document.querySelectorAll(SELECTOR)].filter((one) => one.checkVisibility())"


@dataclass(frozen=True)
class OwnPage:
    """One of the extension's pages in a tab."""

    bidi: Bidi
    tab: str

    async def said(self, of: str = "body") -> str:
        """What a reader sees of a part of it."""
        return str(await self.bidi.evaluate(self.tab, f"document.querySelector({json.dumps(of)}).innerText"))

    async def until_said(self, words: str, of: str = "body") -> str:
        """Wait until a part of it says some words, and return all that it says."""
        found = f"document.querySelector({json.dumps(of)})?.innerText"
        return str(await self.bidi.wait_for(self.tab, f"{found}?.includes({json.dumps(words)}) && {found}"))

    async def press(self, words: str, number: int = 0) -> None:
        """Press what has these words on it, once it is there and can be used."""
        buttons = _SHOWN.replace("SELECTOR", json.dumps("button:not(:disabled), summary, a"))
        found = f"{buttons}.filter((one) => one.textContent.trim() === {json.dumps(words)})[{number}]"
        await self.bidi.wait_for(self.tab, f"!!{found}")
        await self.bidi.evaluate(self.tab, f"{found}.click()", gesture=True)

    async def click(self, words: str) -> None:
        """As `press`, by the mouse: there are things that a browser lets nothing else do."""
        buttons = _SHOWN.replace("SELECTOR", json.dumps("button:not(:disabled)"))
        found = f"{buttons}.find((one) => one.textContent.trim() === {json.dumps(words)})"
        await self.bidi.wait_for(self.tab, f"!!{found}")
        middle = "({x, y, width, height}) => ({x: x + width / 2, y: y + height / 2})"
        box = await self.bidi.evaluate(self.tab, f"({middle})({found}.getBoundingClientRect())")
        where = {"type": "pointerMove", "x": round(box["x"]), "y": round(box["y"])}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [where, *press]}
        await self.bidi.command("input.performActions", context=self.tab, actions=[mouse])

    async def fill(self, label: str, value: str, number: int = 0) -> None:
        """Write into the field with this label, as if it were typed."""
        await self.bidi.evaluate(
            self.tab,
            f"""(() => {{
                const field = {self._field(label, number)};
                field.value = {json.dumps(value)};
                field.dispatchEvent(new Event("input", {{bubbles: true}}));
            }})()""",
        )

    async def value(self, label: str, number: int = 0) -> str:
        """What stands in the field with this label."""
        return str(await self.bidi.evaluate(self.tab, f"{self._field(label, number)}.value"))

    async def choose(self, label: str, group: str | None = None) -> None:
        """Tick or untick a box, or choose an answer, in a group with this legend."""
        await self.bidi.evaluate(self.tab, f"{self._field(label, 0, group)}.click()", gesture=True)

    async def ticked(self, label: str, group: str | None = None) -> bool:
        """Whether a box is ticked, or an answer chosen."""
        return bool(await self.bidi.evaluate(self.tab, f"{self._field(label, 0, group)}.checked"))

    async def tab_on(self) -> Value:
        """Press the tabulator key, and say the words of what the keyboard is on then."""
        press = [{"type": "keyDown", "value": "\ue004"}, {"type": "keyUp", "value": "\ue004"}]
        keys = {"type": "key", "id": "keys", "actions": press}
        await self.bidi.command("input.performActions", context=self.tab, actions=[keys])
        return await self.focused()

    async def focused(self) -> Value:
        """The words of what the keyboard is on."""
        return await self.bidi.evaluate(self.tab, "document.activeElement.textContent")

    def _field(self, label: str, number: int = 0, group: str | None = None) -> str:
        """JavaScript: the field that a label with these words is for."""
        groups = "[...document.querySelectorAll('fieldset')]"
        legend = f".find((one) => one.querySelector('legend').textContent === {json.dumps(group)})"
        within = "document" if group is None else groups + legend
        labels = f"[...{within}.querySelectorAll('label')]"
        return f"{labels}.filter((one) => one.textContent.trim() === {json.dumps(label)})[{number}].control"


@asynccontextmanager
async def own_page(reader: Reader, page: str, **params: str | int) -> AsyncIterator[OwnPage]:
    """Open one of the extension's pages in a tab of its own."""
    tab = await reader.bidi.open_tab()
    try:
        address = f"{reader.browser.extension_origin}/ui/{page}.html"
        await reader.bidi.go(tab, f"{address}?{urlencode(params)}" if params else address)
        yield OwnPage(reader.bidi, tab)
    finally:
        await reader.bidi.close_tab(tab)


@asynccontextmanager
async def popup(reader: Reader, number: int) -> AsyncIterator[OwnPage]:
    """The popup over a tab, once it has something to say; here it stands in a tab of its own."""
    async with own_page(reader, "popup", tab=number) as page:
        await reader.bidi.wait_for(page.tab, "document.getElementById('said').textContent.length > 20")
        yield page


@asynccontextmanager
async def opened_by(reader: Reader, page: OwnPage, words: str, name: str) -> AsyncIterator[OwnPage]:
    """Press a button that opens another page of the extension's in a tab, and go there."""
    before = set(await reader.bidi.tabs())
    await page.press(words)

    async def there() -> str | None:
        for tab in set(await reader.bidi.tabs()) - before:
            if f"/ui/{name}.html" in str(await reader.bidi.evaluate(tab, "location.href")):
                return tab
        return None

    tab = str(await reader.bidi.until(there, f"{words!r} opens {name}.html"))
    try:
        yield OwnPage(reader.bidi, tab)
    finally:
        await reader.bidi.close_tab(tab)


async def forget_choices(reader: Reader) -> None:
    """Undo whatever was hidden, switched off or chosen."""
    choices = await reader.ask("{type: 'choices'}")
    for mute in choices["mutes"]:  # type: ignore[attr-defined]
        await reader.ask(f"{{type: 'unmute', id: {mute['id']!r}}}")
    for off in choices["off"]:  # type: ignore[attr-defined]
        await reader.ask(f"{{type: 'switch-site', site: {off['host']!r}, on: true}}")
    surfaces = dict.fromkeys(("impersonator", "same article", "large part", "outlet"), "slim")
    for occasion, surface in (surfaces | {"quotes a passage": "badge"}).items():
        await reader.ask(f"{{type: 'set-surface', occasion: {occasion!r}, surface: {surface!r}}}")
    await reader.ask("{type: 'set-languages', languages: null}")
    await reader.ask("{type: 'set-scripts', scripts: null}")
    await reader.ask("{type: 'set-sync', on: false}")
