"""Archive a capture: the step from a page taken apart to a kept article."""

from dataclasses import asdict, dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from masthead.errors import InvalidInput
from masthead.intake.capture import require_recognisable
from masthead.intake.segments import Capture
from masthead.matching.address import candidates
from masthead.records.articles import (
    Article,
    ArticleFields,
    PlacementRole,
    add_article,
    add_placement,
    article_by_id,
    article_of_body,
    publish_draft,
)
from masthead.records.base import Status, identity
from masthead.records.database import Session
from masthead.records.history import Author
from masthead.records.outlets import Outlet, outlet_by_slug, outlet_of_hosts
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


@dataclass(frozen=True, slots=True)
class Archived:
    """What became of a capture."""

    article: Article
    new: bool
    """False when this very text had been archived before."""


async def archive(session: Session, author: Author, page: Capture, about: About, *, status: Status) -> Archived:
    """Keep the article of a page, or recognise that it is kept already and note where it was seen.

    A draft of the very text is published, with what is said of it now, if this is to be. Whoever may only write drafts
    adds nothing to an article that readers are told of.

    Raises:
        TextTooShort: the kept text could never be recognised.
        InvalidInput: the page has no title and none was given.
        NotFound: the outlet does not exist.
    """
    require_recognisable(page.text)
    outlet = await _outlet(session, about)
    known = await article_of_body(session, page.text)
    if known is None:
        fields = _fields(page, about)
        article = await add_article(session, author, fields, status=status, outlet_id=outlet.id if outlet else None)
    elif known.status is Status.DRAFT and status is Status.PUBLISHED:
        # What the draft's author said of it must not reach readers unread: the publisher's own words count.
        fields = _fields(page, about)
        article = await publish_draft(session, author, known, fields, outlet_id=outlet.id if outlet else None)
    else:
        article = known
    may_tell = known is None or status is Status.PUBLISHED or article.status is Status.DRAFT
    if about.url and may_tell:
        holder = await outlet_of_hosts(session, candidates(about.url))
        at_home = (holder.id if holder else None) == article.outlet_id
        role = PlacementRole.ORIGIN if at_home and article.url == about.url else PlacementRole.COPY
        told = Status.PUBLISHED if article.status is Status.PUBLISHED else Status.DRAFT
        place = (about.url, role, holder.id if holder else None)
        await add_placement(session, author, article, *place, status=told)
    return Archived(await article_by_id(session, identity(article.id)), new=known is None)


async def _outlet(session: Session, about: About) -> Outlet | None:
    if about.outlet:
        return await outlet_by_slug(session, about.outlet)
    return await outlet_of_hosts(session, candidates(about.url)) if about.url else None


def _fields(page: Capture, about: About) -> ArticleFields:
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
        segments=[asdict(segment) for segment in page.segments],
    )
