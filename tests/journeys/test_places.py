"""Places in the text that was read of a page lead back to where they stand in the page."""

import json
from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.lending import lend
from driver.needed import need
from journeys.hiding import PARTED, SHADOWS
from journeys.living import HEAD
from journeys.reader import EXTENSION, Reader, Visit
from journeys.recorder import recorder
from serving import Server

SPACES = (
    "<pre>one\n  two\n\nthree</pre><p>a\u00a0b\tc\n d &amp; <b>e\nf</b> 😀 é</p>"
    "<p style='white-space:pre-line'>g\nh</p>"
)
PIECES = "".join(f"<section>{piece}</section>" for piece in [*PARTED, *SHADOWS, SPACES])
PAGES = {
    "/pieces": f"{HEAD}<p>Some words to begin with, so that there is enough to be read.</p>{PIECES}",
    "/moving": f"{HEAD}<div id=x></div><p>A grey heron stands in the reeds and waits for a fish to come by.</p>"
    "<p id=y>Far out on the lake two boats lie at anchor, and nobody is on board.</p>",
}
OF = """(places) => {
    const text = mastheadMain.text();
    const given = places ?? [...text.matchAll(/\\S+/g)].map(({index, 0: word}) => [index, index + word.length]);
    const found = mastheadRanges.of(given);
    const folded = (range) => range.toString().replaceAll("\\n", " ");
    return JSON.stringify({
        text,
        given: given.map(([from, to]) => text.slice(from, to).replaceAll("\\n", " ")),
        found: found && found.map((ranges) => ranges.map(folded).join("")),
    });
}"""


@pytest.fixture(scope="module", params=NAMES)
async def pointer(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Reader]:
    """A reader for whom all hosts are ours."""
    need(request.param)
    async with (
        recorder(lambda _, path: PAGES.get(path), server.data / "feed") as hosts,
        lend(request.param, extension=EXTENSION, http_port=hosts.port) as browser,
    ):
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe("http://feed.example/feed/")
        yield reader


async def in_page(visit: Visit, what: str) -> object:
    """Run something in a page, beside the scripts that read it."""
    call = f"scripting.executeScript({{target: {{tabId: {visit.number}}}, {what}}})"
    return await visit.reader.bidi.evaluate(
        visit.reader.options, f"(globalThis.browser ?? globalThis.chrome).{call}.then(([{{result}}]) => result ?? null)"
    )


async def places(visit: Visit, *given: tuple[int, int]) -> dict[str, list[str]]:
    """What stands at places of the text, and in the ranges that are found for them; without places, of all words."""
    wanted = json.dumps(given) if given else "null"
    found = json.loads(str(await in_page(visit, f"func: {OF}, args: [{wanted}]")))
    assert isinstance(found, dict)
    return found


async def test_every_word_that_was_read_is_found_where_it_stands(pointer: Reader) -> None:
    async with pointer.visit("http://pieces.example/pieces") as visit:
        await in_page(visit, "files: ['/page/ranges.js']")
        told = await places(visit)
        assert len(told["given"]) > 100
        assert told["found"] == told["given"]


async def test_a_passage_over_several_blocks_trees_and_frames_is_found_whole(pointer: Reader) -> None:
    async with pointer.visit("http://pieces.example/pieces") as visit:
        await in_page(visit, "files: ['/page/ranges.js']")
        text = str((await places(visit))["text"])
        (found,) = (await places(visit, (0, 1_000_000)))["found"]
        # What parts two blocks stands nowhere in the page.
        assert "".join(found.split()) == "".join(text.split())


async def test_a_passage_is_found_again_after_others_have_come_and_gone(pointer: Reader) -> None:
    async with pointer.visit("http://pieces.example/moving") as visit:
        await in_page(visit, "files: ['/page/ranges.js']")
        text = str((await places(visit, (0, 1)))["text"])
        heron, boats = ((text.index(one), text.index(one) + len(one)) for one in ("grey heron stands", "two boats lie"))
        change = "get('x').textContent = 'A headline has come. '.repeat(9); get('y').remove()"
        await pointer.bidi.evaluate(
            visit.tab, f"(() => {{ const get = (id) => document.getElementById(id); {change} }})()"
        )
        behind = (len(text) + 1, len(text) + 30)
        assert (await places(visit, heron, boats, behind))["found"] == ["grey heron stands", "", ""]
        assert (await places(visit, boats))["found"] is None
