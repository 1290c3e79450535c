"""Archived articles and where their text was placed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, selectinload
from sqlmodel import Field, Relationship, SQLModel, col, select

from masthead.errors import Conflict, NotFound
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, Status, choice, identity, now
from masthead.records.history import Author, record_change
from masthead.records.notes import Note
from masthead.safe import Body, Language, Line, WebUrl


class PlacementRole(StrEnum):
    """What a place is to the text that stands there."""

    ORIGIN = "origin"
    COPY = "copy"
    EXCERPT = "excerpt"
    TRANSLATION = "translation"


class ArticleFields(BaseModel):
    """An article ready to be kept: its body and what is known of it."""

    model_config = ConfigDict(extra="forbid")
    body: Body
    title: Line
    author: Line | None = None
    language: Language | None = None
    published_on: date | None = None
    url: WebUrl | None = None
    segments: list[dict[str, Any]]
    """Every segment of the capture: text, kept, reason."""


class Article(SQLModel, table=True):
    """A text that was archived."""

    __tablename__ = "article"
    id: int | None = Field(default=None, primary_key=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    title: str = Field(max_length=300)
    author: str | None = Field(default=None, max_length=300)
    language: str | None = Field(default=None, max_length=40)
    published_on: date | None = None
    url: str | None = Field(default=None, max_length=2000)
    body: str = Field(sa_column=Column(Text, nullable=False))
    segments: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    content_hash: str = Field(max_length=64, index=True)
    captured_at: datetime
    status: Status = Field(sa_column=Column(choice(Status), nullable=False, index=True))
    placements: list["Placement"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Placement.id"})
    notes: list[Note] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Note.id"})


class Placement(SQLModel, table=True):
    """A URL where an article's text was seen."""

    __tablename__ = "placement"
    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    url: str = Field(max_length=2000)
    role: PlacementRole = Field(sa_column=Column(choice(PlacementRole), nullable=False))
    first_seen: date


_WHOLE = (
    selectinload(Article.placements),  # type: ignore[arg-type]
    selectinload(Article.notes).selectinload(Note.sources),  # type: ignore[arg-type]
)


def content_hash(body: str) -> str:
    """Hash of a body, blind to white space."""
    return hashlib.sha256(" ".join(body.split()).encode()).hexdigest()


async def add_article(
    session: AsyncSession, author: Author, given: ArticleFields, *, status: Status, outlet_id: int | None
) -> Article:
    """Keep an article."""
    article = Article(
        **given.model_dump(),
        outlet_id=outlet_id,
        status=status,
        content_hash=content_hash(given.body),
        captured_at=now(),
    )
    session.add(article)
    await session.flush()
    await record_change(session, author, "archived", article)
    return article


async def add_placement(
    session: AsyncSession, author: Author, article: Article, url: str, role: PlacementRole, outlet_id: int | None
) -> None:
    """Keep where an article's text was seen; a URL that is known already changes nothing."""
    known = await session.scalar(
        select(Placement.id).where(Placement.article_id == article.id, Placement.url == url).limit(1)
    )
    if known is None:
        query = select(func.count(), func.sum(func.length(Placement.url))).where(Placement.article_id == article.id)
        held, characters = (await session.execute(query)).one()
        if held >= MOST_OF_ONE or (characters or 0) + len(url) > MOST_CHARACTERS:
            raise Conflict(f"The article has {held} placements already, and readers take no more.", field="url")
        placement = Placement(
            article_id=identity(article.id), outlet_id=outlet_id, url=url, role=role, first_seen=now().date()
        )
        session.add(placement)
        await session.flush()
        await record_change(session, author, "added", placement)


async def article_of_body(session: AsyncSession, body: str) -> Article | None:
    """The article that has this very body and is not withdrawn, if there is one."""
    query = select(Article).where(Article.content_hash == content_hash(body), Article.status != Status.WITHDRAWN)
    return await session.scalar(query.order_by(col(Article.id)).limit(1))


def no_article(article_id: int) -> str:
    """What is said of an article that is not there, or that the asking person must not know of."""
    return f"There is no article {article_id}. List them at /api/articles."


async def article_by_id(session: AsyncSession, article_id: int) -> Article:
    """The article with its placements and notes.

    Raises:
        NotFound: there is none.
    """
    query = select(Article).where(Article.id == article_id).options(*_WHOLE)
    article = await session.scalar(query, execution_options={"populate_existing": True})
    if article is None:
        raise NotFound(no_article(article_id))
    return article


