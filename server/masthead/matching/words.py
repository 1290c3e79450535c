"""From text to words: folding, cutting, hashing (docs/protocol.md, "Words").

A word is a run of letters and digits, or a single Han, Kana or South-East Asian unit. Its hash has two lanes of 32
bits, each a polynomial over the folded units and a finaliser (MurmurHash3's fmix32, Austin Appleby, public domain).
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.matching.quotes import quoted_units
from masthead.matching.table import DELETED, HAN, TABLE, WORD

u32 = np.uint32
U32Array = npt.NDArray[np.uint32]

WEIGHT: Final = np.array([0, 0, 4, 2, 1], np.uint8)
"""Weight of a word by its class: six words say about as much as twelve Han characters or twenty-four Thai letters."""
FULL_WEIGHT: Final = 4

_LANE_A: Final = 0xC2B2AE3D
_LANE_B: Final = 0x85EBCA77
_SALT_B: Final = 0x5BD1E995


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order; all arrays have shape (number of words,)."""

    a: U32Array
    """First hash lane."""
    b: U32Array
    """Second hash lane."""
    weight: npt.NDArray[np.uint8]
    """4 for a word of letters, 2 for a Han or Kana unit, 1 for a South-East Asian unit."""
    quoted: npt.NDArray[np.bool_]
    """Whether the word begins inside quotation marks."""

    def __len__(self) -> int:
        return len(self.a)


def fmix(h: U32Array) -> U32Array:
    """Finalise 32-bit hashes: MurmurHash3's fmix32, element by element."""
    h = h ^ (h >> u32(16))
    h = h * u32(0x85EBCA6B)
    h ^= h >> u32(13)
    h *= u32(0xC2B2AE35)
    h ^= h >> u32(16)
    return h


class _Powers:
    """Powers of an odd multiplier and of its inverse modulo 2**32, grown as needed."""

    def __init__(self, multiplier: int) -> None:
        self._multiplier = multiplier
        self._inverse = pow(multiplier, -1, 1 << 32)
        self._up = self._down = np.empty(0, u32)

    def upto(self, n: int) -> tuple[U32Array, U32Array]:
        if len(self._up) <= n:
            size = max(n + 1, 2 * len(self._up), 1 << 16)
            self._up = self._chain(self._multiplier, size)
            self._down = self._chain(self._inverse, size)
        return self._up, self._down

    @staticmethod
    def _chain(base: int, size: int) -> U32Array:
        chain = np.full(size, base, u32)
        chain[0] = 1
        return np.multiply.accumulate(chain, dtype=u32)


_POWERS: Final = {m: _Powers(m) for m in (_LANE_A, _LANE_B, 0x9E3779B1, 0x27D4EB2F)}


def polynomial(values: U32Array, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], m: int) -> U32Array:
    """Horner value of each slice ``values[start:end]`` with multiplier ``m`` modulo 2**32.

    Slices may overlap. Uses prefix sums of ``values * m**-i``, which is exact because ``m`` is odd.
    """
    up, down = _POWERS[m].upto(len(values))
    sums = np.zeros(len(values) + 1, u32)
    np.cumsum(values * down[: len(values)], dtype=u32, out=sums[1:])
    return (sums[ends] - sums[starts]) * up[ends - 1]


def fold(text: str) -> npt.NDArray[np.uint16]:
    """UTF-16 units of the text after compatibility decomposition; unassigned code points become spaces."""
    plain = TABLE.without_unassigned(text).replace("ß", "ss").replace("ẞ", "ss")
    decomposed = unicodedata.normalize("NFKD", plain)
    return np.frombuffer(decomposed.encode("utf-16-le", "surrogatepass"), "<u2")


def words(text: str) -> Words:
    """Cut a text into hashed words. Any string is accepted, lone surrogates included."""
    units = fold(text)
    quoted = quoted_units(units)
    kind = TABLE.kind[units]
    kept = kind != DELETED
    units, quoted, kind = units[kept], quoted[kept], kind[kept]
    letter, single = kind == WORD, kind >= HAN
    start, end = letter.copy(), letter.copy()
    start[1:] &= ~letter[:-1]
    end[:-1] &= ~letter[1:]
    starts = np.flatnonzero(start | single)
    ends = np.flatnonzero(end | single) + 1
    folded = TABLE.folded[units].astype(u32)
    return Words(
        a=fmix(polynomial(folded, starts, ends, _LANE_A)),
        b=fmix(polynomial(folded, starts, ends, _LANE_B) ^ u32(_SALT_B)),
        weight=WEIGHT[kind[starts]],
        quoted=quoted[starts],
    )
