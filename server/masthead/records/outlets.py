"""Outlets, their addresses, and what is stated about them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import JSON, Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import Field as ColumnField
from sqlmodel import Relationship, SQLModel, col, select

from masthead.errors import Conflict, NotFound
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, choice, identity
from masthead.records.history import Author, record_change
from masthead.records.notes import Note
from masthead.safe import Day, Language, Line, Paragraph, Slug, WebUrl


class AddressRole(StrEnum):
    """What an address is to its outlet."""

    OFFICIAL = "official"
    MIRROR = "mirror"
    ACCOUNT = "account"
    IMPERSONATOR = "impersonator"


class StatementKind(StrEnum):
    """Facts and assessments by named assessors are kept and shown apart."""

    FACT = "fact"
    ASSESSMENT = "assessment"


class OutletIn(BaseModel):
    """What a curator gives to add an outlet."""

    model_config = ConfigDict(extra="forbid")
    slug: Slug = Field(examples=["southfront"])
    name: Line = Field(examples=["SouthFront"])
    summary: Paragraph | None = Field(None, examples=["An outlet on military affairs, founded in 2015."])
    kind: Line | None = None
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", examples=["RU"], description="ISO 3166 code.")
    languages: list[Language] = Field(default_factory=list, max_length=20)
    homepage: WebUrl | None = None
    wikidata: str | None = Field(None, pattern=r"^Q\d{1,12}$")
    reviewed_on: Day | None = None


class AddressIn(BaseModel):
    """What a curator gives to add an address to an outlet."""

    model_config = ConfigDict(extra="forbid")
    address: Line = Field(examples=["southfront.press"], description="A host, a host with a path, or a URL.")
    role: AddressRole = AddressRole.OFFICIAL
    since: Day | None = None
    until: Day | None = None
    source_url: WebUrl | None = None
    stated_on: Day | None = None

    @model_validator(mode="after")
    def _claims_need_a_source(self) -> Self:
        if self.role is AddressRole.IMPERSONATOR and not (self.source_url and self.stated_on):
            raise ValueError("an impersonator needs source_url and stated_on: readers are shown who says so")
        if self.since and self.until and self.until < self.since:
            raise ValueError("until lies before since")
        return self


class StatementIn(BaseModel):
    """What a curator gives to add a statement about an outlet."""

    model_config = ConfigDict(extra="forbid")
    topic: Line = Field(examples=["sanction"])
    text: Paragraph
    stated_by: Line = Field(description="Who says so.", examples=["US Treasury"])
    stated_on: Day
    source_url: WebUrl
    archived_url: WebUrl | None = None
    kind: StatementKind | None = Field(None, description="By default an assessment if that is the topic, else a fact.")
    since: Day | None = None
    until: Day | None = None


class Outlet(SQLModel, table=True):
    """Who publishes."""

    __tablename__ = "outlet"
    id: int | None = ColumnField(default=None, primary_key=True)
    slug: str = ColumnField(unique=True, index=True, max_length=80)
    name: str = ColumnField(max_length=300)
    summary: str | None = ColumnField(default=None, sa_column=Column(Text))
    kind: str | None = ColumnField(default=None, max_length=300)
    country: str | None = ColumnField(default=None, max_length=2)
    languages: list[str] = ColumnField(default_factory=list, sa_column=Column(JSON, nullable=False))
    homepage: str | None = ColumnField(default=None, max_length=2000)
    wikidata: str | None = ColumnField(default=None, max_length=20)
    reviewed_on: date | None = None
    addresses: list["Address"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Address.id"})
    statements: list["Statement"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Statement.id"})
    notes: list[Note] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Note.id"})


class Address(SQLModel, table=True):
    """A host, or a host and path prefix, that belongs to an outlet (or imitates it)."""

    __tablename__ = "address"
    id: int | None = ColumnField(default=None, primary_key=True)
    outlet_id: int = ColumnField(foreign_key="outlet.id", index=True)
    address: str = ColumnField(index=True, max_length=300)
    role: AddressRole = ColumnField(sa_column=Column(choice(AddressRole), nullable=False))
    since: date | None = None
    until: date | None = None
    source_url: str | None = ColumnField(default=None, max_length=2000)
    stated_on: date | None = None


class Statement(SQLModel, table=True):
    """Something a named source states about an outlet."""

    __tablename__ = "statement"
    id: int | None = ColumnField(default=None, primary_key=True)
    outlet_id: int = ColumnField(foreign_key="outlet.id", index=True)
    kind: StatementKind = ColumnField(sa_column=Column(choice(StatementKind), nullable=False))
    topic: str = ColumnField(max_length=300)
    text: str = ColumnField(sa_column=Column(Text, nullable=False))
    stated_by: str = ColumnField(max_length=300)
    stated_on: date
    source_url: str = ColumnField(max_length=2000)
    archived_url: str | None = ColumnField(default=None, max_length=2000)
    since: date | None = None
    until: date | None = None


_WHOLE = (
    selectinload(Outlet.addresses),  # type: ignore[arg-type]
    selectinload(Outlet.statements),  # type: ignore[arg-type]
    selectinload(Outlet.notes).selectinload(Note.sources),  # type: ignore[arg-type]
)


async def add_outlet(session: AsyncSession, author: Author, given: OutletIn) -> Outlet:
    """Add an outlet.

    Raises:
        Conflict: the slug is taken.
    """
    if await session.scalar(select(Outlet.id).where(Outlet.slug == given.slug)):
        raise Conflict(f"There is an outlet {given.slug!r} already. Choose another slug.", field="slug")
    outlet = Outlet(**given.model_dump())
    session.add(outlet)
    await session.flush()
    await record_change(session, author, "added", outlet)
    return outlet


async def add_address(session: AsyncSession, author: Author, outlet: Outlet, given: AddressIn) -> Address:
    """Add an address, already normalised, to an outlet.

    Raises:
        Conflict: the address belongs to an outlet already, or the outlet has very many.
    """
    holder = await session.scalar(
        select(Outlet).join(Address).where(Address.address == given.address, col(Address.until).is_(None)).limit(1)
    )
    if holder is not None and given.until is None:
        raise Conflict(
            f"{given.address} belongs to the outlet {holder.slug!r}. An address belongs to one outlet at a time.",
            field="address",
        )
    if (await session.scalar(select(func.count()).where(Address.outlet_id == outlet.id)) or 0) >= MOST_OF_ONE:
        raise Conflict(f"The outlet {outlet.slug!r} has {MOST_OF_ONE} addresses already.", field="address")
    address = Address(outlet_id=identity(outlet.id), **given.model_dump())
    session.add(address)
    await session.flush()
    await record_change(session, author, "added", address)
    return address


async def add_statement(session: AsyncSession, author: Author, outlet: Outlet, given: StatementIn) -> Statement:
    """Add a statement about an outlet.

    Raises:
        Conflict: the outlet has as many statements, or as long ones, as readers take.
    """
    columns = (Statement.topic, Statement.text, Statement.stated_by, Statement.source_url)
    length = sum((func.length(column) for column in columns[1:]), func.length(columns[0]))
    query = select(func.count(), func.sum(length)).where(Statement.outlet_id == outlet.id)
    held, characters = (await session.execute(query)).one()
    if held >= MOST_OF_ONE:
        raise Conflict(f"There are {MOST_OF_ONE} statements about {outlet.slug} already.")
    more = sum(map(len, (given.topic, given.text, given.stated_by, given.source_url)))
    told = (characters or 0) + more
    if told > MOST_CHARACTERS:
        raise Conflict(
            f"All statements about one outlet may have {MOST_CHARACTERS:,} characters; with this one they would have"
            f" {told:,}. Shorten it.",
            field="text",
        )
    kind = given.kind or (StatementKind.ASSESSMENT if given.topic == "assessment" else StatementKind.FACT)
    statement = Statement(outlet_id=identity(outlet.id), **{**given.model_dump(), "kind": kind})
    session.add(statement)
    await session.flush()
    await record_change(session, author, "added", statement)
    return statement


async def outlet_by_id(session: AsyncSession, outlet_id: int) -> Outlet:
    """The outlet with its addresses, statements and notes.

    Raises:
        NotFound: there is none.
    """
    outlet = await session.scalar(select(Outlet).where(Outlet.id == outlet_id).options(*_WHOLE))
    if outlet is None:
        raise NotFound(f"There is no outlet {outlet_id}. List them at /api/outlets.")
    return outlet


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


async def slugs(session: AsyncSession) -> dict[int, str]:
    """The slug of each outlet by its number."""
    rows = await session.execute(select(Outlet.id, Outlet.slug))
    return {identity(number): slug for number, slug in rows}


async def outlet_of_hosts(session: AsyncSession, candidates: Sequence[str]) -> Outlet | None:
    """The outlet that holds the first of the candidate addresses that anyone holds, impersonators excepted.

    Of an address that has moved, it is the outlet that holds it now, else the last that did.
    """
    rows = (
        await session.execute(
            select(Address.address, Address.outlet_id)
            .where(col(Address.address).in_(candidates), Address.role != AddressRole.IMPERSONATOR)
            .order_by(col(Address.until).is_(None), col(Address.until), col(Address.id))
        )
    ).all()
    holders: dict[str, int] = {address: outlet_id for address, outlet_id in rows}  # noqa: C416
    for candidate in candidates:
        if candidate in holders:
            return await outlet_by_id(session, holders[candidate])
    return None
