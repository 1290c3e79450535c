"""Check a whole feed, as somebody would who does not trust its publisher."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import numpy as np

from masthead.errors import FeedError
from masthead.feed import paths, shapes
from masthead.feed.content import PAGE
from masthead.feed.files import SIDES
from masthead.feed.grouping import groups_of
from masthead.feed.indexing import paths_of
from masthead.feed.reader import Reader
from masthead.feed.signing import fingerprint_of
from masthead.feed.source import FolderSource, Source
from masthead.matching.hashlist import prefixes
from masthead.matching.tables import changes_of
from masthead.matching.updates import decode_update
from masthead.matching.words import U32Array

_MOST_TOLD = 20
"""Problems of one kind that are told."""


@dataclass(slots=True)
class Verified:
    """What was found."""

    index: shapes.Index
    fingerprint: str
    """Of the key in force."""
    files: int = 0
    """Files that were read."""
    bytes: int = 0
    problems: list[str] = field(default_factory=list)
    unlisted: int = 0
    """Articles that are in a group but not in the list: nothing of them is evidence."""


def verify(source: Source, *, key: str | None = None, pin: str | None = None) -> Verified:
    """Read every file that the index leads to, and hold them against one another.

    Args:
        source: the feed.
        key: the key it should have, if that is known.
        pin: fingerprint that its key should have, 32 hexadecimal digits.

    Raises:
        FeedError: the index cannot be read or trusted: then nothing else can be said.
    """
    counted = _Counting(source)
    reader = Reader(counted, key=key, pin=pin)
    found = Verified(reader.index, fingerprint_of(reader.key))
    problems = [*_head(reader), *_groups(reader, counted, found), *_updates(reader)]
    if isinstance(source, FolderSource):
        problems += _sides(source.folder, reader)
    found.problems = _shortened(problems)
    found.files, found.bytes = counted.files, counted.bytes
    return found


class _Counting:
    """A source that counts what is read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.files = self.bytes = self.last = 0

    def read(self, path: str) -> bytes:
        """Content of a file."""
        data = self._source.read(path)
        self.files += 1
        self.bytes += len(data)
        self.last = len(data)
        return data


def _shortened(problems: list[str]) -> list[str]:
    if len(problems) <= _MOST_TOLD:
        return problems
    return [*problems[:_MOST_TOLD], f"and {len(problems) - _MOST_TOLD} more"]


def _head(reader: Reader) -> Iterator[str]:
    """List, table and directory."""
    for name in ("hash_list", "table", "directory"):
        try:
            getattr(reader, name)
        except FeedError as error:
            yield error.message
    slugs = set()
    try:
        slugs = {outlet.slug for outlet in reader.directory.outlets}
        yield from (
            f"{one.address} is the address of {one.outlet}, which is not in the directory."
            for one in reader.directory.addresses
            if one.outlet not in slugs
        )
    except FeedError:
        return


def _groups(reader: Reader, counted: _Counting, found: Verified) -> Iterator[str]:
    """Every group by itself, the list against the groups, and who is in which group."""
    try:
        listed, table = reader.hash_list, reader.table
    except FeedError:
        return
    group_of: dict[int, int] = {}
    # Sorted by group once: to search the whole list for each group would take hours for a large feed.
    order = np.argsort(listed.groups, kind="stable")
    values, groups = listed.values[order], listed.groups[order]
    strangers = np.setdiff1d(listed.groups, list(table.digests))
    if len(strangers):
        yield f"The list names groups that the table does not have: {strangers[:5].tolist()}."
    for number in table.digests:
        try:
            articles = reader.group(number)
        except FeedError as error:
            yield error.message
            continue
        if counted.last % PAGE:
            yield f"Group {number} is not padded: its length tells which group is asked for."
        yield from (f"Article {one.id} stands in several groups." for one, _ in articles if one.id in group_of)
        group_of |= {article.id: number for article, _ in articles}
        first, last = np.searchsorted(groups, [number, number + 1]).tolist()
        yield from _group(reader, found, number, values[first:last])
        reader.forget(number)
    yield from _membership(group_of, reader.index)


def _group(reader: Reader, found: Verified, number: int, expected: U32Array) -> Iterator[str]:
    """Whether the articles of a group are what the list names it for."""
    explained = np.zeros(len(expected), np.bool_)
    for _, text in reader.group(number):
        here = np.isin(expected, prefixes(text.hi[~text.common], reader.hash_list.bits))
        found.unlisted += not here.any()
        explained |= here
    if not explained.all():
        yield f"The list names group {number} for {int((~explained).sum())} prefixes that none of its articles has."


def _membership(group_of: dict[int, int], index: shapes.Index) -> Iterator[str]:
    """Whether all articles are there, in the groups where their numbers belong."""
    if len(group_of) != index.articles:
        yield f"The groups hold {len(group_of)} articles, index.json says {index.articles}."
        return
    ids = np.array(sorted(group_of), np.int64)
    if groups_of(ids, index.group_size).tolist() != [group_of[one] for one in ids.tolist()]:
        yield "Articles are not in the groups where their numbers belong."


def _updates(reader: Reader) -> Iterator[str]:
    index = reader.index
    for updates, is_list in ((index.list.updates, True), (index.table.updates, False)):
        for one in updates:
            path = paths.update_path(one.sha256)
            try:
                data = reader.checked(path, one.sha256)
                if is_list:
                    decode_update(data)
                else:
                    changes_of(data)
            except FeedError as error:
                yield f"{path}: {error.message}"


def _sides(folder: Path, reader: Reader) -> Iterator[str]:
    """The compressed forms that lie beside JSON files."""
    for path in paths_of(reader.index, reader.table):
        for side in SIDES:
            file = folder / (path + side)
            if not file.exists():
                continue
            plain = (folder / path).read_bytes()
            if not _holds(file, plain):
                yield f"{path}{side} does not hold what {path} holds."


def _holds(side: Path, plain: bytes) -> bool:
    """Whether a compressed form unpacks to what it should; no more than that is unpacked, since it may be a bomb."""
    most = len(plain) + 1
    if side.stat().st_size > 2 * most + PAGE:
        return False
    packed = side.read_bytes()
    try:
        if side.suffix == ".gz":
            unpacked = zlib.decompressobj(31).decompress(packed, most)
        else:
            unpacked = brotli.Decompressor().process(packed, output_buffer_limit=most)
    except (zlib.error, brotli.error):
        return False
    return unpacked == plain
