"""What a page carries, as it is told: by ``masthead match`` and by the API in the same words."""

from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from masthead.feed import shapes
from masthead.feed.reader import Match, Reading
from masthead.matching.compare import MatchClass, Passage
from masthead.records.base import Status


def _is_none(value: object) -> bool:
    return value is None


_IF_ANY: Final[dict[str, Any]] = {"default": None, "exclude_if": _is_none}
"""Of a field that is left out where there is nothing to tell."""


class Told(BaseModel):
    """A part of what is told."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)


class ToldPassage(Told):
    """A stretch of text that stands in the page and in the article."""

    words: int
    page_words: tuple[int, int] = Field(description="Its first word in the page, and one past its last.")
    article_words: tuple[int, int]
    text: str | None = Field(**_IF_ANY, description="As it stands in the page; left out of very long pages.")

    @classmethod
    def of(cls, passage: Passage, text: str, reading: Reading) -> Self:
        """A passage, with its text if it is known where the words stand."""
        spans = reading.spans
        return cls(
            words=passage.words,
            page_words=(passage.page_start, passage.page_end),
            article_words=(passage.article_start, passage.article_end),
            text=text[spans[passage.page_start, 0] : spans[passage.page_end - 1, 1]] if len(spans) else None,
        )


class ToldMatch(Told):
    """An article that the page carries, in whole or in part."""

    article: int
    title: str
    outlet: str | None = Field(description="Slug of its outlet.")
    match_class: MatchClass = Field(serialization_alias="class")
    shared_words: int
    longest_run: int
    article_share: float = Field(description="Share of the article's words that are evidence.")
    page_share: float = Field(description="Share of the page's words.")
    passages: list[ToldPassage]
    status: Status | None = Field(**_IF_ANY, description="draft or published; told by the API.")

    @classmethod
    def of(cls, match: Match, text: str, reading: Reading, status: Status | None = None) -> Self:
        """A match, with the text of its passages."""
        found = match.comparison
        return cls(
            article=match.article.id,
            title=match.article.title,
            outlet=match.article.outlet,
            match_class=found.match,
            shared_words=found.shared_words,
            longest_run=found.longest_run,
            article_share=round(found.article_share, 4),
            page_share=round(found.page_share, 4),
            passages=[ToldPassage.of(passage, text, reading) for passage in found.passages],
            status=status,
        )


class ToldReading(Told):
    """What is known about a page."""

    matches: list[ToldMatch] = Field(description="The most telling first.")
    address: shapes.AddressShape | None = Field(**_IF_ANY, description="Whose the page's address is, if known.")
    unread: str | None = Field(**_IF_ANY, description="What was not looked into, in words.")

    @classmethod
    def of(cls, text: str, reading: Reading) -> Self:
        """All that a feed knows about a page.

        Args:
            text: the page's visible text.
            reading: what was found of it.
        """
        matches = [ToldMatch.of(match, text, reading) for match in reading.matches]
        return cls(matches=matches, address=reading.address, unread=reading.unread)
