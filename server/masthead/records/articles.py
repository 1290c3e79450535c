"""Archived articles and where their text was placed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, selectinload
from sqlmodel import Field, Relationship, col, select
from typing_extensions import TypedDict

from masthead.errors import Conflict, InvalidInput
from masthead.records.base import MOST_CHARACTERS, MOST_OF_ONE, NUMBERED_ONCE, Status, Told, identity, now
from masthead.records.history import Author, writers_since_told
from masthead.records.keeping import Noun, add, change, one, remove, set_status
from masthead.records.notes import Note
from masthead.records.outlets import Outlet
from masthead.records.placements import Placement, PlacementFields, PlacementRole
from masthead.records.sketches import keep_sketch
from masthead.safe import Body, Language, Line, WebUrl


class KeptSegment(TypedDict):
    """A segment of the capture, as it is kept."""

    text: str
    kept: bool
    reason: str


class ArticleFields(BaseModel):
    """An article ready to be kept: its body and what is known of it."""

    model_config = ConfigDict(extra="forbid")
    body: Body
    title: Line
    author: Line | None = None
    language: Language | None = None
    published_on: date | None = None
    url: WebUrl | None = None
    licence: Line | None = None
    """On what terms the text is free to publish; None where it is not: then readers never get it."""
    segments: list[KeptSegment]
    """Every segment of the capture."""


class Article(Told, table=True):
    """A text that was archived."""

    __tablename__ = "article"
    __table_args__ = NUMBERED_ONCE
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    title: str = Field(max_length=300)
    author: str | None = Field(default=None, max_length=300)
    language: str | None = Field(default=None, max_length=40)
    published_on: date | None = None
    url: str | None = Field(default=None, max_length=2000)
    licence: str | None = Field(default=None, max_length=300)
    body: str = Field(sa_column=Column(Text, nullable=False))
    segments: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    content_hash: str = Field(max_length=64, index=True)
    captured_at: datetime
    placements: list[Placement] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Placement.id"})
    notes: list[Note] = Relationship(sa_relationship_kwargs={"lazy": "raise", "order_by": "Note.id"})

    def searchable(self) -> str:
        """Its title, author and text."""
        return f"{self.searchable_by_all()}\n{self.body}"

    def searchable_by_all(self) -> str:
        """What strangers may read of it: the body would be found out word by word."""
        return "\n".join([self.title, self.author or "", self.url or ""])


_WHOLE = (
    selectinload(Article.placements),  # type: ignore[arg-type]
    selectinload(Article.notes).selectinload(Note.sources),  # type: ignore[arg-type]
)


def content_hash(body: str) -> str:
    """Hash of a body, blind to white space."""
    return hashlib.sha256(" ".join(body.split()).encode()).hexdigest()


class ArticleState(ArticleFields):
    """All that can be changed of an article."""

    outlet_id: int | None = None


def _put(article: Article, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    article.content_hash = content_hash(article.body)


async def _check(session: AsyncSession, article: Article) -> None:
    """Refuse an outlet that is not there, and a text that readers are told of already."""
    await _check_outlet(session, article.outlet_id)
    if article.status is Status.PUBLISHED:
        same = (Article.content_hash == article.content_hash, Article.status == Status.PUBLISHED)
        told = await session.scalar(select(Article.id).where(*same, Article.id != (article.id or 0)))
        if told is not None:
            raise Conflict(f"The same text is published as article {told}. Withdraw that first.")


async def _check_outlet(session: AsyncSession, outlet_id: int | None) -> None:
    if outlet_id is not None and await session.scalar(select(Outlet.id).where(Outlet.id == outlet_id)) is None:
        raise InvalidInput(f"There is no outlet {outlet_id}. List them at /api/outlets.", field="outlet_id")


async def _check_placement(session: AsyncSession, placement: Placement) -> None:
    """Refuse a URL that is known, more of them than readers take, and an outlet that is not there."""
    await _check_outlet(session, placement.outlet_id)
    others = (
        Placement.article_id == placement.article_id,
        Placement.status != Status.WITHDRAWN,
        Placement.id != (placement.id or 0),
    )
    there = await session.scalar(select(Placement).where(*others, Placement.url == placement.url).limit(1))
    if there is not None:
        raise Conflict(f"The article has a placement there already: {there.id}, {there.status}.", field="url")
    query = select(func.count(), func.sum(func.length(Placement.url))).where(*others)
    held, characters = (await session.execute(query)).one()
    if held >= MOST_OF_ONE or (characters or 0) + len(placement.url) > MOST_CHARACTERS:
        raise Conflict(f"The article has {held} placements already, and readers take no more.", field="url")


ARTICLES: Final = Noun(
    Article,
    ArticleState,
    whole=_WHOLE,
    check=_check,
    written=keep_sketch,
    put=_put,
    where="List them at /api/articles.",
)


async def _touch_article(session: AsyncSession, placement: Placement) -> None:
    """Give a draft another version: whoever publishes it publishes its draft placements, and must know them."""
    query = select(Article).where(Article.id == placement.article_id, Article.status == Status.DRAFT)
    if placement.status is Status.DRAFT and (article := await session.scalar(query)) is not None:
        article.version += 1
        article.changed_at = now()
        session.add(article)
        await session.flush()


PLACEMENTS: Final = Noun(
    Placement,
    PlacementFields,
    check=_check_placement,
    written=_touch_article,
    where="List them at /api/placements.",
)


async def add_article(
    session: AsyncSession,
    author: Author,
    given: ArticleFields,
    *,
    status: Status,
    outlet_id: int | None,
    captured_at: datetime | None = None,
) -> Article:
    """Keep an article; captured now, by default."""
    article = Article(
        **given.model_dump(),
        outlet_id=outlet_id,
        status=status,
        content_hash=content_hash(given.body),
        captured_at=captured_at or now(),
    )
    return await add(session, author, ARTICLES, article, "archived")


async def add_placement(
    session: AsyncSession,
    author: Author,
    article: Article,
    url: str,
    role: PlacementRole,
    outlet_id: int | None,
    *,
    status: Status = Status.PUBLISHED,
    first_seen: date | None = None,
) -> bool:
    """Keep where an article's text was seen, today by default; whether that is new.

    A URL that is known is only given an earlier day. A draft there gives way to what is published.

    Raises:
        Conflict: the article has as many placements as readers take.
    """
    seen = first_seen or now().date()
    known = await session.scalar(
        select(Placement)
        .where(Placement.article_id == article.id, Placement.url == url, Placement.status != Status.WITHDRAWN)
        .limit(1)
    )
    if known is not None and known.status is Status.DRAFT and status is Status.PUBLISHED:
        # What its author said of the place must not reach readers unread: the publisher's own words count.
        await remove(session, author, known)
        known = None
    if known is None:
        placement = Placement(
            article_id=identity(article.id), outlet_id=outlet_id, url=url, role=role, first_seen=seen, status=status
        )
        await add(session, author, PLACEMENTS, placement)
        return True
    if seen < known.first_seen and known.status is status and known.role is not PlacementRole.DISPUTED:
        because = Author(author.name, author.why or "seen there earlier")
        await change(session, because, PLACEMENTS, known, {"first_seen": seen})
        return True
    return False


async def article_of_body(session: AsyncSession, body: str) -> Article | None:
    """The article that has this very body and is not withdrawn, if there is one."""
    query = select(Article).where(Article.content_hash == content_hash(body), Article.status != Status.WITHDRAWN)
    return await session.scalar(query.order_by(col(Article.id)).limit(1))


async def article_by_id(session: AsyncSession, article_id: int) -> Article:
    """The article with its placements and notes.

    Raises:
        NotFound: there is none.
    """
    return await one(session, ARTICLES, article_id)


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


async def count_published(session: AsyncSession) -> int:
    """How many articles are published."""
    return await session.scalar(select(func.count()).where(Article.status == Status.PUBLISHED)) or 0


async def publish_draft(
    session: AsyncSession, author: Author, draft: Article, given: ArticleFields, *, outlet_id: int | None
) -> Article:
    """Publish a draft as its publisher describes it; where the draft's author had seen the text is forgotten."""
    for placement in (await session.scalars(select(Placement).where(Placement.article_id == draft.id))).all():
        if placement.status is Status.DRAFT:
            await remove(session, author, placement)
        elif placement.status is Status.PUBLISHED:
            await set_status(session, author, PLACEMENTS, placement, Status.WITHDRAWN)
    await change(session, author, ARTICLES, draft, given.model_dump() | {"outlet_id": outlet_id})
    return await set_status(session, author, ARTICLES, draft, Status.PUBLISHED)


async def published_along(session: AsyncSession, record: Told) -> Sequence[Placement]:
    """What is published with a record: of a draft article its draft placements, which came with it."""
    if not isinstance(record, Article) or record.status is not Status.DRAFT:
        return []
    drafts = select(Placement).where(Placement.article_id == record.id, Placement.status == Status.DRAFT)
    return (await session.scalars(drafts)).all()


async def writers_of_draft(session: AsyncSession, record: Told) -> set[str]:
    """Names of those who wrote what would be told if a record were published."""
    along = [record, *await published_along(session, record)]
    return {name for one in along for name in await writers_since_told(session, one)}


async def set_article_status(session: AsyncSession, author: Author, article: Article, status: Status) -> Article:
    """Publish, withdraw, or take back to draft; with a draft its placements are published, which came with it."""
    if status is Status.PUBLISHED:
        for placement in await published_along(session, article):
            await set_status(session, author, PLACEMENTS, placement, Status.PUBLISHED)
    return await set_status(session, author, ARTICLES, article, status)
