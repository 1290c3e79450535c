"""Pages that change, hide and trick: what was known of one page must never stand on another."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from driver.launch import NAMES, stop_background
from driver.lending import lend
from driver.needed import need
from journeys.reader import BANNER, EXTENSION, Reader
from journeys.recorder import Recorder, recorder
from masthead.demo import content, sites
from serving import Server

DEMO = content.load()
MIRROR = urlsplit(next(page.url for page in DEMO.pages if page.kind == "mirror"))
IMPERSONATOR = next(
    address.address for one in DEMO.outlets for address in one.addresses if address.role == "impersonator"
)
CLOBBERED = """<!doctype html><title>Form</title><body><form><input name=tagName><input name=parentElement>
<input name=shadowRoot><input name=checkVisibility><p>A form that hides what it is.</p></form></body>"""


def pages(host: str, path: str) -> str | None:
    """The mirror under a name on the open web, and an impersonator's page that is hard to read."""
    if host == IMPERSONATOR:
        return CLOBBERED
    if host == "quiet.example":
        return "<!doctype html><title>Quiet</title><p>Nothing is known of this page, and nothing will be."
    return sites.render(DEMO, MIRROR.netloc, path, 80) if host == "mirror.example" else None


@pytest.fixture(scope="module")
async def hosts(server: Server) -> AsyncIterator[Recorder]:
    async with recorder(pages, server.data / "feed") as recording:
        yield recording


@pytest.fixture(scope="module", params=NAMES)
async def wanderer(request: pytest.FixtureRequest, hosts: Recorder) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


async def test_a_page_that_turns_into_another_without_loading_loses_the_banner(wanderer: Reader) -> None:
    async with wanderer.visit(f"http://mirror.example{MIRROR.path}") as visit:
        assert "The text of this page shares" in await visit.opened_banner()
        await wanderer.bidi.evaluate(
            visit.tab,
            "history.pushState({}, '', '/elsewhere'); document.body.textContent = 'Now something else stands here.';",
        )
        await wanderer.bidi.wait_for(visit.tab, f"!document.querySelector('{BANNER}')")
        await wanderer.bidi.wait_for(
            wanderer.options,
            "(globalThis.browser ?? globalThis.chrome).runtime.sendMessage("
            f"{{type: 'knowledge-of-tab', tabId: {visit.number}}})"
            ".then((known) => known?.url.endsWith('/elsewhere') && known.voices[0].matches.length === 0)",
        )


async def test_a_form_whose_fields_hide_its_properties_does_not_blind_the_extension(wanderer: Reader) -> None:
    async with wanderer.visit(f"http://{IMPERSONATOR}/form") as visit:
        assert "This address imitates The Harbour Ledger" in await visit.opened_banner()
        await visit.until_badge("!", "")


async def test_an_answer_that_comes_late_does_not_mark_the_page_the_tab_has_gone_on_to(
    wanderer: Reader, hosts: Recorder
) -> None:
    await stop_background(wanderer.browser)  # it would still hold the group in memory
    hosts.open.clear()
    before = len(hosts.asked)
    mirror = f"http://mirror.example{MIRROR.path}"
    tab = await wanderer.bidi.open_tab()

    async def waiting() -> bool:
        return any("/articles/" in one.target for one in hosts.asked[before:])

    await wanderer.bidi.go(tab, mirror)
    await wanderer.bidi.until(waiting, "the extension asks for the group")
    await wanderer.bidi.go(tab, "http://quiet.example/")
    hosts.open.set()
    number = await wanderer.bidi.evaluate(
        wanderer.options,
        "(globalThis.browser ?? globalThis.chrome).tabs.query({})"
        ".then((tabs) => tabs.find((one) => one.url === 'http://quiet.example/').id)",
    )
    await wanderer.bidi.wait_for(
        wanderer.options,
        f"(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({{type: 'knowledge-of-tab', tabId: {number}}})",
    )
    async with wanderer.visit(mirror) as other:
        # Its answer came behind the late one.
        await other.until_badge("¶", "")
    badge = f"(globalThis.browser ?? globalThis.chrome).action.getBadgeText({{tabId: {number}}})"
    assert await wanderer.bidi.evaluate(wanderer.options, badge) == ""
    known = await wanderer.ask(f"{{type: 'knowledge-of-tab', tabId: {number}}}")
    assert [voice["matches"] for voice in known["voices"]] == [[]]  # type: ignore[attr-defined]
    await wanderer.bidi.close_tab(tab)
