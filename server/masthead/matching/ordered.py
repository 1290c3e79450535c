"""Sets of numbers as increasing arrays: for millions of them much quicker than NumPy's own functions for sets."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Numbers = TypeVar("Numbers", bound=np.integer)


def ordered(values: npt.NDArray[Numbers]) -> npt.NDArray[Numbers]:
    """The distinct values, increasing."""
    found = np.sort(values)
    if not len(found):
        return found
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def within(wanted: npt.NDArray[Numbers], increasing: npt.NDArray[Numbers]) -> npt.NDArray[np.bool_]:
    """Which of the wanted values are among some increasing ones; shape of ``wanted``."""
    if not len(increasing):
        return np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(increasing, wanted), len(increasing) - 1)
    found: npt.NDArray[np.bool_] = increasing[at] == wanted
    return found


def without(values: npt.NDArray[Numbers], increasing: npt.NDArray[Numbers]) -> npt.NDArray[Numbers]:
    """Values that are not among some increasing ones."""
    return values[~within(values, increasing)]


def joined(one: npt.NDArray[Numbers], other: npt.NDArray[Numbers]) -> npt.NDArray[Numbers]:
    """All values of two sets, increasing."""
    return ordered(np.concatenate((one, other)))
