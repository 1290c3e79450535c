"""Which shingles of the archive are common, and so no evidence (docs/protocol.md, "Evidence").

A shingle is common when it stands in three articles or more, in two or more of one outlet, in a sample of its outlet's
pages, or on the bundled list of stock phrases. Near-duplicates count as one article first, or an article archived twice
would erase itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.matching.address import host_of
from masthead.matching.evidence import stock_phrases

U64Array = npt.NDArray[np.uint64]
Index = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
"""For each shingle 0 where it is evidence, else one more than the place of the reason in ``REASONS``."""

Home = int | str | None
"""Whose articles share a template: the number of the outlet, else the host of the URL, else nobody's."""

ARTICLES: Final = 3
ARTICLES_OF_ONE_OUTLET: Final = 2
NEAR_DUPLICATE: Final = 0.8
OWN_PAGE: Final = 0.3
"""A sample with this share of an article's shingles is likely its own page: it says nothing about the article."""
_MANY: Final = 12
"""Of the articles that share one shingle, at most this many are paired one by one; the others with the first."""


class Reason(StrEnum):
    """Why a shingle is no evidence, in words a curator understands."""

    QUOTED = "quoted"
    STOCK = "stock phrase"
    OUTLET = "in other articles of this outlet"
    ARTICLES = "in several articles"
    SAMPLES = "in samples of this outlet's pages"


REASONS: Final = list(Reason)
"""The first that holds is the one that is told."""
CODE: Final = {reason: at for at, reason in enumerate(REASONS, 1)}


def home_of(outlet_id: int | None, url: str | None) -> Home:
    """Whose template an article has: its outlet's, else that of the site it stands on."""
    if outlet_id is not None:
        return outlet_id
    host = host_of(url) if url else None
    return host.removeprefix("www.") if host else None


@dataclass(frozen=True, slots=True)
class Holding:
    """Which texts hold which shingles, by shingle, then by text."""

    values: U64Array
    """Shape (n,), increasing; a shingle of several texts stands several times."""
    owners: Index
    """Number of the text that holds it, shape (n,)."""

    @classmethod
    def of(cls, sets: Sequence[U64Array], numbers: Sequence[int] | None = None) -> "Holding":
        """Who holds what.

        Args:
            sets: distinct shingles of each text.
            numbers: number of each text, increasing; by default its place in ``sets``.
        """
        if not sets:
            return cls(np.empty(0, np.uint64), np.empty(0, np.int64))
        values = np.concatenate(sets)
        owners = np.repeat(np.arange(len(sets)) if numbers is None else numbers, [len(one) for one in sets])
        order = np.argsort(values, kind="stable")
        return cls(values[order], owners[order])

    def among(self, wanted: U64Array) -> tuple[Index, Index]:
        """Who holds some shingles: pairs of a place in ``wanted`` and a text that holds it, both of shape (pairs,)."""
        first = np.searchsorted(self.values, wanted, "left")
        counts = np.searchsorted(self.values, wanted, "right") - first
        place = np.repeat(np.arange(len(wanted)), counts)
        step = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        return place, self.owners[first[place] + step]


@dataclass(frozen=True, slots=True)
class Common:
    """The common shingles of an archive."""

    cluster: Index
    """Number of the near-duplicate cluster of each article, shape (articles,)."""
    holding: Holding
    """Which articles hold which shingles."""
    everywhere: U64Array
    """Shingles that are common whoever holds them, increasing."""
    at_home: dict[Home, U64Array]
    """Those that stand in two or more articles of one outlet or site, increasing."""
    samples: dict[Home, Holding]
    """What the samples of an outlet hold, by their place among all samples."""

    def reasons(self, shingles: U64Array, home: Home) -> Codes:
        """Why shingles of an article are no evidence; quotation marks are not looked at.

        Args:
            shingles: 64-bit fingerprints of the article's shingles, in order or not.
            home: whose article it is.
        """
        codes = np.zeros(len(shingles), np.uint8)
        codes[self._in_samples(shingles, home)] = CODE[Reason.SAMPLES]
        codes[_within(shingles, self.everywhere)] = CODE[Reason.ARTICLES]
        if home in self.at_home:
            codes[_within(shingles, self.at_home[home])] = CODE[Reason.OUTLET]
        codes[_within(shingles, stock_phrases())] = CODE[Reason.STOCK]
        return codes

    def shared_with_samples(self, shingles: U64Array, home: Home) -> dict[int, float]:
        """What share of an article's distinct shingles each sample of its outlet holds, where it holds any."""
        if home not in self.samples:
            return {}
        distinct = np.unique(shingles)
        owners, counts = np.unique(self.samples[home].among(distinct)[1], return_counts=True)
        return dict(zip(owners.tolist(), (counts / len(distinct)).tolist(), strict=True))

    def _in_samples(self, shingles: U64Array, home: Home) -> npt.NDArray[np.bool_]:
        shared = self.shared_with_samples(shingles, home)
        useful = [sample for sample, share in shared.items() if share < OWN_PAGE]
        found = np.zeros(len(shingles), np.bool_)
        if useful:
            place, owner = self.samples[home].among(shingles)
            found[place[np.isin(owner, useful)]] = True
        return found


