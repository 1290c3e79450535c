"""masthead import --format: take in a list that somebody else keeps."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from masthead.commands.output import bar, complain, tell, tell_json
from masthead.config import Settings, prepare_data_folder
from masthead.errors import InvalidInput, MastheadError, Unavailable, UnreadableText
from masthead.intake.lists.edition import MOST_BYTES, Edition, Entry, Options, Review
from masthead.intake.lists.formats import format_named
from masthead.intake.lists.merging import merged
from masthead.intake.lists.taking import Taking
from masthead.intake.lists.tally import Fate
from masthead.records.database import Database, database
from masthead.safe import WebUrl

_PORTION: Final = 50
"""Entries of one transaction: Ctrl-C leaves whole portions."""
_EXAMPLES: Final = 3
_REASONS: Final = 20
_MISSING: Final = (Fate.GONE, Fate.WAITS_TO_GO, Fate.HELD_BACK)
"""What becomes of what is not in the list."""
_NOT_SHOWN: Final = (Fate.UNCHANGED, Fate.CONFIRMED, Fate.WAITS_TO_BE_CONFIRMED)
"""Nobody looks for examples of what goes on as it is."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What the curator says of a list, on the command line."""

    form: str
    edition: date | None
    stated_by: str | None
    source_url: str | None
    columns: Sequence[str]
    values: Sequence[str]
    publish: bool
    gone: bool
    dry_run: bool
    as_json: bool


async def import_list(settings: Settings, file: str, given: ListOptions) -> int:
    """Take in a list, or show what would become of it."""
    options = Options(
        day=given.edition,
        stated_by=given.stated_by,
        source_url=given.source_url,
        columns=_pairs(given.columns, "map", "COLUMN"),
        values=_pairs(given.values, "set", "VALUE"),
    )
    if given.source_url is not None:
        try:
            TypeAdapter(WebUrl).validate_python(given.source_url)
        except ValidationError as error:
            raise InvalidInput("--source-url must be a full http or https URL.", field="source-url") from error
    edition = format_named(given.form).read(_data(file), options)
    prepare_data_folder(settings)
    name = "standard input" if file == "-" else Path(file).name
    taking = Taking(edition, name, publish=given.publish, dry_run=given.dry_run)
    async with database(settings.database) as records:
        async with records.reading() as session:
            await taking.begin(session, even_many=given.gone)
            edition.entries = await merged(session, edition.entries)
        await _take(records, edition, taking, name, dry_run=given.dry_run)
    if given.as_json:
        _tell_json(edition, taking)
    else:
        _tell(edition, taking, given)
    if edition.refused and all(step.fate in _MISSING for step in taking.tally.steps):
        complain(InvalidInput("Nothing in the list could be taken: each of its lines was refused."), name)
        return 1
    return 0


async def _take(records: Database, edition: Edition, taking: Taking, name: str, *, dry_run: bool) -> None:
    items: list[Entry | Review] = [*edition.entries, *edition.reviews]
    try:
        with bar("Reading the list" if dry_run else "Importing", len(items)) as advance:
            for at in range(0, len(items), _PORTION):
                portion = items[at : at + _PORTION]
                await _to_its_end(_take_portion(records, edition, taking, portion, dry_run=dry_run))
                advance(len(portion))
        async with records.reading() if dry_run else records.session() as session:
            await taking.end(session)
    except (KeyboardInterrupt, asyncio.CancelledError):
        if not dry_run:
            done = f"Stopped after {taking.done:,} of {len(items):,} entries."
            complain(MastheadError(f"{done} What is taken stays; the same command goes on from here."), name)
        raise


