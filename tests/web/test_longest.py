"""The longest that curators may give of everything is what readers take: nothing of it is left out or refused."""

from feed.test_lookup import LOOKUP
from masthead.feed.source import FolderSource
from masthead.feed.verify import verify
from matching.node import run
from web.conftest import Caller

WIDE = "\U0001f4f0"
"""A character that takes four bytes, and two units of a browser's."""
LINE, PARAGRAPH = WIDE * 300, WIDE * 5000
URL = "https://long.example/" + "p" * 1979
DAY = "2024-05-01"
LANGUAGE = "en" + "-abcdefgh" * 3 + "-abcde"
WORDS = " ".join(f"word{number % 977}{number // 977}" for number in range(9000))


async def test_the_longest_values_reach_readers_whole(editor: Caller) -> None:
    slug = "a" * 80
    outlet = await editor.made(
        "/api/outlets",
        slug=slug,
        name=LINE,
        summary=PARAGRAPH,
        kind=LINE,
        country="NL",
        languages=[LANGUAGE] * 20,
        homepage=URL,
        wikidata="Q" + "1" * 12,
        reviewed_on=DAY,
    )
    path = f"/api/outlets/{outlet['id']}"
    host = ".".join(["h" * 59] * 4) + ".example.org"
    address = {"role": "impersonator", "since": DAY, "until": DAY, "source_url": URL, "stated_on": DAY}
    await editor.made(f"{path}/addresses", address=host, **address)
    statement = {"topic": LINE, "text": PARAGRAPH, "stated_by": LINE, "stated_on": DAY, "source_url": URL}
    dates = {"archived_url": URL, "since": DAY, "until": DAY}
    sources = [{"url": URL, "title": LINE}] * 20
    for _ in range(9):
        await editor.made(f"{path}/statements", **statement, **dates)
    article = await editor.made(
        "/api/articles", text=f"Title\n\n{WORDS}", title=LINE, author=LINE, language=LANGUAGE, published_on=DAY, url=URL
    )
    note = {"text": PARAGRAPH, "language": LANGUAGE, "sources": sources}
    await editor.made(f"{path}/notes", **note)
    quote = " ".join(WORDS.split(" ")[:555])
    await editor.made(f"/api/articles/{article['id']}/notes", **note, quote=quote)
    await editor.made("/api/publish")

    folder = editor.server.data / "feed"
    assert verify(FolderSource(folder)).problems == []
    said = run(
        LOOKUP, [{"text": WORDS, "url": "https://z.example/"}, {"text": "x", "url": f"https://{host}/"}], str(folder)
    )
    (match,) = said[0]["matches"]
    assert (match["article"]["title"], match["article"]["language"]) == (LINE, LANGUAGE)
    (told,) = match["article"]["notes"]
    assert (told["text"], told["quote"], len(told["sources"])) == (PARAGRAPH, quote, 20)
    assert said[1]["address"]["outlet"] == slug
