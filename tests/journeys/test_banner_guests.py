"""Pages that are no good host to the banner, by accident or on purpose: it keeps its look, and it does not fight."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from driver.launch import NAMES, prefer
from driver.needed import need
from journeys.copies import in_language
from journeys.layout import banner_faults
from journeys.reader import BANNER
from journeys.stage import Stage, page, stage
from serving import Server

LOOK = """(root) => {
    const line = getComputedStyle(root.querySelector(".headline"));
    const {height} = root.querySelector(".bar").getBoundingClientRect();
    return JSON.stringify([line.fontSize, line.color, line.visibility, line.textTransform, Math.round(height)]);
}"""
WIPED = "* { all: unset !important; display: inline !important; color: red !important; font: 40px fantasy !important }"
HOSTILE_RULES = {
    "everything unset": f"<style>{WIPED}</style>",
    "tiny letters": "<style>:root { font-size: 1px !important } main { font-size: 16px }</style>",
    "huge letters": "<style>:root { font-size: 90px !important; text-transform: uppercase }</style>",
    "the banner hidden": f"<style>{BANNER} {{ display: none !important; opacity: 0 !important }}</style>",
    "the banner moved": f"<style>{BANNER} {{ inset: -900px !important; translate: -100vw !important }}</style>",
    "rules for popovers": "<style>[popover] { display: none !important; pointer-events: none !important }</style>",
}
CLOBBERED = "".join(
    f"<img name={name}><form name={name}x><input name={name}></form>"
    for name in "createElement createDocumentFragment documentElement body activeElement addEventListener "
    "elementsFromPoint matches getBoundingClientRect parentElement hidden prerendering browser".split()
)
LOOKING_IN = f"""<script>
customElements.define("{BANNER}", class extends HTMLElement {{
    connectedCallback() {{
        try {{ window.seen = this.attachInternals().shadowRoot?.textContent }} catch (error) {{ window.seen = null }}
    }}
}});
</script>"""


@pytest.fixture(scope="module", params=NAMES)
async def theatre(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Stage]:
    need(request.param)
    async with stage(request.param, server.data / "feed") as staged:
        yield staged


@pytest.mark.parametrize("rules", HOSTILE_RULES.values(), ids=HOSTILE_RULES.keys())
async def test_no_rule_of_a_page_reaches_it(theatre: Stage, rules: str) -> None:
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        usual = await scene.inside(LOOK)
    async with theatre.show(page(head=rules), host="hostile.example") as scene:
        await scene.banner_stands()
        assert await scene.inside(LOOK) == usual
        box = await scene.box()
        assert box["left"] >= 0
        assert box["right"] <= await scene.run("innerWidth")  # type: ignore[operator]


async def test_names_that_hide_what_a_document_can_do_do_not_hinder_it(theatre: Stage) -> None:
    async with theatre.show(page(CLOBBERED), host="hostile.example") as scene:
        await scene.banner_stands()
        await scene.press_button("Details")
        await scene.until("(root) => root.querySelector('.panel .part')")
        await scene.press_button("Show the passages in the page")
        await scene.until("(root) => root.querySelector('.count')?.textContent.startsWith('Passage 1 of')")


async def test_names_that_browsers_do_not_know_mean_nothing_to_it(theatre: Stage) -> None:
    # What one browser only has is looked for in all.
    fields = "".join(f"<input name={name}>" for name in ("openOrClosedShadowRoot", "parentElement", "getRootNode"))
    header = f"<form style='position: fixed; inset: 0 0 auto; height: 60px'>{fields}The name of the paper</form>"
    named = "".join(f"<div id=masthead{name}></div>" for name in ("Banner", "Highlights", "Stand", "Phrases"))
    async with theatre.show(page(header + named), host="hostile.example") as scene:
        await scene.banner_stands()
        await scene.until_at("bottom")


async def test_a_page_that_searches_itself_cannot_select_what_it_says(theatre: Stage) -> None:
    reading = """((read) => {
        for (const word of ["published", "Details", "words with", "Masthead"]) {
            for (const [how, to] of [["backward", "documentboundary"], ["forward", "paragraph"], ["forward", "line"]]) {
                getSelection().removeAllRanges();
                window.find(word);
                getSelection().modify("extend", how, to);
                read.push(String(getSelection()));
            }
            for (const mode of ["on", "off"]) {
                document.designMode = mode;
                window.find(word);
                document.execCommand("selectAll");
                read.push(String(getSelection()));
            }
        }
        return read.join("\\n");
    })([])"""
    async with theatre.show(page(), host="hostile.example") as scene:
        await scene.banner_stands()
        said = str(await scene.inside("(root) => root.querySelector('.headline').textContent"))
        read = str(await scene.run(reading))
        assert " shares " in said
        assert " shares " not in read
        assert "Hide" not in read


async def test_a_page_cannot_write_into_it(theatre: Stage) -> None:
    words = "content: 'All is well'; display: block !important; position: fixed; inset: 0; background: white"
    rules = "".join(f"{BANNER}::{part} {{ {words} }}" for part in ("before", "after", "backdrop"))
    async with theatre.show(page(head=f"<style>{rules}</style>"), host="hostile.example") as scene:
        await scene.banner_stands()
        drawn = (
            "(root) => ['::before', '::after', '::backdrop'].map((part) => getComputedStyle(root.host, part).display)"
        )
        assert await scene.inside(f"(root) => String(({drawn})(root))") == "none,none,none"
        await scene.run("document.designMode = 'on'")
        await scene.run("window.find('published'); document.execCommand('insertText', false, 'invented')")
        assert "invented" not in str(await scene.banner())


async def test_a_page_that_waits_for_its_element_does_not_see_into_it(theatre: Stage) -> None:
    async with theatre.show(page(LOOKING_IN), host="hostile.example") as scene:
        await scene.until_page("[...document.documentElement.children].some((one) => one.matches(':popover-open'))")
        assert await scene.run("window.seen ?? null") is None


async def test_a_page_that_takes_it_away_gets_it_back_a_few_times_and_no_more(theatre: Stage) -> None:
    taking = f"""<script>
        window.taken = 0;
        setInterval(() => {{
            const banner = document.querySelector("{BANNER}");
            if (banner) {{ banner.remove(); window.taken++ }}
        }}, 50);
    </script>"""
    async with theatre.show(page(taking), host="hostile.example") as scene:
        await scene.until_page("window.taken >= 4")
        await asyncio.sleep(2)
        assert await scene.run("window.taken") == 4
        assert "shares" in str((await scene.knowledge())["voices"]) or await scene.classes() == ["same article"]


async def test_a_page_that_closes_it_as_if_it_were_its_own_popover_gets_it_back(theatre: Stage) -> None:
    async with theatre.show(page(), host="hostile.example") as scene:
        await scene.banner_stands()
        await scene.run(f"document.querySelector('{BANNER}').hidePopover()")
        await scene.until_page(f"document.querySelector('{BANNER}').matches(':popover-open')")


async def test_a_page_that_writes_itself_anew_does_not_lose_it(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        await scene.run("document.body.replaceWith(document.body.cloneNode(true))")
        await scene.run("new Promise((done) => setTimeout(done, 1500))")
        await scene.banner_stands()


@pytest.mark.parametrize("size", [(320, 568), (640, 300), (1280, 800)])
async def test_in_any_window_its_buttons_are_in_reach(theatre: Stage, size: tuple[int, int]) -> None:
    bidi = theatre.reader.bidi
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        assert await banner_faults(bidi, scene.tab, *size) == []
        for button in ("Details", "Hide…"):
            await scene.press_button(button)
            assert await banner_faults(bidi, scene.tab, *size) == []
            await scene.press_button(button)


async def test_in_print_it_is_left_out(theatre: Stage) -> None:
    if theatre.reader.browser.name != "chromium":
        pytest.skip("only Chromium lets a test see a page as it is printed")
    bidi = theatre.reader.bidi
    async with theatre.show(page()) as scene:
        await scene.banner_stands()
        session = (await bidi.command("goog:cdp.getSession", context=scene.tab))["session"]
        await bidi.command(
            "goog:cdp.sendCommand", method="Emulation.setEmulatedMedia", params={"media": "print"}, session=session
        )
        assert (await scene.box())["height"] == 0


async def test_a_reader_of_few_colours_and_no_motion_sees_it_too(theatre: Stage) -> None:
    async with theatre.show(page()) as scene:
        await prefer(theatre.reader.browser, scene.tab, forced_colors=True, still=True)
        try:
            await scene.banner_stands()
            border = "(root) => getComputedStyle(root.querySelector('.banner')).borderBlockStyle"
            assert "double" in str(await scene.inside(border))
            assert (
                await scene.inside("(root) => getComputedStyle(root.querySelector('.banner')).animationName") == "none"
            )
        finally:
            await prefer(theatre.reader.browser, scene.tab)


@pytest.mark.parametrize("name", NAMES)
async def test_in_a_language_from_right_to_left_it_is_a_mirror_image(name: str, server: Server, tmp_path: Path) -> None:
    need(name)
    async with (
        stage(name, server.data / "feed", extension=in_language("ar", tmp_path)) as staged,
        staged.show(page()) as scene,
    ):
        await scene.banner_stands()
        left = "(root, what = root.querySelector('%s').getBoundingClientRect()) => what.left"
        close = await scene.inside(left % "button.shut")
        wordmark = await scene.inside(left % ".wordmark")
        assert isinstance(close, float | int)
        assert isinstance(wordmark, float | int)
        assert close < wordmark
        assert await banner_faults(staged.reader.bidi, scene.tab, 320, 568) == []
