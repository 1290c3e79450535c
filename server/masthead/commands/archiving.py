"""masthead archive: keep the body of pages and say what was cut."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from cyclopts import Parameter
from pydantic import ValidationError

from masthead.commands.output import Pages, complain, read_page, refusal, tell, tell_json, with_progress
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import InvalidInput, MastheadError
from masthead.intake.archive import About, Archived, archive
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.segments import Capture
from masthead.records.base import Status
from masthead.records.database import Database, database
from masthead.records.history import COMMAND_LINE
from masthead.records.outlets import outlet_by_id
from masthead.records.samples import template_advice


async def archive_pages(
    files: Pages,
    /,
    *,
    url: Annotated[str | None, Parameter(help="Where the page stands.")] = None,
    outlet: Annotated[str | None, Parameter(help="Slug of the outlet.")] = None,
    title: Annotated[str | None, Parameter(help="Title, if the page's own is wrong.")] = None,
    published: Annotated[date | None, Parameter(help="The article's date; never taken from the visible text.")] = None,
    draft: Annotated[bool, Parameter(negative="", help="Keep it from readers for now.")] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Only show what would be kept.")] = False,
    json: Annotated[bool, Parameter(negative="", help="One JSON line a file.")] = False,
    keep: Annotated[list[int] | None, Parameter(negative="", help="Segment to keep that was cut; repeatable.")] = None,
    cut: Annotated[list[int] | None, Parameter(negative="", help="Segment to cut that was kept; repeatable.")] = None,
) -> int:
    """Archive pages: keep the article, drop the rest, and say segment by segment what was cut and why."""
    if len(files) > 1 and (url or title or published or keep or cut):
        raise InvalidInput("--url, --title, --published, --keep and --cut speak of one page: give one file with them.")
    about = About(url=url, outlet=outlet, title=title, published=published)
    failed, outlet_id = 0, None
    if dry_run:
        for name in with_progress(files, "Reading"):
            failed += not _show(name, keep, cut, as_json=json)
        return int(failed > 0)
    settings = load_settings()
    prepare_data_folder(settings)
    status = Status.DRAFT if draft else Status.PUBLISHED
    async with database(settings.database) as records:
        for name in with_progress(files, "Archiving"):
            try:
                page = capture(read_page(name)).overridden(keep or (), cut or ())
                done = await _keep(records, page, about, status)
            except (MastheadError, ValidationError) as error:
                _refuse(name, error if isinstance(error, MastheadError) else refusal(error), as_json=json)
                failed += 1
                continue
            outlet_id = done.article.outlet_id
            _report(name, page, done, as_json=json)
        advice = await _advice(records, outlet_id)
    if advice and not json:
        tell(advice)
    if failed < len(files) and not draft and not json:
        tell("Readers are told at the next publication: a running server publishes on POST /api/publish, or run")
        tell("  masthead publish")
    return int(failed > 0)


async def _advice(records: Database, outlet_id: int | None) -> str | None:
    """Whether other pages of the outlet are wanted."""
    if outlet_id is None:
        return None
    async with records.reading() as session:
        return await template_advice(session, await outlet_by_id(session, outlet_id))


async def _keep(records: Database, page: Capture, about: About, status: Status) -> Archived:
    async with records.session() as session:
        return await archive(session, COMMAND_LINE, page, about, status=status)


def _show(name: str, keep: list[int] | None, cut: list[int] | None, *, as_json: bool) -> bool:
    """Show what would be kept of one page; whether it could be archived."""
    try:
        page = capture(read_page(name)).overridden(keep or (), cut or ())
    except MastheadError as error:
        _refuse(name, error, as_json=as_json)
        return False
    refused: MastheadError | None = None
    try:
        require_recognisable(page.text)
    except MastheadError as error:
        refused = error
    if as_json:
        tell_json(_as_json(name, page) | ({"refused": refused.message} if refused else {}))
    else:
        _tell_segments(name, page)
        if refused:
            complain(refused, name)
    return refused is None


def _report(name: str, page: Capture, done: Archived, *, as_json: bool) -> None:
    if as_json:
        tell_json(_as_json(name, page) | {"article": done.article.id, "new": done.new, "status": done.article.status})
    elif done.new:
        kept = sum(segment.kept for segment in page.segments)
        tell(f"{name}: article {done.article.id}, {done.article.title!r}")
        tell(
            f"  kept {kept} of {len(page.segments)} segments; see which with --dry-run, change it with --keep and --cut"
        )
    else:
        tell(f"{name}: archived already as article {done.article.id}, {done.article.title!r}")
        tell("  what is kept of it (outlet, title, date) stays as it is")


def _refuse(name: str, error: MastheadError, *, as_json: bool) -> None:
    if as_json:
        tell_json({"page": name, "error": {"code": error.code, "message": error.message}})
    complain(error, name)


def _as_json(name: str, page: Capture) -> dict[str, Any]:
    return {
        "page": name,
        "title": page.title,
        "author": page.author,
        "language": page.language,
        "published_on": page.published_on,
        "text": page.text,
        "segments": [asdict(segment) for segment in page.segments],
    }


def _tell_segments(name: str, page: Capture) -> None:
    tell(f"{name}: {page.title or 'no title found'}")
    for at, segment in enumerate(page.segments):
        mark = "keep" if segment.kept else "cut "
        tell(f"{at:4} {mark} {segment.reason.value:26} {segment.text[:90]}")
