"""/api/reports: what readers report, and what curators decide about it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from http import HTTPStatus
from typing import Final, Literal, Self

from aiohttp import web
from pydantic import BaseModel, Field

from masthead.errors import NeedsReview
from masthead.records.curators import Role
from masthead.records.deciding import Decision, decide, is_disputed, open_still
from masthead.records.outlets import outlet_by_id
from masthead.records.reports import (
    Outcome,
    Report,
    ReportFields,
    ReportKind,
    listed_reports,
    receive,
    report_by_id,
)
from masthead.web.api.listing import Number, PageQuery, cut, next_of
from masthead.web.bodies import require_json
from masthead.web.conditions import expect
from masthead.web.keys import LIMITS, SETTINGS
from masthead.web.networks import network_of
from masthead.web.operations import Call, Operations
from masthead.web.permissions import reviewed

operations = Operations()

_Status = Literal["open", "decided"]
_REVIEW: Final = (
    "Here somebody else must look first: add the disputed placement as a draft, ask another editor to publish it, and"
    " decide the report then."
)


class ReceivedOut(BaseModel):
    """That a report has arrived; what becomes of it, nobody is told by it."""

    received: Literal[True] = True


class ReportOut(BaseModel):
    """A report as curators see it. What readers wrote, and the page, are forgotten once it is decided."""

    id: int
    version: int = Field(description="Goes up when it is decided; the ETag of the report.")
    status: _Status
    kind: ReportKind
    article: int | None
    note: int | None
    outlet: str | None = Field(description="Slug of the outlet that the note is on.")
    url: str | None
    comments: list[str]
    shared_words: int | None
    feed_version: int
    times: int = Field(description="How many equal reports there were.")
    first_on: date
    last_on: date
    outcome: Outcome | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, report: Report, slug: str | None) -> Self:
        """The report with the slug of its outlet."""
        fields = report.model_dump(exclude={"changed_at", "article_id", "note_id", "outlet_id"})
        status: _Status = "open" if report.outcome is None else "decided"
        return cls(**fields, status=status, article=report.article_id, note=report.note_id, outlet=slug)


class ReportsOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[ReportOut]
    next: int | None


class ReportsQuery(PageQuery):
    """Which reports."""

    status: _Status | None = Field(None, description="open or decided; by default both.", examples=["open"])
    article: Number | None = Field(None, description="Number of the article that they are about.", examples=[1])
    kind: ReportKind | None = Field(None, examples=["wrong match"])


@asynccontextmanager
async def _counted(request: web.Request, _prepared: None) -> AsyncIterator[None]:
    """Take a report from whoever has not sent too many, and from no web page."""
    require_json(request)
    await request.app[LIMITS].count_report(network_of(request, request.app[SETTINGS]))
    yield


@operations.add(
    "POST",
    "/reports",
    "Report a match that is wrong, or a note that is out of date",
    body=ReportFields,
    answer=ReceivedOut,
    status=HTTPStatus.ACCEPTED,
    around=_counted,
)
async def create_report(call: Call) -> ReceivedOut:
    """Keep a report for curators, or count it; nothing of who sent it is kept."""
    call.concerns_readers = False
    await receive(call.session, call.body)
    return ReceivedOut()


async def _shown(call: Call, report: Report) -> ReportOut:
    outlet = await outlet_by_id(call.session, report.outlet_id) if report.outlet_id is not None else None
    return ReportOut.of(report, outlet.slug if outlet else None)


@operations.add(
    "GET", "/reports", "List what readers report", query=ReportsQuery, answer=ReportsOut, role=Role.CONTRIBUTOR
)
async def list_reports(call: Call) -> ReportsOut:
    """Reports by number."""
    query: ReportsQuery = call.query
    found = await listed_reports(
        call.session,
        decided=None if query.status is None else query.status == "decided",
        article=query.article,
        kind=query.kind,
        after=query.after,
        limit=query.limit + 1,
    )
    part = cut(call, found)
    return ReportsOut(items=[await _shown(call, one) for one in part], next=next_of(call, part))


@operations.add("GET", "/reports/{id}", "Read a report", answer=ReportOut, role=Role.CONTRIBUTOR)
async def read_report(call: Call) -> ReportOut:
    """One report."""
    report = await report_by_id(call.session, call.number())
    call.tell_version(report)
    return await _shown(call, report)


@operations.add(
    "POST",
    "/reports/{id}/decide",
    "Decide on a report",
    body=Decision,
    answer=ReportOut,
    role=Role.EDITOR,
    conditional=True,
)
async def decide_report(call: Call) -> ReportOut:
    """Decide, and forget the page and the words of the readers."""
    report = await report_by_id(call.session, call.number())
    await expect(call, report, lambda: _shown(call, report))
    given: Decision = call.body
    open_still(report)
    disputes = given.outcome is Outcome.DISPUTED
    if disputes and reviewed(call) and not await is_disputed(call.session, report):
        raise NeedsReview(_REVIEW)
    call.concerns_readers = disputes
    await decide(call.session, call.author, report, given.outcome)
    call.tell_version(report)
    return await _shown(call, report)
