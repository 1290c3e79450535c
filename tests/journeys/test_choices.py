"""What a reader chooses: where no banner is to be, which sites are not read, and how loudly what is told."""

import json
from collections.abc import AsyncIterator

import pytest

from driver.launch import stop_background
from journeys.reader import Reader
from journeys.test_demo import LEDGER, page
from masthead.demo.sites import with_port
from serving import Server

AT_FIRST = json.dumps({"format": "masthead-settings/1", "choices": {}, "feeds": []})
ARTICLE = page("original", "harbour-ledger").url
MIRROR = page("mirror", "daily-digest-24").url
TEMPLATE = page("template", "harbour-ledger").url
QUOTE = page("quote", "tidewatch").url
IMPERSONATOR = page("impersonator", "harbour-1edger").url
VESTNIK = page("original", "severny-vestnik").url


def only(found: object) -> dict[str, object]:
    """The one entry of a list."""
    assert isinstance(found, list)
    (entry,) = found
    assert isinstance(entry, dict)
    return entry


@pytest.fixture(scope="module", autouse=True)
async def _subscribed(reader: Reader, server: Server) -> None:
    await reader.subscribe(f"{server.url}/feed/")


@pytest.fixture(autouse=True)
async def _at_first(reader: Reader) -> AsyncIterator[None]:
    """Every journey begins with what holds at first, and leaves the browser so."""
    yield
    assert "error" not in await reader.ask(f"{{type: 'import-settings', text: {AT_FIRST!r}}}")


@pytest.mark.parametrize(
    ("kind", "more", "elsewhere", "words"),
    [
        ("page", "", True, "on this page"),
        ("site", "", False, "of this site"),
        ("outlet", ", slug: 'harbour-ledger'", False, "of this outlet"),
        ("everything", "", False, "all banners until"),
    ],
)
async def test_a_hidden_banner_stays_away_while_the_toolbar_goes_on_telling(
    reader: Reader, server: Server, kind: str, more: str, elsewhere: bool, words: str
) -> None:
    feed = f"{server.url}/feed/"
    async with reader.visit(with_port(ARTICLE, server.port)) as visit:
        await visit.until_banner(shown=True)
        left = await reader.ask(f"{{type: 'mute', kind: {kind!r}, tabId: {visit.number}, feed: {feed!r}{more}}}")
        mute = only(left["mutes"])
        await visit.until_banner(shown=False)
        state = await visit.told("state.hiddenBy")
        assert (state["state"], state["surface"], state["hiddenBy"]) == ("knowledge", "badge", mute)
        assert state["knowledge"]["status"] == "known"  # type: ignore[index]
        await visit.until_badge("¶", words)
        async with reader.visit(with_port(TEMPLATE, server.port)) as other:
            await other.until_banner(shown=elsewhere)
            await other.until_badge("i", "" if elsewhere else words)
        await stop_background(reader.browser)
        assert (await visit.told())["hiddenBy"] == mute
        await reader.ask(f"{{type: 'unmute', id: {mute['id']!r}}}")
        await visit.until_banner(shown=True)
        assert (await visit.told())["hiddenBy"] is None
        assert words not in await visit.tooltip()


async def test_silence_for_an_hour_ends_by_itself(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(ARTICLE, server.port)) as visit:
        left = await reader.ask(f"{{type: 'mute', kind: 'everything', tabId: {visit.number}}}")
        mute = only(left["mutes"])
        await visit.until_banner(shown=False)
        ended = mute | {"since": "2025-01-01T10:00:00.000Z", "until": "2025-01-01T11:00:00.000Z"}
        text = json.dumps(json.loads(AT_FIRST) | {"mutes": [ended]})
        assert (await reader.ask(f"{{type: 'import-settings', text: {text!r}}}"))["mutes"] == []
        await visit.until_banner(shown=True)


async def test_a_pages_banner_may_hide_itself_and_come_back_and_ask_for_nothing_else(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(ARTICLE, server.port)) as visit:
        feed = f"{server.url}/feed/"
        for message in (
            "{kind: 'page'}",
            "{kind: 'site', site: 'elsewhere.example'}",
            f"{{kind: 'outlet', feed: {feed!r}, slug: 'harbour-ledger'}}",
        ):
            answer = await visit.send(f"{{type: 'mute', ...{message}}}")
            assert answer["surface"] == "badge"  # type: ignore[index]
            assert answer["knowledge"]["status"] == "known"  # type: ignore[index]
            mute = only((await reader.ask("{type: 'choices'}"))["mutes"])
            assert mute["what"] in (with_port(ARTICLE, server.port), "harbour-ledger.localhost", "harbour-ledger")
            assert (await visit.send("{type: 'undo-mute'}"))["surface"] == "slim"  # type: ignore[index]
        refused = await visit.send(f"{{type: 'mute', kind: 'outlet', feed: {feed!r}, slug: 'severny-vestnik'}}")
        assert refused == {"error": "This cannot be hidden."}, "only what is told of on the page"
        for message in (
            "{type: 'choices'}",
            "{type: 'export-settings'}",
            "{type: 'settings'}",
            "{type: 'switch-site', site: 'example.org', on: false}",
            f"{{type: 'knowledge-of-tab', tabId: {visit.number}}}",
        ):
            assert await visit.send(message) is None, message
        assert (await reader.ask("{type: 'choices'}"))["off"] == []


