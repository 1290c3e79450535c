"""Readers report what is wrong, curators decide: nothing is kept of who wrote, and nothing is published of what."""

import json
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from serving import masthead, serving
from web.conftest import Answer, Caller
from web.making import SOURCES, article, outlet
from web.test_refusals import assert_problem
from web.watching import token_of

PAGE = "https://reader.example/a-book?page=2"


async def report(caller: Caller, **given: object) -> Answer:
    """Send a report as the extension does: every field is there."""
    fields = dict.fromkeys(("article", "note", "outlet", "url", "shared_words"))
    return await caller.post(
        "/api/reports", **{"kind": "wrong match", **fields, "comment": "", "feed_version": 3} | given
    )


async def received(caller: Caller, **given: object) -> None:
    answer = await report(caller, **given)
    assert (answer.status, answer.body) == (202, {"received": True}), answer


async def about(editor: Caller, number: int) -> list[Any]:
    """The reports about an article."""
    items: list[Any] = (await editor.get(f"/api/reports?article={number}")).body["items"]
    return items


async def decide(caller: Caller, number: int, outcome: str, reason: str = "Looked at.") -> Answer:
    return await caller.step(f"/api/reports/{number}", "decide", outcome=outcome, reason=reason)


async def test_a_reader_reports_a_wrong_match_and_curators_see_it(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await article(editor, "reported")
    before = editor.records()
    comment = "It quotes this book,\nnot the other way round."
    await received(stranger, article=made["id"], url=f"{PAGE}#:~:text=private", shared_words=41, comment=comment)
    after = editor.records()
    assert {name for name in after if after[name] != before[name]} == {"report"}, "no history, nothing of the sender"
    (shown,) = await about(contributor, made["id"])
    said = {"kind": "wrong match", "article": made["id"], "url": PAGE, "shared_words": 41, "feed_version": 3}
    empty = dict.fromkeys(("note", "outlet", "outcome", "decided_by", "decided_at", "reason"))
    counted = {"times": 1, "first_on": shown["last_on"], "last_on": shown["last_on"], "comments": [comment]}
    assert shown == said | empty | counted | {"id": shown["id"], "version": 1, "status": "open"}
    assert (await contributor.get(f"/api/reports/{shown['id']}")).body == shown
    for path in ("/api/reports", f"/api/reports/{shown['id']}"):
        assert_problem(await stranger.get(path), 401, "not-signed-in")
    everything = [await stranger.get(path) for path in ("/api/revisions?limit=200", "/api/placements", "/api/sources")]
    assert "a-book" not in str([one.body for one in everything])


async def test_equal_reports_are_counted_and_what_they_add_is_kept(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "counted")
    for comment in ("", "One.", "One.", *(f"Comment {number}." for number in range(9))):
        await received(stranger, article=made["id"], url=PAGE, comment=comment, feed_version=7)
    await received(stranger, article=made["id"], url=f"{PAGE}0")
    await received(stranger, article=made["id"])
    first, *others = await about(editor, made["id"])
    assert (first["times"], first["comments"][:2], len(first["comments"])) == (12, ["One.", "Comment 0."], 5)
    assert (first["feed_version"], first["version"]) == (7, 1)
    assert [(one["times"], one["url"]) for one in others] == [(1, f"{PAGE}0"), (1, None)]
    await decide(editor, first["id"], "declined")
    await received(stranger, article=made["id"], url=PAGE)
    assert [one["times"] for one in await about(editor, made["id"])] == [12, 1, 1, 1], "what is decided stays as it is"


async def test_a_note_that_is_out_of_date_is_reported_by_its_number(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "noted", outlet=(await outlet(editor, "noted-daily"))["slug"])
    number = (await editor.get("/api/outlets?slug=noted-daily")).body["items"][0]["id"]
    on_article = await editor.made(f"/api/articles/{made['id']}/notes", text="So it was.", sources=SOURCES)
    on_outlet = await editor.made(f"/api/outlets/{number}/notes", text="So it was.", sources=SOURCES)
    dated = {"kind": "note out of date"}
    await received(stranger, **dated, note=on_article["id"], article=made["id"], outlet="noted-daily")
    await received(stranger, **dated, note=on_article["id"])
    await received(stranger, **dated, note=on_outlet["id"], outlet="noted-daily", comment="It has moved.")
    items = (await editor.get("/api/reports?kind=note out of date&status=open")).body["items"]
    told = [(one["note"], one["article"], one["outlet"], one["times"]) for one in items]
    assert told == [(on_article["id"], made["id"], None, 2), (on_outlet["id"], None, "noted-daily", 1)]
    wrong = await report(stranger, **dated, note=on_outlet["id"], article=made["id"])
    assert "is not on what is named" in assert_problem(wrong, 422, "invalid-input")
    assert (await decide(editor, items[0]["id"], "placement disputed")).status == 422
    assert (await decide(editor, items[0]["id"], "corrected", "The note says so now.")).body["outcome"] == "corrected"


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"article": None}, "", "give its number"),
        ({"note": 1}, "", "and no note"),
        ({"kind": "note out of date", "article": None}, "", "number of the note"),
        ({"article": 9_999_999_999}, "article", "told of no article 9999999999 here"),
        ({"kind": "note out of date", "note": 9_999_999_999}, "note", "told of no note"),
        ({"outlet": "nobody-at-all"}, "outlet", "told of no outlet nobody-at-all here"),
        ({"kind": "verdict"}, "kind", "'wrong match' or 'note out of date'"),
        ({"url": "file:///etc/passwd"}, "url", "http or https"),
        ({"url": "https://me:secret@a.example/"}, "url", "a name or a password"),
        ({"comment": "x" * 2001}, "comment", "2000 characters"),
        ({"comment": "a\x00b"}, "comment", "NUL"),
        ({"comment": None}, "comment", "string"),
        ({"feed_version": -1}, "feed_version", "greater than or equal to 0"),
        ({"sender": "me"}, "sender", "not permitted"),
    ],
)
async def test_what_is_no_report_is_refused_in_words(
    editor: Caller, stranger: Caller, given: dict[str, object], field: str, said: str
) -> None:
    known = (await editor.get("/api/articles?limit=1")).body["items"] or [await article(editor, "known")]
    before = editor.records()
    answer = await report(stranger, **{"article": known[0]["id"]} | given)
    assert_problem(answer, 422, "invalid-input")
    assert answer.body["errors"][0]["field"] == field
    assert said in answer.body["errors"][0]["message"]
    assert editor.records() == before


