"""From draft to published to withdrawn: who may take which step, what must be said, and what readers see of it."""

from pathlib import Path
from typing import Any

import aiohttp

from masthead.records.curators import Role
from serving import serving
from web.conftest import Caller
from web.making import SOURCES, STATEMENT, article, outlet
from web.test_refusals import assert_problem
from web.watching import token_of


async def told(editor: Caller, slug: str) -> dict[str, Any] | None:
    """The card of an outlet, with its addresses, in the feed as it is now."""
    await editor.made("/api/publish")
    directory = (await editor.feed())["directory"]
    cards = [one for one in directory["outlets"] if one["slug"] == slug]
    held = [one["address"] for one in directory["addresses"] if one["outlet"] == slug]
    return {**cards[0], "addresses": held} if cards else None


async def test_a_contributor_drafts_an_editor_publishes_a_reader_sees_it_and_sees_it_withdrawn(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await outlet(contributor, "lock-herald")
    path = f"/api/outlets/{made['id']}"
    address = await contributor.made(f"{path}/addresses", address="lock-herald.example")
    statement = await contributor.made(f"{path}/statements", **STATEMENT)
    note = await contributor.made(f"{path}/notes", text="It has no imprint.", sources=SOURCES)
    assert {one["status"] for one in (made, address, statement, note)} == {"draft"}
    parts = (f"/api/addresses/{address['id']}", f"/api/statements/{statement['id']}", f"/api/notes/{note['id']}")
    assert await told(editor, "lock-herald") is None
    for one in (path, *parts):
        assert (await stranger.get(one)).status == 404
        assert (await contributor.step(one, "publish")).status == 403

    for one in parts:
        assert (await editor.stepped(one, "publish"))["status"] == "published"
        assert (await stranger.get(one)).status == 404, "its outlet is a draft"
    assert await told(editor, "lock-herald") is None
    await editor.stepped(path, "publish")
    card = await told(editor, "lock-herald")
    assert card is not None
    assert card["addresses"] == ["lock-herald.example"]
    assert [len(card[part]) for part in ("statements", "notes")] == [1, 1]
    for one in (path, *parts):
        assert (await stranger.get(one)).status == 200

    assert_problem(await editor.step(parts[1], "withdraw"), 422, "missing-reason")
    assert (await contributor.step(parts[1], "withdraw", reason="x")).status == 403
    await editor.stepped(parts[1], "withdraw", reason="The register has corrected it.")
    card = await told(editor, "lock-herald")
    assert card is not None
    assert card["statements"] == []
    assert_problem(await editor.step(parts[1], "withdraw", reason="Again."), 409, "conflict")
    assert_problem(await editor.step(path, "publish"), 409, "conflict")
    await editor.stepped(path, "withdraw", reason="It is no outlet.")
    assert await told(editor, "lock-herald") is None
    history = (await stranger.get(f"{path}/revisions")).body["items"]
    assert [one["why"] for one in history if one["action"] == "withdrawn"] == [
        "The register has corrected it.",
        "It is no outlet.",
    ]
    await editor.stepped(path, "publish", reason="It is one after all.")
    assert await told(editor, "lock-herald") is not None


async def test_an_article_is_told_without_an_outlet_that_is_withdrawn(editor: Caller) -> None:
    made = await outlet(editor, "lock-brief")
    text = await article(editor, "of a withdrawn outlet", outlet="lock-brief")

    async def whose() -> str | None:
        await editor.made("/api/publish")
        slug: str | None = (await editor.feed())["articles"][text["title"]]["outlet"]
        return slug

    assert await whose() == "lock-brief"
    await editor.stepped(f"/api/outlets/{made['id']}", "withdraw", reason="It was mixed up with another.")
    assert await whose() is None
    await editor.stepped(f"/api/outlets/{made['id']}", "publish")
    assert await whose() == "lock-brief"


async def test_what_readers_were_told_changes_only_with_a_reason_and_by_editors(
    editor: Caller, contributor: Caller
) -> None:
    made = await outlet(editor, "lock-reasons")
    path = f"/api/outlets/{made['id']}"
    assert "reason" in assert_problem(await editor.patch(path, "*", name="New"), 422, "missing-reason")
    refused = await contributor.patch(path, "*", name="New", reason="x")
    assert "role editor" in assert_problem(refused, 403, "not-allowed")
    assert (await editor.changed(path, name="New", reason="Its own words."))["name"] == "New"
    draft = await outlet(contributor, "lock-no-reasons")
    assert (await contributor.changed(f"/api/outlets/{draft['id']}", name="New"))["version"] == 2


async def test_a_contributors_placements_are_published_with_the_draft_they_came_with(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    text = await article(contributor, "with a place", url="https://somewhere.example/1")
    (place,) = text["placements"]
    assert place["status"] == "draft"
    published = await editor.stepped(f"/api/articles/{text['id']}", "publish")
    assert [one["status"] for one in published["placements"]] == ["published"]
    more = await contributor.made(f"/api/articles/{text['id']}/placements", url="https://elsewhere.example/2")
    assert more["status"] == "draft"
    assert len((await stranger.get(f"/api/articles/{text['id']}")).body["placements"]) == 1
    again = await editor.post(f"/api/articles/{text['id']}/placements", url="https://elsewhere.example/2")
    assert_problem(again, 409, "conflict")


async def test_two_drafts_may_wait_for_an_address_and_one_is_published(editor: Caller, contributor: Caller) -> None:
    one, other = [await outlet(editor, f"lock-claim-{number}") for number in range(2)]
    drafts = [
        await contributor.made(f"/api/outlets/{held['id']}/addresses", address="lock-claim.example")
        for held in (one, other)
    ]
    await editor.stepped(f"/api/addresses/{drafts[0]['id']}", "publish")
    refused = await editor.step(f"/api/addresses/{drafts[1]['id']}", "publish")
    assert "lock-claim-0" in assert_problem(refused, 409, "conflict")
    await editor.changed(f"/api/addresses/{drafts[0]['id']}", until="2024-01-01", reason="It was sold.")
    await editor.changed(f"/api/addresses/{drafts[1]['id']}", since="2023-12-01")
    assert (await editor.step(f"/api/addresses/{drafts[1]['id']}", "publish")).status == 409, "a month of both"
    await editor.changed(f"/api/addresses/{drafts[1]['id']}", since="2024-01-01")
    await editor.stepped(f"/api/addresses/{drafts[1]['id']}", "publish")


async def test_where_a_second_pair_of_eyes_is_required_nobody_publishes_their_own(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with serving(tmp_path, review="required") as server:
        ada, bor = [Caller(http, server, await token_of(server, name)) for name in ("Ada", "Bor")]
        made = await outlet(ada, "lock-review")
        path = f"/api/outlets/{made['id']}"
        assert made["status"] == "draft"
        asked = await ada.post("/api/outlets", slug="mine", name="Mine", status="published")
        assert "another editor" in assert_problem(asked, 403, "needs-review")
        assert_problem(await ada.step(path, "publish"), 403, "needs-review")
        await bor.changed(path, summary="Bor's words.")
        assert_problem(await bor.step(path, "publish"), 403, "needs-review")
        cay = Caller(http, server, await token_of(server, "Cay"))
        await cay.stepped(path, "publish")
        refused = await cay.patch(path, "*", name="Cay's", reason="x")
        assert "withdraw it" in assert_problem(refused, 403, "needs-review")
        await ada.stepped(path, "withdraw", reason="The name is wrong.")
        await ada.changed(path, name="Better", reason="The name was wrong.")
        assert_problem(await ada.step(path, "publish"), 403, "needs-review")
        assert (await bor.stepped(path, "publish"))["name"] == "Better"


async def test_where_a_second_pair_of_eyes_is_required_an_import_comes_as_drafts(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    head = b'{"export": {"format": "masthead-export/1", "masthead": "1"}}\n'
    lines = head + b'{"outlet": {"slug": "come", "name": "C", "status": "published"}}'
    with serving(tmp_path, review="required") as server:
        ada = Caller(http, server, await token_of(server, "Ada", Role.ADMIN))
        done = await ada.call("POST", "/api/import", lines, "application/x-ndjson")
        assert (done.status, done.body.get("whole"), done.body.get("added")) == (200, False, {"outlet": 1}), done
        (come,) = (await ada.get("/api/outlets")).body["items"]
        assert come["status"] == "draft"
        assert_problem(await ada.step(f"/api/outlets/{come['id']}", "publish"), 403, "needs-review")
        bor = Caller(http, server, await token_of(server, "Bor"))
        await bor.stepped(f"/api/outlets/{come['id']}", "publish")
