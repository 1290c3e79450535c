"""Masthead itself: a feed published from the articles, asked by the reference reader, as the extension asks it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from masthead.config import Settings
from masthead.feed.grouping import cell_of
from masthead.feed.paths import list_path, table_path
from masthead.feed.publish import publish
from masthead.feed.reader import Match, Reader
from masthead.feed.shapes import ArticleShape
from masthead.feed.source import FolderSource
from masthead.matching.compare import ArticleText, MatchClass, compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.words import words
from masthead.records.articles import Article, content_hash
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Revision

ANCIENT = datetime(2000, 1, 1, tzinfo=UTC)


class _CountingReader(Reader):
    """Remembers which groups it asked for."""

    asked: list[int]

    def group(self, number: int) -> list[tuple[ArticleShape, ArticleText]]:
        """The articles of a group."""
        self.asked.append(number)
        return super().group(number)


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader is told of a page."""

    found: str
    """The class that is told of the article it carries."""
    others: int
    """How many other articles are told."""
    needless: int
    """Groups that were asked for, but tell nothing and do not hold the article."""


class Masthead:
    """Fingerprints, list, groups, comparison: everything a reader's browser does, but the browser."""

    name = "Masthead"

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._settings = Settings(data=Path(self._folder.name), feed_name="bench")
        asyncio.run(self._make_database())

    async def _make_database(self) -> None:
        async with database(self._settings.database):
            pass

    def archive(self, bodies: list[str]) -> None:
        """Publish a feed of all articles; none has an outlet, so that only the text tells."""
        asyncio.run(self._publish(bodies))
        self.reader = _CountingReader(FolderSource(self._settings.feed_folder))
        self.reader.asked = []
        self.reader.read("")

    async def _publish(self, bodies: list[str]) -> None:
        async with database(self._settings.database) as records:
            async with records.session() as session:
                session.add(Revision(id=1, at=ANCIENT, who="bench", action="made", record="article", record_id=1))
                session.add_all(_article(at, body) for at, body in enumerate(bodies))
            await publish(records, self._settings)

    def matches(self, page: str) -> list[Match]:
        """Everything that a reader would be told of a page."""
        return self.reader.read(page).matches

    def nearest(self, page: str) -> tuple[int, float] | None:
        """The first article a reader would be told of, and how many words are shared."""
        found = self.matches(page)
        return (found[0].article.id - 1, float(found[0].comparison.shared_words)) if found else None

    def told(self, page: str, wanted: int | None) -> Told:
        """What a reader is told of a page that carries an article, or none."""
        self.reader.asked.clear()
        found = self.matches(page)
        asked = self.reader.asked.copy()
        classes = [one.comparison.match.value for one in found if one.article.id - 1 == wanted]
        telling = {one.article.id - 1 for one in found} | {wanted}
        needless = sum(all(article.id - 1 not in telling for article, _ in self.reader.group(one)) for one in asked)
        return Told(classes[0] if classes else MatchClass.NOTHING.value, len(found) - len(classes), needless)

    def left(self, page: str, wanted: int) -> tuple[int, int, int]:
        """What a page shares with an article: fingerprints that meet its group, shared words, their longest run."""
        text = words(page)
        cut = shingles(text)
        kept = winnow(cut.lo, self.reader.index.w)
        group = self.group_of(wanted)
        found = compare(cut, text.weight, self._texts()[wanted])
        met = sum(group in groups for groups in self.reader.hash_list.groups_of(cut.hi[kept]))
        return met, found.shared_words, found.longest_run

    def group_of(self, wanted: int) -> int:
        """The group of an article."""
        cell = cell_of(self._settings.group_size)
        held = (number for number in self.reader.table.digests if number * cell <= wanted + 1)
        return max(held)

    def _texts(self) -> dict[int, ArticleText]:
        """The texts of all articles, as the feed tells them."""
        groups = map(self.reader.group, self.reader.table.digests)
        return {article.id - 1: text for group in groups for article, text in group}

    def held_bytes(self) -> int:
        """Bytes of list and table."""
        index = self.reader.index
        paths = (list_path(index.list.sha256), table_path(index.table.sha256))
        return sum((self._settings.feed_folder / path).stat().st_size for path in paths)


def _article(at: int, body: str) -> Article:
    return Article(
        id=at + 1,
        title="",
        body=body,
        content_hash=content_hash(body),
        captured_at=ANCIENT,
        status=Status.PUBLISHED,
        segments=[],
    )
