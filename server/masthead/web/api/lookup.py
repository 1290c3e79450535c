"""/api/lookup: whose address a URL is, and why."""

from datetime import date
from typing import Annotated, Final, Self

import ada_url
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise
from masthead.matching.address import candidates
from masthead.records.base import identity
from masthead.records.lookups import Holding, holdings_of
from masthead.records.outlets import AddressRole, Outlet
from masthead.safe import clean
from masthead.web.operations import Call, Operations

operations = Operations()

_LONGEST: Final = 2000
"""Characters of what is asked for."""
_Asked = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST), AfterValidator(clean)
]


class LookupQuery(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid")
    url: _Asked = Field(description="URL of a page, or a bare host.", examples=["https://southfront.press/news"])


class OutletName(BaseModel):
    """An outlet, in short."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    slug: str
    name: str


class HoldingOut(BaseModel):
    """An address that covers what was asked for."""

    address: str
    role: AddressRole
    outlet: OutletName = Field(description="Of an impersonator: whom it imitates.")
    since: date | None
    until: date | None
    source_url: str | None
    stated_on: date | None
    current: bool = Field(description="Whether it is valid today.")
    counts: bool = Field(description="Whether readers go by this one.")

    @classmethod
    def of(cls, holding: Holding, *, counts: bool) -> Self:
        """The address as it is told."""
        fields = holding.address.model_dump(include={"address", "role", "since", "until", "source_url", "stated_on"})
        return cls(**fields, outlet=_name(holding.outlet), current=holding.current, counts=counts)


class LookupOut(BaseModel):
    """Whose address it is."""

    address: str = Field(description="As an address it would be kept in this form.")
    outlet: OutletName | None = Field(description="Whose readers take it to be; null when nobody's.")
    imitates: OutletName | None = Field(description="The outlet that it imitates, if it is an impersonator's.")
    addresses: list[HoldingOut] = Field(description="All addresses that cover it; the first one counts.")


@operations.add("GET", "/lookup", "Say whose address a URL is", query=LookupQuery, answer=LookupOut)
async def look_up(call: Call) -> LookupOut:
    """Every address that covers a URL, the most specific first, and the one that readers go by."""
    asked: LookupQuery = call.query
    page, address = _usable(asked.url)
    # A platform's other name leads to the platform: readers stand there when they look.
    names = dict.fromkeys([*candidates(page), *candidates(f"https://{address}")])
    found = await holdings_of(call.session, list(names))
    first = found[0] if found else None
    imitated = first is not None and first.address.role is AddressRole.IMPERSONATOR
    whose = _name(first.outlet) if first else None
    return LookupOut(
        address=address,
        outlet=None if imitated else whose,
        imitates=whose if imitated else None,
        addresses=[HoldingOut.of(one, counts=one is first) for one in found],
    )


def _usable(asked: str) -> tuple[str, str]:
    """The URL as browsers read it, and the address that it would be kept as.

    Raises:
        UnusableAddress: nobody could be told by it; the message says what could.
    """
    _, found, _ = asked.partition("://")
    try:
        try:
            page = ada_url.URL(asked if found else f"https://{asked}").href
        except ValueError:
            page = asked  # refused in the next line, which knows why
        address = normalise(page if found else page.removeprefix("https://"))
    except UnusableAddress as error:
        raise UnusableAddress(error.message, field="url") from error
    return page, address


def _name(outlet: Outlet) -> OutletName:
    return OutletName(id=identity(outlet.id), slug=outlet.slug, name=outlet.name)
