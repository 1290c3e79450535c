"""The banner, used by somebody who has only a keyboard."""

import pytest

from driver.bidi import Bidi
from journeys.reader import BANNER, Reader, Visit
from journeys.surfaces import demo_page
from serving import Server

FOCUSED = "(root) => root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.textContent.trim() ?? null"
OUTLINED = "(root) => root.activeElement !== null && getComputedStyle(root.activeElement).outlineStyle !== 'none'"
IN_SIGHT = """(root) => {
    const { top, bottom, left, right } = root.activeElement.getBoundingClientRect();
    const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
    return inside || root.activeElement.className === "panel";
}"""
MOST_STEPS = 60


@pytest.fixture(scope="module", autouse=True)
async def _subscribed(reader: Reader, server: Server) -> None:
    await reader.subscribe(f"{server.url}/feed/")


async def focused(visit: Visit) -> object:
    """What the keyboard is on within the banner, or None."""
    return await visit.reader.bidi.closed_shadow_call(visit.tab, BANNER, FOCUSED)


async def step_to(visit: Visit, words: str, key: str = "Tab") -> list[object]:
    """Go on until the keyboard is on something in the banner; everything that was passed can be seen to have it."""
    bidi, passed = visit.reader.bidi, []
    for _ in range(MOST_STEPS):
        await bidi.press(visit.tab, key)
        found = await focused(visit)
        if found is None:
            continue
        passed.append(found)
        assert await bidi.closed_shadow_call(visit.tab, BANNER, OUTLINED), (
            f"nothing shows that {found} has the keyboard"
        )
        assert await bidi.closed_shadow_call(visit.tab, BANNER, IN_SIGHT), f"{found} has the keyboard out of sight"
        if found == words:
            return passed
    raise AssertionError(f"the keyboard does not come to {words}, but to {passed}")


async def expanded(bidi: Bidi, tab: str, what: str) -> object:
    """Whether panel or menu is unfolded."""
    return await bidi.closed_shadow_call(
        tab, BANNER, f"(root) => root.querySelector('[data-opens={what}]').ariaExpanded === 'true'"
    )


async def test_tab_comes_to_the_banner_walks_through_it_and_escape_leads_back(reader: Reader, server: Server) -> None:
    bidi = reader.bidi
    async with reader.visit(demo_page("original", server)) as visit:
        await visit.until_banner(shown=True)
        assert await focused(visit) is None, "the banner takes no keyboard by itself"
        await bidi.evaluate(visit.tab, "[...document.querySelectorAll('a, input, button')].at(-1).focus()")
        last = await bidi.evaluate(visit.tab, "document.activeElement.outerHTML")
        await step_to(visit, "Details")
        await bidi.press(visit.tab, "Enter")
        assert await expanded(bidi, visit.tab, "panel")
        passed = await step_to(visit, "Show the passages in the page")
        assert "Close" in passed
        await step_to(visit, "History of this article")
        await bidi.press(visit.tab, "Escape")
        await visit.until_banner(shown=False)
        assert await bidi.evaluate(visit.tab, "document.activeElement.outerHTML") == last


async def test_something_is_hidden_and_brought_back_without_a_mouse(reader: Reader, server: Server) -> None:
    bidi = reader.bidi
    async with reader.visit(demo_page("mirror", server)) as visit:
        await visit.until_banner(shown=True)
        await step_to(visit, "Hide…")
        await bidi.press(visit.tab, "Space")
        assert await expanded(bidi, visit.tab, "menu")
        await bidi.press(visit.tab, "Escape")
        assert not await expanded(bidi, visit.tab, "menu"), "Escape folds the menu, and no more"
        assert await focused(visit) == "Hide…"
        await bidi.press(visit.tab, "Enter")
        await step_to(visit, "Hide on this page")
        await bidi.press(visit.tab, "Enter")
        await bidi.wait_for_closed_shadow(visit.tab, BANNER, "(root) => root.textContent.includes('Undo')")
        if await focused(visit) != "Undo":
            await step_to(visit, "Undo")
        await bidi.press(visit.tab, "Enter")
        await bidi.wait_for_closed_shadow(
            visit.tab, BANNER, "(root) => root.querySelector('[data-opens=menu]').checkVisibility()"
        )


async def test_the_marked_places_are_walked_through_with_the_keyboard(reader: Reader, server: Server) -> None:
    bidi = reader.bidi
    async with reader.visit(demo_page("original", server)) as visit:
        await visit.until_banner(shown=True)
        await step_to(visit, "Details")
        await bidi.press(visit.tab, "Enter")
        await step_to(visit, "Show the passages in the page")
        await bidi.press(visit.tab, "Enter")
        await bidi.wait_for_closed_shadow(visit.tab, BANNER, "(root) => root.textContent.includes('Passage 1 of')")
        assert await focused(visit) == "Next", "the keyboard is where it goes on from there"
        await bidi.press(visit.tab, "Enter")
        await bidi.wait_for_closed_shadow(visit.tab, BANNER, "(root) => root.textContent.includes('Passage 2 of')")
        await step_to(visit, "Close")
        await bidi.press(visit.tab, "Escape")
        assert await bidi.closed_shadow_call(visit.tab, BANNER, "(root) => root.querySelector('.callout')") is None
