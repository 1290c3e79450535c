"""Which shingles of the archive are common, and so no evidence (docs/protocol.md, "Evidence").

A shingle is common when it stands in three articles or more, in two or more of one outlet, in a sample of its outlet's
pages, or on the bundled list of stock phrases. Near-duplicates count as one article first, or an article archived twice
would erase itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from masthead.matching.address import host_of
from masthead.matching.evidence import stock_phrases
from masthead.matching.ordered import ordered, within

U64Array = npt.NDArray[np.uint64]
Index = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]
"""For each shingle 0 where it is evidence, else one more than the place of the reason in ``REASONS``."""

Home = int | str | None
"""Whose articles share a template: the number of the outlet, else the host of the URL, else nobody's."""

ARTICLES: Final = 3
ARTICLES_OF_ONE_OUTLET: Final = 2
NEAR_DUPLICATE: Final = 0.8
OWN_PAGE: Final = 0.3
"""A sample with this share of an article's shingles is likely its own page: it says nothing about the article."""
MOST_HOLDERS: Final = 1000
"""Of the articles that hold one shingle, those with the lowest numbers are looked at for near-duplicates."""


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
    def none(cls) -> "Holding":
        """Nothing is held."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.int64))

    @classmethod
    def of(cls, sets: Sequence[U64Array], numbers: Sequence[int] | None = None) -> "Holding":
        """Who holds what.

        Args:
            sets: distinct shingles of each text.
            numbers: number of each text, increasing; by default its place in ``sets``.
        """
        if not sets:
            return cls.none()
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
        return place, np.asarray(self.owners[first[place] + step], np.int64)


class Holders(Protocol):
    """Whatever can tell who holds a shingle."""

    def among(self, wanted: U64Array) -> tuple[Index, Index]:
        """Pairs of a place in ``wanted``, increasing, and a text that holds it, increasing for each place."""
        ...


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

    @classmethod
    def of_marks(
        cls, everywhere: U64Array, at_home: Mapping[Home, U64Array], samples: Mapping[Home, Holding]
    ) -> "Common":
        """What is common, where who holds it is known elsewhere; homes are numbers."""
        return cls(np.empty(0, np.int64), Holding.none(), everywhere, dict(at_home), dict(samples))

    def reasons(self, shingles: U64Array, home: Home) -> Codes:
        """Why shingles of an article are no evidence; quotation marks are not looked at.

        Args:
            shingles: 64-bit fingerprints of the article's shingles, in order or not.
            home: whose article it is.
        """
        codes = np.zeros(len(shingles), np.uint8)
        codes[self._in_samples(shingles, home)] = CODE[Reason.SAMPLES]
        codes[within(shingles, self.everywhere)] = CODE[Reason.ARTICLES]
        if home in self.at_home:
            codes[within(shingles, self.at_home[home])] = CODE[Reason.OUTLET]
        codes[within(shingles, stock_phrases())] = CODE[Reason.STOCK]
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
    sets = [ordered(article) for article in articles]
    holding = Holding.of(sets)
    sizes = np.array([len(one) for one in sets], np.int64)
    edges = [edge for at in suspects(holding, sizes) for edge in near_duplicates(holding, sets[at], at, sizes)]
    cluster = clusters(len(sets), edges)
    names = list(dict.fromkeys(homes))
    number = {home: -1 if home is None else at for at, home in enumerate(names)}
    starts, lengths = runs(holding.values)
    run = np.repeat(np.arange(len(starts)), lengths)
    home = np.array([number[one] for one in homes], np.int64)
    many, of_run, at_home = repeated(run, cluster[holding.owners], home[holding.owners], len(starts))
    values = holding.values[starts]
    by_home = {names[at]: values[of_run[at_home == at]] for at in np.unique(at_home).tolist()}
    return Common(cluster, holding, values[many], by_home, samples_by_home(samples))


def samples_by_home(samples: Sequence[tuple[Home, U64Array]]) -> dict[Home, Holding]:
    """What the samples of each outlet hold, by their place among all samples."""
    places: dict[Home, list[int]] = {}
    for at, (home, _) in enumerate(samples):
        places.setdefault(home, []).append(at)
    return {home: Holding.of([np.unique(samples[at][1]) for at in held], held) for home, held in places.items()}


def runs(values: U64Array | Index) -> tuple[Index, Index]:
    """First place and length of each run of equal values."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return starts, np.diff(np.append(starts, len(values)))


