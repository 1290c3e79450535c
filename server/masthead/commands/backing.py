"""masthead backup and restore: all records in one file, and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masthead.commands.output import bar, tell
from masthead.config import load_settings, prepare_data_folder
from masthead.records import backup
from masthead.records.database import database


async def back_up(
    file: Annotated[Path, Parameter(help="The file to write, such as masthead-2024-05-01.jsonl.gz.")],
    /,
    *,
    force: Annotated[bool, Parameter(negative="", help="Replace a file that is there.")] = False,
) -> int:
    """Write all records to a file, while the server serves; the feed's key is no part of it."""
    settings = load_settings()
    prepare_data_folder(settings)
    async with database(settings.database) as records:
        with _bar("Backing up") as progress:
            done = await backup.back_up(records, file, force=force, progress=progress)
    tell(f"{done.rows:,} rows of {_tables(done)} written to {file}.")
    tell(f"Keep it safe, and the feed's key {settings.key_file} too: it is not in it.")
    return 0


async def restore(
    file: Annotated[Path, Parameter(help="A file that masthead backup has written.")],
    /,
    *,
    replace: Annotated[bool, Parameter(negative="", help="Remove all records that are here first.")] = False,
) -> int:
    """Put the records of a backup into an empty database: all of them, or none if anything is wrong."""
    settings = load_settings()
    prepare_data_folder(settings)
    async with database(settings.database) as records:
        with _bar("Restoring") as progress:
            done = await backup.restore(records, file, replace=replace, progress=progress)
    tell(f"{done.rows:,} rows of {_tables(done)} restored, as of {done.header.made_at:%Y-%m-%d %H:%M} UTC.")
    if not settings.key_file.exists():
        tell(f"Put the feed's key back too, before the first publication: {settings.key_file}")
    tell("Readers get what was restored with the next publication: masthead publish")
    return 0


def _tables(done: backup.Done) -> str:
    filled = sum(count > 0 for count in done.counts.values())
    return "1 table" if filled == 1 else f"{filled} tables"


@contextmanager
def _bar(doing: str) -> Iterator[Callable[[float], None]]:
    """A progress bar that is told how much is done, from 0 to 1."""
    done = 0.0
    with bar(doing, 1) as advance:

        def show(share: float) -> None:
            nonlocal done
            advance(share - done)
            done = share

        yield show
