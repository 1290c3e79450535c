"""The texts of articles, for checks and publications: without what else is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.records.articles import Article
from masthead.records.base import Status, identity


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
