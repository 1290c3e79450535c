"""/api/articles: archive a page, list, read, change and publish what is archived."""

from datetime import date
from http import HTTPStatus
from typing import Any, Final, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from masthead.intake.archive import About, archive
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import decode, document
from masthead.intake.segments import Capture
from masthead.matching.words import words
from masthead.records.articles import ARTICLES, Article, set_article_status
from masthead.records.base import Status
from masthead.records.curators import Role
from masthead.records.lists import below, between, outlet_number, told_outlets
from masthead.records.outlets import outlet_by_id
from masthead.records.samples import template_advice
from masthead.safe import Day, Language, Line, Paragraph, PastDay, Slug, WebUrl, Whole
from masthead.web.api.listing import ListQuery, filters, next_of, portion
from masthead.web.api.shapes import ArticleOut, PlacementOut, SegmentOut
from masthead.web.fetching import Given, PageFile, Prepared, kept_as_it_came, with_page
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare

operations = Operations()
_LICENCE: Final = (
    "On what terms the archived text is free to publish, such as CC BY 4.0 or public domain: then readers are shown it"
    " beside the page. Without one they never are."
)


class ArticlesOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[ArticleOut]
    next: int | None


class ArticlesQuery(ListQuery):
    """Which articles."""

    outlet: Line | None = Field(None, description="Number or slug of an outlet.", examples=["southfront"])
    language: Language | None = Field(None, examples=["en"])
    url: WebUrl | None = Field(None, description="Where their own URLs begin.", examples=["https://southfront.press/"])
    published_from: Day | None = Field(None, description="Dated this day or later.", examples=["2021-08-01"])
    published_to: Day | None = Field(None, description="Dated this day or before.", examples=["2021-08-31"])


class ArchiveIn(BaseModel):
    """A page to archive, as plain text or HTML, or its URL alone, and what the curator knows of it."""

    model_config = ConfigDict(extra="forbid")
    text: Whole | None = Field(None, description="Plain text or HTML; which of the two is seen from it.")
    html: Whole | None = Field(None, description="HTML.")
    url: WebUrl | None = Field(
        None, description="Where it stands. If neither text nor html is given, this server fetches the page from there."
    )
    ignore_robots: bool = Field(False, description="Fetch the page though its site asks programs not to.")
    outlet: Slug | None = None
    title: Line | None = None
    author: Line | None = None
    language: Language | None = None
    published_on: PastDay | None = Field(None, validation_alias=AliasChoices("published_on", "published"))
    licence: Line | None = Field(None, description=_LICENCE)
    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")
    as_new: bool = Field(
        False, description="Archive it as an article of its own, though it resembles one that is archived."
    )
    keep: list[int] = Field(default_factory=list, max_length=10_000, description="Segments to keep that were cut.")
    cut: list[int] = Field(default_factory=list, max_length=10_000, description="Segments to cut that were kept.")

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        if self.text is not None and self.html is not None:
            raise ValueError("give the page as text or as html, one of them")
        if self.text is None and self.html is None and self.url is None:
            raise ValueError("give the page as text or as html, or the url that it is to be fetched from")
        return self


class ArticlePatch(BaseModel):
    """A merge patch (RFC 7396) of what is known of an article: what is left out stays, null takes a value away."""

    model_config = ConfigDict(extra="forbid")
    outlet: Slug | None = Field(None, description="Slug of the outlet.")
    title: Line | None = None
    author: Line | None = None
    language: Language | None = None
    published_on: PastDay | None = None
    url: WebUrl | None = None
    licence: Line | None = Field(None, description=_LICENCE)
    reason: Paragraph | None = Field(None, description="Why; needed where readers were told of the record.")


class CaptureOut(BaseModel):
    """What would be kept of a page."""

    title: str | None
    author: str | None
    language: str | None
    published_on: date | None
    text: str
    words: int
    segments: list[SegmentOut]


def _capture(given: Given) -> Prepared:
    body: ArchiveIn = given.body
    if given.fetched is not None:
        page = decode(given.fetched.body, charset=given.fetched.charset)
    else:
        page = document(body.html, html=True) if body.html is not None else document(body.text or "")
    return Prepared(capture(page).overridden(body.keep, body.cut), given.fetched)


