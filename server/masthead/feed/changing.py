"""The groups of a feed after a few changes: those that are not concerned stay as they are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from masthead.config import Settings
from masthead.errors import FeedError
from masthead.feed import files, paths
from masthead.feed.common import Index, U64Array, samples_by_home
from masthead.feed.content import Packed, article_shape, group_file, packed_texts
from masthead.feed.grouping import Regrouped
from masthead.feed.increment import Step, body_of, common_of, relisted, take_in
from masthead.feed.indexing import Before
from masthead.feed.labour import Judged, distinct, judge
from masthead.feed.losses import Dropped, Loss
from masthead.feed.rebuild import MOST_DROPPED
from masthead.feed.workbook import Workbook, WorkFolder
from masthead.matching.tables import Table
from masthead.records.articles import Article, published_articles_of
from masthead.records.base import identity
from masthead.records.database import Session
from masthead.records.history import Changes
from masthead.records.samples import Sample, published_samples_of, samples_of_numbers
from masthead.records.texts import bodies_of


@dataclass(frozen=True, slots=True)
class Groups:
    """What a publication has come to, before the index is made."""

    book: Workbook
    groups: Index
    """The group of each text of the book."""
    table: Table
    loss: Loss
    dropped: list[Dropped]
    written: int
    relisted: bool
    """Whether the list may be another."""
    recent: str | None
    """Name of the file with the book's arrays, where nothing in them has changed."""


@dataclass(frozen=True, slots=True)
class ByChanges:
    """A publication that builds on the one before."""

    session: Session
    settings: Settings
    book: Workbook
    before: Before
    slugs: dict[int, str]
    """Of the outlets, by number, as they are now."""

    async def groups(self, version: int, changes: Changes, *, most: int) -> Groups:
        """Write the groups that are concerned.

        Args:
            version: the latest revision.
            changes: what is to be taken in.
            most: texts that may be judged anew; if there are more, a full publication is no dearer.

        Raises:
            FeedError: a file that it builds on is missing or damaged, or too much is concerned.
        """
        step = await self._step(changes)
        if len(step.anew) > most:
            raise FeedError("So many texts are concerned that all is made anew.")
        judged = await self._judged(step.book, sorted(step.anew))
        after = replace(
            await asyncio.to_thread(relisted, step.book, step.gone, judged),
            version=version,
            mark=changes.mark,
            seen=changes.seen,
            slugs=self.slugs,
        )
        size = self.settings.group_size
        regrouped = await asyncio.to_thread(Regrouped, self.book.texts.ids, after.texts.ids, size)
        table = await asyncio.to_thread(self.before.whole_table)
        texts = {one.id: one.text for one in judged}
        digests = {number: table.digests[number] for number in regrouped.staying if number in table.digests}
        written = 0
        for number in regrouped.changed(step.told):
            articles = await published_articles_of(self.session, regrouped.members(number))
            digest, more = await asyncio.to_thread(self._write, number, articles, regrouped, texts, table)
            digests[number] = digest
            written += more
        if digests.keys() != set(regrouped.groups.tolist()):
            raise FeedError("The table of the feed lacks a group.")
        same = not step.anew and not regrouped.moved
        dropped = [one.dropped for one in judged]
        return Groups(
            after,
            regrouped.groups,
            Table(dict(sorted(digests.items()))),
            Loss.of(dropped),
            dropped[:MOST_DROPPED],
            written,
            relisted=not same,
            recent=WorkFolder(self.settings.work_folder).recent_of(self.before.digest) if same else None,
        )

    async def _step(self, changes: Changes) -> Step:
        articles = await published_articles_of(self.session, sorted(changes.articles))
        samples = await samples_of_numbers(self.session, sorted(changes.samples))
        told = {identity(one.id): one for one in articles}
        # Most that is gone was withdrawn, and its text is still there.
        gone = await bodies_of(self.session, sorted(changes.articles - told.keys()))
        # An outlet that is told of since, or no more, counts as renamed: its articles get its slug, or lose it.
        outlets = self.slugs.keys() | self.book.slugs.keys()
        renamed = {2 * number for number in outlets if self.book.slugs.get(number) != self.slugs.get(number)}
        return await asyncio.to_thread(
            lambda: take_in(self.book, changes.articles, told, gone, self._cut(samples), frozenset(renamed))
        )

    def _cut(self, samples: Sequence[Sample]) -> list[tuple[int, U64Array]]:
        return [(self.book.homes.number(one.outlet_id), distinct(one.text)) for one in samples]

    async def _judged(self, book: Workbook, numbers: Sequence[int]) -> list[Judged]:
        """Judge some texts anew."""
        articles = await published_articles_of(self.session, numbers)
        whose = sorted({one.outlet_id for one in articles if one.outlet_id is not None})
        held = await published_samples_of(self.session, whose)

        def work() -> list[Judged]:
            bodies = [body_of(one, book.homes) for one in articles]
            common = common_of(book, bodies, samples_by_home(self._cut(held)))
            return [judge(one, common, self.settings.window) for one in bodies]

        return await asyncio.to_thread(work)

    def _write(
        self, number: int, articles: Sequence[Article], regrouped: Regrouped, judged: dict[int, Packed], table: Table
    ) -> tuple[bytes, int]:
        """Write one group: texts that were not judged anew are taken over from the groups they were in."""
        texts = dict(judged)
        missing = {identity(one.id) for one in articles} - texts.keys()
        for old in sorted({regrouped.old_group(one) for one in missing}):
            texts = packed_texts(self.before.group(old, table)) | texts
        # An article that did not fit into its old group has no text there.
        lost = {one for one in missing if one not in texts or not texts[one].words}
        if len(articles) != len(regrouped.members(number)) or lost:
            raise FeedError(f"Group {number} of the feed lacks an article.")
        data = group_file(
            number,
            [article_shape(one, texts[identity(one.id)], self.slugs.get(one.outlet_id or 0)) for one in articles],
        )
        written = files.write_group(self.settings.feed_folder, number, data, trusted=True, durable=True)
        return bytes.fromhex(paths.name_of(data)), written
