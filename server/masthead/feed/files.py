"""The only place that writes the files of a feed: what changed, each file whole or not at all, index.json last."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Final

from masthead.errors import CannotStart, FeedError, TooLarge
from masthead.feed import jsonfile, paths
from masthead.feed.compress import brotlied, gzipped
from masthead.feed.content import PAGE

KEEP_SECONDS: Final = 24 * 3600
"""Files of earlier versions stay this long: caches may still hand out an index that leads to them."""
ROOMS: Final = ("articles", "tables", "lists", "updates", "outlets", "hashes")
"""Folders of the feed; the last is one that feeds of the first protocol had."""
SIDES: Final = (".gz", ".br")
"""Compressed forms of a JSON file lie beside it."""


@asynccontextmanager
async def only_publisher(folder: Path) -> AsyncIterator[None]:
    """Hold a feed's folder against other publishers, in this process or another.

    Raises:
        CannotStart: the folder cannot be written.
    """
    with _told(folder):
        lock = await asyncio.to_thread(_make_rooms, folder)
    with lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        with _told(folder):
            yield


def _make_rooms(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for room in ROOMS[:-1]:
        (folder / room).mkdir(exist_ok=True)
    # Beside the feed, not in it: web servers serve the folder as it is.
    return (folder.parent / f".{folder.name}.lock").open("w")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is None or not Path(error.filename).is_relative_to(folder.parent):
            raise  # something else is broken
        raise CannotStart(
            f"The feed folder {folder} cannot be written ({error.strerror}). Set MASTHEAD_FEED to one that can."
        ) from error


def put(path: Path, data: bytes, *, trusted: bool = True, durable: bool = True) -> int:
    """Write a file named by its content, or leave it, if it is there.

    Args:
        path: where it belongs.
        data: its content.
        trusted: whether a file of that name and length is known to be whole.
        durable: whether it must outlive a loss of power; of very many files, ``settle`` sees to that at once.

    Returns:
        How many files were written: 0 or 1.
    """
    if path.exists() and path.stat().st_size == len(data) and (trusted or path.read_bytes() == data):
        return 0
    _replace(path, data, durable=durable)
    return 1


def put_json(path: Path, data: bytes, *, page: int | None = None, trusted: bool = True, durable: bool = True) -> int:
    """Write a JSON file and its compressed forms, the file itself last."""
    sides = [path.with_name(path.name + side) for side in SIDES]
    if trusted and path.exists() and path.stat().st_size == len(data) and all(side.exists() for side in sides):
        return 0
    written = 0
    for side, packed in zip(sides, (gzipped, brotlied), strict=True):
        written += put(side, packed(data, page), trusted=trusted, durable=durable)
    return written + put(path, data, trusted=trusted, durable=durable)


def write_group(folder: Path, number: int, data: bytes, *, trusted: bool, durable: bool = False) -> int:
    """Write the file of a group, if it is not there; how many files that took.

    Raises:
        TooLarge: it is larger than readers take.
    """
    if len(data) > jsonfile.MAX_JSON_BYTES:
        raise TooLarge(
            f"Group {number} of the feed would have {len(data):,} bytes, and readers take {jsonfile.MAX_JSON_BYTES:,}."
            " Set MASTHEAD_GROUP_SIZE to fewer articles."
        )
    path = folder / paths.group_path(number, paths.name_of(data))
    return put_json(path, data, page=PAGE, trusted=trusted, durable=durable)


def settle() -> None:
    """Wait until all that was written outlives a loss of power."""
    os.sync()


def write_index(folder: Path, data: bytes, page: bytes) -> int:
    """Write index.json, with which the feed is what it says, and the page for people; how many files changed."""
    written = 0
    for path, content in ((folder / "index.html", page), (folder / "index.json", data)):
        before = path.stat().st_mtime if path.exists() else 0.0
        if path.exists() and path.read_bytes() == content:
            continue
        # Servers that make a tag of time and length must make another one for another content.
        _replace(path, content, durable=True, later_than=before)
        written += 1
    return written


def _replace(path: Path, data: bytes, *, durable: bool, later_than: float = 0.0) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    if later_than and part.stat().st_mtime < later_than + 1:
        os.utime(part, (later_than + 1, later_than + 1))
    part.replace(path)


def begin_to_keep(folder: Path, paths: Iterable[str]) -> None:
    """Let the time that replaced files stay count from now, not from when they were written."""
    for path in paths:
        for one in (path, *(path + side for side in SIDES)):
            if (folder / one).exists():
                (folder / one).touch()


def remove_stale(
    folder: Path, current: Iterable[str], group_seconds: float, *, others_seconds: float = KEEP_SECONDS
) -> int:
    """Remove files that the feed no longer has, once no reader with an older index can still want them.

    Args:
        folder: of the feed.
        current: paths that the feed has.
        group_seconds: how long groups stay.
        others_seconds: how long other files stay.

    Returns:
        How many were removed.
    """
    wanted = {one for path in current for one in (path, *(path + side for side in SIDES))}
    now, removed = time.time(), 0
    for room in ROOMS:
        if not (folder / room).is_dir():
            continue
        for entry in os.scandir(folder / room):
            if f"{room}/{entry.name}" in wanted or not entry.is_file():
                continue
            kept = group_seconds if room == "articles" else others_seconds
            if entry.name.endswith(".part") or now - entry.stat().st_mtime > kept:
                Path(entry.path).unlink()
                removed += 1
    return removed


def read(folder: Path, path: str) -> bytes:
    """A file of the feed, as it lies in the folder.

    Raises:
        FeedError: it is not there.
    """
    try:
        return (folder / path).read_bytes()
    except FileNotFoundError as error:
        raise FeedError(f"{folder / path} is missing.") from error
