"""Revisions: who changed what, when and why, for every change of every record."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from masthead.records.base import identity, now


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
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str = Field(max_length=300)
    why: str | None = Field(default=None, sa_column=Column(Text))
    action: str = Field(max_length=40)
    record: str = Field(max_length=40, index=True)
    record_id: int = Field(index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))


async def record_change(
    session: AsyncSession, author: Author, action: str, record: SQLModel, before: dict[str, Any] | None = None
) -> Revision:
    """Keep a flushed record's change in the history.

    Args:
        session: the session that makes the change.
        author: who and why.
        action: what was done, as a past participle.
        record: the record as it is now.
        before: the record as it was, None for a new one.
    """
    after = record.model_dump(mode="json")
    revision = Revision(
        at=now(),
        who=author.name,
        why=author.why,
        action=action,
        record=str(record.__tablename__),
        record_id=after["id"],
        before=before,
        after=after,
    )
    session.add(revision)
    await session.flush()
    return revision


async def latest(session: AsyncSession) -> tuple[int, datetime | None]:
    """Number and time of the latest change: the version of all that is known. (0, None) when nothing is."""
    number = await session.scalar(select(func.max(col(Revision.id))))
    if number is None:
        return 0, None
    return number, await session.scalar(select(Revision.at).where(Revision.id == number))


async def revisions_of(session: AsyncSession, record: str, record_id: int) -> list[Revision]:
    """The history of one record, oldest first."""
    query = (
        select(Revision).where(Revision.record == record, Revision.record_id == record_id).order_by(col(Revision.id))
    )
    return list((await session.scalars(query)).all())


_KINDS: Final = frozenset({"outlet", "address", "statement", "note", "placement", "curator"})
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
        others = select(Revision).where(chosen, col(Revision.record).not_in(large))
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
