"""The files of a feed as the server holds them: the small ones in memory for as long as they stay what they are."""

import asyncio
import hashlib
import os
import re
import stat
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SMALL: Final = 1 << 20
"""Files below this size are kept in memory; longer ones are sent from the disk."""
_DIGEST: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?=\.)")


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is there."""

    path: Path
    stamp: tuple[int, ...]
    """Tells whether the file is still the same."""
    digest: str
    """Of its content: 32 hexadecimal digits that its name or its bytes give."""
    size: int
    data: bytes | None
    """None of a file too long to keep."""


class Shelf:
    """Finds files and keeps the small ones, the latest used, up to so many bytes in all."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Path, Held] = OrderedDict()

    @property
    def kept_bytes(self) -> int:
        """How many bytes are kept now."""
        return self._bytes

    async def find(self, folder: Path, name: str) -> Held | None:
        """A file below a folder, or None if there is none; links are never followed.

        Raises:
            OSError: the file is there, but cannot be read.
        """
        path = folder / name
        try:
            # One look at the disk, too short to be worth a thread.
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            self._drop(path)
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        stamp = _stamp(status)
        if (held := self._kept.get(path)) and held.stamp == stamp:
            self._kept.move_to_end(path)
            return held
        try:
            held = await asyncio.to_thread(_read, folder, name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if held:
            self._keep(held)
        return held

    def _keep(self, held: Held) -> None:
        self._drop(held.path)
        if held.data is None or len(held.data) > self._most_bytes:
            return
        self._kept[held.path] = held
        self._bytes += len(held.data)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, path: Path) -> None:
        if (held := self._kept.pop(path, None)) and held.data is not None:
            self._bytes -= len(held.data)


def _read(folder: Path, name: str) -> Held | None:
    path = folder / name
    if path.resolve() != folder.resolve() / name:
        return None
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        named = _DIGEST.search(name)
        data = None if named and status.st_size >= SMALL else file.read()
    digest = named[0] if named else hashlib.sha256(data or b"").hexdigest()[:32]
    return Held(path, _stamp(status), digest, status.st_size, data)


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev
