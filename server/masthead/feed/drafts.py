"""Drafts held against a page: what readers would be told of it if they were published now."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from masthead.feed import shapes
from masthead.feed.common import U64Array
from masthead.feed.reader import MAX_SPANNED, MAX_UNITS, Match, Reading, rank, worth_saying
from masthead.feed.texts import Text
from masthead.matching.compare import MatchClass, compare
from masthead.matching.fingerprint import W, archive_window, shingles, winnow
from masthead.matching.words import fold, word_spans, words, words_of
from masthead.records.articles import Article
from masthead.records.base import Status, identity
from masthead.records.database import Session
from masthead.records.lookups import count_drafts, drafts_of, latest_drafts
from masthead.records.outlets import slugs
from masthead.records.texts import bodies_of

MOST_DRAFTS: Final = 2000
"""Drafts that are looked at, those archived last."""
MOST_COMPARED: Final = 20
"""Drafts that are compared word by word, those that share most."""
_FEWEST_SHARED: Final = 2
"""Fingerprints that a draft must share to be compared: a common phrase is one."""
_PORTION: Final = 100
"""Texts in memory at once."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Drafts that may be alike, and what was not looked into."""

    articles: list[Article]
    unread: list[str]


class Drafts:
    """The kept fingerprints of the latest drafts: held in memory by the hash of the text, never the text itself."""

    def __init__(self) -> None:
        self._kept: dict[str, U64Array] = {}

    async def added(self, session: Session, reading: Reading, text: str, url: str | None) -> tuple[Reading, set[int]]:
        """A reading with the drafts that the page carries.

        Returns:
            What the feed and the drafts say together, and which of the articles are drafts.

        Args:
            session: on the records.
            reading: what the feed says.
            text: the page's visible text.
            url: where the page stands, if known.
        """
        found = await self._alike(session, text)
        named = await slugs(session)
        drafts = await asyncio.to_thread(_matches, found.articles, named, text)
        # Published in the feed and a draft in the records: taken back a moment ago.
        told = {one.article.id for one in reading.matches}
        candidates = [*reading.matches, *(one for one in drafts if one.article.id not in told)]
        said = [one for one in worth_saying(candidates, reading.address, url) if one.article.id not in told]
        spans = reading.spans
        if said and not len(spans) and len(text) <= MAX_SPANNED:
            spans = await asyncio.to_thread(word_spans, text)
        whole = replace(
            reading,
            matches=sorted([*reading.matches, *said], key=rank),
            spans=spans,
            unread="; ".join(filter(None, [reading.unread, *found.unread])) or None,
        )
        return whole, {one.article.id for one in said}

    async def _alike(self, session: Session, text: str) -> _Found:
        """The drafts that share fingerprints with a text, the bound of them that share most."""
        latest = await latest_drafts(session, MOST_DRAFTS)
        held = {one.content_hash for one in latest}
        self._kept = {digest: kept for digest, kept in self._kept.items() if digest in held}
        missing = {one.id: one.content_hash for one in latest if one.content_hash not in self._kept}
        numbers = list(missing)
        for at in range(0, len(numbers), _PORTION):
            bodies = await bodies_of(session, numbers[at : at + _PORTION])
            cut = await asyncio.to_thread(_fingerprints, list(bodies.values()))
            self._kept |= dict(zip((missing[number] for number in bodies), cut, strict=True))
        kept = {one.id: self._kept[one.content_hash] for one in latest}
        ranked = await asyncio.to_thread(_ranked, kept, text)
        unread = []
        if len(latest) == MOST_DRAFTS and (older := await count_drafts(session) - MOST_DRAFTS) > 0:
            unread.append(f"the {older:,} oldest drafts were not looked at")
        if len(ranked) > MOST_COMPARED:
            unread.append(f"{len(ranked) - MOST_COMPARED:,} drafts with less in common were not compared")
        return _Found(await drafts_of(session, ranked[:MOST_COMPARED]), unread)


def _fingerprints(bodies: Sequence[str]) -> list[U64Array]:
    return [_kept_of(body) for body in bodies]


def _kept_of(body: str) -> U64Array:
    """As the list of the feed holds a text, but in whole length."""
    cut = shingles(words(body))
    return np.unique(cut.full()[winnow(cut.lo, archive_window(len(cut)))])


def _ranked(kept: Mapping[int, U64Array], text: str) -> list[int]:
    """Numbers of the drafts that share enough with a text, those that share most first."""
    if not kept:
        return []
    cut = shingles(words_of(fold(text)[:MAX_UNITS]))
    page = cut.full()[winnow(cut.lo, W)]
    owners = np.repeat(np.array(list(kept), np.int64), [len(one) for one in kept.values()])
    shared, counts = np.unique(owners[np.isin(np.concatenate(list(kept.values())), page)], return_counts=True)
    order = np.lexsort((shared, -counts))
    ranked: list[int] = shared[order][counts[order] >= _FEWEST_SHARED].tolist()
    return ranked


def _matches(articles: Sequence[Article], named: Mapping[int, str], text: str) -> list[Match]:
    """The comparisons that come to something.

    What is common among articles is known only when a draft is published; here all but quoted speech is evidence.
    """
    cut_words = words_of(fold(text)[:MAX_UNITS])
    page = shingles(cut_words)
    found = []
    for article in articles:
        draft = Text.of(article.body)
        told = draft.told(np.zeros(len(draft.cut), np.uint8))
        comparison = compare(page, cut_words.weight, told)
        if comparison.match is not MatchClass.NOTHING:
            slug = named.get(article.outlet_id) if article.outlet_id else None
            found.append(Match(_shape(article, slug), comparison))
    return found


def _shape(article: Article, slug: str | None) -> shapes.ArticleShape:
    """What of a draft says where it may be told; unchecked, since it is told to no reader."""
    return shapes.ArticleShape.model_construct(
        id=identity(article.id),
        title=article.title,
        outlet=slug,
        language=article.language,
        published_on=article.published_on,
        url=article.url,
        shingles="",
        words="",
        placements=[
            shapes.PlacementShape.model_construct(url=one.url, role=one.role.value, first_seen=one.first_seen)
            for one in article.placements
            if one.status is not Status.WITHDRAWN
        ],
        notes=[],
    )
