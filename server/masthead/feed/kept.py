"""A feed as a reader keeps it from one time to the next: only what is new is fetched, and it can be read offline."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from masthead.errors import CannotStart, FeedError
from masthead.feed import files, paths, shapes
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource, HttpSource, Source

_MARK: Final = ".masthead-kept"
"""Says that a folder is ours: what it holds besides is removed as it grows old."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reader of what is kept, and why it is not the latest, if it is not."""

    reader: Reader
    problem: str | None


@dataclass(frozen=True, slots=True)
class _Layered:
    """Files that are kept come from the folder, groups from the feed itself."""

    kept: FolderSource
    feed: Source

    def read(self, path: str) -> bytes:
        """Content of a file."""
        return (self.feed if path.startswith("articles/") else self.kept).read(path)


def keep_up(source: Source, folder: Path, *, key: str | None = None, pin: str | None = None) -> Kept:
    """Bring what is kept of a feed up to date, and read from it; where that fails, from what was kept.

    Args:
        source: the feed.
        folder: what is kept of it; it may be missing or empty.
        key: the feed's key, if it is known; else that of the first time counts.
        pin: fingerprint that the key of the first time must have, 32 hexadecimal digits.

    Raises:
        CannotStart: the folder holds something else.
        FeedError: nothing is kept, or what is kept is damaged, and the feed cannot be had or trusted.
    """
    known = _known(folder, key)
    held: Reader | None = None
    with suppress(FeedError):  # files that are missing or damaged are fetched anew; key and version still count
        held = _whole(known) if known else None
    try:
        _refresh(source, folder, known, held, key or (known.key if known else None), pin)
    except FeedError as error:
        if held is None:
            raise
        return Kept(Reader(_Layered(FolderSource(folder), source), key=key), error.message)
    return Kept(Reader(_Layered(FolderSource(folder), source), key=key), None)


def _known(folder: Path, key: str | None) -> Reader | None:
    """The index that is kept: whom to believe, and what was seen already."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if not (folder / _MARK).exists():
        raise CannotStart(f"{folder} holds something else than what is kept of a feed. Give a folder of its own.")
    try:
        return Reader(FolderSource(folder), key=key)
    except FeedError as error:
        raise CannotStart(
            f"What {folder} keeps of a feed is damaged, and with it whom to believe ({error.message})"
            " Remove the folder if you trust the feed's address."
        ) from error


def _tag_of(index: bytes) -> str | None:
    """What names the index that is held, if all who hold it hold the same bytes.

    That is so where they are written in the one way that follows from what is signed: what stands around the content
    could be another for each reader, and so could any tag that a server gave.
    """
    signed = shapes.Signed.parse(index, "index.json")
    return paths.name_of(index) if not signed.handovers and signed.encode() == index else None


def _whole(reader: Reader) -> Reader:
    """A reader that has read all that is kept, so that damage shows at once.

    Raises:
        FeedError: something is missing or damaged.
    """
    reader.hash_list, reader.table, reader.directory  # noqa: B018 - reading is what counts
    return reader


def _refresh(
    source: Source, folder: Path, known: Reader | None, held: Reader | None, key: str | None, pin: str | None
) -> None:
    if held and isinstance(source, HttpSource):
        data = source.newer("index.json", _tag_of((folder / "index.json").read_bytes()))
        if data is None:
            return
    else:
        data = source.read("index.json")
    new = Reader(source, key=key, index=data, pin=pin)
    if known and new.index.version < known.index.version:
        raise FeedError(
            f"The feed offers version {new.index.version}, older than {known.index.version}, which was seen already."
        )
    listed = new.updated_list(held.hash_list, held.index.list.sha256) if held else None
    table = new.updated_table(held.table, held.index.table.sha256) if held else None
    wanted = {
        paths.list_path(new.index.list.sha256): listed,
        paths.table_path(new.index.table.sha256): table,
        paths.directory_path(new.index.directory.sha256): None,
    }
    folder.mkdir(parents=True, exist_ok=True)
    files.put(folder / _MARK, b"")
    for path, known_bytes in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if known_bytes is not None or held is None or not (folder / path).exists():
            files.put(folder / path, known_bytes or new.checked(path, Path(path).stem), trusted=False)
    _whole(Reader(FolderSource(folder), key=new.key, index=data))  # nothing is in force before it was read
    files.put(folder / "index.json", data, trusted=False)
    files.remove_stale(folder, wanted, 0, others_seconds=0)
