"""Lists: a portion at a time, by what is asked for, found in any script, and only what one may see."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from serving import Server
from web.conftest import Caller
from web.making import SOURCES, STATEMENT, article, outlet
from web.test_refusals import assert_problem


@pytest.fixture(scope="module")
async def shelf(curators: dict[str, Caller]) -> dict[str, Any]:
    """Two outlets with something of everything, and a draft."""
    editor = curators["editor"]
    one = await outlet(
        editor, "canal-courier", country="NL", languages=["nl", "en"], summary="Über Kanäle und Straßen."
    )
    two = await outlet(editor, "canal-gazette", country="BE", languages=["fr"])
    draft = await outlet(curators["contributor"], "canal-draft", country="NL")
    base = f"/api/outlets/{one['id']}"
    made: dict[str, Any] = {"one": one, "two": two, "draft": draft}
    made["address"] = await editor.made(f"{base}/addresses", address="canal-courier.example")
    made["fake"] = await editor.made(
        f"{base}/addresses",
        address="canal-courier.ltd",
        role="impersonator",
        source_url="https://register.example/fakes",
        stated_on="2024-05-01",
    )
    await editor.made(f"/api/outlets/{two['id']}/addresses", address="canal-hidden.example", status="draft")
    made["statement"] = await editor.made(f"{base}/statements", **STATEMENT)
    made["assessment"] = await editor.made(
        f"{base}/statements", **STATEMENT | {"topic": "assessment", "stated_on": "2022-02-02"}
    )
    made["note"] = await editor.made(f"{base}/notes", text="It has no imprint.", language="en", sources=SOURCES)
    made["article"] = await article(
        editor, "canal", outlet="canal-courier", url="https://canal-courier.example/a/1", published_on="2021-08-07"
    )
    made["place"] = await editor.made(
        f"/api/articles/{made['article']['id']}/placements", url="https://mirror.example/1", first_seen="2023-03-03"
    )
    return made


async def found(caller: Caller, path: str) -> list[int]:
    answer = await caller.get(path)
    assert answer.status == 200, answer
    return [one["id"] for one in answer.body["items"]]


async def test_a_list_is_walked_by_its_links_and_nothing_is_missed_or_met_twice(
    stranger: Caller, editor: Caller
) -> None:
    for number in range(7):
        await outlet(editor, f"walked-{number}", country="DK")
    seen: list[int] = []
    path: str | None = "/api/outlets?country=DK&limit=3"
    while path is not None:
        answer = await stranger.get(path)
        seen += [one["id"] for one in answer.body["items"]]
        if len(seen) == 3:
            await outlet(editor, "walked-late", country="DK")
        link = re.fullmatch(r'<(/api/outlets\?[^>]*country=DK[^>]*)>; rel="next"', answer.headers.get("Link", ""))
        assert (link is None) == (answer.body["next"] is None)
        path = link[1] if link else None
    assert len(seen) == 8
    assert seen == sorted(set(seen))


async def test_lists_are_narrowed_by_what_is_asked_for(editor: Caller, shelf: dict[str, Any]) -> None:
    one, article_id = shelf["one"]["id"], shelf["article"]["id"]
    for path, names in (
        ("/api/outlets?slug=canal-courier", ["one"]),
        ("/api/outlets?country=NL", ["one", "draft"]),
        ("/api/outlets?country=NL&status=draft", ["draft"]),
        ("/api/outlets?language=fr&country=BE", ["two"]),
        ("/api/outlets?address=https://WWW.canal-courier.example/x", ["one"]),
        ("/api/outlets?address=canal-courier.ltd", ["one"]),
        ("/api/addresses?outlet=canal-courier", ["address", "fake"]),
        (f"/api/addresses?outlet={one}&role=impersonator", ["fake"]),
        ("/api/addresses?address=canal-courier.example", ["address"]),
        (f"/api/statements?outlet={one}", ["statement", "assessment"]),
        (f"/api/statements?outlet={one}&kind=assessment", ["assessment"]),
        (f"/api/statements?outlet={one}&stated_from=2023-01-01", ["statement"]),
        (f"/api/statements?outlet={one}&stated_to=2023-01-01&topic=assessment", ["assessment"]),
        ("/api/notes?outlet=canal-courier&language=en", ["note"]),
        (f"/api/notes?article={article_id}", []),
        ("/api/articles?outlet=canal-courier", ["article"]),
        ("/api/articles?url=https://canal-courier.example/", ["article"]),
        ("/api/articles?outlet=canal-courier&published_from=2021-08-07&published_to=2021-08-07", ["article"]),
        ("/api/articles?outlet=canal-courier&published_from=2021-08-08", []),
        (f"/api/placements?article={article_id}&seen_to=2023-12-31", ["place"]),
        ("/api/placements?url=https://mirror.example/", ["place"]),
        ("/api/placements?outlet=canal-courier&role=copy", []),
    ):
        assert await found(editor, path) == [shelf[name]["id"] for name in names], path


async def test_what_was_changed_since_a_moment_can_be_asked_for(editor: Caller, shelf: dict[str, Any]) -> None:
    moment = shelf["two"]["changed_at"]
    assert shelf["two"]["id"] in await found(editor, f"/api/outlets?changed_since={moment}")
    assert await found(editor, "/api/outlets?changed_since=2099-01-01T00:00:00Z") == []
    assert_problem(await editor.get("/api/outlets?changed_since=yesterday"), 422, "invalid-input")


async def test_strangers_are_listed_what_is_published_whatever_they_ask_for(
    stranger: Caller, shelf: dict[str, Any]
) -> None:
    assert await found(stranger, "/api/outlets?country=NL") == [shelf["one"]["id"]]
    assert await found(stranger, "/api/outlets?status=draft") == []
    assert await found(stranger, "/api/outlets?q=canal+draft") == []
    assert await found(stranger, "/api/outlets?address=canal-hidden.example") == []
    assert_problem(await stranger.get("/api/articles?outlet=canal-draft"), 422, "invalid-input")
    shown = (await stranger.get("/api/articles?outlet=canal-courier")).body["items"]
    assert [(one["text"], one["segments"]) for one in shown] == [(None, None)]
    assert_problem(await stranger.get("/api/outlets?outlet=nobody"), 422, "invalid-input")
    assert "number or its slug" in assert_problem(await stranger.get("/api/notes?outlet=nobody"), 422, "invalid-input")


async def test_search_finds_parts_of_words_whatever_case_and_accents(editor: Caller, shelf: dict[str, Any]) -> None:
    one = shelf["one"]["id"]
    for words in ("KANALE", "strassen uber", "ourie", "canal-courier", "ou"):
        assert one in await found(editor, f"/api/outlets?q={words}"), words
    for words in ("kanale nothing", "%", "_", '"', "canal* OR gazette", "'; DROP TABLE outlet"):
        assert one not in await found(editor, f"/api/outlets?q={quote(words)}"), words
    assert await found(editor, "/api/addresses?q=register fakes") == [shelf["fake"]["id"]]
    assert await found(editor, "/api/notes?q=company register imprint") == [shelf["note"]["id"]]
    await editor.changed(f"/api/notes/{shelf['note']['id']}", text="It has one by now.", reason="It has.")
    assert await found(editor, "/api/notes?q=imprint") == []
    assert await found(editor, "/api/notes?q=by now") == [shelf["note"]["id"]]


async def test_sources_tell_which_notes_rely_on_them(
    editor: Caller, contributor: Caller, stranger: Caller, shelf: dict[str, Any]
) -> None:
    path = f"/api/outlets/{shelf['two']['id']}/notes"
    draft = await contributor.made(path, text="A draft.", sources=[{"url": "https://register.example/two"}])
    everything = (await editor.get("/api/sources?q=REGISTER.example")).body["items"]
    assert {one["note_id"] for one in everything} == {shelf["note"]["id"], draft["id"]}
    told = (await stranger.get("/api/sources?q=register")).body["items"]
    assert [(one["note_id"], one["note_status"], one["title"]) for one in told] == [
        (shelf["note"]["id"], "published", "Company register")
    ]
    only = (await editor.get(f"/api/sources?note={draft['id']}")).body["items"]
    assert [one["url"] for one in only] == ["https://register.example/two"]


def parts_of(title: str) -> Iterable[str]:
    """What somebody might remember of a title: its longest word, and the first letters of that."""
    longest = max(re.split(r"[\s、]+", title), key=len)
    yield longest
    yield longest[: max(2, len(longest) // 2)]


async def test_search_finds_every_article_of_the_demo_in_its_own_script(
    http: aiohttp.ClientSession, server: Server
) -> None:
    reader = Caller(http, server)
    articles = (await reader.get("/api/articles?limit=200")).body["items"]
    assert {one["language"] for one in articles} >= {"ar", "en", "ja", "ru"}
    for one in articles:
        for words in (one["title"], *parts_of(one["title"])):
            path = f"/api/articles?limit=200&q={words}"
            assert one["id"] in await found(reader, path), words
    assert await found(reader, "/api/articles?q=霧ヶ浜 海中") != []
    assert await found(reader, "/api/articles?q=海") != []


async def test_a_last_part_that_is_full_says_that_it_is_the_last(editor: Caller) -> None:
    made = await outlet(editor, "full-part")
    notes = [await editor.made(f"/api/outlets/{made['id']}/notes", text="x", sources=SOURCES) for _ in range(2)]
    first = await editor.get("/api/notes?outlet=full-part&limit=1")
    assert (first.body["next"], 'rel="next"' in first.headers["Link"]) == (notes[0]["id"], True)
    for path in ("/api/notes?outlet=full-part&limit=2", f"/api/notes?outlet=full-part&limit=1&after={notes[0]['id']}"):
        last = await editor.get(path)
        assert (last.body["next"], "Link" in last.headers, len(last.body["items"]) > 0) == (None, False, True)
    (revision,) = (await editor.get(f"/api/notes/{notes[0]['id']}/revisions")).body["items"]
    assert "Link" not in (await editor.get(f"/api/revisions/{revision['id']}")).headers
    sources = await editor.get(f"/api/sources?note={notes[0]['id']}&limit=1")
    assert (len(sources.body["items"]), sources.body["next"]) == (1, None)
