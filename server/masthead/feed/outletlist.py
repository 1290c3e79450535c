"""The outlets that readers are told of, as a list for other programs: CSV for spreadsheets, JSON with all of it."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from masthead.records.addresses import AddressRole
from masthead.records.base import Told, published
from masthead.records.outlets import Outlet

COLUMNS: Final = (
    "slug name summary kind country languages homepage wikidata reviewed_on addresses impersonators statements notes"
).split()
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How cells begin that a spreadsheet would run: the last are the full-width forms of the first."""
_OWN: Final = ("slug", "name", "summary", "kind", "country", "languages", "homepage", "wikidata", "reviewed_on")
_ADDRESS: Final = ("address", "role", "since", "until", "source_url", "stated_on")
_STATEMENT: Final = "kind topic text stated_by stated_on source_url archived_url since until".split()


def as_csv(outlets: Iterable[Outlet]) -> str:
    """One line for each outlet; several values in a cell are parted by blanks, statements and notes are counted."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for outlet in outlets:
        addresses = published(outlet.addresses)
        imitating = [one.address for one in addresses if one.role is AddressRole.IMPERSONATOR]
        own = [one.address for one in addresses if one.role is not AddressRole.IMPERSONATOR]
        cells = [
            *(_cell(getattr(outlet, name)) for name in _OWN),
            " ".join(own),
            " ".join(imitating),
            str(len(published(outlet.statements))),
            str(len(published(outlet.notes))),
        ]
        lines.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 - a field of an outlet
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, list) else str(value)


def as_json(outlets: Iterable[Outlet]) -> list[dict[str, Any]]:
    """Each outlet with its addresses, statements and notes."""
    return [
        _fields(outlet, _OWN)
        | {
            "addresses": [_fields(one, _ADDRESS) for one in published(outlet.addresses)],
            "statements": [_fields(one, _STATEMENT) for one in published(outlet.statements)],
            "notes": [
                _fields(one, ("text", "language", "published_on"))
                | {"sources": [{"url": source.url, "title": source.title} for source in one.sources]}
                for one in published(outlet.notes)
            ],
        }
        for outlet in outlets
    ]


def _fields(record: Told, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
