"""A full publication: every text is read, cut and judged anew, in portions, on all processors where there are many."""

import asyncio
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from masthead.feed.common import (
    Common,
    Holding,
    Home,
    Index,
    U64Array,
    clusters,
    home_of,
    near_duplicates,
    repeated,
    runs,
    samples_by_home,
    suspects_of,
)
from masthead.feed.content import Packed, article_shape
from masthead.feed.grouping import groups_of
from masthead.feed.holdings import HoldingBuilder, portions
from masthead.feed.labour import (
    Body,
    Cut,
    GroupDone,
    GroupTask,
    cut,
    distinct,
    forget_marks,
    keep_marks,
    write_groups,
)
from masthead.feed.losses import Dropped, Loss
from masthead.feed.workbook import Homes, Listing, Texts
from masthead.matching.tables import Table
from masthead.records.articles import published_articles_of
from masthead.records.base import identity
from masthead.records.database import Session
from masthead.records.samples import published_samples
from masthead.records.texts import PublishedText, published_texts

_MANY: Final = 5000
"""Archives with more articles are worked on by several processes."""
_AHEAD: Final = 6
"""Portions that are read before the first of them is done."""
MOST_DROPPED: Final = 1000
"""Articles of which it is told one by one what was dropped."""
_AT_ONCE: Final = 16
"""Groups that are handed to a process at a time."""

