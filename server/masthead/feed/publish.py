"""Publish: from what is published in the records to the files of the feed, by the changes alone where they suffice."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from masthead.config import Settings
from masthead.errors import FeedError
from masthead.feed import files, paths, shapes
from masthead.feed.changing import ByChanges, Groups
from masthead.feed.common import Holding
from masthead.feed.content import directory_file, sha256
from masthead.feed.indexing import Before, Made, feed_before, list_of, make_list, make_table, paths_of, replaced
from masthead.feed.losses import Dropped, Loss
from masthead.feed.page import page_of
from masthead.feed.rebuild import rebuild
from masthead.feed.signing import FeedKey, load_key
from masthead.feed.workbook import UNSETTLED, Listing, Workbook, WorkFolder, basis_of
from masthead.matching.hashlist import HashList
from masthead.records.articles import count_published
from masthead.records.database import Database, Session
from masthead.records.history import Changes, changes_since, latest, mark_of, recent_revisions
from masthead.records.outlets import published_outlets, slugs

FEW: Final = 20
"""So few changes are always taken in by themselves."""
SMALL: Final = 500
"""Archives with fewer articles are published in full each time: that takes less than a second."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A feed as it was just written."""

    index: shapes.Index
    full: bool
    """Whether all was made anew."""
    written: int
    """Files that were written."""
    removed: int
    loss: Loss
    """What was dropped of the articles that were judged: all, or those that the changes concern."""
    dropped: list[Dropped] = field(repr=False)
    """The same article by article; of very many, the first."""
    server_before: str | None = None
    """Where the publication before said that readers reach the server."""


async def publish(database: Database, settings: Settings, *, small: int = SMALL) -> Publication:
    """Bring the feed folder to what is published now.

    Groups go first, then table, list, updates and directory, and index.json last, each by an atomic rename: readers
    find whole feeds only, and what was killed is begun again by the next publication.

    Args:
        database: the records.
        settings: all settings.
        small: archives with fewer articles are always published in full.

    Raises:
        CannotStart: the folder or the key cannot be used.
        Conflict: the folder holds the feed of another key, or a newer version.
    """
    async with files.only_publisher(settings.feed_folder), database.reading() as session:
        key = await asyncio.to_thread(load_key, settings.key_file)
        version, as_of = await latest(session)
        before = await asyncio.to_thread(feed_before, settings.feed_folder, key, version)
        return await _Publishing(session, settings, key, version, as_of, before, small).run()


@dataclass(frozen=True, slots=True)
class _Publishing:
    """One publication."""

    session: Session
    settings: Settings
    key: FeedKey
    version: int
    as_of: datetime | None
    before: Before | None
    small: int

    @property
    def _folder(self) -> Path:
        return self.settings.feed_folder

    @property
    def _work(self) -> WorkFolder:
        return WorkFolder(self.settings.work_folder)

    async def run(self) -> Publication:
        """Do it: by the changes alone if the last publication is remembered, else in full."""
        articles = await count_published(self.session)
        book = None
        if self.before is not None and articles >= self.small:
            book = await asyncio.to_thread(
                self._work.open, self.before.digest, basis_of(self.settings.window, self.settings.group_size)
            )
        known = await slugs(self.session)
        trusted = not self._unsettled.exists()
        if (
            book is not None
            and self.before is not None
            and trusted
            and await mark_of(self.session, book.version) == book.mark
        ):
            changes = await changes_since(self.session, book.version, book.seen)
            work = ByChanges(self.session, self.settings, book, self.before, known)
            most = max(self.small, articles // 4)
            try:
                if not changes.unknown and book.changed + len(changes.articles) <= max(most, FEW):
                    return await self._finish(await work.groups(self.version, changes, most=max(most, FEW)), changes)
            except FeedError:
                trusted = False  # a file of the feed is missing or damaged: all is made anew
        return await self._finish(await self._all(articles, known, trusted=trusted), None)

    @property
    def _unsettled(self) -> Path:
        return self.settings.work_folder / UNSETTLED

    async def _all(self, articles: int, known: dict[int, str], *, trusted: bool) -> Groups:
        base = self._work.new_base()
        self._unsettled.touch()
        made = await rebuild(
            self.session,
            base,
            self._folder,
            articles=articles,
            slugs=known,
            size=self.settings.group_size,
            w=self.settings.window,
            trusted=trusted,
        )
        listing = await asyncio.to_thread(self._work.save_listing, base, made.listing)
        await asyncio.to_thread(files.settle)
        self._unsettled.unlink()
        book = Workbook(
            version=self.version,
            mark=await mark_of(self.session, self.version),
            seen=await recent_revisions(self.session),
            basis=basis_of(self.settings.window, self.settings.group_size),
            base=base.name,
            texts=made.texts,
            homes=made.homes,
            slugs=known,
            edges=made.edges,
            base_holding=made.holding,
            base_listing=listing,
            gone=np.empty(0, np.int64),
            unlisted=np.empty(0, np.int64),
            holding=Holding.none(),
            listing=Listing.none(),
            changed=0,
        )
        return Groups(book, made.groups, made.table, made.loss, made.dropped, made.written, relisted=True, recent=None)

    async def _finish(self, made: Groups, changes: Changes | None) -> Publication:
        """Make the index, and with it the feed."""
        directory = None
        if changes is None or changes.outlets or self.before is None:
            directory = directory_file(await published_outlets(self.session))
        return await asyncio.to_thread(self._write, made, directory, full=changes is None)

    def _write(self, made: Groups, directory: bytes | None, *, full: bool) -> Publication:
        folder, before = self._folder, self.before
        written = made.written
        table = make_table(folder, made.table, before)
        if made.relisted or before is None:
            entries: HashList = list_of(made.book.all_listed(), made.book.texts.ids, made.groups)
            listed = make_list(folder, entries, before)
            stated = shapes.ListFile(
                sha256=sha256(listed.data), bits=entries.bits, entries=len(entries.values), updates=list(listed.updates)
            )
            written += listed.written
        else:
            stated = before.index.list
        if directory is not None:
            digest = sha256(directory)
            written += files.put_json(folder / paths.directory_path(digest), directory)
        else:
            digest = before.index.directory.sha256 if before else ""
        index = self._index(made, stated, table, digest)
        data = self.key.sign(index.encode().decode()).encode()
        remembered = len(made.book.texts.ids) >= self.small
        if remembered:
            self._work.keep(made.book, sha256(data), recent=made.recent)
        now = paths_of(index, made.table)
        if before is not None:
            files.begin_to_keep(folder, replaced(before, index, made.table))
        written += table.written + files.write_index(folder, data, page_of(index, self.key.fingerprint))
        self._work.forget_others(sha256(data) if remembered else None)
        removed = files.remove_stale(folder, now, max(2 * index.refresh_seconds, 3600))
        return Publication(
            index, full, written, removed, made.loss, made.dropped, before.index.server if before else None
        )

    def _index(self, made: Groups, listed: shapes.ListFile, table: Made, directory: str) -> shapes.Index:
        return shapes.Index(
            name=self.settings.feed_name,
            version=self.version,
            as_of=self.as_of,
            articles=len(made.book.texts.ids),
            group_size=self.settings.group_size,
            refresh_seconds=self.settings.refresh_seconds,
            k=6,
            w=self.settings.window,
            list=listed,
            table=shapes.TableFile(
                sha256=sha256(table.data), groups=len(made.table.digests), updates=list(table.updates)
            ),
            directory=shapes.DirectoryFile(sha256=directory),
            mirrors=self.settings.mirrors,
            server=self.settings.server,
        )
