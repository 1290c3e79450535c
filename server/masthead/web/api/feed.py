"""Publishing, and the history of the records."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from masthead.records.curators import Role
from masthead.records.history import revisions_of
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


class PublicationOut(BaseModel):
    """The feed as it was just written."""

    version: int
    articles: int
    files_written: int
    files_removed: int
    dropped: list[DroppedOut]


class RevisionOut(BaseModel):
    """One change: who, when, why, before and after."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    at: datetime
    who: str
    why: str | None
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class RevisionsOut(BaseModel):
    """The history of a record, oldest first."""

    items: list[RevisionOut]


@operations.add("GET", "/outlets/{id}/revisions", "Read the history of an outlet", answer=RevisionsOut)
async def outlet_revisions(call: Call) -> RevisionsOut:
    """Who changed the outlet, when and why."""
    found = await revisions_of(call.session, "outlet", call.number("id"))
    return RevisionsOut(items=[RevisionOut.model_validate(revision) for revision in found])


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
        version=done.content.index.version,
        articles=done.content.index.articles,
        files_written=done.files.written,
        files_removed=done.files.removed,
        dropped=[DroppedOut.model_validate(one) for one in done.content.dropped],
    )
