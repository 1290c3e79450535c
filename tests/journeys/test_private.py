"""Private windows: what is done there is remembered nowhere. Only in Firefox a test can allow the extension there."""

from functools import partial
from pathlib import Path

from aiohttp import web

from driver.firefox import open_private
from driver.needed import need
from journeys.ownpages import popup
from journeys.reader import BANNER, Reader
from journeys.stage import Scene, page, stage
from serving import Server

URL = "http://copied.example/"
REFUSED = "In a private window only everything can be hidden, for an hour"


async def kept_for_ever(data: Path, _request: web.Request, path: str) -> web.StreamResponse | None:
    """Groups that every cache may keep, as the servers of real feeds say."""
    if not path.startswith("articles/"):
        return None
    body = (data / "feed" / path).read_bytes()
    return web.Response(body=body, headers={"Cache-Control": "max-age=31536000, immutable"})


async def test_in_a_private_window_a_banner_is_shown_and_nothing_is_remembered(server: Server) -> None:
    need("firefox")
    async with stage("firefox", server.data / "feed") as theatre:
        theatre.hosts.tamper = partial(kept_for_ever, server.data)
        bidi, browser = theatre.reader.bidi, theatre.reader.browser
        theatre.pages["copied.example"] = page()
        first = (await bidi.tabs())[0]
        tab = await open_private(browser)
        reader = Reader(browser, await bidi.open_tab())
        await reader.open_options()
        await bidi.command("browsingContext.activate", context=tab)
        await bidi.go(tab, URL)
        scene = Scene(reader, tab, await reader.number_of(f"url: '{URL}*'"))
        await scene.banner_stands()
        for choice in ("Hide on this page", "Hide on copied.example", "Hide what is known of The Harbour Ledger"):
            await scene.press_button("Hide…")
            await scene.click_button(choice)
            await scene.until(f"(root) => root.querySelector('.done').textContent.startsWith('{REFUSED}')")
            await scene.banner_stands()
        async with popup(reader, scene.number) as opened:
            await bidi.evaluate(opened.tab, "document.getElementById('switch').click()", gesture=True)
            await opened.until_said(REFUSED)
        asked = [one.target for one in theatre.hosts.asked if "/articles/" in one.target]
        assert len(asked) == 1
        usual = (await bidi.command("browsingContext.create", type="tab", referenceContext=first))["context"]
        await bidi.command("browsingContext.activate", context=usual)
        await bidi.go(usual, URL)
        await bidi.wait_for_closed_shadow(usual, BANNER, "(root) => root.querySelector('.bar button')")
        again = [one.target for one in theatre.hosts.asked if "/articles/" in one.target]
        assert again == asked * 2, "the private window has left nothing in the browser's cache"
        choices = await reader.ask("{type: 'choices'}")
        assert (choices["mutes"], choices["off"]) == ([], [])
