"""What a curator decides on a report: the page is disputed, something was corrected, or nothing is to be done."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Given
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.errors import Conflict, InvalidInput
from masthead.matching.address import candidates, place_of
from masthead.records.articles import PLACEMENTS
from masthead.records.base import Status, identity, now
from masthead.records.history import Author
from masthead.records.keeping import add, change, remove
from masthead.records.outlets import outlet_of_hosts
from masthead.records.placements import Placement, PlacementRole
from masthead.records.reports import Outcome, Report, ReportKind
from masthead.safe import Paragraph


class Decision(BaseModel):
    """What is decided on a report, and why."""

    model_config = ConfigDict(extra="forbid")
    outcome: Outcome = Given(
        description="placement disputed: readers are told the article at that page no more; corrected: something was"
        " changed on account of it; declined: nothing is to be done."
    )
    reason: Paragraph = Given(description="Why; of a disputed placement the history tells it to everybody.")


async def decide(session: AsyncSession, author: Author, report: Report, outcome: Outcome) -> Report:
    """Decide on a report, and forget the page and the words of those who sent it.

    Args:
        session: that writes.
        author: who decides, and why.
        report: that is open.
        outcome: "placement disputed" lets readers be told the article at the report's page no more.

    Raises:
        Conflict: it is decided already.
        InvalidInput: it names no page that could be disputed.
    """
    open_still(report)
    if outcome is Outcome.DISPUTED:
        await _dispute(session, author, report)
    report.outcome = outcome
    report.decided_by, report.decided_at, report.reason = author.name, now(), author.why
    report.url, report.comments = None, []
    report.version += 1
    report.changed_at = now()
    session.add(report)
    await session.flush()
    return report


def open_still(report: Report) -> None:
    """Refuse to decide twice.

    Raises:
        Conflict: it is decided.
    """
    if report.outcome is not None:
        raise Conflict(f"Report {report.id} was decided by {report.decided_by}: {report.outcome.value}.")


async def is_disputed(session: AsyncSession, report: Report) -> bool:
    """Whether readers are told already that the page of a report is not the article."""
    held = await _placements_there(session, report)
    return any(one.status is Status.PUBLISHED and one.role is PlacementRole.DISPUTED for one in held)


async def _placements_there(session: AsyncSession, report: Report) -> list[Placement]:
    if report.kind is not ReportKind.WRONG_MATCH or report.url is None:
        raise InvalidInput("The report names no page on which a match is wrong: decide otherwise.", field="outcome")
    there = place_of(report.url)
    query: Any = select(Placement).where(
        Placement.article_id == report.article_id, Placement.status != Status.WITHDRAWN
    )
    held = await session.scalars(query.order_by(col(Placement.id)))
    return [one for one in held.all() if place_of(one.url) == there]


async def _dispute(session: AsyncSession, author: Author, report: Report) -> None:
    """Let every placement of the article at the page be disputed; where there is none, add one."""
    held = await _placements_there(session, report)
    for draft in (one for one in held if one.status is Status.DRAFT):
        # What its author said of the place must not reach readers unread: the decision counts.
        await remove(session, author, draft)
    told = [one for one in held if one.status is not Status.DRAFT]
    for placement in told:
        await change(session, author, PLACEMENTS, placement, {"role": PlacementRole.DISPUTED})
    if not told:
        url = str(report.url)
        holder = await outlet_of_hosts(session, candidates(url))
        placement = Placement(
            article_id=identity(report.article_id),
            outlet_id=holder.id if holder else None,
            url=url,
            role=PlacementRole.DISPUTED,
            first_seen=report.first_on,
            status=Status.PUBLISHED,
        )
        await add(session, author, PLACEMENTS, placement)
