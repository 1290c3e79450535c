"""Publishing the feed."""

from pydantic import BaseModel, ConfigDict, Field

from masthead.feed.common import Reason
from masthead.feed.rebuild import MOST_DROPPED
from masthead.feed.texts import Recognisable
from masthead.records.curators import Role
from masthead.web.keys import PUBLISHER
from masthead.web.operations import Call, Operations

operations = Operations()


class DroppedOut(BaseModel):
    """Shingles of an article that do not count as evidence, and why."""

    model_config = ConfigDict(from_attributes=True)
    article_id: int
    shingles: int
    common: int
    quoted: int
    reasons: dict[Reason, int]
    listed: int
    recognisable: Recognisable


class LossOut(BaseModel):
    """What was dropped as no evidence, in short; of one article, ask /api/articles/{id}/check."""

    model_config = ConfigDict(from_attributes=True)
    articles: int
    shingles: int
    of_shingles: int
    reasons: dict[Reason, int]
    most_affected: list[int] = Field(description="Numbers of the articles with the largest share dropped.")
    unrecognisable: list[int] = Field(description="Numbers of articles that no reader would be shown, 100 at most.")
    more_unrecognisable: int = Field(description="How many there are besides those.")


class PublicationOut(BaseModel):
    """The feed as it was just written."""

    version: int
    articles: int
    files_written: int
    files_removed: int
    full: bool = Field(description="Whether every article was judged anew, or those that changes concern.")
    loss: LossOut = Field(description="Of the articles that were judged.")
    dropped: list[DroppedOut] = Field(description=f"Of the articles that were judged, the first {MOST_DROPPED}.")


@operations.add(
    "POST",
    "/publish",
    "Publish the feed now, without waiting for the server to",
    answer=PublicationOut,
    role=Role.EDITOR,
    changes=False,
)
async def publish_feed(call: Call) -> PublicationOut:
    """Publish, and say what was written and which shingles were dropped as no evidence."""
    done = await call.request.app[PUBLISHER].publish_now()
    return PublicationOut(
        version=done.index.version,
        articles=done.index.articles,
        full=done.full,
        files_written=done.written,
        files_removed=done.removed,
        loss=LossOut.model_validate(done.loss),
        dropped=[DroppedOut.model_validate(one) for one in done.dropped],
    )
