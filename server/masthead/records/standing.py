"""Articles by where they stand."""

from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_, select

from masthead.records.articles import Article
from masthead.records.base import Status, identity
from masthead.records.placements import Placement, PlacementRole


def stands() -> tuple[ColumnElement[bool], ...]:
    """The conditions that a placement says where a text stands, or did: not where it was taken for another."""
    return (col(Placement.status) != Status.WITHDRAWN, col(Placement.role) != PlacementRole.DISPUTED)


async def articles_at(
    session: AsyncSession, urls: Collection[str], statuses: Collection[Status], *, most: int = 20
) -> list[int]:
    """Numbers of the articles that stand at one of some URLs, or did, the first ones first.

    Args:
        session: on the records.
        urls: full URLs, as they are kept.
        statuses: what the articles may be: others must not take the place of these.
        most: how many are told.
    """
    placed = select(Placement.article_id).where(col(Placement.url).in_(urls), *stands())
    query = select(Article.id).where(or_(col(Article.url).in_(urls), col(Article.id).in_(placed)))
    found = await session.scalars(query.where(col(Article.status).in_(statuses)).order_by(col(Article.id)).limit(most))
    return [identity(number) for number in found]
