"""A page that was taken for an article: a curator says so, and there the article is told no more, nor recognised."""

import json

from feed.making import prose
from serving import masthead
from web.conftest import Caller
from web.making import SOURCES, article

BOOK = "https://reader.example/a-book"


async def matched(caller: Caller, text: str, url: str) -> list[int]:
    """Articles that readers of a page would be told of."""
    return [one["article"] for one in (await caller.made("/api/match", text=text, url=url))["matches"]]


async def test_a_page_that_is_disputed_is_not_told_and_every_other_is(editor: Caller, stranger: Caller) -> None:
    made = await article(editor, "collected")
    await editor.made("/api/publish")
    assert await matched(stranger, made["text"], BOOK) == [made["id"]]
    place = await editor.made(f"/api/articles/{made['id']}/placements", url=BOOK, role="disputed")
    assert (place["role"], place["status"]) == ("disputed", "published")
    await editor.made("/api/publish")
    assert await matched(stranger, made["text"], f"{BOOK}#page-2") == []
    assert await matched(stranger, made["text"], f"{BOOK}/next") == [made["id"]]
    (told,) = (await editor.feed())["articles"][made["title"]]["placements"]
    assert (told["url"], told["role"]) == (BOOK, "disputed")
    await editor.stepped(f"/api/placements/{place['id']}", "withdraw", reason="It is the article after all.")
    await editor.made("/api/publish")
    assert await matched(stranger, made["text"], BOOK) == [made["id"]]


async def test_a_copy_that_turns_out_to_be_none_becomes_disputed_and_the_history_says_why(
    editor: Caller, stranger: Caller
) -> None:
    made = await article(editor, "mistaken")
    url = "https://mistaken.example/1"
    place = await editor.made(f"/api/articles/{made['id']}/placements", url=url)
    assert (await editor.post(f"/api/articles/{made['id']}/placements", url=url, role="disputed")).status == 409
    await editor.changed(f"/api/placements/{place['id']}", role="disputed", reason="It quotes the same law.")
    last = (await stranger.get(f"/api/placements/{place['id']}/revisions")).body["items"][-1]
    assert (last["before"]["role"], last["after"]["role"]) == ("copy", "disputed")
    assert last["why"] == "It quotes the same law."
    listed = (await stranger.get(f"/api/placements?article={made['id']}&role=disputed")).body["items"]
    assert [one["id"] for one in listed] == [place["id"]]


async def test_a_draft_that_is_disputed_somewhere_is_not_told_there_until_that_is_withdrawn(editor: Caller) -> None:
    made = await article(editor, "a draft", status="draft")
    assert await matched(editor, made["text"], BOOK) == [made["id"]]
    place = await editor.made(f"/api/articles/{made['id']}/placements", url=BOOK, role="disputed")
    assert await matched(editor, made["text"], BOOK) == []
    await editor.stepped(f"/api/placements/{place['id']}", "withdraw", reason="It is the article after all.")
    assert await matched(editor, made["text"], BOOK) == [made["id"]]


async def test_what_stands_at_a_disputed_page_is_not_taken_for_another_capture_of_the_article(editor: Caller) -> None:
    first, second, third, other = (" ".join(prose(f"disputed {number}", 60).split()) for number in range(4))
    known = await editor.made("/api/articles", text=f"The weir opened too late\n\n{first}\n\n{second}\n\n{third}")
    changed = f"The weir opened in time\n\n{first}\n\n{second}\n\n{other}"
    for url, role in (("https://seen.example/1", "copy"), ("https://seen.example/2", "disputed")):
        await editor.made(f"/api/articles/{known['id']}/placements", url=url, role=role)
    # Where the article stands, two thirds of it are enough to be recognised.
    assert (await editor.made("/api/articles", text=changed, url="https://seen.example/1"))["id"] == known["id"]
    assert (await editor.made("/api/articles", text=changed, url="https://seen.example/2"))["id"] != known["id"]


async def test_archiving_the_same_text_there_again_leaves_it_disputed(editor: Caller) -> None:
    made = await article(editor, "once more")
    url = "https://once.example/1"
    place = await editor.made(
        f"/api/articles/{made['id']}/placements", url=url, role="disputed", first_seen="2024-01-01"
    )
    again = await editor.made("/api/articles", text=f"A headline, once more\n\n{prose('once more')}", url=url)
    assert again["id"] == made["id"]
    assert [(one["id"], one["role"]) for one in again["placements"]] == [(place["id"], "disputed")]


async def test_other_programs_are_not_told_that_the_claim_stands_there(editor: Caller) -> None:
    made = await article(editor, "claimed")
    quote = " ".join(prose("claimed").split()[:12])
    await editor.made(f"/api/articles/{made['id']}/notes", text="It is not so.", quote=quote, sources=SOURCES)
    for url, role in (("https://seen.example/copy", "copy"), ("https://seen.example/none", "disputed")):
        await editor.made(f"/api/articles/{made['id']}/placements", url=url, role=role)
    data, database_url = editor.server.data, editor.server.database
    told = masthead(data, "export", "-", "--format", "claimreview", database_url=database_url)
    (review,) = [one for one in json.loads(told.stdout)["@graph"] if one["claimReviewed"] == quote]
    assert [one["url"] for one in review["itemReviewed"]["appearance"]] == ["https://seen.example/copy"]
