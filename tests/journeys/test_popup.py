"""The popup: what it says of each state that a tab can be in, and what a reader can do there."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from driver.browser import Browser, unpacked
from driver.launch import launch, stop_background
from journeys.ownpages import forget_choices, opened_by, popup
from journeys.reader import EXTENSION, Reader
from journeys.test_demo import page
from masthead.demo.sites import with_port
from serving import Server, free_port, masthead, serving

API = "(globalThis.browser ?? globalThis.chrome)"
UNKNOWN = page("unknown", "garden-notes").url
MIRROR = page("mirror", "daily-digest-24").url
SITE = "daily-digest-24.localhost"


@pytest.fixture(autouse=True)
async def _fresh(reader: Reader, server: Server) -> AsyncIterator[None]:
    if [feed["url"] for feed in await reader.feeds()] != [f"{server.url}/feed/"]:
        await reader.subscribe(f"{server.url}/feed/")
    yield
    await forget_choices(reader)


async def test_it_says_of_what_is_known_what_the_banner_says(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        await visit.opened_banner()
        async with popup(reader, visit.number) as opened:
            said = await opened.until_said("words with an article that The Harbour Ledger published on 7 August 2021")
            assert f"Masthead on {SITE}" in said
            assert "reliable" not in said


async def test_where_nothing_is_known_it_says_how_old_its_list_is(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(UNKNOWN, server.port)) as visit, popup(reader, visit.number) as opened:
        said = await opened.said()
        assert re.search(r"Nothing known here\. List of (a moment ago|\d+ minutes? ago), \d+ articles\.", said)
        assert "Hide the banner" not in said
        assert "Show the passages in the page" not in said


async def test_an_old_list_and_a_server_that_is_gone_are_told_apart_from_no_match(
    reader: Reader, server: Server, tmp_path: Path
) -> None:
    port = free_port()
    assert masthead(tmp_path, "demo", port=str(port)).returncode == 0
    with serving(tmp_path, demo=True, port=port) as other:
        feed = f"{other.url}/feed/"
        await reader.subscribe(feed)
        await let_days_pass(reader, feed, 2)
        async with reader.visit(with_port(UNKNOWN, server.port)) as visit, popup(reader, visit.number) as opened:
            said = await opened.said()
            assert re.search(r"Nothing known here\. Out of date: list of 2 days ago, \d+ articles\.", said)
    await reader.ask("{type: 'refresh'}")
    async with reader.visit(with_port(UNKNOWN, server.port)) as visit, popup(reader, visit.number) as opened:
        said = await opened.said()
        assert re.search(r"Nothing known here\. Offline: list of 2 days ago, \d+ articles\.", said)
        assert "Its server cannot be reached." in said


async def let_days_pass(reader: Reader, feed: str, days: int) -> None:
    """Make of what is kept of a feed something that was fetched so many days ago."""
    aged = await reader.bidi.evaluate(
        reader.options,
        f"""new Promise((resolve) => {{
            indexedDB.open("masthead").onsuccess = ({{target: {{result: database}}}}) => {{
                const parts = database.transaction("parts", "readwrite").objectStore("parts");
                parts.get([{feed!r}, "mark"]).onsuccess = ({{target: {{result: mark}}}}) => {{
                    const fetchedAt = new Date(Date.parse(mark.fetchedAt) - {days} * 86_400_000).toISOString();
                    parts.put({{...mark, fetchedAt}}, [{feed!r}, "mark"]).onsuccess = () => resolve(true);
                }};
            }};
        }})""",
    )
    assert aged
    await stop_background(reader.browser)  # what it holds in memory is as it was


async def test_a_feed_that_never_came_and_no_feed_at_all_are_told_apart(reader: Reader, server: Server) -> None:
    await reader.subscribe(f"http://127.0.0.1:{free_port()}/feed/")
    async with reader.visit(with_port(UNKNOWN, server.port)) as visit:
        async with popup(reader, visit.number) as opened:
            await opened.until_said("No feed has been loaded yet, so nothing can be said about this page.")
        (feed,) = await reader.feeds()
        await reader.ask(f"{{type: 'remove-feed', url: {feed['url']!r}}}")
        await reader.bidi.command("browsingContext.activate", context=visit.tab)
        await reader.bidi.wait_for(reader.options, knows(visit.number))
        async with popup(reader, visit.number) as opened:
            await opened.until_said("No feed is switched on: add one, or switch one on, in the options.")


def knows(number: int) -> str:
    """JavaScript: whether what is known of a tab has come."""
    return f"{API}.runtime.sendMessage({{type: 'knowledge-of-tab', tabId: {number}}}).then((known) => !!known)"


async def test_on_a_page_of_the_browser_it_says_that_it_is_not_allowed_there(reader: Reader) -> None:
    number = await reader.bidi.evaluate(reader.options, f"{API}.tabs.getCurrent().then(({{id}}) => id)")
    assert isinstance(number, int)
    async with popup(reader, number) as opened:
        said = await opened.until_said("Masthead is not allowed on this page.")
        assert "Masthead on" not in said


async def test_a_site_is_switched_off_and_on_again(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        await visit.opened_banner()
        async with popup(reader, visit.number) as opened:
            await opened.choose(f"Masthead on {SITE}")
            said = await opened.until_said("Switched off for this site.")
            assert "The pages of this site are not read at all." in said
            assert "shares" not in said
            await reader.bidi.command("browsingContext.activate", context=visit.tab)
            await reader.bidi.wait_for(visit.tab, "!document.querySelector('masthead-banner')")
            await opened.choose(f"Masthead on {SITE}")
            await reader.bidi.command("browsingContext.activate", context=visit.tab)
            await opened.until_said("words with an article that The Harbour Ledger published")


async def test_the_banner_is_hidden_on_this_site_and_the_popup_shows_it_again(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        await visit.opened_banner()
        async with popup(reader, visit.number) as opened:
            await opened.press("Hide the banner")
            await opened.press("On this site")
            said = await opened.until_said("The banner is hidden on this site since ")
            assert "The text of this page shares" in said
            await reader.bidi.command("browsingContext.activate", context=visit.tab)
            await reader.bidi.wait_for(visit.tab, "!document.querySelector('masthead-banner')")
            await opened.press("Show it again")
            await opened.bidi.wait_for(opened.tab, "!document.body.innerText.includes('hidden on this site')")
            await reader.bidi.wait_for(visit.tab, "!!document.querySelector('masthead-banner')")


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("On this page", "The banner is hidden on this page since "),
        ("For The Harbour Ledger", "The banner is hidden for The Harbour Ledger since "),
        ("Everywhere, for an hour", "The banner is hidden everywhere until "),
    ],
)
async def test_it_says_for_what_the_banner_is_hidden(
    reader: Reader, server: Server, choice: str, sentence: str
) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit, popup(reader, visit.number) as opened:
        await opened.press("Hide the banner")
        await opened.press(choice)
        await opened.until_said(sentence)


async def test_it_shows_in_the_page_what_is_shared(reader: Reader, server: Server) -> None:
    marks = "[...CSS.highlights.values()].reduce((all, one) => all + one.size, 0)"
    async with reader.visit(with_port(MIRROR, server.port)) as visit, popup(reader, visit.number) as opened:
        await opened.press("Show the passages in the page")
        assert re.search(r"\d+ passages? (is|are) marked in the page\.", await opened.until_said("marked in the page."))
        assert await reader.bidi.evaluate(visit.tab, marks)
        await opened.press("Take the marks away")
        await reader.bidi.wait_for(visit.tab, f"!({marks})")


async def test_the_keyboard_goes_through_it_from_its_first_line_to_its_last(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit, popup(reader, visit.number) as opened:
        await opened.until_said("Hide the banner")
        assert [await opened.tab_on() for _ in range(3)] == [
            "Options",
            "Show the passages in the page",
            "Hide the banner",
        ]
        # To the switch of the site come those last who go through all of it.
        focusable = "[...document.querySelectorAll('button, summary, a, input')].filter((one) => one.checkVisibility())"
        assert await opened.bidi.evaluate(opened.tab, f"{focusable}.at(-1).id") == "switch"


async def test_a_report_is_opened_about_the_match(reader: Reader, server: Server) -> None:
    async with (
        reader.visit(with_port(MIRROR, server.port)) as visit,
        popup(reader, visit.number) as opened,
        opened_by(reader, opened, "This match is wrong", "report") as report,
    ):
        await report.until_said("Night Ferries Emptied")


async def test_a_page_that_was_open_before_is_read_when_the_reader_wants_it(reader: Reader, server: Server) -> None:
    if reader.browser.name == "firefox":
        pytest.skip("Firefox brings the extension into open pages by itself")
    async with launch(reader.browser.name) as browser:
        before = await browser.bidi.open_tab()
        await browser.bidi.go(before, with_port(MIRROR, server.port))
        # What is in front of the reader is read when the extension comes; the rest is not.
        front = await browser.bidi.open_tab()
        newcomer = Reader(await with_extension(browser), front)
        await newcomer.subscribe(f"{server.url}/feed/")
        number = await browser.bidi.wait_for(
            front, f"{API}.tabs.query({{}}).then((tabs) => tabs.find(({{url}}) => url?.includes('{SITE}'))?.id)"
        )
        assert isinstance(number, int)
        async with popup(newcomer, number) as opened:
            await opened.until_said("This page has not been read yet")
            await opened.press("Read this page now")
            await browser.bidi.command("browsingContext.activate", context=before)
            await opened.until_said("words with an article that The Harbour Ledger published")


async def with_extension(browser: Browser) -> Browser:
    """Chromium once the extension was installed in it."""
    found = (await browser.bidi.command("webExtension.install", extensionData=unpacked(EXTENSION)))["extension"]
    return replace(browser, extension_id=found, extension_origin=f"chrome-extension://{found}")


async def own_window(browser: Browser) -> str:
    """Firefox's own window, in which scripts may do what the browser may."""
    windows = await browser.bidi.command("browsingContext.getTree", maxDepth=0, **{"moz:scope": "chrome"})
    return str(windows["contexts"][0]["context"])


async def test_firefox_asks_for_the_permission_that_readers_can_withhold(reader: Reader, server: Server) -> None:
    if reader.browser.name != "firefox":
        pytest.skip("other browsers give the permission with the extension")
    silent = "Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false)"
    await reader.bidi.evaluate(await own_window(reader.browser), silent)
    everywhere = "{origins: ['<all_urls>', 'http://*/*', 'https://*/*']}"
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        await reader.bidi.evaluate(reader.options, f"{API}.permissions.remove({everywhere})")
        async with popup(reader, visit.number) as opened:
            await opened.until_said("Masthead may not read pages yet.")
            await opened.click("Allow on all sites")
            await reader.bidi.command("browsingContext.activate", context=visit.tab)
            await opened.until_said("words with an article that The Harbour Ledger published")
