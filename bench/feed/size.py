"""How long the list is: beside the shortest that it could be, and beside other ways to code prefixes."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import brotli
import numpy as np
import numpy.typing as npt
from bench.feed.encodings import (
    bits_of_a_set,
    first_protocol_bits,
    first_protocol_bytes,
    require_safe_browsing,
    safe_browsing_bytes,
)
from bench.feed.table import share, size, table, whole

from masthead.config import Settings
from masthead.feed import paths
from masthead.feed.content import sha256
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.workbook import WorkFolder, basis_of
from masthead.matching.hashlist import BLOCK, HashList
from masthead.matching.words import U32Array

DIRECTORY_ENTRY = 8
"""Bytes of the directory for each block: first prefix and bit offset."""
GROUP_BYTES = 3
"""Bytes that a group's number takes, uncoded."""
BROTLI_QUALITY = 5
VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests-safebrowsing" / "vectors.json"
"""Where they lie on the machines of those who have them; they are never part of the repo."""


@dataclass(frozen=True, slots=True)
class Size:
    """The list of one feed, and what else it could have been."""

    articles: int
    groups: int
    w: int
    listed: HashList
    length: int
    """Bytes of the list."""
    first_bits: int
    others: dict[str, int]
    """Bytes, by what it is."""

    @property
    def entries(self) -> int:
        """How many there are."""
        return len(self.listed.values)

    @property
    def bound(self) -> float:
        """Bytes without which no code could tell all such lists apart."""
        return bits_of_a_set(self.entries, self.listed.radix << self.listed.bits) / 8

    @property
    def directory(self) -> int:
        """Bytes by which a reader finds blocks."""
        return DIRECTORY_ENTRY * -(-self.entries // BLOCK)

    @property
    def codes(self) -> float:
        """Bytes of the same codes without blocks: one gap after the other."""
        keys = self.listed.values.astype(np.int64) * self.listed.radix + self.listed.groups
        gaps: npt.NDArray[np.int64] = keys - np.concatenate(([-1], keys[:-1])) - 1
        return (int((gaps >> self.listed.rice).sum()) + (1 + self.listed.rice) * self.entries) / 8


def measure_size(settings: Settings) -> Size:
    """Look at the list of a feed that was just published."""
    reader = Reader(FolderSource(settings.feed_folder))
    listed, index = reader.hash_list, reader.index
    data = reader.checked(paths.list_path(index.list.sha256), index.list.sha256)
    hi = _listed_halves(settings)
    distinct = np.unique(hi)
    bits = first_protocol_bits(hi)
    others = {
        "prefixes and groups, 7 bytes each": (4 + GROUP_BYTES) * len(listed.values),
        "our first protocol's bits, blocked Rice": first_protocol_bytes(hi, bits),
        "Safe Browsing: 4-byte prefixes, flat Rice": safe_browsing_bytes(distinct),
        "4-byte prefixes": 4 * len(distinct),
        "this list, gzip": len(gzip.compress(data, 9, mtime=0)),
        "this list, brotli": len(brotli.compress(data, quality=BROTLI_QUALITY)),
    }
    return Size(index.articles, index.table.groups, index.w, listed, len(data), bits, others)


def _listed_halves(settings: Settings) -> U32Array:
    """The upper halves of all listed fingerprints, as the publisher remembers them."""
    digest = sha256((settings.feed_folder / "index.json").read_bytes())
    book = WorkFolder(settings.work_folder).open(digest, basis_of(settings.window, settings.group_size))
    if book is None:
        raise SystemExit(f"{settings.work_folder} does not belong to the feed beside it.")
    return np.asarray(book.all_listed().hi)


def tell_sizes(found: list[Size]) -> None:
    """Print the tables."""
    print("### The list\n")
    head = (
        "articles w groups entries B list bytes/article bits/entry bound above,_no_blocks above above_bound_+_directory"
    )
    rows = [
        [
            whole(one.articles),
            str(one.w),
            whole(one.groups),
            whole(one.entries),
            str(one.listed.bits),
            size(one.length),
            f"{one.length / one.articles:.1f}",
            f"{8 * one.length / one.entries:.2f}",
            f"{8 * one.bound / one.entries:.2f}",
            share(one.codes - one.bound, one.bound),
            share(one.length - one.bound, one.bound),
            share(one.length - one.bound - one.directory, one.bound + one.directory),
        ]
        for one in found
    ]
    print(table([one.replace("_", " ") for one in head.split()], rows))
    print("### Other ways to code it\n")
    heads = ["what", "tells groups", *(f"{whole(one.articles)} articles" for one in found)]
    ours = ["this list", "yes", *(f"{size(one.length)}, 1.00" for one in found)]
    rows = [[name, _tells(name), *(_beside(one, name) for one in found)] for name in found[0].others]
    print(table(heads, [ours, *rows]))
    bits = ", ".join(f"{one.first_bits} bits for {whole(one.articles)} articles" for one in found)
    print(f"Our first protocol would have needed {bits}.")
    print(f"Gzip has level 9, brotli quality {BROTLI_QUALITY}.")
    if VECTORS.exists():
        print(f"The flat Rice coder makes the bytes of all {require_safe_browsing(VECTORS)} vectors of Safe Browsing.")
    print()


def _tells(name: str) -> str:
    return "yes" if name.startswith(("this", "prefixes and groups")) else "no"


def _beside(one: Size, name: str) -> str:
    return f"{size(one.others[name])}, {one.others[name] / one.length:.2f}"
