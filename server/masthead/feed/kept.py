"""A feed as a reader keeps it from one time to the next: only what is new is fetched, and it can be read offline."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from masthead.errors import FeedError
from masthead.feed import files, shapes
from masthead.feed.reader import Reader
from masthead.feed.signing import read_signed
from masthead.feed.source import FolderSource, HttpSource, Source

_TAG: Final = "index.etag"


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


def keep_up(source: Source, folder: Path, *, key: str | None = None) -> Kept:
    """Bring what is kept of a feed up to date, and read from it; where that fails, from what was kept.

    Args:
        source: the feed.
        folder: what is kept of it.
        key: the feed's key, if it is known; else that of the first time counts.

    Raises:
        FeedError: nothing is kept, and the feed cannot be had or trusted.
    """
    held: Reader | None = None
    with suppress(FeedError):  # what cannot be read is as good as nothing kept
        held = _whole(Reader(FolderSource(folder), key=key))
    try:
        _refresh(source, folder, held, key)
    except FeedError as error:
        if held is None:
            raise
        return Kept(Reader(_Layered(FolderSource(folder), source), key=key), error.message)
    return Kept(Reader(_Layered(FolderSource(folder), source), key=key), None)


def _whole(reader: Reader) -> Reader:
    """A reader that has read all that is kept, so that damage shows at once.

    Raises:
        FeedError: something is missing or damaged.
    """
    reader.hash_list, reader.table, reader.directory  # noqa: B018 - reading is what counts
    return reader


def _refresh(source: Source, folder: Path, held: Reader | None, key: str | None) -> None:
    tag_file = folder / _TAG
    tag = tag_file.read_text("utf-8") if held and tag_file.exists() else None
    if isinstance(source, HttpSource):
        fetched = source.newer("index.json", tag)
        if fetched is None:
            return
        data, tag = fetched.data, fetched.tag
    else:
        data, tag = source.read("index.json"), None
    new = Reader(source, key=key or (held.key if held else None), index=data)
    if held and new.index.version < held.index.version:
        raise FeedError(
            f"The feed offers version {new.index.version}, older than {held.index.version}, which was seen already."
        )
    _, index = read_signed(data)
    listed = new.updated_list(held.hash_list, held.index.list.sha256) if held else None
    table = new.updated_table(held.table, held.index.table.sha256) if held else None
    wanted = {
        shapes.list_path(index.list.sha256): listed,
        shapes.table_path(index.table.sha256): table,
        shapes.directory_path(index.directory.sha256): None,
    }
    for path, known in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if known is not None or held is None or not (folder / path).exists():
            files.put(folder / path, known or new.checked(path, Path(path).stem), trusted=False)
    _whole(Reader(FolderSource(folder), key=new.key, index=data))  # nothing is in force before it was read
    files.put(folder / "index.json", data, trusted=False)
    files.put(tag_file, (tag or "").encode(), trusted=False)
    files.remove_stale(folder, wanted, 0, others_seconds=0)
