"""Several feeds at once: who speaks, where they disagree, keys, mirrors, and a note that is taken back."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from driver.launch import NAMES, stop_background
from driver.lending import lend
from driver.needed import need
from journeys.reader import BANNER, EXTENSION, Reader
from journeys.recorder import Recorder, recorder
from journeys.test_hostile_feed import PAGE, demo_page, index_of
from masthead.records.articles import articles
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Author
from masthead.records.notes import set_note_status
from serving import masthead

OURS = "http://feed.example/feed/"
THEIRS = "http://feed.example/feed/theirs/"
MIRROR = "http://feed.example/feed/mirror/"


@pytest.fixture(scope="module")
def web_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two feeds that contradict one another, in one folder: ours, and one below it that knows the page's address."""
    ours, theirs = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")
    assert masthead(ours, "demo", port="80").returncode == 0
    assert masthead(ours, "publish", feed_name="Harbour Curators").returncode == 0
    added = masthead(
        theirs, "outlet", "add", "digest", "--name", "Daily Digest", "--address", "daily-digest-24.example"
    )
    assert added.returncode == 0, added.stderr
    page = demo_page("daily-digest-24.example", "/world/they-took-it-all")
    assert page
    archived = masthead(theirs, "archive", "-", "--outlet", "digest", "--published", "2020-01-02", stdin=page.encode())
    assert archived.returncode == 0, archived.stderr
    assert masthead(theirs, "publish", feed_name="Other Curators").returncode == 0
    folder = tmp_path_factory.mktemp("web") / "feed"
    shutil.copytree(ours / "feed", folder)
    shutil.copytree(theirs / "feed", folder / "theirs")
    shutil.copytree(ours / "feed", folder / "mirror")
    shutil.copytree(ours, folder.parent / "ours", dirs_exist_ok=True)
    return folder


