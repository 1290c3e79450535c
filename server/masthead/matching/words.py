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

_MOST_MARKS: Final = 300
"""Combining marks in a row that are read."""
_NEWLINE: Final = 0x0A
_BLANKS: Final = frozenset((0x20, 0x09, 0x0D))
_HYPHENS: Final = frozenset((0x2D, 0x2010, 0xAD))
_BEFORE_NEWLINE: Final = np.isin(np.arange(0x10000), [*_BLANKS, *_HYPHENS])
"""Units that may stand between a word broken at the end of a line and the newline."""


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
    if not text.isascii():
        plain = TABLE.without_unassigned(text).replace("ß", "ss").replace("ẞ", "ss")
        text = unicodedata.normalize("NFKD", _without_stacks(plain))
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def _is_mark(char: str) -> bool:
    """Whether it is a combining mark, or one of two that are none to Unicode but are put in order among them."""
    return char in "\uff9e\uff9f" or unicodedata.category(char).startswith("M")


def _without_stacks(text: str) -> str:
    """The text with the first marks only of too many in a row: to put them in order takes time with their square."""
    if len(text) <= _MOST_MARKS:
        return text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    marks = np.zeros(0x110000, np.bool_)
    marks[codes] = True
    found = np.flatnonzero(marks)
    marks[found] = [_is_mark(chr(code)) for code in found.tolist()]
    edges = np.flatnonzero(np.diff(marks[codes], prepend=False, append=False)).reshape(-1, 2)
    stacks = edges[edges[:, 1] - edges[:, 0] > _MOST_MARKS].tolist()
    kept = [0, *(at for first, past in stacks for at in (first + _MOST_MARKS, past)), len(text)]
    return "".join(text[first:past] for first, past in zip(kept[::2], kept[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the words are among the units that count."""

    kept: npt.NDArray[np.int64]
    """Positions of the units that are not deleted."""
    kind: npt.NDArray[np.uint8]
    """Their classes."""
    starts: npt.NDArray[np.int64]
    """First of each word, as an index into ``kept``."""
    ends: npt.NDArray[np.int64]
    """One past the last of each word."""


def _cut(units: npt.NDArray[np.uint16]) -> _Cut:
    kind = TABLE.kind[units]
    for first, last in _line_end_hyphens(units, kind):
        kind[first:last] = DELETED
    kept = np.flatnonzero(kind != DELETED)
    kind = kind[kept]
    letter, single = kind == WORD, kind >= HAN
    start, end = letter.copy(), letter.copy()
    start[1:] &= ~letter[:-1]
    end[:-1] &= ~letter[1:]
    return _Cut(kept, kind, np.flatnonzero(start | single), np.flatnonzero(end | single) + 1)


def _line_end_hyphens(units: npt.NDArray[np.uint16], kind: npt.NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Stretches from a hyphen that breaks a word at the end of a line to the rest of the word on the next line."""
    newlines = np.flatnonzero(units == _NEWLINE)
    newlines = newlines[newlines > 0]
    found = []
    for newline in newlines[_BEFORE_NEWLINE[units[newlines - 1]]].tolist():
        hyphen = newline - 1
        while hyphen > 0 and units[hyphen] in _BLANKS:
            hyphen -= 1
        before = hyphen - 1
        while before > 0 and kind[before] == DELETED:
            before -= 1
        after = newline + 1
        while after < len(units) and (units[after] in _BLANKS or kind[after] == DELETED):
            after += 1
        if units[hyphen] in _HYPHENS and _is_letter(units, kind, before) and _is_letter(units, kind, after):
            found.append((hyphen, after))
    return found


def _is_letter(units: npt.NDArray[np.uint16], kind: npt.NDArray[np.uint8], at: int) -> bool:
    """Whether a unit belongs to a word and is no digit: a hyphen between numbers is not one that breaks a word."""
    if not 0 <= at < len(units) or kind[at] != WORD:
        return False
    return not 0x30 <= TABLE.folded[units[at]] <= 0x39


def words(text: str) -> Words:
    """Cut a text into hashed words. Any string is accepted, lone surrogates included."""
    return words_of(fold(text))


def words_of(units: npt.NDArray[np.uint16]) -> Words:
    """Cut what ``fold`` gave, shape (units,), or the beginning of it, into hashed words."""
    cut = _cut(units)
    folded = TABLE.folded[units[cut.kept]].astype(u32)
    first = cut.kept[cut.starts]
    return Words(
        a=fmix(polynomial(folded, cut.starts, cut.ends, _LANE_A)),
        b=fmix(polynomial(folded, cut.starts, cut.ends, _LANE_B) ^ u32(_SALT_B)),
        weight=WEIGHT[cut.kind[cut.starts]],
        quoted=quoted_units(units)[first],
    )


def words_text(text: str) -> str:
    """The words of a text as they are compared, in order; a blank between those that are written apart."""
    units = fold(text)
    cut = _cut(units)
    kind = TABLE.kind[units[cut.kept]]
    folded = np.where((kind == WORD) | (kind >= HAN), TABLE.folded[units[cut.kept]], np.uint16(0x20))
    return " ".join(folded.astype("<u2").tobytes().decode("utf-16-le", "replace").split())


def word_spans(text: str) -> npt.NDArray[np.int64]:
    """Where each word of ``words(text)`` stands in the text.

    Returns:
        Shape (words, 2): first character and one past the last, marks that belong to a letter included.
    """
    text = TABLE.without_unassigned(text)
    units: list[npt.NDArray[np.uint16]] = []
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        # A character and its combining marks are normalised as one: that may put the marks in another order.
        end = start + 1
        while text[start] != " " and end < len(text) and _is_mark(text[end]):
            end += 1
        units.append(fold(text[start:end]))
        bounds += [(start, end)] * len(units[-1])
        start = end
    cut = _cut(np.concatenate(units) if units else np.empty(0, np.uint16))
    of_unit = np.array(bounds, np.int64).reshape(-1, 2)[cut.kept]
    return np.stack([of_unit[cut.starts, 0], of_unit[cut.ends - 1, 1]], axis=1)
