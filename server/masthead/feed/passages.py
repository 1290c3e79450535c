"""The passages of an article that are no evidence: dropped shingles, joined into text a curator can read."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from masthead.feed.common import REASONS, Codes, Index, Reason
from masthead.feed.findings import Holder, NoEvidence
from masthead.feed.texts import Flags, Text
from masthead.matching.words import FULL_WEIGHT, word_spans

MOST_PASSAGES = 100
"""Passages of one article that are told; of more, the longest."""
_EXCERPT = 200
"""Characters of a passage that are shown."""

Holders = Callable[[Reason, slice], tuple[list[Holder], list[Holder]]]
"""Given the reason and the shingles of a passage: the articles and the samples to name."""


@dataclass(frozen=True, slots=True)
class Passages:
    """What of an article is no evidence."""

    listed: list[NoEvidence]
    more: int
    """Passages that are not listed."""
    evidence_words: int
    """Words outside all passages."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive shingles that are dropped for one reason, and the words they cover."""

    reason: Reason
    shingles: slice
    words: slice


def passages(body: str, text: Text, dropped: Codes, holders: Holders) -> Passages:
    """Join what is no evidence into passages.

    Args:
        body: the article's text.
        text: the same, cut.
        dropped: why each shingle is no evidence, shape (shingles,).
        holders: who else holds a passage.
    """
    runs = _runs(text, dropped)
    lost: Flags = np.zeros(len(text.words), np.bool_)
    for run in runs:
        lost[run.words] = True
    longest = sorted(runs, key=lambda run: run.words.start - run.words.stop)[:MOST_PASSAGES]
    spans = word_spans(body) if longest else np.empty((0, 2), np.int64)
    told = [_told(body, text, spans, run, holders) for run in sorted(longest, key=lambda run: run.shingles.start)]
    return Passages(told, len(runs) - len(told), in_words(text, ~lost))


def in_words(text: Text, which: Flags | slice) -> int:
    """How many words some of a text's words count as: in scripts without spaces each unit is less than one."""
    return int(text.words.weight[which].sum(dtype=np.int64) + FULL_WEIGHT // 2) // FULL_WEIGHT


def _runs(text: Text, dropped: Codes) -> list[_Run]:
    edges = np.flatnonzero(np.diff(dropped, prepend=0, append=0))
    found = []
    for first, past in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if dropped[first]:
            reason = REASONS[dropped[first] - 1]
            covered = slice(first, int(text.cut.end[past - 1]))
            if reason is Reason.QUOTED:
                # Shingles at the edge of a quotation reach out of it.
                covered = _narrowed(covered, np.flatnonzero(text.words.quoted[covered]))
            found.append(_Run(reason, slice(first, past), covered))
    return found


def _narrowed(covered: slice, quoted: Index) -> slice:
    """From the first to the last word that is quoted."""
    first = int(covered.start)
    return slice(first + int(quoted[0]), first + int(quoted[-1]) + 1)


def _told(body: str, text: Text, spans: Index, run: _Run, holders: Holders) -> NoEvidence:
    start, end = int(spans[run.words.start, 0]), int(spans[run.words.stop - 1, 1])
    excerpt = " ".join(body[start:end].split())
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[: _EXCERPT - 2].rstrip() + " …"
    articles, samples = holders(run.reason, run.shingles)
    return NoEvidence(
        reason=run.reason, words=in_words(text, run.words), excerpt=excerpt, articles=articles, samples=samples
    )
