"""Everything that readers are shown, each opened on the demo."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from journeys.accessibility import violations
from journeys.layout import banner_faults, page_faults
from journeys.ownpages import forget_choices, own_page, popup
from journeys.reader import BANNER, Reader, Visit
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

PAGES = content.load().pages


@dataclass(frozen=True)
class Shown:
    """Something that a reader is shown: the banner on a page, or a page of the extension."""

    reader: Reader
    tab: str
    sizes: tuple[tuple[int, int], ...]
    """Windows in which it must be usable, in CSS pixels: usual ones, and those of a reader who enlarges everything."""
    is_banner: bool = False

    async def violations(self) -> list[str]:
        """What axe finds."""
        return await violations(self.reader.bidi, self.tab, BANNER if self.is_banner else "")

    async def faults(self, width: int, height: int) -> list[str]:
        """What is wrong in a window of some size."""
        measure = banner_faults if self.is_banner else page_faults
        return await measure(self.reader.bidi, self.tab, width, height)


Show = Callable[[Reader, Server], AbstractAsyncContextManager[Shown]]
_SIZES = ((1280, 900), (640, 450), (320, 640))


def demo_page(kind: str, server: Server) -> str:
    """The address of the first demo page of a kind."""
    return with_port(next(page.url for page in PAGES if page.kind == kind), server.port)


def _banner(kind: str, *steps: str) -> Show:
    """The banner on a demo page of a kind, after clicks on what CSS selectors name, one after the other."""

    @asynccontextmanager
    async def show(reader: Reader, server: Server) -> AsyncIterator[Shown]:
        async with reader.visit(demo_page(kind, server)) as visit:
            await visit.until_banner(shown=True)
            for step in steps:
                found = f"root.querySelector({step!r})"
                await reader.bidi.wait_for_closed_shadow(visit.tab, BANNER, f"(root) => {found}")
                await reader.bidi.closed_shadow_call(visit.tab, BANNER, f"(root) => {found}.click()")
            yield Shown(reader, visit.tab, _SIZES, is_banner=True)

    return show


def _popup(kind: str, prepare: str = "") -> Show:
    """The popup over a demo page, after a message to the background; what that has changed is changed back."""

    @asynccontextmanager
    async def show(reader: Reader, server: Server) -> AsyncIterator[Shown]:
        async with reader.visit(demo_page(kind, server)) as visit:
            if prepare:
                await reader.ask(prepare.replace("TAB", str(visit.number)))
            async with popup(reader, visit.number) as page:
                yield Shown(reader, page.tab, ((380, 600),))
            await forget_choices(reader)

    return show


@asynccontextmanager
async def _popup_elsewhere(reader: Reader, _server: Server) -> AsyncIterator[Shown]:
    """The popup over a page into which the browser lets no extension."""
    async with reader.open("about:blank") as visit, popup(reader, visit.number) as page:
        yield Shown(reader, page.tab, ((380, 600),))


@asynccontextmanager
async def _options(reader: Reader, server: Server) -> AsyncIterator[Shown]:
    """The options, with something hidden and somebody signed in."""
    feed = f"{server.url}/feed/"
    await reader.ask(f"{{type: 'set-token', feed: {feed!r}, token: {server.token!r}}}")
    await reader.ask("{type: 'switch-site', site: 'garden-notes.localhost', on: false}")
    async with own_page(reader, "options") as page:
        await page.until_said("garden-notes.localhost")
        yield Shown(reader, page.tab, _SIZES)
    await forget_choices(reader)


def _form(name: str, sign: str, **params: str) -> Show:
    """A form about the article on its own site, once it says something."""

    @asynccontextmanager
    async def show(reader: Reader, server: Server) -> AsyncIterator[Shown]:
        feed = f"{server.url}/feed/"
        await reader.ask(f"{{type: 'set-token', feed: {feed!r}, token: {server.token!r}}}")
        async with reader.visit(demo_page("original", server)) as visit:
            article = await _article(visit)
            given = params | {"tab": str(visit.number), "feed": feed}
            given |= {} if params.get("do") in {"archive", "note-outlet"} else {"article": article}
            async with own_page(reader, name, **given) as page:
                await reader.bidi.wait_for(page.tab, f"document.querySelector({sign!r})")
                yield Shown(reader, page.tab, _SIZES)

    return show


async def _article(visit: Visit) -> str:
    voices = (await visit.knowledge())["voices"]
    assert isinstance(voices, list)
    return str(voices[0]["matches"][0]["article"]["id"])


SURFACES: dict[str, Show] = {
    "the banner": _banner("mirror"),
    "the banner over an imitation": _banner("impersonator"),
    "the details": _banner("original", "[data-opens=panel]"),
    "the details, all unfolded": _banner("original", "[data-opens=panel]", "details summary"),
    "the menu that hides": _banner("mirror", "[data-opens=menu]"),
    "the note at a marked place": _banner("original", "[data-opens=panel]", ".deeds button", ".callout"),
    "the popup": _popup("original"),
    "the popup where nothing is known": _popup("unknown"),
    "the popup over a hidden banner": _popup("mirror", "{type: 'mute', kind: 'everything', tabId: TAB}"),
    "the popup over a site that is switched off": _popup(
        "unknown", "{type: 'switch-site', site: 'garden-notes.localhost', on: false}"
    ),
    "the popup over a page of the browser": _popup_elsewhere,
    "the options": _options,
    "the report of a match": _form("report", "#form:not([hidden])", kind="wrong match"),
    "the form that archives": _form("curate", "#form button[type=submit]", do="archive"),
    "the form for a note": _form("curate", "#form button[type=submit]", do="note-article"),
}
