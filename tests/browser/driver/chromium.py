"""Start Debian's Chromium through chromedriver."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from driver.bidi import Bidi, BidiError
from driver.browser import Browser, unpacked
from driver.ports import free_on_both
from driver.process import StartError, running
from driver.values import Value

PACKAGES = {"chromium": "chromium", "chromedriver": "chromium-driver"}
"""The programs it takes, and the Debian package of each."""

_ATTACHED = "goog:cdp.Target.attachedToTarget"
_LISTENING = re.compile(r"started successfully on port (\d+)")
_DARK, _LIGHT = 0, 1
_FLAGS = (
    "--remote-debugging-pipe",
    "--enable-unsafe-extension-debugging",
    "--disable-features=HttpsUpgrades",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def chromium(
    *,
    extension: Path | None = None,
    http_port: int | None = None,
    headless: bool = True,
    dark: bool = False,
    window: tuple[int, int] = (1280, 900),
) -> AsyncIterator[Browser]:
    """Run Chromium with a throw-away profile; the parameters are those of `driver.launch.launch`."""
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as home:
        flags = [*_FLAGS, f"--user-data-dir={home}/profile", f"--window-size={window[0]},{window[1]}"]
        flags += [f"--blink-settings=preferredColorScheme={_DARK if dark else _LIGHT}"]
        flags += ["--headless=new"] if headless else []
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []
        flags += _fake_hosts(http_port) if http_port else []
        chromedriver = shutil.which("chromedriver") or "chromedriver"
        async with running(
            [chromedriver, f"--port={free_on_both()}"], announcement=_LISTENING, home=Path(home)
        ) as program:
            port = await program.announced()
            async with _session(f"http://127.0.0.1:{port}/session", flags) as bidi:
                yield await _with_extension(bidi, extension)


async def stop_background(browser: Browser) -> None:
    """End the extension's service worker, as the browser does with an idle one, and wait until it is gone.

    Chromedriver attaches to workers, and does not always let go. A worker that is stopped while attached keeps its
    place, and when the next message wakes it, it waits for a debugger for ever: so it must be left alone first.
    """
    bidi = browser.bidi

    async def left_alone() -> bool:
        await _detach_from_workers(bidi)
        return not any(worker["attached"] for worker in await _workers(browser))

    await bidi.until(left_alone, "chromedriver leaves the service worker alone")
    ended = {worker["targetId"] for worker in await _workers(browser)}

    async def gone() -> bool:
        """Another may have come since, woken by a page: it knows nothing of what this one knew."""
        left = [worker for worker in await _workers(browser) if worker["targetId"] in ended]
        for worker in left:
            await _detach_from_workers(bidi)
            await _cdp(bidi, "Target.closeTarget", targetId=worker["targetId"])
        return not left

    await bidi.until(gone, "the service worker is gone")


async def prefer(browser: Browser, tab: str, *, dark: bool, forced_colors: bool, still: bool) -> None:
    """Let a tab's pages see a reader with these preferences, from now on; see `driver.launch.prefer`."""
    features = {
        "prefers-color-scheme": "dark" if dark else "light",
        "forced-colors": "active" if forced_colors else "none",
        "prefers-reduced-motion": "reduce" if still else "no-preference",
    }
    session = (await browser.bidi.command("goog:cdp.getSession", context=tab))["session"]
    wanted: list[Value] = [{"name": name, "value": value} for name, value in features.items()]
    await _cdp(browser.bidi, "Emulation.setEmulatedMedia", session, features=wanted)


async def _detach_from_workers(bidi: Bidi) -> None:
    attached = await bidi.watch(_ATTACHED)
    while attached:
        event = attached.pop()["params"]
        if event["params"]["targetInfo"]["type"] == "service_worker":
            with suppress(BidiError):  # chromedriver was faster
                await _cdp(bidi, "Target.detachFromTarget", event["session"], sessionId=event["params"]["sessionId"])


async def _workers(browser: Browser) -> list[dict[str, Value]]:
    """List the extension's running service workers, of which there is one at most."""
    targets = (await _cdp(browser.bidi, "Target.getTargets"))["targetInfos"]
    origin = browser.extension_origin
    return [target for target in targets if target["type"] == "service_worker" and target["url"].startswith(origin)]


def _fake_hosts(port: int) -> list[str]:
    """Map every host's port 80, and no other port, to ours; a proxy would get in the way."""
    return [f"--host-resolver-rules=MAP *:80 127.0.0.1:{port}", "--no-proxy-server"]


@asynccontextmanager
async def _session(url: str, flags: list[str]) -> AsyncIterator[Bidi]:
    """Ask chromedriver for a browser with a BiDi connection, and close both at the end."""
    options = {"binary": shutil.which("chromium"), "args": flags}
    wanted = {"webSocketUrl": True, "acceptInsecureCerts": True, "goog:chromeOptions": options}
    async with aiohttp.ClientSession() as http:
        async with http.post(url, json={"capabilities": {"alwaysMatch": wanted}}) as response:
            session = (await response.json())["value"]
        if "error" in session:
            raise StartError(f"Chromium did not start: {session['message']}")
        async with Bidi.connect(session["capabilities"]["webSocketUrl"]) as bidi:
            try:
                yield bidi
            finally:
                with suppress(BidiError):
                    await bidi.command("browser.close")


async def _with_extension(bidi: Bidi, extension: Path | None) -> Browser:
    if extension is None:
        return Browser("chromium", bidi)
    await bidi.watch(_ATTACHED)
    identity = (await bidi.command("webExtension.install", extensionData=unpacked(extension)))["extension"]
    return Browser("chromium", bidi, identity, f"chrome-extension://{identity}")


async def _cdp(bidi: Bidi, method: str, session: str | None = None, /, **params: Value) -> Value:
    """Send a command of Chromium's own protocol, to the whole browser or to one of its sessions."""
    where = {"session": session} if session else {}
    return (await bidi.command("goog:cdp.sendCommand", method=method, params=params, **where))["result"]
