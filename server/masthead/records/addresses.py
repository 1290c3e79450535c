"""Addresses: the hosts, and the accounts on platforms, that belong to an outlet or imitate it."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Column, func, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field as ColumnField
from sqlmodel import col, select

from masthead.errors import Conflict
from masthead.records.base import MOST_OF_ONE, NUMBERED_ONCE, Status, Told, choice
from masthead.records.keeping import Noun
from masthead.safe import Day, Line, PastDay, WebUrl


class AddressRole(StrEnum):
    """What an address is to its outlet."""

    OFFICIAL = "official"
    MIRROR = "mirror"
    ACCOUNT = "account"
    IMPERSONATOR = "impersonator"


class AddressFields(BaseModel):
    """What is known of an address."""

    model_config = ConfigDict(extra="forbid")
    address: Line = Field(description="A host, a host with a path, or a URL.")
    role: AddressRole = AddressRole.OFFICIAL
    since: Day | None = None
    until: Day | None = None
    source_url: WebUrl | None = None
    stated_on: PastDay | None = None

    @model_validator(mode="after")
    def _claims_need_a_source(self) -> Self:
        if self.role is AddressRole.IMPERSONATOR and not (self.source_url and self.stated_on):
            raise ValueError("an impersonator needs source_url and stated_on: readers are shown who says so")
        if self.since and self.until and self.until < self.since:
            raise ValueError("until lies before since")
        return self


class AddressIn(AddressFields):
    """What a curator gives to add an address to an outlet."""

    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")


class Address(Told, table=True):
    """A host, or a host and path prefix, that belongs to an outlet (or imitates it)."""

    __tablename__ = "address"
    __table_args__ = NUMBERED_ONCE
    outlet_id: int = ColumnField(foreign_key="outlet.id", index=True)
    address: str = ColumnField(index=True, max_length=300)
    role: AddressRole = ColumnField(sa_column=Column(choice(AddressRole), nullable=False))
    since: date | None = None
    until: date | None = None
    source_url: str | None = ColumnField(default=None, max_length=2000)
    stated_on: date | None = None

    def searchable(self) -> str:
        """The address, and who says so."""
        return f"{self.address}\n{self.source_url or ''}"

    def parent(self) -> tuple[str, int]:
        """Its outlet."""
        return "outlet", self.outlet_id


async def _check(session: AsyncSession, address: Address) -> None:
    """Refuse what belongs to another already, and more than readers take.

    Of drafts several may wait for the same address: it is decided when one of them is published.
    """
    others = (col(Address.outlet_id) == address.outlet_id, Address.id != (address.id or 0))
    held = select(func.count()).where(*others, Address.status != Status.WITHDRAWN)
    if (await session.scalar(held) or 0) >= MOST_OF_ONE:
        raise Conflict(f"The outlet has {MOST_OF_ONE} addresses already. Withdraw one first.", field="address")
    if address.status is not Status.PUBLISHED:
        return
    same = (Address.address == address.address, Address.status == Status.PUBLISHED, Address.id != (address.id or 0))
    for one in await session.scalars(select(Address).where(*same)):
        if _begins_before(one, address.until) and _begins_before(address, one.until):
            # By the table: outlets know their addresses, not the other way round.
            query = text("SELECT slug FROM outlet WHERE id = :id")
            slug = (await session.execute(query, {"id": one.outlet_id})).scalar_one()
            raise Conflict(
                f"{address.address} belongs to the outlet {slug!r} (address {one.id}). An address belongs to one outlet"
                " at a time: say there until when, and here since when.",
                field="address",
            )


def _begins_before(address: Address, end: date | None) -> bool:
    """Whether an address was held before a day, None being never.

    Of an unknown beginning nothing is presumed, but that it was held on the last day.
    """
    begin = address.since or (address.until and address.until - timedelta(days=1))
    return end is None or (begin is not None and begin < end)


ADDRESSES: Final = Noun(Address, AddressFields, check=_check, where="List them at /api/addresses.")


async def holders(session: AsyncSession, candidates: Sequence[str]) -> dict[str, int]:
    """Who holds each of some addresses, impersonators and what is not published excepted: numbers of outlets.

    Of an address that has moved, it is the outlet that holds it now, else the last that did.
    """
    rows = await session.execute(
        select(Address.address, Address.outlet_id)
        .where(
            col(Address.address).in_(candidates),
            Address.role != AddressRole.IMPERSONATOR,
            Address.status == Status.PUBLISHED,
        )
        .order_by(col(Address.until).is_(None), col(Address.until), col(Address.id))
    )
    return {address: outlet for address, outlet in rows}  # noqa: C416 - rows are no pairs to the type checker
