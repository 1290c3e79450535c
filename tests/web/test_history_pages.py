"""Anyone reads what readers were told of an article, an outlet or a note, change by change: who, when, why."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from serving import masthead, serving
from web.conftest import Answer, Caller
from web.making import SOURCES, STATEMENT, article, outlet
from web.watching import call, log


class Page:
    """A page of history, as somebody would read it."""

    def __init__(self, answer: Answer) -> None:
        assert (answer.status, answer.content_type) == (200, "text/html"), answer
        self.html: str = answer.body
        self.headers = answer.headers
        tree = LexborHTMLParser(answer.body)
        self.heading = "".join(one.text() for one in tree.css("h1"))
        self.text = " ".join((tree.body.text(separator=" ") if tree.body else "").split())
        self.changes = [" ".join(one.text(separator=" ").split()) for one in tree.css("li")]
        self.links = [str(one.attributes["href"]) for one in tree.css("a")]


async def history(caller: Caller, path: str) -> Page:
    return Page(await caller.get(f"/history/{path}"))


async def test_the_history_of_an_article_tells_its_placements_and_notes_too_the_latest_first(
    editor: Caller, stranger: Caller
) -> None:
    await outlet(editor, "barge-daily")
    made = await article(editor, "histories", outlet="barge-daily", published_on="2021-08-07")
    place = await editor.made(f"/api/articles/{made['id']}/placements", url="https://seen.example/1")
    note = await editor.made(f"/api/articles/{made['id']}/notes", text="It was so.", sources=SOURCES)
    await editor.changed(f"/api/articles/{made['id']}", title="A better headline", reason="The page says so.")
    await editor.changed(f"/api/placements/{place['id']}", role="disputed", reason="It is another text.")
    await editor.changed(f"/api/notes/{note['id']}", text="It was not so.", reason="The register says so.")
    page = await history(stranger, f"articles/{made['id']}")
    assert page.heading == "History of A better headline"
    assert [" ".join(one.split()[:3]) for one in page.changes] == [
        f"Note {note['id']} changed",
        f"Placement {place['id']} changed",
        f"Article {made['id']} changed",
        f"Note {note['id']} published",
        f"Placement {place['id']} published",
        f"Article {made['id']} published",
    ]
    noted, placed, renamed, *_, archived = page.changes
    assert "by a curator, editor Why: The register says so. Text before: It was not so." not in noted
    assert "Why: The register says so. Text before: It was so. since: It was not so." in noted
    assert "Why: It is another text." in placed
    assert "before: copy since: disputed: this page is not the article" in placed
    assert f"Title before: {made['title']} since: A better headline" in renamed
    assert "Date of the article 2021-08-07" in archived
    assert "Outlet barge-daily" in archived
    assert {f"../notes/{note['id']}", "../outlets/barge-daily", "https://seen.example/1"} <= set(page.links)
    assert SOURCES[0]["url"] in page.links
    assert made["text"].split("\n")[-1][:60] not in page.html, "the text is somebody's work"


async def test_the_history_of_an_outlet_tells_its_addresses_statements_and_notes_too(
    editor: Caller, stranger: Caller
) -> None:
    made = await outlet(editor, "barge-weekly", summary="A weekly.", languages=["en", "ru"])
    await editor.made(f"/api/outlets/{made['id']}/addresses", address="barge-weekly.example")
    await editor.made(f"/api/outlets/{made['id']}/statements", **STATEMENT)
    note = await editor.made(f"/api/outlets/{made['id']}/notes", text="It has moved.", sources=SOURCES)
    page = await history(stranger, "outlets/barge-weekly")
    noted, stated, held, added = page.changes
    assert "It has moved." in noted
    assert "What is stated It belongs to the waterworks. Stated by Company register" in stated
    assert "barge-weekly.example" in held
    assert "Languages en, ru" in added
    own = await history(stranger, f"notes/{note['id']}")
    assert own.changes == [noted]
    assert own.heading == f"History of note {note['id']}"
    assert "A note on Barge Weekly ." in own.text
    assert "../outlets/barge-weekly" in own.links


async def test_of_drafts_nobody_learns_that_there_are_any(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    draft = await article(contributor, "unseen")
    hidden = await outlet(contributor, "barge-unseen")
    note = await contributor.made(f"/api/articles/{draft['id']}/notes", text="Unproven.", sources=SOURCES)
    await editor.stepped(f"/api/notes/{note['id']}", "publish")
    paths = [f"articles/{draft['id']}", f"notes/{note['id']}", "outlets/barge-unseen"]
    answers = [await stranger.get(f"/history/{path}") for path in [*paths, "articles/99999", "outlets/nobody"]]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1
    told = await article(editor, "seen in part")
    await contributor.made(f"/api/articles/{told['id']}/notes", text="Still unproven.", sources=SOURCES)
    assert "unproven" not in (await history(stranger, f"articles/{told['id']}")).html
    await editor.changed(f"/api/outlets/{hidden['id']}", summary="The words that are told.")
    await editor.stepped(f"/api/outlets/{hidden['id']}", "publish")
    page = await history(stranger, "outlets/barge-unseen")
    assert len(page.changes) == 1
    assert "published" in page.changes[0]
    assert (await stranger.get(f"/history/notes/{note['id']}")).status == 404


async def test_what_was_withdrawn_is_told_as_withdrawn_with_the_reason(editor: Caller, stranger: Caller) -> None:
    made = await outlet(editor, "barge-gone", summary="The first words.")
    note = await editor.made(f"/api/outlets/{made['id']}/notes", text="It was wrong.", sources=SOURCES)
    await editor.stepped(f"/api/notes/{note['id']}", "withdraw", reason="The source was corrected.")
    await editor.stepped(f"/api/outlets/{made['id']}", "withdraw", reason="It is no outlet.")
    page = await history(stranger, "outlets/barge-gone")
    assert "was withdrawn on" in page.text
    assert "by a curator, editor . Readers are told of it no more. Why: It is no outlet." in page.text
    assert [" ".join(one.split()[:3]) for one in page.changes[:2]] == [
        f"Outlet {made['id']} withdrawn",
        f"Note {note['id']} withdrawn",
    ]
    assert "Why: The source was corrected." in page.changes[1]
    assert "It was wrong." in page.changes[1]
    assert ", which was withdrawn." in (await history(stranger, f"notes/{note['id']}")).text
    await editor.changed(f"/api/outlets/{made['id']}", summary="Other words.", reason="Not told yet.")
    assert "Other words" not in (await history(stranger, "outlets/barge-gone")).html
    await editor.stepped(f"/api/outlets/{made['id']}", "publish", reason="It is one after all.")
    again = await history(stranger, "outlets/barge-gone")
    assert "was withdrawn on" not in again.text
    assert again.changes[0].startswith(f"Outlet {made['id']} published again")
    assert "Summary before: The first words. since: Other words." in again.changes[0]
    assert "Not told yet" not in again.html


async def test_a_long_history_is_told_page_by_page(editor: Caller, stranger: Caller) -> None:
    made = await outlet(editor, "barge-long")
    for number in range(29):
        await editor.changed(f"/api/outlets/{made['id']}", summary=f"Words {number}.", reason="Again.")
    first = await history(stranger, "outlets/barge-long")
    assert len(first.changes) == 25
    (link,) = [link for link in first.links if "before" in link]
    second = await history(stranger, f"outlets/barge-long{link}")
    assert len(second.changes) == 5
    assert second.changes[-1].startswith(f"Outlet {made['id']} published")
    assert second.links == ["?"]
    assert second.heading == first.heading
    assert "nothing earlier" in (await history(stranger, "outlets/barge-long?before=1")).text
    for wrong in ("x", "-1", "1" * 30, "٣"):
        assert (await stranger.get(f"/history/outlets/barge-long?before={wrong}")).status == 404
    assert (await stranger.get("/history/outlets/barge-long?before=" + "9" * 18)).status == 200


async def test_words_of_curators_are_text_and_the_page_runs_and_loads_nothing(editor: Caller, stranger: Caller) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    made = await outlet(editor, "barge-evil", summary=evil)
    await editor.changed(f"/api/outlets/{made['id']}", name=evil, reason=evil)
    page = await history(stranger, "outlets/barge-evil")
    assert evil in page.heading
    assert "<script" not in page.html
    assert "<img" not in page.html
    assert "&lt;script&gt;alert(1)" in page.html
    policy = page.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", page.html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert not re.search(r"<(?:link|iframe|form|object)\b", page.html)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert not [name for name in page.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "path",
    [
        *("articles/0", "articles/-1", "articles/1x", "articles/" + "9" * 18, "articles/" + "9" * 19, "articles/"),
        *("outlets/1", "outlets/UPPER", "outlets/a%2fb", "outlets/..%2f..%2fapi", "notes/", "curators/1", ""),
    ],
)
async def test_whatever_else_is_asked_for_is_not_there(stranger: Caller, path: str) -> None:
    assert (await stranger.get(f"/history/{path}")).status == 404


async def test_histories_are_limited_as_the_api_is_and_logged_nowhere(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo").returncode == 0
    with serving(tmp_path, rate_per_network="3/hour", log="json") as server:
        answers = [await call(server, path) for path in ("/api/outlets", *["/history/articles/1?before=77"] * 3)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["Retry-After"]) > 3000
        assert b"Without a token, 3 calls per hour" in answers[-1].body
        numbers = (await call(server, "/metrics")).body.decode()
    assert 'route="/history/articles/{name}"' in numbers
    assert len(log(server)) == 1, "the call of the API"
    assert "history" not in "".join(log(server))