async def test_of_drafts_and_of_what_was_withdrawn_nobody_learns_by_reporting(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    draft = await article(contributor, "a draft of a report")
    gone = await article(editor, "gone when reported")
    await editor.stepped(f"/api/articles/{gone['id']}", "withdraw", reason="A mistake.")
    answers = [await report(stranger, article=number) for number in (draft["id"], gone["id"], 4_000_000)]
    assert [answer.status for answer in answers] == [422] * 3
    numbers = (str(draft["id"]), str(gone["id"]), "4000000")
    details = {one.body["detail"].replace(number, "N") for one, number in zip(answers, numbers, strict=True)}
    assert len(details) == 1


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_a_web_page_cannot_have_its_readers_report(editor: Caller, stranger: Caller, kind: str | None) -> None:
    """A browser lets every page send such a body anywhere, without a word of the server's."""
    made = await article(editor, f"not as {kind}")
    body = json.dumps({"kind": "wrong match", "article": made["id"], "feed_version": 1}).encode()
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    with closing(HTTPConnection("127.0.0.1", stranger.server.port)) as connection:
        connection.request("POST", "/api/reports", body, headers | ({} if kind is None else {"Content-Type": kind}))
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["type"]) == (415, "/problems/unsupported-media-type")
        assert not [name for name, _ in answer.getheaders() if name.startswith("Access-Control")]
    assert await about(editor, made["id"]) == []
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = await stranger.call("OPTIONS", "/api/reports", headers=headers | asked)
    assert preflight.status == 405
    assert not [name for name in preflight.headers if name.startswith("Access-Control")]


