"""Lists as tables and as JSON: read strictly, so that nothing is taken for something else."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from masthead.errors import InvalidInput, TooLarge, UnreadableText
from masthead.intake.lists.edition import MOST_BYTES, Edition

_MOST_OF_CELL: Final = 100_000
"""Characters."""
_MOST_ROWS: Final = 500_000
_MOST_NAMED: Final = 40
_MOST_OF_NAME: Final = 40
"""Columns that are told, and characters of each."""
_SEPARATORS: Final = (",", ";", "\t")


def text_of(data: bytes) -> str:
    """The text of a list.

    Raises:
        TooLarge: it has more bytes than any list.
        UnreadableText: it is not UTF-8, or there is nothing in it.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The list has {len(data):,} bytes; {MOST_BYTES:,} are taken. Give a part of it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"The list is not UTF-8 (at byte {error.start:,}). Save it as UTF-8.") from error
    if not text.strip():
        raise UnreadableText("There is nothing in the list.")
    return text


def json_of(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """The JSON of a list.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return json.loads(text_of(data))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The list is not JSON: {error}.") from error


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()


class Table:
    """A table with a line of names above it."""

    def __init__(self, data: bytes) -> None:
        """Read the names.

        Raises:
            InvalidInput: there are none, or a name stands twice.
        """
        self._text = text_of(data)
        head = self._text.partition("\n")[0]
        self._separator = max(_SEPARATORS, key=head.count)
        csv.field_size_limit(_MOST_OF_CELL)
        self._reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator, strict=True)
        self.columns = [name.strip() for name in self._next() or ()]
        if len(set(self.columns)) < len(self.columns):
            raise InvalidInput("Two columns of the list have the same name. Rename one.")

    def require(self, *names: str) -> None:
        """Refuse a table that lacks columns.

        Raises:
            InvalidInput: it does.
        """
        if missing := [name for name in names if name not in self.columns]:
            raise InvalidInput(
                f"The list has no column {', '.join(map(repr, missing))}; it has {self.named()}."
                " Is this the right --format?"
            )

    def named(self) -> str:
        """The names as they are told to people: the first of them, as far as they are names."""
        more = f" and {len(self.columns) - _MOST_NAMED:,} more" if len(self.columns) > _MOST_NAMED else ""
        return ", ".join(repr(name[:_MOST_OF_NAME]) for name in self.columns[:_MOST_NAMED]) + more

    def rows(self, edition: Edition, *known: str) -> Iterator[Row]:
        """The lines; those that have too many or too few cells are refused, and columns that nobody knows counted.

        Args:
            edition: is told what is refused or ignored.
            known: columns that are read.
        """
        count = 0
        while (cells := self._next()) is not None:
            line = self._reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if (count := count + 1) > _MOST_ROWS:
                raise TooLarge(f"The list has more than {_MOST_ROWS:,} lines. Give a part of it.")
            if len(cells) != len(self.columns):
                why = "It has another number of cells than there are columns."
                # Which of the cells are its addresses, nobody knows.
                edition.refuse(line, self._separator.join(cells), why, about=())
                continue
            row = dict(zip(self.columns, cells, strict=True))
            for name, cell in row.items():
                if name not in known and cell.strip():
                    edition.ignore("column", name)
            yield Row(line, row)

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise InvalidInput(f"Line {self._reader.line_num} of the list is no CSV: {error}.") from error
