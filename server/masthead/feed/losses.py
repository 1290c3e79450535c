"""What of the articles is dropped from the feed as no evidence, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from masthead.feed.common import REASONS, Codes, Reason
from masthead.feed.texts import Recognisable, Text
from masthead.matching.fingerprint import W

_MOST_NAMED: Final = 5
"""Articles that the short form names."""
_MOST_UNRECOGNISABLE: Final = 100
"""The same, of those that no reader would be shown."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Shingles of an article that do not count as evidence."""

    article_id: int
    shingles: int
    common: int
    quoted: int
    """Inside quotation marks, common or not."""
    reasons: dict[Reason, int]
    """How many were dropped for which reason, each counted once."""
    listed: int
    """Fingerprints of the article in the list."""
    recognisable: Recognisable

    @property
    def in_all(self) -> int:
        """How many were dropped."""
        return sum(self.reasons.values())


def dropped_of(article_id: int, text: Text, common: Codes, w: int = W) -> Dropped:
    """Count what is dropped of an article.

    Args:
        article_id: its number.
        text: the article, cut.
        common: why each shingle is common, shape (shingles,).
        w: the feed's window.
    """
    dropped = text.dropped(common)
    counts = np.bincount(dropped, minlength=len(REASONS) + 1)[1:].tolist()
    return Dropped(
        article_id=article_id,
        shingles=len(text.cut),
        common=int((common > 0).sum()),
        quoted=int(text.quoted.sum()),
        reasons={reason: n for reason, n in zip(REASONS, counts, strict=True) if n},
        listed=len(text.listed(dropped, w)),
        recognisable=text.recognisable(common, w),
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """What was dropped of many articles, in short."""

    articles: int = 0
    """Articles of which something was dropped."""
    shingles: int = 0
    of_shingles: int = 0
    reasons: dict[Reason, int] = field(default_factory=dict)
    worst: tuple[tuple[float, int], ...] = ()
    """Of the articles with the largest share dropped, at most five: minus that share, and the number."""
    unrecognisable: list[int] = field(default_factory=list)
    """Numbers of articles that no reader would be shown."""
    more_unrecognisable: int = 0
    """How many there are besides those."""

    @property
    def most_affected(self) -> list[int]:
        """Numbers of the articles with the largest share dropped."""
        return [number for _, number in self.worst]

    @classmethod
    def of(cls, dropped: Sequence[Dropped]) -> "Loss":
        """Sum up."""
        affected = [one for one in dropped if one.reasons]
        reasons: Counter[Reason] = Counter()
        for one in affected:
            reasons.update(one.reasons)
        nobody = [one.article_id for one in dropped if one.recognisable is Recognisable.NO]
        return cls(
            articles=len(affected),
            shingles=sum(one.in_all for one in affected),
            of_shingles=sum(one.shingles for one in dropped),
            reasons={reason: reasons[reason] for reason in REASONS if reasons[reason]},
            worst=tuple(sorted((-one.in_all / one.shingles, one.article_id) for one in affected)[:_MOST_NAMED]),
            unrecognisable=nobody[:_MOST_UNRECOGNISABLE],
            more_unrecognisable=len(nobody[_MOST_UNRECOGNISABLE:]),
        )

    def __add__(self, other: "Loss") -> "Loss":
        nobody = self.unrecognisable + other.unrecognisable
        reasons = Counter(self.reasons) + Counter(other.reasons)
        return Loss(
            articles=self.articles + other.articles,
            shingles=self.shingles + other.shingles,
            of_shingles=self.of_shingles + other.of_shingles,
            reasons={reason: reasons[reason] for reason in REASONS if reasons[reason]},
            worst=tuple(sorted(self.worst + other.worst)[:_MOST_NAMED]),
            unrecognisable=nobody[:_MOST_UNRECOGNISABLE],
            more_unrecognisable=self.more_unrecognisable
            + other.more_unrecognisable
            + len(nobody[_MOST_UNRECOGNISABLE:]),
        )
