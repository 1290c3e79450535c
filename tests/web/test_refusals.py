"""Bad calls: each is told what to do as a problem, and leaves nothing half-written."""

import json
import re
from typing import Any

import pytest

from masthead.demo.content import load
from serving import ROOT
from web.conftest import Answer, Caller

ARTICLE = (ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt").read_text("utf-8")
SOURCE = {"url": "https://register.example/weir"}
IMPERSONATOR = {"address": "weir.ltd", "role": "impersonator"}
STATEMENT = {
    "topic": "ownership",
    "text": "It is owned.",
    "stated_by": "Register",
    "stated_on": "2024-01-01",
    "source_url": "https://register.example/weir",
}
SURROGATE = b'{"slug": "broken", "name": "half a \\ud800 pair"}'


@pytest.fixture(scope="module")
async def known(curators: dict[str, Caller]) -> dict[str, int]:
    """An outlet, an article and a note that stand in the way or can be spoken of."""
    editor = curators["editor"]
    outlet = await editor.made("/api/outlets", slug="weir", name="Weir")
    await editor.made(f"/api/outlets/{outlet['id']}/addresses", address="weir.example")
    other = await editor.made("/api/outlets", slug="other", name="Other")
    article = await editor.made("/api/articles", text=ARTICLE)
    note = await editor.made(f"/api/articles/{article['id']}/notes", text="So it is.", sources=[SOURCE])
    await editor.made("/api/publish")
    return {"outlet": outlet["id"], "other": other["id"], "article": article["id"], "note": note["id"]}


def assert_problem(answer: Answer, status: int, code: str) -> str:
    """The answer is a problem of that kind; its detail is a sentence for people."""
    assert (answer.status, answer.content_type) == (status, "application/problem+json"), answer
    assert answer.body["type"] == f"/problems/{code}"
    assert answer.body["status"] == status
    detail: str = answer.body["detail"]
    assert len(detail) > 20
    assert detail.endswith((".", "ROLE", "TOKEN", "NAME")), detail
    assert "Traceback" not in detail
    return detail


UNPROCESSABLE: list[tuple[str, dict[str, Any], str, str]] = [
    # a missing source
    ("/api/articles/{article}/notes", {"text": "x"}, "missing-source", "sources: .*needs a source"),
    ("/api/articles/{article}/notes", {"text": "x", "sources": []}, "missing-source", "sources"),
    ("/api/outlets/{outlet}/notes", {"text": "x", "sources": [SOURCE] * 30}, "invalid-input", "at most 20"),
    ("/api/outlets/{outlet}/statements", STATEMENT | {"stated_on": "2922-03-03"}, "invalid-input", "in the future"),
    ("/api/outlets", {"slug": "1984", "name": "A number"}, "invalid-input", "must have a letter"),
    ("/api/outlets", {"slug": "two-lines", "name": "Two\nlines"}, "invalid-input", "one line"),
    ("/api/outlets/{outlet}/addresses", {"address": "mailto:a@b.example"}, "unusable-address", "no web address"),
    ("/api/outlets/{outlet}/notes", {"text": "x", "sources": [{"title": "x"}]}, "missing-source", r"sources\.0\.url"),
    ("/api/outlets/{outlet}/notes", {"text": "x", "sources": [{"url": "hearsay"}]}, "invalid-input", "full http"),
    ("/api/outlets/{outlet}/statements", STATEMENT | {"source_url": None}, "missing-source", "source_url"),
    (
        "/api/outlets/{outlet}/statements",
        {key: STATEMENT[key] for key in STATEMENT if key != "stated_on"},
        "missing-source",
        "stated_on",
    ),
    ("/api/outlets/{outlet}/statements", STATEMENT | {"stated_by": " "}, "missing-source", "stated_by"),
    ("/api/outlets/{outlet}/addresses", IMPERSONATOR, "invalid-input", "an impersonator needs source_url"),
    # addresses
    ("/api/outlets/{outlet}/addresses", {"address": "co.uk"}, "unusable-address", "belongs to many: give"),
    ("/api/outlets/{outlet}/addresses", {"address": "blogspot.com"}, "unusable-address", r"name\.blogspot\.com"),
    ("/api/outlets/{outlet}/addresses", {"address": "https://medium.com/"}, "unusable-address", r"medium\.com/@name"),
    ("/api/outlets/{outlet}/addresses", {"address": "http://192.0.2.1/"}, "unusable-address", "is a number"),
    ("/api/outlets/{outlet}/addresses", {"address": "not a host"}, "unusable-address", "not a host name"),
    (
        "/api/outlets/{outlet}/addresses",
        {"address": "weir.press", "since": "2024-02-01", "until": "2024-01-01"},
        "invalid-input",
        "until lies before since",
    ),
    # articles
    ("/api/articles", {"text": ""}, "unreadable-text", "There is no text in it"),
    ("/api/articles", {"html": " \n"}, "unreadable-text", "There is no text in it"),
    ("/api/articles", {"text": "Too short to say."}, "text-too-short", "at least 37 are needed|No article text"),
    ("/api/articles", {"text": ARTICLE[:200]}, "text-too-short", "at least 37 are needed"),
    ("/api/articles", {"html": "<nav><a href=/>Home</a></nav>"}, "text-too-short", "No article text was found"),
    ("/api/articles", {"text": "\x00\x01\x02\x03" * 500}, "unreadable-text", "binary data"),
    ("/api/articles", {"text": ARTICLE, "html": ARTICLE}, "invalid-input", "as text or as html, one of them"),
    ("/api/articles", {"title": "Nothing else"}, "invalid-input", "as text or as html, or the url that it is"),
    ("/api/articles", {"text": ARTICLE, "keep": [999]}, "invalid-input", "no segment 999: this page has segments 0 to"),
    ("/api/articles", {"text": ARTICLE, "keep": [1], "cut": [1]}, "invalid-input", "cannot be both"),
    ("/api/articles", {"text": ARTICLE, "url": "ftp://weir.example/"}, "invalid-input", "full http or https URL"),
    ("/api/articles", {"text": ARTICLE, "language": "en" + "-abcdefgh" * 250}, "invalid-input", "language"),
    # Readers refuse a source that does not begin in small letters: one of them would have stopped every publication.
    ("/api/articles", {"text": ARTICLE, "url": "HTTPS://weir.example/"}, "invalid-input", "full http or https URL"),
    ("/api/articles", {"text": ARTICLE, "published_on": "2024-02-30"}, "invalid-input", "published_on"),
    ("/api/articles", {"text": ARTICLE, "status": "withdrawn"}, "invalid-input", "nothing is there to withdraw"),
    ("/api/articles", {"text": ARTICLE.partition("\n")[2][:700], "as_new": True}, "invalid-input", "title.*Give one"),
    (
        "/api/articles",
        {"text": "A title of words\n\n" + "Every word of this counts once more. " * 20 + "a" * 2_100_000 + "."},
        "invalid-input",
        "body",
    ),
    # fields
    ("/api/outlets", {"slug": "x", "name": "X", "colour": "red"}, "invalid-input", "colour: Extra inputs"),
    ("/api/outlets", {"slug": "Not A Slug", "name": "X"}, "invalid-input", "slug"),
    ("/api/outlets", {"name": "X"}, "invalid-input", "slug: Field required"),
    ("/api/outlets", {"slug": "x", "name": "N\x00ul"}, "invalid-input", "name: holds a NUL"),
    ("/api/outlets", {"slug": "x", "name": "\ufeff\u200b"}, "invalid-input", "name: holds nothing that can be seen"),
    ("/api/outlets", {"slug": "x", "name": "X" * 301}, "invalid-input", "at most 300"),
    ("/api/outlets", {"slug": "x", "name": "X", "country": "Nowhere"}, "invalid-input", "country"),
    ("/api/outlets", {"slug": "x", "name": "X", "homepage": "javascript:alert(1)"}, "invalid-input", "homepage"),
    (
        "/api/articles/{article}/notes",
        {"text": "x", "sources": [SOURCE], "quote": "never said"},
        "invalid-input",
        "quote",
    ),
    ("/api/outlets/{outlet}/notes", {"text": "x", "sources": [SOURCE], "quote": "x"}, "invalid-input", "quote"),
    ("/api/articles/{article}/withdraw", {"reason": "  "}, "invalid-input", "reason"),
]


@pytest.mark.parametrize(("path", "body", "code", "said"), UNPROCESSABLE)
async def test_what_cannot_be_used_is_refused_with_what_to_do(
    editor: Caller, known: dict[str, int], path: str, body: dict[str, Any], code: str, said: str
) -> None:
    before = editor.records()
    detail = assert_problem(await editor.post(path.format(**known), **body), 422, code)
    assert re.search(said, detail)
    assert editor.records() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The body is missing: send a JSON object"),
        (b"{", "The body is not JSON"),
        (b"{'slug': 'x'}", "The body is not JSON"),
        (b"\xff\xfe\x00", "The body is not JSON"),
        (b"[" * 200_000, "The body is not JSON"),
        (b'{"slug": "x", "name": ' + b"9" * 10_000 + b"}", "The body is not JSON"),
        (b"[]", "valid dictionary|object"),
        (b'"slug"', "valid dictionary|object"),
        (b"null", "valid dictionary|object"),
        (SURROGATE, "surrogate|Unicode|unicode"),
    ],
)
async def test_a_body_that_is_not_what_it_should_be_is_refused(editor: Caller, data: bytes, said: str) -> None:
    before = editor.records()
    answer = await editor.call("POST", "/api/outlets", data)
    assert re.search(said, assert_problem(answer, 422, "invalid-input"))
    assert editor.records() == before


