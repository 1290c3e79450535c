"""Outlets, with their addresses and what is stated about them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON, Column, Text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import Field as ColumnField
from sqlmodel import Relationship, col, select

from masthead.errors import Conflict, NotFound
from masthead.records.addresses import ADDRESSES, Address, AddressFields, AddressIn, AddressRole, holders
from masthead.records.base import NUMBERED_ONCE, Status, Told, identity
from masthead.records.history import Author
from masthead.records.keeping import Noun, add, one
from masthead.records.notes import Note
from masthead.records.statements import (
    STATEMENTS,
    Statement,
    StatementFields,
    StatementIn,
    StatementKind,
    kind_of,
)
from masthead.safe import Language, Line, Paragraph, PastDay, Slug, WebUrl

__all__ = [
    "OUTLETS",
    "Address",
    "AddressIn",
    "AddressRole",
    "Outlet",
    "OutletFields",
    "OutletIn",
    "Statement",
    "StatementIn",
    "StatementKind",
    "add_address",
    "add_outlet",
    "add_statement",
    "outlet_by_id",
    "outlet_by_slug",
    "outlet_of_hosts",
    "outlets",
    "published_outlets",
    "slugs",
]


class OutletFields(BaseModel):
    """What is known of an outlet."""

    model_config = ConfigDict(extra="forbid")
    slug: Slug
    name: Line
    summary: Paragraph | None = None
    kind: Line | None = None
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", description="ISO 3166 code.")
    languages: list[Language] = Field(default_factory=list, max_length=20)
    homepage: WebUrl | None = None
    wikidata: str | None = Field(None, pattern=r"^Q\d{1,12}$")
    reviewed_on: PastDay | None = None


class OutletIn(OutletFields):
    """What a curator gives to add an outlet."""

    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")


class Outlet(Told, table=True):
    """Who publishes."""

    __tablename__ = "outlet"
    __table_args__ = NUMBERED_ONCE
    slug: str = ColumnField(unique=True, index=True, max_length=80)
    name: str = ColumnField(max_length=300)
    summary: str | None = ColumnField(default=None, sa_column=Column(Text))
    kind: str | None = ColumnField(default=None, max_length=300)
    country: str | None = ColumnField(default=None, max_length=2)
    languages: list[str] = ColumnField(default_factory=list, sa_column=Column(JSON, nullable=False))
    homepage: str | None = ColumnField(default=None, max_length=2000)
    wikidata: str | None = ColumnField(default=None, max_length=20)
    reviewed_on: date | None = None
    addresses: list[Address] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Address.id"})
    statements: list[Statement] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Statement.id"})
    notes: list[Note] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Note.id"})

    def searchable(self) -> str:
        """Its names, and what it is."""
        parts = (self.slug, self.name, self.summary, self.kind, self.homepage, self.wikidata)
        return "\n".join(part for part in parts if part)


_WHOLE = (
    selectinload(Outlet.addresses),  # type: ignore[arg-type]
    selectinload(Outlet.statements),  # type: ignore[arg-type]
    selectinload(Outlet.notes).selectinload(Note.sources),  # type: ignore[arg-type]
)


async def _check(session: AsyncSession, outlet: Outlet) -> None:
    """Refuse a slug that is taken."""
    if await session.scalar(select(Outlet.id).where(Outlet.slug == outlet.slug, Outlet.id != (outlet.id or 0))):
        raise Conflict(f"There is an outlet {outlet.slug!r} already. Choose another slug.", field="slug")


OUTLETS: Final = Noun(Outlet, OutletFields, whole=_WHOLE, check=_check, where="List them at /api/outlets.")


async def add_outlet(
    session: AsyncSession, author: Author, given: OutletFields, *, status: Status = Status.PUBLISHED
) -> Outlet:
    """Add an outlet.

    Raises:
        Conflict: the slug is taken.
    """
    outlet = Outlet(**given.model_dump(exclude={"status"}), status=status)
    return await add(session, author, OUTLETS, outlet)


async def add_address(
    session: AsyncSession, author: Author, outlet: Outlet, given: AddressFields, *, status: Status = Status.PUBLISHED
) -> Address:
    """Add an address, already normalised, to an outlet.

    Raises:
        Conflict: the address belongs to an outlet already, or the outlet has very many.
    """
    address = Address(outlet_id=identity(outlet.id), **given.model_dump(exclude={"status"}), status=status)
    return await add(session, author, ADDRESSES, address)


async def add_statement(
    session: AsyncSession, author: Author, outlet: Outlet, given: StatementFields, *, status: Status = Status.PUBLISHED
) -> Statement:
    """Add a statement about an outlet.

    Raises:
        Conflict: the outlet has as many statements, or as long ones, as readers take.
    """
    fields = given.model_dump(exclude={"status"}) | {"kind": kind_of(given)}
    return await add(session, author, STATEMENTS, Statement(outlet_id=identity(outlet.id), **fields, status=status))


async def outlet_by_id(session: AsyncSession, outlet_id: int) -> Outlet:
    """The outlet with its addresses, statements and notes.

    Raises:
        NotFound: there is none.
    """
    return await one(session, OUTLETS, outlet_id)


async def outlet_by_slug(session: AsyncSession, slug: str) -> Outlet:
    """The outlet of that slug.

    Raises:
        NotFound: there is none.
    """
    outlet = await session.scalar(select(Outlet).where(Outlet.slug == slug).options(*_WHOLE))
    if outlet is None:
        raise NotFound(
            f"There is no outlet {slug!r}. Add it first: masthead outlet add {slug} --name NAME", field="outlet"
        )
    return outlet


async def outlets(session: AsyncSession) -> Sequence[Outlet]:
    """All outlets, oldest first, each with its addresses, statements and notes."""
    return (await session.scalars(select(Outlet).order_by(col(Outlet.id)).options(*_WHOLE))).all()


async def published_outlets(session: AsyncSession) -> Sequence[Outlet]:
    """The outlets that readers are told of, oldest first, each with its addresses, statements and notes."""
    query = select(Outlet).where(Outlet.status == Status.PUBLISHED).order_by(col(Outlet.id)).options(*_WHOLE)
    return (await session.scalars(query)).all()


async def slugs(session: AsyncSession) -> dict[int, str]:
    """The slug of each outlet that readers are told of, by its number."""
    rows = await session.execute(select(Outlet.id, Outlet.slug).where(Outlet.status == Status.PUBLISHED))
    return {identity(number): slug for number, slug in rows}


async def outlet_of_hosts(session: AsyncSession, candidates: Sequence[str]) -> Outlet | None:
    """The outlet that holds the first of the candidate addresses that anyone holds, impersonators excepted."""
    held = await holders(session, candidates)
    for candidate in candidates:
        if candidate in held:
            return await outlet_by_id(session, held[candidate])
    return None
