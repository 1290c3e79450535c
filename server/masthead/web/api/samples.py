"""Samples of an outlet's pages: given by curators, read by curators, told to nobody else."""

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from masthead.intake.decode import document
from masthead.intake.sample import sample_text
from masthead.matching.words import words
from masthead.records.base import Status, identity
from masthead.records.curators import Role
from masthead.records.history import Author
from masthead.records.outlets import outlet_by_id
from masthead.records.samples import Sample, SampleFields, add_sample, sample_by_id, samples_of, set_sample_status
from masthead.safe import WebUrl, Whole
from masthead.web.api.notes import WithdrawIn, status_for
from masthead.web.operations import Call, Operations

operations = Operations()


class SampleIn(BaseModel):
    """Another page of the outlet."""

    model_config = ConfigDict(extra="forbid")
    text: Whole | None = Field(None, description="Plain text or HTML; which of the two is seen from it.")
    html: Whole | None = Field(None, description="HTML.")
    url: WebUrl | None = None
    status: Status | None = Field(None, description="draft or published; by default as far as the role reaches.")

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise ValueError("give the page as text or as html, one of them")
        return self


class SampleOut(BaseModel):
    """A sample; a draft does not count until an editor publishes it."""

    id: int
    outlet_id: int
    url: str | None
    status: Status
    captured_at: datetime
    words: int
    text: str | None = Field(description="The whole visible text; left out in lists.")
    known_before: bool = Field(False, description="This very text was a sample of the outlet already.")

    @classmethod
    def of(cls, sample: Sample, *, whole: bool = True, known_before: bool = False) -> Self:
        """The sample as curators see it."""
        return cls(
            **sample.model_dump(exclude={"text", "content_hash"}),
            words=len(words(sample.text)),
            text=sample.text if whole else None,
            known_before=known_before,
        )


class SamplesOut(BaseModel):
    """The samples of an outlet that are not withdrawn."""

    items: list[SampleOut]


@operations.add(
    "GET", "/outlets/{id}/samples", "List the samples of an outlet", answer=SamplesOut, role=Role.CONTRIBUTOR
)
async def list_samples(call: Call) -> SamplesOut:
    """The samples of an outlet, oldest first, without their text."""
    outlet = await outlet_by_id(call.session, call.number("id"))
    kept = await samples_of(call.session, identity(outlet.id))
    return SamplesOut(items=[SampleOut.of(sample, whole=False) for sample in kept])


@operations.add(
    "POST",
    "/outlets/{id}/samples",
    "Give a page of an outlet as a sample of its template",
    body=SampleIn,
    answer=SampleOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_sample(call: Call) -> SampleOut:
    """Keep a page of the outlet: what stands in it is no evidence for the outlet's articles."""
    outlet = await outlet_by_id(call.session, call.number("id"))
    given: SampleIn = call.body
    status = status_for(call.known_curator, given.status)
    text = await asyncio.to_thread(_text, given)
    fields = SampleFields(text=text, url=given.url)
    sample, new = await add_sample(call.session, call.author, outlet, fields, status=status)
    return SampleOut.of(sample, known_before=not new)


def _text(given: SampleIn) -> str:
    return sample_text(document(given.html, html=True) if given.html is not None else document(given.text or ""))


@operations.add("GET", "/samples/{id}", "Read a sample", answer=SampleOut, role=Role.CONTRIBUTOR)
async def read_sample(call: Call) -> SampleOut:
    """One sample with its text."""
    return SampleOut.of(await sample_by_id(call.session, call.number("id")))


@operations.add("POST", "/samples/{id}/publish", "Let a sample count", answer=SampleOut, role=Role.EDITOR)
async def publish_sample(call: Call) -> SampleOut:
    """Let a contributor's sample count for what readers are told; the sample itself stays with curators."""
    sample = await sample_by_id(call.session, call.number("id"))
    return SampleOut.of(await set_sample_status(call.session, call.author, sample, Status.PUBLISHED))


@operations.add(
    "POST", "/samples/{id}/withdraw", "Withdraw a sample", body=WithdrawIn, answer=SampleOut, role=Role.EDITOR
)
async def withdraw_sample(call: Call) -> SampleOut:
    """Let a sample count no more, and keep why."""
    sample = await sample_by_id(call.session, call.number("id"))
    author = Author(call.known_curator.name, call.body.reason)
    return SampleOut.of(await set_sample_status(call.session, author, sample, Status.WITHDRAWN))
