"""The reference reader: matches a page against a feed exactly as the extension does.

Twin of extension/background/lookup.js. For bots, researchers, and as the yardstick in tests.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from masthead.errors import FeedError
from masthead.feed import shapes
from masthead.feed.source import Source
from masthead.feed.wire import unpack
from masthead.matching.address import candidates, host_of
from masthead.matching.compare import RANK, Comparison, MatchClass, compare
from masthead.matching.fingerprint import Shingles, shingles, winnow
from masthead.matching.hashlist import HashList, decode, prefixes
from masthead.matching.pairs import spots
from masthead.matching.words import Words, fold, word_spans, words_of

MAX_SPOTS: Final = 6
"""Places of one page that are asked about."""
MAX_ASKED: Final = 4
"""Fingerprints of one place that are asked about; those that a found article explains are not."""
MAX_FILES: Final = 12
"""Buckets and groups that one page may cost."""
MAX_UNITS: Final = 3_000_000
"""UTF-16 units of a page, after decomposition, that are read: some characters stand for a whole sentence."""
MAX_SPANNED: Final = 400_000
"""Longer texts are not searched for where their words stand."""

ShapeT = TypeVar("ShapeT", bound=shapes.Shape)


@dataclass(frozen=True, slots=True)
class Match:
    """An article that a page carries, in whole or in part."""

    article: shapes.ArticleShape
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed knows about a page."""

    address: shapes.AddressShape | None
    matches: list[Match]
    spans: npt.NDArray[np.int64]
    """First character, and one past the last, of each word of the page, shape (words, 2); empty without matches and of
    texts too long to be searched."""
    unread: str | None
    """What was not looked into, in words."""


class _Budget:
    """Counts the files one page costs."""

    def __init__(self) -> None:
        self._left = MAX_FILES

    def spend(self) -> bool:
        self._left -= 1
        return self._left >= 0

    @property
    def exceeded(self) -> bool:
        """Whether a file was needed that could not be had."""
        return self._left < 0


