"""Captures of an article: pages on which its text was found again, and what differs there. For curators."""

import asyncio
from datetime import datetime
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from masthead.intake.differences import Change, differences
from masthead.matching.words import words
from masthead.records.articles import article_by_id
from masthead.records.base import identity
from masthead.records.captures import CAPTURES, Capture, captures_of
from masthead.records.curators import Role
from masthead.web.api.articles import RESOURCE as ARTICLE
from masthead.web.api.listing import PageQuery, cut, next_of
from masthead.web.api.shapes import KeptOut, SegmentOut
from masthead.web.operations import Call, Operations
from masthead.web.resources import Resource, declare

operations = Operations()


class PieceOut(BaseModel):
    """A piece of the two texts."""

    model_config = ConfigDict(from_attributes=True)
    change: Change
    text: str


class CaptureShown(KeptOut):
    """A page on which an article was found, and what differs there from the archived text."""

    article_id: int
    title: str | None
    url: str | None
    captured_at: datetime
    word_for_word: bool = Field(description="Whether it has the archived text to the word.")
    raw: str | None = Field(description="The file with the page as it came, in the server's folder of captures.")
    raw_record: str | None = Field(description="The record of that file, by its WARC-Record-ID.")
    words: int
    words_added: int | None = Field(description="Words that the archived text does not have; left out in lists.")
    words_removed: int | None = Field(description="Words of the archived text that it lacks; left out in lists.")
    differences: list[PieceOut] | None = Field(description="Both texts, piece by piece; left out in lists.")
    segments: list[SegmentOut] | None = Field(description="Every piece of the page; left out in lists.")

    @classmethod
    def of(cls, capture: Capture, body: str, *, whole: bool) -> Self:
        """The capture, held against the article's text if that is wanted: it takes its time."""
        text = body if capture.body is None else capture.body
        pieces = differences(body, text) if whole else []
        count = {change: sum(len(words(one.text)) for one in pieces if one.change is change) for change in Change}
        segments = capture.segments if whole else None
        return cls(
            **capture.model_dump(exclude={"body", "segments", "content_hash", "raw_file"}),
            word_for_word=capture.body is None,
            raw=capture.raw_file,
            words=len(words(text)),
            words_added=count[Change.ADDED] if whole else None,
            words_removed=count[Change.REMOVED] if whole else None,
            differences=[PieceOut.model_validate(one) for one in pieces] if whole else None,
            segments=None if segments is None else [SegmentOut.model_validate(one) for one in segments],
        )


class CapturesOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[CaptureShown]
    next: int | None


@operations.add(
    "GET",
    "/articles/{id}/captures",
    "List the captures of an article",
    query=PageQuery,
    answer=CapturesOut,
    role=Role.CONTRIBUTOR,
)
async def list_captures(call: Call) -> CapturesOut:
    """Pages on which the text of an article was found again, oldest first."""
    article = await ARTICLE.read(call)
    query: PageQuery = call.query
    number = identity(article.id)
    found = cut(call, await captures_of(call.session, number, after=query.after, limit=query.limit + 1))
    # The words of many long texts are not counted at once.
    items = [await asyncio.to_thread(CaptureShown.of, capture, article.body, whole=False) for capture in found]
    return CapturesOut(items=items, next=next_of(call, found))


async def _shown(call: Call, capture: Capture) -> CaptureShown:
    article = await article_by_id(call.session, capture.article_id)
    return await asyncio.to_thread(CaptureShown.of, capture, article.body, whole=True)


RESOURCE: Final = Resource(
    noun=CAPTURES, path="captures", label="a capture", answer=CaptureShown, shown=_shown, patch=None
)
declare(operations, RESOURCE)
