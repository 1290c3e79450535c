"""What an attacker tried on the API: each attempt is refused, and costs the server next to nothing."""

import asyncio
import json
from typing import Any

import pytest

from feed.making import prose
from masthead.web.problems import MOST_ERRORS
from web.conftest import Caller
from web.making import SOURCES, article, outlet
from web.test_refusals import assert_problem

HEAPS = {
    "marks": {"text": "a" + "\u0301\u0323" * 100_000},
    "marks as entities": {"html": "<p>a" + "&#769;&#803;" * 100_000},
    "attributes": {"html": "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">x"},
    "attributes without values": {"html": "<p/" + "/".join(f"a{number}" for number in range(200_000)) + ">x"},
    "attributes of an end": {"html": "<p></p " + " ".join(f"a{number}" for number in range(200_000)) + ">x"},
}


@pytest.mark.parametrize("heap", HEAPS.values(), ids=HEAPS.keys())
async def test_what_would_take_minutes_to_read_is_refused(stranger: Caller, heap: dict[str, str]) -> None:
    assert "no " in assert_problem(await stranger.post("/api/match", **heap), 422, "unreadable-text")


async def test_of_many_wrong_fields_a_few_are_told(stranger: Caller, editor: Caller) -> None:
    many = await stranger.post("/api/match", **{str(number): 0 for number in range(100_000)})
    assert "100,000 fields; it takes text, html, url" in assert_problem(many, 422, "invalid-input")
    wrong = await editor.post("/api/outlets", slug="x", name="X", languages=["?" * 1000] * 20)
    assert_problem(wrong, 422, "invalid-input")
    kept = await editor.post("/api/articles", text="x", keep=["?"] * 5000)
    assert len(kept.body["errors"]) == MOST_ERRORS


async def test_a_token_that_is_revoked_while_a_body_arrives_counts_no_more(curators: dict[str, Caller]) -> None:
    """Who holds a connection open has no way back in."""
    admin = curators["admin"]
    made = await admin.made("/api/curators", name="dismissed", role="admin")
    leaving = Caller(admin.http, admin.server, made["token"])
    body = json.dumps({"name": "a way back", "role": "admin"}).encode()
    ended = asyncio.Event()

    async def slowly() -> Any:  # noqa: ANN401 - an iterator of bytes
        yield body[:5]
        await ended.wait()
        yield body[5:]

    headers = {"Authorization": f"Bearer {leaving.token}", "Content-Type": "application/json"}
    call = asyncio.create_task(admin.http.post(f"{admin.server.url}/api/curators", data=slowly(), headers=headers))
    while not (await admin.get(f"/api/curators/{made['id']}")).body["tokens"][0]["last_used_on"]:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(0.05)
    await admin.stepped(f"/api/curators/{made['id']}", "end")
    ended.set()
    answer = await call
    assert answer.status == 401, await answer.text()
    names = [one["name"] for one in (await admin.get("/api/curators")).body["items"]]
    assert "a way back" not in names


async def test_what_is_changed_while_it_is_withdrawn_is_told_when_it_is_published_again(
    editor: Caller, stranger: Caller
) -> None:
    about = await outlet(editor, "hostile-history")
    note = await editor.made(f"/api/outlets/{about['id']}/notes", text="Told.", sources=SOURCES)
    path = f"/api/notes/{note['id']}"
    await editor.stepped(path, "withdraw", reason="Wrong.")
    await editor.changed(path, text="Nobody was told this.", reason="A draft of a better one.")
    assert "Nobody" not in json.dumps((await stranger.get(f"{path}/revisions")).body)
    assert "Nobody" in json.dumps((await editor.get(f"{path}/revisions")).body)
    await editor.changed(path, text="Better.", reason="This is it.")
    await editor.stepped(path, "publish")
    history = (await stranger.get(f"{path}/revisions")).body["items"]
    assert [one["action"] for one in history] == ["added", "withdrawn", "published"]
    assert "Nobody" not in json.dumps(history)


async def test_who_publishes_an_article_knows_the_placements_that_go_along(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    text = await article(contributor, "hostile placements")
    path = f"/api/articles/{text['id']}"
    tag = (await editor.get(path)).headers["ETag"]
    await contributor.made(f"{path}/placements", url="https://innocent.example/accused", role="origin")
    late = await editor.call("POST", f"{path}/publish", b"{}", headers={"If-Match": tag})
    assert late.body["current"]["placements"][0]["url"] == "https://innocent.example/accused", late
    assert late.status == 412
    assert (await stranger.get(path)).status == 404


async def test_a_text_is_published_once(editor: Caller) -> None:
    texts = {"text": "A headline, twice\n\n" + prose("hostile twice")}
    first = await editor.made("/api/articles", **texts)
    await editor.stepped(f"/api/articles/{first['id']}", "withdraw", reason="x")
    second = await editor.made("/api/articles", **texts)
    assert second["id"] != first["id"]
    refused = await editor.step(f"/api/articles/{first['id']}", "publish")
    assert f"article {second['id']}" in assert_problem(refused, 409, "conflict")


async def test_strangers_learn_no_number_of_a_draft_outlet(editor: Caller, stranger: Caller) -> None:
    hidden = await outlet(editor, "hostile-hidden", status="draft")
    text = await article(editor, "hostile numbers")
    made = await editor.made(
        f"/api/articles/{text['id']}/placements", url="https://hidden.example/1", outlet_id=hidden["id"]
    )
    assert made["outlet_id"] == hidden["id"]
    assert (await stranger.get(f"/api/placements/{made['id']}")).body["outlet_id"] is None
    shown = (await stranger.get(f"/api/articles/{text['id']}")).body["placements"]
    assert [one["outlet_id"] for one in shown] == [None]


async def test_strangers_find_an_article_by_what_they_can_read_of_it(editor: Caller, stranger: Caller) -> None:
    """Else its text could be found out, character by character."""
    text = await editor.made("/api/articles", text=f"A headline of zephyrs\n\n{prose('hostile search')} Quibblesnatch.")
    for caller, word, found in (
        (editor, "quibblesnatch", True),
        (stranger, "quibblesnatch", False),
        (stranger, "zephyrs", True),
    ):
        items = (await caller.get(f"/api/articles?q={word}")).body["items"]
        assert [one["id"] for one in items] == ([text["id"]] if found else []), word
    await editor.changed(f"/api/articles/{text['id']}", title="A headline of gales", reason="x")
    assert [len((await stranger.get(f"/api/articles?q={word}")).body["items"]) for word in ("zephyrs", "gales")] == [
        0,
        1,
    ]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
async def test_moments_beyond_all_time_are_refused(stranger: Caller, moment: str) -> None:
    for path in (f"/api/outlets?changed_since={moment}", f"/api/revisions?since={moment}"):
        assert "all time" in assert_problem(await stranger.get(path), 422, "invalid-input")


LINES: list[dict[str, Any]] = [
    {"article": {"title": "T", "body": prose("a line"), "segments": [{"foo": 1}]}},
    {"article": {"title": "T", "body": "\ud800", "segments": []}},
    {"article": {"title": "T", "body": prose("b"), "segments": [], "captured_at": "0001-01-01T00:00:00+14:00"}},
    {"outlet": {"slug": "unknown-field", "name": "X", "summry": "x"}},
    {"outlet": {"slug": "a-number", "name": "X", "id": "one"}},
]


@pytest.mark.parametrize("line", LINES)
async def test_a_line_of_an_import_that_cannot_be_kept_is_a_bad_line(
    curators: dict[str, Caller], line: dict[str, Any]
) -> None:
    admin = curators["admin"]
    good = {"outlet": {"slug": "hostile-good", "name": "Good"}}
    sent = "\n".join(json.dumps(one) for one in (line, good)).encode()
    answer = await admin.call("POST", "/api/import", sent, "application/x-ndjson")
    assert answer.status == 422, answer
    assert [one["field"] for one in answer.body["errors"]] == ["line 1"]