Given = TypeVar("Given")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a full publication has found and written."""

    texts: Texts
    homes: Homes
    edges: tuple[tuple[int, int], ...]
    holding: Holding
    listing: Listing
    table: Table
    groups: Index
    """The group of each text."""
    loss: Loss
    dropped: list[Dropped]
    """What was dropped of each article; of very many, the first."""
    written: int


async def rebuild(
    session: Session, base: Path, feed: Path, *, articles: int, slugs: dict[int, str], size: int, w: int, trusted: bool
) -> Rebuilt:
    """Read all that is published, and write all groups.

    Args:
        session: sees one state of the records.
        base: empty folder for what the next publications need.
        feed: folder of the feed.
        articles: how many are published.
        slugs: of the outlets, by number.
        size: articles of a group, at least.
        w: the feed's window.
        trusted: whether files of the feed that are there already are whole.
    """
    homes = Homes()
    async with _workers(articles) as pool:
        texts, holding = await _take_in(session, base, homes, pool)
        edges = await asyncio.to_thread(_edges, holding, texts)
        samples = samples_by_home(
            [
                (homes.number(one.outlet_id), await asyncio.to_thread(distinct, one.text))
                async for one in published_samples(session)
            ]
        )
        common = await asyncio.to_thread(_common, holding, texts, edges, samples)
        await asyncio.to_thread(keep_marks, base / "marks", common)
        groups = groups_of(texts.ids, size)
        bounds = np.flatnonzero(np.diff(groups, prepend=-1, append=-1))
        work = _Groups(session, base / "marks", feed, slugs, homes, w, trusted)
        done: list[GroupDone] = []
        loss, dropped = Loss(), list[Dropped]()
        async for some in _in_order(work.tasks(texts.ids, groups, bounds), work.do, pool):
            told = [one for group in some for one in group.dropped]
            loss += Loss.of(told)
            dropped += told[: MOST_DROPPED - len(dropped)]
            done += [replace(one, dropped=[]) for one in some]
    await asyncio.to_thread(forget_marks, base / "marks")
    table = Table({one.number: bytes.fromhex(one.digest) for one in done})
    listing = Listing(
        np.concatenate([one.listed for one in done]) if done else np.empty(0, np.uint32),
        np.concatenate([one.owners for one in done]) if done else np.empty(0, np.uint32),
    )
    written = sum(one.written for one in done)
    return Rebuilt(texts, homes, tuple(edges), holding, listing, table, groups, loss, dropped, written)


@asynccontextmanager
async def _workers(articles: int) -> AsyncIterator[Executor | None]:
    """Processes for large archives; None stands for a thread of this one."""
    if articles <= _MANY:
        yield None
        return
    # Not forked: this process has threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        yield pool


async def _in_order(
    given: AsyncIterator[Given],
    do: Callable[[Given, Executor | None], Coroutine[Any, Any, Done]],
    pool: Executor | None,
) -> AsyncIterator[Done]:
    """What becomes of each portion, in order, while the next ones are read and worked on."""
    waiting: deque[asyncio.Task[Done]] = deque()
    try:
        async for one in given:
            waiting.append(asyncio.create_task(do(one, pool)))
            if len(waiting) >= (_AHEAD if pool else 1):
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def _run(pool: Executor | None, work: Callable[..., Done], *given: object) -> Done:
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)


async def _all_texts(session: Session) -> AsyncIterator[list[PublishedText]]:
    after = 0
    while portion := await published_texts(session, after=after):
        yield portion
        after = portion[-1].id


async def _take_in(session: Session, base: Path, homes: Homes, pool: Executor | None) -> tuple[Texts, Holding]:
    """Cut all texts, and sort who holds what."""
    builder = HoldingBuilder(base)

    async def do(portion: list[PublishedText], pool: Executor | None) -> tuple[Index, Index, Cut]:
        bodies = [Body(one.id, one.body, homes.number(home_of(one.outlet_id, one.url))) for one in portion]
        done = await _run(pool, cut, bodies)
        return np.array([one.id for one in bodies]), np.array([one.home for one in bodies]), done

    ids: list[Index] = []
    home: list[Index] = []
    sizes: list[Index] = []
    digests: list[U64Array] = []
    async for numbers, whose, done in _in_order(_all_texts(session), do, pool):
        await asyncio.to_thread(builder.add, done.values, done.owners)
        ids.append(numbers)
        home.append(whose)
        sizes.append(done.sizes)
        digests.append(done.digests)
    holding = await asyncio.to_thread(builder.finish)
    if not ids:
        return Texts.none(), holding
    texts = Texts(np.concatenate(ids), np.concatenate(sizes), np.concatenate(home), np.concatenate(digests))
    return texts, holding


def _edges(holding: Holding, texts: Texts) -> list[tuple[int, int]]:
    """All near-duplicates."""
    shared = np.zeros(len(texts.ids), np.int64)
    for values, owners in portions(holding):
        _, lengths = runs(values)
        held = owners[np.repeat(lengths > 1, lengths)]
        shared += np.bincount(texts.at(held), minlength=len(shared))
    suspected = texts.ids[suspects_of(shared, texts.sizes)]
    if not len(suspected):
        return []
    sets = _sets(holding, suspected)
    found = {
        edge
        for number, values in zip(suspected.tolist(), sets, strict=True)
        for edge in near_duplicates(holding, values, number, texts.sizes, texts.ids)
    }
    return sorted(found)


def _sets(holding: Holding, numbers: Index) -> list[U64Array]:
    """The distinct shingles of some texts."""
    held_values, held_owners = [], []
    for values, owners in portions(holding):
        inside = np.isin(owners, numbers)
        held_values.append(values[inside])
        held_owners.append(owners[inside])
    values, owners = np.concatenate(held_values), np.concatenate(held_owners)
    order = np.argsort(owners, kind="stable")
    bounds = np.searchsorted(owners[order], numbers[1:])
    return np.split(values[order], bounds)


def _common(
    holding: Holding, texts: Texts, edges: Sequence[tuple[int, int]], samples: Mapping[Home, Holding]
) -> Common:
    """What is common in the whole archive; homes are numbers."""
    place = {int(number): at for at, number in enumerate(np.unique(np.array(edges, np.int64)).tolist())}
    cluster = np.arange(len(texts.ids))
    if edges:
        ends = np.array(list(place))
        of = clusters(len(place), [(place[one], place[other]) for one, other in edges])
        cluster[texts.at(ends)] = texts.at(ends[of])
    everywhere: list[U64Array] = []
    at_home: dict[int, list[U64Array]] = {}
    for values, owners in portions(holding):
        starts, lengths = runs(values)
        shared = np.repeat(lengths > 1, lengths)
        at = texts.at(owners[shared])
        starts, lengths = starts[lengths > 1], lengths[lengths > 1]
        run = np.repeat(np.arange(len(starts)), lengths)
        many, of_run, home = repeated(run, cluster[at], texts.homes[at], len(starts))
        everywhere.append(values[starts][many])
        for one in np.unique(home).tolist():
            at_home.setdefault(one, []).append(values[starts][of_run[home == one]])
    return Common.of_marks(
        np.concatenate(everywhere) if everywhere else np.empty(0, np.uint64),
        {home: np.concatenate(parts) for home, parts in at_home.items()},
        samples,
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups on their way to their files."""

    session: Session
    marks: Path
    feed: Path
    slugs: dict[int, str]
    homes: Homes
    w: int
    trusted: bool

    async def tasks(self, ids: Index, groups: Index, bounds: Index) -> AsyncIterator[list[GroupTask]]:
        """All groups, some at a time, with what their articles tell."""
        for first in range(0, len(bounds) - 1, _AT_ONCE):
            edges = bounds[first : first + _AT_ONCE + 1]
            articles = await published_articles_of(self.session, ids[edges[0] : edges[-1]].tolist())
            self.session.expunge_all()  # millions of records would stay in memory
            tasks, at = [], 0
            for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
                members = articles[at : at + end - begin]
                at += end - begin
                shapes = [article_shape(one, Packed("", ""), self.slugs.get(one.outlet_id or 0)) for one in members]
                bodies = [
                    Body(identity(one.id), one.body, self.homes.number(home_of(one.outlet_id, one.url)))
                    for one in members
                ]
                tasks.append(GroupTask(int(groups[begin]), shapes, bodies))
            yield tasks

    async def do(self, tasks: list[GroupTask], pool: Executor | None) -> list[GroupDone]:
        """Judge and write them."""
        return await _run(pool, write_groups, tasks, self.marks, self.feed, self.w, self.trusted)
