"""The extension in each of its languages, in both browsers."""

import re
from itertools import product
from pathlib import Path

import pytest

from driver.lending import lend
from driver.needed import need
from journeys.copies import LANGUAGES, in_language, messages
from journeys.reader import BANNER, Reader
from masthead.demo import content
from masthead.demo.sites import with_port
from serving import Server

MIRROR = next(page for page in content.load().pages if page.kind == "mirror")
ISOLATES = re.compile("[\u2068\u2069]")
BUTTONS_OUTSIDE = """(root) => [...root.querySelectorAll("button")].filter((button) => {
    const { left, right } = button.getBoundingClientRect();
    return button.checkVisibility() && (left < 0 || right > innerWidth);
}).length"""
DRESSED = "JSON.stringify([document.documentElement.lang, document.documentElement.dir])"


def parts(message: str) -> list[str]:
    """What a message says around its placeholders."""
    return [part.strip() for part in re.split(r"\$\w+\$", message) if part.strip()]


# Letters and directions are the browser's: the rest is the same messages in both.
IN_FIREFOX = ("ar", "ru", "zh_CN")


@pytest.mark.parametrize(("name", "language"), [*product(["chromium"], LANGUAGES), *product(["firefox"], IN_FIREFOX)])
async def test_banner_popup_and_options_speak(name: str, language: str, server: Server, tmp_path: Path) -> None:
    need(name)
    said = messages(language)
    async with lend(name, extension=in_language(language, tmp_path)) as browser:
        reader = Reader(browser, await browser.bidi.open_tab())
        await reader.subscribe(f"{server.url}/feed/")
        dressed = f'["{said["localeTag"]}","{said["textDirection"]}"]'
        assert await reader.bidi.evaluate(reader.options, DRESSED) == dressed
        assert await reader.bidi.evaluate(reader.options, "document.title") == said["optionsTitle"]
        async with reader.visit(with_port(MIRROR.url, server.port)) as visit:
            banner = ISOLATES.sub("", await visit.opened_banner())
            assert [part for part in parts(said["headlineShares"]) if part not in banner] == []
            assert said["headingOutlet"] in banner
            direction = "(root) => getComputedStyle(root.querySelector('section')).direction"
            assert await reader.bidi.closed_shadow_call(visit.tab, BANNER, direction) == said["textDirection"]
            await reader.bidi.resize(visit.tab, 320, 640)
            assert await reader.bidi.closed_shadow_call(visit.tab, BANNER, BUTTONS_OUTSIDE) == 0
            popup = await reader.bidi.open_tab()
            await reader.bidi.go(popup, f"{browser.extension_origin}/ui/popup.html?tab={visit.number}")
            await reader.bidi.wait_for(popup, "document.querySelector('#answer .part')")
            shown = ISOLATES.sub("", str(await reader.bidi.evaluate(popup, "document.body.innerText")))
            assert [part for part in parts(said["headlineShares"]) if part not in shown] == []
            assert said["popupOptions"] in shown
            assert await reader.bidi.evaluate(popup, DRESSED) == dressed