async def test_an_editor_disputes_the_page_and_the_readers_words_are_forgotten(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await article(editor, "disputed")
    await received(stranger, article=made["id"], url=PAGE, comment="Nothing like it.", shared_words=60)
    (shown,) = await about(editor, made["id"])
    assert_problem(await decide(contributor, shown["id"], "placement disputed"), 403, "not-allowed")
    decided = (await decide(editor, shown["id"], "placement disputed", "It is the law that both quote.")).body
    assert (decided["status"], decided["outcome"], decided["version"]) == ("decided", "placement disputed", 2)
    assert (decided["decided_by"], decided["reason"]) == ("a curator, editor", "It is the law that both quote.")
    assert (decided["url"], decided["comments"], decided["shared_words"], decided["times"]) == (None, [], 60, 1)
    (place,) = (await stranger.get(f"/api/placements?article={made['id']}")).body["items"]
    assert (place["url"], place["role"], place["status"]) == (PAGE, "disputed", "published")
    last = (await stranger.get(f"/api/placements/{place['id']}/revisions")).body["items"][-1]
    assert (last["action"], last["who"], last["why"]) == ("added", "a curator, editor", decided["reason"])
    await editor.made("/api/publish")
    assert (await stranger.made("/api/match", text=made["text"], url=PAGE))["matches"] == []
    assert "Nothing like it" not in str((await stranger.get("/api/revisions?limit=200")).body)
    assert_problem(await decide(editor, shown["id"], "declined"), 409, "conflict")
    assert [one["id"] for one in (await editor.get("/api/reports?status=decided&limit=200")).body["items"]].count(
        shown["id"]
    ) == 1


async def test_a_placement_that_is_there_already_becomes_disputed_and_a_draft_gives_way(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await article(editor, "placed")
    places = f"/api/articles/{made['id']}/placements"
    copy = await editor.made(places, url="https://www.reader.example/a-book?page=2#top", role="copy")
    await contributor.made(places, url="http://reader.example/a-book?page=2", role="translation")
    await received(stranger, article=made["id"], url=PAGE)
    (shown,) = await about(editor, made["id"])
    assert (await decide(editor, shown["id"], "placement disputed")).status == 200
    held = (await editor.get(f"/api/placements?article={made['id']}")).body["items"]
    assert [(one["id"], one["role"], one["status"], one["version"]) for one in held] == [
        (copy["id"], "disputed", "published", 2)
    ]


async def test_a_report_without_a_page_disputes_none(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "nowhere")
    await received(stranger, article=made["id"])
    (shown,) = await about(editor, made["id"])
    refused = await decide(editor, shown["id"], "placement disputed")
    assert "names no page" in assert_problem(refused, 422, "invalid-input")
    assert (await editor.get(f"/api/reports/{shown['id']}")).body["status"] == "open"
    assert_problem(await editor.post(f"/api/reports/{shown['id']}/decide"), 422, "invalid-input")


async def test_two_editors_decide_once(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "twice")
    await received(stranger, article=made["id"])
    (shown,) = await about(editor, made["id"])
    path, body = f"/api/reports/{shown['id']}/decide", b'{"outcome": "declined", "reason": "It is the article."}'
    assert_problem(await editor.call("POST", path, body), 428, "precondition-required")
    assert (await editor.call("POST", path, body, headers={"If-Match": '"1"'})).status == 200
    late = await editor.call("POST", path, body, headers={"If-Match": '"1"'})
    assert_problem(late, 412, "stale")
    assert late.body["current"]["outcome"] == "declined"


async def test_only_a_disputed_placement_makes_another_feed(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "no other feed")
    version = (await editor.made("/api/publish"))["version"]
    await received(stranger, article=made["id"], url=PAGE)
    (shown,) = await about(editor, made["id"])
    await decide(editor, shown["id"], "declined")
    assert (await editor.made("/api/publish"))["version"] == version


async def test_where_a_second_pair_of_eyes_is_required_nobody_disputes_alone(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with serving(tmp_path, review="required") as server:
        ada, bor = [Caller(http, server, await token_of(server, name)) for name in ("Ada", "Bor")]
        made = await article(ada, "reviewed")
        await bor.stepped(f"/api/articles/{made['id']}", "publish")
        await received(Caller(http, server), article=made["id"], url=PAGE)
        (shown,) = await about(ada, made["id"])
        assert "as a draft" in assert_problem(await decide(ada, shown["id"], "placement disputed"), 403, "needs-review")
        draft = await ada.made(f"/api/articles/{made['id']}/placements", url=PAGE, role="disputed")
        assert_problem(await decide(ada, shown["id"], "placement disputed"), 403, "needs-review")
        await bor.stepped(f"/api/placements/{draft['id']}", "publish")
        assert (await decide(ada, shown["id"], "placement disputed")).body["status"] == "decided"


async def test_whoever_has_the_machine_lists_and_decides_on_the_command_line(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "by command")
    await received(stranger, article=made["id"], url=PAGE, shared_words=41, comment="One line,\nand \x1b[31manother.")
    data, database_url = editor.server.data, editor.server.database

    def run(*arguments: object) -> Any:  # noqa: ANN401 - a finished process
        return masthead(data, "reports", *map(str, arguments), database_url=database_url)

    (shown,) = await about(editor, made["id"])
    listed = run("--article", made["id"]).stdout.splitlines()
    assert listed == [
        f"{shown['id']}: wrong match, article {made['id']}, once, on {shown['first_on']}",
        f"  at {PAGE}",
        "  shares 41 words, as the reader was told",
        "  | One line,",
        "  | and \\u001b[31manother.",
    ]
    decided = run("decide", shown["id"], "--outcome", "disputed", "--reason", "A collection of laws.")
    assert (decided.returncode, decided.stdout.splitlines()[0]) == (0, f"Report {shown['id']}: placement disputed.")
    (told,) = [json.loads(line) for line in run("--decided", "--article", made["id"], "--json").stdout.splitlines()]
    assert (told["outcome"], told["decided_by"], told["url"]) == ("placement disputed", "command line", None)
    assert run("--article", made["id"]).stdout == "No report waits.\n"
    again = run("decide", shown["id"], "--outcome", "declined", "--reason", "Changed my mind.")
    assert (again.returncode, again.stderr.strip()) == (
        1,
        f"masthead: Report {shown['id']} was decided by command line: placement disputed.",
    )
    assert run("decide", 99_999, "--outcome", "declined", "--reason", "x").returncode == 1
    assert run("decide", shown["id"], "--outcome", "declined", "--reason", " ").returncode == 1