async def articles(session: AsyncSession, *, drafts: bool, after: int = 0, limit: int = 100) -> Sequence[Article]:
    """Articles by number from ``after`` on, each with placements and notes; drafts only for curators."""
    query = select(Article).where(col(Article.id) > after).order_by(col(Article.id)).limit(limit).options(*_WHOLE)
    if not drafts:
        query = query.where(Article.status == Status.PUBLISHED)
    return (await session.scalars(query)).all()


async def published_articles_of(session: AsyncSession, numbers: Sequence[int]) -> list[Article]:
    """Those of some articles that are published, by number, each with placements and notes."""
    found: list[Article] = []
    for at in range(0, len(numbers), 500):
        query = (
            select(Article)
            .where(col(Article.id).in_(numbers[at : at + 500]), Article.status == Status.PUBLISHED)
            # Segments hold the whole capture, which nobody is told.
            .options(*_WHOLE, defer(Article.segments, raiseload=True))  # type: ignore[arg-type]
        )
        found += (await session.scalars(query)).all()
    return sorted(found, key=lambda article: article.id or 0)


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of an article, with what a check of the archive needs to know of it."""

    id: int
    outlet_id: int | None
    title: str
    url: str | None
    status: Status
    body: str


async def stored_texts(
    session: AsyncSession, *, after: int = 0, limit: int = 200, numbers: Sequence[int] | None = None
) -> list[StoredText]:
    """Texts of the articles that are not withdrawn, by number from ``after`` on; only those of ``numbers`` if given."""
    query = select(Article.id, Article.outlet_id, Article.title, Article.url, Article.status, Article.body).where(  # type: ignore[call-overload]
        col(Article.id) > after, Article.status != Status.WITHDRAWN
    )
    if numbers is not None:
        query = query.where(col(Article.id).in_(numbers))
    return [StoredText(*row) for row in await session.execute(query.order_by(col(Article.id)).limit(limit))]


@dataclass(frozen=True, slots=True)
class PublishedText:
    """The text of a published article, with what tells whose template it has."""

    id: int
    outlet_id: int | None
    url: str | None
    body: str


async def published_texts(
    session: AsyncSession, *, after: int = 0, limit: int = 500, numbers: Sequence[int] | None = None
) -> list[PublishedText]:
    """Texts of the published articles, by number from ``after`` on; only those of ``numbers`` if given."""
    query = select(Article.id, Article.outlet_id, Article.url, Article.body).where(
        col(Article.id) > after, Article.status == Status.PUBLISHED
    )
    if numbers is not None:
        query = query.where(col(Article.id).in_(numbers))
    rows = await session.execute(query.order_by(col(Article.id)).limit(limit))
    return [PublishedText(identity(number), outlet, url, body) for number, outlet, url, body in rows]


async def bodies_of(session: AsyncSession, numbers: Sequence[int]) -> dict[int, str]:
    """Texts of some articles by number, whatever their status."""
    found: dict[int, str] = {}
    for at in range(0, len(numbers), 500):
        rows = await session.execute(
            select(Article.id, Article.body).where(col(Article.id).in_(numbers[at : at + 500]))
        )
        found |= {identity(number): body for number, body in rows}
    return found


async def count_published(session: AsyncSession) -> int:
    """How many articles are published."""
    return await session.scalar(select(func.count()).where(Article.status == Status.PUBLISHED)) or 0


async def publish_draft(
    session: AsyncSession, author: Author, draft: Article, given: ArticleFields, *, outlet_id: int | None
) -> Article:
    """Publish a draft as its publisher describes it; where the draft's author had seen the text is forgotten."""
    before = draft.model_dump(mode="json")
    for name, value in given.model_dump().items():
        setattr(draft, name, value)
    draft.outlet_id = outlet_id
    draft.status = Status.PUBLISHED
    session.add(draft)
    for placement in (await session.scalars(select(Placement).where(Placement.article_id == draft.id))).all():
        await record_change(session, author, "removed", placement, placement.model_dump(mode="json"))
        await session.delete(placement)
    await session.flush()
    await record_change(session, author, Status.PUBLISHED.value, draft, before)
    return draft


async def set_article_status(session: AsyncSession, author: Author, article: Article, status: Status) -> Article:
    """Publish, withdraw, or take back to draft."""
    before = article.model_dump(mode="json")
    article.status = status
    session.add(article)
    await session.flush()
    await record_change(session, author, status.value, article, before)
    return article
