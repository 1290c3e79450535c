"""What lasts, in a file, on other devices, and after the background was stopped; and tabs that nobody has read."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from driver.browser import unpacked
from driver.launch import NAMES, stop_background
from driver.lending import lend
from driver.needed import need
from journeys.ownpages import popup
from journeys.reader import EXTENSION, Reader, Visit
from journeys.test_demo import page
from masthead.demo.sites import with_port
from serving import Server

API = "(globalThis.browser ?? globalThis.chrome)"
ARTICLE = page("original", "harbour-ledger").url
MIRROR = page("mirror", "daily-digest-24").url
THEIRS = "https://theirs.example/feed/"


@asynccontextmanager
async def reading(name: str, server: Server) -> AsyncIterator[Reader]:
    """A new reader of the demo's feed."""
    need(name)
    async with lend(name, extension=EXTENSION) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(f"{server.url}/feed/")
        yield reader


async def choose_much(reader: Reader) -> dict[str, object]:
    """Choose something of everything that can be chosen; returns what then holds."""
    await reader.ask("{type: 'set-surface', occasion: 'quotes a passage', surface: 'slim'}")
    await reader.ask("{type: 'set-languages', languages: ['en', 'de']}")
    await reader.ask("{type: 'set-scripts', scripts: ['Latn']}")
    await reader.ask("{type: 'switch-site', site: 'tidewatch.localhost', on: false}")
    return await reader.ask("{type: 'choices'}")


@pytest.mark.parametrize("name", NAMES)
async def test_settings_go_from_one_browser_to_another_in_a_file(name: str, server: Server) -> None:
    async with reading(name, server) as reader:
        async with reader.visit(with_port(MIRROR, server.port)) as visit:
            await reader.ask(f"{{type: 'mute', kind: 'site', tabId: {visit.number}}}")
        chosen = await choose_much(reader)
        token = f"{API}.storage.local.set({{tokens: {{[{server.url!r} + '/feed/']: {{token: 'secret-token'}}}}}})"
        await reader.bidi.evaluate(reader.options, token)
        text = (await reader.ask("{type: 'export-settings'}"))["text"]
        assert isinstance(text, str)
        assert "secret" not in text
        assert json.loads(text)["format"] == "masthead-settings/1"
    feeds = [*json.loads(text)["feeds"], {"url": THEIRS, "on": False, "also": [], "pin": "0" * 32}]
    other = json.dumps(json.loads(text) | {"feeds": feeds})
    damaged = json.dumps(json.loads(other) | {"mutes": [{"kind": "site"}]})
    need(name)
    async with lend(name, extension=EXTENSION) as browser:
        fresh = Reader(browser, await browser.bidi.open_tab())
        await fresh.open_options()
        before = await fresh.ask("{type: 'choices'}"), await fresh.feeds()
        refused = await fresh.ask(f"{{type: 'import-settings', text: {damaged!r}}}")
        assert "mutes[0]" in str(refused["error"])
        assert (await fresh.ask("{type: 'choices'}"), await fresh.feeds()) == before
        assert await fresh.ask(f"{{type: 'import-settings', text: {other!r}}}") == chosen
        urls = [(one["url"], one["on"]) for one in await fresh.feeds()]
        assert urls == [("http://127.0.0.1:8080/feed/", True), (f"{server.url}/feed/", True), (THEIRS, False)]
        loaded = f"{API}.runtime.sendMessage({{type: 'settings'}}).then(({{feeds}}) => feeds[1].state.fetchedAt)"
        await fresh.bidi.wait_for(fresh.options, loaded)
        async with fresh.visit(with_port(MIRROR, server.port)) as visit:
            assert (await visit.told("state.hiddenBy"))["hiddenBy"]["kind"] == "site"  # type: ignore[index]
            assert await visit.banner() is None


@pytest.mark.parametrize("name", NAMES)
async def test_what_another_device_chose_arrives_and_what_is_chosen_here_goes_there(name: str, server: Server) -> None:
    async with reading(name, server) as reader:
        assert await synced(reader) == {}
        chosen = await choose_much(reader)
        assert await synced(reader) == {}, "nothing leaves this device before somebody says so"
        assert await reader.ask("{type: 'set-sync', on: true}") == chosen | {"sync": True}
        there = await synced(reader)
        await reader.ask("{type: 'set-languages', languages: null}")
        assert await synced(reader) != there
        # As the browser does when another device was the last to write.
        there["settings"] |= {"stamp": 2 * there["settings"]["stamp"]}  # type: ignore[operator, index]
        await reader.bidi.evaluate(reader.options, f"{API}.storage.sync.set({json.dumps(there)})")
        arrived = (
            f"{API}.runtime.sendMessage({{type: 'choices'}}).then(({{languages}}) => languages?.join() === 'en,de')"
        )
        await reader.bidi.wait_for(reader.options, arrived)
        assert await reader.ask("{type: 'set-sync', on: false}") == chosen
        await reader.ask("{type: 'set-languages', languages: ['fr']}")
        assert await synced(reader) == {}, "nor does anything stay there for longer than somebody wants"


