"""Masthead itself: a feed built from the articles, asked by the reference reader, as the extension asks it."""

from datetime import UTC, datetime

from masthead.feed.content import Records, build
from masthead.feed.reader import Match, Reader
from masthead.feed.shapes import Group, group_path
from masthead.feed.wire import unpack
from masthead.matching.compare import compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.hashlist import decode
from masthead.matching.words import words
from masthead.records.articles import Article
from masthead.records.base import Status

ANCIENT = datetime(2000, 1, 1, tzinfo=UTC)


class _Memory:
    """A feed's files, held in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        """A file of the feed."""
        return self._files[path]


class Masthead:
    """Fingerprints, lists, buckets, comparison: everything a reader's browser does, but the browser."""

    name = "Masthead"

    def archive(self, bodies: list[str]) -> None:
        """Build a feed of all articles; none has an outlet, so that only the text tells."""
        articles = [
            Article(
                id=at,
                title="",
                body=body,
                content_hash="",
                captured_at=ANCIENT,
                status=Status.PUBLISHED,
                segments=[],
                placements=[],
                notes=[],
            )
            for at, body in enumerate(bodies)
        ]
        content = build(Records([], articles, 1, ANCIENT), name="bench", group_size=32, refresh_seconds=900)
        self._list_bytes = len(content.files[content.index.list.path])
        self.listed = decode(content.files[content.index.list.path])
        groups = [
            Group.model_validate_json(content.files[group_path(number)]) for number in range(content.index.groups)
        ]
        self._texts = {one.id: unpack(one.shingles, one.words) for group in groups for one in group.articles}
        self.reader = Reader(_Memory(content.files))
        self.reader.read("", None)

    def matches(self, page: str) -> list[Match]:
        """Everything that a reader would be told of a page."""
        return self.reader.read(page).matches

    def nearest(self, page: str) -> tuple[int, float] | None:
        """The first article a reader would be told of, and how many words are shared."""
        found = self.matches(page)
        return (found[0].article.id, float(found[0].comparison.shared_words)) if found else None

    def told(self, page: str, wanted: int | None) -> tuple[str, int]:
        """The class that is told of an article, and how many other articles are told."""
        found = self.matches(page)
        classes = [one.comparison.match.value for one in found if one.article.id == wanted]
        return (classes[0] if classes else "nothing worth saying"), len(found) - len(classes)

    def left(self, page: str, wanted: int) -> tuple[int, int, int]:
        """What a page shares with an article: listed fingerprints that are met, shared words, their longest run."""
        text = words(page)
        cut = shingles(text)
        kept = winnow(cut.lo)
        found = compare(cut, text.weight, self._texts[wanted])
        return int(self.listed.contains(cut.hi[kept]).sum()), found.shared_words, found.longest_run

    def held_bytes(self) -> int:
        """Bytes of the list."""
        return self._list_bytes
