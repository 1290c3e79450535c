"""Two curators at one record: nobody's work is overwritten unseen, and everything can be taken back."""

import asyncio
import json

from feed.making import prose
from web.conftest import Caller
from web.making import SOURCES, STATEMENT, article, outlet
from web.test_refusals import assert_problem


async def test_whoever_comes_second_is_shown_what_the_first_has_written(editor: Caller, contributor: Caller) -> None:
    made = await outlet(contributor, "weir-echo")
    path = f"/api/outlets/{made['id']}"
    tag = (await editor.get(path)).headers["ETag"]
    assert tag == (await contributor.get(path)).headers["ETag"] == '"1"'
    first = await editor.patch(path, tag, summary="A weekly of the valley.")
    assert (first.status, first.headers["ETag"], first.body["version"]) == (200, '"2"', 2)

    second = await contributor.patch(path, tag, country="NL")
    detail = assert_problem(second, 412, "stale")
    assert "version 2" in detail
    assert (second.body["current"]["summary"], second.body["current"]["country"]) == ("A weekly of the valley.", None)
    again = await contributor.patch(path, second.headers["ETag"], country="NL")
    assert (again.status, again.body["summary"], again.body["country"]) == (200, "A weekly of the valley.", "NL")


async def test_of_two_at_the_same_moment_one_is_refused(editor: Caller, contributor: Caller) -> None:
    made = await outlet(contributor, "weir-race")
    path = f"/api/outlets/{made['id']}"
    answers = await asyncio.gather(*(who.patch(path, '"1"', summary="Mine.") for who in (editor, contributor)))
    assert sorted(answer.status for answer in answers) == [200, 412]


async def test_a_write_that_names_no_version_is_refused(editor: Caller) -> None:
    made = await outlet(editor, "weir-blind", status="draft")
    path = f"/api/outlets/{made['id']}"
    for tag in (None, "1", "W/"):
        assert 'If-Match: "1"' in assert_problem(await editor.patch(path, tag, name="X"), 428, "precondition-required")
    assert_problem(await editor.post(f"{path}/publish"), 428, "precondition-required")
    assert_problem(await editor.post(f"{path}/undo", revision=1), 428, "precondition-required")
    assert_problem(await editor.call("DELETE", path), 428, "precondition-required")
    # Proxies that compress make a tag weak; a star says "whatever it is now".
    assert (await editor.patch(path, 'W/"1"', name="Weak")).status == 200
    assert (await editor.patch(path, "*", name="Star")).status == 200


async def test_a_merge_patch_changes_what_it_names_and_null_takes_a_value_away(editor: Caller) -> None:
    made = await outlet(editor, "weir-patch", status="draft", summary="Old.", country="NL", languages=["nl", "en"])
    path = f"/api/outlets/{made['id']}"
    changed = await editor.changed(path, summary=None, languages=["fy"])
    assert (changed["summary"], changed["country"], changed["languages"]) == (None, "NL", ["fy"])
    same = await editor.changed(path, languages=["fy"])
    assert same["version"] == changed["version"], "what changes nothing makes no version"
    refused = await editor.patch(path, "*", name=None)
    assert "name" in assert_problem(refused, 422, "invalid-input")
    assert "colour" in assert_problem(await editor.patch(path, "*", colour="red"), 422, "invalid-input")
    taken = await outlet(editor, "weir-taken")
    assert taken["slug"] in assert_problem(await editor.patch(path, "*", slug=taken["slug"]), 409, "conflict")


