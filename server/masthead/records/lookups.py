"""What is asked of the records about a page: whose its address is, and which drafts there are to hold against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, selectinload
from sqlmodel import col, select

from masthead.records.articles import Article
from masthead.records.base import Status, identity, now
from masthead.records.outlets import Address, Outlet


def _counts() -> ColumnElement[bool]:
    """Which addresses and outlets are told: both are published."""
    return and_(col(Address.status) == Status.PUBLISHED, col(Outlet.status) == Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Holding:
    """An address that covers what was asked for, and whose it is."""

    address: Address
    outlet: Outlet
    """Of an impersonator, the outlet that it imitates."""

    @property
    def current(self) -> bool:
        """Whether it is valid today."""
        today = now().date()
        begun = self.address.since is None or self.address.since <= today
        return begun and (self.address.until is None or today <= self.address.until)


async def holdings_of(session: AsyncSession, candidates: Sequence[str]) -> list[Holding]:
    """The addresses that cover a page, in the order in which readers go by them: the first one counts.

    The most specific comes first; of equal ones the one that is valid longest, as the feed's directory tells them.

    Args:
        session: on the records.
        candidates: addresses that the page could belong to, the most specific first.
    """
    rows = await session.execute(
        select(Address, Outlet)
        .join(Outlet, col(Outlet.id) == col(Address.outlet_id))
        .where(col(Address.address).in_(candidates), _counts())
        .order_by(col(Outlet.id), col(Address.id))
    )
    rank = {candidate: at for at, candidate in reversed(list(enumerate(candidates)))}
    found = [Holding(address, outlet) for address, outlet in rows]
    found.sort(key=lambda one: (rank[one.address.address], -(one.address.until or date.max).toordinal()))
    return found


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Which draft, and what its text hashes to."""

    id: int
    content_hash: str


async def latest_drafts(session: AsyncSession, limit: int) -> list[DraftKey]:
    """The drafts archived last, without their texts."""
    query = select(Article.id, Article.content_hash).where(Article.status == Status.DRAFT)
    rows = await session.execute(query.order_by(col(Article.id).desc()).limit(limit))
    return [DraftKey(identity(number), digest) for number, digest in rows]


async def count_drafts(session: AsyncSession) -> int:
    """How many articles are drafts."""
    return await session.scalar(select(func.count()).where(Article.status == Status.DRAFT)) or 0


async def drafts_of(session: AsyncSession, numbers: Sequence[int]) -> list[Article]:
    """Those of a few articles that are drafts, by number, each with its placements."""
    query = (
        select(Article)
        .where(col(Article.id).in_(numbers), Article.status == Status.DRAFT)
        .order_by(col(Article.id))
        .options(selectinload(Article.placements), defer(Article.segments, raiseload=True))  # type: ignore[arg-type]
    )
    return list((await session.scalars(query)).all())
