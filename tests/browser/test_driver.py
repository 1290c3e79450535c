"""The driver itself, proved in each browser with a tiny extension and a tiny server."""

import json
import struct
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from driver.bidi import Bidi, BidiError, WaitError
from driver.browser import Browser
from driver.launch import NAMES, launch, prefer, stop_background
from driver.needed import need

MANIFEST = {
    "manifest_version": 3,
    "name": "Driver probe",
    "version": "1",
    "permissions": ["storage"],
    "background": {"service_worker": "background.js", "scripts": ["background.js"], "type": "module"},
    "content_scripts": [{"matches": ["http://*/*"], "js": ["content.js"]}],
    "action": {"default_popup": "popup.html"},
    "browser_specific_settings": {
        "gecko": {
            "id": "probe@driver.example",
            "strict_min_version": "140.0",
            "data_collection_permissions": {"required": ["none"]},
        },
    },
}
BACKGROUND = """
const boots = chrome.storage.local.get({boots: 0}).then(async (stored) => {
  await chrome.storage.local.set({boots: stored.boots + 1});
  return stored.boots + 1;
});
chrome.runtime.onMessage.addListener((message, sender, sendResponse) => {
  boots.then(sendResponse);
  return true;
});
"""
CONTENT = """
const host = document.createElement("div");
host.id = "probe";
const root = host.attachShadow({mode: "closed"});
root.innerHTML = "<style>p {color: red}</style><p>hidden from the page</p><button>press</button>";
root.querySelector("button").onclick = () => { root.querySelector("p").textContent = "pressed"; };
document.body.append(host);
"""
POPUP = "<!doctype html><meta charset=utf-8><title>popup</title><h1>The popup</h1>"
BOOTS = 'chrome.runtime.sendMessage("boots").catch(() => null)'


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    """A server that answers every address with a page that shows the host it was asked for."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=f"<!doctype html><h1>{request.host}</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each browser that is installed here."""
    need(request.param)
    return str(request.param)


@pytest.fixture(scope="module")
async def browser(name: str, port: int, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    extension = tmp_path_factory.mktemp("extension")
    files = {"background.js": BACKGROUND, "content.js": CONTENT, "popup.html": POPUP}
    for file, text in (files | {"manifest.json": json.dumps(MANIFEST)}).items():
        (extension / file).write_text(text)
    async with launch(name, extension=extension, http_port=port) as started:
        yield started


@pytest.fixture
def bidi(browser: Browser) -> Bidi:
    return browser.bidi


@pytest.fixture
async def tab(bidi: Bidi) -> AsyncIterator[str]:
    context = await bidi.open_tab()
    yield context
    await bidi.close_tab(context)


async def test_any_host_without_a_port_is_our_server(bidi: Bidi, tab: str) -> None:
    await bidi.go(tab, "http://anything.example/")
    assert await bidi.evaluate(tab, "document.querySelector('h1').textContent") == "anything.example"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "gazette.localhost"])
async def test_a_host_of_this_machine_with_a_port_keeps_its_port(bidi: Bidi, tab: str, port: int, host: str) -> None:
    await bidi.go(tab, f"http://{host}:{port}/")
    assert await bidi.evaluate(tab, "document.querySelector('h1').textContent") == f"{host}:{port}"


async def test_the_text_in_a_closed_shadow_root_can_be_read(bidi: Bidi, tab: str) -> None:
    await bidi.go(tab, "http://anything.example/")
    await bidi.wait_for(tab, "document.querySelector('#probe')")
    assert await bidi.evaluate(tab, "document.querySelector('#probe').shadowRoot") is None
    assert await bidi.closed_shadow_text(tab, "#probe") == "hidden from the page\npress"


async def test_a_page_without_the_host_has_no_shadow_text(bidi: Bidi, tab: str) -> None:
    assert await bidi.closed_shadow_text(tab, "#probe") is None
    assert await bidi.closed_shadow_text(tab, "body") is None
    with pytest.raises(BidiError, match="no element with a shadow root matches #probe"):
        await bidi.closed_shadow_call(tab, "#probe", "root => 1")


async def test_a_button_in_a_closed_shadow_root_can_be_clicked(bidi: Bidi, tab: str) -> None:
    await bidi.go(tab, "http://anything.example/")
    await bidi.wait_for_closed_shadow(tab, "#probe", "root => root.querySelector('button')")
    await bidi.closed_shadow_call(tab, "#probe", "root => root.querySelector('button').click()")
    await bidi.wait_for_closed_shadow(tab, "#probe", "root => root.textContent.includes('pressed')")


async def test_the_popup_opens_as_a_tab(browser: Browser, tab: str) -> None:
    await browser.bidi.go(tab, f"{browser.extension_origin}/popup.html")
    assert await browser.bidi.evaluate(tab, "chrome.runtime.id") == browser.extension_id
    assert await browser.bidi.evaluate(tab, "document.body.innerText") == "The popup"


