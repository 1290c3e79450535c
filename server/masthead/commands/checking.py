"""masthead check: a dry run before publishing."""

import sys
from typing import Annotated

from cyclopts import Parameter

from masthead.commands.output import complain, files_parameter, read_page, tell, tell_json, with_progress
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import InvalidInput, MastheadError
from masthead.feed.archive import Archive, read_archive
from masthead.feed.check import Subject, check
from masthead.feed.findings import Alike, Check, NoEvidence, Shown
from masthead.intake.capture import capture, require_recognisable
from masthead.matching.address import candidates
from masthead.matching.compare import MatchClass
from masthead.records.articles import article_by_id, article_of_body
from masthead.records.database import Session, database
from masthead.records.outlets import Outlet, outlet_by_id, outlet_by_slug, outlet_of_hosts


async def check_articles(
    subjects: Annotated[list[str], files_parameter(" Or numbers of archived articles.")],
    /,
    *,
    outlet: Annotated[str | None, Parameter(help="Slug of the outlet that files are of.")] = None,
    url: Annotated[str | None, Parameter(help="Where the page of a file stands.")] = None,
    json: Annotated[
        bool, Parameter(negative="", help="JSON lines; the default unless a terminal is watching.")
    ] = False,
) -> int:
    """Say what readers would be told if an article were published now; nothing is kept or published."""
    files = [one for one in subjects if not one.isdigit()]
    if (outlet or url) and len(files) < len(subjects):
        raise InvalidInput("--outlet and --url speak of files: an archived article has its own.")
    if url and len(files) > 1:
        raise InvalidInput("--url speaks of one page: give one file with it.")
    settings = load_settings()
    prepare_data_folder(settings)
    as_json = json or not sys.stdout.isatty()
    failed = 0
    async with database(settings.database) as records, records.reading() as session:
        if outlet:
            await outlet_by_slug(session, outlet)
        archive = await read_archive(session)
        for name in with_progress(subjects, "Checking"):
            try:
                found = await _check(session, archive, name, outlet, url)
            except MastheadError as error:
                failed += 1
                complain(error, name)
                if as_json:
                    tell_json({"checked": name, "error": {"code": error.code, "message": error.message}})
                continue
            if as_json:
                tell_json({"checked": name, **found.model_dump(mode="json")})
            else:
                _tell(name, found)
    return int(failed > 0)


async def _check(session: Session, archive: Archive, name: str, slug: str | None, url: str | None) -> Check:
    if name.isdigit():
        article = await article_by_id(session, min(int(name), 10**18))
        of = await outlet_by_id(session, article.outlet_id) if article.outlet_id else None
        subject = Subject(article.body, article=article.id, title=article.title, outlet=of, url=article.url)
    else:
        page = capture(read_page(name))
        require_recognisable(page.text)
        known = await article_of_body(session, page.text)
        if known is not None:
            # Archiving would keep nothing new of it, so what is kept of it counts.
            return await _check(session, archive, str(known.id), None, None)
        subject = Subject(page.text, title=page.title, outlet=await _outlet(session, slug, url), url=url)
    return await check(session, archive, subject)


async def _outlet(session: Session, slug: str | None, url: str | None) -> Outlet | None:
    """The outlet that archiving would take."""
    if slug:
        return await outlet_by_slug(session, slug)
    return await outlet_of_hosts(session, candidates(url)) if url else None


def _tell(name: str, found: Check) -> None:
    archived = f"article {found.article}, " if found.article else ""
    tell(f"{name}: {archived}{found.title or 'no title found'}")
    share = found.evidence_words / max(found.words, 1)
    tell(f"  {found.evidence_words} of {found.words} words are evidence ({share:.0%})")
    tell(f"  recognisable: {found.recognisable.value}; {_count(found.listed, 'fingerprint')} listed")
    known = found.known_pages
    if whose := known.outlet or known.site:
        tell(f"  other pages of {whose}: {_count(known.articles, 'article')}, {_count(known.samples, 'sample')}")
    if found.no_evidence:
        tell("  no evidence:")
    for passage in found.no_evidence:
        _tell_passage(passage)
    if found.no_evidence_more:
        tell(f"    and {found.no_evidence_more} shorter passages")
    if found.alike:
        tell("  other articles with this text:")
    for one in found.alike:
        _tell_alike(one)
    if found.alike_more:
        tell(f"    {found.alike_more} more share less and were not compared")
    for warning in found.warnings:
        tell(f"  ! {warning}")


def _tell_passage(passage: NoEvidence) -> None:
    held = [f"article {one.id} ({one.title})" for one in passage.articles]
    held += [f"sample {one.id}" + (f" ({one.title})" if one.title else "") for one in passage.samples]
    tell(f"    {passage.words:5} words  {passage.reason.value}" + (f": {', '.join(held)}" if held else ""))
    tell(f"                 {passage.excerpt}")


def _tell_alike(one: Alike) -> None:
    marks = [one.outlet or "outlet unknown", one.status.value]
    marks += ["same outlet"] if one.same_outlet else []
    marks += ["near-duplicate"] if one.near_duplicate else []
    tell(f"    article {one.id}, {one.title!r} ({', '.join(marks)})")
    tell(f"      shown to a reader of this text: {_said(one.shown_here)}")
    tell(f"      shown to its readers, of this text: {_said(one.shown_there)}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _said(shown: Shown) -> str:
    if shown.match_class is MatchClass.NOTHING:
        return "nothing"
    return f"{shown.match_class.value}, shares {shown.shared_words} words, {shown.article_share:.0%} of the article"