@asynccontextmanager
async def reading(name: str, folder: Path) -> AsyncIterator[tuple[Reader, Recorder]]:
    """A new reader of our feed, and the server it asks."""
    need(name)
    async with (
        recorder(demo_page, folder) as hosts,
        lend(name, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(OURS)
        yield reader, hosts


async def names_of(reader: Reader) -> list[str]:
    """Names of the feeds, in their order."""
    return [str(feed["state"]["name"]) for feed in await reader.feeds()]  # type: ignore[index]


@pytest.mark.parametrize("name", NAMES)
async def test_each_banner_says_which_feed_speaks_and_that_feeds_disagree(name: str, web_folder: Path) -> None:
    async with reading(name, web_folder) as (reader, _):
        await reader.add_feed(THEIRS)
        assert await names_of(reader) == ["Harbour Curators", "Other Curators"]
        async with reader.visit(PAGE) as visit:
            said = await visit.opened_banner()
            assert "The Harbour Ledger" in said
            assert "Harbour Curators" in said
            assert "Other Curators" in said
            known = await visit.knowledge()
            assert known["disagreements"] == ["publisher", "date"]
            assert "disagree" in said
        await reader.ask(f"{{type: 'move-feed', url: {THEIRS!r}, by: -1}}")
        assert await names_of(reader) == ["Other Curators", "Harbour Curators"]
        async with reader.visit(PAGE) as visit:
            assert "Daily Digest" in (await visit.opened_banner()).partition("From the feed")[0]
        await reader.ask(f"{{type: 'switch-feed', url: {THEIRS!r}, on: false}}")
        async with reader.visit(PAGE) as visit:
            assert "Daily Digest" not in (await visit.opened_banner())
        await stop_background(reader.browser)
        assert [feed["on"] for feed in await reader.feeds()] == [False, True]
        await reader.ask(f"{{type: 'remove-feed', url: {THEIRS!r}}}")
        assert await names_of(reader) == ["Harbour Curators"]


@pytest.mark.parametrize("name", NAMES)
async def test_an_address_of_the_same_key_is_a_mirror_and_stands_in_when_the_first_is_gone(
    name: str, web_folder: Path
) -> None:
    async with reading(name, web_folder) as (reader, hosts):
        await reader.add_feed(MIRROR)
        (feed,) = await reader.feeds()
        assert feed["state"]["mirrors"] == [MIRROR]  # type: ignore[index]

        async def gone(_request: web.Request, path: str) -> web.StreamResponse | None:
            return None if path.startswith("mirror/") else web.Response(status=503)

        hosts.tamper = gone
        await reader.ask("{type: 'refresh'}")
        (feed,) = await reader.feeds()
        assert feed["state"]["problem"] is None  # type: ignore[index]
        async with reader.visit(PAGE) as visit:
            assert "The Harbour Ledger" in await visit.opened_banner()
        assert any(one.target.startswith("/feed/mirror/articles/") for one in hosts.asked)


@pytest.mark.parametrize("name", NAMES)
async def test_a_handed_over_key_is_followed_and_another_one_needs_the_readers_word(
    name: str, web_folder: Path, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(web_folder.parent / "ours", ours)
    async with reading(name, ours / "feed") as (reader, _):
        (feed,) = await reader.feeds()
        first = feed["state"]["fingerprint"]  # type: ignore[index]
        assert first == masthead(ours, "feed", "key").stdout.splitlines()[0]
        assert masthead(ours, "feed", "hand-over").returncode == 0
        assert masthead(ours, "publish").returncode == 0
        await reader.ask("{type: 'refresh'}")
        (feed,) = await reader.feeds()
        state = feed["state"]
        assert isinstance(state, dict)
        second = masthead(ours, "feed", "key").stdout.splitlines()[0]
        assert (state["fingerprint"], state["problem"]) == (second, None)
        assert second != first
        # The key is lost: whoever publishes now could be anybody.
        shutil.rmtree(ours / "feed")
        (ours / "feed-key.pem").unlink()
        assert masthead(ours, "publish").returncode == 0
        third = masthead(ours, "feed", "key").stdout.splitlines()[0]
        await reader.ask("{type: 'refresh'}")
        (feed,) = await reader.feeds()
        state = feed["state"]
        assert isinstance(state, dict)
        assert (state["fingerprint"], state["refusedFingerprint"]) == (second, third)
        assert "another key" in str(state["problem"])
        async with reader.visit(PAGE) as visit:
            assert (await visit.knowledge())["status"] != "never-loaded"
        await reader.ask(f"{{type: 'trust-key', url: {OURS!r}, fingerprint: {third!r}}}")
        (feed,) = await reader.feeds()
        state = feed["state"]
        assert isinstance(state, dict)
        assert (state["fingerprint"], state["refusedFingerprint"], state["problem"]) == (third, None, None)


@pytest.mark.parametrize("name", NAMES)
async def test_a_note_that_is_taken_back_is_gone_with_the_next_refresh_from_open_pages_too(
    name: str, web_folder: Path, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(web_folder.parent / "ours", ours)
    async with reading(name, ours / "feed") as (reader, hosts):
        async with reader.visit(PAGE) as visit:
            article = (await visit.knowledge())["voices"][0]["matches"][0]["article"]  # type: ignore[index]
            note = article["notes"][0]["text"]
            assert note[:40] in await visit.opened_banner()
            await take_back_notes(ours)
            assert masthead(ours, "publish").returncode == 0
            asked = len(hosts.asked)
            await reader.ask("{type: 'refresh'}")
            await reader.bidi.wait_for(
                reader.options,
                "(globalThis.browser ?? globalThis.chrome).runtime.sendMessage("
                f"{{type: 'knowledge-of-tab', tabId: {visit.number}}})"
                ".then((known) => known?.voices[0].matches[0]?.article.notes.length === 0)",
            )
            gone = f"(root) => !root.textContent.includes({json.dumps(note[:40])})"
            await reader.bidi.wait_for_closed_shadow(visit.tab, BANNER, gone)
        news = [one.target for one in hosts.asked[asked:] if one.target.startswith("/feed/")]
        assert not any("/lists/" in target for target in news), "the list has not changed, so it is not asked for"
    assert index_of(ours / "feed")["articles"] == 12


async def take_back_notes(data: Path) -> None:
    """Withdraw every note on an article, as a curator would."""
    async with database(f"sqlite+aiosqlite:///{data / 'masthead.db'}") as records, records.session() as session:
        for article in await articles(session, drafts=False):
            for note in article.notes:
                await set_note_status(session, Author("a curator"), note, Status.WITHDRAWN)
