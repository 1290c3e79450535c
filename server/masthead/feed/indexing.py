"""Lists, tables and their updates, and the index that leads to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import scandir
from pathlib import Path
from typing import Final

import numpy as np

from masthead.errors import Conflict, FeedError, TooLarge
from masthead.feed import files, paths, shapes
from masthead.feed.common import Index as Numbers
from masthead.feed.content import sha256
from masthead.feed.signing import FeedKey, follow, read_signed
from masthead.feed.workbook import Listing
from masthead.matching import hashlist, updates
from masthead.matching.hashlist import HashList, decode
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import ListUpdate, decode_update

_TOO_LONG: Final = (
    "The list of the feed would be longer than readers take. Set MASTHEAD_WINDOW to a wider window, 64 at most."
)


@dataclass(frozen=True, slots=True)
class Before:
    """The feed as it lies in the folder."""

    signed: shapes.Signed
    index: shapes.Index
    digest: str
    """SHA-256 of index.json."""
    folder: Path

    def table(self) -> Table:
        """Its table of groups.

        Raises:
            FeedError: it is missing or damaged.
        """
        return decode_table(self._whole(paths.table_path(self.index.table.sha256), self.index.table.sha256))

    def hash_list(self) -> HashList:
        """Its list.

        Raises:
            FeedError: it is missing or damaged.
        """
        return decode(self._whole(paths.list_path(self.index.list.sha256), self.index.list.sha256))

    def group(self, number: int, table: Table) -> bytes:
        """The file of a group.

        Raises:
            FeedError: it is missing or damaged.
        """
        digest = table.digests[number].hex()
        return self._whole(paths.group_path(number, digest), digest)

    def whole_table(self) -> Table:
        """Its table of groups, if all files are there that readers ask for.

        Raises:
            FeedError: one is missing, or the table is damaged.
        """
        table = self.table()
        there = {
            f"{room}/{one.name}" for room in ("articles", "lists", "outlets") for one in scandir(self.folder / room)
        }
        for path in paths_of(self.index, table):
            if path not in there and not path.startswith(("tables/", "updates/")):
                raise FeedError(f"{self.folder / path} is missing.")
        return table

    def _whole(self, path: str, digest: str) -> bytes:
        data = files.read(self.folder, path)
        if not sha256(data).startswith(digest):
            raise FeedError(f"{self.folder / path} is damaged.")
        return data

    def paths(self) -> list[str]:
        """All files that it leads to."""
        return paths_of(self.index, self.table())


def paths_of(index: shapes.Index, table: Table) -> list[str]:
    """All files that an index leads to."""
    return [
        *(paths.group_path(number, digest.hex()) for number, digest in table.digests.items()),
        paths.list_path(index.list.sha256),
        paths.table_path(index.table.sha256),
        paths.directory_path(index.directory.sha256),
        *(paths.update_path(one.sha256) for one in (*index.list.updates, *index.table.updates)),
    ]


def list_of(listing: Listing, ids: Numbers, groups: Numbers) -> HashList:
    """The list of all listed fingerprints.

    Args:
        listing: what is listed of which article.
        ids: numbers of the articles, increasing.
        groups: the group of each.
    """
    # Looked up by number: for millions of entries much quicker than searching.
    group_of = np.zeros(int(ids.max(initial=0)) + 1, np.uint32)
    group_of[ids] = groups
    return HashList.of(np.asarray(listing.hi), group_of[listing.owners])


@dataclass(frozen=True, slots=True)
class Made:
    """A list or a table, its updates, and how many files that took."""

    data: bytes
    updates: Sequence[shapes.UpdateFile]
    written: int


def make_list(folder: Path, new: HashList, before: Before | None) -> Made:
    """Write a list, and what leads to it from the lists before."""
    if len(new.values) > hashlist.MAX_ENTRIES:
        raise TooLarge(_TOO_LONG)
    data = new.encode()
    if len(data) > hashlist.MAX_BYTES:
        raise TooLarge(_TOO_LONG)
    written = files.put(folder / paths.list_path(sha256(data)), data, trusted=False)
    if before is None:
        return Made(data, (), written)
    try:
        old = before.hash_list()
        if old.bits != new.bits:
            return Made(data, (), written)
        step = ListUpdate.between(old, new)
        composed = [(one.from_digest, _earlier(before.folder, one).then(step)) for one in before.index.list.updates]
    except FeedError:
        return Made(data, (), written)  # what lies there is damaged: readers take the whole list
    leading = [(before.index.list.sha256[:32], step), *composed]
    leads_here, more = _offer(folder, data, [(one, update.encode(new)) for one, update in leading])
    return Made(data, leads_here, written + more)


def _earlier(folder: Path, one: shapes.UpdateFile) -> ListUpdate:
    return decode_update(files.read(folder, paths.update_path(one.sha256)))[0]


def make_table(folder: Path, new: Table, before: Before | None) -> Made:
    """Write a table, and what leads to it from the tables before."""
    data = new.encode()
    written = files.put(folder / paths.table_path(sha256(data)), data, trusted=False)
    if before is None:
        return Made(data, (), written)
    try:
        old = before.table()
        leading = [(before.index.table.sha256[:32], old.update_to(new))]
        for one in before.index.table.updates:
            earlier = files.read(folder, paths.update_path(one.sha256))
            leading.append((one.from_digest, old.update_over(earlier, new)))
    except FeedError:
        return Made(data, (), written)
    leads_here, more = _offer(folder, data, leading)
    return Made(data, leads_here, written + more)


def _offer(folder: Path, data: bytes, leading: Sequence[tuple[str, bytes]]) -> tuple[list[shapes.UpdateFile], int]:
    """Write the updates that are worth it: not from what is the same, and less than half of the whole."""
    offered: list[shapes.UpdateFile] = []
    written = 0
    for before, update in leading:
        known = {one.from_digest for one in offered} | {sha256(data)[:32]}
        useful = 2 * len(update) < len(data) and len(update) <= updates.MAX_BYTES
        if before in known or not useful or len(offered) >= shapes.MAX_UPDATES:
            continue
        written += files.put(folder / paths.update_path(sha256(update)), update, trusted=False)
        offered.append(shapes.UpdateFile.model_validate({"from": before, "sha256": sha256(update)}))
    return offered, written


def feed_before(folder: Path, key: FeedKey, version: int) -> Before | None:
    """The feed that lies in the folder; None where there is none that can be read.

    Args:
        folder: of the feed.
        key: with which it is to be published.
        version: of the records.

    Raises:
        Conflict: its readers would refuse what is to be published.
    """
    try:
        data = files.read(folder, "index.json")
        signed, index = read_signed(data)
    except FeedError:
        return None
    try:
        follow(signed.key, key.sign(""))
    except FeedError as error:
        raise Conflict(
            f"The feed in {folder} is signed by another key than yours: its readers would refuse what you publish."
            " Put back the key (MASTHEAD_FEED_KEY), or set MASTHEAD_FEED to another folder."
        ) from error
    if index.version > version:
        raise Conflict(
            f"The feed in {folder} has version {index.version}, these records only {version}:"
            " readers would refuse them. If the feed is another archive's, set MASTHEAD_FEED."
        )
    return Before(signed, index, sha256(data), folder)


def replaced(before: Before, index: shapes.Index, table: Table) -> list[str]:
    """Files that the feed had and has no more."""
    try:
        had = before.paths()
    except FeedError:
        return []  # nobody can read the old table, so nobody holds what it led to
    now = set(paths_of(index, table))
    return [path for path in had if path not in now]
