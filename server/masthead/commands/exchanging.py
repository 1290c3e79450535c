"""masthead export and import: records and their history as JSON Lines, for another Masthead or any program."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

from cyclopts import Parameter

from masthead import __version__
from masthead.commands.output import bar, complain, tell
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import CannotStart, Conflict, InvalidInput, UnreadableText
from masthead.intake.addresses import normalise
from masthead.records.database import database
from masthead.records.exporting import export_lines
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.imported import Imported, NotImported
from masthead.records.importing import LONGEST, import_lines


async def export_records(
    file: Annotated[str, Parameter(help="The file to write, or - for standard output.", allow_leading_hyphen=True)],
    /,
    *,
    force: Annotated[bool, Parameter(negative="", help="Replace a file that is there.")] = False,
) -> int:
    """Write all records and their history, drafts and whole texts included; curators and tokens are left out."""
    settings = load_settings()
    prepare_data_folder(settings)
    count = 0
    async with database(settings.database) as records, records.reading() as session:
        with _written(file, force=force) as out, bar("Exporting", None) as advance:
            async for line in export_lines(session, __version__):
                out.write(line.encode() + b"\n")
                count += 1
                advance(1)
    if file != "-":
        tell(f"{count - 1:,} records and changes written to {file}.")
    return 0


@contextmanager
def _written(file: str, *, force: bool) -> Iterator[IO[bytes]]:
    """A file that is there once it is whole."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    if path.exists() and not force:
        raise Conflict(f"{file} is there already. Choose another name, or replace it with --force.")
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as out:
            part.chmod(0o600)  # drafts are nobody else's business
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise CannotStart(f"{file} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)


async def import_records(
    file: Annotated[str, Parameter(help="An export, or - for standard input.", allow_leading_hyphen=True)],
    /,
    *,
    keep_going: Annotated[bool, Parameter(negative="", help="Take what can be taken, and tell what cannot.")] = False,
    why: Annotated[str | None, Parameter(help="Why; the history keeps it.")] = None,
) -> int:
    """Take in records that masthead export has written: all of them, or none where any cannot be taken."""
    settings = load_settings()
    prepare_data_folder(settings)
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
            yield _lines(opened), os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise UnreadableText(f"{file} cannot be read ({error.strerror}).") from error


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
