"""/api/articles: archive a page, list and read what is archived."""

import asyncio
from datetime import date, datetime
from http import HTTPStatus
from typing import Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from masthead.errors import NotFound
from masthead.intake.archive import About, archive
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import document
from masthead.intake.segments import Capture, Reason
from masthead.matching.words import words
from masthead.records.articles import (
    Article,
    PlacementRole,
    article_by_id,
    articles,
    no_article,
    set_article_status,
)
from masthead.records.base import Status
from masthead.records.curators import Role
from masthead.records.history import Author
from masthead.records.notes import published
from masthead.records.outlets import outlet_by_id, outlets
from masthead.records.samples import template_advice
from masthead.safe import Day, Language, Line, Slug, WebUrl, Whole
from masthead.web.api.notes import NoteOut, WithdrawIn, status_for
from masthead.web.operations import Call, Operations

operations = Operations()


class SegmentOut(BaseModel):
    """A segment of the page: whether it was kept, and why or why not."""

    model_config = ConfigDict(from_attributes=True)
    text: str
    kept: bool
    reason: Reason


class PlacementOut(BaseModel):
    """A URL where the text was seen."""

    model_config = ConfigDict(from_attributes=True)
    url: str
    role: PlacementRole
    first_seen: date


class ArticleOut(BaseModel):
    """An archived article. Text and segments are shown to curators only: the text is somebody's work."""

    id: int
    outlet: str | None
    title: str
    author: str | None
    language: str | None
    published_on: date | None
    url: str | None
    status: Status
    captured_at: datetime
    words: int
    text: str | None
    segments: list[SegmentOut] | None
    placements: list[PlacementOut]
    notes: list[NoteOut]
    known_before: bool = Field(False, description="This very text had been archived already.")
    advice: str | None = Field(None, description="On archiving: what to give, so that readers are told no nonsense.")

    @classmethod
    def of(cls, article: Article, slug: str | None, *, curator: bool, known_before: bool = False) -> Self:
        """The article as it may be shown."""
        notes = article.notes if curator else published(article.notes)
        return cls(
            **article.model_dump(exclude={"segments", "outlet_id", "content_hash", "body"}),
            outlet=slug,
            words=len(words(article.body)),
            text=article.body if curator else None,
            segments=[SegmentOut.model_validate(segment) for segment in article.segments] if curator else None,
            placements=[PlacementOut.model_validate(placement) for placement in article.placements],
            notes=[NoteOut.model_validate(note) for note in notes],
            known_before=known_before,
        )


class ArticlesOut(BaseModel):
    """A page of the list; ``next`` is the ``after`` of the following one."""

    items: list[ArticleOut]
    next: int | None


class ArticlesQuery(BaseModel):
    """Which part of the list."""

    model_config = ConfigDict(extra="forbid")
    after: int = Field(0, ge=0, lt=10**18, description="Only articles with a higher number.")
    limit: int = Field(50, ge=1, le=200)


class ArchiveIn(BaseModel):
    """A page to archive, as plain text or HTML, and what the curator knows of it."""

    model_config = ConfigDict(extra="forbid")
    text: Whole | None = Field(None, description="Plain text or HTML; which of the two is seen from it.")
    html: Whole | None = Field(None, description="HTML.")
    url: WebUrl | None = None
    outlet: Slug | None = None
    title: Line | None = None
    author: Line | None = None
    language: Language | None = None
    published_on: Day | None = Field(None, validation_alias=AliasChoices("published_on", "published"))
    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")
    keep: list[int] = Field(default_factory=list, max_length=10_000, description="Segments to keep that were cut.")
    cut: list[int] = Field(default_factory=list, max_length=10_000, description="Segments to cut that were kept.")

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give the page as text or as html, one of them")
        return self


class CaptureOut(BaseModel):
    """What would be kept of a page."""

    title: str | None
    author: str | None
    language: str | None
    published_on: date | None
    text: str
    words: int
    segments: list[SegmentOut]


def _capture(given: ArchiveIn) -> Capture:
    page = document(given.html, html=True) if given.html is not None else document(given.text or "")
    return capture(page).overridden(given.keep, given.cut)


async def _slugs(call: Call) -> dict[int | None, str]:
    return {outlet.id: outlet.slug for outlet in await outlets(call.session)}


@operations.add("GET", "/articles", "List articles", query=ArticlesQuery, answer=ArticlesOut)
async def list_articles(call: Call) -> ArticlesOut:
    """Published articles by number; curators see drafts and withdrawn ones too."""
    query: ArticlesQuery = call.body
    curator = call.curator is not None
    found = await articles(call.session, drafts=curator, after=query.after, limit=query.limit)
    slugs = await _slugs(call)
    items = [ArticleOut.of(article, slugs.get(article.outlet_id), curator=curator) for article in found]
    short = [item.model_copy(update={"text": None, "segments": None}) for item in items]
    return ArticlesOut(items=short, next=items[-1].id if len(items) == query.limit else None)


@operations.add(
    "POST",
    "/articles",
    "Archive a page",
    body=ArchiveIn,
    answer=ArticleOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def archive_article(call: Call) -> ArticleOut:
    """Keep the body of a page and say, segment by segment, what was cut and why."""
    given: ArchiveIn = call.body
    status = status_for(call.known_curator, given.status)
    page = await asyncio.to_thread(_capture, given)
    about = About(
        **given.model_dump(include={"url", "outlet", "title", "author", "language"}), published=given.published_on
    )
    done = await archive(call.session, call.author, page, about, status=status)
    outlet = await outlet_by_id(call.session, done.article.outlet_id) if done.article.outlet_id else None
    slug = outlet.slug if outlet else None
    told = ArticleOut.of(done.article, slug, curator=True, known_before=not done.new)
    return told.model_copy(update={"advice": await template_advice(call.session, outlet) if outlet else None})


@operations.add(
    "POST",
    "/captures",
    "Show what would be kept of a page",
    body=ArchiveIn,
    answer=CaptureOut,
    role=Role.CONTRIBUTOR,
    changes=False,
)
async def preview_capture(call: Call) -> CaptureOut:
    """Take a page apart without keeping anything."""
    page = await asyncio.to_thread(_capture, call.body)
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


@operations.add("GET", "/articles/{id}", "Read an article", answer=ArticleOut)
async def read_article(call: Call) -> ArticleOut:
    """One article; drafts and withdrawn ones only for curators."""
    return await _shown(call, await article_by_id(call.session, call.number("id")))


@operations.add("POST", "/articles/{id}/publish", "Publish an article", answer=ArticleOut, role=Role.EDITOR)
async def publish_article(call: Call) -> ArticleOut:
    """Tell readers."""
    article = await article_by_id(call.session, call.number("id"))
    return await _shown(call, await set_article_status(call.session, call.author, article, Status.PUBLISHED))


@operations.add(
    "POST", "/articles/{id}/withdraw", "Withdraw an article", body=WithdrawIn, answer=ArticleOut, role=Role.EDITOR
)
async def withdraw_article(call: Call) -> ArticleOut:
    """Stop telling readers, and keep why."""
    article = await article_by_id(call.session, call.number("id"))
    author = Author(call.known_curator.name, call.body.reason)
    return await _shown(call, await set_article_status(call.session, author, article, Status.WITHDRAWN))


async def _shown(call: Call, article: Article) -> ArticleOut:
    curator = call.curator is not None
    if article.status is not Status.PUBLISHED and not curator:
        # The same answer as for a number that was never given.
        raise NotFound(no_article(call.number("id")))
    return ArticleOut.of(article, (await _slugs(call)).get(article.outlet_id), curator=curator)
