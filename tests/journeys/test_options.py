"""The options: what is shown, what is hidden, languages, settings as a file, and the tokens of curators."""

import json
from collections.abc import AsyncIterator

import pytest

from journeys.ownpages import OwnPage, forget_choices, own_page
from journeys.reader import Reader
from journeys.test_demo import page
from masthead.demo.sites import with_port
from serving import Server

MIRROR = page("mirror", "daily-digest-24").url
SITE = "daily-digest-24.localhost"
WHOLE = "The page carries a whole article"
LANGUAGE = "Only articles in this language and in those chosen before"
READY = "document.getElementById('main').ariaBusy === 'false'"


@pytest.fixture(autouse=True)
async def _fresh(reader: Reader, server: Server) -> AsyncIterator[None]:
    if [feed["url"] for feed in await reader.feeds()] != [f"{server.url}/feed/"]:
        await reader.subscribe(f"{server.url}/feed/")
    yield
    await forget_choices(reader)
    await reader.ask(f"{{type: 'set-token', feed: '{server.url}/feed/', token: ''}}")


@pytest.fixture
async def options(reader: Reader) -> AsyncIterator[OwnPage]:
    """The options page, once it shows what there is."""
    async with own_page(reader, "options") as opened:
        await opened.bidi.wait_for(opened.tab, READY)
        yield opened


async def choices(reader: Reader) -> dict[str, object]:
    """What holds."""
    return await reader.ask("{type: 'choices'}")


async def test_a_reader_chooses_how_loudly_each_thing_is_told(reader: Reader, server: Server, options: OwnPage) -> None:
    assert await options.ticked("One line", WHOLE)
    await options.choose("Opened, with details", WHOLE)
    await options.until_said("Saved.", "#outcome")
    assert await options.ticked("Opened, with details", WHOLE)
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        opened = "(root) => root.textContent.includes('Curators’ notes')"
        await reader.bidi.wait_for_closed_shadow(visit.tab, "masthead-banner", opened)
    await options.choose("Toolbar button only", WHOLE)
    await options.until_said("Saved.", "#outcome")
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        assert await visit.banner() is None
        await visit.until_badge("¶", "")


async def test_what_is_hidden_and_switched_off_is_listed_and_taken_back(
    reader: Reader, server: Server, options: OwnPage
) -> None:
    assert "The banner is hidden nowhere, and no site is switched off." in await options.said()
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        await reader.ask(f"{{type: 'mute', kind: 'page', tabId: {visit.number}}}")
        await reader.ask(f"{{type: 'mute', kind: 'everything', tabId: {visit.number}}}")
    await reader.ask("{type: 'switch-site', site: 'example.org', on: false}")
    await options.bidi.go(options.tab, str(await options.bidi.evaluate(options.tab, "location.href")))
    await options.bidi.wait_for(options.tab, READY)
    said = await options.said("#hidden")
    assert "Masthead is switched off on this site:\n\nexample.org\n\nSince " in said
    assert f"The banner is hidden on this page:\n\n{with_port(MIRROR, server.port)}\n\nSince " in said
    assert "The banner is hidden everywhere.\n\nUntil " in said
    for left in (2, 1, 0):
        await options.press("Undo")
        await options.bidi.wait_for(options.tab, f"document.querySelectorAll('#hidden li').length === {left}")
        await options.until_said("Undone.", "#outcome")
        assert await options.focused() == ("Undo" if left else "Hidden and switched off")
    assert (await choices(reader))["mutes"] == []
    assert (await choices(reader))["off"] == []
    assert "The banner is hidden nowhere, and no site is switched off." in await options.said()


async def test_a_reader_is_told_only_of_articles_in_the_languages_that_were_chosen(
    reader: Reader, server: Server, options: OwnPage
) -> None:
    assert "You are told of articles in all languages." in await options.said("#languages")
    await options.fill(LANGUAGE, "uk")
    await options.press("Add", 1)
    await options.until_said("You are told only of articles in these languages:\n\nUkrainian", "#languages")
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        assert await visit.classes() == []
    await options.fill(LANGUAGE, "en")
    await options.press("Add", 1)
    await options.until_said("English", "#languages")
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        assert await visit.classes() == ["same article"]
    for left in (["uk"], None):
        await options.bidi.evaluate(options.tab, "document.querySelector('#languages li button').click()")
        await options.until_said("Saved.", "#outcome")
        assert (await choices(reader))["languages"] == left
    await options.until_said("You are told of articles in all languages.", "#languages")


