"""masthead archive: keep the body of pages and say what was cut."""

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from pydantic import ValidationError

from masthead.commands.fetching import Read, is_url, read_url
from masthead.commands.output import complain, files_parameter, read_page, refusal, tell, tell_json, with_progress
from masthead.commands.webarchives import Crawl, Outcome, archive_crawl
from masthead.config import Settings, load_settings, prepare_data_folder
from masthead.errors import InvalidInput, MastheadError
from masthead.intake.archive import About, Archived, archive
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.raw import gone_unless_named
from masthead.intake.segments import Capture
from masthead.intake.warcs import is_web_archive
from masthead.records.base import Status
from masthead.records.database import Database, database
from masthead.records.history import COMMAND_LINE
from masthead.records.outlets import outlet_by_id
from masthead.records.samples import template_advice


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the curator says, and how the answer is to look."""

    about: About
    status: Status
    as_new: bool
    as_json: bool
    ignore_robots: bool
    keep: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)


async def archive_pages(
    sources: Annotated[list[str], files_parameter(" URLs are fetched; web archives are .warc, .warc.gz, .wacz.")],
    /,
    *,
    url: Annotated[str | None, Parameter(help="Where the page stands, if a file is given.")] = None,
    outlet: Annotated[str | None, Parameter(help="Slug of the outlet.")] = None,
    title: Annotated[str | None, Parameter(help="Title, if the page's own is wrong.")] = None,
    published: Annotated[date | None, Parameter(help="The article's date; never taken from the visible text.")] = None,
    licence: Annotated[str | None, Parameter(help="On what terms the text is free to publish, if it is.")] = None,
    draft: Annotated[bool, Parameter(negative="", help="Keep it from readers for now.")] = False,
    publish: Annotated[bool, Parameter(negative="", help="Of a web archive: its pages are drafts otherwise.")] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Only show what would be kept.")] = False,
    json: Annotated[bool, Parameter(negative="", help="One JSON line a page.")] = False,
    keep: Annotated[list[int] | None, Parameter(negative="", help="Segment to keep that was cut; repeatable.")] = None,
    cut: Annotated[list[int] | None, Parameter(negative="", help="Segment to cut that was kept; repeatable.")] = None,
    as_new: Annotated[bool, Parameter(negative="", help="An article of its own, though it resembles another.")] = False,
    ignore_robots: Annotated[bool, Parameter(negative="", help="Fetch a URL though robots.txt says no.")] = False,
    below: Annotated[str | None, Parameter(help="Of a web archive: only pages whose URLs begin so.")] = None,
    again: Annotated[bool, Parameter(negative="", help="Of a web archive: from its beginning once more.")] = False,
) -> int:
    """Archive pages: keep the article, drop the rest, and say segment by segment what was cut and why.

    A source is a file of plain text or HTML, a URL, or a web archive (.warc, .warc.gz, .wacz).
    """
    if len(sources) > 1 and (url or title or published or keep or cut):
        raise InvalidInput("--url, --title, --published, --keep and --cut speak of one page: give one file with them.")
    if draft and publish:
        raise InvalidInput("Either --draft or --publish.")
    crawls = [one for one in sources if is_web_archive(one) and not is_url(one)]
    if crawls and (url or title or published or keep or cut):
        raise InvalidInput("--url, --title, --published, --keep and --cut speak of one page, not of a web archive.")
    if not crawls and (below or again):
        raise InvalidInput("--below and --again are for web archives.")
    if below and not is_url(below):
        raise InvalidInput("--below takes the beginning of URLs, such as https://the-outlet.example/news/")
    if url and is_url(sources[0]):
        raise InvalidInput("--url says where a file stands; a URL stands where it stands.")
    wanted = _Wanted(
        About(url=url, outlet=outlet, title=title, published=published, licence=licence),
        Status.DRAFT if draft else Status.PUBLISHED,
        as_new=as_new,
        as_json=json,
        ignore_robots=ignore_robots,
        keep=keep or [],
        cut=cut or [],
    )
    settings = load_settings()
    pages = [one for one in sources if one not in crawls]
    outcome = await _pages(settings, pages, wanted, dry_run=dry_run)
    for name in crawls:
        crawl = Crawl(
            Path(name),
            About(outlet=outlet, licence=licence),
            Status.PUBLISHED if publish else Status.DRAFT,
            below=below,
            again=again,
            dry_run=dry_run,
            as_json=json,
            as_new=as_new,
        )
        of_crawl = await archive_crawl(settings, crawl)
        outcome.failed += of_crawl.failed
        outcome.published |= of_crawl.published
    if outcome.published and not json:
        tell("Readers are told at the next publication: a running server publishes on POST /api/publish, or run")
        tell("  masthead publish")
    return int(outcome.failed > 0)


async def _pages(settings: Settings, names: list[str], wanted: _Wanted, *, dry_run: bool) -> Outcome:
    """Archive pages one by one, or show what would be kept."""
    if dry_run:
        return Outcome(sum([not await _show(settings, name, wanted) for name in with_progress(names, "Reading")]))
    outcome, outlet_id = Outcome(), None
    if not names:
        return outcome
    prepare_data_folder(settings)
    async with database(settings.database) as records:
        for name in with_progress(names, "Archiving"):
            try:
                read = await _read(settings, name, wanted, keep_raw=True)
                with gone_unless_named(settings.captures_folder, read.raw) as claim:
                    page = capture(read.document).overridden(wanted.keep, wanted.cut)
                    done = await _keep(records, page, read, wanted)
                    claim.named = done.capture is not None
            except (MastheadError, ValidationError) as error:
                _refuse(name, refusal(error), as_json=wanted.as_json)
                outcome.failed += 1
                continue
            outcome.published |= done.told
            outlet_id = done.article.outlet_id
            _report(name, page, done, as_json=wanted.as_json)
        advice = await _advice(records, outlet_id)
    if advice and not wanted.as_json:
        tell(advice)
    return outcome


async def _read(settings: Settings, name: str, wanted: _Wanted, *, keep_raw: bool) -> Read:
    if is_url(name):
        return await read_url(settings, name, keep_raw=keep_raw, ignore_robots=wanted.ignore_robots)
    return Read(read_page(name))


async def _advice(records: Database, outlet_id: int | None) -> str | None:
    """Whether other pages of the outlet are wanted."""
    if outlet_id is None:
        return None
    async with records.reading() as session:
        return await template_advice(session, await outlet_by_id(session, outlet_id))


async def _keep(records: Database, page: Capture, read: Read, wanted: _Wanted) -> Archived:
    about = wanted.about.model_copy(update={"url": read.url_of(page)}) if read.url else wanted.about
    async with records.session() as session:
        return await archive(
            session,
            COMMAND_LINE,
            page,
            about,
            status=wanted.status,
            seen=read.seen,
            as_new=wanted.as_new,
            may_place=True,
        )


async def _show(settings: Settings, name: str, wanted: _Wanted) -> bool:
    """Show what would be kept of one page; whether it could be archived."""
    try:
        read = await _read(settings, name, wanted, keep_raw=False)
        page = capture(read.document).overridden(wanted.keep, wanted.cut)
    except MastheadError as error:
        _refuse(name, error, as_json=wanted.as_json)
        return False
    refused: MastheadError | None = None
    try:
        require_recognisable(page.text)
    except MastheadError as error:
        refused = error
    if wanted.as_json:
        tell_json(_as_json(name, page) | ({"refused": refused.message} if refused else {}))
    else:
        _tell_segments(name, page)
        if refused:
            complain(refused, name)
    return refused is None


def _report(name: str, page: Capture, done: Archived, *, as_json: bool) -> None:
    capture_number = done.capture.id if done.capture else None
    if as_json:
        told = {"article": done.article.id, "new": done.new, "status": done.article.status, "capture": capture_number}
        tell_json(_as_json(name, page) | told)
    elif done.new:
        kept = sum(segment.kept for segment in page.segments)
        tell(f"{name}: article {done.article.id}, {done.article.title!r}")
        tell(
            f"  kept {kept} of {len(page.segments)} segments; see which with --dry-run, change it with --keep and --cut"
        )
        if done.article.outlet_id is None:
            tell("  of no known outlet: --outlet SLUG says whose it is")
        if done.article.published_on is None:
            tell("  without a date, for the page states none: --published YYYY-MM-DD gives it one")
    elif done.word_for_word:
        tell(f"{name}: archived already as article {done.article.id}, {done.article.title!r}")
        tell("  what is kept of it (outlet, title, date) stays as it is; curators change it over the API")
    else:
        tell(f"{name}: another capture of article {done.article.id}, {done.article.title!r}")
        shown = f"what differs: masthead captures {done.article.id} {capture_number}"
        seen = shown if capture_number else "it is kept already"
        tell(f"  {seen}; --as-new archives it as an article of its own")
        if done.article.status is Status.DRAFT:
            tell("  that article is a draft, and readers are not told of it")


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
