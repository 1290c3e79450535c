"""Start a browser by its name."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from driver import chromium, firefox
from driver.browser import Browser


class _Start(Protocol):
    def __call__(
        self,
        *,
        extension: Path | None,
        http_port: int | None,
        headless: bool,
        dark: bool,
        window: tuple[int, int],
    ) -> AbstractAsyncContextManager[Browser]: ...


class _Prefer(Protocol):
    async def __call__(
        self, browser: Browser, tab: str, /, *, dark: bool, forced_colors: bool, still: bool
    ) -> None: ...


@dataclass(frozen=True)
class _Kind:
    start: _Start
    stop_background: Callable[[Browser], Awaitable[None]]
    prefer: _Prefer
    packages: Mapping[str, str]


_KINDS = {
    "chromium": _Kind(chromium.chromium, chromium.stop_background, chromium.prefer, chromium.PACKAGES),
    "firefox": _Kind(firefox.firefox, firefox.stop_background, firefox.prefer, firefox.PACKAGES),
}
NAMES = tuple(_KINDS)
"""The browsers there are."""


@asynccontextmanager
async def launch(
    name: str,
    *,
    extension: Path | None = None,
    http_port: int | None = None,
    headless: bool = True,
    dark: bool = False,
    window: tuple[int, int] = (1280, 900),
) -> AsyncIterator[Browser]:
    """Run a browser with a throw-away profile; it ends, and the profile goes, with the context.

    Args:
        name: one of `NAMES`.
        extension: the folder of an unpacked extension to load.
        http_port: the port on this machine that answers for port 80 of every host; None leaves hosts as they are.
            Addresses with another port are not touched.
        headless: run without a window.
        dark: pages see a reader who prefers dark colours.
        window: width and height of the window; see `Bidi.resize` for the size of a page.

    Raises:
        StartError: the browser did not start.
    """
    start = _KINDS[name].start
    async with start(extension=extension, http_port=http_port, headless=headless, dark=dark, window=window) as browser:
        yield browser


async def stop_background(browser: Browser) -> None:
    """End the extension's background worker or event page, as the browser does with an idle one."""
    await _KINDS[browser.name].stop_background(browser)


async def prefer(
    browser: Browser, tab: str, *, dark: bool = False, forced_colors: bool = False, still: bool = False
) -> None:
    """Let the pages of a tab, also those it opens later, see a reader with these preferences.

    Args:
        browser: the browser; Firefox shows all its tabs to the same reader.
        tab: the context of the tab.
        dark: dark colours.
        forced_colors: a few colours of the reader's own in place of all others.
        still: nothing that moves.
    """
    await _KINDS[browser.name].prefer(browser, tab, dark=dark, forced_colors=forced_colors, still=still)


def missing(name: str) -> list[str]:
    """List the programs a browser lacks here, each with its Debian package, as in `chromedriver (chromium-driver)`."""
    programs = _KINDS[name].packages
    return [f"{program} ({package})" for program, package in programs.items() if shutil.which(program) is None]


def packages(name: str) -> list[str]:
    """List the Debian packages a browser comes in."""
    return list(_KINDS[name].packages.values())
