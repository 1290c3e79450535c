"""Pages that change once they stand are read again, and what is told is told of the page as it is."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.living import BY_HAND, CHANGES, HEAD, OWN, PARAGRAPHS, page
from journeys.reader import BANNER, EXTENSION, Reader, Visit
from journeys.recorder import Recorder, recorder
from serving import Server

BODIES = [*(body for body, _ in CHANGES.values()), *BY_HAND.values()]
PAGES = {f"/{number}": page(body) for number, body in enumerate(BODIES)}
PATHS = dict(zip([*CHANGES, *BY_HAND], PAGES, strict=True))
OTHERS = {
    "/plain": f"{HEAD}{OWN}",
    "/article": f"{HEAD}{PARAGRAPHS}",
}


def pages(_host: str, path: str) -> str | None:
    return PAGES.get(path) or OTHERS.get(path)


@pytest.fixture(scope="module")
async def hosts(server: Server) -> AsyncIterator[Recorder]:
    async with recorder(pages, server.data / "feed") as recording:
        yield recording


@pytest.fixture(scope="module", params=NAMES)
async def cook(request: pytest.FixtureRequest, hosts: Recorder) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


async def until_recognised(visit: Visit) -> None:
    """Wait until the article is known to be on a page."""

    async def is_so() -> bool:
        return await visit.classes() == ["same article"]

    await visit.reader.bidi.until(is_so, "the article is recognised", 15)


@pytest.mark.parametrize("how", CHANGES)
async def test_an_article_is_recognised_when(cook: Reader, how: str) -> None:
    async with cook.visit(f"http://soups.example{PATHS[how]}") as visit:
        assert await visit.classes() == []
        await cook.bidi.evaluate(visit.tab, f"(() => {{ {CHANGES[how][1]} }})()")
        await until_recognised(visit)


@pytest.mark.parametrize("how", BY_HAND)
async def test_an_article_is_recognised_that_the_reader_asks_for_when(cook: Reader, how: str) -> None:
    async with cook.visit(f"http://soups.example{PATHS[how]}") as visit:
        assert await visit.classes() == []
        await cook.bidi.evaluate(visit.tab, "pick('x').focus()")
        await cook.bidi.press(visit.tab, "Space")
        await until_recognised(visit)


async def test_who_goes_to_another_address_and_back_sees_the_banner_again(cook: Reader) -> None:
    async with cook.visit("http://soups.example/article") as visit:
        await until_recognised(visit)
        await cook.bidi.wait_for(visit.tab, f"document.querySelector('{BANNER}')")
        await cook.bidi.evaluate(
            visit.tab,
            "(() => { new MutationObserver((all) => { window.gone ||= all.some((one) => one.removedNodes.length); })"
            ".observe(document.documentElement, {childList: true}); history.pushState(null, '', '/elsewhere'); })()",
        )
        await cook.bidi.wait_for(visit.tab, "window.gone")
        await cook.bidi.evaluate(visit.tab, "history.back()")
        await cook.bidi.wait_for(visit.tab, f"location.pathname === '/article' && document.querySelector('{BANNER}')")
        await until_recognised(visit)
