"""Which shingles of the archive are common, and so no evidence (docs/protocol.md, "Evidence").

A shingle is common when it stands in three or more articles, in two or more of one outlet, or on the bundled list of
stock phrases. Near-duplicates count as one article first, or an article archived twice would erase itself.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.matching.evidence import stock_phrases

U64Array = npt.NDArray[np.uint64]

ARTICLES: Final = 3
ARTICLES_OF_ONE_OUTLET: Final = 2
NEAR_DUPLICATE: Final = 0.8
_MANY: Final = 12
"""Of the articles that share one shingle, at most this many are paired one by one; the others with the first."""


def common_shingles(articles: Sequence[U64Array], outlets: Sequence[int | None]) -> list[npt.NDArray[np.bool_]]:
    """Flag the common shingles of each article.

    Args:
        articles: 64-bit fingerprints of all shingles of each article, in order.
        outlets: the outlet of each article, None where unknown.

    Returns:
        For each article one flag per shingle.
    """
    if not articles:
        return []
    sets = [np.unique(article) for article in articles]
    values = np.concatenate(sets)
    owners = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    sizes = np.diff(np.append(starts, len(values)))
    repeated = [
        (values[start], owners[start : start + size].tolist())
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True)
    ]
    cluster = _clusters(sets, [holders for _, holders in repeated])
    found = [value for value, holders in repeated if _is_common(holders, cluster, outlets)]
    common = np.union1d(np.array(found, np.uint64), stock_phrases())
    return [np.isin(article, common) for article in articles]


def _is_common(holders: list[int], cluster: list[int], outlets: Sequence[int | None]) -> bool:
    """Whether enough different texts, or enough of one outlet, hold a shingle."""
    if len({cluster[holder] for holder in holders}) >= ARTICLES:
        return True
    of_outlet = {(outlets[holder], cluster[holder]) for holder in holders if outlets[holder] is not None}
    return any(n >= ARTICLES_OF_ONE_OUTLET for n in Counter(outlet for outlet, _ in of_outlet).values())


def _clusters(sets: Sequence[U64Array], holders_of: list[list[int]]) -> list[int]:
    """Number of the near-duplicate cluster of each article: containment of the smaller in the larger, transitively."""
    shared: Counter[tuple[int, int]] = Counter()
    for holders in holders_of:
        if len(holders) <= _MANY:
            shared.update(combinations(holders, 2))
        else:
            shared.update((holders[0], other) for other in holders[1:])
    parent = list(range(len(sets)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for (one, other), count in shared.items():
        if count >= NEAR_DUPLICATE * min(len(sets[one]), len(sets[other])):
            parent[root(other)] = root(one)
    return [root(at) for at in range(len(sets))]
