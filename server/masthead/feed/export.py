"""A feed as a folder of its own, for any static host."""

from pathlib import Path
from typing import Final

from masthead.errors import CannotStart, FeedError
from masthead.feed import files
from masthead.feed.indexing import paths_of
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHORTLY: Final = "public, max-age=15, stale-while-revalidate=15"
_HEADERS: Final = f"""# For hosts that read such a file (Netlify, Cloudflare Pages and others); the rest pass over it.
/*
  Access-Control-Allow-Origin: *
  X-Content-Type-Options: nosniff
/index.json
  Cache-Control: {_SHORTLY}
/lists/*
  Cache-Control: {_FOR_EVER}
/tables/*
  Cache-Control: {_FOR_EVER}
/updates/*
  Cache-Control: {_FOR_EVER}
/outlets/*
  Cache-Control: {_FOR_EVER}
/articles/*
  Cache-Control: {_FOR_EVER}
"""


def export(feed: Path, to: Path) -> tuple[Reader, int]:
    """Copy what a feed is now, index.json last; a copy that is there is brought up to date.

    Args:
        feed: folder of the feed.
        to: folder of the copy.

    Returns:
        A reader of the copy, and how many files were written.

    Raises:
        CannotStart: the folder holds something else, or cannot be written.
        FeedError: the feed is not whole.
    """
    reader = Reader(FolderSource(feed))
    wanted = paths_of(reader.index, reader.table)
    try:
        old = _copy_in(to)
        for room in files.ROOMS[:-1]:
            (to / room).mkdir(parents=True, exist_ok=True)
        written = 0
        for path in wanted:
            for one in (path, *(path + side for side in files.SIDES)):
                if (feed / one).exists():
                    written += files.put(to / one, (feed / one).read_bytes(), trusted=False, durable=False)
        written += files.put(to / "_headers", _HEADERS.encode(), trusted=False)
        files.settle()
        index = (feed / "index.json").read_bytes()
        if Reader(FolderSource(feed), index=index).index != reader.index:
            raise FeedError("The feed was published anew while it was copied. Export it again.")
        if old is not None:
            replaced = [path for path in paths_of(old.index, old.table) if path not in wanted]
            files.begin_to_keep(to, replaced)
        written += files.write_index(to, index, (feed / "index.html").read_bytes())
        files.remove_stale(to, wanted, max(2 * reader.index.refresh_seconds, 3600))
    except OSError as error:
        raise CannotStart(f"{to} cannot be written ({error.strerror}).") from error
    return Reader(FolderSource(to)), written


def _copy_in(folder: Path) -> Reader | None:
    """The earlier copy of a feed in a folder; None where the folder is empty or not there.

    Raises:
        CannotStart: it holds something else: nothing of that may be touched.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return None
    try:
        reader = Reader(FolderSource(folder))
        paths_of(reader.index, reader.table)
    except FeedError as error:
        raise CannotStart(
            f"{folder} holds something else than a copy of a feed ({error.message}) Give a new folder."
        ) from error
    return reader
