"""masthead archive FILE.warc.gz: the pages of a web archive, with progress; where it was stopped, it goes on."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from masthead.commands.output import bar, complain, refusal, tell, tell_json
from masthead.config import Settings, prepare_data_folder
from masthead.errors import CannotStart, MastheadError, Unavailable
from masthead.intake.archive import About, Archived, Seen, archive
from masthead.intake.bookmark import Bookmark
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import decode
from masthead.intake.raw import gone_unless_named, keep_record
from masthead.intake.segments import Capture
from masthead.intake.warcs import NoPage, WebPage, pages
from masthead.records.articles import article_by_id, set_article_status, writers_of_draft
from masthead.records.base import Status
from masthead.records.captures import captured_article
from masthead.records.database import Database, database
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.outlets import outlet_by_slug
from masthead.safe import own_url

_OFTEN = 20
"""Records after which it is noted how far one has come."""
_NEW = "articles, new"
_DIFFERS = "captures, differing from their article"
_PUBLISHED = "drafts published"
_LEFT = "drafts that others wrote or changed, left for a curator to publish"
_NAMED = (_NEW, _DIFFERS, _PUBLISHED, _LEFT)
_MOST_NAMED = 20
_EXAMPLES = 3
"""Pages named for each reason why they were not archived."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """A web archive, and what is to become of its pages."""

    path: Path
    about: About
    status: Status
    below: str | None
    again: bool
    dry_run: bool
    as_json: bool
    as_new: bool


class _Tally:
    """What became of the records."""

    def __init__(self) -> None:
        self.done: dict[str, list[str]] = {}
        self.refused: dict[str, list[str]] = {}
        self._refused: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.published = False
        """Whether there is something to tell readers."""

    def note(self, what: str, one: str) -> None:
        self.done.setdefault(what, []).append(one)

    @property
    def empty(self) -> bool:
        return not (self.done or self.refused or self.left_out)

    def refuse(self, url: str, error: MastheadError) -> None:
        self._refused[error.code] += 1
        named = self.refused.setdefault(error.code, [])
        if len(named) < _EXAMPLES:
            named.append(f"{url}: {error.message}")

    def tell(self) -> None:
        for what, urls in self.done.items():
            # Each begins with its noun.
            tell(f"  {len(urls):,} {what if len(urls) > 1 else what.replace('s', '', 1)}")
            for one in urls[:_MOST_NAMED] if what in _NAMED else ():
                tell(f"    {one}")
            if what in _NAMED and len(urls) > _MOST_NAMED:
                tell(f"    and {len(urls) - _MOST_NAMED:,} more")
        for code, number in self._refused.items():
            tell(f"  {number:,} refused, {code}:")
            for example in self.refused[code]:
                tell(f"    {example}")
        for why, number in self.left_out.items():
            tell(f"  {number:,} left out: {why}")


@dataclass(slots=True)
class Outcome:
    """What became of sources."""

    failed: int = 0
    """How many could not be taken, or not to their end."""
    published: bool = False
    """Whether there is something to tell readers."""


async def archive_crawl(settings: Settings, crawl: Crawl) -> Outcome:
    """Archive the pages of a web archive."""
    try:
        size = crawl.path.stat().st_size
    except OSError as error:
        complain(MastheadError(f"It cannot be read ({error.strerror})."), str(crawl.path))
        return Outcome(failed=1)
    tally = _Tally()
    try:
        with bar(crawl.path.name, size) as advance:
            if crawl.dry_run:
                await _show(crawl, tally, advance)
            elif not await _archive(settings, crawl, tally, advance):
                return Outcome()
    except MastheadError as error:
        complain(error)
        _tell(crawl, tally)
        return Outcome(1, published=tally.published)
    except (KeyboardInterrupt, asyncio.CancelledError):
        said = (
            "Nothing was changed." if crawl.dry_run else "What is archived stays; the same command goes on from here."
        )
        complain(MastheadError(f"Stopped. {said}"), str(crawl.path))
        _tell(crawl, tally)
        raise
    _tell(crawl, tally)
    return Outcome(published=tally.published)


def _tell(crawl: Crawl, tally: _Tally) -> None:
    if crawl.as_json or tally.empty:
        return
    tell(f"{crawl.path}:")
    tally.tell()
    if _NEW in tally.done and crawl.status is Status.DRAFT and not crawl.dry_run:
        tell("New articles are drafts. Look at them, and publish what is worth it; all of them: --publish --again")


async def _show(crawl: Crawl, tally: _Tally, advance: Callable[[int], None]) -> None:
    for one in pages(crawl.path, below=crawl.below, progress=advance):
        if isinstance(one, NoPage):
            tally.left_out[one.why] += 1
            continue
        try:
            page = await asyncio.to_thread(_taken_apart, one)
            require_recognisable(page.text)
        except MastheadError as error:
            _refuse(crawl, tally, one, error)
            continue
        tally.note("pages that would be archived, unless known already", one.url)
        kept = sum(segment.kept for segment in page.segments)
        if crawl.as_json:
            tell_json({"page": one.url, "captured_at": one.at, "title": page.title, "text": page.text})
        else:
            tell(f"{one.url}: {page.title!r}, {kept} of {len(page.segments)} segments")


async def _archive(settings: Settings, crawl: Crawl, tally: _Tally, advance: Callable[[int], None]) -> bool:
    """Archive all pages from where it was stopped; False where there is nothing left to do."""
    prepare_data_folder(settings)
    again = f" again as {crawl.status}" if crawl.again else ""
    mark = Bookmark.of(crawl.path, settings.captures_folder / "progress", (crawl.below or "") + again)
    after = 0 if mark.finished else mark.position
    if mark.finished and not crawl.again:
        more = " with --publish, to publish its drafts," if crawl.status is Status.PUBLISHED else ""
        tell(f"{crawl.path}: all of it was taken already. Give --again{more} to go through it once more.")
        return False
    if after:
        tell(f"{crawl.path}: going on after {after:,} records")
    author = Author(COMMAND_LINE.name, f"from the web archive {crawl.path.name}")
    position = after
    try:
        async with database(settings.database) as records:
            if crawl.about.outlet:
                async with records.reading() as session:
                    await outlet_by_slug(session, crawl.about.outlet)
            for one in pages(crawl.path, after=after, below=crawl.below, progress=advance):
                if isinstance(one, NoPage):
                    tally.left_out[one.why] += 1
                else:
                    await _page(records, settings, crawl, author, tally, one)
                position = one.position + 1
                if position % _OFTEN == 0:
                    mark.set(position)
    except BaseException:
        mark.set(position)
        raise
    mark.set(position, finished=True)
    return True


async def _page(
    records: Database, settings: Settings, crawl: Crawl, author: Author, tally: _Tally, one: WebPage
) -> None:
    try:
        page = await asyncio.to_thread(_taken_apart, one)
        async with records.reading() as session:
            known = await captured_article(session, one.record_id, page.text)
        if known is not None:
            await _known(records, crawl, author, tally, known)
            return
        done = await _keep(records, settings, crawl, author, one, page)
    except (CannotStart, Unavailable):
        raise  # no fault of the page, which is to be taken the next time
    except (MastheadError, ValidationError) as error:
        _refuse(crawl, tally, one, refusal(error))
        return
    tally.published |= done.told
    number = done.capture.id if done.capture else None
    name = f"article {done.article.id}, {done.article.title!r}"
    if done.new:
        tally.note(_NEW, f"{name}: {one.url}")
    elif done.word_for_word:
        tally.note("pages with the text of an article", one.url)
    else:
        tally.note(_DIFFERS, f"{name}, capture {number}: {one.url}")
    if crawl.as_json:
        tell_json({"page": one.url, "article": done.article.id, "new": done.new, "capture": number})


async def _known(records: Database, crawl: Crawl, author: Author, tally: _Tally, number: int) -> None:
    """A page that was taken before: its article is published, if that is asked for and it is a draft of nobody else."""
    tally.note("captures known already", str(number))
    if crawl.status is not Status.PUBLISHED:
        return
    async with records.session() as session:
        article = await article_by_id(session, number)
        if article.status is not Status.DRAFT:
            return
        others = sorted(await writers_of_draft(session, article) - {author.name})
        if others:
            # What a contributor wrote must not reach readers unread.
            tally.note(_LEFT, f"article {number}, {article.title!r}, by {', '.join(others)}")
            return
        await set_article_status(session, author, article, Status.PUBLISHED)
        tally.published = True
        tally.note(_PUBLISHED, f"article {number}, {article.title!r}")


async def _keep(
    records: Database, settings: Settings, crawl: Crawl, author: Author, one: WebPage, page: Capture
) -> Archived:
    """Keep the page as it came, then what was made of it; neither without the other."""
    raw = keep_record(settings.captures_folder, one)
    with gone_unless_named(settings.captures_folder, raw) as claim:
        about = crawl.about.model_copy(update={"url": own_url(one.url, page.canonical)})
        about = About.model_validate(about.model_dump())
        async with records.session() as session:
            seen = Seen(one.at, raw.file, raw.record_id)
            done = await archive(
                session, author, page, about, status=crawl.status, seen=seen, as_new=crawl.as_new, may_place=True
            )
        claim.named = done.capture is not None
    return done


def _taken_apart(one: WebPage) -> Capture:
    return capture(decode(one.data, charset=one.charset))


def _refuse(crawl: Crawl, tally: _Tally, one: WebPage, error: MastheadError) -> None:
    tally.refuse(one.url, error)
    if crawl.as_json:
        tell_json({"page": one.url, "error": {"code": error.code, "message": error.message}})
