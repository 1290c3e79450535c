"""Samples and checks over HTTP: who may give, read and publish them, and what readers are told after it."""

import json

import pytest

from feed.making import prose
from web.conftest import Caller

ABOUT = (
    "The lock keeper's house is open on Sundays to whoever brings cake. "
    + prose("about", 50).replace("\n\n", " ")
    + "."
)
SECRET = prose("nobody reads this", 60).replace("\n\n", " ")


@pytest.fixture(scope="module")
async def weir(curators: dict[str, Caller]) -> dict[str, int]:
    """An outlet with one article that ends in its template."""
    editor = curators["editor"]
    outlet = await editor.made("/api/outlets", slug="weir", name="Weir")
    text = f"A headline about the weir\n\n{prose('weir', 300)}\n\n{ABOUT}"
    article = await editor.made("/api/articles", text=text, outlet="weir")
    assert "Only 1 page is known of weir" in article["advice"]
    assert f"/api/outlets/{outlet['id']}/samples" in article["advice"]
    return {"outlet": outlet["id"], "article": article["id"]}


async def test_a_contributors_sample_counts_when_an_editor_publishes_it(
    editor: Caller, contributor: Caller, weir: dict[str, int]
) -> None:
    async def template() -> int:
        (found,) = [
            one for one in (await editor.made("/api/publish"))["dropped"] if one["article_id"] == weir["article"]
        ]
        return int(found["reasons"].get("in samples of this outlet's pages", 0))

    html = f"<html><body><p>{SECRET}</p><script>no()</script><footer>{ABOUT}</footer></body></html>"
    path = f"/api/outlets/{weir['outlet']}/samples"
    given = await contributor.made(path, html=html, url="https://weir.example/")
    assert (given["status"], given["known_before"], given["url"]) == ("draft", False, "https://weir.example/")
    assert given["text"] == f"{SECRET}\n{' '.join(ABOUT.split())}"
    assert (await contributor.post(path, text=SECRET, status="published")).status == 403
    assert await template() == 0
    found = await contributor.made(f"/api/articles/{weir['article']}/check")
    assert found["no_evidence"] == []
    assert any("waits for an editor" in one for one in found["warnings"])

    assert (await contributor.post(f"/api/samples/{given['id']}/publish")).status == 403
    assert (await editor.stepped(f"/api/samples/{given['id']}", "publish"))["status"] == "published"
    assert await template() == len(ABOUT.split()) - 5
    found = await contributor.made(f"/api/articles/{weir['article']}/check")
    (passage,) = found["no_evidence"]
    assert passage["excerpt"].startswith("The lock keeper's house is open on Sundays")
    assert passage["samples"] == [{"id": given["id"], "title": "https://weir.example/"}]
    assert (found["article"], found["recognisable"], found["known_pages"]["samples"]) == (weir["article"], "yes", 1)
    again = await contributor.made(path, text=given["text"])
    assert (again["id"], again["known_before"], again["status"]) == (given["id"], True, "published")

    assert (await contributor.post(f"/api/samples/{given['id']}/withdraw", reason="x")).status == 403
    withdrawn = await editor.stepped(f"/api/samples/{given['id']}", "withdraw", reason="It is of another weir.")
    assert withdrawn["status"] == "withdrawn"
    assert (await editor.step(f"/api/samples/{given['id']}", "publish")).status == 409
    assert await template() == 0


async def test_samples_are_read_by_curators_only_and_told_to_nobody(
    editor: Caller, contributor: Caller, stranger: Caller, weir: dict[str, int]
) -> None:
    path = f"/api/outlets/{weir['outlet']}/samples"
    given = await editor.made(path, text=f"Another page\n\n{SECRET}\n\n{ABOUT}")
    (listed,) = [one for one in (await contributor.get(path)).body["items"] if one["id"] == given["id"]]
    assert (listed["text"], listed["words"]) == (None, given["words"])
    assert (await contributor.get(f"/api/samples/{given['id']}")).body["text"] == given["text"]
    for asked in (path, f"/api/samples/{given['id']}"):
        assert (await stranger.get(asked)).status == 401
    assert (await stranger.post(path, text=SECRET)).status == 401
    assert (await stranger.post(f"/api/articles/{weir['article']}/check")).status == 401
    await editor.made("/api/publish")
    for public in (
        "/api/outlets",
        f"/api/outlets/{weir['outlet']}",
        f"/api/outlets/{weir['outlet']}/revisions",
        "/api/articles",
    ):
        assert SECRET[:40] not in json.dumps((await stranger.get(public)).body)
    for file in (editor.server.data / "feed").rglob("*"):
        assert not file.is_file() or SECRET[:40].encode() not in file.read_bytes()


