"""A publisher may write whatever he likes into every string of his feed: it is shown as text, and breaks nothing."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from feed.spoiling import Spoilt
from journeys.attacks import CANARY, LEADS
from journeys.hostile_publisher import HOST, HostilePublisher
from journeys.layout import banner_faults, page_faults
from journeys.ownpages import own_page, popup
from journeys.reader import BANNER, EXTENSION, Reader, Visit
from journeys.recorder import Pages, Recorder, recorder
from journeys.test_privacy import BROWSERS_OWN
from masthead.demo import content
from serving import masthead

FEED = "http://feed.example/feed/"
DEMO = content.load()
ARCHIVED = [article for article in DEMO.articles if article.archived]
ATTACKED = f"http://{HOST}/all"
COPY = "http://copied.example/one"
TURNING = "\\u202a-\\u202e\\u2066\\u2067"
FOREIGN = (
    "img, picture, video, audio, script, iframe, object, embed, svg, math, base, meta, link, style, template, form"
)
MADE = """(root) => {
    const made = [];
    const name = (one) => `${one.localName}.${one.className}: ${one.textContent.slice(0, 60)}`;
    for (const one of root.querySelectorAll("%s")) made.push(`made of a string: ${name(one)}`);
    for (const { href } of root.querySelectorAll("a:not([href^='#'])")) {
        if (!/^https?:\\/\\/[^/]/.test(href)) made.push(`a link to ${href}`);
    }
    if (/[%s]/u.test(root.textContent)) made.push("a character that turns what follows");
    return JSON.stringify(made.slice(0, 20));
}"""
IN_BANNER = MADE % (FOREIGN, TURNING)
# The options have a form of their own.
IN_PAGE = f"({MADE % (FOREIGN.removesuffix(', form'), TURNING)})(document.body)"


def first_of(folder: Path) -> content.Article:
    """The first article of the demo's feed."""
    (group,) = (folder / "articles").glob("*.json")
    (first, *_) = json.loads(group.read_bytes())["articles"]
    return next(one for one in ARCHIVED if one.title == first["title"])


def pages(first: content.Article) -> Pages:
    """A page of all archived articles, and one of the first in the feed."""
    shown = {"/all": ARCHIVED, "/one": [first]}

    def page(host: str, path: str) -> str | None:
        if host == "feed.example" or path not in shown:
            return None
        parts = "".join(f"<p>{part}</p>" for one in shown[path] for part in content.body_text(one).split("\n\n"))
        return f"<!doctype html><title>untouched</title><h1>Read elsewhere</h1>{parts}"

    return page


@dataclass(frozen=True)
class Attacked:
    """A reader of a feed whose publisher has turned hostile."""

    reader: Reader
    hosts: Recorder
    feed: Spoilt
    first: content.Article

    async def assert_banner(self, visit: Visit) -> None:
        """The banner is in its place and made of nothing but text, in a large window and in a small one."""
        for size in ((320, 600), (1280, 900)):
            assert await banner_faults(self.reader.bidi, visit.tab, *size) == []
        assert await self.reader.bidi.closed_shadow_call(visit.tab, BANNER, IN_BANNER) == "[]"
        assert await self.reader.bidi.evaluate(visit.tab, "document.title") == "untouched"
        await self.assert_untouched(visit.tab)

    async def assert_page(self, tab: str, *widths: int) -> None:
        """A page of the extension is in order and made of nothing but text."""
        for width in widths:
            assert await page_faults(self.reader.bidi, tab, width) == []
        assert await self.reader.bidi.evaluate(tab, IN_PAGE) == "[]"
        await self.assert_untouched(tab)

    async def assert_untouched(self, tab: str) -> None:
        """Nothing of what the strings tried has run in a tab, or asked for anything."""
        bidi = self.reader.bidi
        assert await bidi.evaluate(tab, "globalThis.canary ?? null") is None
        assert [event for event in bidi.events if event["method"] == "browsingContext.userPromptOpened"] == []
        asked = [one for one in self.hosts.asked if not one.host.endswith(BROWSERS_OWN)]
        assert {one.host for one in asked} <= {"feed.example", HOST, "copied.example"}
        assert not any(CANARY in one.target for one in asked)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's feed and its key, as they were before."""
    data = tmp_path_factory.mktemp("publisher")
    assert masthead(data, "demo", port="80").returncode == 0
    assert masthead(data, "publish").returncode == 0
    return data


@pytest.fixture(scope="module", params=NAMES)
async def attacked(
    request: pytest.FixtureRequest, honest: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Attacked]:
    """Each browser, while nothing has happened yet."""
    need(request.param)
    data = tmp_path_factory.mktemp("hostile")
    shutil.copytree(honest, data, dirs_exist_ok=True)
    feed, first = Spoilt(data / "feed", data / "feed-key.pem"), first_of(data / "feed")
    async with (
        recorder(pages(first), feed.folder) as hosts,
        lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.bidi.subscribe("browsingContext.userPromptOpened")
        await reader.subscribe(FEED)
        yield Attacked(reader, hosts, feed, first)


@pytest.mark.parametrize("number", range(len(LEADS)))
async def test_whatever_a_feed_says_is_shown_as_text_within_its_place(attacked: Attacked, number: int) -> None:
    reader, bidi = attacked.reader, attacked.reader.bidi
    quote = content.body_text(attacked.first).partition(".")[0]
    HostilePublisher(attacked.feed, LEADS[number], number, quote).publish()
    assert "error" not in await reader.ask("{type: 'refresh'}")
    (known,) = await reader.feeds()
    assert known["state"]["problem"] is None, "the attack is refused: it proves nothing"  # type: ignore[index]
    for url in (ATTACKED, COPY):
        async with reader.visit(url) as visit:
            await bidi.wait_for_closed_shadow(visit.tab, BANNER, "(root) => root.querySelector('button')")
            await attacked.assert_banner(visit)
            assert len(await visit.opened_banner()) > 1000, "the panel has come"
            await attacked.assert_banner(visit)
            await bidi.closed_shadow_call(visit.tab, BANNER, "(root) => root.querySelector('.deeds button').click()")
            await bidi.wait_for_closed_shadow(visit.tab, BANNER, "(root) => root.querySelector('.callout')")
            await attacked.assert_banner(visit)
            await bidi.closed_shadow_call(
                visit.tab, BANNER, "(root) => root.querySelector('[data-opens=menu]').click()"
            )
            await attacked.assert_banner(visit)
            async with popup(reader, visit.number) as opened:
                await attacked.assert_page(opened.tab, 380)
            async with own_page(reader, "report", **await report_of(visit)) as opened:
                await bidi.wait_for(opened.tab, "document.querySelector('#form:not([hidden])')")
                await attacked.assert_page(opened.tab, 1280, 320)
    await reader.open_options()
    await attacked.assert_page(reader.options, 1280, 320)


async def report_of(visit: Visit) -> dict[str, str | int]:
    """What the report form is asked for, where the first note on the first article is out of date."""
    voices = (await visit.knowledge())["voices"]
    assert isinstance(voices, list)
    article = voices[0]["matches"][0]["article"]
    about = {"kind": "note out of date", "article": str(article["id"]), "note": str(article["notes"][0]["id"])}
    return {**about, "tab": visit.number, "feed": FEED}
