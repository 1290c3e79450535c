"""masthead reports: what readers report, and what is decided on it."""

from typing import Annotated, Any

from cyclopts import App, Parameter

from masthead.commands.output import tell, tell_json
from masthead.config import load_settings, prepare_data_folder
from masthead.records.base import identity
from masthead.records.database import database
from masthead.records.deciding import Decision, decide
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.reports import Outcome, Report, listed_reports, report_by_id

reports = App(name="reports", help="What readers report: list it, and decide on it.")
_PORTION = 200


@reports.default
async def reports_list(
    *,
    decided: Annotated[bool, Parameter(negative="", help="Those that are decided, not those that wait.")] = False,
    article: Annotated[int | None, Parameter(help="Only those about an article, by its number.")] = None,
    json: Annotated[bool, Parameter(negative="", help="One JSON line a report.")] = False,
) -> int:
    """List what readers report."""
    settings = load_settings()
    prepare_data_folder(settings)
    after, listed = 0, 0
    async with database(settings.database) as records, records.reading() as session:
        while portion := await listed_reports(session, decided=decided, article=article, after=after, limit=_PORTION):
            for report in portion:
                if json:
                    tell_json(_as_json(report))
                else:
                    _tell(report)
            after = identity(portion[-1].id)
            listed += len(portion)
    if not listed and not json:
        tell("Nothing was decided yet." if decided else "No report waits.")
    return 0


@reports.command(name="decide")
async def reports_decide(
    number: Annotated[int, Parameter(help="Number of the report.")],
    /,
    *,
    outcome: Annotated[Outcome, Parameter(help="What is decided.")],
    reason: Annotated[str, Parameter(help="Why; of a disputed placement the history tells it to everybody.")],
) -> int:
    """Decide on a report, and forget the page and the words of the readers."""
    settings = load_settings()
    prepare_data_folder(settings)
    given = Decision(outcome=outcome, reason=reason)
    async with database(settings.database) as records, records.session() as session:
        report = await report_by_id(session, number)
        await decide(session, Author(COMMAND_LINE.name, given.reason), report, given.outcome)
    tell(f"Report {number}: {outcome.value}.")
    if outcome is Outcome.DISPUTED:
        tell("Readers are told at the next publication: masthead publish")
    return 0


def _tell(report: Report) -> None:
    times = "once" if report.times == 1 else f"{report.times} times"
    days = f"on {report.first_on}" if report.first_on == report.last_on else f"{report.first_on} to {report.last_on}"
    about = f"note {report.note_id}" if report.note_id is not None else f"article {report.article_id}"
    tell(f"{report.id}: {report.kind.value}, {about}, {times}, {days}")
    if report.url is not None:
        tell(f"  at {report.url}")
    if report.shared_words is not None:
        tell(f"  shares {report.shared_words} words, as the reader was told")
    for comment in report.comments:
        tell("  | " + comment.replace("\n", "\n  | "))
    if report.outcome is not None:
        tell(f"  {report.outcome.value} by {report.decided_by} on {report.decided_at:%Y-%m-%d}: {report.reason}")


def _as_json(report: Report) -> dict[str, Any]:
    return report.model_dump(mode="json")
