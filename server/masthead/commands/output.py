"""How commands speak: results on standard output, everything else on standard error."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Final

from cyclopts import Parameter
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from masthead.errors import CannotStart, Conflict, InvalidInput, MastheadError, UnreadableText
from masthead.intake.decode import MAX_BYTES, Document, decode
from masthead.safe import wrong_field

_AT_LEAST = 5
"""Fewer files than this need no progress bar."""


# What moves a terminal's cursor, sets its title or turns text around: pages and feeds of strangers are shown here.
_COMMANDING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with what could command a terminal spelt out, as JSON and Python spell it."""
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _told(text: str) -> str:
    # Half a surrogate pair in a file's name or text must not stop what else is to be said.
    return harmless(text).encode("utf-8", "replace").decode()


def tell(text: str = "") -> None:
    """Print a line for people; at once, even where nobody but a pipe or a log listens yet."""
    print(_told(text), flush=True)  # noqa: T201 - the command line's answer


def tell_json(value: Any) -> None:  # noqa: ANN401 - anything JSON can hold
    """Print one JSON line."""
    print(_told(json.dumps(value, ensure_ascii=False, default=str)), flush=True)  # noqa: T201 - the command line's answer


def complain(error: MastheadError, about: str | None = None) -> None:
    """Print a refusal on standard error."""
    where = f"{about}: " if about else ""
    print(_told(f"masthead: {where}{error.message}"), file=sys.stderr)  # noqa: T201 - the command line's answer


def refusal(error: MastheadError | ValidationError) -> MastheadError:
    """The refusal that a wrong field becomes; another one stays what it is."""
    return error if isinstance(error, MastheadError) else InvalidInput(wrong_field(error))


def _no_options(_type: object, names: Sequence[str] | None) -> None:
    """Refuse what looks like an option that nobody knows; ``-`` alone is standard input."""
    for name in names or ():
        if name.startswith("-") and name != "-":
            raise ValueError(f"There is no option {name}. A file of that name is given as ./{name}")


_FILES: Final = "Plain text or HTML files, or - for standard input."


def files_parameter(more: str = "") -> Parameter:
    """How a command takes files.

    Args:
        more: what else it takes in their place.
    """
    return Parameter(help=_FILES + more, allow_leading_hyphen=True, validator=_no_options)


Pages = Annotated[list[str], files_parameter()]
"""The pages a command reads."""


def read_page(name: str) -> Document:
    """A page from a file, or from standard input where the name is ``-``.

    Raises:
        UnreadableText: it cannot be read, or holds no text.
        TooLarge: it is larger than any page we take.
    """
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableText(f"It cannot be read ({error.strerror}).{_perhaps(name)}") from error
    return decode(data)


def _perhaps(name: str) -> str:
    """What whoever names no file may have meant."""
    if Path(name).is_dir():
        return f" It is a folder: give the files in it, {Path(name) / '*'}"
    if "://" in name:
        return " Addresses begin with http:// or https://, and no others are fetched."
    if re.match(r"(?:[\w-]+\.)+[a-z]{2,}(?:[:/]|$)", name):
        return f" If it is an address, write https://{name}"
    return ""


def with_progress(pages: Sequence[str], doing: str) -> Iterator[str]:
    """The pages one by one, with a progress bar where there are many and somebody watches."""
    console = Console(stderr=True)
    if len(pages) < _AT_LEAST or not console.is_terminal:
        yield from pages
        return
    with Progress(console=console) as progress:
        yield from _tracked(progress, pages, doing)


@contextmanager
def bar(doing: str, size: float | None) -> Iterator[Callable[[float], None]]:
    """A progress bar where somebody watches.

    Args:
        doing: what is done, in a word or two.
        size: how much there is to do; None where nobody knows.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _more: None
        return
    with Progress(console=console, transient=True) as shown:
        task = shown.add_task(doing, total=size)
        yield lambda more: shown.advance(task, more)


def _tracked(progress: Progress, pages: Iterable[str], doing: str) -> Iterator[str]:
    yield from progress.track(list(pages), description=doing)


@contextmanager
def written(file: str, *, force: bool) -> Iterator[IO[bytes]]:
    """A file that is there once it is whole; standard output where it is called ``-``.

    Raises:
        Conflict: there is such a file, and it is not to be replaced.
        CannotStart: it cannot be written.
    """
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