async def test_a_stopped_background_wakes_again(browser: Browser, tab: str) -> None:
    await browser.bidi.go(tab, f"{browser.extension_origin}/popup.html")
    before = await browser.bidi.wait_for(tab, BOOTS)
    await stop_background(browser)
    assert await browser.bidi.wait_for(tab, BOOTS) == before + 1


async def test_a_screenshot_has_the_size_of_the_page(bidi: Bidi, tab: str, tmp_path: Path) -> None:
    await bidi.resize(tab, 360, 640)
    await bidi.go(tab, "http://anything.example/")
    await bidi.screenshot(tab, tmp_path / "shot.png")
    header = (tmp_path / "shot.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:]) == (360, 640)


async def test_a_state_that_does_not_come_is_told_with_its_last_value(bidi: Bidi, tab: str) -> None:
    with pytest.raises(WaitError, match=r"still not so: window\.never") as caught:
        await bidi.wait_for(tab, "window.never ?? 0", timeout=3)
    assert (caught.value.expression, caught.value.last) == ("window.never ?? 0", 0)


async def test_a_state_may_come_later(bidi: Bidi, tab: str) -> None:
    await bidi.evaluate(tab, "void setTimeout(() => { window.late = 'here' }, 50)")
    assert await bidi.wait_for(tab, "window.late") == "here"


async def test_a_script_that_throws_is_an_error(bidi: Bidi, tab: str) -> None:
    with pytest.raises(BidiError, match="so it goes"):
        await bidi.evaluate(tab, "Promise.reject(new Error('so it goes'))")


async def test_values_arrive_as_plain_python(bidi: Bidi, tab: str) -> None:
    value = await bidi.evaluate(tab, "({text: 'é', list: [1.5, true, null, undefined], map: new Map([[1, {a: -0}]])})")
    assert value == {"text": "é", "list": [1.5, True, None, None], "map": {1: {"a": 0}}}
    assert await bidi.evaluate(tab, "[2n ** 64n, new Set(['x']), -Infinity]") == [2**64, ["x"], float("-inf")]
    assert (await bidi.evaluate(tab, "document.body"))["value"]["localName"] == "body"


async def test_keys_reach_what_has_the_focus_and_move_it(bidi: Bidi, tab: str) -> None:
    await bidi.go(tab, "http://anything.example/")
    await bidi.evaluate(tab, "void (document.body.innerHTML = '<input id=one><input id=two>')")
    await bidi.press(tab, "Tab", "Tab", "h", "i", "Shift+Tab", "Space", "y")
    assert await bidi.evaluate(tab, "[one.value, two.value, document.activeElement.id]") == [" y", "hi", "one"]


async def test_events_gather_once_subscribed(bidi: Bidi, tab: str) -> None:
    await bidi.subscribe("network.beforeRequestSent")
    await bidi.go(tab, "http://seen.example/")
    asked = [event["params"]["request"]["url"] for event in bidi.events if event["params"].get("context") == tab]
    assert "http://seen.example/" in asked


@pytest.mark.parametrize("dark", [True, False])
async def test_pages_see_the_colours_the_reader_prefers(name: str, dark: bool) -> None:
    async with launch(name, dark=dark) as browser:
        [first] = await browser.bidi.tabs()
        assert await browser.bidi.evaluate(first, "matchMedia('(prefers-color-scheme: dark)').matches") is dark


@pytest.mark.parametrize("wish", ["dark", "forced_colors", "still"])
async def test_pages_see_what_a_reader_wishes_and_wishes_no_more(browser: Browser, tab: str, wish: str) -> None:
    media = {
        "dark": "(prefers-color-scheme: dark)",
        "forced_colors": "(forced-colors: active)",
        "still": "(prefers-reduced-motion: reduce)",
    }
    seen = f"JSON.stringify({json.dumps(list(media.values()))}.map((query) => matchMedia(query).matches))"
    nothing = [False, False, False]
    await prefer(browser, tab, **{wish: True})
    await browser.bidi.go(tab, "http://anything.example/")
    expected = json.dumps([name == wish for name in media]).replace(" ", "")
    await browser.bidi.wait_for(tab, f"{seen} === '{expected}'")
    await prefer(browser, tab)
    await browser.bidi.wait_for(tab, f"{seen} === '{json.dumps(nothing).replace(' ', '')}'")


@pytest.fixture
def homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which browsers get their throw-away homes.

    Its name is short, because the path of Chromium's socket below it may have no more than 107 bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_failed_start_leaves_nothing_behind(name: str, homes: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({**MANIFEST, "manifest_version": "none"}))
    with pytest.raises(BidiError, match=r"webExtension\.install"):
        async with launch(name, extension=tmp_path):
            pass
    assert left_in(homes) == []
