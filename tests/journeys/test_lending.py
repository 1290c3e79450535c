"""What makes tests of one browser independent of each other: whoever borrows it finds nothing of those before."""

from functools import partial

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.reader import BANNER, EXTENSION, Reader
from journeys.recorder import recorder
from journeys.stage import page
from serving import Server


def answer(host: str, text: str, asked: str, _path: str) -> str | None:
    return text if asked == host else None


@pytest.mark.parametrize("name", NAMES)
async def test_a_browser_that_is_lent_again_is_as_good_as_new(name: str, server: Server) -> None:
    need(name)
    origins = set()
    for round_, host in enumerate(("first.example", "second.example")):
        text = page(f"<script>localStorage.round ??= {round_}</script>")
        async with (
            recorder(partial(answer, host, text), server.data / "feed") as hosts,
            lend(name, extension=EXTENSION, http_port=hosts.port) as browser,
        ):
            reader = Reader(browser, await browser.bidi.open_tab())
            assert len(await browser.bidi.tabs()) == 2
            await reader.open_options()
            assert "feed.example" not in str(await reader.feeds())
            assert (await reader.ask("{type: 'choices'}"))["off"] == []
            await reader.subscribe("http://feed.example/feed/")
            await reader.ask("{type: 'switch-site', site: 'first.example', on: false}")
            async with reader.open(f"http://{host}/") as visit:
                assert await browser.bidi.wait_for(visit.tab, "localStorage.round") == str(round_)
                if host == "second.example":
                    await browser.bidi.wait_for(visit.tab, f"!!document.querySelector('{BANNER}')")
        origins.add(browser.extension_origin)
    assert len(origins) == (2 if name == "firefox" else 1)