async def test_a_form_is_refused_with_the_type_that_is_wanted(editor: Caller) -> None:
    answer = await editor.call("POST", "/api/outlets", b"slug=x&name=X", "application/x-www-form-urlencoded")
    assert "Send JSON with Content-Type: application/json" in assert_problem(answer, 415, "unsupported-media-type")


async def test_a_body_that_was_not_compressed_as_it_says_is_refused(editor: Caller) -> None:
    answer = await editor.call("POST", "/api/outlets", b"abc", headers={"Content-Encoding": "gzip"})
    assert "Content-Encoding" in assert_problem(answer, 400, "unreadable-body")


@pytest.mark.parametrize("megabytes", [11, 20])
async def test_too_many_bytes_are_refused_as_too_large(editor: Caller, megabytes: int) -> None:
    before = editor.records()
    body = json.dumps({"text": "word " * (megabytes * 200_000)}).encode()
    assert_problem(await editor.call("POST", "/api/articles", body), 413, "too-large")
    assert editor.records() == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/outlets", {"slug": "weir", "name": "Weir again"}),
        ("/api/outlets/{other}/addresses", {"address": "https://www.weir.example/about"}),
        ("/api/outlets/{outlet}/addresses", {"address": "weir.example"}),
    ],
)
async def test_what_is_taken_is_a_conflict(
    editor: Caller, known: dict[str, int], path: str, body: dict[str, Any]
) -> None:
    before = editor.records()
    assert_problem(await editor.post(path.format(**known), **body), 409, "conflict")
    assert editor.records() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/outlets/9999/addresses"),
        ("POST", "/api/articles/9999/notes"),
        ("POST", "/api/notes/9999/publish"),
        ("POST", f"/api/articles/{'9' * 18}/publish"),
        ("GET", "/api/outlets/9999"),
        ("GET", "/api/articles/0"),
        ("GET", f"/api/articles/{'9' * 40}"),
        ("GET", "/api/articles/one"),
        ("GET", "/api/nothing"),
        ("GET", "/api"),
    ],
)
async def test_what_does_not_exist_is_not_found(editor: Caller, method: str, path: str) -> None:
    bodies = {"addresses": {"address": "a.example"}, "notes": {"text": "x", "sources": [SOURCE]}}
    data = json.dumps(bodies.get(path.rpartition("/")[2], {})).encode() if method == "POST" else None
    assert_problem(await editor.call(method, path, data), 404, "not-found")


