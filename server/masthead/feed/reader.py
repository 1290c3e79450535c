"""The reference reader: matches a page against a feed exactly as the extension does.

Twin of extension/background/lookup.js. For bots, researchers, and as the yardstick in tests.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.feed import paths, shapes
from masthead.feed.signing import fingerprint_of, follow, read_signed
from masthead.feed.source import Source
from masthead.feed.wire import unpack
from masthead.matching.address import candidates, host_of, place_of
from masthead.matching.compare import RANK, ArticleText, Comparison, MatchClass, compare
from masthead.matching.fingerprint import Shingles, shingles, winnow
from masthead.matching.hashlist import HashList, decode, prefixes, require_sparse
from masthead.matching.pairs import Hit, leads
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import apply_update
from masthead.matching.words import Words, fold, word_spans, words_of

MAX_FILES: Final = 8
"""Groups that one page may cost."""
MAX_UNITS: Final = 3_000_000
"""UTF-16 units of a page, after decomposition, that are read: some characters stand for a whole sentence."""
MAX_WORDS: Final = 2**21 - 1
"""Words of a page that are read: the extension holds a shingle and its place in one exact number."""
MAX_SPANNED: Final = 400_000
"""Longer texts are not searched for where their words stand."""


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


class Reader:
    """A feed that pages can be matched against; files are read once and kept."""

    def __init__(
        self, source: Source, *, key: str | None = None, index: bytes | None = None, pin: str | None = None
    ) -> None:
        """Read the index.

        Args:
            source: where the files are.
            key: the feed's key, if it is known already; another is refused unless it was handed over to.
            index: the bytes of index.json, if they are read already.
            pin: fingerprint that the first key must have, 32 hexadecimal digits.

        Raises:
            FeedError: the index is missing, not what it should be, or signed by another key.
        """
        self._source = source
        self._groups: dict[int, list[tuple[shapes.ArticleShape, ArticleText]]] = {}
        signed, self.index = read_signed(source.read("index.json") if index is None else index)
        if key is None and pin is not None and fingerprint_of(signed.key).replace(" ", "") != pin:
            raise FeedError(
                f"The feed's key has the fingerprint {fingerprint_of(signed.key)}, not the one that was given."
            )
        self.key = follow(key or signed.key, signed)
        """The key in force, 64 hexadecimal digits."""

    @cached_property
    def directory(self) -> shapes.Directory:
        """Outlets and addresses."""
        digest = self.index.directory.sha256
        path = paths.directory_path(digest)
        return shapes.Directory.parse(self.checked(path, digest), path)

    @cached_property
    def hash_list(self) -> HashList:
        """Which prefixes stand in which groups."""
        stated = self.index.list
        listed = decode(self.checked(paths.list_path(stated.sha256), stated.sha256))
        if listed.bits != stated.bits or len(listed.values) != stated.entries:
            raise FeedError("The list is not what index.json says it is.")
        require_sparse(listed)
        return listed

    @cached_property
    def even_groups(self) -> float:
        """How many groups there are by the list, not by what the feed says of itself."""
        return self.hash_list.even_groups()

    @cached_property
    def table(self) -> Table:
        """What the files of the groups hash to."""
        stated = self.index.table
        table = decode_table(self.checked(paths.table_path(stated.sha256), stated.sha256))
        if len(table.digests) != stated.groups:
            raise FeedError("The table is not what index.json says it is.")
        return table

    def group(self, number: int) -> list[tuple[shapes.ArticleShape, ArticleText]]:
        """The articles of a group; none, where the table has no such group.

        Raises:
            FeedError: its file is missing or not what it should be.
        """
        if number not in self.table.digests:
            return []
        if number not in self._groups:
            digest = self.table.digests[number].hex()
            path = paths.group_path(number, digest)
            group = shapes.Group.parse(self.checked(path, digest), path)
            if group.group != number:
                raise FeedError(f"{path} holds another group.")
            if len(self.table.digests) > 1 and len({one.id for one in group.articles}) < shapes.FEWEST_IN_GROUP:
                raise FeedError(f"{path} is so small that asking for it tells what is read.")
            self._groups[number] = [(one, unpack(one.shingles, one.words)) for one in group.articles]
        return self._groups[number]

    def forget(self, number: int) -> None:
        """Let go of a group, so that a whole feed can be gone through in little memory."""
        self._groups.pop(number, None)

    def updated_list(self, held: HashList, sha256: str) -> bytes:
        """The bytes of the list, for a reader who holds an earlier one: by an update if there is one, else whole.

        Args:
            held: the earlier list.
            sha256: its digest.

        Raises:
            FeedError: neither can be had.
        """
        stated = self.index.list
        if sha256 == stated.sha256:
            return held.encode()
        for one in stated.updates:
            if sha256.startswith(one.from_digest):
                with suppress(FeedError):  # the whole list is there too
                    new = apply_update(held, self.checked(paths.update_path(one.sha256), one.sha256))
                    return _require(new, stated.sha256)
        return self.checked(paths.list_path(stated.sha256), stated.sha256)

    def updated_table(self, held: Table, sha256: str) -> bytes:
        """The bytes of the table, for a reader who holds an earlier one: by an update if there is one, else whole.

        Raises:
            FeedError: neither can be had.
        """
        stated = self.index.table
        if sha256 == stated.sha256:
            return held.encode()
        for one in stated.updates:
            if sha256.startswith(one.from_digest):
                with suppress(FeedError):  # the whole table is there too
                    new = held.updated(self.checked(paths.update_path(one.sha256), one.sha256)).encode()
                    return _require(new, stated.sha256)
        return self.checked(paths.table_path(stated.sha256), stated.sha256)

    def checked(self, path: str, digest: str) -> bytes:
        """A file that hashes to what was said.

        Args:
            path: of the file.
            digest: its SHA-256, or the beginning of it, in hexadecimal digits.

        Raises:
            FeedError: it is missing, or another.
        """
        data = self._source.read(path)
        if not hashlib.sha256(data).hexdigest().startswith(digest):
            raise FeedError(f"{path} does not have the checksum that was stated.")
        return data

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
        all_words = words_of(folded[:MAX_UNITS])
        page_words = _beginning(all_words)
        page = shingles(page_words)
        address = self.address_of(url) if url else None
        found, spent = self._search(page, page_words)
        said = worth_saying(found, address, url)
        unread = []
        if len(folded) > MAX_UNITS or len(all_words) > MAX_WORDS:
            unread.append("the text of this page is very long: only its beginning was read")
        if spent:
            unread.append("this page carries pieces of more texts than are looked into")
        searched = bool(said) and len(text) <= MAX_SPANNED
        spans = word_spans(text) if searched else np.empty((0, 2), np.int64)
        return Reading(address, said, spans, "; ".join(unread) or None)

    def _search(self, page: Shingles, page_words: Words) -> tuple[list[Match], bool]:
        """Articles that the page shares something with, and whether some leads were not followed."""
        listed, w = self.hash_list, self.index.w
        kept = winnow(page.lo, w)
        met = prefixes(page.hi[kept], listed.bits).tolist()
        hits = [
            Hit(at, prefix, groups)
            for at, prefix, groups in zip(kept.tolist(), met, listed.groups_of(page.hi[kept]), strict=True)
            if groups
        ]
        groups = self.even_groups
        stray_rate = len(listed.values) / 2**listed.bits / max(groups, 1)
        found: dict[int, Match] = {}
        followed = 0
        offered = leads(hits, w=w, checked=len(kept), stray_rate=stray_rate, groups=groups)
        for lead in offered:
            places = [hits[at].position for at in lead.hits]
            explained = all(any(one.comparison.page_covered[place] for one in found.values()) for place in places)
            if explained and 2 * lead.prefixes < offered[0].prefixes:
                continue
            if followed == MAX_FILES:
                return list(found.values()), True
            followed += 1
            for article, text in self.group(lead.group):
                comparison = compare(page, page_words.weight, text)
                if comparison.match is not MatchClass.NOTHING:
                    found[article.id] = Match(article, comparison)
        return list(found.values()), False


def _beginning(cut: Words) -> Words:
    """As much of a page as is read."""
    return Words(cut.a[:MAX_WORDS], cut.b[:MAX_WORDS], cut.weight[:MAX_WORDS], cut.quoted[:MAX_WORDS])


def _require(data: bytes, sha256: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FeedError("The update does not lead to what index.json states.")
    return data


def worth_saying(found: list[Match], address: shapes.AddressShape | None, url: str | None) -> list[Match]:
    """Leave out what would mislead, and put the most telling first (docs/protocol.md, "What is said")."""
    found = [match for match in found if not is_disputed(match.article, url)]
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

    return sorted(filter(said, found), key=rank)


def is_disputed(article: shapes.ArticleShape, url: str | None) -> bool:
    """Whether a page was taken for an article by mistake, as a curator found."""
    place = place_of(url) if url else None
    disputed = (place_of(one.url) for one in article.placements if one.role == "disputed")
    return place is not None and place in disputed


def rank(match: Match) -> tuple[int, int, str, int]:
    """Key that puts the most telling first."""
    return (
        RANK.index(match.comparison.match),
        -match.comparison.shared_words,
        str(match.article.published_on or "9999"),
        match.article.id,
    )
