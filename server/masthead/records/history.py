"""Revisions: who changed what, when and why, for every change of every record."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, ColumnElement, Index, Text, and_, func, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col, select

from masthead.errors import NotFound
from masthead.records.base import NUMBERED_ONCE, Kept, Status, Told, identity, now


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change, and why."""

    name: str
    why: str | None = None


COMMAND_LINE = Author("command line")
"""Whoever can run commands on the machine."""


class Revision(SQLModel, table=True):
    """One change of one record."""

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_record", "record", "record_id"),
        Index("ix_revision_of_record", "of_record", "of_id"),
        NUMBERED_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str = Field(max_length=300)
    why: str | None = Field(default=None, sa_column=Column(Text))
    action: str = Field(max_length=40)
    record: str = Field(max_length=40)
    record_id: int
    of_record: str | None = Field(default=None, max_length=40)
    """Kind of the record that the record belongs to: the outlet of an address, the article of a note."""
    of_id: int | None = None
    public: bool = False
    """Whether readers were told of the record before the change, or are after it."""
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


async def record_change(
    session: AsyncSession, author: Author, action: str, record: Kept, before: dict[str, Any] | None = None
) -> Revision:
    """Keep a flushed record's change in the history.

    Args:
        session: the session that makes the change.
        author: who and why.
        action: what was done, as a past participle.
        record: the record as it is now.
        before: the record as it was, None for a new one.
    """
    return await _record(session, author, action, record, before, record.snapshot())


async def record_removal(session: AsyncSession, author: Author, record: Kept) -> Revision:
    """Keep what a record was that is about to be removed."""
    return await _record(session, author, "removed", record, record.snapshot(), None)


