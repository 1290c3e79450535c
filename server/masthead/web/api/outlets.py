"""/api/outlets: outlets, their addresses and statements."""

from datetime import date
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict

from masthead.intake.addresses import normalise
from masthead.records.base import identity
from masthead.records.curators import Role
from masthead.records.notes import published
from masthead.records.outlets import (
    AddressIn,
    AddressRole,
    Outlet,
    OutletIn,
    StatementIn,
    StatementKind,
    add_address,
    add_outlet,
    add_statement,
    outlet_by_id,
    outlets,
)
from masthead.web.api.notes import NoteOut
from masthead.web.operations import Call, Operations

operations = Operations()


class AddressOut(BaseModel):
    """An address as it is kept."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    address: str
    role: AddressRole
    since: date | None
    until: date | None
    source_url: str | None
    stated_on: date | None


class StatementOut(BaseModel):
    """A statement as it is kept."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    kind: StatementKind
    topic: str
    text: str
    stated_by: str
    stated_on: date
    source_url: str
    archived_url: str | None
    since: date | None
    until: date | None


class OutletOut(BaseModel):
    """An outlet with all that is kept about it."""

    id: int
    slug: str
    name: str
    summary: str | None
    kind: str | None
    country: str | None
    languages: list[str]
    homepage: str | None
    wikidata: str | None
    reviewed_on: date | None
    addresses: list[AddressOut]
    statements: list[StatementOut]
    notes: list[NoteOut]

    @classmethod
    def of(cls, outlet: Outlet, *, drafts: bool) -> "OutletOut":
        """The outlet as it may be shown; drafts of notes only to curators."""
        notes = outlet.notes if drafts else published(outlet.notes)
        return cls(
            **outlet.model_dump(),
            addresses=[AddressOut.model_validate(address) for address in outlet.addresses],
            statements=[StatementOut.model_validate(statement) for statement in outlet.statements],
            notes=[NoteOut.model_validate(note) for note in notes],
        )


class OutletsOut(BaseModel):
    """All outlets."""

    items: list[OutletOut]


@operations.add("GET", "/outlets", "List outlets", answer=OutletsOut)
async def list_outlets(call: Call) -> OutletsOut:
    """All outlets, oldest first."""
    drafts = call.curator is not None
    return OutletsOut(items=[OutletOut.of(outlet, drafts=drafts) for outlet in await outlets(call.session)])


@operations.add(
    "POST", "/outlets", "Add an outlet", body=OutletIn, answer=OutletOut, role=Role.EDITOR, status=HTTPStatus.CREATED
)
async def create_outlet(call: Call) -> OutletOut:
    """Add an outlet."""
    outlet = await add_outlet(call.session, call.author, call.body)
    return OutletOut.of(await outlet_by_id(call.session, identity(outlet.id)), drafts=True)


@operations.add("GET", "/outlets/{id}", "Read an outlet", answer=OutletOut)
async def read_outlet(call: Call) -> OutletOut:
    """One outlet."""
    return OutletOut.of(await outlet_by_id(call.session, call.number("id")), drafts=call.curator is not None)


@operations.add(
    "POST",
    "/outlets/{id}/addresses",
    "Add an address to an outlet",
    body=AddressIn,
    answer=AddressOut,
    role=Role.EDITOR,
    status=HTTPStatus.CREATED,
)
async def create_address(call: Call) -> AddressOut:
    """Add an address; a URL stands for its host."""
    outlet = await outlet_by_id(call.session, call.number("id"))
    given: AddressIn = call.body
    given = given.model_copy(update={"address": normalise(given.address)})
    return AddressOut.model_validate(await add_address(call.session, call.author, outlet, given))


@operations.add(
    "POST",
    "/outlets/{id}/statements",
    "Add a sourced statement about an outlet",
    body=StatementIn,
    answer=StatementOut,
    role=Role.EDITOR,
    status=HTTPStatus.CREATED,
)
async def create_statement(call: Call) -> StatementOut:
    """Add a statement."""
    outlet = await outlet_by_id(call.session, call.number("id"))
    return StatementOut.model_validate(await add_statement(call.session, call.author, outlet, call.body))
