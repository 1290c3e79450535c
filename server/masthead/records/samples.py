"""Samples: other pages of an outlet, kept to tell its template from its text. They are told to nobody."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Column, Text, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from masthead.errors import Conflict
from masthead.records.articles import Article, content_hash
from masthead.records.base import NUMBERED_ONCE, Status, Told, identity, now
from masthead.records.history import Author
from masthead.records.keeping import Noun, add, one, set_status
from masthead.records.outlets import Outlet
from masthead.safe import WebUrl, clean

MOST_SAMPLES: Final = 50
"""Of one outlet: every publication reads them all."""
MOST_CHARACTERS: Final = 200_000
"""Of one sample."""
ENOUGH_PAGES: Final = 3
"""With this many known pages of an outlet, articles and samples, its template is known well enough."""


class SampleFields(BaseModel):
    """A page ready to be kept as a sample."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHARACTERS),
        AfterValidator(clean),
    ]
    url: WebUrl | None = None


class Sample(Told, table=True):
    """The whole visible text of a page of an outlet."""

    secret = True
    __tablename__ = "sample"
    __table_args__ = NUMBERED_ONCE
    outlet_id: int = Field(foreign_key="outlet.id", index=True)
    url: str | None = Field(default=None, max_length=2000)
    text: str = Field(sa_column=Column(Text, nullable=False))
    content_hash: str = Field(max_length=64)
    captured_at: datetime

    def parent(self) -> tuple[str, int]:
        """Its outlet."""
        return "outlet", self.outlet_id


SAMPLES: Final = Noun(Sample, SampleFields, where="List those of an outlet at /api/outlets/ID/samples.")


async def add_sample(
    session: AsyncSession, author: Author, outlet: Outlet, given: SampleFields, *, status: Status
) -> tuple[Sample, bool]:
    """Keep a sample, or recognise that it is kept already; a draft of it is published, if this is to be.

    Returns:
        The sample, and whether it is new.

    Raises:
        Conflict: the outlet has as many samples as are kept of one.
    """
    kept = await samples_of(session, identity(outlet.id))
    known = next((one for one in kept if one.content_hash == content_hash(given.text)), None)
    if known is not None:
        if known.status is Status.DRAFT and status is Status.PUBLISHED:
            await set_sample_status(session, author, known, status)
        return known, False
    if len(kept) >= MOST_SAMPLES:
        raise Conflict(
            f"There are {len(kept)} samples of {outlet.slug} already, and no more are kept. Withdraw some first."
        )
    sample = Sample(
        outlet_id=identity(outlet.id),
        url=given.url,
        text=given.text,
        content_hash=content_hash(given.text),
        captured_at=now(),
        status=status,
    )
    return await add(session, author, SAMPLES, sample), True


async def samples_of(session: AsyncSession, outlet_id: int) -> Sequence[Sample]:
    """The samples of an outlet that are not withdrawn, oldest first."""
    query = select(Sample).where(Sample.outlet_id == outlet_id, Sample.status != Status.WITHDRAWN)
    return (await session.scalars(query.order_by(col(Sample.id)))).all()


async def published_samples(session: AsyncSession) -> AsyncIterator[Sample]:
    """The samples of all outlets that count for what is published, read in portions."""
    after = 0
    query = select(Sample).where(Sample.status == Status.PUBLISHED).order_by(col(Sample.id)).limit(100)
    while portion := (await session.scalars(query.where(col(Sample.id) > after))).all():
        for sample in portion:
            yield sample
        after = portion[-1].id or after


async def samples_of_numbers(session: AsyncSession, numbers: Sequence[int]) -> Sequence[Sample]:
    """Some samples, whatever their status."""
    found: list[Sample] = []
    for at in range(0, len(numbers), 500):
        found += (await session.scalars(select(Sample).where(col(Sample.id).in_(numbers[at : at + 500])))).all()
    return found


async def published_samples_of(session: AsyncSession, outlet_ids: Sequence[int]) -> Sequence[Sample]:
    """The samples of some outlets that count for what is published."""
    found: list[Sample] = []
    for at in range(0, len(outlet_ids), 500):
        query = select(Sample).where(
            Sample.status == Status.PUBLISHED, col(Sample.outlet_id).in_(outlet_ids[at : at + 500])
        )
        found += (await session.scalars(query.order_by(col(Sample.id)))).all()
    return found


async def samples_waiting(session: AsyncSession, outlet_id: int) -> int:
    """How many samples of an outlet wait for an editor."""
    query = select(func.count()).where(Sample.outlet_id == outlet_id, Sample.status == Status.DRAFT)
    return await session.scalar(query) or 0


async def sample_by_id(session: AsyncSession, sample_id: int) -> Sample:
    """The sample of that number.

    Raises:
        NotFound: there is none.
    """
    return await one(session, SAMPLES, sample_id)


async def set_sample_status(session: AsyncSession, author: Author, sample: Sample, status: Status) -> Sample:
    """Let a sample count, or withdraw it.

    Raises:
        Conflict: it was withdrawn, and is to count again: it may be one more than are kept by now.
    """
    if sample.status is Status.WITHDRAWN and status is not Status.WITHDRAWN:
        raise Conflict(f"Sample {sample.id} was withdrawn. Give the page again if it should count.")
    return await set_status(session, author, SAMPLES, sample, status)


async def template_advice(session: AsyncSession, outlet: Outlet) -> str | None:
    """What to do where too few pages of an outlet are known to tell its template from its text."""
    known = 0
    for table in (Article, Sample):
        query = select(func.count()).where(table.outlet_id == outlet.id, table.status != Status.WITHDRAWN)
        known += await session.scalar(query) or 0
    if known >= ENOUGH_PAGES:
        return None
    pages = "1 page is" if known == 1 else f"{known} pages are"
    return (
        f"Only {pages} known of {outlet.slug}, too few to tell its template from its text."
        f" Give other pages of it: masthead sample {outlet.slug} FILE... or POST /api/outlets/{outlet.id}/samples"
    )
