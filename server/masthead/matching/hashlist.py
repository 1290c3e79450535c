"""The list a reader holds: text prefixes and their groups in blocked Rice coding (docs/protocol.md, "lists/H.bin").

R. F. Rice, "Some practical universal noiseless coding techniques", 1979. Blocks of 128 entries with a directory of
first prefix and bit offset, so that a lookup decodes one block and never the whole.
"""

import math
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.matching.bits import MAX_RICE, packed, unpacked
from masthead.matching.ordered import ordered
from masthead.matching.words import U32Array

MAGIC: Final = b"MHL2"
BLOCK: Final = 128
MIN_BITS: Final = 16
MAX_BITS: Final = 32
MAX_BYTES: Final = 128 * 1024 * 1024
"""A reader refuses a larger list."""
MAX_ENTRIES: Final = 1 << 26
MAX_GROUPS: Final = 1 << 24
_GROUP: Final = np.uint64(24)
_EXACT: Final = 52
"""Bits of a key, at most: JavaScript's numbers hold them exactly."""
GROUPS_OF_ONE: Final = 16
"""Groups that one prefix stands with, at most; of more, the lowest."""
_HEADER: Final = struct.Struct("<4sBBHIII")  # magic, bits of prefix, Rice parameter, 0, G, entries, bits of data
_AGREE: Final = 19
"""Two unrelated fingerprints agree on a group with a chance below 2**-19, in what we publish."""
_AGREE_AT_MOST: Final = 15
"""The same, in what a reader accepts."""

U64Array = npt.NDArray[np.uint64]


def prefixes(hi: U32Array, bits: int) -> U32Array:
    """Top ``bits`` bits of the upper halves of fingerprints."""
    return hi >> np.uint32(MAX_BITS - bits)


def bits_for(entries_of_groups: npt.NDArray[np.int64]) -> int:
    """Bits of a prefix so that needless requests stay under one page in a thousand.

    Args:
        entries_of_groups: how many entries each group has, shape (groups,).
    """
    squares = int((entries_of_groups.astype(object) ** 2).sum()) if len(entries_of_groups) else 0
    fitting = (bits for bits in range(MIN_BITS, MAX_BITS) if squares <= 1 << (2 * bits - _AGREE))
    return next(fitting, MAX_BITS)


def rice_for(entries: int, bits: int, groups: int) -> int:
    """The Rice parameter that codes evenly spread keys shortest."""
    mean_gap = max(1.0, 2.0**bits * groups / max(entries, 1))
    return min(MAX_RICE, max(0, math.floor(math.log2(mean_gap * math.log(2)) + 0.5)))


@dataclass(frozen=True, slots=True)
class HashList:
    """A decoded list: entries sorted by prefix, then group."""

    bits: int
    """Bits of a prefix."""
    radix: int
    """G: the highest group number plus one."""
    values: U32Array
    """Prefixes, shape (entries,)."""
    groups: U32Array
    """The group of each entry, shape (entries,)."""

    @classmethod
    def of(cls, hi: U32Array, groups: U32Array) -> "HashList":
        """The list of fingerprints that stand in groups.

        Args:
            hi: upper halves of listed fingerprints, in any order, shape (n,).
            groups: the group of each.
        """
        bits = bits_for(np.bincount(groups)) if len(groups) else MIN_BITS
        return cls.of_keys(bits, _capped(ordered((prefixes(hi, bits).astype(np.uint64) << _GROUP) | groups)))

    @classmethod
    def of_keys(cls, bits: int, keys: U64Array) -> "HashList":
        """The list of entries given as numbers: prefix * 2**24 + group, increasing."""
        groups = (keys & np.uint64(MAX_GROUPS - 1)).astype(np.uint32)
        radix = int(groups.max()) + 1 if len(groups) else 0
        return cls(bits, radix, (keys >> _GROUP).astype(np.uint32), groups)

    def keys(self) -> U64Array:
        """The entries as numbers: prefix * 2**24 + group, increasing, shape (entries,)."""
        return (self.values.astype(np.uint64) << _GROUP) | self.groups

    def groups_of(self, hi: U32Array) -> list[list[int]]:
        """The groups in which fingerprints, given by their upper halves, are listed; one list for each of ``hi``."""
        wanted = prefixes(hi, self.bits)
        first = np.searchsorted(self.values, wanted, "left").tolist()
        last = np.searchsorted(self.values, wanted, "right").tolist()
        return [self.groups[a:b].tolist() for a, b in zip(first, last, strict=True)]

    def even_groups(self) -> float:
        """As many groups, if all had equally many entries, would meet two fingerprints as often as those there are."""
        squares = int((np.bincount(self.groups).astype(np.int64) ** 2).sum())
        return len(self.values) ** 2 / squares if squares else 0.0

    @property
    def rice(self) -> int:
        """The Rice parameter with which the list is coded."""
        return rice_for(len(self.values), self.bits, self.radix)

    def encode(self) -> bytes:
        """The bytes of the list."""
        n = len(self.values)
        keys = self.values.astype(np.int64) * self.radix + self.groups
        gaps = np.diff(keys, prepend=0) - 1
        data, starts, length = packed(gaps, self.rice, self.groups, _width(self.radix), BLOCK)
        directory = np.stack([self.values[::BLOCK], starts.astype(np.uint32)], axis=1).astype("<u4")
        header = _HEADER.pack(MAGIC, self.bits, self.rice, 0, self.radix, n, length)
        return header + directory.tobytes() + data


