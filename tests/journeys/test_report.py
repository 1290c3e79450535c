"""A report of a reader: word for word what would be sent, and sent only when the reader says so."""

import json
from pathlib import Path

import aiohttp
import pytest

from journeys.ownpages import OwnPage, opened_by, own_page, popup
from journeys.reader import Reader
from journeys.test_demo import page
from journeys.test_static_feed import PlainServer
from masthead.demo.sites import with_port
from serving import Server, free_port, masthead, serving

MIRROR = page("mirror", "daily-digest-24").url


@pytest.fixture(autouse=True)
async def _fresh(reader: Reader, server: Server) -> None:
    if [feed["url"] for feed in await reader.feeds()] != [f"{server.url}/feed/"]:
        await reader.subscribe(f"{server.url}/feed/")


async def queue(server: Server) -> list[dict[str, object]]:
    """What waits for curators."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.get(f"{server.url}/api/reports?status=open&limit=200") as answer,
    ):
        found: list[dict[str, object]] = (await answer.json())["items"]
        return found


async def test_a_wrong_match_reaches_the_curators_word_for_word_as_it_was_shown(reader: Reader, server: Server) -> None:
    comment = f"This page is a parody, seen with {reader.browser.name}."
    before = await queue(server)
    async with (
        reader.visit(with_port(MIRROR, server.port)) as visit,
        popup(reader, visit.number) as opened,
        opened_by(reader, opened, "This match is wrong", "report") as report,
    ):
        said = await report.until_said("This is sent, and nothing else")
        assert f"This goes to the publisher of the feed Masthead, at 127.0.0.1:{server.port}." in said
        assert visit_url(server) in said
        await report.fill("What is wrong?", comment)
        await report.choose("Tell the address of the page")
        assert visit_url(server) not in await report.said()
        shown = await shown_raw(report)
        assert shown["url"] is None
        assert shown["comment"] == comment
        assert await queue(server) == before, "nothing is sent before the reader says so"
        await report.press(f"Send to 127.0.0.1:{server.port}")
        await report.until_said("Sent. Curators of Masthead will look at it.", "#outcome")
        assert "Send to" not in await report.said(), "it is sent once"
    (arrived,) = [one for one in await queue(server) if comment in one["comments"]]  # type: ignore[operator]
    for name in shown.keys() - {"comment"}:
        assert arrived[name] == shown[name]


async def shown_raw(report: OwnPage) -> dict[str, object]:
    """What the page says is sent letter for letter."""
    raw = await report.bidi.evaluate(report.tab, "document.getElementById('raw').textContent")
    found: dict[str, object] = json.loads(str(raw))
    return found


def visit_url(server: Server) -> str:
    """The address of the page that is reported."""
    return with_port(MIRROR, server.port)


async def test_a_note_that_is_out_of_date_is_reported_with_the_page(reader: Reader, server: Server) -> None:
    async with (
        reader.visit(visit_url(server)) as visit,
        popup(reader, visit.number) as opened,
        opened_by(reader, opened, "This note is out of date", "report") as report,
    ):
        await report.until_said("The grain did not leave the coast.", "#about")
        shown = await shown_raw(report)
        assert (shown["kind"], shown["url"]) == ("note out of date", visit_url(server))
        await report.fill("What is wrong?", f"The manifest was corrected ({reader.browser.name}).")
        await report.press(f"Send to 127.0.0.1:{server.port}")
        await report.until_said("Sent. Curators of Masthead will look at it.", "#outcome")
    assert any(one["note"] == shown["note"] and one["url"] == shown["url"] for one in await queue(server))


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "wrong match", "article": "999999"},
        {"kind": "wrong match"},
        {"kind": "note out of date", "article": "1"},
        {"kind": "anything", "article": "ARTICLE"},
        {"kind": "wrong match", "article": "ARTICLE", "feed": "http://elsewhere.example/feed/"},
        {"kind": "wrong match", "article": "ARTICLE", "tab": "999999"},
    ],
)
async def test_what_is_not_known_of_the_tab_cannot_be_reported(
    reader: Reader, server: Server, params: dict[str, str]
) -> None:
    async with reader.visit(visit_url(server)) as visit:
        voices = (await visit.knowledge())["voices"]
        article = voices[0]["matches"][0]["article"]["id"]  # type: ignore[index]
        given = {"tab": str(visit.number), "feed": f"{server.url}/feed/"} | params
        address = {name: value.replace("ARTICLE", article) for name, value in given.items()}
        async with own_page(reader, "report", **address) as report:
            await reader.bidi.wait_for(report.tab, "/no such thing|did not work/.test(document.body.innerText)")
            assert "Send to" not in await report.said()


async def test_what_could_not_be_sent_is_told_and_can_be_sent_again(
    reader: Reader, server: Server, tmp_path: Path
) -> None:
    port = free_port()
    assert masthead(tmp_path, "demo", port=str(port)).returncode == 0
    with serving(tmp_path, demo=True, port=port) as other:
        await reader.subscribe(f"{other.url}/feed/")
        async with reader.visit(visit_url(server)) as visit, popup(reader, visit.number) as opened:
            before = set(await reader.bidi.tabs())
            await opened.press("This match is wrong")
            await reader.bidi.until(lambda: new_tab(reader, before), "the report is opened")
            report = OwnPage(reader.bidi, str(await new_tab(reader, before)))
            await report.until_said("This is sent, and nothing else")
    await report.fill("What is wrong?", "Nothing of it stands there.")
    await report.press(f"Send to 127.0.0.1:{port}")
    await report.until_said("That did not work: The server cannot be reached.", "#outcome")
    assert await report.value("What is wrong?") == "Nothing of it stands there."
    with serving(tmp_path, demo=True, port=port) as other:
        await report.press(f"Send to 127.0.0.1:{port}")
        await report.until_said("Sent. Curators of Masthead will look at it.", "#outcome")
        assert [one["comments"] for one in await queue(other)] == [["Nothing of it stands there."]]
    await reader.bidi.close_tab(report.tab)


async def new_tab(reader: Reader, before: set[str]) -> str | None:
    """The tab that was not there before."""
    return next(iter(set(await reader.bidi.tabs()) - before), None)


async def test_to_a_publisher_without_a_server_nothing_can_be_sent(
    reader: Reader, server: Server, tmp_path: Path
) -> None:
    assert masthead(tmp_path, "demo", port=str(server.port)).returncode == 0
    assert masthead(tmp_path, "publish", feed_name="Folder").returncode == 0
    plain = PlainServer(tmp_path / "feed")
    feed = f"http://127.0.0.1:{plain.port}/"
    try:
        await reader.subscribe(feed)
        async with reader.visit(visit_url(server)) as visit:
            voices = (await visit.knowledge())["voices"]
            article = voices[0]["matches"][0]["article"]["id"]  # type: ignore[index]
            async with popup(reader, visit.number) as opened:
                assert "This match is wrong" not in await opened.said()
            params = {"tab": visit.number, "feed": feed, "article": article, "kind": "wrong match"}
            async with own_page(reader, "report", **params) as report:
                said = await report.until_said("names no server that takes reports: nothing can be sent.")
                assert "Send to" not in said
    finally:
        plain.stop()
