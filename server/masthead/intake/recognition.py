"""A page that was archived before: the article that it is another capture of, recognised by its text."""

import asyncio
from dataclasses import dataclass
from typing import Final

import numpy as np

from masthead.records.articles import Article, article_by_id, article_of_body
from masthead.records.base import Status, identity
from masthead.records.database import Session
from masthead.records.sketches import fingerprints, resembling
from masthead.records.standing import articles_at

_SHARED: Final = 0.8
"""Of the shorter text's fingerprints, those that stand in the longer one of the same article, wherever it was found."""
_LONGER: Final = 2.0
"""How much longer one text of an article may be than another: beyond that, one holds the other among other text."""
_SHARED_THERE: Final = 0.5
"""The same at a URL where the article stands already: it may have been rewritten, or was cut short the first time."""


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is archived already."""

    article: Article
    word_for_word: bool
    part: bool = False
    """Whether the page has only a part of it."""


async def recognised(session: Session, text: str, url: str | None, *, told_only: bool) -> Known | None:
    """The article of which a page is another capture, if there is one that is not withdrawn.

    Of articles that have the very text a published one comes first.

    Args:
        session: on the records.
        text: what is kept of the page.
        url: where it stands, if that is known.
        told_only: whether drafts that it only resembles do not count: what is to be published must not end in what
            somebody else has made of it.
    """
    if (same := await article_of_body(session, text)) is not None:
        return Known(same, word_for_word=True)
    here = await asyncio.to_thread(fingerprints, text)
    statuses = [Status.PUBLISHED] if told_only else [Status.PUBLISHED, Status.DRAFT]
    there = await articles_at(session, [url], statuses) if url else []
    found: list[tuple[float, int, Known]] = []
    for number in dict.fromkeys([*there, *await resembling(session, here, statuses)]):
        article = await article_by_id(session, number)
        kept = await asyncio.to_thread(fingerprints, article.body)
        if share := _alike(here, kept, at_home=number in there):
            known = Known(article, word_for_word=False, part=len(here) < _SHARED * len(kept))
            found.append((-share, identity(article.id), known))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _alike(
    one: "np.typing.NDArray[np.uint64]", other: "np.typing.NDArray[np.uint64]", *, at_home: bool
) -> float | None:
    """How much of the shorter text stands in the longer one; None where they are two articles.

    Of a text that is much longer than the one that is kept, that was a teaser.
    """
    shorter, longer = sorted((len(one), len(other)))
    if not shorter:
        return None
    share = len(np.intersect1d(one, other, assume_unique=True)) / shorter
    if at_home:
        return share if share >= _SHARED_THERE and len(one) <= _LONGER * len(other) else None
    return share if share >= _SHARED and longer <= _LONGER * shorter else None