async def _slug(call: Call, article: Article) -> str | None:
    """The slug of an article's outlet; of one that readers are not told of, only for curators."""
    if article.outlet_id is None:
        return None
    outlet = await outlet_by_id(call.session, article.outlet_id)
    return outlet.slug if call.curator is not None or outlet.status is Status.PUBLISHED else None


async def _shown(call: Call, article: Article) -> ArticleOut:
    slug, curator = await _slug(call, article), call.curator is not None
    shown = ArticleOut.of(article, slug, curator=curator)
    if curator:
        return shown
    places = await without_hidden_outlets(call, shown.placements)
    return shown.model_copy(update={"placements": places} | ({"outlet_id": None} if slug is None else {}))


async def without_hidden_outlets(call: Call, places: list[PlacementOut]) -> list[PlacementOut]:
    """Placements as strangers see them: of whose outlet readers are not told, it is nobody's."""
    known = await told_outlets(call.session, {one.outlet_id for one in places if one.outlet_id is not None})
    return [one if one.outlet_id in known else one.model_copy(update={"outlet_id": None}) for one in places]


@operations.add("GET", "/articles", "List articles", query=ArticlesQuery, answer=ArticlesOut)
async def list_articles(call: Call) -> ArticlesOut:
    """Articles by number, without their text."""
    query: ArticlesQuery = call.query
    wanted = await filters(call, Article, "outlet", "language")
    wanted += between(Article, "published_on", query.published_from, query.published_to)
    if query.url is not None:
        wanted.append(below(Article, "url", query.url))
    found = await portion(call, ARTICLES, *wanted)
    items = [await _shown(call, article) for article in found]
    short = [item.model_copy(update={"text": None, "segments": None}) for item in items]
    return ArticlesOut(items=short, next=next_of(call, found))


@operations.add(
    "POST",
    "/articles",
    "Archive a page",
    body=ArchiveIn,
    answer=ArticleOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
    gather=with_page,
    prepare=_capture,
    around=kept_as_it_came,
    finds=True,
)
async def archive_article(call: Call) -> ArticleOut:
    """Keep the body of a page and say, segment by segment, what was cut and why.

    A text that is archived already is not archived again: the answer is the article as it is. What only resembles one
    is kept as another capture of it, for its differences to be seen, unless ``as_new`` says otherwise.
    """
    given: ArchiveIn = call.body
    status = status_for(call, given.status)
    about = About(
        **given.model_dump(include={"url", "outlet", "title", "author", "language", "licence"}),
        published=given.published_on,
    )
    file: PageFile = call.around
    about = about.model_copy(update={"url": file.url or given.url})
    page = call.prepared.page
    done = await archive(call.session, call.author, page, about, status=status, seen=file.seen, as_new=given.as_new)
    file.claim.named = done.capture is not None
    call.tell_found_or_made(done.article, at="articles", new=done.new)
    outlet = await outlet_by_id(call.session, done.article.outlet_id) if done.article.outlet_id else None
    slug, capture = outlet.slug if outlet else None, done.capture.id if done.capture else None
    told = ArticleOut.of(done.article, slug, curator=True, known_before=not done.new, capture=capture)
    return told.model_copy(update={"advice": await template_advice(call.session, outlet) if outlet else None})


@operations.add(
    "POST",
    "/captures",
    "Show what would be kept of a page",
    body=ArchiveIn,
    answer=CaptureOut,
    role=Role.CONTRIBUTOR,
    changes=False,
    gather=with_page,
    prepare=_capture,
)
async def preview_capture(call: Call) -> CaptureOut:
    """Take a page apart without keeping anything."""
    page: Capture = call.prepared.page
    require_recognisable(page.text)
    return CaptureOut(
        title=page.title,
        author=page.author,
        language=page.language,
        published_on=date.fromisoformat(page.published_on) if page.published_on else None,
        text=page.text,
        words=len(words(page.text)),
        segments=[SegmentOut.model_validate(segment) for segment in page.segments],
    )


async def _values(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    if "outlet" not in given:
        return given
    slug = given.pop("outlet")
    return given | {"outlet_id": None if slug is None else await outlet_number(call.session, slug, told_only=False)}


RESOURCE: Final = Resource(
    noun=ARTICLES,
    path="articles",
    label="an article",
    answer=ArticleOut,
    shown=_shown,
    patch=ArticlePatch,
    values=_values,
    set_status=set_article_status,
)
declare(operations, RESOURCE)