async def _record(
    session: AsyncSession,
    author: Author,
    action: str,
    record: Kept,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Revision:
    of_record, of_id = record.parent() or (None, None)
    sides = [side for side in (before, after) if side]
    revision = Revision(
        at=now(),
        who=author.name,
        why=author.why,
        action=action,
        record=str(record.__tablename__),
        record_id=identity(record.id),
        of_record=of_record,
        of_id=of_id,
        public=isinstance(record, Told)
        and not record.secret
        and any(side["status"] == Status.PUBLISHED for side in sides),
        before=before,
        after=after,
    )
    session.add(revision)
    await session.flush()
    return revision


async def latest(session: AsyncSession) -> tuple[int, datetime | None]:
    """Number and time of the latest change of what readers could be told: its version. (0, None) when nothing is."""
    number = await session.scalar(select(func.max(col(Revision.id))).where(col(Revision.record).not_in(_MEANINGLESS)))
    if number is None:
        return 0, None
    return number, await session.scalar(select(Revision.at).where(Revision.id == number))


async def revisions_of(session: AsyncSession, record: str, record_id: int) -> list[Revision]:
    """The history of one record, oldest first."""
    query = (
        select(Revision).where(Revision.record == record, Revision.record_id == record_id).order_by(col(Revision.id))
    )
    return list((await session.scalars(query)).all())


async def revision_of(session: AsyncSession, record: Kept, number: int) -> Revision:
    """A revision of a record.

    Raises:
        NotFound: the number is not that of one of its revisions.
    """
    name = str(record.__tablename__)
    # Not by ``get``: PostgreSQL's driver would refuse to send a number that is larger than any revision's can be.
    revision = await session.scalar(select(Revision).where(Revision.id == number))
    if revision is None or (revision.record, revision.record_id) != (name, record.id):
        raise NotFound(
            f"{name.capitalize()} {record.id} has no revision {number}. See its revisions.", field="revision"
        )
    return revision


def of_or_below(record: str, record_id: int) -> ColumnElement[bool]:
    """The condition that a revision is of a record, or of one that belongs to it."""
    own = and_(col(Revision.record) == record, col(Revision.record_id) == record_id)
    return or_(own, and_(col(Revision.of_record) == record, col(Revision.of_id) == record_id))


def open_to_all() -> ColumnElement[bool]:
    """The condition that anyone may see a revision: readers were told of the record, and of what it belongs to."""
    above = aliased(Revision)
    told = select(above.id).where(
        above.record == Revision.of_record, above.record_id == Revision.of_id, col(above.public).is_(True)
    )
    return and_(col(Revision.public).is_(True), or_(col(Revision.of_record).is_(None), told.exists()))


async def writers_since_told(session: AsyncSession, record: Told) -> set[str]:
    """Names of those whose words in a record nobody but them may have seen: since it was last published."""
    name = str(record.__tablename__)
    of_it = (col(Revision.record) == name, col(Revision.record_id) == record.id)
    last = await session.scalar(
        select(func.max(col(Revision.id))).where(*of_it, Revision.action == Status.PUBLISHED.value)
    )
    steps = [status.value for status in Status]
    since = select(Revision.who).where(*of_it, col(Revision.id) > (last or 0), col(Revision.action).not_in(steps))
    return set((await session.scalars(since)).all())


NOT_FOR_READERS: Final = frozenset({"curator", "token"})
"""Records that readers are never told of, whatever becomes of them."""
_MEANINGLESS: Final = NOT_FOR_READERS | {"capture"}
"""Records that mean nothing for what readers are told."""
_KINDS: Final = frozenset({"outlet", "address", "statement", "note", "placement"})
"""Records, besides articles and samples, of which ``changes_since`` knows what they mean for readers."""
_LATE: Final = 1000
"""A revision may become visible after this many later ones: databases hand out numbers before they commit."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What readers could be told differently since a publication."""

    articles: frozenset[int]
    """Numbers of articles that were changed, or whose placements or notes were."""
    outlets: bool
    """Whether an outlet, an address, a statement or a note on an outlet was changed."""
    samples: frozenset[int]
    """Numbers of samples that were changed."""
    seen: tuple[int, ...]
    """The latest revisions, those that are taken in here among them."""
    mark: str
    """What the latest revision is, see ``mark_of``."""
    unknown: bool
    """Whether a record was changed of which this does not know what it means for readers."""


async def changes_since(session: AsyncSession, version: int, seen: Iterable[int]) -> Changes:
    """What has changed since a version.

    Args:
        session: a session that sees one state of the records.
        version: number of the latest revision that was taken in.
        seen: the latest revisions that were taken in: one that became visible late is not among them.
    """
    recent = (await session.scalars(select(Revision.id).where(col(Revision.id) > version - _LATE))).all()
    known = set(seen)
    fresh = [number for number in map(identity, recent) if number not in known]
    articles: set[int] = set()
    samples: set[int] = set()
    outlets = unknown = False
    # Of articles and samples only the number is needed: before and after hold whole texts.
    large = ("article", "sample")
    for at in range(0, len(fresh), 500):
        chosen = col(Revision.id).in_(fresh[at : at + 500])
        numbers = select(Revision.record, Revision.record_id).where(chosen, col(Revision.record).in_(large))
        for record, number in await session.execute(numbers):
            (articles if record == "article" else samples).add(number)
        others = select(Revision).where(chosen, col(Revision.record).not_in((*large, *_MEANINGLESS)))
        for one in await session.scalars(others):
            of = {side["article_id"] for side in (one.before, one.after) if side and side.get("article_id") is not None}
            articles |= of
            outlets = outlets or (not of and one.record in ("outlet", "address", "statement", "note"))
            unknown = unknown or one.record not in _KINDS
    last = max(recent, default=0)
    seen = tuple(sorted(number for number in map(identity, recent) if number > identity(last) - _LATE))
    return Changes(
        frozenset(articles), outlets, frozenset(samples), seen, await mark_of(session, identity(last)), unknown
    )


async def mark_of(session: AsyncSession, version: int) -> str:
    """What a revision was, in short: that of other records with the same number is another."""
    revision = await session.scalar(select(Revision).where(col(Revision.id) == version))
    # The order in which SQLModel tells fields is another in each process.
    told = json.dumps(revision.model_dump(mode="json"), sort_keys=True) if revision else ""
    return hashlib.sha256(told.encode()).hexdigest()[:32]


async def recent_revisions(session: AsyncSession) -> tuple[int, ...]:
    """The latest revisions, for ``changes_since``."""
    last, _ = await latest(session)
    found = await session.scalars(select(Revision.id).where(col(Revision.id) > last - _LATE).order_by(col(Revision.id)))
    return tuple(identity(number) for number in found)


async def listed_revisions(
    session: AsyncSession,
    *conditions: ColumnElement[bool],
    open_only: bool,
    without: Iterable[str],
    after: int,
    limit: int,
) -> Sequence[Revision]:
    """Revisions by number from ``after`` on.

    Args:
        session: a session.
        conditions: what each of them must meet.
        open_only: only those that anyone may see.
        without: kinds of records whose revisions are left out.
        after: the last number that is known.
        limit: how many at most.
    """
    query = select(Revision).where(col(Revision.id) > after, col(Revision.record).not_in(list(without)), *conditions)
    if open_only:
        query = query.where(open_to_all())
    return (await session.scalars(query.order_by(col(Revision.id)).limit(limit))).all()


def of_record(
    record: str | None, record_id: int | None, who: str | None, since: datetime | None
) -> list[ColumnElement[bool]]:
    """The conditions that a revision is of a kind of record, of one record, by somebody, not before a moment."""
    wanted: list[ColumnElement[bool]] = []
    if record is not None:
        wanted.append(col(Revision.record) == record)
    if record_id is not None:
        wanted.append(col(Revision.record_id) == record_id)
    if who is not None:
        wanted.append(col(Revision.who) == who)
    if since is not None:
        wanted.append(col(Revision.at) >= since)
    return wanted


def revision_numbered(number: int) -> ColumnElement[bool]:
    """The condition that a revision has a number."""
    return col(Revision.id) == number