async def _to_its_end(portion: Coroutine[Any, Any, None]) -> None:
    """Do what is not to be broken off half-way: Ctrl-C waits for it, so that it is known what was done."""
    task = asyncio.create_task(portion)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _take_portion(
    records: Database, edition: Edition, taking: Taking, portion: Sequence[Entry | Review], *, dry_run: bool
) -> None:
    async with records.reading() if dry_run else records.session() as session:
        for one in portion:
            kept = len(taking.tally.steps)
            try:
                async with session.begin_nested():
                    if isinstance(one, Entry):
                        await taking.entry(session, one)
                    else:
                        await taking.review(session, one)
            except Unavailable:
                raise  # no fault of the entry
            except (MastheadError, ValidationError) as error:
                del taking.tally.steps[kept:]
                what = one.name if isinstance(one, Entry) else one.urls[0]
                edition.refuse(one.line, what, error)
    taking.done += len(portion)


def _pairs(given: Sequence[str], option: str, of: str) -> dict[str, str]:
    found = {}
    for one in given:
        field, equals, value = one.partition("=")
        if not equals or not field.strip() or not value.strip():
            raise InvalidInput(f"--{option} {one} says nothing: write --{option} FIELD={of}.", field=option)
        found[field.strip()] = value.strip()
    return found


def _data(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableText(f"{file} cannot be read ({error.strerror}).") from error


def _tell(edition: Edition, taking: Taking, given: ListOptions) -> None:
    of = f"{edition.name}, edition of {edition.day}"
    tell(f"{of[0].upper()}{of[1:]}{', a dry run: nothing was changed' if given.dry_run else ''}")
    for fate, record, number, few in taking.tally.counts():
        plural = record if number == 1 else f"{record}es" if record == "address" else f"{record}s"
        tell(f"{number:6,} {plural} {fate.value}")
        for what in few if fate not in _NOT_SHOWN else ():
            tell(f"         {what}")
    _tell_refused(edition)
    for what, number in edition.ignored.most_common(_REASONS):
        tell(f"{number:6,} ignored: {what}")
    if (more := len(edition.ignored) - _REASONS) > 0:
        tell(f"       and {more:,} other {'thing' if more == 1 else 'things'} ignored; --json tells all")
    fates = {step.fate for step in taking.tally.steps}
    if given.dry_run or not fates & {Fate.ADDED, Fate.CHANGED, Fate.CONFIRMED, Fate.PUBLISHED, Fate.GONE}:
        return
    if not given.publish and Fate.ADDED in fates:
        tell("New records are drafts. Look at them, and publish what is right; or import again with --publish.")
    elif given.publish:
        tell("Readers get what is published with the next publication: masthead publish")


def _tell_refused(edition: Edition) -> None:
    """Tell what was refused, by reasons: a list may have thousands of such lines."""
    if not edition.refused:
        return
    by_reason: dict[str, list[str]] = defaultdict(list)
    for one in edition.refused:
        by_reason[_without(one.why, one.what)].append(f"line {one.line}, {one.what}: {one.why}")
    tell(f"{len(edition.refused):6,} refused")
    for examples in sorted(by_reason.values(), key=len, reverse=True)[:_REASONS]:
        tell(f"{len(examples):9,} like {'this' if len(examples) == 1 else 'these'}:")
        for example in examples[:_EXAMPLES]:
            tell(f"            {example}")
    if (more := len(by_reason) - _REASONS) > 0:
        tell(f"          and {more:,} other {'reason' if more == 1 else 'reasons'}; --json tells all")


def _without(why: str, what: str) -> str:
    """A reason without what it is about, so that like ones are told together."""
    words = why.replace(what, "").partition(": ")[0].split()
    return " ".join(word for word in words if "." not in word.rstrip(".,:;"))


def _tell_json(edition: Edition, taking: Taking) -> None:
    for step in taking.tally.steps:
        tell_json({"fate": step.fate.value, "record": step.record, "what": step.what})
    for one in edition.refused:
        tell_json({"fate": "refused", "line": one.line, "what": one.what, "why": one.why})
    for what, number in edition.ignored.items():
        tell_json({"fate": "ignored", "what": what, "number": number})
