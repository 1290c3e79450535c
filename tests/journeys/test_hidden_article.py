"""An archived article is recognised where a reader can read it, and only there."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.reader import EXTENSION, Reader
from journeys.recorder import Recorder, recorder
from masthead.demo import content
from serving import Server

ARTICLE = content.load().article("night-ferries-emptied-saltmere-silos")
PARAGRAPHS = "".join(f"<p>{part.paragraph}</p>" for part in ARTICLE.body if isinstance(part, content.Paragraph))
OWN = (
    "<h1>Ten winter soups</h1><p>Peel the onions, cut them finely and leave them in the butter until they are soft.</p>"
)
DECOY = "<span style='position:absolute;left:-9999px'>never</span><i style='font-size:0'> </i>"

HIDDEN = {
    "left of the window": f"<div style='position:absolute;left:-9999px'>{PARAGRAPHS}</div>",
    "white on white": f"<div style='color:#fff;background:#fff'>{PARAGRAPHS}</div>",
    "in a folded part": f"<details><summary>More</summary>{PARAGRAPHS}</details>",
    "in a box of one pixel": f"<div style='width:1px;height:1px;overflow:hidden'>{PARAGRAPHS}</div>",
    "without opacity": f"<div style='position:absolute;opacity:0'>{PARAGRAPHS}</div>",
}
SHOWN = {
    "plainly": PARAGRAPHS,
    "in a frame": f'<iframe width=800 height=200 srcdoc="{PARAGRAPHS.replace(chr(34), "&quot;")}"></iframe>',
    "in a shadow": f"<x-y><template shadowrootmode=open>{PARAGRAPHS}</template></x-y>",
    "with hidden words in every word": PARAGRAPHS.replace("e", f"e{DECOY}"),
}
PAGES = {f"/{number}": page for number, page in enumerate([*HIDDEN.values(), *SHOWN.values()])}
PATHS = {page: path for path, page in PAGES.items()}


def pages(_host: str, path: str) -> str | None:
    """One of the pages, with something else that is plain to see."""
    return f"<!doctype html><meta charset=utf-8><title>Soups</title><body>{OWN}{PAGES[path]}" if path in PAGES else None


@pytest.fixture(scope="module")
async def hosts(server: Server) -> AsyncIterator[Recorder]:
    async with recorder(pages, server.data / "feed") as recording:
        yield recording


@pytest.fixture(scope="module", params=NAMES)
async def soup_lover(request: pytest.FixtureRequest, hosts: Recorder) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


@pytest.mark.parametrize("page", HIDDEN.values(), ids=HIDDEN)
async def test_nothing_is_said_of_an_article_that_is_hidden(soup_lover: Reader, page: str) -> None:
    async with soup_lover.visit(f"http://soups.example{PATHS[page]}") as visit:
        assert (await visit.knowledge())["status"] in ("nothing", "too-short")
        assert await visit.banner() is None
        assert await visit.badge() == ""


@pytest.mark.parametrize("page", SHOWN.values(), ids=SHOWN)
async def test_an_article_is_recognised_that_is_shown(soup_lover: Reader, page: str) -> None:
    async with soup_lover.visit(f"http://soups.example{PATHS[page]}") as visit:
        assert await visit.classes() == ["same article"]
        assert "shares" in await visit.opened_banner()