async def test_an_unknown_outlet_is_told_with_how_to_add_it(editor: Caller) -> None:
    before = editor.records()
    answer = await editor.post("/api/articles", text=ARTICLE * 2, outlet="nobody")
    assert "masthead outlet add nobody --name NAME" in assert_problem(answer, 404, "not-found")
    assert answer.body["errors"][0]["field"] == "outlet"
    assert editor.records() == before


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "after=-1", f"after={'9' * 30}", "after=x", "colour=red"])
async def test_a_wrong_query_is_refused(stranger: Caller, query: str) -> None:
    assert_problem(await stranger.get(f"/api/articles?{query}"), 422, "invalid-input")


async def test_a_method_nobody_knows_is_told(editor: Caller) -> None:
    answer = await editor.call("DELETE", "/api/outlets")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET,HEAD,POST".replace(",", ", ")


@pytest.mark.parametrize("path", ["/api/outlets", "/api/articles", "/api/articles/1/notes", "/api/publish"])
async def test_who_has_no_token_or_a_wrong_one_is_not_signed_in(stranger: Caller, path: str) -> None:
    before = stranger.records()
    assert "Bearer TOKEN" in assert_problem(await stranger.post(path), 401, "not-signed-in")
    for token in ("masthead_wrong", "", "Ünïcode\u200b", "x" * 4000):
        somebody = Caller(stranger.http, stranger.server, token)
        assert_problem(await somebody.post(path), 401, "not-signed-in")
        assert_problem(await somebody.get("/api/outlets"), 401, "not-signed-in")
    assert stranger.records() == before


