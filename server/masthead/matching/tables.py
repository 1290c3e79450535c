"""The table of groups: what each group's file must hash to (docs/protocol.md, "tables/H.bin")."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from masthead.errors import FeedError
from masthead.matching.hashlist import MAX_GROUPS

MAGIC: Final = b"MHT1"
UPDATE_MAGIC: Final = b"MHV1"
DIGEST_BYTES: Final = 16
MAX_BYTES: Final = 16 * 1024 * 1024
"""A reader refuses a larger table."""
_HEADER: Final = struct.Struct("<4sI")
_GONE: Final = bytes(DIGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Table:
    """The groups of a feed."""

    digests: Mapping[int, bytes]
    """First 16 bytes of the SHA-256 of each group's file, by the group's number, increasing."""

    def encode(self) -> bytes:
        """The bytes of the table."""
        return _encode(MAGIC, self.digests)

    def update_to(self, new: "Table") -> bytes:
        """The bytes of the update that leads from this table to another."""
        changed = {number: digest for number, digest in new.digests.items() if self.digests.get(number) != digest}
        gone = {number: _GONE for number in self.digests if number not in new.digests}
        return _encode(UPDATE_MAGIC, dict(sorted((changed | gone).items())))

    def update_over(self, earlier: bytes, new: "Table") -> bytes:
        """The bytes of the update to another table from one that an earlier update leads from to this one.

        Raises:
            FeedError: the earlier update is malformed.
        """
        changed = {*changes_of(earlier), *changes_of(self.update_to(new))}
        return _encode(UPDATE_MAGIC, {number: new.digests.get(number, _GONE) for number in sorted(changed)})

    def updated(self, update: bytes) -> "Table":
        """The table that an update leads to.

        Raises:
            FeedError: the update is malformed.
        """
        digests = {**self.digests, **changes_of(update)}
        return Table({number: digests[number] for number in sorted(digests) if digests[number] != _GONE})


def decode_table(data: bytes) -> Table:
    """Decode a table, believing nothing it says.

    Raises:
        FeedError: the bytes are not a well-formed table.
    """
    digests = _decode(MAGIC, data)
    if _GONE in digests.values():
        raise FeedError("The table has a group without a digest.")
    return Table(digests)


def changes_of(update: bytes) -> dict[int, bytes]:
    """The digests that an update of a table brings; zeros where a group is no more.

    Raises:
        FeedError: the bytes are not a well-formed update.
    """
    return _decode(UPDATE_MAGIC, update)


def _encode(magic: bytes, digests: Mapping[int, bytes]) -> bytes:
    numbers = struct.pack(f"<{len(digests)}I", *digests)
    return _HEADER.pack(magic, len(digests)) + numbers + b"".join(digests.values())


def _decode(magic: bytes, data: bytes) -> dict[int, bytes]:
    if not _HEADER.size <= len(data) <= MAX_BYTES:
        raise FeedError("The table is cut short or too large.")
    found, count = _HEADER.unpack_from(data)
    if found != magic or len(data) != _HEADER.size + count * (4 + DIGEST_BYTES):
        raise FeedError("The table is not as long as it says.")
    numbers = struct.unpack_from(f"<{count}I", data, _HEADER.size)
    if any(one >= other for one, other in pairwise(numbers)) or (count and numbers[-1] >= MAX_GROUPS):
        raise FeedError("The table is not in order.")
    first = _HEADER.size + 4 * count
    return {
        number: data[first + DIGEST_BYTES * at : first + DIGEST_BYTES * (at + 1)] for at, number in enumerate(numbers)
    }
