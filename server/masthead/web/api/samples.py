"""Samples of an outlet's pages: given by curators, read by curators, told to nobody else."""

from http import HTTPStatus
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from masthead.intake.decode import document
from masthead.intake.sample import sample_text
from masthead.records.base import Status, identity
from masthead.records.curators import Role
from masthead.records.samples import SAMPLES, Sample, SampleFields, add_sample, samples_of, set_sample_status
from masthead.safe import WebUrl, Whole
from masthead.web.api.outlets import RESOURCE as OUTLET
from masthead.web.api.shapes import SampleOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare

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


def _text(given: SampleIn) -> str:
    return sample_text(document(given.html, html=True) if given.html is not None else document(given.text or ""))


class SamplesOut(BaseModel):
    """The samples of an outlet that are not withdrawn."""

    items: list[SampleOut]


@operations.add(
    "GET", "/outlets/{id}/samples", "List the samples of an outlet", answer=SamplesOut, role=Role.CONTRIBUTOR
)
async def list_samples(call: Call) -> SamplesOut:
    """The samples of an outlet, oldest first, without their text."""
    outlet = await OUTLET.read(call)
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
    prepare=_text,
    finds=True,
)
async def create_sample(call: Call) -> SampleOut:
    """Keep a page of the outlet: what stands in it is no evidence for the outlet's articles."""
    outlet = await OUTLET.read(call)
    status = status_for(call, call.body.status)
    fields = SampleFields(text=call.prepared, url=call.body.url)
    sample, new = await add_sample(call.session, call.author, outlet, fields, status=status)
    call.tell_found_or_made(sample, at="samples", new=new)
    return SampleOut.of(sample, known_before=not new)


async def _shown(_call: Call, sample: Sample) -> SampleOut:
    return SampleOut.of(sample)


RESOURCE: Final = Resource(
    noun=SAMPLES,
    path="samples",
    label="a sample",
    answer=SampleOut,
    shown=_shown,
    patch=None,
    set_status=set_sample_status,
)
declare(operations, RESOURCE)
