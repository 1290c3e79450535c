"""Draw the pictures of docs/images anew, on the demo: `make screenshots`; with --all, every surface in every look."""

import argparse
import asyncio
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from driver.launch import NAMES, launch, prefer  # noqa: E402 - the driver lives with the tests
from journeys.copies import in_language  # noqa: E402
from journeys.reader import EXTENSION, Reader  # noqa: E402
from journeys.surfaces import SURFACES  # noqa: E402
from serving import Server, free_port, masthead, serving  # noqa: E402

IMAGES = ROOT / "docs" / "images"

_USUAL: Final = 8080


def _port() -> int:
    """The usual one, which looks better on a picture, where it is free."""
    with socket.socket() as probe:
        return free_port() if probe.connect_ex(("127.0.0.1", _USUAL)) == 0 else _USUAL


@dataclass(frozen=True)
class Picture:
    """What is to be seen, and how."""

    name: str
    surface: str
    size: tuple[int, int]
    language: str = "en"
    dark: bool = False
    browser: str = "chromium"


BEST = (
    Picture("banner", "the banner", (1100, 420)),
    Picture("panel", "the details", (1100, 860)),
    Picture("marked", "the note at a marked place", (1100, 620)),
    Picture("popup", "the popup", (380, 600)),
    Picture("popup-dark", "the popup", (380, 600), dark=True),
    Picture("banner-ar", "the banner", (380, 600), language="ar"),
)
"""Those that README and docs show."""


def every() -> Iterator[Picture]:
    """Every surface in every look."""
    for browser in NAMES:
        for surface in SURFACES:
            for width, height in ((1280, 900), (320, 640)):
                for dark in (False, True):
                    for language in ("en", "ar"):
                        look = "dark" if dark else "light"
                        name = f"{surface.replace(' ', '-')}-{browser}-{width}-{look}-{language}"
                        yield Picture(name, surface, (width, height), language, dark, browser)


async def draw(pictures: list[Picture], server: Server, folder: Path) -> None:
    """Draw pictures of one browser and language."""
    browser_name, language = pictures[0].browser, pictures[0].language
    with tempfile.TemporaryDirectory() as copy:
        extension = EXTENSION if language == "en" else in_language(language, Path(copy))
        async with launch(browser_name, extension=extension) as browser:
            reader = Reader(browser, await browser.bidi.open_tab())
            await reader.subscribe(f"{server.url}/feed/")
            for picture in pictures:
                async with SURFACES[picture.surface](reader, server) as shown:
                    await browser.bidi.resize(shown.tab, *picture.size)
                    await prefer(browser, shown.tab, dark=picture.dark)
                    await asyncio.sleep(0.5)  # whatever glides into its place has arrived
                    await browser.bidi.screenshot(shown.tab, folder / f"{picture.name}.png")


async def draw_all(pictures: list[Picture], folder: Path) -> None:
    """Draw pictures, with a server of its own."""
    with tempfile.TemporaryDirectory() as name:
        data, port = Path(name), _port()
        loaded = masthead(data, "demo", port=str(port))
        if loaded.returncode:
            sys.exit(loaded.stderr)
        with serving(data, demo=True, port=port) as server:
            kinds = {(one.browser, one.language) for one in pictures}
            for kind in sorted(kinds):
                await draw([one for one in pictures if (one.browser, one.language) == kind], server, folder)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every surface in every look, into this folder")
    wanted = parser.parse_args()
    folder = wanted.all or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw_all(list(every()) if wanted.all else list(BEST), folder))


if __name__ == "__main__":
    main()