class Reader:
    """A feed that pages can be matched against; files are read once and kept."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._buckets: dict[int, dict[int, list[int]]] = {}
        self._groups: dict[int, list[shapes.ArticleShape]] = {}
        self.index = self._parse(source.read("index.json"), shapes.Index, "index.json")

    @cached_property
    def directory(self) -> shapes.Directory:
        """Outlets and addresses."""
        stated = self.index.directory
        return self._parse(self._checked(stated.path, stated.sha256), shapes.Directory, stated.path)

    @cached_property
    def _list(self) -> HashList:
        stated = self.index.list
        listed = decode(self._checked(stated.path, stated.sha256))
        if listed.bits != stated.bits or len(listed.values) != stated.entries:
            raise FeedError("The list is not what index.json says it is.")
        return listed

    def address_of(self, url: str) -> shapes.AddressShape | None:
        """Whose address a URL is: the most specific one wins."""
        held = {address.address: address for address in reversed(self.directory.addresses)}
        return next((held[one] for one in candidates(url) if one in held), None)

    def read(self, text: str, url: str | None = None) -> Reading:
        """What the feed knows about a page.

        Args:
            text: the page's visible text.
            url: where the page stands, if known: on an outlet's own address only the same article is told.

        Raises:
            FeedError: a file of the feed is missing or not what it should be.
        """
        folded = fold(text)
        page_words = words_of(folded[:MAX_UNITS])
        page = shingles(page_words)
        address = self.address_of(url) if url else None
        found, spent = self._search(page, page_words)
        said = _worth_saying(found, address, url)
        unread = []
        if len(folded) > MAX_UNITS:
            unread.append("the text of this page is very long: only its beginning was read")
        if spent:
            unread.append("this page carries pieces of more texts than are looked into")
        searched = bool(said) and len(text) <= MAX_SPANNED
        spans = word_spans(text) if searched else np.empty((0, 2), np.int64)
        return Reading(address, said, spans, "; ".join(unread) or None)

    def _search(self, page: Shingles, page_words: Words) -> tuple[list[Match], bool]:
        """Articles that the page shares something with, and whether some places were not looked into."""
        kept = winnow(page.lo)
        hits = kept[self._list.contains(page.hi[kept])]
        met = prefixes(page.hi[hits], self._list.bits).tolist()
        found: dict[int, Match] = {}
        budget = _Budget()
        compared: set[int] = set()
        places = spots(hits.tolist(), met, len(kept), len(self._list.values) / 2**self._list.bits)
        for spot in places[:MAX_SPOTS]:
            asked = 0
            for place in (int(hits[i]) for i in spot.hits):
                explained = any(match.comparison.page_covered[place] for match in found.values())
                if explained or asked == MAX_ASKED:
                    continue
                asked += 1
                for group in self._groups_at(page, place, budget):
                    if group in compared:
                        continue
                    compared.add(group)
                    for article in self._group(group, budget):
                        comparison = compare(page, page_words.weight, unpack(article.shingles, article.words))
                        if comparison.match is not MatchClass.NOTHING:
                            found[article.id] = Match(article, comparison)
        return list(found.values()), budget.exceeded or len(places) > MAX_SPOTS

    def _groups_at(self, page: Shingles, place: int, budget: _Budget) -> list[int]:
        """The groups that hold the fingerprint at a place; a stray hit has none."""
        full = int(page.hi[place]) << 32 | int(page.lo[place])
        bucket = full >> (64 - self.index.bucket_bits)
        if bucket not in self._buckets:
            if not budget.spend():
                return []
            self._buckets[bucket] = self._read_bucket(bucket)
        return self._buckets[bucket].get(full, [])

    def _read_bucket(self, number: int) -> dict[int, list[int]]:
        path = shapes.bucket_path(self.index.bucket_bits, number)
        bucket = self._parse(self._source.read(path), shapes.Bucket, path)
        if bucket.bucket != number:
            raise FeedError(f"{path} holds another bucket.")
        groups: dict[int, list[int]] = {}
        for full, group in bucket.entries:
            groups.setdefault(int(full, 16), []).append(group)
        return groups

    def _group(self, number: int, budget: _Budget) -> list[shapes.ArticleShape]:
        if number not in self._groups:
            # A newer bucket may name a group that our index does not know of yet.
            if not budget.spend():
                return []
            path = shapes.group_path(number)
            group = self._parse(self._source.read(path), shapes.Group, path)
            if group.group != number:
                raise FeedError(f"{path} holds another group.")
            self._groups[number] = group.articles
        return self._groups[number]

    def _checked(self, path: str, sha256: str) -> bytes:
        data = self._source.read(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FeedError(f"{path} does not have the checksum that index.json states.")
        return data

    @staticmethod
    def _parse(data: bytes, shape: type[ShapeT], path: str) -> ShapeT:
        if len(data) > shapes.MAX_JSON_BYTES:
            raise FeedError(f"{path} is larger than it may be.")
        try:
            return shape.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise FeedError(f"{path} is not as it should be: {where or 'the whole'}: {first['msg']}") from error


def _worth_saying(found: list[Match], address: shapes.AddressShape | None, url: str | None) -> list[Match]:
    """Leave out what would mislead, and put the most telling first (docs/protocol.md, "What is said")."""
    home = {address.outlet} if address is not None and address.role != "impersonator" else set()
    own = {match.article.outlet for match in found if match.comparison.match is MatchClass.SAME} - {None}
    host = host_of(url) if url else None

    def said(match: Match) -> bool:
        article = match.article
        at_home = article.outlet in home if article.outlet else host is not None and host_of(article.url or "") == host
        if match.comparison.match is not MatchClass.SAME and (at_home or article.outlet in own):
            return False
        origins = {host_of(place.url) for place in article.placements if place.role == "origin"}
        return at_home or host is None or host not in origins

    return sorted(filter(said, found), key=_rank)


def _rank(match: Match) -> tuple[int, int, str, int]:
    return (
        RANK.index(match.comparison.match),
        -match.comparison.shared_words,
        str(match.article.published_on or "9999"),
        match.article.id,
    )
