"""masthead sample: other pages of an outlet, to tell its template from its text."""

from typing import Annotated, Any

from cyclopts import Parameter
from pydantic import ValidationError

from masthead.commands.output import complain, files_parameter, read_page, refusal, tell, tell_json, with_progress
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import InvalidInput, MastheadError, NotFound
from masthead.intake.sample import sample_text
from masthead.matching.words import words
from masthead.records.base import Status
from masthead.records.database import Database, database
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.outlets import Outlet, outlet_by_slug
from masthead.records.samples import Sample, SampleFields, add_sample, sample_by_id, samples_of, set_sample_status


async def keep_samples(
    outlet: Annotated[str, Parameter(help="Slug of the outlet.")],
    files: Annotated[list[str] | None, files_parameter(" None: the samples are listed.")] = None,
    /,
    *,
    url: Annotated[str | None, Parameter(help="Where the page stands.")] = None,
    withdraw: Annotated[int | None, Parameter(help="Number of a sample to take back.")] = None,
    why: Annotated[str | None, Parameter(help="Why it is taken back; the history keeps it.")] = None,
    json: Annotated[bool, Parameter(negative="", help="One JSON line a sample.")] = False,
) -> int:
    """Keep other pages of an outlet as samples; without files, list those that are kept."""
    files = files or []
    if len(files) > 1 and url:
        raise InvalidInput("--url speaks of one page: give one file with it.")
    if (withdraw is None) != (why is None) or (files and withdraw is not None):
        raise InvalidInput("A sample is taken back with --withdraw NUMBER --why REASON and without files.")
    settings = load_settings()
    prepare_data_folder(settings)
    async with database(settings.database) as records:
        if withdraw is not None:
            await _withdraw(records, outlet, withdraw, why or "")
            tell(f"Sample {withdraw} of {outlet} is withdrawn.")
        elif files:
            return await _keep_all(records, outlet, files, url, as_json=json)
        else:
            async with records.reading() as session:
                found = await outlet_by_slug(session, outlet)
                _list(found, list(await samples_of(session, found.id or 0)), as_json=json)
    return 0


async def _keep_all(records: Database, slug: str, files: list[str], url: str | None, *, as_json: bool) -> int:
    async with records.reading() as session:
        await outlet_by_slug(session, slug)  # of an outlet that is not there nothing needs to be read
    failed = 0
    for name in with_progress(files, "Reading"):
        try:
            given = SampleFields(text=sample_text(read_page(name)), url=url)
            async with records.session() as session:
                outlet = await outlet_by_slug(session, slug)
                sample, new = await add_sample(session, COMMAND_LINE, outlet, given, status=Status.PUBLISHED)
        except (MastheadError, ValidationError) as refused:
            error = refusal(refused)
            failed += 1
            complain(error, name)
            if as_json:
                tell_json({"page": name, "error": {"code": error.code, "message": error.message}})
            continue
        if as_json:
            tell_json({"page": name, "new": new, **_as_json(outlet, sample)})
        else:
            tell(f"{name}: sample {sample.id} of {slug}" + ("" if new else ", kept already"))
    if failed < len(files) and not as_json:
        tell("It counts from the next publication on: masthead publish")
    return int(failed > 0)


async def _withdraw(records: Database, slug: str, number: int, why: str) -> None:
    async with records.session() as session:
        outlet, sample = await outlet_by_slug(session, slug), await sample_by_id(session, number)
        if sample.outlet_id != outlet.id or sample.status is Status.WITHDRAWN:
            raise NotFound(f"{slug} has no sample {number}. List its samples: masthead sample {slug}")
        await set_sample_status(session, Author(COMMAND_LINE.name, why), sample, Status.WITHDRAWN)


def _list(outlet: Outlet, samples: list[Sample], *, as_json: bool) -> None:
    if not samples and not as_json:
        tell(f"There is no sample of {outlet.slug}. Give some: masthead sample {outlet.slug} FILE...")
    for sample in samples:
        told = _as_json(outlet, sample)
        if as_json:
            tell_json(told)
        else:
            begin = " ".join(sample.text.split())[:60]
            waits = ", waits for an editor" if sample.status is Status.DRAFT else ""
            tell(f"{sample.id:4} {told['words']:6} words{waits}  {sample.url or begin}")


def _as_json(outlet: Outlet, sample: Sample) -> dict[str, Any]:
    return {
        "sample": sample.id,
        "outlet": outlet.slug,
        "url": sample.url,
        "status": sample.status.value,
        "words": len(words(sample.text)),
        "captured_at": sample.captured_at.isoformat(),
    }
