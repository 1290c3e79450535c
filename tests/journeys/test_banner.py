"""The banner stands on pages as a guest: it moves nothing, covers nothing that is needed, and goes when it is told."""

from collections.abc import AsyncIterator

import pytest

from driver.launch import NAMES
from driver.needed import need
from journeys.reader import BANNER
from journeys.stage import Stage, page, stage
from serving import Server

TALL = "<style>main {font-size: 30px} body {margin: 150px 0}</style>"
SHIFTS = """<script>
window.shifts = [];
if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) {
    // What the reader has just asked for does not count as a shift.
    const unasked = (list) => list.getEntries().filter((one) => !one.hadRecentInput).map((one) => one.value);
    const observer = new PerformanceObserver((list) => window.shifts.push(...unasked(list)));
    observer.observe({type: "layout-shift", buffered: true});
}
const boxes = () => JSON.stringify([...document.querySelectorAll("p")].map((one) => one.getBoundingClientRect()));
addEventListener("DOMContentLoaded", () => { window.before = boxes(); });
</script>"""
FIELD = "<input id=field style='position: absolute; inset: %s; width: 300px; height: 30px'>"
HEADER = """<header style="position: sticky; top: 0; height: 56px; background: #eee">
<nav><a href="#a">News</a></nav></header>"""
COOKIES = """<div id=cookies style="position: fixed; inset: auto 0 0 0; height: 140px; background: #ccc">
We bake. <button>Accept all</button><button>Reject all</button></div>"""


@pytest.fixture(scope="module", params=NAMES)
async def theatre(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Stage]:
    need(request.param)
    async with stage(request.param, server.data / "feed") as staged:
        yield staged


async def test_it_moves_nothing_of_the_page(theatre: Stage) -> None:
    async with theatre.show(page(head=SHIFTS + TALL)) as scene:
        await scene.banner_stands()
        await scene.run("new Promise((done) => setTimeout(done, 700))")
        assert await scene.run("window.before === boxes()") is True
        assert await scene.run("window.shifts.reduce((sum, one) => sum + one, 0)") == 0
        await scene.inside("(root) => root.querySelector('button').focus()")
        await theatre.reader.bidi.press(scene.tab, "Enter")
        await scene.until("(root) => root.querySelector('.panel .part')")
        await scene.run("scrollTo({top: 600, behavior: 'instant'})")
        await scene.settled()
        await scene.run("scrollTo({top: 0, behavior: 'instant'})")
        await scene.settled()
        assert await scene.run("window.before === boxes()") is True
        assert await scene.run("window.shifts.reduce((sum, one) => sum + one, 0)") == 0


async def test_its_own_moving_aside_is_no_shift_of_the_page(theatre: Stage) -> None:
    async with theatre.show(page(HEADER, head=SHIFTS + TALL.replace("150px 0", "0"))) as scene:
        await scene.until_at("bottom")
        await scene.run(f"document.body.insertAdjacentHTML('beforeend', `{COOKIES}`)")
        await scene.until_at("below")
        await scene.run("cookies.remove()")
        await scene.until_at("bottom")
        assert await scene.run("window.shifts.reduce((sum, one) => sum + one, 0)") == 0


async def test_it_stands_at_the_top_where_nothing_else_does(theatre: Stage) -> None:
    async with theatre.show(page(head=TALL)) as scene:
        await scene.banner_stands()
        box = await scene.until_at("top")
        assert box["height"] < 110


@pytest.mark.parametrize(("inset", "edge"), [("0 auto auto 50%", "bottom"), ("10px auto auto 40%", "bottom")])
async def test_it_does_not_come_over_a_field_that_has_the_focus(theatre: Stage, inset: str, edge: str) -> None:
    body = FIELD % inset + "<script>field.focus()</script>"
    async with theatre.show(page(body, head=TALL)) as scene:
        await scene.banner_stands()
        await scene.until_at(edge)
        assert await scene.run("document.activeElement.id") == "field"


async def test_it_gives_way_to_a_field_that_gets_the_focus(theatre: Stage) -> None:
    body = FIELD.replace("absolute", "fixed") % "auto auto 10px 40%" + "<div style='height: 200px'></div>"
    async with theatre.show(page(body + "<button id=other style='margin-top: 40vh'>b</button>", head=TALL)) as scene:
        await scene.banner_stands()
        await scene.until_at("top")
        await scene.press_button("Details")
        await scene.run("document.querySelector('#field').style.bottom = '45vh'; field.focus()")
        await scene.until("(root) => !root.querySelector('.panel')")
        box = await scene.box()
        top = await scene.run("field.getBoundingClientRect().top")
        assert isinstance(top, float | int)
        assert box["bottom"] <= top


async def test_it_leaves_the_top_to_a_header_that_is_held_there(theatre: Stage) -> None:
    async with theatre.show(page(HEADER, head=TALL.replace("150px 0", "0"))) as scene:
        await scene.banner_stands()
        await scene.until_at("bottom")
        await scene.run("scrollTo({top: 500, behavior: 'instant'})")
        await scene.until_at("bottom")


async def test_it_leaves_the_top_to_links_that_cannot_be_scrolled_out_from_under_it(theatre: Stage) -> None:
    nav = "<nav style='font-size: 30px'>" + "<a href='#a'>A section of this paper</a> " * 9 + "</nav>"
    async with theatre.show(page(nav, head=TALL.replace("150px 0", "0"))) as scene:
        await scene.banner_stands()
        await scene.until_at("bottom")


