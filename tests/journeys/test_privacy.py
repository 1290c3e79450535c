"""The promise: the reader's browser tells nobody what it reads."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.reader import EXTENSION, Reader
from journeys.recorder import Asked, Recorder, recorder
from masthead.demo import content, sites
from serving import Server

FEED = "http://feed.example/feed/"
FEED_FILE = re.compile(
    r"/feed/(index\.json|(?:lists|tables|updates)/[0-9a-f]{32}\.bin|outlets/[0-9a-f]{32}\.json|articles/\d+-[0-9a-f]{32}\.json)"
)
DEMO = content.load()
BROWSERS_OWN = (
    ".google.com",
    ".googleapis.com",
    ".gvt1.com",
    ".mozilla.com",
    ".mozilla.org",
    ".mozilla.net",
    ".firefox.com",
)
"""Hosts that the browsers themselves ask by plain http (for the time, for updates), whatever is installed in them."""
# Names on the open web, so that nothing of the demo's own loopback names is special.
PAGES = {
    urlsplit(page.url).netloc.replace(".localhost", ".example") + urlsplit(page.url).path: page for page in DEMO.pages
}


def demo_page(host: str, path: str) -> str | None:
    """A demo page under its name on the open web."""
    return sites.render(DEMO, host.replace(".example", ".localhost"), path, 80)


@pytest.fixture
async def web_of_hosts(server: Server) -> AsyncIterator[Recorder]:
    """All hosts of the demo and of the feed, remembering every request."""
    async with recorder(demo_page, server.data / "feed") as recording:
        yield recording


def assert_only_feed_files(requests: list[Asked]) -> None:
    """Every request is a plain GET of a feed file that says nothing about the reader or the page."""
    for one in requests:
        if one.host.endswith(BROWSERS_OWN):
            said = f"{one.target} {one.headers} {one.body!r}"
            assert not any(address.partition("/")[0] in said for address in PAGES), one
            continue
        assert (one.method, one.host) == ("GET", "feed.example"), one
        assert FEED_FILE.fullmatch(one.target), one
        assert one.body == b""
        headers = {name.lower(): value for name, value in one.headers.items()}
        assert not {"cookie", "referer", "authorization", "origin"} & headers.keys(), one
        assert headers["accept-language"] == "*", "the reader's languages are not told either"


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_but_feed_files_is_ever_asked_for(name: str, web_of_hosts: Recorder) -> None:
    need(name)
    async with lend(name, extension=EXTENSION, http_port=web_of_hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(FEED)
        for address in PAGES:
            async with reader.visit(f"http://{address}"):
                pass
    sent = web_of_hosts.of_extension(set(PAGES))
    assert_only_feed_files(sent)
    assert any("/articles/" in one.target for one in sent), "the journey met no article: it proves nothing"


@pytest.mark.parametrize("name", NAMES)
async def test_a_page_that_matches_nothing_makes_the_extension_send_nothing(name: str, web_of_hosts: Recorder) -> None:
    silent = [address for address, page in PAGES.items() if page.kind in ("unknown", "impersonator", "template")]
    need(name)
    async with lend(name, extension=EXTENSION, http_port=web_of_hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(FEED)
        before = len(web_of_hosts.of_extension(set(PAGES)))
        for address in silent:
            async with reader.visit(f"http://{address}"):
                pass
        after = web_of_hosts.of_extension(set(PAGES))[before:]
        assert [one for one in after if not one.host.endswith(BROWSERS_OWN)] == []
