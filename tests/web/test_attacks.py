"""What somebody with a contributor's token, or with none, must not be able to do."""

from http.client import HTTPConnection

import pytest

from serving import Server
from web.conftest import Caller

WORDS = " ".join(f"Sentence {n} of this article speaks of thing {n} and of nothing else at all." for n in range(40))


def article(of: str) -> str:
    """A text that no other test archives."""
    return f"The case of {of}\n\n" + "\n\n".join(f"{of}: {part}." for part in WORDS.split(". "))


async def test_a_contributor_adds_no_place_to_an_article_that_readers_are_told_of(
    editor: Caller, contributor: Caller
) -> None:
    text = article("the planted place")
    made = await editor.made("/api/articles", text=text, url="https://first.example/a")
    again = await contributor.made("/api/articles", text=text, url="https://victim.example/slander")
    assert again["id"] == made["id"]
    assert [place["url"] for place in again["placements"]] == ["https://first.example/a"]


async def test_what_a_draft_was_given_by_a_contributor_does_not_reach_readers_unread(
    editor: Caller, contributor: Caller
) -> None:
    text = article("the hijacked draft")
    draft = await contributor.made(
        "/api/articles", text=text, title="Planted", author="Planted", url="https://victim.example/x"
    )
    told = await editor.made(
        "/api/articles", text=text, title="Editor's title", published_on="2021-08-07", url="https://true.example/y"
    )
    assert told["id"] == draft["id"]
    assert (told["title"], told["author"], told["published_on"]) == ("Editor's title", None, "2021-08-07")
    assert [(place["url"], place["role"]) for place in told["placements"]] == [("https://true.example/y", "origin")]


async def test_half_a_surrogate_pair_is_refused_and_nothing_is_kept(contributor: Caller) -> None:
    before = contributor.records()
    answer = await contributor.call(
        "POST", "/api/articles", ('{"text": "' + "word " * 60 + '\\ud800"}').encode("ascii")
    )
    assert (answer.status, answer.body["type"]) == (422, "/problems/invalid-input")
    assert "surrogate" in answer.body["detail"]
    assert contributor.records() == before


async def test_a_draft_looks_to_a_stranger_as_if_there_were_none(contributor: Caller, stranger: Caller) -> None:
    draft = await contributor.made("/api/articles", text=article("the hidden draft"))
    hidden = await stranger.get(f"/api/articles/{draft['id']}")
    missing = await stranger.get("/api/articles/99999")
    assert hidden.status == missing.status == 404
    assert hidden.body["detail"] == missing.body["detail"].replace("99999", str(draft["id"]))


async def test_an_article_longer_than_a_feed_can_carry_is_refused(contributor: Caller) -> None:
    answer = await contributor.post("/api/articles", text="Title of it all\n\n" + "word and word. " * 20_000)
    assert (answer.status, answer.body["type"]) == (413, "/problems/too-large")


async def test_a_number_is_no_date(editor: Caller) -> None:
    answer = await editor.post("/api/outlets", slug="dated", name="Dated", reviewed_on=86400)
    assert answer.status == 422
    assert "2021-08-07" in answer.body["detail"]


@pytest.mark.parametrize("host", ["x:99999", "\u00e9", "["])
def test_a_host_header_that_is_none_is_refused(server: Server, host: str) -> None:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", host.encode("latin-1"))
    connection.endheaders()
    assert connection.getresponse().status in {200, 400}
    connection.close()
