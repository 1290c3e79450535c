"""Archive a capture: the step from a page taken apart to a kept article."""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from masthead.errors import InvalidInput
from masthead.intake.capture import require_recognisable
from masthead.intake.recognition import recognised
from masthead.intake.segments import Capture as Page
from masthead.matching.address import candidates
from masthead.records.articles import (
    Article,
    ArticleFields,
    KeptSegment,
    add_article,
    add_placement,
    article_by_id,
    publish_draft,
)
from masthead.records.base import Status, identity, now
from masthead.records.captures import Capture, CaptureFields, add_capture
from masthead.records.database import Session
from masthead.records.history import Author
from masthead.records.outlets import Outlet, outlet_by_slug, outlet_of_hosts
from masthead.records.placements import PlacementRole
from masthead.safe import Day, Language, Line, Slug, WebUrl


class About(BaseModel):
    """What a curator says of a page; it goes before what the page says of itself."""

    model_config = ConfigDict(extra="forbid")
    url: WebUrl | None = Field(None, description="Where the page stands.")
    outlet: Slug | None = Field(None, description="Slug of the outlet; by default the one whose address the URL is.")
    title: Line | None = None
    author: Line | None = None
    language: Language | None = None
    published: Day | None = Field(None, description="The article's date. It is never taken from the visible text.")
    licence: Line | None = Field(None, description="On what terms the text is free to publish, if it is.")


@dataclass(frozen=True, slots=True)
class Seen:
    """When a page was captured, and where it was kept as it came."""

    at: datetime
    """Aware."""
    raw_file: str | None = None
    """File below the folder of captures."""
    raw_record: str | None = None
    """Which record of that file."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What became of a capture."""

    article: Article
    new: bool
    """False when this article had been archived before."""
    word_for_word: bool = True
    """Whether the text is that of the article to the word."""
    capture: Capture | None = None
    """What was kept of another capture of the article."""
    told: bool = False
    """Whether readers are to be told something new."""


async def archive(
    session: Session,
    author: Author,
    page: Page,
    about: About,
    *,
    status: Status,
    seen: Seen | None = None,
    as_new: bool = False,
    may_place: bool = False,
) -> Archived:
    """Keep the article of a page, or recognise that it is kept already and note where it was seen, and what differs.

    A draft of the very text is published, with what is said of it now, if this is to be. Whoever may only write drafts
    adds no more than a capture to an article that readers are told of.

    Args:
        session: that writes.
        author: who archives, and why.
        page: the page taken apart.
        about: what the curator says of it.
        status: what a new article is to be.
        seen: when it was captured, and where it is kept; by default now, and nowhere.
        may_place: whether a draft placement may be added to an article that readers are told of.
        as_new: whether a text that resembles another is an article of its own. The very same text never is.

    Raises:
        TextTooShort: the kept text could never be recognised.
        InvalidInput: the page has no title and none was given.
        NotFound: the outlet does not exist.
        Conflict: the article has as many placements, or captures, as are kept.
    """
    require_recognisable(page.text)
    seen = seen or Seen(now())
    outlet = await _outlet(session, about)
    known = await recognised(session, page.text, about.url, told_only=status is Status.PUBLISHED)
    if known is not None and as_new and not known.word_for_word:
        known = None
    placed, published_now = False, known is None or known.article.status is Status.DRAFT
    if known is None:
        fields = _fields(page, about)
        article = await add_article(
            session, author, fields, status=status, outlet_id=outlet.id if outlet else None, captured_at=seen.at
        )
    elif known.word_for_word and known.article.status is Status.DRAFT and status is Status.PUBLISHED:
        # What the draft's author said of it must not reach readers unread: the publisher's own words count.
        fields = _fields(page, about)
        article = await publish_draft(session, author, known.article, fields, outlet_id=outlet.id if outlet else None)
    else:
        article = known.article
    word_for_word = known is None or known.word_for_word
    capture = None
    if not word_for_word or seen.raw_file is not None:
        kept = _capture_fields(page, about, seen, whole=not word_for_word)
        capture = await add_capture(session, author, article, kept, captured_at=seen.at, status=status)
    # Whoever may only write drafts adds no place to an article that readers are told of.
    if about.url and (known is None or status is Status.PUBLISHED or article.status is Status.DRAFT or may_place):
        role = PlacementRole.EXCERPT if known is not None and known.part else PlacementRole.COPY
        placed = await _place(session, author, article, about.url, role, seen.at.date(), status)
    told = status is Status.PUBLISHED and (placed or published_now)
    return Archived(await article_by_id(session, identity(article.id)), known is None, word_for_word, capture, told)


async def _place(
    session: Session, author: Author, article: Article, url: str, role: PlacementRole, day: date, status: Status
) -> bool:
    """Note where the text was seen; at home it is the origin, whatever it would be elsewhere. Whether that is new."""
    holder = await outlet_of_hosts(session, candidates(url))
    at_home = (holder.id if holder else None) == article.outlet_id
    role = PlacementRole.ORIGIN if at_home and article.url == url else role
    place = (url, role, holder.id if holder else None)
    return await add_placement(session, author, article, *place, status=status, first_seen=day)


def _capture_fields(page: Page, about: About, seen: Seen, *, whole: bool) -> CaptureFields:
    title = about.title or page.title
    return CaptureFields(
        title=title[:300] if title else None,
        url=about.url,
        body=page.text if whole else None,
        segments=_segments(page) if whole else None,
        raw_file=seen.raw_file,
        raw_record=seen.raw_record,
    )


def _segments(page: Page) -> list[KeptSegment]:
    return [KeptSegment(text=one.text, kept=one.kept, reason=one.reason.value) for one in page.segments]


async def _outlet(session: Session, about: About) -> Outlet | None:
    if about.outlet:
        return await outlet_by_slug(session, about.outlet)
    return await outlet_of_hosts(session, candidates(about.url)) if about.url else None


def _fields(page: Page, about: About) -> ArticleFields:
    title = about.title or page.title
    if not title:
        raise InvalidInput("The page has no line that could be its title. Give one.", field="title")
    published = about.published or (date.fromisoformat(page.published_on) if page.published_on else None)
    return ArticleFields(
        body=page.text,
        title=title[:300],
        author=about.author or page.author,
        language=about.language or page.language,
        published_on=published,
        url=about.url,
        licence=about.licence,
        segments=_segments(page),
    )
