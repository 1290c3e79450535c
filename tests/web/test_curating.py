"""A curator's knowledge becomes what readers are told: over HTTP, from the first outlet to the feed's files."""

import asyncio
from typing import Any

from serving import ROOT
from web.conftest import Caller

PAGES = ROOT / "fixtures" / "pages"
SOURCES = [{"url": "https://register.example/weir", "title": "Company register"}, {"url": "https://other.example/"}]


def page(slug: str) -> str:
    (file,) = (PAGES / slug).glob("page.*")
    return file.read_text("utf-8")


async def test_outlet_addresses_statement_article_and_note_all_reach_the_feed(editor: Caller) -> None:
    outlet = await editor.made(
        "/api/outlets", slug="weir-gazette", name="The Weir Gazette", summary="A weekly of the valley.", country="NL"
    )
    path = f"/api/outlets/{outlet['id']}"
    first = await editor.made(f"{path}/addresses", address="https://WWW.Weir-Gazette.org:443/path?x")
    second = await editor.made(f"{path}/addresses", address="weir-gazette.press", role="mirror", since="2024-05-01")
    assert (first["address"], second["address"]) == ("weir-gazette.org", "weir-gazette.press")
    await editor.made(
        f"{path}/statements",
        topic="ownership",
        text="The gazette belongs to the waterworks of the county.",
        stated_by="Company register",
        stated_on="2023-02-01",
        source_url="https://register.example/weir",
    )
    await editor.made(
        f"{path}/statements",
        topic="assessment",
        text="Its reports on the dam were corrected twice.",
        stated_by="Valley Press Council",
        stated_on="2024-11-30",
        source_url="https://council.example/12",
    )
    await editor.made(f"{path}/notes", text="It never names its authors.", sources=SOURCES[:1])
    article = await editor.made(
        "/api/articles",
        text=page("scrape-of-a-daily"),
        url="https://weir-gazette.org/signal-box",
        published_on="2019-03-05",
        language="en",
    )
    assert article["outlet"] == "weir-gazette"
    assert article["published_on"] == "2019-03-05"
    assert "forty levers" in article["text"]
    assert {"text": "5 Comments", "kept": False, "reason": "comment section"} in article["segments"]
    quote = "The morning train was two minutes late on Wednesday"
    await editor.made(
        f"/api/articles/{article['id']}/notes", text="It was on time.", quote=quote, language="en", sources=SOURCES
    )
    published = await editor.made("/api/publish")
    assert published["articles"] == 1

    feed = await editor.feed()
    assert feed["index"]["version"] == published["version"]
    (card,) = feed["directory"]["outlets"]
    assert (card["slug"], card["name"], card["country"]) == ("weir-gazette", "The Weir Gazette", "NL")
    assert [(one["kind"], one["stated_by"]) for one in card["statements"]] == [
        ("fact", "Company register"),
        ("assessment", "Valley Press Council"),
    ]
    assert card["notes"][0]["sources"] == SOURCES[:1]
    assert [(one["address"], one["role"]) for one in feed["directory"]["addresses"]] == [
        ("weir-gazette.org", "official"),
        ("weir-gazette.press", "mirror"),
    ]
    told = feed["articles"][article["title"]]
    assert (told["outlet"], told["published_on"], told["url"]) == ("weir-gazette", "2019-03-05", article["url"])
    assert [(place["url"], place["role"]) for place in told["placements"]] == [(article["url"], "origin")]
    (note,) = told["notes"]
    assert (note["text"], note["quote"]) == ("It was on time.", quote)
    assert note["sources"] == [SOURCES[0], {"url": "https://other.example/", "title": None}]
    files = [file.read_text("utf-8") for file in (editor.server.data / "feed").rglob("*.json")]
    assert not any("forty levers" in text for text in files), "the archived text itself is nobody's to publish"


