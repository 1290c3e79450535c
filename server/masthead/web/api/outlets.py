"""/api/outlets: who publishes."""

from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, Field

from masthead.intake.addresses import normalise
from masthead.records.base import identity
from masthead.records.curators import Role
from masthead.records.lists import in_language, with_address
from masthead.records.outlets import OUTLETS, Outlet, OutletFields, OutletIn, add_outlet, outlet_by_id
from masthead.safe import Language, Line, Slug
from masthead.web.api.listing import ListQuery, filters, next_of, portion
from masthead.web.api.shapes import OutletOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare, patch_of

operations = Operations()


class OutletsOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[OutletOut]
    next: int | None


class OutletsQuery(ListQuery):
    """Which outlets."""

    slug: Slug | None = Field(None, examples=["southfront"])
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", description="ISO 3166 code.", examples=["RU"])
    language: Language | None = Field(None, description="One of its languages.", examples=["ru"])
    address: Line | None = Field(
        None,
        description="A host, an account or a URL that it has, had, or is imitated by.",
        examples=["https://southfront.press/"],
    )


async def _shown(call: Call, outlet: Outlet) -> OutletOut:
    return OutletOut.of(outlet, curator=call.curator is not None)


@operations.add("GET", "/outlets", "List outlets", query=OutletsQuery, answer=OutletsOut)
async def list_outlets(call: Call) -> OutletsOut:
    """Outlets by number."""
    query: OutletsQuery = call.query
    wanted = await filters(call, Outlet, "slug", "country")
    if query.language is not None:
        wanted.append(in_language(query.language))
    if query.address is not None:
        wanted.append(with_address(normalise(query.address), told_only=call.curator is None))
    found = await portion(call, OUTLETS, *wanted)
    return OutletsOut(items=[await _shown(call, outlet) for outlet in found], next=next_of(call, found))


@operations.add(
    "POST",
    "/outlets",
    "Add an outlet",
    body=OutletIn,
    answer=OutletOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_outlet(call: Call) -> OutletOut:
    """Add an outlet."""
    outlet = await add_outlet(call.session, call.author, call.body, status=status_for(call, call.body.status))
    call.tell_version(outlet, at="outlets")
    return await _shown(call, await outlet_by_id(call.session, identity(outlet.id)))


RESOURCE: Final = Resource(
    noun=OUTLETS,
    path="outlets",
    label="an outlet",
    answer=OutletOut,
    shown=_shown,
    patch=patch_of(OutletFields, "OutletPatch"),
)
declare(operations, RESOURCE)