async def test_every_kind_of_record_can_be_changed(editor: Caller) -> None:
    made = await outlet(editor, "weir-kinds")
    base = f"/api/outlets/{made['id']}"
    other = await outlet(editor, "weir-kinds-two")
    address = await editor.made(f"{base}/addresses", address="weir-kinds.example")
    statement = await editor.made(f"{base}/statements", **STATEMENT)
    note = await editor.made(f"{base}/notes", text="It has no imprint.", sources=SOURCES)
    text = await article(editor, "kinds", outlet="weir-kinds", url="https://weir-kinds.example/1")
    (place,) = text["placements"]
    why = {"reason": "A slip of the pen."}

    moved = await editor.changed(
        f"/api/addresses/{address['id']}", address="HTTPS://www.Weir-Kinds.example:443/x", **why
    )
    assert moved["version"] == 1, "it is the same address"
    assert (await editor.changed(f"/api/addresses/{address['id']}", until="2024-05-01", **why))["until"] == "2024-05-01"
    said = await editor.changed(f"/api/statements/{statement['id']}", topic="assessment", kind=None, **why)
    assert said["kind"] == "assessment"
    sources = [*SOURCES, {"url": "https://archive.example/2"}]
    noted = await editor.changed(f"/api/notes/{note['id']}", sources=sources, **why)
    assert [one["url"] for one in noted["sources"]] == [one["url"] for one in sources]
    assert_problem(await editor.patch(f"/api/notes/{note['id']}", "*", sources=[], **why), 422, "missing-source")
    told = await editor.changed(f"/api/articles/{text['id']}", title="Another", outlet="weir-kinds-two", **why)
    assert (told["title"], told["outlet"], told["outlet_id"]) == ("Another", "weir-kinds-two", other["id"])
    placed = await editor.changed(f"/api/placements/{place['id']}", role="excerpt", first_seen="2021-08-07", **why)
    assert (placed["role"], placed["first_seen"]) == ("excerpt", "2021-08-07")


async def test_any_revision_can_be_gone_back_to_and_that_is_a_revision_too(editor: Caller, stranger: Caller) -> None:
    made = await outlet(editor, "weir-undo")
    note = await editor.made(f"/api/outlets/{made['id']}/notes", text="First.", sources=SOURCES)
    path = f"/api/notes/{note['id']}"
    await editor.changed(path, text="Second.", sources=[{"url": "https://other.example/"}], reason="It was wrong.")
    history = (await editor.get(f"{path}/revisions")).body["items"]
    assert [(one["action"], one["why"]) for one in history] == [("added", None), ("changed", "It was wrong.")]
    assert history[1]["before"]["sources"][0]["url"] == SOURCES[0]["url"]

    needs = await editor.step(path, "undo", revision=history[0]["id"])
    assert_problem(needs, 422, "missing-reason")
    back = await editor.stepped(path, "undo", revision=history[0]["id"], reason="It was right.")
    assert (back["text"], back["version"], back["status"]) == ("First.", 3, "published")
    assert back["sources"] == note["sources"]
    shown = (await stranger.get(f"{path}/revisions")).body["items"]
    assert [(one["who"], one["action"], one["why"]) for one in shown] == [
        ("a curator, editor", "added", None),
        ("a curator, editor", "changed", "It was wrong."),
        ("a curator, editor", "taken back", "It was right."),
    ]
    other = await editor.made(f"/api/outlets/{made['id']}/notes", text="Other.", sources=SOURCES)
    wrong = await editor.step(f"/api/notes/{other['id']}", "undo", revision=history[0]["id"], reason="x")
    assert "has no revision" in assert_problem(wrong, 404, "not-found")
    wrong = await editor.step(path, "undo", revision=10**18 - 1, reason="x")
    assert "has no revision" in assert_problem(wrong, 404, "not-found")


async def test_an_undo_that_would_take_somebody_elses_place_is_refused(editor: Caller) -> None:
    one = await outlet(editor, "weir-first-name")
    path = f"/api/outlets/{one['id']}"
    await editor.changed(path, slug="weir-second-name", reason="It was renamed.")
    await outlet(editor, "weir-first-name")
    first = (await editor.get(f"{path}/revisions")).body["items"][0]
    refused = await editor.step(path, "undo", revision=first["id"], reason="Back.")
    assert "weir-first-name" in assert_problem(refused, 409, "conflict")
    assert (await editor.get(path)).body["slug"] == "weir-second-name"


