"""Which articles share a group: a function of their numbers alone (docs/protocol.md, "articles/N-H.json")."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]


def cell_of(size: int) -> int:
    """How many numbers a cell has, of groups of ``size`` articles."""
    return size + size // 4


def groups_of(ids: Index, size: int) -> Index:
    """The group of each article, shape (articles,).

    Cells of a quarter more than ``size`` numbers are taken in order, so that not every article that goes, or never was
    published, joins two groups; a group ends with the cell with which it has ``size`` articles, and bears the number of
    its first cell. So an article that comes or goes changes its own group and at most a few after
    it, until a cell ends a group as before.

    Args:
        ids: numbers of the articles, increasing.
        size: articles that a group has at least (K).
    """
    cells, counts = np.unique(ids // cell_of(size), return_counts=True)
    first: list[int] = []
    begin = held = 0
    for cell, count in zip(cells.tolist(), counts.tolist(), strict=True):
        first.append(begin)
        held += count
        if held >= size:
            begin, held = cell + 1, 0
    if held and len(set(first)) > 1:  # too few are left at the end: they belong to the group before
        last = first[-1]
        before = next(one for one in reversed(first) if one != last)
        first = [before if one == last else one for one in first]
    return np.repeat(np.array(first, np.int64), counts)


class Regrouped:
    """Groups before and after a change of the articles."""

    def __init__(self, old: Index, new: Index, size: int) -> None:
        """Form the groups.

        Args:
            old: numbers of the articles before, increasing.
            new: numbers of the articles now, increasing.
            size: articles that a group has at least.
        """
        self._old, self._new = old, new
        self._old_groups = groups_of(old, size)
        self.groups = groups_of(new, size)
        """The group of each article now."""
        self.staying = self._staying()
        """Numbers of the groups that have the same articles as before."""

    @property
    def moved(self) -> bool:
        """Whether an article has come, gone, or is in another group than before."""
        return not np.array_equal(self._old, self._new) or not np.array_equal(self._old_groups, self.groups)

    def changed(self, told: Iterable[int]) -> list[int]:
        """Groups that are not as they were: they have other articles, or readers are told something else of one.

        Args:
            told: numbers of such articles.
        """
        of_told = self.groups[np.isin(self._new, list(told))]
        return sorted({*of_told.tolist(), *(set(np.unique(self.groups).tolist()) - self.staying)})

    def members(self, group: int) -> list[int]:
        """Numbers of the articles of a group now."""
        members: list[int] = self._new[_place(self.groups, group)].tolist()
        return members

    def old_group(self, article: int) -> int:
        """The group that an article was in."""
        return int(self._old_groups[np.searchsorted(self._old, article)])

    def _staying(self) -> set[int]:
        now = set(np.unique(self.groups).tolist())
        if not self.moved:
            return now
        before = set(np.unique(self._old_groups).tolist())
        return {
            group
            for group in now & before
            if np.array_equal(self._new[_place(self.groups, group)], self._old[_place(self._old_groups, group)])
        }


def _place(groups: Index, group: int) -> slice:
    """Where a group's articles stand."""
    return slice(int(np.searchsorted(groups, group, "left")), int(np.searchsorted(groups, group, "right")))
