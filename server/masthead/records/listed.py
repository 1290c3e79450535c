"""What is kept of the lists of others: found again by who states it, at which source.

Drafts of contributors are not: they say nothing yet, and must not stand in the way of what others say.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from masthead.records.addresses import Address, AddressRole
from masthead.records.articles import Article
from masthead.records.base import Kept, Status, Told, identity, now
from masthead.records.history import COMMAND_LINE, Author, Revision
from masthead.records.notes import Note, Source
from masthead.records.outlets import Outlet
from masthead.records.placements import Placement
from masthead.records.standing import stands
from masthead.records.statements import Statement


def _counts(model: type[Told], *as_made: ColumnElement[bool]) -> ColumnElement[bool]:
    """Which records count: what is published, and of drafts those that whoever runs the machine has made.

    Args:
        model: of the records.
        as_made: what must be so of the revision that made a draft: others may have changed what it is about since.
    """
    made = select(Revision.id).where(
        Revision.record == str(model.__tablename__),
        col(Revision.record_id) == col(model.id),
        Revision.who == COMMAND_LINE.name,
        Revision.action == "added",
        *as_made,
    )
    return or_(col(model.status) == Status.PUBLISHED, and_(col(model.status) == Status.DRAFT, made.exists()))


def _stands(model: type[Told], *as_made: ColumnElement[bool]) -> ColumnElement[bool]:
    """Which records are not to be made anew: those that count, and what a curator has withdrawn."""
    return or_(_counts(model, *as_made), col(model.status) == Status.WITHDRAWN)


def _made_with(name: str) -> ColumnElement[str]:
    made: ColumnElement[str] = col(Revision.after)[name].as_string()
    return made


_SAME_ADDRESS: Final = _made_with("address") == col(Address.address)
_SAME_ROLE: Final = _made_with("role") == col(Address.role)
_OWN_ADDRESS: Final = and_(_SAME_ADDRESS, _made_with("role") != AddressRole.IMPERSONATOR.value)
_SAME_STATEMENT: Final = and_(
    _made_with("stated_by") == col(Statement.stated_by),
    _made_with("source_url") == col(Statement.source_url),
    _made_with("topic") == col(Statement.topic),
)
_SAME_PLACE: Final = _made_with("url") == col(Placement.url)


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
        _counts(Address, _OWN_ADDRESS),
        or_(col(Address.until).is_(None), col(Address.until) > now().date()),
    )


async def known_by(session: AsyncSession, outlet_id: int) -> tuple[str, set[str]]:
    """The slug of an outlet, and the addresses by which it is or was known."""
    slug = (await session.scalars(select(Outlet.slug).where(Outlet.id == outlet_id))).one()
    query = select(Address.address).where(Address.outlet_id == outlet_id, _stands(Address, _SAME_ADDRESS))
    return slug, set(await session.scalars(query))


async def impersonators_at(session: AsyncSession, address: str) -> Sequence[Address]:
    """The records that call an address an impersonator, as far as they count."""
    query = select(Address).where(
        Address.address == address,
        Address.role == AddressRole.IMPERSONATOR,
        _counts(Address, _SAME_ADDRESS, _SAME_ROLE),
    )
    return (await session.scalars(query.order_by(col(Address.id)))).all()


async def addresses_kept(
    session: AsyncSession, outlet_id: int | None, address: str, role: AddressRole
) -> Sequence[Address]:
    """An address of an outlet in some role, as it is kept already; of an outlet that is not kept itself nothing is."""
    query = select(Address).where(
        Address.outlet_id == outlet_id,
        Address.address == address,
        Address.role == role,
        _stands(Address, _SAME_ADDRESS, _SAME_ROLE),
    )
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


async def statements_kept(
    session: AsyncSession, outlet_id: int | None, stated_by: str, source_url: str, topic: str
) -> Sequence[Statement]:
    """What somebody states about an outlet, at one source and on one topic, as it is kept already."""
    query = select(Statement).where(Statement.outlet_id == outlet_id, *_stated(stated_by, source_url, topic))
    return (await session.scalars(query.order_by(col(Statement.id)))).all()


async def statements_of_list(session: AsyncSession, stated_by: str, source_url: str, topic: str) -> Sequence[Statement]:
    """All statements by somebody, at one source and on one topic, those included that were withdrawn."""
    query = select(Statement).where(*_stated(stated_by, source_url, topic))
    return (await session.scalars(query.order_by(col(Statement.id)))).all()


def _stated(stated_by: str, source_url: str, topic: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Statement.stated_by) == stated_by,
        col(Statement.source_url) == source_url,
        col(Statement.topic) == topic,
        _stands(Statement, _SAME_STATEMENT),
    )


async def impersonators_of_list(session: AsyncSession, source_url: str) -> Sequence[Address]:
    """All addresses that a source calls impersonators, those included that were withdrawn."""
    query = select(Address).where(
        Address.source_url == source_url,
        Address.role == AddressRole.IMPERSONATOR,
        _stands(Address, _SAME_ADDRESS, _SAME_ROLE),
    )
    return (await session.scalars(query.order_by(col(Address.id)))).all()


async def articles_standing_at(session: AsyncSession, urls: Collection[str]) -> list[int]:
    """Numbers of the articles, drafts included, that stand at one of some URLs, by placements as far as they count."""
    counted = (_counts(Placement, _SAME_PLACE), *stands())
    placed = select(Placement.article_id).where(col(Placement.url).in_(urls), *counted)
    query = select(Article.id).where(or_(col(Article.url).in_(urls), col(Article.id).in_(placed)))
    found = await session.scalars(query.where(Article.status != Status.WITHDRAWN).order_by(col(Article.id)))
    return [identity(number) for number in found]


async def notes_by_source(session: AsyncSession, article_id: int, source_url: str) -> Sequence[Note]:
    """Notes on an article that rely on a source, those included that were withdrawn."""
    relying = select(Source.note_id).where(Source.url == source_url)
    query = select(Note).where(Note.article_id == article_id, col(Note.id).in_(relying), _stands(Note))
    return (await session.scalars(query.options(selectinload(Note.sources)).order_by(col(Note.id)))).all()  # type: ignore[arg-type]


async def last_change(session: AsyncSession, record: Kept) -> Author | None:
    """Who changed a record the last time, or added it, and why; None where the history does not have it.

    The reason alone says nothing of who it was: curators write reasons as they like.
    """
    query = select(Revision.who, Revision.why).where(
        Revision.record == str(record.__tablename__), Revision.record_id == record.id
    )
    found = (await session.execute(query.order_by(col(Revision.id).desc()).limit(1))).first()
    return Author(*found) if found else None
