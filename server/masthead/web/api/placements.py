"""/api/placements: where the texts of articles were seen, and what those places are to them."""

from datetime import date
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from masthead.matching.address import candidates
from masthead.records.articles import PLACEMENTS
from masthead.records.base import Status, identity, now
from masthead.records.curators import Role
from masthead.records.keeping import add
from masthead.records.lists import below, between
from masthead.records.outlets import outlet_of_hosts
from masthead.records.placements import Placement, PlacementFields, PlacementRole
from masthead.safe import Day, Line, PastDay, WebUrl
from masthead.web.api.articles import RESOURCE as ARTICLE
from masthead.web.api.articles import without_hidden_outlets
from masthead.web.api.listing import ListQuery, Number, filters, next_of, portion
from masthead.web.api.shapes import PlacementOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare, patch_of

operations = Operations()


class PlacementsOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[PlacementOut]
    next: int | None


class PlacementsQuery(ListQuery):
    """Which placements."""

    article: Number | None = Field(None, description="Number of the article.", examples=[1])
    outlet: Line | None = Field(
        None, description="Number or slug of the outlet whose place it is.", examples=["southfront"]
    )
    role: PlacementRole | None = None
    url: WebUrl | None = Field(None, description="Where their URLs begin.", examples=["https://copyist.example/"])
    seen_from: Day | None = Field(None, description="First seen on this day or later.", examples=["2021-08-01"])
    seen_to: Day | None = Field(None, description="First seen on this day or before.", examples=["2021-08-31"])


class PlacementIn(BaseModel):
    """What a curator gives to say where a text was seen."""

    model_config = ConfigDict(extra="forbid")
    url: WebUrl
    role: PlacementRole = PlacementRole.COPY
    first_seen: PastDay | None = Field(None, description="By default today.")
    outlet_id: int | None = Field(None, ge=1, lt=10**18, description="Whose place it is; by default the address's.")
    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")


async def _shown(call: Call, placement: Placement) -> PlacementOut:
    told = PlacementOut.model_validate(placement)
    return told if call.curator is not None else (await without_hidden_outlets(call, [told]))[0]


@operations.add("GET", "/placements", "List placements", query=PlacementsQuery, answer=PlacementsOut)
async def list_placements(call: Call) -> PlacementsOut:
    """Placements by number."""
    query: PlacementsQuery = call.query
    wanted = await filters(call, Placement, "article", "outlet", "role")
    wanted += between(Placement, "first_seen", query.seen_from, query.seen_to)
    if query.url is not None:
        wanted.append(below(Placement, "url", query.url))
    found = await portion(call, PLACEMENTS, *wanted)
    return PlacementsOut(items=[await _shown(call, one) for one in found], next=next_of(call, found))


@operations.add(
    "POST",
    "/articles/{id}/placements",
    "Say where the text of an article was seen",
    body=PlacementIn,
    answer=PlacementOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_placement(call: Call) -> PlacementOut:
    """Add a placement."""
    article = await ARTICLE.read(call)
    given: PlacementIn = call.body
    holder = await outlet_of_hosts(call.session, candidates(given.url))
    seen: date = given.first_seen or now().date()
    placement = Placement(
        article_id=identity(article.id),
        url=given.url,
        role=given.role,
        first_seen=seen,
        outlet_id=given.outlet_id or (holder.id if holder else None),
        status=status_for(call, given.status),
    )
    kept = await add(call.session, call.author, PLACEMENTS, placement)
    call.tell_version(kept, at="placements")
    return await _shown(call, kept)


RESOURCE: Final = Resource(
    noun=PLACEMENTS,
    path="placements",
    label="a placement",
    answer=PlacementOut,
    shown=_shown,
    patch=patch_of(PlacementFields, "PlacementPatch"),
)
declare(operations, RESOURCE)
