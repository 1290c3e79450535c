"""/api/addresses: the hosts, and the accounts on platforms, of outlets and of those who imitate them."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, Field

from masthead.intake.addresses import normalise
from masthead.records.addresses import ADDRESSES, Address, AddressFields, AddressIn, AddressRole
from masthead.records.curators import Role
from masthead.records.outlets import add_address
from masthead.safe import Line
from masthead.web.api.listing import ListQuery, filters, next_of, portion
from masthead.web.api.outlets import RESOURCE as OUTLET
from masthead.web.api.shapes import AddressOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare, patch_of

operations = Operations()


class AddressesOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[AddressOut]
    next: int | None


class AddressesQuery(ListQuery):
    """Which addresses."""

    outlet: Line | None = Field(None, description="Number or slug of an outlet.", examples=["southfront"])
    address: Line | None = Field(None, description="A host, an account or a URL.", examples=["t.me/s/southfronteng"])
    role: AddressRole | None = None


async def _shown(_call: Call, address: Address) -> AddressOut:
    return AddressOut.model_validate(address)


async def _values(_call: Call, given: dict[str, Any]) -> dict[str, Any]:
    address = given.get("address")
    return given if address is None else given | {"address": normalise(address)}


@operations.add("GET", "/addresses", "List addresses", query=AddressesQuery, answer=AddressesOut)
async def list_addresses(call: Call) -> AddressesOut:
    """Addresses by number."""
    if call.query.address is not None:
        call.query.address = normalise(call.query.address)
    found = await portion(call, ADDRESSES, *await filters(call, Address, "outlet", "address", "role"))
    return AddressesOut(items=[await _shown(call, one) for one in found], next=next_of(call, found))


@operations.add(
    "POST",
    "/outlets/{id}/addresses",
    "Add an address to an outlet",
    body=AddressIn,
    answer=AddressOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_address(call: Call) -> AddressOut:
    """Add an address; a URL stands for its host."""
    outlet = await OUTLET.read(call)
    given: AddressIn = call.body
    given = given.model_copy(update={"address": normalise(given.address)})
    address = await add_address(call.session, call.author, outlet, given, status=status_for(call, given.status))
    call.tell_version(address, at="addresses")
    return await _shown(call, address)


RESOURCE: Final = Resource(
    noun=ADDRESSES,
    path="addresses",
    label="an address",
    answer=AddressOut,
    shown=_shown,
    patch=patch_of(AddressFields, "AddressPatch"),
    values=_values,
)
declare(operations, RESOURCE)