async def test_drafts_are_nobodys_business_until_published_and_gone_when_withdrawn(
    editor: Caller, contributor: Caller, stranger: Caller
) -> None:
    outlet = await editor.made("/api/outlets", slug="drafts", name="Drafts")
    article = await contributor.made("/api/articles", html=page("page-of-a-daily"), outlet="drafts")
    notes = f"/api/articles/{article['id']}/notes"
    note = await contributor.made(notes, text="The door is in the museum now.", sources=SOURCES)
    about = await contributor.made(f"/api/outlets/{outlet['id']}/notes", text="Nobody reads it.", sources=SOURCES)
    assert article["status"] == note["status"] == about["status"] == "draft"
    title = article["title"]

    async def told() -> tuple[Any, ...]:
        await editor.made("/api/publish")
        feed = await stranger.feed()
        (card,) = [one for one in feed["directory"]["outlets"] if one["slug"] == "drafts"]
        found = feed["articles"].get(title)
        return [one["text"] for one in card["notes"]], found and [one["text"] for one in found["notes"]]

    assert await told() == ([], None)
    assert (await stranger.get(f"/api/articles/{article['id']}")).status == 404
    assert title not in str((await stranger.get("/api/articles")).body)
    assert "Nobody reads it." not in str((await stranger.get("/api/outlets")).body)
    assert (await contributor.get(f"/api/articles/{article['id']}")).body["title"] == title

    await editor.stepped(f"/api/articles/{article['id']}", "publish")
    assert await told() == ([], [])
    await editor.stepped(f"/api/notes/{note['id']}", "publish")
    await editor.stepped(f"/api/notes/{about['id']}", "publish")
    assert await told() == (["Nobody reads it."], ["The door is in the museum now."])
    shown = (await stranger.get(f"/api/articles/{article['id']}")).body
    assert (shown["text"], shown["segments"]) == (None, None)
    assert [one["text"] for one in shown["notes"]] == ["The door is in the museum now."]

    await editor.stepped(f"/api/notes/{note['id']}", "withdraw", reason="It was the other door.")
    assert await told() == (["Nobody reads it."], [])
    assert (await stranger.get(f"/api/articles/{article['id']}")).body["notes"] == []
    await editor.stepped(f"/api/articles/{article['id']}", "withdraw", reason="It was somebody else's text.")
    assert await told() == (["Nobody reads it."], None)
    assert (await stranger.get(f"/api/articles/{article['id']}")).status == 404


async def test_a_running_server_publishes_by_itself_soon_after_a_change(editor: Caller, stranger: Caller) -> None:
    article = await editor.made("/api/articles", text=page("nothing-but-line-breaks"))
    assert article["title"] == "The goat that crossed the frozen sound"
    async with asyncio.timeout(60):
        while article["title"] not in (await stranger.feed())["articles"]:
            pass


async def test_the_same_text_again_is_recognised_and_only_the_new_place_is_kept(editor: Caller) -> None:
    holder = await editor.made("/api/outlets", slug="salt-letter", name="The Salt Letter")
    await editor.made(f"/api/outlets/{holder['id']}/addresses", address="salt-letter.example")
    text = page("hard-wrapped-letter")
    first = await editor.made("/api/articles", text=text, url="https://salt-letter.example/may")
    again = await editor.made("/api/articles", text=text, url="https://copyist.example/salt", title="My own letter")
    third = await editor.made("/api/articles", text=text.replace("\n\n", "\n \n\n"), url="https://copyist.example/salt")
    assert (first["known_before"], again["known_before"], third["known_before"]) == (False, True, True)
    assert first["id"] == again["id"] == third["id"]
    assert third["title"] == first["title"]
    assert [(one["url"], one["role"]) for one in third["placements"]] == [
        ("https://salt-letter.example/may", "origin"),
        ("https://copyist.example/salt", "copy"),
    ]


async def test_a_draft_that_an_editor_archives_for_readers_is_published(editor: Caller, contributor: Caller) -> None:
    drafted = await contributor.made("/api/articles", html=page("thai-page"))
    published = await editor.made("/api/articles", html=page("thai-page"))
    assert (drafted["id"], drafted["status"]) == (published["id"], "draft")
    assert published["status"] == "published"
    again = await contributor.made("/api/articles", html=page("thai-page"))
    assert again["status"] == "published", "a contributor's copy takes nothing back"


async def test_a_preview_says_what_would_be_kept_and_keeps_nothing(contributor: Caller) -> None:
    before = contributor.records()
    html = page("page-of-a-daily").replace("2019-10-14", "2019-02-30")
    preview = await contributor.made("/api/captures", html=html, cut=[11])
    assert "a church door" not in preview["text"]
    assert preview["segments"][11]["reason"] == "cut by the curator"
    assert preview["published_on"] is None, "there is no 30 February"
    assert contributor.records() == before


async def test_an_address_that_moves_belongs_to_its_present_holder_for_readers_too(editor: Caller) -> None:
    former = await editor.made("/api/outlets", slug="former-holder", name="Former")
    present = await editor.made("/api/outlets", slug="present-holder", name="Present")
    moved = {"address": "moved.example"}
    await editor.made(f"/api/outlets/{former['id']}/addresses", **moved, since="2001-01-01", until="2010-01-01")
    await editor.made(f"/api/outlets/{present['id']}/addresses", **moved, since="2010-01-02")
    await editor.made("/api/publish")
    addresses = (await editor.feed())["directory"]["addresses"]
    holders = [one["outlet"] for one in addresses if one["address"] == "moved.example"]
    assert holders == ["present-holder", "former-holder"], "the first of equal addresses counts"


async def test_the_history_of_an_outlet_says_who_added_it(editor: Caller, stranger: Caller) -> None:
    outlet = await editor.made("/api/outlets", slug="remembered", name="Remembered")
    history = (await stranger.get(f"/api/outlets/{outlet['id']}/revisions")).body["items"]
    assert [(one["who"], one["action"], one["before"]) for one in history] == [("a curator, editor", "added", None)]
