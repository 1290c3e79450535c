"""The history is public as far as what it tells of was: drafts, samples and whole texts are not."""

from feed.making import prose
from web.conftest import Caller
from web.making import SOURCES, article, outlet
from web.test_refusals import assert_problem


async def test_anyone_reads_the_history_of_what_readers_are_told_and_nobody_that_of_drafts(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    made = await outlet(contributor, "barge-bulletin", summary="A draft's first words.")
    path = f"/api/outlets/{made['id']}"
    note = await contributor.made(f"{path}/notes", text="Something unproven.", sources=SOURCES)
    await editor.stepped(f"/api/notes/{note['id']}", "publish")
    assert_problem(await stranger.get(f"{path}/revisions"), 404, "not-found")
    assert_problem(await stranger.get(f"/api/notes/{note['id']}/revisions"), 404, "not-found")
    assert "unproven" not in str((await stranger.get("/api/revisions?limit=200")).body)
    assert len((await contributor.get(f"{path}/revisions")).body["items"]) == 3

    await editor.changed(path, summary="The words that are told.")
    await editor.stepped(path, "publish")
    shown = (await stranger.get(f"{path}/revisions")).body["items"]
    assert [(one["record"], one["action"]) for one in shown] == [("note", "published"), ("outlet", "published")]
    assert "first words" not in str(shown)
    number = shown[0]["id"]
    assert (await stranger.get(f"/api/revisions/{number}")).body == shown[0]
    assert_problem(await stranger.get(f"/api/revisions/{number - 1}"), 404, "not-found")


async def test_whole_texts_are_in_no_history_and_samples_in_none_for_strangers(
    editor: Caller, stranger: Caller
) -> None:
    made = await outlet(editor, "barge-archive")
    text = await article(editor, "kept", outlet="barge-archive")
    sample = await editor.made(f"/api/outlets/{made['id']}/samples", text=prose("template", 40))
    for caller in (editor, stranger):
        shown = (await caller.get(f"/api/articles/{text['id']}/revisions")).body["items"]
        assert shown[0]["after"]["title"] == text["title"]
        everything = str((await caller.get("/api/revisions?limit=200")).body)
        assert text["text"].split("\n")[-1][:60] not in everything
        assert sample["text"][:60] not in everything
    assert (await editor.get(f"/api/samples/{sample['id']}/revisions")).status == 200
    assert_problem(await stranger.get(f"/api/samples/{sample['id']}/revisions"), 401, "not-signed-in")
    records = {one["record"] for one in (await stranger.get("/api/revisions?limit=200")).body["items"]}
    assert "sample" not in records


async def test_changes_are_listed_by_who_by_kind_and_since_when(editor: Caller, contributor: Caller) -> None:
    made = await outlet(contributor, "barge-changes")
    await editor.changed(f"/api/outlets/{made['id']}", summary="x")
    path = f"/api/revisions?record=outlet&record_id={made['id']}"
    both = (await editor.get(path)).body["items"]
    assert [one["who"] for one in both] == ["a curator, contributor", "a curator, editor"]
    mine = (await editor.get(f"{path}&who=a curator, editor")).body["items"]
    assert [one["action"] for one in mine] == ["changed"]
    assert (await editor.get(f"{path}&since=2099-01-01T00:00:00Z")).body["items"] == []
