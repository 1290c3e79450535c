"""The only place that writes the files of a feed: what changed, each file whole or not at all, index.json last."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from masthead.errors import CannotStart
from masthead.feed.content import Content

KEEP_SECONDS: Final = 24 * 3600
"""Lists and directories of earlier versions stay this long: caches may still hand out an index that names them."""
_ROOMS: Final = ("lists", "outlets", "hashes", "articles")
_LASTING: Final = ("lists", "outlets")


@dataclass(frozen=True, slots=True)
class Written:
    """What a publication changed in the folder."""

    written: int
    removed: int


def write_feed(folder: Path, content: Content) -> Written:
    """Bring a folder to the content of a feed.

    Groups go first, then buckets, list and directory, and index.json last, each by an atomic rename: a crash leaves a
    feed that readers accept, and the next publication completes it. An older version never replaces a newer one.

    Raises:
        CannotStart: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _only_publisher(folder):
            for room in _ROOMS:
                (folder / room).mkdir(exist_ok=True)
            _begin_to_keep(folder, content)
            order = sorted(content.files, key=lambda path: (path == "index.json", _ROOMS[::-1].index(_room(path))))
            written = sum(_write(folder / path, content.files[path]) for path in order)
            removed = sum(_remove_stale(folder, room, content) for room in _ROOMS)
    except OSError as error:
        raise CannotStart(
            f"The feed folder {folder} cannot be written ({error.strerror}). Set MASTHEAD_FEED to one that can."
        ) from error
    return Written(written, removed)


def _room(path: str) -> str:
    room = path.partition("/")[0]
    return room if room in _ROOMS else _ROOMS[0]


@contextmanager
def _only_publisher(folder: Path) -> Iterator[None]:
    """Hold the folder against other publishers, in this process or another."""
    # Beside the feed, not in it: web servers serve the folder as it is.
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: bytes) -> bool:
    """Write a file if its content differs; whether it did."""
    if path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return True


def _begin_to_keep(folder: Path, content: Content) -> None:
    """Let the time that a replaced list or directory stays count from its replacement, not from when it was written."""
    index = folder / "index.json"
    before = index.read_bytes() if index.exists() else b""
    for room in _LASTING:
        for path in (folder / room).iterdir():
            name = f"{room}/{path.name}"
            if name not in content.files and name.encode() in before:
                path.touch()


def _remove_stale(folder: Path, room: str, content: Content) -> int:
    """Remove files the feed no longer has; lists and directories only when no cache can still want them."""
    removed = 0
    for path in (folder / room).iterdir():
        if f"{room}/{path.name}" in content.files:
            continue
        if room in _LASTING and time.time() - path.stat().st_mtime < KEEP_SECONDS and not path.name.endswith(".part"):
            continue
        path.unlink()
        removed += 1
    return removed
