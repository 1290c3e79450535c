"""From an earlier list to the present one in a few hundred bytes (docs/protocol.md, "updates/H.bin")."""

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.matching.hashlist import HashList, decode
from masthead.matching.ordered import joined, within, without

MAGIC: Final = b"MHU1"
MAX_BYTES: Final = 16 * 1024 * 1024
"""A reader refuses a larger update."""
_HEADER: Final = struct.Struct("<4sBBHII")  # magic, bits of prefix, Rice parameter, 0, G, length of what goes

U64Array = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """What goes and what comes, as keys of entries (``HashList.keys``), increasing."""

    gone: U64Array
    come: U64Array

    @classmethod
    def between(cls, old: HashList, new: HashList) -> "ListUpdate":
        """What leads from one list to another of the same bits."""
        before, after = old.keys(), new.keys()
        return cls(without(before, after), without(after, before))

    def then(self, later: "ListUpdate") -> "ListUpdate":
        """Both in one: what goes and comes back, or comes and goes again, is not told."""
        gone = joined(without(self.gone, later.come), without(later.gone, self.come))
        come = joined(without(self.come, later.gone), without(later.come, self.gone))
        return ListUpdate(gone, come)

    def encode(self, to: HashList) -> bytes:
        """The bytes of the update.

        Args:
            to: the list it leads to.
        """
        gone = HashList.of_keys(to.bits, self.gone).encode()
        come = HashList.of_keys(to.bits, self.come).encode()
        return _HEADER.pack(MAGIC, to.bits, to.rice, 0, to.radix, len(gone)) + gone + come


def decode_update(data: bytes) -> tuple[ListUpdate, int]:
    """Decode an update, believing nothing it says.

    Returns:
        The update, and the bits of its prefixes.

    Raises:
        FeedError: the bytes are not a well-formed update.
    """
    if not _HEADER.size <= len(data) <= MAX_BYTES:
        raise FeedError("The update is cut short or too large.")
    magic, bits, _, zero, _, length = _HEADER.unpack_from(data)
    if magic != MAGIC or zero or length > len(data) - _HEADER.size:
        raise FeedError("The update has a header this reader does not know.")
    gone = decode(data[_HEADER.size : _HEADER.size + length])
    come = decode(data[_HEADER.size + length :])
    if gone.bits != bits or come.bits != bits:
        raise FeedError("The update is of lists of different bits.")
    return ListUpdate(gone.keys(), come.keys()), bits


def apply_update(old: HashList, data: bytes) -> bytes:
    """The bytes of the list that an update leads to.

    Args:
        old: the list that is held.
        data: the update.

    Raises:
        FeedError: the update is malformed, or is not one of this list.
    """
    update, bits = decode_update(data)
    keys = old.keys()
    fits = bits == old.bits and bool(within(update.gone, keys).all()) and not bool(within(update.come, keys).any())
    if not fits:
        raise FeedError("The update is not one of the list that is held.")
    new = HashList.of_keys(bits, joined(without(keys, update.gone), update.come))
    _, _, rice, _, radix, _ = _HEADER.unpack_from(data)
    if (rice, radix) != (new.rice, new.radix):
        raise FeedError("The update says that it leads to another list.")
    return new.encode()
