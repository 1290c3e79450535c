"""From words to a fingerprint: shingles, and the few of them that winnowing keeps (docs/protocol.md, "Shingles").

Winnowing: S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.matching.words import FULL_WEIGHT, U32Array, Words, fmix, polynomial

K: Final = 6
"""Words in a shingle."""
W: Final = 16
"""Consecutive shingles in a window, unless the feed states another number."""
WIDEST: Final = 64
"""The widest window that a feed may state."""
GUARANTEED_RUN: Final = 2 * W + K - 1
"""T: every shared run of this many words of evidence puts two listed fingerprints at most W words apart."""

_SHORT: Final = 1024
"""Divided by the window: fingerprints that a short article may list, where the window would give it fewer."""

_LANE_A: Final = 0x9E3779B1
_LANE_B: Final = 0x27D4EB2F

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shingles:
    """Overlapping runs of words; shingle i begins at word i. Arrays have shape (number of shingles,)."""

    hi: U32Array
    """Upper half of the 64-bit fingerprint: its top bits are published."""
    lo: U32Array
    """Lower half: winnowing orders by it."""
    end: Index
    """One past the last word of each shingle."""

    def __len__(self) -> int:
        return len(self.hi)

    def full(self) -> npt.NDArray[np.uint64]:
        """The 64-bit fingerprints."""
        return (self.hi.astype(np.uint64) << np.uint64(32)) | self.lo.astype(np.uint64)


def shingle_ends(weight: npt.NDArray[np.uint8], k: int = K) -> Index:
    """End word of each shingle: from each word onward as many words as reach the weight of ``k`` full ones."""
    total = np.zeros(len(weight) + 1, np.int64)
    np.cumsum(weight, out=total[1:])
    ends = np.searchsorted(total, total[:-1] + FULL_WEIGHT * k)
    return ends[ends <= len(weight)]


def shingles(words: Words, k: int = K) -> Shingles:
    """All shingles of a text; none when it is shorter than one."""
    end = shingle_ends(words.weight, k)
    start = np.arange(len(end))
    a = polynomial(words.a, start, end, _LANE_A)
    b = polynomial(words.b, start, end, _LANE_B)
    hi = fmix(a ^ fmix(b))
    return Shingles(hi, fmix(b ^ hi), end)


def winnow(lo: U32Array, w: int = W) -> Index:
    """Positions of the shingles kept: in every window of ``w`` the smallest ``lo``, the rightmost on a tie."""
    n = len(lo)
    if n == 0:
        return np.empty(0, np.int64)
    last = np.uint64(0xFFFFFFFF)
    keys = (lo.astype(np.uint64) << np.uint64(32)) | (last - np.arange(n, dtype=np.uint64))
    smallest = _window_minima(keys, min(w, n))
    kept = (last - (smallest & last)).astype(np.int64)
    return kept[np.concatenate(([True], kept[1:] != kept[:-1]))]


def archive_window(n: int, w: int = W) -> int:
    """Window with which the archive winnows a text of ``n`` shingles, where readers use ``w``.

    A shingle that is smallest in a page's window is smallest in any shorter window too, so pages never miss what a
    shorter one lists: the guarantee stays. What is gained are the hits of a copy whose changes took the neighbours
    away; of a short text so few are left otherwise that it is lost.
    """
    return next((v for v in (2, 4, 8, 16, 32) if v < w and 2 * n * w <= _SHORT * (v + 1)), w)


def _window_minima(keys: npt.NDArray[np.uint64], w: int) -> npt.NDArray[np.uint64]:
    """Minimum of each window of ``w`` keys, by doubling: windows of 1, 2, 4, ... and one last overlap."""
    size = 1
    while size * 2 <= w:
        keys = np.minimum(keys[:-size], keys[size:])
        size *= 2
    rest = w - size
    return np.minimum(keys[:-rest], keys[rest:]) if rest else keys
