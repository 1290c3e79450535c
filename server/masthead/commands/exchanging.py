"""masthead export and import: records and their history as JSON Lines, for another Masthead or any program."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Annotated, Final

from cyclopts import Parameter

from masthead import __version__
from masthead.commands.listing import ListOptions, import_list
from masthead.commands.output import bar, complain, tell, written
from masthead.commands.telling import Form, export_published
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import InvalidInput, UnreadableText
from masthead.intake.addresses import normalise
from masthead.records.database import database
from masthead.records.exporting import export_lines
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.imported import Imported, NotImported
from masthead.records.importing import LONGEST, import_lines

_BEGINNING: Final = 100
"""Bytes by which a file is seen to be none of ours."""


async def export_records(
    file: Annotated[str, Parameter(help="The file to write, or - for standard output.", allow_leading_hyphen=True)],
    /,
    *,
    form: Annotated[
        Form | None,
        Parameter(name="--format", help="What is published, as other programs read it; without, all records."),
    ] = None,
    force: Annotated[bool, Parameter(negative="", help="Replace a file that is there.")] = False,
) -> int:
    """Write all records and their history, drafts and whole texts included; curators and tokens are left out.

    With --format only what is published is written: notes on articles as ClaimReview (JSON-LD), or the outlets as JSON
    or as CSV for spreadsheets.
    """
    settings = load_settings()
    prepare_data_folder(settings)
    if form is not None:
        return await export_published(settings, form, file, force=force)
    count = 0
    async with database(settings.database) as records, records.reading() as session:
        with written(file, force=force) as out, bar("Exporting", None) as advance:
            async for line in export_lines(session, __version__):
                out.write(line.encode() + b"\n")
                count += 1
                advance(1)
    if file != "-":
        tell(f"{count - 1:,} records and changes written to {file}.")
    return 0


async def import_records(
    file: Annotated[
        str, Parameter(help="An export, or with --format a list; - for standard input.", allow_leading_hyphen=True)
    ],
    /,
    *,
    keep_going: Annotated[bool, Parameter(negative="", help="Take what can be taken, and tell what cannot.")] = False,
    why: Annotated[str | None, Parameter(help="Why; the history keeps it.")] = None,
    form: Annotated[
        str | None, Parameter(name="--format", help="Of a list that somebody else keeps; an unknown one lists them.")
    ] = None,
    edition: Annotated[date | None, Parameter(help="Of a list: the day on which it was published.")] = None,
    stated_by: Annotated[
        str | None, Parameter(help="Of a list: who states what it says, if not who usually does.")
    ] = None,
    source_url: Annotated[str | None, Parameter(help="Of a list: where that can be checked.")] = None,
    column: Annotated[
        list[str] | None, Parameter(name="--map", negative="", help="Of a CSV: FIELD=COLUMN; repeatable.")
    ] = None,
    value: Annotated[
        list[str] | None, Parameter(name="--set", negative="", help="Of a CSV: FIELD=VALUE for all; repeatable.")
    ] = None,
    publish: Annotated[bool, Parameter(negative="", help="Of a list: publish what comes of it.")] = False,
    gone: Annotated[bool, Parameter(negative="", help="Of a list: much that it said is gone from it.")] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Of a list: only show what would become of it.")] = False,
    json: Annotated[bool, Parameter(negative="", help="Of a list: one JSON line a record.")] = False,
) -> int:
    """Take in records that masthead export has written: all of them, or none where any cannot be taken.

    With --format it is a list that somebody else keeps: what is new in it comes as drafts, each with its source.
    """
    settings = load_settings()
    if form is not None:
        if keep_going or why:
            raise InvalidInput("--keep-going and --why are for exports: of a list what can be taken always is.")
        options = ListOptions(
            form, edition, stated_by, source_url, column or [], value or [], publish, gone, dry_run, as_json=json
        )
        return await import_list(settings, file, options)
    if edition or stated_by or source_url or column or value or publish or gone or dry_run or json:
        raise InvalidInput("These options are for lists: say which with --format NAME.")
    prepare_data_folder(settings)
    if file.lower().endswith((".csv", ".tsv", ".txt")):
        raise _no_export(file)
    author = Author(COMMAND_LINE.name, why or f"imported from {'standard input' if file == '-' else Path(file).name}")
    try:
        async with database(settings.database) as records:
            with _opened(file) as (lines, size), bar("Importing", size) as advance:
                async with records.session() as session:
                    done = await import_lines(
                        session, author, lines, address_of=normalise, keep_going=keep_going, progress=advance
                    )
    except NotImported as error:
        _tell_refused(error.done)
        raise
    _tell(done)
    return int(done.bad > 0)


@contextmanager
def _opened(file: str) -> Iterator[tuple[Iterator[bytes], int | None]]:
    """The lines of a file, and how many bytes it has."""
    if file == "-":
        yield _lines(sys.stdin.buffer), None
        return
    try:
        with Path(file).open("rb") as opened:
            # Another program's JSON has one object on many lines.
            if opened.readline(_BEGINNING).strip() in (b"{", b"["):
                raise _no_export(file)
            opened.seek(0)
            yield _lines(opened), os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise UnreadableText(f"{file} cannot be read ({error.strerror}).") from error


def _no_export(file: str) -> InvalidInput:
    return InvalidInput(f"{file} is no export of a Masthead. Of a list say which: --format NAME.", field="format")


def _lines(opened: IO[bytes]) -> Iterator[bytes]:
    # A file without line ends must not fill the memory.
    while line := opened.readline(LONGEST + 2):
        yield line


def _tell_refused(done: Imported) -> None:
    for one in done.refused:
        complain(InvalidInput(f"{one.message}"), f"line {one.line}")
    if done.more_refused:
        complain(InvalidInput(f"And {done.more_refused} more lines."))


def _tell(done: Imported) -> None:
    _tell_refused(done)
    taken = ", ".join(f"{number:,} {kind}" for kind, number in done.added.items()) or "nothing"
    tell(f"Imported: {taken}." + (f" Refused: {done.bad:,} lines." if done.bad else ""))
    if done.history_left_out:
        tell(
            f"{done.history_left_out:,} changes of the history were left out: they are taken into an empty database"
            " only, where records keep their numbers."
        )
    tell("Readers get what is published with the next publication: masthead publish")
