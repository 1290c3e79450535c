"""Publish: from what is published in the records to the files of the feed, by the changes alone where they suffice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np

from masthead.config import Settings
from masthead.errors import FeedError
from masthead.feed import files, shapes
from masthead.feed.common import Holding, samples_by_home
from masthead.feed.common import Index as Numbers
from masthead.feed.content import Packed, article_shape, directory_file, group_file, packed_texts, sha256
from masthead.feed.grouping import Regrouped
from masthead.feed.increment import body_of, common_of, relisted, take_in
from masthead.feed.indexing import Before, Made, feed_before, list_of, make_list, make_table, paths_of, replaced
from masthead.feed.labour import Judged, distinct, judge
from masthead.feed.losses import Dropped, Loss
from masthead.feed.page import page_of
from masthead.feed.rebuild import MOST_DROPPED, rebuild
from masthead.feed.signing import FeedKey, load_key
from masthead.feed.workbook import UNSETTLED, Listing, Workbook, WorkFolder, basis_of
from masthead.matching.hashlist import HashList
from masthead.matching.tables import Table
from masthead.records.articles import count_published, published_articles_of
from masthead.records.base import identity
from masthead.records.database import Database, Session
from masthead.records.history import Changes, changes_since, latest, recent_revisions
from masthead.records.outlets import outlets, slugs
from masthead.records.samples import published_samples_of, samples_of_numbers

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


@dataclass(frozen=True, slots=True)
class _Groups:
    """What a publication has come to, before the index is made."""

    book: Workbook
    groups: Numbers
    """The group of each text of the book."""
    table: Table
    loss: Loss
    dropped: list[Dropped]
    written: int
    relisted: bool
    """Whether the list may be another."""
    recent: str | None
    """Name of the file with the book's arrays, where nothing in them has changed."""


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
        known, trusted = await slugs(self.session), True
        if book is not None and self.before is not None and book.changed < max(self.small, articles // 4):
            changes = await changes_since(self.session, book.version, book.seen)
            try:
                return await self._finish(await self._changed(book, self.before, changes, known), changes)
            except FeedError:
                trusted = False  # a file of the feed is missing or damaged: all is made anew
        return await self._finish(await self._all(articles, known, trusted=trusted), None)

    async def _all(self, articles: int, known: dict[int, str], *, trusted: bool) -> _Groups:
        base = self._work.new_base()
        mark = self.settings.work_folder / UNSETTLED
        trusted = trusted and not mark.exists()
        mark.touch()
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
        listing = self._work.save_listing(base, made.listing)
        await asyncio.to_thread(files.settle)
        mark.unlink()
        book = Workbook(
            version=self.version,
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
        return _Groups(book, made.groups, made.table, made.loss, made.dropped, made.written, relisted=True, recent=None)

    async def _changed(self, book: Workbook, before: Before, changes: Changes, known: dict[int, str]) -> _Groups:
        articles = await published_articles_of(self.session, sorted(changes.articles))
        samples = await samples_of_numbers(self.session, sorted(changes.samples))
        renamed = {2 * number for number, slug in known.items() if book.slugs.get(number, slug) != slug}
        step = await asyncio.to_thread(
            take_in,
            book,
            changes.articles,
            {identity(one.id): one for one in articles},
            [(book.homes.number(one.outlet_id), distinct(one.text)) for one in samples],
            frozenset(renamed),
        )
        judged = await self._judged(step.book, sorted(step.anew))
        after = replace(relisted(step.book, step.gone, judged), version=self.version, seen=changes.seen, slugs=known)
        regrouped = Regrouped(book.texts.ids, after.texts.ids, self.settings.group_size)
        table = await asyncio.to_thread(before.whole_table)
        texts = {one.id: one.text for one in judged}
        digests = {number: table.digests[number] for number in regrouped.staying if number in table.digests}
        written = 0
        for number in regrouped.changed(step.told):
            digests[number], more = await self._group(number, regrouped, texts, before, table, known)
            written += more
        if digests.keys() != set(regrouped.groups.tolist()):
            raise FeedError("The table of the feed lacks a group.")
        same = not step.anew and not regrouped.moved
        dropped = [one.dropped for one in judged]
        return _Groups(
            after,
            regrouped.groups,
            Table(dict(sorted(digests.items()))),
            Loss.of(dropped),
            dropped[:MOST_DROPPED],
            written,
            relisted=not same,
            recent=self._work.recent_of(before.digest) if same else None,
        )

    async def _judged(self, book: Workbook, numbers: Sequence[int]) -> list[Judged]:
        """Judge some texts anew."""
        articles = await published_articles_of(self.session, numbers)
        bodies = [body_of(one, book.homes) for one in articles]
        whose = sorted({one.outlet_id for one in articles if one.outlet_id is not None})
        held = await published_samples_of(self.session, whose)
        samples = samples_by_home([(book.homes.number(one.outlet_id), distinct(one.text)) for one in held])

        def work() -> list[Judged]:
            common = common_of(book, bodies, samples)
            return [judge(one, common, self.settings.window) for one in bodies]

        return await asyncio.to_thread(work)

    async def _group(
        self,
        number: int,
        regrouped: Regrouped,
        judged: dict[int, Packed],
        before: Before,
        table: Table,
        known: dict[int, str],
    ) -> tuple[bytes, int]:
        """Write one group: texts that were not judged anew are taken over from the groups they were in."""
        articles = await published_articles_of(self.session, regrouped.members(number))
        texts = dict(judged)
        for old in sorted({regrouped.old_group(identity(one.id)) for one in articles if one.id not in texts}):
            texts = packed_texts(before.group(old, table)) | texts
        data = group_file(
            number,
            [article_shape(one, texts[identity(one.id)], known.get(one.outlet_id or 0)) for one in articles],
        )
        written = await asyncio.to_thread(
            lambda: files.write_group(self._folder, number, data, trusted=True, durable=True)
        )
        return bytes.fromhex(shapes.name_of(data)), written

    async def _finish(self, made: _Groups, changes: Changes | None) -> Publication:
        """Make the index, and with it the feed."""
        directory = None
        if changes is None or changes.outlets or self.before is None:
            directory = directory_file(await outlets(self.session))
        return await asyncio.to_thread(self._write, made, directory, full=changes is None)

    def _write(self, made: _Groups, directory: bytes | None, *, full: bool) -> Publication:
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
            written += files.put_json(folder / shapes.directory_path(digest), directory)
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
        return Publication(index, full, written, removed, made.loss, made.dropped)

    def _index(self, made: _Groups, listed: shapes.ListFile, table: Made, directory: str) -> shapes.Index:
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
        )
