"""Curators at work where they read: archiving a page, and writing notes."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from journeys.ownpages import OwnPage, opened_by, own_page, popup
from journeys.reader import Reader, Visit
from journeys.test_demo import page
from masthead.demo.sites import with_port
from serving import Server

LEEKS = page("unknown", "garden-notes").url
MIRROR = page("mirror", "daily-digest-24").url
ARTICLE = "Note on the article “Night Ferries Emptied Saltmere’s Grain Silos While The Mini…”"
REASON = "navigation or template"


@pytest.fixture(autouse=True)
async def _signed_in(reader: Reader, server: Server) -> AsyncIterator[None]:
    feed = f"{server.url}/feed/"
    if [one["url"] for one in await reader.feeds()] != [feed]:
        await reader.subscribe(feed)
    signed = await reader.ask(f"{{type: 'set-token', feed: {feed!r}, token: {server.token!r}}}")
    assert "error" not in signed
    yield
    await reader.ask(f"{{type: 'set-token', feed: {feed!r}, token: ''}}")


async def read(server: Server, path: str) -> dict[str, object]:
    """What the server has, as its curators see it."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(f"{server.url}/api/{path}") as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, object] = await answer.json()
        return found


async def number_of(done: OwnPage, words: str) -> int:
    """The number of the record that was made."""
    said = await done.until_said(words, "#done")
    return int(said.partition(words)[2].partition(":")[0].split()[0])


async def test_a_page_is_archived_as_it_stands_once_the_curator_has_seen_what_is_kept(
    reader: Reader, server: Server
) -> None:
    title = f"Leeks in the sea wind, as {reader.browser.name} saw them"
    async with reader.visit(with_port(LEEKS, server.port)) as visit, popup(reader, visit.number) as opened:
        await grow(visit, f"A postscript that only {reader.browser.name} was shown.")
        await opened.press("For curators")
        async with opened_by(reader, opened, "Archive this page", "curate") as form:
            said = await form.until_said("words would be kept.")
            assert f"As demo curator, at the feed Masthead, 127.0.0.1:{server.port}." in said
            assert with_port(LEEKS, server.port) in said
            assert await form.value("Language") == "en"
            await form.press(await left_out(form))
            assert REASON in await form.said("#form details")
            whole = words_in(await form.said("#form [role=status]"))
            await keep(form, False)
            await form.bidi.wait_for(form.tab, f"!document.body.innerText.includes('{whole} words would')")
            fewer = words_in(await form.said("#form [role=status]"))
            assert fewer < whole
            await form.fill("Title", title)
            await form.fill("Author", "A gardener")
            await form.fill("Published on", "2022-05-06")
            await form.choose("Archive it as an article of its own, even if it resembles one that is archived")
            await form.press("Archive")
            await form.until_said("Archived as a draft. Readers are told of it when it has been published.", "#outcome")
            article = await read(server, f"articles/{await number_of(form, 'Article ')}")
    assert (article["title"], article["author"], article["published_on"]) == (title, "A gardener", "2022-05-06")
    assert (article["status"], article["url"]) == ("draft", with_port(LEEKS, server.port))
    assert article["words"] == fewer
    assert f"A postscript that only {reader.browser.name} was shown." in str(article["text"])
    assert any(one["reason"] == "cut by the curator" for one in article["segments"])  # type: ignore[attr-defined]


async def grow(visit: Visit, words: str) -> None:
    """Add something to the page that its server never sent."""
    await visit.reader.bidi.evaluate(
        visit.tab,
        f"[...document.querySelectorAll('p')].findLast((one) => one.innerText.length > 200).append(' {words}')",
    )


async def left_out(form: OwnPage) -> str:
    """What stands over the pieces that are left out."""
    said = await form.bidi.evaluate(form.tab, "document.querySelector('#form details > summary').textContent")
    assert "would be left out" in str(said)
    return str(said)


def words_in(said: str) -> int:
    """How many words would be kept."""
    return int(said.partition(" ")[0].replace(",", ""))


async def keep(form: OwnPage, wanted: bool) -> None:
    """Keep the first piece of the page, or leave it out."""
    box = "document.querySelector('.segments input')"
    await form.bidi.evaluate(form.tab, f"{box}.checked === {str(wanted).lower()} || {box}.click()")


