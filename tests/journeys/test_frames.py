"""What a reader sees in large frames of other sites is read like the page; what is hidden or small there is not."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.living import HEAD, OWN, PARAGRAPHS
from journeys.reader import EXTENSION, Reader, Visit
from journeys.recorder import Recorder, recorder
from serving import Server

LARGE = "width=1100 height=700 style='border:0;display:block'"
FOREIGN = f"<iframe id=x {LARGE} src=http://kitchen.example/article></iframe>"
READ = {
    "it is large": FOREIGN,
    "it is large and in a frame of the page's own site": f"<iframe {LARGE} src=/with-foreign></iframe>",
    "it is in a frame of a third site": f"<iframe {LARGE} src=http://kitchen.example/with-third></iframe>",
    "the page's own site is in it again": f"<iframe {LARGE} src=http://kitchen.example/with-first></iframe>",
    "it may run no scripts": f"<iframe {LARGE} sandbox src=/article></iframe>",
    "it stands in a shadow": f"<x-y><template shadowrootmode=open>{FOREIGN}</template></x-y>",
    "many small ones stand around it": "<iframe width=9 height=9 src=http://ads.example/plain></iframe>" * 20
    + FOREIGN
    + "<iframe width=300 height=200 src=http://ads.example/plain></iframe>" * 5,
    "a busy one stands beside it": "<script>onload = () => { for (const src of ['http://busy.example/busy', "
    "'http://kitchen.example/article']) document.body.append(Object.assign(document.createElement('iframe'), "
    "{width: 1100, height: 700, src})); };</script>",
}
"""How the article stands in a frame of another site, and a page on which it does."""
UNREAD = {
    "it is small": "<iframe width=300 height=200 src=http://kitchen.example/article></iframe>",
    "it is invisible": f"<iframe src=http://kitchen.example/article {LARGE[:-1]};visibility:hidden'></iframe>",
    "it is left of the window": "<iframe width=1100 height=700 style='position:absolute;left:-9999px'"
    " src=http://kitchen.example/article></iframe>",
    "it is hidden beside a large one": f"<iframe {LARGE} src=http://ads.example/plain></iframe>"
    f"<iframe src=http://kitchen.example/article {LARGE[:-1]};opacity:0;position:absolute'></iframe>",
    "it is hidden in it": f"<iframe {LARGE} src=http://kitchen.example/hidden></iframe>",
}
PAGES = {f"/{number}": HEAD + OWN + body for number, body in enumerate([*READ.values(), *UNREAD.values()])}
PATHS = dict(zip([*READ, *UNREAD], PAGES, strict=True))
OTHERS = {
    "/plain": f"{HEAD}<p>Something about knives and boards.</p>",
    "/article": f"{HEAD}{PARAGRAPHS}",
    "/hidden": f"{HEAD}<div style='position:absolute;left:-9999px'>{PARAGRAPHS}</div>",
    "/with-foreign": HEAD + FOREIGN,
    "/with-third": HEAD + FOREIGN.replace("kitchen", "third"),
    "/with-first": HEAD + FOREIGN.replace("kitchen", "soups"),
    "/own": f"{HEAD}{OWN}<iframe {LARGE} src=/article></iframe><iframe {LARGE} src=http://ads.example/plain></iframe>",
    "/turning": f"{HEAD}{OWN}<iframe id=x {LARGE} src=http://kitchen.example/plain></iframe>",
    # Such a page never has loaded, nor has one that holds it.
    "/busy": f"{HEAD}<p>Wait.</p><script>for (;;);</script>",
    "/only-busy": f"{HEAD}{OWN}<iframe id=x {LARGE}></iframe>",
}


def pages(_host: str, path: str) -> str | None:
    return PAGES.get(path) or OTHERS.get(path)


@pytest.fixture(scope="module")
async def hosts(server: Server) -> AsyncIterator[Recorder]:
    async with recorder(pages, server.data / "feed") as recording:
        yield recording


@pytest.fixture(scope="module", params=NAMES)
async def guest(request: pytest.FixtureRequest, hosts: Recorder) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


async def until_told(visit: Visit, *classes: str) -> None:
    """Wait until the background tells these matches of a page."""

    async def is_so() -> bool:
        return await visit.classes() == [*classes]

    await visit.reader.bidi.until(is_so, f"{classes} on the page", 15)


@pytest.mark.parametrize("how", READ)
async def test_an_article_in_a_frame_of_another_site_is_recognised_where(guest: Reader, how: str) -> None:
    async with guest.visit(f"http://soups.example{PATHS[how]}") as visit:
        await until_told(visit, "same article")
        assert "shares" in await visit.opened_banner()


@pytest.mark.parametrize("how", UNREAD)
async def test_an_article_in_a_frame_of_another_site_is_not_recognised_where(guest: Reader, how: str) -> None:
    async with guest.visit(f"http://soups.example{PATHS[how]}") as visit:
        assert await visit.classes() == []


async def test_a_page_whose_large_frame_never_answers_is_told_without_it(guest: Reader) -> None:
    async with guest.visit("http://soups.example/only-busy") as visit:
        assert (await visit.knowledge())["unread"] is None
        await guest.bidi.evaluate(visit.tab, "document.getElementById('x').src = 'http://busy.example/busy'")
        # It never has loaded, so nobody notices that it is there before something else changes.
        await guest.bidi.wait_for(visit.tab, "!document.getElementById('x').contentDocument")
        await guest.bidi.evaluate(visit.tab, "document.body.append('More.')")

        async def said() -> bool:
            return "foreign" in str((await visit.knowledge())["unread"])

        await guest.bidi.until(said, "a part was not read")


async def test_a_frame_of_the_pages_own_site_is_not_read_twice(guest: Reader) -> None:
    async with guest.visit("http://soups.example/article") as visit:
        await until_told(visit, "same article")
        (alone,) = await shares(visit)
    async with guest.visit("http://soups.example/own") as visit:
        await until_told(visit, "same article")
        (within,) = await shares(visit)
    assert within == alone


async def test_an_article_is_recognised_that_comes_into_a_frame_of_another_site(guest: Reader) -> None:
    async with guest.visit("http://soups.example/turning") as visit:
        assert await visit.classes() == []
        await guest.bidi.evaluate(visit.tab, "document.getElementById('x').src = 'http://kitchen.example/article'")
        await until_told(visit, "same article")


async def test_a_frame_of_a_site_that_is_switched_off_is_not_read(guest: Reader) -> None:
    await guest.ask("{type: 'switch-site', site: 'kitchen.example', on: false}")
    async with guest.visit(f"http://soups.example{PATHS['it is large']}") as visit:
        assert await visit.classes() == []
        await visit.told("state.knowledge?.unread?.includes('foreign')")
        await guest.ask("{type: 'switch-site', site: 'kitchen.example', on: true}")
        await visit.told("state.knowledge?.voices[0].matches.length === 1")


async def shares(visit: Visit) -> list[object]:
    """How many words each match shares with the page."""
    voices = (await visit.knowledge())["voices"]
    assert isinstance(voices, list)
    return [match["sharedWords"] for voice in voices for match in voice["matches"]]
