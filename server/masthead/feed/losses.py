"""What of the articles is dropped from the feed as no evidence, counted."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from masthead.feed.common import REASONS, Codes, Reason
from masthead.feed.texts import Recognisable, Text

_MOST_NAMED: Final = 5
"""Articles that the short form names."""


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


def dropped_of(article_id: int, text: Text, common: Codes) -> Dropped:
    """Count what is dropped of an article.

    Args:
        article_id: its number.
        text: the article, cut.
        common: why each shingle is common, shape (shingles,).
    """
    dropped = text.dropped(common)
    counts = np.bincount(dropped, minlength=len(REASONS) + 1)[1:].tolist()
    return Dropped(
        article_id=article_id,
        shingles=len(text.cut),
        common=int((common > 0).sum()),
        quoted=int(text.quoted.sum()),
        reasons={reason: n for reason, n in zip(REASONS, counts, strict=True) if n},
        listed=len(text.listed(dropped)),
        recognisable=text.recognisable(common),
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """What was dropped of all articles, in short."""

    articles: int
    """Articles of which something was dropped."""
    shingles: int
    of_shingles: int
    reasons: dict[Reason, int]
    most_affected: list[int]
    """Numbers of the articles with the largest share dropped, at most five."""
    unrecognisable: list[int]
    """Numbers of the articles that no reader would be shown."""

    @classmethod
    def of(cls, dropped: list[Dropped]) -> "Loss":
        """Sum up."""
        affected = [one for one in dropped if one.reasons]
        reasons: Counter[Reason] = Counter()
        for one in affected:
            reasons.update(one.reasons)
        worst = sorted(affected, key=lambda one: (-one.in_all / one.shingles, one.article_id))
        return cls(
            articles=len(affected),
            shingles=sum(one.in_all for one in affected),
            of_shingles=sum(one.shingles for one in dropped),
            reasons={reason: reasons[reason] for reason in REASONS if reasons[reason]},
            most_affected=[one.article_id for one in worst[:_MOST_NAMED]],
            unrecognisable=[one.article_id for one in dropped if one.recognisable is Recognisable.NO],
        )