async def test_settings_are_taken_from_a_file_once_the_reader_has_seen_what_it_holds(
    reader: Reader, options: OwnPage
) -> None:
    await reader.ask("{type: 'switch-site', site: 'example.org', on: false}")
    text = str((await reader.ask("{type: 'export-settings'}"))["text"])
    await forget_choices(reader)
    await give_file(options, text)
    said = await options.until_said("Use the settings of the file?")
    assert "1 feed\n" in said
    assert "1 site that is switched off" in said
    assert (await choices(reader))["off"] == [], "nothing is taken over before the reader says so"
    await options.press("Use these settings")
    await options.until_said("The settings of the file hold now.", "#outcome")
    await options.until_said("example.org", "#hidden")


async def test_a_file_that_holds_no_settings_changes_nothing_and_is_told_in_words(
    reader: Reader, options: OwnPage
) -> None:
    before = await choices(reader)
    await give_file(options, "A shopping list.")
    await options.until_said("That did not work: ", "#outcome")
    await give_file(options, json.dumps({"format": "masthead-settings/1", "choices": {}, "feeds": [{"url": 7}]}))
    await options.press("Use these settings")
    await options.until_said("feeds[0]", "#outcome")
    await options.press("Leave all as it is")
    assert await choices(reader) == before


async def give_file(options: OwnPage, text: str) -> None:
    """Choose a file with this text."""
    await options.bidi.evaluate(
        options.tab,
        f"""(() => {{
            const given = new DataTransfer();
            given.items.add(new File([{json.dumps(text)}], "settings.json"));
            const field = document.getElementById("import");
            field.files = given.files;
            field.dispatchEvent(new Event("change"));
        }})()""",
    )


async def test_settings_go_to_other_devices_only_where_the_reader_wants_it(reader: Reader, options: OwnPage) -> None:
    box = "Keep these settings the same on all my devices"
    assert not await options.ticked(box)
    assert "the addresses of pages and sites that you have hidden" in await options.said()
    await options.choose(box)
    await options.until_said("Saved.", "#outcome")
    assert (await choices(reader))["sync"] is True
    await options.choose(box)
    await options.bidi.wait_for(options.tab, f"{READY} && document.getElementById('outcome').textContent === 'Saved.'")
    assert (await choices(reader))["sync"] is False


async def test_a_curator_signs_in_with_a_token_that_stays_on_this_device(
    reader: Reader, server: Server, options: OwnPage
) -> None:
    label = f"Token for the feed Masthead, at 127.0.0.1:{server.port}"
    await options.fill(label, "not-anybodys-token")
    await options.press("Sign in")
    await options.until_said("That did not work: ", "#outcome")
    assert await options.value(label) == "not-anybodys-token", "it may have been a slip of the hand"
    await options.fill(label, server.token)
    await options.press("Sign in")
    await options.until_said("Signed in as demo curator.", "#outcome")
    said = f"You are signed in as demo curator (editor) at the feed Masthead, 127.0.0.1:{server.port}."
    await options.until_said(said, "#signed")
    # Not to be read again, nor taken along.
    assert server.token not in str(await options.bidi.evaluate(options.tab, "document.documentElement.outerHTML"))
    assert server.token not in str(await reader.ask("{type: 'export-settings'}"))
    assert server.token not in str(await reader.ask("{type: 'curator'}"))
    await options.press("Forget the token")
    await options.until_said("The token is forgotten.", "#outcome")
    assert label in await options.said("#signed")


async def test_it_says_which_version_it_is_and_what_it_may_do_and_why(options: OwnPage) -> None:
    said = await options.said()
    assert "Masthead, version " in said
    assert "What you read stays in your browser" in said
    await options.press("What Masthead may do in the browser, and why")
    await options.until_said("Set alarms: the lists are refreshed now and then.")
