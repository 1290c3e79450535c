"""The only place that writes the files of a feed: what changed, each file whole or not at all, index.json last."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from masthead.errors import CannotStart, Conflict
from masthead.feed.content import Content, padded
from masthead.feed.shapes import Group, Index

KEEP_SECONDS: Final = 24 * 3600
"""Files of earlier versions stay this long: caches may still hand out an index that leads to them."""
_ROOMS: Final = ("lists", "outlets", "hashes", "articles")


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
        Conflict: the folder holds a newer version.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _only_publisher(folder):
            before = _index(folder)
            if before is not None and before.version > content.index.version:
                raise Conflict(
                    f"The feed in {folder} has version {before.version}, these records only {content.index.version}:"
                    " readers would refuse them. If the feed is another archive's, set MASTHEAD_FEED."
                )
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
    """Let the time that a replaced file stays count from its replacement, not from when it was written."""
    before = _index(folder)
    if before is None:
        return
    replaced = [path for path in (before.list.path, before.directory.path) if path not in content.files]
    if before.bucket_bits != content.index.bucket_bits:
        replaced += [f"hashes/{path.name}" for path in (folder / "hashes").glob(f"{before.bucket_bits}-*.json")]
    for path in replaced:
        if (folder / path).exists():
            (folder / path).touch()


def _index(folder: Path) -> Index | None:
    """The index in the folder, if there is one that can be read."""
    try:
        return Index.model_validate_json((folder / "index.json").read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _remove_stale(folder: Path, room: str, content: Content) -> int:
    """Remove files the feed no longer has, once no reader with an older index can still want them.

    Groups are emptied at once: what was withdrawn must not wait.
    """
    removed = 0
    bits = f"{content.index.bucket_bits}-"
    for path in (folder / room).iterdir():
        if f"{room}/{path.name}" in content.files or not path.is_file():
            continue
        unwanted = path.name.endswith(".part") or (room == "hashes" and path.name.startswith(bits))
        if unwanted or time.time() - path.stat().st_mtime > KEEP_SECONDS:
            path.unlink()
            removed += 1
        elif room == "articles" and path.stem.isdecimal():
            _write(path, padded(Group(group=int(path.stem), articles=[])))
    return removed
