"""The extension's eye alone: the scripts that read a page, where they run for readers, with nobody behind them."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from driver.bidi import Bidi
from driver.lending import lend
from journeys.reader import EXTENSION
from journeys.recorder import recorder

_EYE = """
document.addEventListener("masthead-test-read", () => {
  mastheadGenuine.boxOf(mastheadGenuine.rootOf(document));
  const began = performance.now();
  const { text, unread, foreign } = mastheadText.read();
  const took = performance.now() - began;
  document.documentElement.setAttribute("data-read", JSON.stringify({ text, unread, foreign, took }));
});
"""
_PATIENCE = 60
_READ = """(() => {
    const root = Document.prototype.querySelector.call(document, "html");
    root.removeAttribute("data-read");
    EventTarget.prototype.dispatchEvent.call(document, new Event("masthead-test-read"));
    return root.getAttribute("data-read");
})()"""


@dataclass(frozen=True)
class Seen:
    """What was read of a page."""

    text: str
    unread: str | None
    foreign: bool
    """Whether a frame of another site takes much of what is seen."""
    took: float
    """Milliseconds, the page's first layout aside."""

    @property
    def lines(self) -> list[str]:
        """The blocks, spaces folded."""
        lines = (" ".join(line.split()) for line in self.text.split("\n"))
        return [line for line in lines if line]


@dataclass(frozen=True)
class Eye:
    """A browser that reads pages of a small web of fake hosts."""

    name: str
    bidi: Bidi
    tab: str

    async def read(self, url: str, before: str = "") -> Seen:
        """Open a page and read it.

        Args:
            url: of the page.
            before: JavaScript for the page to run when it has loaded.
        """
        await self.bidi.go(self.tab, url)
        if before:
            await self.bidi.evaluate(self.tab, f"(async () => {{ {before} }})().then(() => null)")
        # The browser may run content scripts a moment after a page has loaded.
        return Seen(**json.loads(str(await self.bidi.wait_for(self.tab, _READ, _PATIENCE))))


@asynccontextmanager
async def eye(
    name: str, folder: Path, pages: Callable[[str, str], str | None], *, dark: bool = False
) -> AsyncIterator[Eye]:
    """A browser with the eye.

    Args:
        name: of the browser.
        folder: an empty folder for the extension.
        pages: HTML of the page at a host and path, or None.
        dark: the reader prefers dark pages.
    """
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    for key in ("background", "action", "options_ui", "icons", "permissions", "host_permissions", "default_locale"):
        del manifest[key]
    manifest |= {"name": "Eye", "description": "Reads pages for a test."}
    scripts = manifest["content_scripts"][0]["js"]
    scripts[scripts.index("page/main.js")] = "page/eye.js"
    shutil.copytree(EXTENSION / "page", folder / "page")
    (folder / "page" / "eye.js").write_text(_EYE, "utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    async with (
        recorder(pages, folder) as hosts,
        lend(name, extension=folder, http_port=hosts.port, dark=dark) as browser,
    ):
        yield Eye(name, browser.bidi, await browser.bidi.open_tab())
