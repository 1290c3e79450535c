"""Captures: pages on which the text of an archived article was found again, as they were on that day.

They are for curators: what an outlet changed in an article, and what somebody who copied it did. Where the page itself
was kept, as it came over the network, the capture says in which file.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Given
from sqlalchemy import JSON, Column, ColumnElement, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from masthead.errors import Conflict, NotFound
from masthead.records.articles import Article, KeptSegment, content_hash
from masthead.records.base import NUMBERED_ONCE, Status, Told, identity
from masthead.records.history import Author
from masthead.records.keeping import Noun, add
from masthead.safe import Body, Line, WebUrl

MOST_CAPTURES: Final = 200
"""Of one article: each may hold its whole text."""
MOST_DRAFTS: Final = 50
"""Of one article: contributors must not fill the place of others."""
RawFile = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,198}$"), Given(description="Its file.")
]
RecordId = Annotated[str, StringConstraints(pattern=r"^<?urn:uuid:[0-9a-fA-F-]{36}>?$")]


class CaptureFields(BaseModel):
    """A page on which an article was found."""

    model_config = ConfigDict(extra="forbid")
    title: Line | None = None
    url: WebUrl | None = None
    body: Body | None = Given(
        None, description="The text that was kept of it; null where it is the article's, word for word."
    )
    segments: list[KeptSegment] | None = None
    raw_file: RawFile | None = Given(None, description="File with the page as it came, below the folder of captures.")
    raw_record: RecordId | None = Given(None, description="Which record of that file it is.")


class Capture(Told, table=True):
    """A page on which the text of an article was found; a draft until an editor gives or publishes it."""

    secret = True
    __tablename__ = "capture"
    __table_args__ = NUMBERED_ONCE
    article_id: int = Field(foreign_key="article.id", index=True)
    title: str | None = Field(default=None, max_length=300)
    url: str | None = Field(default=None, max_length=2000)
    body: str | None = Field(default=None, sa_column=Column(Text))
    segments: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    content_hash: str = Field(max_length=64)
    """Of its text, which is the article's where no other is kept."""
    captured_at: datetime
    raw_file: str | None = Field(default=None, max_length=200)
    raw_record: str | None = Field(default=None, max_length=60, index=True)

    def snapshot(self) -> dict[str, Any]:
        """All but its text, which never changes: histories need not hold it again."""
        return self.model_dump(mode="json", exclude={"body", "segments"})

    def parent(self) -> tuple[str, int]:
        """The article that was found."""
        return "article", self.article_id


async def _check(session: AsyncSession, capture: Capture) -> None:
    """Refuse more captures of an article than anyone looks through."""
    others = (
        Capture.article_id == capture.article_id,
        Capture.status == capture.status,
        Capture.id != (capture.id or 0),
    )
    held = await session.scalar(select(func.count()).where(*others)) or 0
    if held >= (MOST_DRAFTS if capture.status is Status.DRAFT else MOST_CAPTURES):
        what = "drafts of captures already, and no more are kept. Publish or delete"
        if capture.status is not Status.DRAFT:
            what = "captures already, and no more are kept. Withdraw"
        raise Conflict(f"The article has {held} {what} some first.")


CAPTURES: Final = Noun(
    Capture, CaptureFields, check=_check, where="List those of an article at /api/articles/ID/captures."
)


async def add_capture(
    session: AsyncSession,
    author: Author,
    article: Article,
    given: CaptureFields,
    *,
    captured_at: datetime,
    status: Status,
) -> Capture | None:
    """Keep a capture of an article; None where the very same is kept: the same text from the same place.

    Raises:
        Conflict: there are as many as are kept of one article.
    """
    digest = content_hash(article.body if given.body is None else given.body)
    same: list[ColumnElement[bool]] = [
        col(Capture.article_id) == article.id,
        col(Capture.content_hash) == digest,
        col(Capture.url) == given.url,
        col(Capture.status) != Status.WITHDRAWN,
    ]
    if status is Status.PUBLISHED:
        same.append(col(Capture.status) == Status.PUBLISHED)
    if given.raw_file is not None:
        # What came over the network is worth more than what somebody pasted.
        same.append(col(Capture.raw_file).is_not(None))
    if await session.scalar(select(Capture.id).where(*same).limit(1)) is not None:
        return None
    capture = Capture(
        article_id=identity(article.id),
        **given.model_dump(),
        content_hash=digest,
        captured_at=captured_at,
        status=status,
    )
    return await add(session, author, CAPTURES, capture, "captured")


async def captured_article(session: AsyncSession, raw_record: str, text: str) -> int | None:
    """The article that a page of a web archive is a capture of, if it was captured already.

    Args:
        session: on the records.
        raw_record: the page's WARC-Record-ID, which anybody can give to anything.
        text: what is kept of the page.
    """
    query = select(Capture.article_id).where(
        Capture.raw_record == raw_record, Capture.content_hash == content_hash(text)
    )
    return await session.scalar(query.limit(1))


async def captures_of(session: AsyncSession, article_id: int, *, after: int = 0, limit: int = 50) -> Sequence[Capture]:
    """The captures of an article that are not withdrawn, by number from ``after`` on."""
    wanted = (Capture.article_id == article_id, Capture.status != Status.WITHDRAWN, col(Capture.id) > after)
    return (await session.scalars(select(Capture).where(*wanted).order_by(col(Capture.id)).limit(limit))).all()


async def capture_of(session: AsyncSession, article_id: int, number: int) -> Capture:
    """The capture of an article that has a number, though it may be withdrawn.

    Raises:
        NotFound: the article has no such capture.
    """
    capture = await session.scalar(select(Capture).where(Capture.article_id == article_id, Capture.id == number))
    if capture is None:
        raise NotFound(f"Article {article_id} has no capture {number}. List them: masthead captures {article_id}")
    return capture


async def all_captures_of(session: AsyncSession, article_id: int) -> AsyncIterator[Capture]:
    """The captures of an article that are not withdrawn, by number; read a portion at a time, for each is large."""
    after = 0
    while portion := await captures_of(session, article_id, after=after):
        for capture in portion:
            yield capture
        after = identity(portion[-1].id)
        session.expunge_all()
