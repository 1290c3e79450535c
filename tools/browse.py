"""Open a real browser with the extension loaded, at the demo: `make browse`."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from driver.bidi import Bidi, BidiError, WaitError  # noqa: E402 - the driver lives with the tests
from driver.launch import NAMES, launch, missing, packages  # noqa: E402
from driver.process import START_SECONDS, Program, StartError, running  # noqa: E402

EXTENSION = ROOT / "extension"
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
HEALTH_SECONDS = 2
BANNER_SECONDS = 4
POLL_SECONDS = 0.2


class BrowseError(Exception):
    """Something is missing; the message tells the reader what to do."""


def main() -> None:
    """Read the command line and open the browser; a problem is one line and exit code 1."""
    wanted = arguments()
    try:
        asyncio.run(browse(wanted))
    except (BrowseError, StartError, BidiError) as error:
        sys.exit(f"browse: {error}")
    except (KeyboardInterrupt, asyncio.CancelledError):
        pass


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="browse", description=__doc__)
    parser.add_argument("--browser", choices=NAMES, default=NAMES[0], help="default: %(default)s")
    parser.add_argument("--server", default="http://127.0.0.1:8080", help="started if need be; default: %(default)s")
    parser.add_argument("--page", help="the page to open first; default: the server's first page")
    parser.add_argument("--headless", action="store_true", help="open no window")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="save what the page shows as PNG, and end")
    return parser.parse_args()


def _only_feed(url: str) -> str:
    """JavaScript that leaves the extension one feed, newly loaded."""
    return f"""(async () => {{
        const ask = (message) => (globalThis.browser ?? globalThis.chrome).runtime.sendMessage(message);
        const {{feeds}} = await ask({{type: "settings"}});
        for (const {{url}} of feeds) await ask({{type: "remove-feed", url}});
        await ask({{type: "add-feed", url: {json.dumps(url)}}});
        return "";
    }})()"""


async def browse(wanted: argparse.Namespace) -> None:
    """Open the page, and stay until the browser ends."""
    end_on_signals()
    check(wanted.browser, headless=wanted.headless)
    server = wanted.server.rstrip("/")
    page = wanted.page or f"{server}/"
    async with (
        answering(server),
        launch(wanted.browser, extension=EXTENSION, headless=wanted.headless) as browser,
    ):
        [tab, *_] = await browser.bidi.tabs()
        # Asking the extension also makes sure that it is there before the first page is.
        await browser.bidi.go(tab, f"{browser.extension_origin}/ui/options.html")
        await browser.bidi.evaluate(tab, _only_feed(f"{server}/feed/"))
        await browser.bidi.go(tab, page)
        if wanted.screenshot:
            await settled(browser.bidi, tab)
            await browser.bidi.screenshot(tab, wanted.screenshot)
            print(f"Saved {wanted.screenshot}")
        else:
            print(f"{wanted.browser} shows {page}: to end, close its window or press Ctrl-C here.", flush=True)
            await browser.bidi.ended()


async def settled(bidi: Bidi, tab: str) -> None:
    """Wait until the banner has come and stands still; on a page without one, for as long as it could take."""
    still = "(root) => root.textContent.length > 0 && document.getAnimations({subtree: true}).length === 0"
    with contextlib.suppress(WaitError):
        await bidi.wait_for_closed_shadow(tab, "masthead-banner", still, timeout=BANNER_SECONDS)
        await asyncio.sleep(BANNER_SECONDS / 10)  # the slide-in inside the closed root


def end_on_signals() -> None:
    """Let `kill` and a closed terminal end things as tidily as Ctrl-C does."""
    task = asyncio.current_task()
    if task:
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def check(browser: str, *, headless: bool) -> None:
    """See that the browser and what it needs are here.

    Raises:
        BrowseError: something is not.
    """
    if lacking := missing(browser):
        install = f"apt-get install --no-install-recommends {' '.join(packages(browser))}"
        raise BrowseError(f"{browser} lacks {', '.join(lacking)}; run: {install}")
    if not headless and not os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
        raise BrowseError("there is no display for a window; run this on a desktop, or with --headless")
    if not (EXTENSION / "manifest.json").is_file():
        raise BrowseError(f"there is no extension: {EXTENSION}/manifest.json is missing")


@asynccontextmanager
async def answering(server: str) -> AsyncIterator[None]:
    """Use the server that answers, or run a demo server as long as it is needed."""
    if await healthy(server):
        yield
        return
    if urlsplit(server).hostname not in HERE:
        raise BrowseError(f"{server}/healthz does not answer, and only a server on this machine can be started")
    masthead = Path(sys.executable).with_name("masthead")
    if not os.access(masthead, os.X_OK):
        raise BrowseError(f"{server}/healthz does not answer, and there is no {masthead} to start a server with")
    async with running([str(masthead), "serve", "--demo"]) as program:
        await until_healthy(server, program)
        yield


async def until_healthy(server: str, program: Program) -> None:
    """Wait until the server that was just started answers.

    Raises:
        BrowseError: it ended, or did not answer in time.
    """
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await healthy(server):
                if await program.ended(within=POLL_SECONDS):
                    raise BrowseError(f"masthead serve --demo ended; it said:\n{program.said}")
    except TimeoutError:
        raise BrowseError(f"masthead serve --demo does not answer at {server}; it said:\n{program.said}") from None


async def healthy(server: str) -> bool:
    """Tell whether a server answers well at /healthz."""
    timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(f"{server}/healthz") as response:
            return response.ok
    except (aiohttp.ClientError, TimeoutError):
        return False


if __name__ == "__main__":
    main()