def repeated(run: Index, cluster: Index, home: Index, count: int) -> tuple[Flags, Index, Index]:
    """Which shingles are common, from who holds them.

    Args:
        run: number of the shingle of each row, shape (rows,).
        cluster: near-duplicate cluster of the article that holds it.
        home: number of whose article it is, -1 for nobody's.
        count: how many shingles there are.

    Returns:
        Whether each shingle is common, shape (count,); then, as pairs, shingles that stand in enough articles of one
        home, and that home.
    """
    width = int(cluster.max(initial=0)) + 1
    different = ordered(run * width + cluster) // width
    many: Flags = np.bincount(different, minlength=count) >= ARTICLES
    known = home >= 0
    homes = int(home.max(initial=0)) + 1
    run_and_home, cluster = run[known] * homes + home[known], cluster[known]
    order = np.lexsort((cluster, run_and_home))
    run_and_home, cluster = run_and_home[order], cluster[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (run_and_home[1:] != run_and_home[:-1]) | (cluster[1:] != cluster[:-1])
    starts, counts = runs(run_and_home[fresh])
    pairs = run_and_home[fresh][starts[counts >= ARTICLES_OF_ONE_OUTLET]]
    of_run = pairs // homes
    many[of_run] = True
    return many, of_run, pairs % homes


def suspects(holding: Holding, sizes: Index) -> list[int]:
    """Texts, numbered from 0, that may be near-duplicates of others."""
    _, lengths = runs(holding.values)
    shared = np.bincount(holding.owners[np.repeat(lengths > 1, lengths)], minlength=len(sizes))
    found: list[int] = suspects_of(shared, sizes).tolist()
    return found


def suspects_of(shared: Index, sizes: Index) -> Index:
    """Places of texts of which others hold enough for a near-duplicate that is as large or larger.

    Args:
        shared: how many of a text's distinct shingles stand in another, shape (texts,).
        sizes: how many it has.
    """
    return np.flatnonzero((shared > 0) & (shared >= NEAR_DUPLICATE * sizes))


def near_duplicates(
    holders: Holders, values: U64Array, number: int, sizes: Index, numbers: Index | None = None
) -> list[tuple[int, int]]:
    """Articles of which one holds most of the other's shingles, as pairs, the lower number first.

    Args:
        holders: who holds what, the article itself included.
        values: distinct shingles of the article.
        number: its number.
        sizes: how many distinct shingles each article has.
        numbers: number of each article in ``sizes``, increasing; by default its place.
    """
    place, owner = holders.among(values)
    if len(place) > MOST_HOLDERS:
        early = np.arange(len(place)) - np.searchsorted(place, place, "left") < MOST_HOLDERS
        # Both must be among the first: so it does not matter from which of the two one looks.
        itself = np.bincount(place[early & (owner == number)], minlength=len(values)) > 0
        owner = owner[early & itself[place]]
    others, counts = np.unique(owner[owner != number], return_counts=True)
    size = sizes[others if numbers is None else np.searchsorted(numbers, others)]
    near = others[counts >= NEAR_DUPLICATE * np.minimum(size, len(values))]
    return [(min(number, other), max(number, other)) for other in near.tolist()]


def clusters(count: int, edges: Iterable[tuple[int, int]]) -> Index:
    """The lowest number of each text's cluster, shape (count,): edges join, transitively."""
    parent = np.arange(count)
    for one, other in edges:
        low, high = sorted((_root(parent, one), _root(parent, other)))
        parent[high] = low
    for at in np.flatnonzero(parent != np.arange(count)).tolist():
        parent[at] = _root(parent, at)
    return parent


def _root(parent: Index, at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = int(parent[at])
    return at
