"""/api/revisions: who changed what, when and why."""

from pydantic import Field

from masthead.errors import NotFound
from masthead.records.history import of_record, revision_numbered
from masthead.records.lists import Condition
from masthead.safe import Line
from masthead.web.api.listing import Moment, Number, PageQuery
from masthead.web.api.shapes import RevisionOut, RevisionsOut
from masthead.web.history import revisions
from masthead.web.operations import Call, Operations

operations = Operations()


class RevisionsQuery(PageQuery):
    """Which changes."""

    record: Line | None = Field(
        None, description="A kind of record: outlet, address, statement, article, ...", examples=["outlet"]
    )
    record_id: Number | None = Field(None, description="Number of the record.", examples=[1])
    who: Line | None = Field(None, description="Name of a curator.", examples=["ann"])
    since: Moment | None = Field(
        None, description="At this moment or later, ISO 8601.", examples=["2026-11-01T00:00:00Z"]
    )


@operations.add("GET", "/revisions", "List changes", query=RevisionsQuery, answer=RevisionsOut)
async def list_revisions(call: Call) -> RevisionsOut:
    """Changes by number; strangers see those of what readers are or were told."""
    query: RevisionsQuery = call.query
    wanted: list[Condition] = of_record(query.record, query.record_id, query.who, query.since)
    return await revisions(call, *wanted)


@operations.add("GET", "/revisions/{id}", "Read a change", answer=RevisionOut)
async def read_revision(call: Call) -> RevisionOut:
    """One change."""
    number = call.number()
    call.query = PageQuery(after=0, limit=1)  # there is one of that number, so that no part follows
    found = await revisions(call, revision_numbered(number))
    if not found.items:
        raise NotFound(f"There is no revision {number}. List them at /api/revisions.")
    return found.items[0]