async def test_what_is_sent_twice_is_archived_once(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(LEEKS, server.port)) as visit:
        await grow(visit, f"Something else that only {reader.browser.name} was shown.")
        feed = f"{server.url}/feed/"
        page_of = f"{{type: 'preview', tabId: {visit.number}, feed: {feed!r}}}"
        await reader.bidi.evaluate(
            reader.options,
            f"(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({page_of})"
            ".then(({html, url}) => { globalThis.page = {html, url}; })",
        )
        key = f"twice-{reader.browser.name}"
        message = f"{{type: 'archive', feed: {feed!r}, key: {key!r}, status: 'draft', as_new: true, ...page}}"
        first = await reader.ask(message)
        assert first["knownBefore"] is False, first
        assert (await reader.ask(message))["id"] == first["id"]


async def test_a_note_is_written_on_the_article_and_what_is_wrong_is_told_at_its_field(
    reader: Reader, server: Server
) -> None:
    text = f"The grain came back, as {reader.browser.name} knows."
    async with reader.visit(with_port(MIRROR, server.port)) as visit, popup(reader, visit.number) as opened:
        await opened.press("For curators")
        async with opened_by(reader, opened, ARTICLE, "curate") as form:
            await form.until_said("Night Ferries Emptied Saltmere’s Grain Silos While The Ministry Slept", "#about")
            await form.fill("The note", text)
            await form.fill("Passage of the article that it is about", "words that stand nowhere")
            await form.fill("Address of the source", "https://archive.example/manifest")
            await form.fill("Title of the source", "The manifest")
            await form.press("Add another source")
            await form.fill("Address of the source", "https://archive.example/second", 1)
            await form.press("Add the note")
            await form.until_said(
                "That did not work: The quote does not stand in the article word for word.", "#outcome"
            )
            wrong = "document.querySelector('[aria-invalid=true]').name"
            assert await form.bidi.evaluate(form.tab, wrong) == "quote"
            assert await form.value("The note") == text, "nothing is lost"
            await form.fill("Passage of the article that it is about", "eleven thousand sacks crossed the planks")
            await form.press("Add the note")
            await form.until_said("The note is kept as a draft.", "#outcome")
            note = await read(server, f"notes/{await number_of(form, 'Note ')}")
    assert (note["text"], note["quote"]) == (text, "eleven thousand sacks crossed the planks")
    assert (note["status"], note["language"]) == ("draft", "en")
    sources = [(one["url"], one["title"]) for one in note["sources"]]  # type: ignore[attr-defined]
    assert sources == [("https://archive.example/manifest", "The manifest"), ("https://archive.example/second", None)]


async def test_a_note_is_written_on_the_outlet(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(MIRROR, server.port)) as visit, popup(reader, visit.number) as opened:
        await opened.press("For curators")
        async with opened_by(reader, opened, "Note on the outlet The Harbour Ledger", "curate") as form:
            await form.until_said("The Harbour Ledger", "#about")
            assert "Passage of the article" not in await form.said()
            await form.fill("The note", "It has moved its office.")
            await form.fill("Address of the source", "https://archive.example/office")
            await form.press("Add the note")
            await form.until_said("The note is kept as a draft.", "#outcome")
            note = await read(server, f"notes/{await number_of(form, 'Note ')}")
    outlet = await read(server, "outlets?slug=harbour-ledger")
    assert note["outlet_id"] == outlet["items"][0]["id"]  # type: ignore[index]


async def test_whoever_has_no_token_is_offered_nothing_and_cannot_go_there(reader: Reader, server: Server) -> None:
    feed = f"{server.url}/feed/"
    await reader.ask(f"{{type: 'set-token', feed: {feed!r}, token: ''}}")
    async with reader.visit(with_port(MIRROR, server.port)) as visit:
        async with popup(reader, visit.number) as opened:
            assert "For curators" not in await opened.said()
        async with own_page(reader, "curate", tab=visit.number, do="archive", feed=feed) as form:
            await form.until_said("No token is kept for the server of this feed.")
            assert "Archive\n" not in await form.said()


async def test_a_note_on_what_is_not_known_of_the_tab_cannot_be_written(reader: Reader, server: Server) -> None:
    async with reader.visit(with_port(LEEKS, server.port)) as visit:
        feed, outlet = f"{server.url}/feed/", "harbour-ledger"
        async with own_page(reader, "curate", tab=visit.number, do="note-outlet", feed=feed, outlet=outlet) as form:
            await form.until_said("Masthead knows no such thing of that page any more")
