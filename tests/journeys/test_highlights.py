"""Shared passages and quoted claims are marked in the page where they stand, and nothing of the page is changed."""

import json
from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.needed import need
from journeys.stage import KNOWN, TEXT, Scene, Stage, page, stage
from masthead.demo import content
from serving import Server

PARAGRAPHS = content.body_text(KNOWN).split("\n\n")
KNOWN_WORDS = content.body_text(KNOWN).rstrip(".")
"""A passage ends with its last word."""
QUOTED = " ".join(PARAGRAPHS[1].split()[:60])
(NOTE,) = KNOWN.notes
QUOTE = str(NOTE.quote)
MARKED = """((marks) => JSON.stringify(Object.fromEntries(
    [...marks].filter(([name]) => name.startsWith("masthead-")).map(([name, ranges]) => [
        name, [...ranges].map((range) => range.toString()),
    ]),
)))(%s.CSS.highlights)"""
PAINTED = """JSON.stringify(["passage", "quote"].map((kind) => {
    const { backgroundColor, textDecorationStyle } = getComputedStyle(%s, `::highlight(masthead-${kind})`);
    return [backgroundColor, textDecorationStyle];
}))"""
SHOWING = "Show the passages in the page"
SOMETHING_ELSE = "<p>" + "And in other news there is nothing that anybody has archived. " * 20 + "</p>"


@pytest.fixture(scope="module", params=NAMES)
async def theatre(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Stage]:
    need(request.param)
    async with stage(request.param, server.data / "feed") as staged:
        yield staged


async def marked(scene: Scene, view: str = "window") -> dict[str, list[str]]:
    """The text of each range that is marked, by kind of mark."""
    return dict(json.loads(str(await scene.run(MARKED % view))))


async def mark(scene: Scene) -> None:
    """Ask for the marks as a reader does."""
    await scene.banner_stands()
    await scene.press_button("Details")
    await scene.press_button(SHOWING)
    await scene.until("(root) => root.querySelector('.count')?.textContent.startsWith('Passage 1 of')")


