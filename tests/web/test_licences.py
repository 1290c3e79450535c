"""An article that is free to publish: curators say on what terms, readers get its text, until the terms are gone."""

import json
from pathlib import Path

from feed.making import prose
from serving import masthead
from web.conftest import Caller
from web.making import article
from web.test_refusals import assert_problem


async def test_a_licence_brings_the_text_into_the_feed_and_its_withdrawal_takes_it_out(
    editor: Caller, stranger: Caller
) -> None:
    made = await article(editor, "free", licence="CC BY 4.0")
    path = f"/api/articles/{made['id']}"
    assert made["licence"] == "CC BY 4.0"
    shown = (await stranger.get(path)).body
    assert (shown["licence"], shown["text"]) == ("CC BY 4.0", None), "the API tells texts to curators only"
    await editor.made("/api/publish")
    told = (await editor.feed())["articles"][made["title"]]
    assert (told["licence"], told["text"]) == ("CC BY 4.0", made["text"])

    tag = (await editor.get(path)).headers["ETag"]
    assert_problem(await editor.patch(path, tag, licence=None), 422, "missing-reason")
    assert (await editor.changed(path, licence=None, reason="The agency objects."))["licence"] is None
    await editor.made("/api/publish")
    told = (await editor.feed())["articles"][made["title"]]
    assert not {"licence", "text"} & told.keys()
    first, last = (await stranger.get(f"{path}/revisions")).body["items"]
    assert (first["after"]["licence"], last["after"]["licence"], last["why"]) == (
        "CC BY 4.0",
        None,
        "The agency objects.",
    )
    page = (await stranger.get(f"/history/articles/{made['id']}")).body
    assert "Text free to publish" in page
    assert "CC BY 4.0" in page
    again = await editor.stepped(path, "undo", revision=first["id"], reason="It has agreed.")
    assert again["licence"] == "CC BY 4.0"


async def test_a_licence_is_one_line(editor: Caller) -> None:
    answer = await editor.post("/api/articles", text=prose("no line"), licence="CC BY\n4.0")
    assert_problem(answer, 422, "invalid-input")
    assert answer.body["errors"][0]["field"] == "licence"


async def test_what_is_archived_again_keeps_the_terms_that_it_has(editor: Caller, contributor: Caller) -> None:
    made = await article(editor, "kept as it is")
    again = await article(contributor, "kept as it is", licence="public domain")
    assert (again["id"], again["known_before"], again["licence"]) == (made["id"], True, None)


async def test_a_page_is_archived_with_its_licence_on_the_command_line_and_exported_with_it(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"A headline that is free\n\n{prose('by command')}", "utf-8")
    here, there, older = tmp_path / "here", tmp_path / "there", tmp_path / "older"
    done = masthead(here, "archive", page, "--licence", "CC BY 4.0")
    assert done.returncode == 0, done.stderr
    refused = masthead(here, "archive", page, "--licence", "two\nlines", "--dry-run")
    assert (refused.returncode, "licence" in refused.stderr) == (1, True)

    exported = masthead(here, "export", "-").stdout
    (kept,) = [line["article"] for line in map(json.loads, exported.splitlines()) if "article" in line]
    assert kept["licence"] == "CC BY 4.0"
    (tmp_path / "all.jsonl").write_text(exported, "utf-8")
    assert masthead(there, "import", tmp_path / "all.jsonl").returncode == 0
    assert masthead(there, "export", "-").stdout == exported

    # Exports of earlier versions know of no licence.
    lines = [json.loads(line) for line in exported.splitlines()]
    for line in lines:
        line.get("article", {}).pop("licence", None)
    (tmp_path / "older.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    done = masthead(older, "import", tmp_path / "older.jsonl")
    assert done.returncode == 0, done.stderr
    (kept,) = [
        line["article"]
        for line in map(json.loads, masthead(older, "export", "-").stdout.splitlines())
        if "article" in line
    ]
    assert (kept["id"], kept["licence"]) == (1, None)