async def test_it_leaves_the_top_to_words_with_which_the_page_begins_and_the_end_to_those_it_ends_with(
    theatre: Stage,
) -> None:
    head = TALL.replace("150px 0", "0").replace("30px", "60px")
    async with theatre.show(page(head=head)) as scene:
        await scene.banner_stands()
        await scene.until_at("bottom")
        await scene.run("scrollTo({top: 400, behavior: 'instant'})")
        await scene.run("new Promise((done) => setTimeout(done, 400))")
        await scene.until_at("bottom")
        await scene.run("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
        await scene.until_at("top")


async def test_between_a_header_and_a_cookie_dialog_it_stands_under_the_header(theatre: Stage) -> None:
    async with theatre.show(page(HEADER + COOKIES, head=TALL.replace("150px 0", "0"))) as scene:
        await scene.banner_stands()
        box = await scene.until_at("below")
        assert 56 <= box["top"] < 60
        await scene.run("cookies.remove()")
        await scene.until_at("bottom")


async def test_it_moves_away_from_a_cookie_dialog_that_comes_later(theatre: Stage) -> None:
    async with theatre.show(page(HEADER, head=TALL.replace("150px 0", "0"))) as scene:
        await scene.banner_stands()
        await scene.until_at("bottom")
        await scene.run(f"document.body.insertAdjacentHTML('beforeend', `{COOKIES}`)")
        await scene.until_at("below")


async def test_on_a_page_that_cannot_be_scrolled_it_stands_all_the_same(theatre: Stage) -> None:
    """Who would fill both edges with links could keep it away otherwise."""
    links = "<a href='#a' style='display: block; height: 100%'>A link</a>"
    full = f"<div style='position: fixed; inset: 0; overflow: hidden'>{links}</div>"
    async with theatre.show(page(full, head="<style>main { font-size: 30px }</style>")) as scene:
        await scene.banner_stands()
        assert (await scene.box())["height"] > 0


async def test_it_does_not_come_over_a_field_in_a_frame_that_has_the_focus(theatre: Stage) -> None:
    theatre.pages["copied.example/frame"] = "<!doctype html><input style='width: 90%'>"
    frame = "<iframe src='/frame' style='position: absolute; inset: 0 auto auto 30%; height: 40px'></iframe>"
    async with theatre.show(page(frame, head=TALL)) as scene:
        await scene.banner_stands()
        await scene.run("frames[0].document.querySelector('input').focus()")
        await scene.until_at("bottom")


async def test_beside_a_modal_dialog_it_stands_nowhere(theatre: Stage) -> None:
    dialog = "<dialog id=dialog style='width: 90vw; height: 90vh'><button>No</button><button>Yes</button></dialog>"
    async with theatre.show(page(dialog, head=TALL)) as scene:
        await scene.banner_stands()
        await scene.until_at("top")
        await scene.run("dialog.showModal()")
        await scene.until_at("nowhere")
        assert await scene.run("document.elementFromPoint(innerWidth / 2, innerHeight / 2).id") == "dialog"
        await scene.run("dialog.close()")
        await scene.until_at("top")


async def test_over_full_screen_it_stands_nowhere(theatre: Stage) -> None:
    async with theatre.show(page("<div id=film>Film</div>", head=TALL)) as scene:
        await scene.banner_stands()
        await scene.run("document.querySelector('#film').requestFullscreen()", gesture=True)
        await scene.until_at("nowhere")
        await scene.run("document.exitFullscreen()")
        await scene.until_at("top")


async def test_it_takes_no_focus_and_gives_back_what_it_was_given(theatre: Stage) -> None:
    bidi = theatre.reader.bidi
    body = "<input id=field style='margin-top: 300px'><script>field.focus()</script>"
    async with theatre.show(page(body, head=TALL)) as scene:
        await scene.banner_stands()
        assert await scene.run("document.activeElement.id") == "field"
        await scene.inside("(root) => root.querySelector('button').focus()")
        assert await scene.run(f"document.activeElement === document.querySelector('{BANNER}')") is True
        await bidi.press(scene.tab, "Enter")
        await scene.until("(root) => root.querySelector('.panel .part')")
        await bidi.press(scene.tab, "Escape")
        await scene.until_page(f"!document.querySelector('{BANNER}')")
        assert await scene.run("document.activeElement.id") == "field"


async def test_it_says_its_line_once_to_those_who_listen(theatre: Stage) -> None:
    async with theatre.show(page(head=TALL)) as scene:
        await scene.until("(root) => root.querySelector('[role=status].silent').textContent.startsWith('The text of')")
        await scene.until("(root) => root.querySelector('[role=status].silent').textContent === ''")


async def test_it_closes_by_its_button_and_stays_closed(theatre: Stage) -> None:
    async with theatre.show(page(head=TALL)) as scene:
        await scene.banner_stands()
        await scene.press_button("Close")
        await scene.until_page(f"!document.querySelector('{BANNER}')")
        await theatre.reader.ask("{type: 'refresh'}")
        await scene.run("new Promise((done) => setTimeout(done, 1500))")
        assert await scene.banner() is None


async def test_its_panel_opens_by_itself_where_the_reader_wants_that_and_once_on_a_page(theatre: Stage) -> None:
    await theatre.reader.ask("{type: 'set-surface', occasion: 'same article', surface: 'panel'}")
    try:
        async with theatre.show(page(head=TALL)) as scene:
            await scene.until("(root) => root.querySelector('.panel .part')")
            await scene.press_button("Details")
            await scene.run("document.querySelector('p').append(' And more of it, that was not there before.')")
            await scene.run("new Promise((done) => setTimeout(done, 2500))")
            assert await scene.inside("(root) => root.querySelector('.panel')") is None
    finally:
        await theatre.reader.ask("{type: 'set-surface', occasion: 'same article', surface: 'slim'}")
