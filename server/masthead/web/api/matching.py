"""/api/match: what a page carries, as the extension would find it."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from masthead.feed.told import ToldReading
from masthead.safe import WebUrl, Whole
from masthead.web.keys import MATCHER
from masthead.web.operations import Call, Operations

operations = Operations()


class MatchIn(BaseModel):
    """A page, as plain text or HTML."""

    model_config = ConfigDict(extra="forbid")
    text: Whole | None = Field(None, description="Plain text or HTML; which of the two is seen from it.")
    html: Whole | None = Field(None, description="HTML.")
    url: WebUrl | None = Field(None, description="Where the page stands: on an outlet's own pages less is told.")

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give the page as text or as html, one of them")
        return self


@operations.add("POST", "/match", "Match a page", body=MatchIn, answer=ToldReading, changes=False)
async def match_page(call: Call) -> ToldReading:
    """What readers of the page would be told; curators are told of drafts too. Nothing of the page is kept."""
    given: MatchIn = call.body
    return await call.request.app[MATCHER].match(
        given.html if given.html is not None else given.text or "",
        html=given.html is not None,
        url=given.url,
        drafts=call.session if call.curator is not None else None,
    )
