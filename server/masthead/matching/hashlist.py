"""The list a reader holds: sorted fingerprint prefixes in blocked Rice coding (docs/protocol.md, "List").

R. F. Rice, "Some practical universal noiseless coding techniques", 1979. Blocks of 128 entries with a directory of
first value and bit offset, so that a lookup decodes one block and never the whole.
"""

import math
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.matching.words import U32Array

MAGIC: Final = b"MHL1"
BLOCK: Final = 128
MAX_BITS: Final = 32
MAX_BYTES: Final = 64 * 1024 * 1024
"""A reader refuses a larger list."""
_HEADER: Final = struct.Struct("<4sBBHII")  # magic, bits per entry, Rice parameter, block size, entries, bits of data
_CHANCE_BITS: Final = 10
"""Bits beyond log2(entries): at most one page fingerprint in 2**10 meets an entry by chance."""


def bits_for(entries: int) -> int:
    """Bits per prefix so that chance pairs stay under one page in a thousand."""
    return min(MAX_BITS, max(16, math.ceil(math.log2(max(entries, 1))) + _CHANCE_BITS))


def prefixes(hi: U32Array, bits: int) -> U32Array:
    """Top ``bits`` bits of the upper halves of fingerprints."""
    return hi >> np.uint32(MAX_BITS - bits)


def encode(values: U32Array, bits: int) -> bytes:
    """Code strictly increasing values below ``2**bits``.

    Returns:
        Header, directory (8 bytes for each block of 128 entries), and the codes: each entry but the first of its
        block as the gap to its predecessor minus one, quotient in zeros closed by a one, then remainder.
    """
    n = len(values)
    mean_gap = max(1.0, 2.0**bits / max(n, 1))
    rice = min(bits, max(0, math.floor(math.log2(mean_gap * math.log(2)) + 0.5)))
    first = np.arange(n) % BLOCK == 0
    wide = values.astype(np.int64)
    gaps = wide - np.concatenate(([0], wide[:-1])) - 1
    length = np.where(first, 0, (gaps >> rice) + 1 + rice)
    starts = np.concatenate(([0], np.cumsum(length)))
    bitmap = np.zeros(int(starts[-1]), np.uint8)
    coded = ~first
    closing = starts[:-1][coded] + (gaps[coded] >> rice)
    bitmap[closing] = 1
    for bit in range(rice):
        bitmap[closing + 1 + bit] = (gaps[coded] >> (rice - 1 - bit)) & 1
    directory = np.stack([values[::BLOCK], starts[:-1][::BLOCK].astype(np.uint32)], axis=1).astype("<u4")
    header = _HEADER.pack(MAGIC, bits, rice, BLOCK, n, len(bitmap))
    return header + directory.tobytes() + np.packbits(bitmap).tobytes()


@dataclass(frozen=True, slots=True)
class HashList:
    """A decoded list."""

    bits: int
    """Bits per entry."""
    values: U32Array
    """Sorted distinct prefixes, shape (entries,)."""

    def contains(self, hi: U32Array) -> npt.NDArray[np.bool_]:
        """Which fingerprints, given by their upper halves, begin with a listed prefix; shape of ``hi``."""
        if not len(self.values):
            return np.zeros(len(hi), np.bool_)
        wanted = prefixes(hi, self.bits)
        at = np.minimum(np.searchsorted(self.values, wanted), len(self.values) - 1)
        found: npt.NDArray[np.bool_] = self.values[at] == wanted
        return found


def decode(data: bytes) -> HashList:
    """Decode a list, believing nothing it says.

    Raises:
        FeedError: the bytes are not a well-formed list.
    """
    if len(data) < _HEADER.size or len(data) > MAX_BYTES:
        raise FeedError("The list is cut short or too large.")
    magic, bits, rice, block, n, total_bits = _HEADER.unpack_from(data)
    if magic != MAGIC or not 1 <= bits <= MAX_BITS or rice > bits or block != BLOCK:
        raise FeedError("The list has a header this reader does not know.")
    blocks = -(-n // BLOCK)
    if len(data) != _HEADER.size + 8 * blocks + -(-total_bits // 8):
        raise FeedError("The list is not as long as it says.")
    if total_bits < (n - blocks) * (rice + 1):
        raise FeedError("The list has not the bits for as many entries as it says.")
    directory = np.frombuffer(data, "<u4", 2 * blocks, _HEADER.size).reshape(blocks, 2)
    bitmap = np.unpackbits(np.frombuffer(data, np.uint8, -1, _HEADER.size + 8 * blocks))[:total_bits]
    values = _decode_blocks(directory, bitmap, n, rice)
    if n and (bool((np.diff(values) <= 0).any()) or int(values[-1]) >> bits):
        raise FeedError("The list is not in order.")
    return HashList(bits, values.astype(np.uint32))


def _decode_blocks(
    directory: npt.NDArray[np.uint32], bitmap: npt.NDArray[np.uint8], n: int, rice: int
) -> npt.NDArray[np.int64]:
    """Decode all blocks side by side, one entry of each at a time."""
    blocks, total_bits = len(directory), len(bitmap)
    out = np.zeros((blocks, BLOCK), np.int64)
    # Position of the next one at or after each bit; total_bits where there is none.
    ones = np.where(bitmap, np.arange(total_bits), total_bits)
    next_one = np.append(np.minimum.accumulate(ones[::-1])[::-1], total_bits)
    value = directory[:, 0].astype(np.int64)
    cursor = directory[:, 1].astype(np.int64)
    size = np.minimum(BLOCK, n - BLOCK * np.arange(blocks))
    out[:, 0] = value
    padded = np.append(bitmap, np.zeros(rice + 1, np.uint8)).astype(np.int64)
    for i in range(1, BLOCK):
        live = size > i
        at = cursor[live]
        if not live.any():
            break
        if (at > total_bits).any() or ((closing := next_one[at]) + rice >= total_bits).any():
            raise FeedError("The list ends in the middle of an entry.")
        remainder = np.zeros(len(at), np.int64)
        for bit in range(rice):
            remainder = (remainder << 1) | padded[closing + 1 + bit]
        value[live] += ((closing - at) << rice) + remainder + 1
        cursor[live] = closing + 1 + rice
        out[live, i] = value[live]
    return out.reshape(-1)[np.flatnonzero((np.arange(BLOCK) < size[:, None]).reshape(-1))]
