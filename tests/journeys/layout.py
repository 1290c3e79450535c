"""What can be wrong with how something stands in a window, found by measuring."""

import json

from driver.bidi import Bidi
from journeys.reader import BANNER

_FAULTS = """(root) => {
    const faults = [];
    const name = (one) => `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`;
    const visible = (one) => one.checkVisibility({ visibilityProperty: true });
    const shown = [...root.querySelectorAll("*")].filter((one) => visible(one) && !one.closest(".silent"));
    for (const one of shown) {
        const { left, right, width } = one.getBoundingClientRect();
        if (width && (left < -1 || right > innerWidth + 1)) faults.push(`beside the window: ${name(one)}`);
    }
    for (const one of shown.filter((one) => /^(button|summary|label|legend|h[1-4])$/.test(one.localName))) {
        const cut = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline";
        if (cut) faults.push(`cut off: ${name(one)}`);
    }
    for (const button of root.querySelectorAll("button")) {
        const line = root instanceof ShadowRoot && !button.closest(".panel, .callout");
        const { top, bottom } = button.getBoundingClientRect();
        const out = top < -1 || bottom > innerHeight + 1;
        if (line && visible(button) && out) faults.push(`out of sight: ${name(button)}`);
    }
    const page = document.documentElement;
    if (!(root instanceof ShadowRoot) && page.scrollWidth > page.clientWidth) faults.push("it scrolls sideways");
    return JSON.stringify(faults.slice(0, 20));
}"""


async def banner_faults(bidi: Bidi, tab: str, width: int, height: int) -> list[str]:
    """What is wrong with the banner on a page in a window of some size."""
    await bidi.resize(tab, width, height)
    await settle(bidi, tab)
    return list(json.loads(str(await bidi.closed_shadow_call(tab, BANNER, _FAULTS))))


async def page_faults(bidi: Bidi, tab: str, width: int, height: int = 700) -> list[str]:
    """What is wrong with a page of the extension in a window of some size."""
    await bidi.resize(tab, width, height)
    return list(json.loads(str(await bidi.evaluate(tab, f"({_FAULTS})(document.body)"))))


async def settle(bidi: Bidi, tab: str) -> None:
    """Wait until the banner has found its place and nothing of it moves."""
    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    await bidi.evaluate(tab, frames)
    still = "(root) => root.firstElementChild.getAnimations({subtree: true}).length === 0"
    await bidi.wait_for_closed_shadow(tab, BANNER, still)