@pytest.mark.parametrize(
    "path",
    [
        "/api/outlets/{outlet}/publish",
        "/api/articles/{article}/publish",
        "/api/articles/{article}/withdraw",
        "/api/notes/{note}/publish",
        "/api/notes/{note}/withdraw",
        "/api/publish",
    ],
)
async def test_a_contributor_is_told_which_role_it_takes(contributor: Caller, known: dict[str, int], path: str) -> None:
    before = contributor.records()
    detail = assert_problem(await contributor.post(path.format(**known)), 403, "not-allowed")
    assert detail == "This needs the role editor; a curator, contributor is contributor."
    assert contributor.records() == before


async def test_a_contributor_cannot_publish_by_asking_for_it(contributor: Caller, known: dict[str, int]) -> None:
    before = contributor.records()
    note = {"text": "x", "sources": [SOURCE], "status": "published"}
    for path, body in (
        ("/api/articles", {"text": ARTICLE, "status": "published"}),
        (f"/api/articles/{known['article']}/notes", note),
        (f"/api/outlets/{known['outlet']}/notes", note),
        ("/api/outlets", {"slug": "mine", "name": "Mine", "status": "published"}),
        (f"/api/outlets/{known['outlet']}/addresses", {"address": "mine.example", "status": "published"}),
        (f"/api/outlets/{known['outlet']}/statements", STATEMENT | {"status": "published"}),
    ):
        assert "role editor" in assert_problem(await contributor.post(path, **body), 403, "not-allowed")
    assert contributor.records() == before


async def test_the_type_of_each_problem_is_an_address_that_says_what_it_means(stranger: Caller) -> None:
    refused = await stranger.get("/api/outlets/9999")
    page = await stranger.get(refused.body["type"])
    assert (page.status, page.content_type) == (200, "text/html")
    assert "No such record." in page.body
    everything = (await stranger.get("/problems")).body
    for code in ("stale", "missing-source", "needs-review", "too-many-requests", "database-unavailable", "too-large"):
        assert f'id="{code}"' in everything
    assert (await stranger.get("/problems/unheard-of")).status == 404


async def test_without_demo_the_demos_hosts_are_hosts_like_any_other(stranger: Caller) -> None:
    page = load().pages[0]
    port = stranger.server.port
    async with stranger.http.get(page.url.replace(".localhost/", f".localhost:{port}/")) as answer:
        assert answer.status == 404
    async with stranger.http.get(f"http://harbour-ledger.localhost:{port}/") as answer:
        text = await answer.text()
    assert "<title>Masthead</title>" in text
    assert page.title not in text