async def test_a_site_that_is_switched_off_is_not_read(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(ARTICLE, server.port)) as visit:
        await visit.until_banner(shown=True)
        site = (await visit.told())["site"]
        left = await reader.ask(f"{{type: 'switch-site', site: {site!r}, on: false}}")
        assert [off["host"] for off in left["off"]] == ["harbour-ledger.localhost"]  # type: ignore[attr-defined]
        await visit.until_banner(shown=False)
        await visit.until_badge("–", "Switched off on harbour-ledger.localhost")
        assert await visit.told() == {"state": "off", "site": "harbour-ledger.localhost"}
        assert await visit.send("{type: 'arrive', url: location.href}") == {"read": False}
        text = "{type: 'page', url: location.href, text: 'read all the same', unread: null, equipped: true}"
        assert await visit.send(text) is None
        assert await reader.bidi.evaluate(
            reader.options,
            "(globalThis.browser ?? globalThis.chrome).storage.session.get(null)"
            f".then((kept) => !('tab-{visit.number}' in kept))",
        )
        async with reader.open(with_port(TEMPLATE, server.port)) as other:
            await other.until_badge("–", "its pages are not read")
        async with reader.visit(with_port(MIRROR, server.port)) as elsewhere:
            await elsewhere.until_banner(shown=True)
        await stop_background(reader.browser)
        assert await visit.told() == {"state": "off", "site": "harbour-ledger.localhost"}
        await reader.ask(f"{{type: 'switch-site', site: {site!r}, on: true}}")
        await reader.bidi.command("browsingContext.activate", context=visit.tab)
        await visit.until_banner(shown=True)
        await visit.until_badge("¶", "shares text")


async def test_each_occasion_is_told_as_loudly_as_the_reader_chose(reader: Reader, server: Server) -> None:
    occasions = {
        "quotes a passage": (QUOTE, "badge", "¶"),
        "outlet": (TEMPLATE, "slim", "i"),
        "same article": (MIRROR, "slim", "¶"),
        "impersonator": (IMPERSONATOR, "slim", "!"),
    }
    for occasion, (url, at_first, sign) in occasions.items():
        async with reader.visit(with_port(url, server.port)) as visit:
            assert (await visit.told())["surface"] == at_first, occasion
            await visit.until_banner(shown=at_first != "badge")
            for surface in ("panel", "slim", "badge"):
                left = await reader.ask(f"{{type: 'set-surface', occasion: {occasion!r}, surface: {surface!r}}}")
                assert left["surfaces"][occasion] == surface  # type: ignore[index]
                assert (await visit.told("state.state === 'knowledge'"))["surface"] == surface
                await visit.until_banner(shown=surface != "badge")
            await visit.until_badge(sign, "")


async def test_articles_in_other_languages_and_pages_in_other_scripts_are_left_out(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(VESTNIK, server.port)) as visit:
        assert await visit.classes() == ["same article"]
        for choice in ("{type: 'set-languages', languages: ['en', 'de']}", "{type: 'set-scripts', scripts: ['Latn']}"):
            assert "error" not in await reader.ask(choice)
            state = await visit.told("state.state === 'knowledge'")
            knowledge = state["knowledge"]
            assert isinstance(knowledge, dict)
            assert await visit.classes() == []
            assert knowledge["unread"] in ("languages", "script")
            assert knowledge["voices"][0]["address"]["outlet"]["name"] == "Северный вестник"
            await visit.until_badge("i", "whose address")
            assert "error" not in await reader.ask("{type: 'set-languages', languages: null}")
            await reader.ask("{type: 'set-scripts', scripts: null}")
            await visit.told("state.knowledge?.voices[0].matches.length === 1")
    await reader.ask("{type: 'set-languages', languages: ['ru']}")
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        assert (await visit.knowledge())["status"] == "nothing"
        assert await visit.banner() is None
    refused = await reader.ask("{type: 'set-languages', languages: []}")
    assert refused == {"error": "This cannot be chosen."}


async def test_a_page_is_highlighted_on_demand_also_where_no_banner_stands(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(QUOTE, server.port)) as visit:
        assert await visit.banner() is None
        assert await visit.send("{type: 'arrive'}") == {"read": True}
        shown = await reader.ask(f"{{type: 'highlights', tabId: {visit.number}, on: true}}")
        assert shown["on"] is True
        assert shown["passages"]
        assert LEDGER in str(await visit.knowledge())


async def test_a_pages_banner_may_open_the_options_and_a_report_about_its_own_tab(
    reader: Reader, server: Server
) -> None:
    async with reader.visit(with_port(ARTICLE, server.port)) as visit:
        ours = f"{reader.browser.extension_origin}/ui"
        for message, url in {
            "{what: 'report', params: {article: '1', tab: '7'}}": f"{ours}/report.html?article=1&tab={visit.number}",
            "{what: 'options', params: {part: 'hidden'}}": f"{ours}/options.html?part=hidden",
        }.items():
            before = set(await reader.bidi.tabs())
            assert await visit.send(f"{{type: 'open', ...{message}}}") == {}

            async def opened(url: str = url, before: set[str] = before) -> str | None:
                for tab in set(await reader.bidi.tabs()) - before:
                    if await reader.bidi.evaluate(tab, "location.href") == url:
                        return tab
                return None

            await reader.bidi.close_tab(str(await reader.bidi.until(opened, url)))
        assert await visit.send("{type: 'open', what: '../manifest.json'}") is None
