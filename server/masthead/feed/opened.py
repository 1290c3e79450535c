"""A feed's folder kept open for many pages: read anew when its index.json has changed."""

import time
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Final

from masthead.errors import FeedError
from masthead.feed.reader import Reader, Reading
from masthead.feed.shapes import ArticleShape
from masthead.feed.source import FolderSource
from masthead.matching.compare import ArticleText

_MOST_GROUPS: Final = 64
"""Groups held in memory, those asked for last."""
MOST_WORK: Final = 5.0
"""Seconds after which no further group is compared with a page, as in the extension."""


class _Frugal(Reader):
    """A reader that lets go of groups nobody has asked for lately, and stops when a page takes too long."""

    def __init__(self, folder: Path, index: bytes, most_work: float) -> None:
        super().__init__(FolderSource(folder), index=index)
        self._most_work = most_work
        self._asked: OrderedDict[int, None] = OrderedDict()
        self._deadline = 0.0
        self._late = False

    def read(self, text: str, url: str | None = None) -> Reading:
        self._deadline, self._late = time.monotonic() + self._most_work, False
        reading = super().read(text, url)
        if not self._late:
            return reading
        unread = "this page takes too long to compare with all that it has something of"
        return replace(reading, unread="; ".join(filter(None, [reading.unread, unread])))

    def group(self, number: int) -> list[tuple[ArticleShape, ArticleText]]:
        if time.monotonic() >= self._deadline:
            self._late = True
            return []
        found = super().group(number)
        self._asked[number] = None
        self._asked.move_to_end(number)
        if len(self._asked) > _MOST_GROUPS:
            self.forget(self._asked.popitem(last=False)[0])
        return found


class OpenFeed:
    """A feed in a folder. Not for several threads at once."""

    def __init__(self, folder: Path, most_work: float = MOST_WORK) -> None:
        self._folder = folder
        self._most_work = most_work
        self._index: bytes | None = None
        self._reader: Reader | None = None

    def read(self, text: str, url: str | None) -> Reading:
        """What the feed, as it is now, knows about a page.

        Args:
            text: the page's visible text.
            url: where the page stands, if known.

        Raises:
            FeedError: a file of the feed is missing or not what it should be.
        """
        try:
            return self._current().read(text, url)
        except FeedError:
            # A publication may have taken the file away in this moment; what it left is whole.
            self._index = None
            return self._current().read(text, url)

    def _current(self) -> Reader:
        index = FolderSource(self._folder).read("index.json")
        if self._reader is None or index != self._index:
            self._reader, self._index = _Frugal(self._folder, index, self._most_work), index
        return self._reader