async def test_what_was_never_published_can_be_removed_and_its_number_is_not_given_again(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await outlet(contributor, "weir-gone")
    path = f"/api/outlets/{made['id']}"
    await contributor.made(f"{path}/addresses", address="weir-gone.example")
    await contributor.made(f"{path}/notes", text="A draft.", sources=SOURCES)
    text = await article(contributor, "gone", outlet="weir-gone")
    assert "named by 1 article." in assert_problem(await contributor.delete(path), 409, "conflict")
    assert (await contributor.delete(f"/api/articles/{text['id']}")).status == 204
    gone = await contributor.delete(path)
    assert (gone.status, gone.body) == (204, "")
    assert_problem(await editor.get(path), 404, "not-found")
    kept = (await editor.get(f"{path}/revisions")).body["items"]
    assert {one["action"] for one in kept} == {"added", "removed"}
    assert_problem(await stranger.get(f"{path}/revisions"), 404, "not-found")
    assert (await outlet(editor, "weir-next"))["id"] > made["id"]


async def test_contributors_remove_no_draft_with_which_that_of_somebody_else_would_go(
    editor: Caller, contributor: Caller
) -> None:
    drafted = await outlet(contributor, "joint-draft")
    path = f"/api/outlets/{drafted['id']}"
    note = await editor.made(f"{path}/notes", text="Looked at.", sources=SOURCES, status="draft")
    refused = assert_problem(await contributor.delete(path), 403, "not-allowed")
    assert f"Note {note['id']}, which belongs to it, is somebody else's." in refused
    assert (await editor.delete(f"/api/notes/{note['id']}")).status == 204
    assert (await contributor.delete(path)).status == 204


async def test_contributors_remove_their_own_drafts_only_and_nobody_what_was_published(
    editor: Caller, contributor: Caller
) -> None:
    drafted = await outlet(editor, "weir-editors", status="draft")
    refused = await contributor.delete(f"/api/outlets/{drafted['id']}")
    assert "role editor" in assert_problem(refused, 403, "not-allowed")
    published = await outlet(editor, "weir-stays")
    refused = await editor.delete(f"/api/outlets/{published['id']}")
    assert "Withdraw it instead" in assert_problem(refused, 409, "conflict")
    note = await editor.made(f"/api/outlets/{drafted['id']}/notes", text="x", sources=SOURCES)
    refused = await editor.delete(f"/api/outlets/{drafted['id']}")
    assert f"note {note['id']} was published" in assert_problem(refused, 409, "conflict")


async def test_an_address_is_nobodys_twice_on_the_same_day(editor: Caller) -> None:
    """Of an unknown beginning nothing is presumed, but that it was held on its last day."""
    one, other = [await outlet(editor, f"days-{name}") for name in ("one", "other")]
    held = "days-shared.example"
    await editor.made(f"/api/outlets/{one['id']}/addresses", address=held, until="2019-06-01")
    for days in ({"until": "2019-06-01"}, {"since": "2018-01-01", "until": "2020-06-01"}, {"since": "2019-05-31"}):
        refused = await editor.post(f"/api/outlets/{other['id']}/addresses", address=held, **days)
        assert "days-one" in assert_problem(refused, 409, "conflict"), days
    await editor.made(f"/api/outlets/{other['id']}/addresses", address=held, since="2019-06-01")


async def test_what_is_kept_already_is_found_and_not_made(editor: Caller) -> None:
    texts = {"text": "A headline, found once\n\n" + prose("found once")}
    made = await editor.post("/api/articles", **texts)
    assert (made.status, made.headers["Location"]) == (201, f"/api/articles/{made.body['id']}")
    for key in ("first", "first", "second"):
        found = await editor.call(
            "POST", "/api/articles", json.dumps(texts).encode(), headers={"Idempotency-Key": f"found-{key}"}
        )
        assert (found.status, found.body["id"], found.body["known_before"]) == (200, made.body["id"], True)
        assert "Location" not in found.headers
