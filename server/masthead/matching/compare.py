"""Compare a page with an archived article (docs/protocol.md, "Compare" and "Classes").

Lengths are weighed: a word of letters counts 4, a Han or Kana unit 2, a South-East Asian unit 1, so that thresholds
mean the same in every script. What is reported is that weight divided by 4: words.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.matching.fingerprint import Shingles, W
from masthead.matching.words import FULL_WEIGHT, U32Array

SAME_SHARE: Final = 0.5
SAME_UNQUOTED: Final = 30
LARGE_SHARE: Final = 0.2
LARGE_UNQUOTED: Final = 50
QUOTE_RUN: Final = 40
QUOTE_UNQUOTED: Final = 25

Flags = npt.NDArray[np.bool_]


class MatchClass(StrEnum):
    """How much of an article a page carries, in the words that readers see."""

    SAME = "same article"
    LARGE = "large part"
    QUOTE = "quotes a passage"
    NOTHING = "nothing worth saying"


RANK: Final = [MatchClass.SAME, MatchClass.LARGE, MatchClass.QUOTE, MatchClass.NOTHING]
"""Classes from most to least."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What the feed tells of an article's text: its shingles in order, never its words."""

    hi: U32Array
    """Upper halves of all shingles, shape (s,)."""
    end: npt.NDArray[np.int64]
    """One past the last word of each shingle, shape (s,)."""
    common: Flags
    """Shingles that are no evidence because they stand in other articles too, shape (s,)."""
    weight: npt.NDArray[np.uint8]
    """Weight of each word, shape (n,)."""
    quoted: Flags
    """Words inside quotation marks, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that stands on both sides in the same order at the same distance, as word positions."""

    article_start: int
    article_end: int
    page_start: int
    page_end: int
    words: int
    """Shared words in it."""
    longest_run: int
    """Longest stretch of them without a gap."""
    unquoted: int
    """Shared words that the archive does not hold inside quotation marks."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a page shares with an article."""

    match: MatchClass
    shared_words: int
    longest_run: int
    article_share: float
    """Share of the article's live words (those in some shingle that is evidence)."""
    page_share: float
    """Share of the page's words."""
    passages: tuple[Passage, ...]
    page_covered: Flags
    """Words of the page that the article explains, shape (words of the page,)."""


def _covered(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], n: int) -> Flags:
    """Words that lie in one of the stretches ``[start, end)``."""
    steps = np.zeros(n + 1, np.int64)
    np.add.at(steps, starts, 1)
    np.add.at(steps, ends, -1)
    return np.cumsum(steps[:-1]) > 0


def _in_words(weight: int) -> int:
    return (weight + FULL_WEIGHT // 2) // FULL_WEIGHT


def compare(page: Shingles, page_weight: npt.NDArray[np.uint8], article: ArticleText) -> Comparison:
    """Compare all shingles of a page with all shingles of an article.

    Args:
        page: the page's shingles.
        page_weight: weight of each word of the page.
        article: the article as the feed holds it.
    """
    live = np.flatnonzero(~article.common)
    evidence = article.hi[live]
    matched = live[np.isin(evidence, page.hi)]
    on_page = np.flatnonzero(np.isin(page.hi, evidence))
    n = len(article.weight)
    covered = _covered(matched, article.end[matched], n)
    living = _covered(live, article.end[live], n)
    page_covered = _covered(on_page, page.end[on_page], len(page_weight))

    def weigh(mask: Flags) -> int:
        return int(article.weight[mask].sum(dtype=np.int64))

    shared = weigh(covered)
    passages = _passages(page, article, matched)
    share = shared / max(weigh(living), 1)
    unquoted = weigh(covered & ~article.quoted)
    unquoted_share = unquoted / max(weigh(living & ~article.quoted), 1)
    return Comparison(
        match=_classify(share, unquoted, unquoted_share, passages),
        shared_words=_in_words(shared),
        longest_run=max((passage.longest_run for passage in passages), default=0),
        article_share=share,
        page_share=int(page_weight[page_covered].sum(dtype=np.int64)) / max(int(page_weight.sum(dtype=np.int64)), 1),
        passages=tuple(passages),
        page_covered=page_covered,
    )


def _classify(share: float, unquoted: int, unquoted_share: float, passages: list[Passage]) -> MatchClass:
    if share >= SAME_SHARE and unquoted >= SAME_UNQUOTED * FULL_WEIGHT:
        return MatchClass.SAME
    if unquoted_share >= LARGE_SHARE and unquoted >= LARGE_UNQUOTED * FULL_WEIGHT:
        return MatchClass.LARGE
    if any(p.words >= QUOTE_RUN and p.unquoted >= QUOTE_UNQUOTED for p in passages):
        return MatchClass.QUOTE
    return MatchClass.NOTHING


def _passages(page: Shingles, article: ArticleText, matched: npt.NDArray[np.int64]) -> list[Passage]:
    """Join matched shingles that keep their distance on both sides, over gaps of at most ``W`` words."""
    places: dict[int, list[int]] = defaultdict(list)
    wanted = set(article.hi[matched].tolist())
    for position, hi in enumerate(page.hi.tolist()):
        if hi in wanted:
            places[hi].append(position)
    page_hi = page.hi.tolist()
    chains: list[tuple[int, list[int]]] = []  # distance from article to page, matched shingles of the article
    last, shift = -W - 1, 0
    for i in matched.tolist():
        hi = int(article.hi[i])
        follows = 0 <= i + shift < len(page_hi) and page_hi[i + shift] == hi
        if chains and i - last <= W and follows:
            chains[-1][1].append(i)
        else:
            # The nearest place after the previous passage, else the first one.
            options = places[hi]
            nearest = bisect_right(options, last + shift)
            shift = options[nearest if nearest < len(options) else 0] - i
            chains.append((shift, [i]))
        last = i
    return [_passage(page, article, shift, chain) for shift, chain in chains]


def _passage(page: Shingles, article: ArticleText, shift: int, chain: list[int]) -> Passage:
    """Measure one chain of matched shingles."""
    words = unquoted = run = longest = 0
    done = chain[0]
    for i in chain:
        if i > done:
            run = 0
        fresh = slice(max(i, done), int(article.end[i]))
        gained = int(article.weight[fresh].sum(dtype=np.int64))
        words += gained
        run += gained
        unquoted += int(article.weight[fresh][~article.quoted[fresh]].sum(dtype=np.int64))
        longest = max(longest, run)
        done = max(done, int(article.end[i]))
    return Passage(
        article_start=chain[0],
        article_end=done,
        page_start=chain[0] + shift,
        page_end=int(page.end[chain[-1] + shift]),
        words=_in_words(words),
        longest_run=_in_words(longest),
        unquoted=_in_words(unquoted),
    )