async def click_on(theatre: Stage, scene: Scene, words: str) -> None:
    """Click on words that stand in one text of the page."""
    found = await scene.run(
        f"""(() => {{
            const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {{
                const at = texts.currentNode.data.indexOf({words!r});
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(texts.currentNode, at + 2);
                range.setEnd(texts.currentNode, at + 3);
                const {{left, top, width, height}} = range.getBoundingClientRect();
                return JSON.stringify([Math.round(left + width / 2), Math.round(top + height / 2)]);
            }}
        }})()"""
    )
    x, y = json.loads(str(found))
    pointer = [
        {"type": "pointerMove", "x": x, "y": y},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    await theatre.reader.bidi.command(
        "input.performActions", context=scene.tab, actions=[{"type": "pointer", "id": "mouse", "actions": pointer}]
    )


async def test_passages_and_quoted_claims_are_marked_without_a_change_to_the_page(theatre: Stage) -> None:
    html = "JSON.stringify([document.body.outerHTML, document.head.outerHTML, document.styleSheets.length])"
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        before = await scene.run(html)
        await mark(scene)
        shown = await marked(scene)
        assert "\n\n".join(shown["masthead-passage-current"]) == KNOWN_WORDS
        assert shown["masthead-quote"] == [QUOTE]
        await scene.until_page(f"{PAINTED % 'document.body'}.includes('double')")
        (passage, line), (quote, double) = json.loads(str(await scene.run(PAINTED % "document.body")))
        assert (line, double) == ("solid", "double"), "told apart by lines"
        assert passage != quote
        assert await scene.run(html) == before

        await scene.press_button("Stop marking")
        await scene.until("(root) => !root.querySelector('.steps').checkVisibility()")
        assert await marked(scene) == {}
        await scene.until_page(f"!{PAINTED % 'document.body'}.includes('double')")


async def test_the_reader_goes_from_passage_to_passage_with_the_note_at_each(theatre: Stage) -> None:
    text = TEXT.replace("</p><p>", f"</p>{SOMETHING_ELSE * 3}<p>", 1)
    async with theatre.show(page(text=text)) as scene:
        await mark(scene)
        assert await scene.texts(".count") == ["Passage 1 of 3"]
        assert KNOWN.title in (await scene.texts(".callout"))[0]
        await scene.press_button("Next")
        await scene.until("(root) => root.querySelector('.count').textContent === 'Passage 2 of 3'")
        await scene.press_button("Next")
        await scene.until("(root) => root.querySelector('.count').textContent === 'Passage 3 of 3'")
        (callout,) = await scene.texts(".callout")
        for part in ("The Harbour Ledger", "7 August 2021", NOTE.text):
            assert part in callout
        assert (await marked(scene))["masthead-quote-current"] == [QUOTE]
        seen = """(() => {
            const [range] = CSS.highlights.get("masthead-quote-current");
            const { top, bottom } = range.getBoundingClientRect();
            return top > 0 && bottom < innerHeight;
        })()"""
        assert await scene.run(seen) is True
        await scene.press_button("Next")
        await scene.until("(root) => root.querySelector('.count').textContent === 'Passage 1 of 3'")
        await scene.press_button("Previous")
        await scene.until("(root) => root.querySelector('.count').textContent === 'Passage 3 of 3'")


async def test_a_click_on_a_marked_passage_opens_its_note_and_another_click_closes_it(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await mark(scene)
        await click_on(theatre, scene, "eleven thousand")
        await scene.until("(root) => root.querySelector('.callout')?.innerText.includes('A curator noted')")
        assert NOTE.text in (await scene.texts(".callout"))[0]
        await click_on(theatre, scene, "eleven thousand")
        await scene.until("(root) => !root.querySelector('.callout')")
        await click_on(theatre, scene, "eleven thousand")
        await scene.until("(root) => root.querySelector('.callout')")
        await theatre.reader.bidi.press(scene.tab, "Escape")
        await scene.until("(root) => !root.querySelector('.callout')")
        assert await scene.inside("(root) => root.querySelector('.bar').checkVisibility()") is True


async def test_what_the_page_makes_of_a_click_stays_its_own(theatre: Stage) -> None:
    text = TEXT.replace("eleven thousand", "<a href='#there' onclick='window.clicked = true'>eleven thousand</a>")
    async with theatre.show(page(text=text)) as scene:
        await mark(scene)
        await scene.press_button("Close")
        await click_on(theatre, scene, "eleven thousand")
        await scene.until_page("window.clicked && location.hash === '#there'")


async def test_a_passage_is_shown_from_the_panel(theatre: Stage) -> None:
    async with theatre.show(page("<div style='height: 3000px'></div>")) as scene:
        await scene.banner_stands()
        await scene.press_button("Details")
        await scene.until("(root) => root.querySelector('.note .deeds button')")
        await scene.inside("(root) => root.querySelector('.note .deeds button').click()")
        await scene.until_page("scrollY > 1500")
        assert (await marked(scene))["masthead-quote-current"] == [QUOTE]
        assert await scene.inside("(root) => root.querySelector('.panel')") is None, "it would stand over the passage"
        assert NOTE.text in (await scene.texts(".callout"))[0]


async def test_the_popup_marks_passages_where_no_banner_stands(theatre: Stage) -> None:
    quoted = f"<p>Here is what they wrote:</p><blockquote>{QUOTED}</blockquote>{SOMETHING_ELSE * 4}"
    async with theatre.show(page(text=quoted)) as scene:
        assert await scene.classes() == ["quotes a passage"]
        assert await scene.banner() is None
        answer = await theatre.reader.ask(f"{{type: 'highlights', tabId: {scene.number}, on: true}}")
        assert answer == {"on": True, "passages": 2}
        assert (await marked(scene))["masthead-quote"] == [QUOTE]
        await scene.press_button("Next")
        await scene.until("(root) => root.querySelector('.count').textContent === 'Passage 1 of 2'")
        assert await scene.inside("(root) => root.querySelector('.bar').checkVisibility()") is False
        answer = await theatre.reader.ask(f"{{type: 'highlights', tabId: {scene.number}, on: false}}")
        assert answer == {"on": False, "passages": 0}
        assert await scene.banner() is None
        assert await marked(scene) == {}


async def test_in_shadow_trees_and_frames_of_the_site_passages_are_marked_too(theatre: Stage) -> None:
    half = len(PARAGRAPHS) // 2
    first, second = ("".join(f"<p>{part}</p>" for part in parts) for parts in (PARAGRAPHS[:half], PARAGRAPHS[half:]))
    theatre.pages["copied.example/frame"] = f"<!doctype html><body>{second}</body>"
    shadow = f"""<div id=host></div><script>
        host.attachShadow({{mode: "open"}}).innerHTML = {first!r};
    </script><iframe src="/frame" style="width: 100%; height: 1500px"></iframe>"""
    async with theatre.show(page(text=shadow)) as scene:
        await mark(scene)
        shown = await marked(scene)
        assert set(PARAGRAPHS[:half]) <= {text for texts in shown.values() for text in texts}
        inside = await marked(scene, "frames[0]")
        assert PARAGRAPHS[-1].rstrip(".") in {text for texts in inside.values() for text in texts}
        frame = PAINTED % "frames[0].document.body"
        await scene.until_page(f"{frame.replace('getComputedStyle', 'frames[0].getComputedStyle')}.includes('double')")


async def test_passages_that_the_page_moves_are_found_again(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await mark(scene)
        await scene.run(
            "document.querySelector('main').innerHTML = '<p>This is a new beginning of it all.</p>'"
            f" + {TEXT.replace('Four ferries', 'Five ferries')!r}"
        )
        await scene.press_button("Next")
        found = "[...(CSS.highlights.get('masthead-quote-current') ?? CSS.highlights.get('masthead-quote') ?? [])]"
        await scene.until_page(f"{found}.map((range) => range.toString()).join() === {QUOTE!r}")


async def test_where_all_of_them_are_gone_that_is_said_and_nothing_stays_marked(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await mark(scene)
        await scene.run("document.querySelector('main').textContent = 'Nothing to see here.'")
        await scene.press_button("Next")
        await scene.until_page("CSS.highlights.size === 0")
