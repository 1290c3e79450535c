"""Pages held against the feed and the drafts over HTTP: the same answer as readers and the command line get."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from feed.making import prose
from masthead.feed.drafts import MOST_COMPARED
from serving import ROOT, masthead, serving
from web.conftest import Caller
from web.watching import token_of

DAILY = (ROOT / "fixtures" / "pages" / "page-of-a-daily" / "page.html").read_text("utf-8")


def written(seed: str) -> str:
    """A text of 300 words in one paragraph, none of which archiving cuts."""
    return prose(seed, 300).replace("\n\n", " ")


PAPER = written("paper")
"""Published, by an outlet that has an address."""
WIRE = written("wire")
"""Published, by nobody that is known."""
DRAFT = written("draft")
OWN_DRAFT = written("own draft")
"""Of the outlet that has an address."""
HOME = "https://paper.example/2024/a-page"
ELSEWHERE = "https://copyist.example/a-page"


@pytest.fixture(scope="module")
async def articles(curators: dict[str, Caller]) -> dict[str, int]:
    """Two published articles and two drafts, and a feed that tells the first two."""
    editor, contributor = curators["editor"], curators["contributor"]
    outlet = await editor.made("/api/outlets", slug="paper", name="Paper")
    await editor.made(f"/api/outlets/{outlet['id']}/addresses", address="paper.example")
    made = {
        "paper": await editor.made(
            "/api/articles", title="The paper's headline", text=f"The paper's headline\n\n{PAPER}", outlet="paper"
        ),
        "wire": await editor.made(
            "/api/articles",
            title="The wire's headline",
            text=f"The wire's headline\n\n{WIRE}",
            url="https://wire.example/1",
        ),
        "daily": await editor.made("/api/articles", html=DAILY),
        "draft": await contributor.made(
            "/api/articles", title="The draft's headline", text=f"The draft's headline\n\n{DRAFT}"
        ),
        "own": await contributor.made(
            "/api/articles", title="Its own headline", text=f"Its own headline\n\n{OWN_DRAFT}", outlet="paper"
        ),
    }
    await editor.made("/api/publish")
    return {name: one["id"] for name, one in made.items()}


async def found(caller: Caller, **page: str) -> list[tuple[int, str, str]]:
    """What of a page is known: article, class and status."""
    told = await caller.made("/api/match", **page)
    return [(one["article"], one["class"], one["status"]) for one in told["matches"]]


def words_of(text: str, first: int, last: int) -> str:
    return " ".join(text.split()[first:last])


def on_command_line(caller: Caller, page: str, tmp_path: Path, *options: str) -> dict[str, Any]:
    """What ``masthead match --json`` says of the same page and the same feed."""
    file = tmp_path / "page"
    file.write_text(page, "utf-8")
    done = masthead(caller.server.data, "match", file, "--feed", caller.server.data / "feed", "--json", *options)
    assert done.returncode == 0, done.stderr
    line: dict[str, Any] = json.loads(done.stdout)
    return {key: line[key] for key in line if key != "page"}


def without_status(told: dict[str, Any]) -> dict[str, Any]:
    matches = [{key: one[key] for key in one if key != "status"} for one in told["matches"]]
    return told | {"matches": matches}


async def test_anyone_is_told_of_a_published_article_that_a_page_carries(
    stranger: Caller, articles: dict[str, int]
) -> None:
    told = await stranger.made("/api/match", text=f"Look at this\n\n{PAPER}", url=ELSEWHERE)
    (match,) = told["matches"]
    assert (match["article"], match["outlet"], match["class"]) == (articles["paper"], "paper", "same article")
    assert (match["shared_words"], match["longest_run"], match["status"]) == (300, 300, "published")
    assert match["article_share"] > 0.97
    assert match["page_share"] > 0.97
    (passage,) = match["passages"]
    assert passage["words"] == 300
    assert passage["text"].split() == PAPER.rstrip(".").split()
    assert "address" not in told
    assert "unread" not in told


async def test_a_quote_in_another_text_is_a_quote(stranger: Caller, articles: dict[str, int]) -> None:
    quote = words_of(PAPER, 100, 150)
    page = f"{prose('before', 200)} {quote} {prose('after', 200)}"
    told = await stranger.made("/api/match", text=page)
    (match,) = told["matches"]
    assert (match["article"], match["class"], match["shared_words"]) == (articles["paper"], "quotes a passage", 50)
    assert match["passages"][0]["text"].split() == quote.rstrip(".").split()


async def test_html_is_read_as_it_is_shown(stranger: Caller, articles: dict[str, int]) -> None:
    page = f"<html><body><nav>Home</nav><p>{WIRE}</p><script>{PAPER}</script><p hidden>{PAPER}</p></body></html>"
    assert await found(stranger, html=page) == [(articles["wire"], "same article", "published")]
    assert await found(stranger, text=page) == [(articles["wire"], "same article", "published")]
    assert await found(stranger, html=f"Not a tag in it. {WIRE}") == [(articles["wire"], "same article", "published")]


@pytest.mark.usefixtures("articles")
async def test_of_a_text_that_nobody_knows_nothing_is_said(stranger: Caller, contributor: Caller) -> None:
    for text in (
        prose("nobody knows this", 400),
        "Four words are here",
        words_of(PAPER, 0, 20),
        words_of(DRAFT, 0, 20),
    ):
        for caller in (stranger, contributor):
            assert await caller.made("/api/match", text=text, url=ELSEWHERE) == {"matches": []}


async def test_curators_are_told_of_drafts_and_strangers_are_not(
    stranger: Caller, contributor: Caller, editor: Caller, articles: dict[str, int]
) -> None:
    page = f"{words_of(DRAFT, 0, 250)}\n\n{PAPER}"
    published = (articles["paper"], "same article", "published")
    assert await found(stranger, text=page) == [published]
    assert await found(stranger, text=DRAFT) == []
    for caller in (contributor, editor):
        assert await found(caller, text=page) == [published, (articles["draft"], "same article", "draft")]
    told = await contributor.made("/api/match", text=f"{prose('x', 300)} {words_of(DRAFT, 50, 110)}")
    (match,) = told["matches"]
    assert (match["title"], match["class"]) == ("The draft's headline", "large part")
    assert match["passages"][0]["text"].split() == words_of(DRAFT, 50, 110).rstrip(".").split()


async def test_on_an_outlets_own_pages_nothing_below_the_same_article_is_told(
    stranger: Caller, contributor: Caller, articles: dict[str, int]
) -> None:
    for caller, text, name, status in (
        (stranger, PAPER, "paper", "published"),
        (contributor, OWN_DRAFT, "own", "draft"),
    ):
        part = f"{prose('y', 300)} {words_of(text, 50, 110)}"
        assert await found(caller, text=part, url=ELSEWHERE) == [(articles[name], "large part", status)]
        assert await found(caller, text=part, url=HOME) == []
        assert await found(caller, text=text, url=HOME) == [(articles[name], "same article", status)]
    told = await stranger.made("/api/match", text="Nothing known", url=HOME)
    assert told["address"]["outlet"] == "paper"
    assert told["address"]["address"] == "paper.example"


@pytest.mark.usefixtures("articles")
async def test_a_draft_without_an_outlet_is_at_home_on_the_host_of_its_url(editor: Caller, contributor: Caller) -> None:
    text = written("no outlet")
    draft = await contributor.made("/api/articles", title="No outlet", text=f"No outlet\n\n{text}", url=ELSEWHERE)
    part = f"{prose('z', 300)} {words_of(text, 50, 110)}"
    assert await found(editor, text=part, url="https://another.example/") == [(draft["id"], "large part", "draft")]
    assert await found(editor, text=part, url=f"{ELSEWHERE}/2") == []


async def test_of_very_many_drafts_alike_those_that_share_most_are_compared(contributor: Caller) -> None:
    shared = written("in many drafts").split()
    made = {}
    for more in range(MOST_COMPARED + 3):
        text = f"{' '.join(shared[: 100 + 5 * more])} {written(f'only in draft {more}')}"
        made[more] = (await contributor.made("/api/articles", title=f"Number {more}", text=text))["id"]
    told = await contributor.made("/api/match", text=" ".join(shared))
    assert {made[more] for more in range(8, MOST_COMPARED + 3)} <= {one["article"] for one in told["matches"]}
    assert len(told["matches"]) == MOST_COMPARED
    assert told["unread"] == "3 drafts with less in common were not compared"


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.usefixtures("articles")
async def test_the_answer_is_that_of_the_command_line(stranger: Caller, tmp_path: Path, kind: str) -> None:
    plain = f"{words_of(WIRE, 0, 120)} “{words_of(PAPER, 10, 90)}” {prose('between', 90)} {words_of(WIRE, 100, 280)}"
    page = {"text": plain, "html": DAILY.replace("</body>", f"<p>{plain}</p></body>")}[kind]
    for url in (HOME, ELSEWHERE, None):
        told = await stranger.made("/api/match", **{kind: page}, **({"url": url} if url else {}))
        options = ["--url", url] if url else []
        assert without_status(told) == await asyncio.to_thread(on_command_line, stranger, page, tmp_path, *options)
        assert len(told["matches"]) >= (kind == "html") + 1


async def test_what_is_withdrawn_is_matched_no_more_once_that_is_published(editor: Caller, stranger: Caller) -> None:
    text = written("taken back")
    article = await editor.made("/api/articles", title="Taken back", text=f"Taken back\n\n{text}")
    await editor.made("/api/publish")
    assert await found(stranger, text=text) == [(article["id"], "same article", "published")]
    await editor.stepped(f"/api/articles/{article['id']}", "withdraw", reason="It was not theirs.")
    await editor.made("/api/publish")
    assert await found(stranger, text=text) == []
    assert await found(editor, text=text) == []


async def test_a_draft_is_told_as_published_once_it_is(editor: Caller, contributor: Caller, stranger: Caller) -> None:
    text = written("soon published")
    draft = await contributor.made("/api/articles", title="Soon published", text=f"Soon published\n\n{text}")
    assert await found(contributor, text=text) == [(draft["id"], "same article", "draft")]
    await editor.stepped(f"/api/articles/{draft['id']}", "publish")
    await editor.made("/api/publish")
    for caller in (contributor, stranger):
        assert await found(caller, text=text) == [(draft["id"], "same article", "published")]


@pytest.mark.usefixtures("articles")
async def test_matching_changes_nothing_and_leaves_nothing_of_the_page(contributor: Caller, stranger: Caller) -> None:
    secret = "nobodyshallreadthis"
    records, feed = contributor.records(), await stranger.feed()
    for caller in (contributor, stranger):
        await caller.made("/api/match", text=f"{secret} {PAPER} {DRAFT}", url=f"https://{secret}.example/")
        assert (
            await caller.post("/api/match", text=f"\x01\x02 {secret}", url=f"https://{secret}.example/")
        ).status == 422
    assert contributor.records() == records
    assert await stranger.feed() == feed
    assert not any(secret in line for line in contributor.server.said)
    for file in contributor.server.data.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "as text or as html, one of them"),
        ({"text": PAPER, "html": PAPER}, 422, "as text or as html, one of them"),
        ({"text": ""}, 422, "There is no text in it"),
        ({"html": " \n"}, 422, "There is no text in it"),
        ({"text": PAPER, "url": "paper.example"}, 422, "full http or https URL"),
        ({"text": PAPER, "outlet": "paper"}, 422, "outlet"),
        ({"text": "half a \ud800 pair"}, 422, "surrogate"),
        ({"text": "word " * 70_000}, 413, "text has 350,000 characters; 300,000 are taken"),
        ({"html": "<p>" * 300_001}, 413, "has 300,001 tags"),
        ({"html": "<div>" * 4000}, 422, "nested 4,000 deep"),
    ],
)
async def test_what_is_no_page_is_refused(stranger: Caller, body: dict[str, str], status: int, said: str) -> None:
    answer = await stranger.post("/api/match", **body)
    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert said in answer.body["detail"]


async def test_pages_wait_their_turn_and_too_many_are_told_when_to_come_again(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with serving(tmp_path, rate_per_network="off") as server:
        caller = Caller(http, server)
        page = json.dumps({"html": "<p>a</p>" * 9_000}).encode()

        async def sent() -> tuple[int, str | None]:
            headers = {"Content-Type": "application/json"}
            async with http.post(f"{server.url}/api/match", data=io.BytesIO(page), headers=headers) as answer:
                return answer.status, answer.headers.get("Retry-After")

        answers = await asyncio.gather(*(sent() for _ in range(20)))
        assert set(answers) == {(200, None), (503, "5")}
        assert answers.count((200, None)) >= 9, "eight wait behind the first"
        assert await caller.made("/api/match", text=PAPER) == {"matches": []}


async def test_without_a_feed_a_page_cannot_be_matched_yet(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    with serving(tmp_path) as server:
        caller = Caller(http, server, await token_of(server, "one"))
        await caller.made("/api/articles", title="A headline", text=f"A headline\n\n{PAPER}")
        await caller.made("/api/publish")
        index = server.data / "feed" / "index.json"
        index.rename(tmp_path / "aside")
        answer = await caller.post("/api/match", text=PAPER)
        assert (answer.status, answer.body["type"]) == (503, "/problems/busy")
        assert "feed" in answer.body["detail"]
        assert str(tmp_path) not in answer.body["detail"]
        (tmp_path / "aside").rename(index)
        assert [one["status"] for one in (await caller.made("/api/match", text=PAPER))["matches"]] == ["published"]