def _width(radix: int) -> int:
    """Bits in which a group is coded at the beginning of a block."""
    return max(radix - 1, 0).bit_length()


def _capped(keys: U64Array) -> U64Array:
    """Leave out all but the lowest groups of a prefix."""
    if len(keys) <= GROUPS_OF_ONE:
        return keys
    prefix = keys >> _GROUP
    late = np.zeros(len(keys), np.bool_)
    late[GROUPS_OF_ONE:] = prefix[GROUPS_OF_ONE:] == prefix[:-GROUPS_OF_ONE]
    return keys[~late]


def decode(data: bytes) -> HashList:
    """Decode a list, believing nothing it says.

    Raises:
        FeedError: the bytes are not a well-formed list.
    """
    if len(data) < _HEADER.size or len(data) > MAX_BYTES:
        raise FeedError("The list is cut short or too large.")
    magic, bits, rice, zero, radix, n, data_bits = _HEADER.unpack_from(data)
    known = magic == MAGIC and MIN_BITS <= bits <= MAX_BITS and rice <= MAX_RICE and not zero
    width = _width(radix)
    if not known or radix > MAX_GROUPS or bits + width > _EXACT or n > MAX_ENTRIES or (n > 0) != (radix > 0):
        raise FeedError("The list has a header this reader does not know.")
    blocks = -(-n // BLOCK)
    if len(data) != _HEADER.size + 8 * blocks + -(-data_bits // 8):
        raise FeedError("The list is not as long as it says.")
    if data[-1] & ((1 << (-data_bits % 8)) - 1):
        raise FeedError("The list is not padded with zeros.")
    if data_bits < (n - blocks) * (rice + 1) + blocks * width:
        raise FeedError("The list has not the bits for as many entries as it says.")
    directory = np.frombuffer(data, "<u4", 2 * blocks, _HEADER.size).reshape(blocks, 2).astype(np.int64)
    size = np.minimum(BLOCK, n - BLOCK * np.arange(blocks))
    coded = memoryview(data)[_HEADER.size + 8 * blocks :]
    steps = unpacked(coded, data_bits, directory[:, 1], size, rice, width) + 1
    if blocks and (int(steps[:, 0].max()) > radix or int(steps[:, 1:].max(initial=0)) > radix << bits):
        raise FeedError("The list is not in order.")
    steps[:, 0] += directory[:, 0] * radix - 1
    keys = np.cumsum(steps, axis=1).reshape(-1)[:n]
    if n and (int(keys.max()) >= radix << bits or bool((keys[1:] <= keys[:-1]).any())):
        raise FeedError("The list is not in order.")
    values = keys // max(radix, 1)
    found = HashList(bits, radix, values.astype(np.uint32), (keys - values * radix).astype(np.uint32))
    if len(_capped(found.keys())) != n:
        raise FeedError("The list has a prefix of too many groups.")
    if n and int(found.groups.max()) != radix - 1:
        raise FeedError("The list says that it has other groups than it has.")
    return found


def require_sparse(found: HashList) -> None:
    """Refuse a list that would make its readers ask for pages it does not know.

    Raises:
        FeedError: it is that dense.
    """
    squares = int((np.bincount(found.groups).astype(np.uint64) ** 2).sum()) if len(found.groups) else 0
    if len(found.values) > 1 << (found.bits - 1) or squares > 1 << (2 * found.bits - _AGREE_AT_MOST):
        raise FeedError("The list is so dense that readers would ask for pages it does not know.")