def find_common(
    articles: Sequence[U64Array], homes: Sequence[Home], samples: Sequence[tuple[Home, U64Array]] = ()
) -> Common:
    """Find the common shingles of an archive.

    Args:
        articles: 64-bit fingerprints of the shingles of each article, in any order.
        homes: whose each article is.
        samples: whose page each sample is, and its fingerprints.
    """
    sets = [np.unique(article) for article in articles]
    holding = Holding.of(sets)
    cluster = _clusters(sets, holding)
    everywhere, at_home = _repeated(holding, cluster, homes)
    return Common(cluster, holding, everywhere, at_home, _by_home(samples))


def _by_home(samples: Sequence[tuple[Home, U64Array]]) -> dict[Home, Holding]:
    places: dict[Home, list[int]] = {}
    for at, (home, _) in enumerate(samples):
        places.setdefault(home, []).append(at)
    return {home: Holding.of([np.unique(samples[at][1]) for at in held], held) for home, held in places.items()}


def _within(wanted: U64Array, increasing: U64Array) -> npt.NDArray[np.bool_]:
    """Which of the wanted values are among some increasing ones; shape of ``wanted``."""
    if not len(increasing):
        return np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(increasing, wanted), len(increasing) - 1)
    found: npt.NDArray[np.bool_] = increasing[at] == wanted
    return found


def _runs(values: U64Array) -> tuple[Index, Index]:
    """First place and length of each run of equal values."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return starts, np.diff(np.append(starts, len(values)))


def _repeated(holding: Holding, cluster: Index, homes: Sequence[Home]) -> tuple[U64Array, dict[Home, U64Array]]:
    """Shingles that enough different texts hold, and those that enough texts of one home hold, by home."""
    starts, sizes = _runs(holding.values)
    starts, sizes = starts[sizes > 1], sizes[sizes > 1]
    run = np.repeat(np.arange(len(starts)), sizes)
    place = starts[run] + np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    owner = holding.owners[place]
    different = np.unique(run * max(len(cluster), 1) + cluster[owner]) // max(len(cluster), 1)
    many = np.bincount(different, minlength=len(starts)) >= ARTICLES

    names = list(dict.fromkeys(home for home in homes if home is not None))
    number = {home: at for at, home in enumerate(names)}
    home = np.array([-1 if one is None else number[one] for one in homes], np.int64)[owner]
    known = home >= 0
    run_and_home = run[known] * max(len(names), 1) + home[known]
    texts = np.unique(np.stack([run_and_home, cluster[owner[known]]], axis=1), axis=0)[:, 0]
    pairs, counts = np.unique(texts, return_counts=True)
    pairs = pairs[counts >= ARTICLES_OF_ONE_OUTLET]
    run, home = pairs // max(len(names), 1), pairs % max(len(names), 1)
    values = holding.values[starts]
    at_home: dict[Home, U64Array] = {names[at]: values[run[home == at]] for at in np.unique(home).tolist()}
    many[run] = True
    return values[many], at_home


def _clusters(sets: Sequence[U64Array], holding: Holding) -> Index:
    """Number of the near-duplicate cluster of each article: containment of the smaller in the larger, transitively."""
    parent = list(range(len(sets)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in _near_duplicates(sets, holding):
        parent[root(other)] = root(one)
    return np.array([root(at) for at in range(len(sets))], np.int64)


def _near_duplicates(sets: Sequence[U64Array], holding: Holding) -> list[tuple[int, int]]:
    """Pairs of articles of which one holds most of the other's shingles."""
    n = max(len(sets), 1)
    size = np.array([len(one) for one in sets], np.int64)
    starts, sizes = _runs(holding.values)
    pairs, rare = _rare_pairs(holding, starts, sizes, n)
    # A shingle of very many articles is counted for no pair, but it may be what makes two alike.
    wide = sizes > _MANY
    run = np.repeat(np.arange(len(starts)), sizes)
    frequent = np.bincount(holding.owners[wide[run]], minlength=n)
    first = np.repeat(holding.owners[starts], sizes)[wide[run]]
    stars = np.unique(first * n + holding.owners[wide[run]])
    stars = np.setdiff1d(stars[stars // n != stars % n], pairs)
    pairs, rare = np.append(pairs, stars), np.append(rare, np.zeros(len(stars), np.int64))
    one, other = pairs // n, pairs % n
    needed = NEAR_DUPLICATE * np.minimum(size[one], size[other])
    likely = rare + np.minimum(frequent[one], frequent[other]) >= needed
    return [
        (a, b)
        for a, b, enough in zip(one[likely].tolist(), other[likely].tolist(), needed[likely].tolist(), strict=True)
        if len(np.intersect1d(sets[a], sets[b], assume_unique=True)) >= enough
    ]


def _rare_pairs(holding: Holding, starts: Index, sizes: Index, n: int) -> tuple[Index, Index]:
    """Pairs of articles, as first * n + second, and how many shingles of few articles they share."""
    found: list[Index] = []
    for held in range(2, _MANY + 1):
        owners = holding.owners[starts[sizes == held][:, None] + np.arange(held)]
        found += [owners[:, one] * n + owners[:, other] for one, other in combinations(range(held), 2)]
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    return pairs, counts
