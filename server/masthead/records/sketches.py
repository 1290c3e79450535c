"""Sketches: a few numbers of each article by which those are found that resemble a text, without reading them all.

The numbers are the smallest of the article's fingerprints, a bottom-k sketch: A. Broder, "On the resemblance and
containment of documents", 1997. Two texts share of their sketches about what they share of all their fingerprints.
"""

from collections.abc import Collection
from typing import Final, Protocol

import numpy as np
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, delete, func, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from masthead.matching.fingerprint import shingles
from masthead.matching.words import words
from masthead.records.base import Status, identity

SIZE: Final = 32
"""Numbers of an article: of two texts that share a third of their fingerprints, about ten."""
_FEWEST: Final = 3
"""Numbers that are shared by what resembles: fewer may be a common phrase. By chance nothing is shared."""
_MOST: Final = 10
"""Articles that are told, those that share most."""


class Sketch(SQLModel, table=True):
    """One number of one article."""

    __tablename__ = "sketch"
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    article_id: int = Field(
        sa_column=Column(Integer, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, index=True)
    )


class Text(Protocol):
    """An article, as far as it matters here."""

    id: int | None
    body: str


def fingerprints(text: str) -> "np.typing.NDArray[np.uint64]":
    """All fingerprints of a text, each once, the smallest first: shape (number,)."""
    return np.unique(shingles(words(text)).full())


def sketch(of: "np.typing.NDArray[np.uint64]") -> list[int]:
    """The numbers of a text with these fingerprints, as signed 64 bits, which databases keep; at most SIZE."""
    smallest: list[int] = of[:SIZE].astype(np.int64).tolist()
    return smallest


async def keep_sketch(session: AsyncSession, article: Text) -> None:
    """Keep the numbers of an article, in place of those that were kept of it."""
    number = identity(article.id)
    await session.execute(delete(Sketch).where(col(Sketch.article_id) == number))
    if rows := [{"number": one, "article_id": number} for one in sketch(fingerprints(article.body))]:
        await session.execute(insert(Sketch), rows)


async def resembling(
    session: AsyncSession, of: "np.typing.NDArray[np.uint64]", statuses: Collection[Status]
) -> list[int]:
    """Numbers of articles that may resemble a text, those first that share most with it.

    Args:
        session: on the records.
        of: the text's fingerprints, the smallest first.
        statuses: what the articles may be: others must not take the place of these.
    """
    shared = func.count()
    article = SQLModel.metadata.tables["article"]  # articles.py stands on this module
    query = (
        select(Sketch.article_id)
        .join(article, article.c.id == Sketch.article_id)
        .where(col(Sketch.number).in_(sketch(of)), article.c.status.in_(statuses))
        .group_by(col(Sketch.article_id))
        .having(shared >= _FEWEST)
        .order_by(shared.desc(), col(Sketch.article_id))
        .limit(_MOST)
    )
    return list((await session.scalars(query)).all())
