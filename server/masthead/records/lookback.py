"""Histories as readers see them: what they were told of a record and of what belongs to it, the newest first."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.records.base import identity
from masthead.records.history import Revision, of_or_below, open_to_all
from masthead.records.lists import told_to_all
from masthead.records.outlets import Outlet


async def told_changes(
    session: AsyncSession, record: str, number: int, *, before: int | None, limit: int
) -> Sequence[Revision]:
    """Changes of a record and of what belongs to it that readers were told, or were told until then.

    Args:
        session: on the records.
        record: its kind.
        number: its number.
        before: only earlier ones than this revision.
        limit: how many at most.
    """
    query = select(Revision).where(of_or_below(record, number), open_to_all())
    if before is not None:
        query = query.where(col(Revision.id) < before)
    return (await session.scalars(query.order_by(col(Revision.id).desc()).limit(limit))).all()


async def last_told(session: AsyncSession, record: str, number: int, *, before: int | None = None) -> Revision | None:
    """The last change of a record itself that was told, of all or of those before a revision."""
    query = select(Revision).where(
        Revision.record == record, Revision.record_id == number, col(Revision.public).is_(True), open_to_all()
    )
    if before is not None:
        query = query.where(col(Revision.id) < before)
    return await session.scalar(query.order_by(col(Revision.id).desc()).limit(1))


async def outlet_with_slug(session: AsyncSession, slug: str) -> int | None:
    """The number of the outlet that has a slug, whether readers are told of it or not."""
    return await session.scalar(select(Outlet.id).where(Outlet.slug == slug))


async def told_slugs(session: AsyncSession, numbers: set[int]) -> dict[int, str]:
    """The slugs of those of some outlets of which readers are told."""
    query = select(Outlet.id, Outlet.slug).where(col(Outlet.id).in_(numbers), told_to_all(Outlet))
    return {identity(number): slug for number, slug in await session.execute(query)}
