"""Rice codes for whole arrays at a time, in blocks that can be read one by one (docs/protocol.md, "lists/H.bin")."""

from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.matching.words import U32Array

I64Array = npt.NDArray[np.int64]
MAX_RICE: Final = 48
_NEAR: Final = 48
"""Bits that are looked at together for the next one."""
_PORTION: Final = 1 << 20
"""Codes that are made at a time, so that very long lists need little memory."""


def packed(gaps: I64Array, rice: int, firsts: U32Array, width: int, block: int) -> tuple[bytes, I64Array, int]:
    """Code gaps, most significant bit first, padded with zeros to a byte.

    Args:
        gaps: shape (n,); floor(gap / 2**rice) zeros, a one and ``rice`` bits. Not coded for each block's first.
        rice: bits of remainder.
        firsts: shape (n,); the first of each block is coded in ``width`` bits.
        width: bits of a first.
        block: codes in a block.

    Returns:
        The bytes, the bit at which each block begins, and how many bits there are.
    """
    head = np.arange(len(gaps)) % block == 0
    length = np.where(head, width, (gaps >> rice) + 1 + rice)
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    out = np.zeros(-(-total // 8) + 16, np.uint8)
    for first in range(0, len(gaps), _PORTION):
        part = slice(first, first + _PORTION)
        # Only the ones matter: the closing one and the remainder, or the first number, end where they must.
        tail = np.where(head[part], firsts[part], gaps[part] & ((1 << rice) - 1) | (1 << rice))
        size = np.where(head[part], width, rice + 1)
        _put(out, ends[part] - size, tail.astype(np.uint64), size, max(width, rice + 1))
    return out[: -(-total // 8)].tobytes(), (ends - length)[::block], total


def _put(out: npt.NDArray[np.uint8], at: I64Array, values: npt.NDArray[np.uint64], size: I64Array, most: int) -> None:
    """Set the bits of values of ``size`` bits, ``most`` at most and 49 in all, from bit ``at`` on."""
    shifted = values << (64 - size - (at & 7)).astype(np.uint64)
    first = at >> 3
    for byte in range((most + 7 + 7) // 8):
        np.bitwise_or.at(out, first + byte, ((shifted >> np.uint64(56 - 8 * byte)) & np.uint64(255)).astype(np.uint8))


def unpacked(data: memoryview | bytes, total: int, begin: I64Array, size: I64Array, rice: int, width: int) -> I64Array:
    """Read codes, all blocks side by side.

    Args:
        data: bytes that hold ``total`` bits.
        total: how many bits there are.
        begin: the bit at which each block begins, shape (blocks,).
        size: codes of each block, shape (blocks,); all but the last block have the same.
        rice: bits of remainder.
        width: bits of the first code of a block.

    Returns:
        Shape (blocks, codes in a block): the first, then gaps; -1 where the last block has no more.

    Raises:
        FeedError: a block does not begin where the one before it ended, or the data end in the middle of a code.
    """
    blocks = len(begin)
    most = int(size.max()) if blocks else 1
    out = np.full((blocks, most), -1, np.int64)
    window = _Window(data, total)
    cursor = begin.copy()
    for i in range(most if blocks else 0):
        live = slice(None) if i < int(size[-1]) else slice(-1)
        at = cursor[live]
        if i:
            zeros = window.zeros(at)
            if bool((zeros > 1 << (53 - rice)).any()):
                raise FeedError("The list has a gap wider than any list may be.")
            out[live, i] = (zeros << rice) + window.read(at + zeros + 1, rice)
            cursor[live] = at + zeros + 1 + rice
        else:
            out[live, i] = window.read(at, width)
            cursor[live] = at + width
    if blocks and (begin[0] != 0 or bool((cursor[:-1] != begin[1:]).any()) or int(cursor[-1]) != total):
        raise FeedError("The list has blocks that do not follow one another.")
    return out


class _Window:
    """Bits of a string of bytes, read at many places at once."""

    def __init__(self, data: memoryview | bytes, total: int) -> None:
        self._bytes = np.frombuffer(bytes(data) + bytes(24 + -len(data) % 8), np.uint8)
        self._total = total

    def read(self, at: I64Array, width: int) -> I64Array:
        """Numbers of ``width`` bits, at most 48, from the bits ``at`` on.

        Raises:
            FeedError: one ends after the data.
        """
        if bool((at + width > self._total).any()):
            raise FeedError("The list ends in the middle of an entry.")
        return self._peek(at, width)

    def _peek(self, at: I64Array, width: int) -> I64Array:
        first = at >> 3
        value = np.zeros(len(at), np.int64)
        for byte in range((width + 7 + 7) // 8):
            value |= self._bytes[first + byte].astype(np.int64) << (48 - 8 * byte)
        found: I64Array = (value >> (56 - width - (at & 7))) & ((1 << width) - 1)
        return found

    def zeros(self, at: I64Array) -> I64Array:
        """How many zeros stand before the next one.

        Raises:
            FeedError: there is no one left.
        """
        if bool((at >= self._total).any()):
            raise FeedError("The list ends in the middle of an entry.")
        count = self._near(at)
        far = np.flatnonzero(count == _NEAR)
        if len(far):
            count[far] = self._far(at[far])
        if bool((at + count >= self._total).any()):
            raise FeedError("The list ends in the middle of an entry.")
        return count

    def _near(self, at: I64Array) -> I64Array:
        """How many of the next 48 bits are zeros before a one."""
        return _NEAR - _length(self._peek(at, _NEAR))

    def _far(self, at: I64Array) -> I64Array:
        """The same where the next 48 bits are zeros: only hostile lists have that, and it must not cost more.

        Words of eight bytes are searched for the next that is not zero.
        """
        words = self._bytes.view(">u8")
        telling = np.append(np.flatnonzero(words), len(words) - 1)
        word = telling[np.searchsorted(telling, (at + 63) >> 6)]
        upper, lower = (words[word] >> np.uint64(32)).astype(np.int64), words[word].astype(np.uint32).astype(np.int64)
        later = 64 * word + np.where(upper > 0, 32 - _length(upper), 64 - _length(lower)) - at
        near = _NEAR + self._near(at + _NEAR)
        return np.where(near < 2 * _NEAR, near, later)


def _length(numbers: I64Array) -> I64Array:
    """Bits that numbers below 2**53 take: the exponents of such numbers are exact."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)
