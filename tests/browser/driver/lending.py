"""Browsers with an extension, lent to one after the other: to start Firefox costs more than what most do with it.

Whoever borrows a browser finds it as good as new. Chromium starts so fast that each gets one of his own.
"""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from driver import firefox
from driver.bidi import BidiError
from driver.browser import Browser
from driver.launch import launch


@dataclass
class _Kept:
    browser: Browser
    end: AsyncExitStack


_waiting: list[_Kept] = []


@asynccontextmanager
async def lend(
    name: str, *, extension: Path, http_port: int | None = None, dark: bool = False
) -> AsyncIterator[Browser]:
    """Lend a browser in which nothing has happened yet; the parameters are those of `driver.launch.launch`."""
    if name != "firefox":
        async with launch(name, extension=extension, http_port=http_port, dark=dark) as browser:
            yield browser
        return
    kept = await _first(extension, http_port, dark=dark)
    async with AsyncExitStack() as end:
        end.push_async_exit(kept.end)  # where something goes wrong
        yield kept.browser
        end.pop_all()
    _waiting.append(kept)


async def end_all() -> None:
    """End all that wait to be lent again."""
    while _waiting:
        await _waiting.pop().end.aclose()


def _another(extension: Path, folder: Path) -> Path:
    """Copy an extension under another id.

    Firefox clears away what belonged to one that was uninstalled, permissions too, when the next one may be there.
    """
    copy = shutil.copytree(extension, folder / "extension")
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["browser_specific_settings"]["gecko"]["id"] = f"{uuid4()}@lent.example"
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return copy


async def _first(extension: Path, http_port: int | None, *, dark: bool) -> _Kept:
    while _waiting:
        kept = _waiting.pop()
        namesake = _another(extension, Path(kept.end.enter_context(TemporaryDirectory(prefix="extension-"))))
        try:
            renewed = await firefox.renew(kept.browser, extension=namesake, http_port=http_port, dark=dark)
        except BidiError:  # whoever had it has left it broken, as some tests mean to
            await kept.end.aclose()
        else:
            return _Kept(renewed, kept.end)
    end = AsyncExitStack()
    started = launch("firefox", extension=extension, http_port=http_port, dark=dark)
    return _Kept(await end.enter_async_context(started), end)
