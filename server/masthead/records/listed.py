"""What is kept of the lists of others: found again by who states it, at which source."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from masthead.records.addresses import Address, AddressRole
from masthead.records.articles import Article
from masthead.records.base import Kept, Status, identity, now
from masthead.records.history import COMMAND_LINE, Revision
from masthead.records.notes import Note, Source
from masthead.records.outlets import Outlet
from masthead.records.placements import Placement
from masthead.records.statements import Statement


async def outlets_holding(session: AsyncSession, addresses: Collection[str]) -> dict[int, str]:
    """Who holds some addresses now, drafts included that count: the slug of each outlet by its number.

    Impersonators hold nothing, and what was withdrawn is held by nobody.
    """
    rows = await session.execute(
        select(Outlet.id, Outlet.slug)
        .join(Address, col(Address.outlet_id) == col(Outlet.id))
        .where(col(Address.address).in_(addresses), *_held())
        .order_by(col(Outlet.id))
    )
    return {identity(number): slug for number, slug in rows}


async def holders_of(session: AsyncSession, addresses: Collection[str]) -> dict[str, set[int]]:
    """For each of many addresses that are held the outlets that hold it, as ``outlets_holding`` has it."""
    found: dict[str, set[int]] = defaultdict(set)
    wanted = sorted(addresses)
    for at in range(0, len(wanted), 500):
        query = select(Address.address, Address.outlet_id).where(
            col(Address.address).in_(wanted[at : at + 500]), *_held()
        )
        for address, outlet in await session.execute(query):
            found[address].add(outlet)
    return found


def _held() -> tuple[ColumnElement[bool], ...]:
    return (
        col(Address.role) != AddressRole.IMPERSONATOR,
        _counts(),
        or_(col(Address.until).is_(None), col(Address.until) > now().date()),
    )


def _counts() -> ColumnElement[bool]:
    """Which addresses count: what is published, and of drafts those that whoever runs the machine has made.

    A contributor's draft says nothing yet: it must not stand in the way of what others say.
    """
    made = select(Revision.id).where(
        Revision.record == "address",
        col(Revision.record_id) == col(Address.id),
        Revision.who == COMMAND_LINE.name,
        Revision.action == "added",
    )
    return or_(col(Address.status) == Status.PUBLISHED, and_(col(Address.status) == Status.DRAFT, made.exists()))


async def imitators_at(session: AsyncSession, address: str) -> Sequence[Address]:
    """The records that call an address an impersonator, as far as they count."""
    query = select(Address).where(Address.address == address, Address.role == AddressRole.IMPERSONATOR, _counts())
    return (await session.scalars(query.order_by(col(Address.id)))).all()


async def withdrawn_from(session: AsyncSession, addresses: Collection[str]) -> list[str]:
    """Those of some addresses that a curator has taken from an outlet, each with its slug."""
    rows = await session.execute(
        select(Address.address, Outlet.slug)
        .join(Outlet, col(Outlet.id) == col(Address.outlet_id))
        .where(
            col(Address.address).in_(addresses),
            Address.role != AddressRole.IMPERSONATOR,
            Address.status == Status.WITHDRAWN,
        )
        .order_by(col(Address.id))
    )
    return [f"{slug}: {address}, withdrawn" for address, slug in rows]


async def slug_taken(session: AsyncSession, slug: str) -> bool:
    """Whether an outlet has a slug."""
    return await session.scalar(select(Outlet.id).where(Outlet.slug == slug)) is not None


async def statements_of_list(session: AsyncSession, stated_by: str, source_url: str, topic: str) -> Sequence[Statement]:
    """All statements by somebody, at one source and on one topic, those included that were withdrawn."""
    query = select(Statement).where(
        Statement.stated_by == stated_by, Statement.source_url == source_url, Statement.topic == topic
    )
    return (await session.scalars(query.order_by(col(Statement.id)))).all()


async def imitators_of_list(session: AsyncSession, source_url: str) -> Sequence[Address]:
    """All addresses that a source calls impersonators, those included that were withdrawn."""
    query = select(Address).where(Address.source_url == source_url, Address.role == AddressRole.IMPERSONATOR)
    return (await session.scalars(query.order_by(col(Address.id)))).all()


async def articles_standing_at(session: AsyncSession, urls: Collection[str]) -> list[int]:
    """Numbers of the articles, drafts included, that stand at one of some URLs."""
    placed = select(Placement.article_id).where(col(Placement.url).in_(urls), Placement.status != Status.WITHDRAWN)
    query = select(Article.id).where(or_(col(Article.url).in_(urls), col(Article.id).in_(placed)))
    found = await session.scalars(query.where(Article.status != Status.WITHDRAWN).order_by(col(Article.id)))
    return [identity(number) for number in found]


async def notes_by_source(session: AsyncSession, article_id: int, source_url: str) -> Sequence[Note]:
    """Notes on an article that rely on a source, those included that were withdrawn."""
    relying = select(Source.note_id).where(Source.url == source_url)
    query = select(Note).where(Note.article_id == article_id, col(Note.id).in_(relying))
    return (await session.scalars(query.options(selectinload(Note.sources)).order_by(col(Note.id)))).all()  # type: ignore[arg-type]


async def last_reason(session: AsyncSession, record: Kept) -> str | None:
    """Why a record was changed the last time, or added."""
    query = select(Revision.why).where(Revision.record == str(record.__tablename__), Revision.record_id == record.id)
    return await session.scalar(query.order_by(col(Revision.id).desc()).limit(1))
