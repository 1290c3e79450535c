"""Everything that readers are shown can be used by everyone: checked by axe, at every size, in their own colours."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from driver.launch import NAMES, prefer
from driver.lending import lend
from driver.needed import need
from journeys.copies import in_language, opened
from journeys.layout import settle
from journeys.reader import BANNER, Reader
from journeys.surfaces import SURFACES, Show, Shown
from serving import Server

IN_COLOURS = """(root) => {
    const probe = root.appendChild(document.createElement("i"));
    const of = (name, property) => { probe.style[property] = name; return getComputedStyle(probe)[property]; };
    const faults = [];
    for (const one of [...root.querySelectorAll("*")].filter((one) => one.checkVisibility() && one !== probe)) {
        const { color, borderTopColor, borderTopWidth, forcedColorAdjust, textDecorationLine } = getComputedStyle(one);
        if (forcedColorAdjust !== "auto") faults.push(`${one.localName}.${one.className} keeps colours of its own`);
        const edge = borderTopWidth !== "0px" && borderTopColor !== of("Canvas", "color");
        if (one.localName === "button" && !edge && textDecorationLine !== "underline") {
            faults.push(`the button ${one.textContent} has no edge`);
        }
        const known = ["CanvasText", "LinkText", "VisitedText", "ButtonText", "GrayText", "FieldText", "Canvas"];
        if (!known.some((name) => of(name, "color") === color)) faults.push(`${one.className} is ${color}`);
    }
    probe.remove();
    return JSON.stringify(faults.slice(0, 20));
}"""
IN_FEW_COLOURS = (
    "the banner",
    "the details",
    "the menu that hides",
    "the note at a marked place",
    "the popup",
    "the options",
)
MIRRORED = """(root) => {
    const [mark, button] = [".wordmark", "[data-opens]"].map((one) => root.querySelector(one).getBoundingClientRect());
    return mark.left > button.right;
}"""
MOVING = """(root) => [...root.querySelectorAll("*")].some((one) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one);
    return animationName !== "none" || transitionDuration !== "0s" || scrollBehavior === "smooth";
})"""


@pytest.fixture(scope="module", params=NAMES)
async def reader(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Reader]:
    """A reader whose extension lets axe look into the banner."""
    need(request.param)
    async with lend(request.param, extension=opened(tmp_path_factory.mktemp("opened"))) as browser:
        one = Reader(browser, await browser.bidi.open_tab())
        await one.subscribe(f"{server.url}/feed/")
        yield one


async def faults_of(shown: Shown) -> list[str]:
    """What axe finds in light and dark, and what is wrong in a small window or enlarged."""
    reader, found = shown.reader, []
    if shown.is_banner:
        await settle(reader.bidi, shown.tab)
    for dark in (False, True):
        await prefer(reader.browser, shown.tab, dark=dark)
        await reader.bidi.wait_for(
            shown.tab, f"matchMedia('(prefers-color-scheme: dark)').matches === {json.dumps(dark)}"
        )
        found += [f"{'dark' if dark else 'light'}: {one}" for one in await shown.violations()]
    await prefer(reader.browser, shown.tab)
    for width, height in shown.sizes:
        found += [f"{width} x {height}: {one}" for one in await shown.faults(width, height)]
    return found


@pytest.mark.parametrize("show", SURFACES.values(), ids=SURFACES)
async def test_axe_finds_nothing_and_nothing_is_cut_off(reader: Reader, server: Server, show: Show) -> None:
    async with show(reader, server) as shown:
        assert await faults_of(shown) == []


@pytest.mark.parametrize("name", NAMES)
async def test_in_arabic_it_runs_from_right_to_left(name: str, server: Server, tmp_path: Path) -> None:
    need(name)
    (tmp_path / "open").mkdir()
    copy = opened(tmp_path / "open", in_language("ar", tmp_path))
    async with lend(name, extension=copy) as browser:
        arab = Reader(browser, await browser.bidi.open_tab())
        await arab.subscribe(f"{server.url}/feed/")
        for surface in ("the banner", "the details", "the menu that hides", "the popup", "the options"):
            async with SURFACES[surface](arab, server) as shown:
                assert await faults_of(shown) == []
                if surface == "the banner":
                    assert await arab.bidi.closed_shadow_call(shown.tab, BANNER, MIRRORED)


@pytest.mark.parametrize("surface", IN_FEW_COLOURS)
async def test_it_takes_on_the_few_colours_of_a_reader_and_keeps_its_edges(
    reader: Reader, server: Server, surface: str
) -> None:
    async with SURFACES[surface](reader, server) as shown:
        await prefer(reader.browser, shown.tab, forced_colors=True)
        await reader.bidi.wait_for(shown.tab, "matchMedia('(forced-colors: active)').matches")
        if shown.is_banner:
            found = await reader.bidi.closed_shadow_call(shown.tab, BANNER, IN_COLOURS)
        else:
            found = await reader.bidi.evaluate(shown.tab, f"({IN_COLOURS})(document.body)")
        await prefer(reader.browser, shown.tab)
        assert json.loads(str(found)) == []


@pytest.mark.parametrize("still", [True, False])
async def test_it_moves_only_for_readers_who_do_not_mind(reader: Reader, server: Server, still: bool) -> None:
    async with SURFACES["the details"](reader, server) as shown:
        await prefer(reader.browser, shown.tab, still=still)
        reduced = "matchMedia('(prefers-reduced-motion: reduce)').matches"
        await reader.bidi.wait_for(shown.tab, f"{reduced} === {json.dumps(still)}")
        moving = await reader.bidi.closed_shadow_call(shown.tab, BANNER, MOVING)
        await prefer(reader.browser, shown.tab)
        assert moving is not still