async def synced(reader: Reader) -> dict[str, object]:
    """What the browser would take to other devices."""
    found = await reader.bidi.evaluate(reader.options, f"{API}.storage.sync.get(null).then(JSON.stringify)")
    kept = json.loads(str(found))
    assert isinstance(kept, dict)
    return kept


@pytest.mark.parametrize("name", NAMES)
async def test_a_background_that_is_stopped_and_started_at_any_moment_loses_nothing(name: str, server: Server) -> None:
    async with reading(name, server) as reader, reader.visit(with_port(ARTICLE, server.port)) as visit:
        await visit.until_banner(shown=True)
        known = await visit.told()
        await stop_background(reader.browser)
        assert await visit.told() == known
        hidden = await visit.send("{type: 'mute', kind: 'page'}")
        assert hidden["surface"] == "badge"  # type: ignore[index]
        await stop_background(reader.browser)
        assert (await visit.send("{type: 'undo-mute'}"))["surface"] == "slim"  # type: ignore[index]
        await reader.ask(f"{{type: 'mute', kind: 'site', tabId: {visit.number}}}")
        chosen = await choose_much(reader)
        await stop_background(reader.browser)
        assert await reader.ask("{type: 'choices'}") == chosen
        async with reader.open(with_port(page("quote", "tidewatch").url, server.port)) as other:
            await other.until_badge("–", "Switched off")
        await reader.bidi.command("browsingContext.activate", context=visit.tab)
        await visit.until_banner(shown=False)
        await visit.until_badge("¶", "banners of this site")


async def test_of_pages_that_were_open_before_only_the_one_in_front_is_read_unasked(server: Server) -> None:
    """In Chromium; Firefox itself brings an extension into every page that is open."""
    async with reading("chromium", server) as first:
        browser, bidi = first.browser, first.bidi
        behind = await bidi.open_tab()
        await bidi.command("webExtension.uninstall", extension=browser.extension_id)
        front = await bidi.open_tab()
        await bidi.go(behind, with_port(MIRROR, server.port))
        await bidi.go(front, with_port(ARTICLE, server.port))
        await bidi.command("webExtension.install", extensionData=unpacked(EXTENSION))
        window = await bidi.command("browsingContext.create", type="window")
        reader = Reader(browser, window["context"])
        await reader.open_options()
        seen = Visit(reader, front, await reader.number_of("url: 'http://harbour-ledger.localhost/*'"))
        await seen.told("state.state === 'knowledge'")
        unseen = Visit(reader, behind, await reader.number_of("url: 'http://daily-digest-24.localhost/*'"))
        assert (await unseen.told())["state"] == "not-read"
        await bidi.command("browsingContext.activate", context=behind)
        await unseen.until_badge("", "has not been read")
        assert (await reader.ask(f"{{type: 'read-now', tabId: {unseen.number}}}"))["state"] in ("reading", "knowledge")
        await unseen.told("state.state === 'knowledge'")


@pytest.mark.parametrize("name", NAMES)
async def test_pages_of_the_browser_itself_are_closed_to_the_extension(name: str, server: Server) -> None:
    async with reading(name, server) as reader:
        for url in ("about:blank", f"{reader.browser.extension_origin}/ui/options.html"):
            async with reader.open(url) as visit:
                assert await visit.told() == {"state": "not-allowed"}
                await visit.until_badge("", "does not let extensions read this page")


async def test_what_the_reader_withholds_is_not_read_until_it_is_granted(server: Server) -> None:
    """Only Firefox lets its readers take back what the manifest asks for."""
    async with reading("firefox", server) as reader:
        async with reader.open(with_port(ARTICLE, server.port)) as visit:
            await visit.until_badge("¶", "shares text")
            granted = f"{API}.permissions.getAll().then(({{origins}}) => origins)"
            origins = await reader.bidi.evaluate(reader.options, granted)
            await reader.bidi.evaluate(reader.options, f"{API}.permissions.remove({{origins: {origins}}})")
            assert await visit.told() == {"state": "no-permission"}
            await visit.until_badge("", "no permission to read")
        async with reader.open(with_port(MIRROR, server.port)) as visit:
            async with popup(reader, visit.number) as page:
                await page.click("Allow on all sites")
                await visit.told("state.state !== 'no-permission'")
            await reader.ask(f"{{type: 'read-now', tabId: {visit.number}}}")
            await reader.bidi.command("browsingContext.activate", context=visit.tab)
            await visit.told("state.state === 'knowledge'")
            await visit.until_banner(shown=True)