async def test_a_check_keeps_and_publishes_nothing(editor: Caller, contributor: Caller, weir: dict[str, int]) -> None:
    text = f"A headline about the weir again\n\n{prose('weir', 290)}\n\n{prose('new', 30)}"
    draft = await contributor.made("/api/articles", text=text, url="https://copyist.example/1", as_new=True)
    await editor.made("/api/publish")
    records, feed = contributor.records(), await editor.feed()
    found = await contributor.made(f"/api/articles/{draft['id']}/check")
    (alike,) = found["alike"]
    assert (alike["id"], alike["outlet"], alike["near_duplicate"]) == (weir["article"], "weir", True)
    assert alike["shown_here"]["class"] == "same article"
    assert found["known_pages"]["site"] == "copyist.example"
    assert contributor.records() == records
    assert await editor.feed() == feed
    published = await editor.stepped(f"/api/articles/{draft['id']}", "publish")
    assert published["advice"] is None


async def test_publishing_over_http_says_in_short_what_was_dropped(editor: Caller, weir: dict[str, int]) -> None:
    speech = "The speech of the mayor on the weir\n\n“" + prose("mayor", 120).replace("\n\n", " ") + "”"
    article = await editor.made("/api/articles", text=speech, outlet="weir")
    done = await editor.made("/api/publish")
    loss = done["loss"]
    assert loss["articles"] == len([one for one in done["dropped"] if one["reasons"]])
    assert loss["shingles"] == sum(loss["reasons"].values())
    assert loss["reasons"]["quoted"] > 100
    assert (loss["most_affected"][0], loss["unrecognisable"]) == (article["id"], [article["id"]])
    (dropped,) = [one for one in done["dropped"] if one["article_id"] == article["id"]]
    assert (dropped["recognisable"], dropped["listed"]) == ("no", 0)
    assert weir["article"] in [one["article_id"] for one in done["dropped"]]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "as text or as html, one of them"),
        ({"text": SECRET, "html": SECRET}, 422, "as text or as html, one of them"),
        ({"text": "Four words are here"}, 422, "fewer than 6 words"),
        ({"html": "<script>none of this is shown</script>"}, 422, "fewer than 6 words"),
        ({"text": ""}, 422, "There is no text in it"),
        ({"text": "word " * 50_000}, 413, "at most 200,000 are kept of a sample"),
        ({"text": SECRET, "url": "ftp://weir.example/"}, 422, "full http or https URL"),
        ({"text": SECRET, "status": "withdrawn"}, 422, "nothing is there to withdraw"),
        ({"text": "half a \ud800 pair is no text at all"}, 422, "surrogate"),
    ],
)
async def test_a_page_that_is_no_sample_is_refused(
    editor: Caller, weir: dict[str, int], body: dict[str, str], status: int, said: str
) -> None:
    before = editor.records()
    answer = await editor.post(f"/api/outlets/{weir['outlet']}/samples", **body)
    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert said in answer.body["detail"]
    assert editor.records() == before


async def test_what_is_not_there_is_not_found(editor: Caller) -> None:
    for path, body in (
        ("/api/outlets/9999/samples", {"text": SECRET}),
        ("/api/samples/9999/publish", {}),
        ("/api/samples/9999/withdraw", {"reason": "x"}),
        ("/api/articles/9999/check", {}),
    ):
        assert (await editor.post(path, **body)).status == 404, path
    assert (await editor.get("/api/outlets/9999/samples")).status == 404
    assert (await editor.get("/api/samples/9999")).status == 404
