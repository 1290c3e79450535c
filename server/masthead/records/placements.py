"""Placements: where the text of an article was seen, and what that place is to it."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Given
from sqlalchemy import Column
from sqlmodel import Field

from masthead.records.base import NUMBERED_ONCE, Told, choice
from masthead.safe import PastDay, WebUrl


class PlacementRole(StrEnum):
    """What a place is to the text that stands there."""

    ORIGIN = "origin"
    COPY = "copy"
    EXCERPT = "excerpt"
    TRANSLATION = "translation"
    DISPUTED = "disputed"
    """A page that was taken for the article: a curator looked, and there the match is not told."""


class PlacementFields(BaseModel):
    """Where an article's text was seen, and what that place is to it."""

    model_config = ConfigDict(extra="forbid")
    url: WebUrl
    role: PlacementRole = PlacementRole.COPY
    first_seen: PastDay
    outlet_id: int | None = Given(None, ge=1, lt=10**18, description="Whose place it is; by default the address's.")


class Placement(Told, table=True):
    """A URL where an article's text was seen."""

    __tablename__ = "placement"
    __table_args__ = NUMBERED_ONCE
    article_id: int = Field(foreign_key="article.id", index=True)
    outlet_id: int | None = Field(default=None, foreign_key="outlet.id", index=True)
    url: str = Field(max_length=2000)
    role: PlacementRole = Field(sa_column=Column(choice(PlacementRole), nullable=False))
    first_seen: date

    def searchable(self) -> str:
        """Where it is."""
        return self.url

    def parent(self) -> tuple[str, int]:
        """The article whose text stands there."""
        return "article", self.article_id
