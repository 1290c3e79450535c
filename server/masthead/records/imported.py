"""What becomes of a file that is imported, and why lines of it are refused."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from masthead.errors import InvalidInput, MastheadError
from masthead.records.articles import content_hash
from masthead.safe import wrong_field

MOST_TOLD: Final = 100
"""Refused lines that are told one by one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that could not be taken."""

    line: int
    message: str


@dataclass(slots=True)
class Imported:
    """What became of a file."""

    whole: bool
    """Whether numbers and history were taken over."""
    added: Counter[str] = field(default_factory=Counter)
    """How many records of each kind."""
    refused: list[Refused] = field(default_factory=list)
    """The first that were refused."""
    more_refused: int = 0
    history_left_out: int = 0
    """Lines of history that were not taken."""

    @property
    def bad(self) -> int:
        """How many lines were refused."""
        return len(self.refused) + self.more_refused

    def refuse(self, line: int, message: str) -> None:
        """Note a line that could not be taken."""
        if len(self.refused) < MOST_TOLD:
            self.refused.append(Refused(line, message))
        else:
            self.more_refused += 1


class NotImported(InvalidInput):
    """A file with lines that cannot be taken; nothing was."""

    code = "not-imported"

    def __init__(self, done: Imported) -> None:
        first = done.refused[0]
        super().__init__(
            f"{done.bad} of the lines cannot be taken, so none was. Line {first.line}: {first.message} Mend them, or"
            " import what can be taken with --keep-going (over HTTP keep_going=true)."
        )
        self.done = done


def reason_of(error: Exception) -> str:
    """Why a line cannot be taken, in a sentence."""
    if isinstance(error, ValidationError):
        return wrong_field(error)
    if isinstance(error, MastheadError):
        return error.message[:500]
    if not isinstance(error, IntegrityError):
        return "It holds what the database cannot keep, such as a number that is too large."
    return "It does not fit the others: what it belongs to is not there, or its number or slug is taken."


def hash_of(row: Mapping[str, Any]) -> str:
    """The hash of the text that a row holds; of a capture that has the text of its article, what the row says.

    Raises:
        InvalidInput: the row says nothing that could be one.
    """
    text = row.get("body", row.get("text"))
    if isinstance(text, str):
        return content_hash(text)
    stated = str(row.get("content_hash"))
    if not re.fullmatch(r"[0-9a-f]{64}", stated):
        raise InvalidInput("It must be the hash of the article's text, as an export has it.", field="content_hash")
    return stated
