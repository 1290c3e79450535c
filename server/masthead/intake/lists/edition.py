"""What a list says, in Masthead's words: an edition of it, with the entries that can be taken and those that cannot."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pydantic import ValidationError

from masthead.errors import InvalidInput, MastheadError
from masthead.intake.lists.mentioned import Mentioned
from masthead.records.addresses import AddressFields
from masthead.records.imported import reason_of
from masthead.records.notes import NoteFields
from masthead.records.statements import StatementFields

MOST_BYTES: Final = 50 * 1024 * 1024
"""Of a list."""
_MOST_SHOWN: Final = 120
_MOST_OF_REASON: Final = 500
_MOST_OF_NAME: Final = 40
"""Characters of what is told: lists of strangers hold whatever they like."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the curator says of a list."""

    day: date | None = None
    """When the edition was published."""
    stated_by: str | None = None
    source_url: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """For fields of Masthead the columns that hold them."""
    values: Mapping[str, str] = field(default_factory=dict)
    """For fields of Masthead what holds for every line."""


@dataclass(slots=True)
class Entry:
    """What a list says of one outlet."""

    line: int
    """Where it begins, from 1."""
    name: str
    """Of the outlet, for those that are new."""
    holders: list[str] = field(default_factory=list)
    """Addresses, in their normal form, by which the outlet is known: whoever holds one of them is it.

    A holder of the domain above is not: below lemonde.fr there are blogs of anybody.
    """
    slug: str | None = None
    fields: dict[str, object] = field(default_factory=dict)
    """What else is known of a new outlet: country, homepage and so on."""
    addresses: list[AddressFields] = field(default_factory=list)
    statements: list[StatementFields] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Review:
    """A note on whatever article stands at one of some URLs."""

    line: int
    urls: tuple[str, ...]
    note: NoteFields


@dataclass(frozen=True, slots=True)
class Refusal:
    """What of a list cannot be taken."""

    line: int
    what: str
    why: str
    """A sentence, the same for all that are refused for this reason, where that can be."""


@dataclass(slots=True)
class Edition:
    """A list as it was on a day."""

    name: str
    """Of the list: what it is, and where it comes from."""
    day: date
    entries: list[Entry] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    """Columns, categories and attributes of which nothing is taken, and how often there is something in them."""
    speaks_for: set[tuple[str, str, str]] = field(default_factory=set)
    """Who states, at which source, on which topic: such statements are this list's, and gone where they are no more."""
    impersonators_by: set[str] = field(default_factory=set)
    """Sources of its addresses of impersonators, likewise."""
    mentioned: Mentioned = field(default_factory=Mentioned)
    """Whom the lines are about that are refused: they are not gone from the list."""

    def refuse(
        self,
        line: int,
        what: str,
        why: str | Exception,
        *,
        about: Iterable[str] | None = None,
        slug: str | None = None,
    ) -> None:
        """Note what cannot be taken.

        Args:
            line: where it stands, from 1.
            what: the part of it by which people know it.
            why: a sentence, or what was raised.
            about: the addresses in it as they are written, none where nobody knows which; by default what it is.
            slug: of the outlet that it is about, if it says that.
        """
        self.mentioned.note([what] if about is None else about, slug)
        if isinstance(why, MastheadError | ValidationError):
            why = reason_of(why)
        self.refused.append(Refusal(line, " ".join(what.split())[:_MOST_SHOWN], str(why)[:_MOST_OF_REASON]))

    def ignore(self, kind: str, name: str, number: int = 1) -> None:
        """Count what is not taken, such as a column of that name."""
        self.ignored[f"{kind} {name[:_MOST_OF_NAME]!r}"] += number

    def state(self, entry: Entry, statement: StatementFields) -> None:
        """Note a statement of the list about an outlet."""
        entry.statements.append(statement)
        self.speaks_for.add((statement.stated_by, statement.source_url, statement.topic))


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which lists come."""

    name: str
    what: str
    """What such lists are, in a line."""
    read: Callable[[bytes, Options], Edition]


def day_of(options: Options, default: date | None = None) -> date:
    """The day of the edition.

    Raises:
        InvalidInput: nobody says it.
    """
    day = options.day or default
    if day is None:
        raise InvalidInput(
            "The file does not say when this edition of the list was published: give --edition DATE.", field="edition"
        )
    return day
