"""/api/statements: what named sources state about outlets."""

from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, Field

from masthead.records.curators import Role
from masthead.records.lists import between
from masthead.records.outlets import add_statement
from masthead.records.statements import STATEMENTS, Statement, StatementFields, StatementIn, StatementKind
from masthead.safe import Day, Line
from masthead.web.api.listing import ListQuery, filters, next_of, portion
from masthead.web.api.outlets import RESOURCE as OUTLET
from masthead.web.api.shapes import StatementOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare, patch_of

operations = Operations()


class StatementsOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[StatementOut]
    next: int | None


class StatementsQuery(ListQuery):
    """Which statements."""

    outlet: Line | None = Field(None, description="Number or slug of an outlet.", examples=["southfront"])
    topic: Line | None = Field(None, examples=["sanction"])
    kind: StatementKind | None = None
    stated_by: Line | None = Field(None, examples=["US Treasury"])
    stated_from: Day | None = Field(None, description="Stated on this day or later.", examples=["2021-01-01"])
    stated_to: Day | None = Field(None, description="Stated on this day or before.", examples=["2021-12-31"])


async def _shown(_call: Call, statement: Statement) -> StatementOut:
    return StatementOut.model_validate(statement)


@operations.add("GET", "/statements", "List statements", query=StatementsQuery, answer=StatementsOut)
async def list_statements(call: Call) -> StatementsOut:
    """Statements by number."""
    query: StatementsQuery = call.query
    wanted = await filters(call, Statement, "outlet", "topic", "kind", "stated_by")
    wanted += between(Statement, "stated_on", query.stated_from, query.stated_to)
    found = await portion(call, STATEMENTS, *wanted)
    return StatementsOut(items=[await _shown(call, one) for one in found], next=next_of(call, found))


@operations.add(
    "POST",
    "/outlets/{id}/statements",
    "Add a sourced statement about an outlet",
    body=StatementIn,
    answer=StatementOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_statement(call: Call) -> StatementOut:
    """Add a statement."""
    outlet = await OUTLET.read(call)
    status = status_for(call, call.body.status)
    statement = await add_statement(call.session, call.author, outlet, call.body, status=status)
    call.tell_version(statement, at="statements")
    return await _shown(call, statement)


RESOURCE: Final = Resource(
    noun=STATEMENTS,
    path="statements",
    label="a statement",
    answer=StatementOut,
    shown=_shown,
    patch=patch_of(StatementFields, "StatementPatch"),
)
declare(operations, RESOURCE)
