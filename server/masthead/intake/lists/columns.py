"""Any table of outlets: CSV whose columns the curator maps to what Masthead knows."""

import re
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from masthead.errors import InvalidInput, UnusableAddress
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Entry, Format, Options, day_of
from masthead.intake.lists.tables import Row, Table
from masthead.records.addresses import AddressFields, AddressRole
from masthead.records.base import MOST_OF_ONE
from masthead.records.outlets import OutletFields
from masthead.records.statements import StatementFields

_OUTLET: Final = ("name", "slug", "summary", "kind", "country", "languages", "homepage", "wikidata")
_ADDRESS: Final = ("address", "role", "since", "until")
_STATEMENT: Final = ("topic", "text", "stated_by", "stated_on", "source_url", "archived_url")
_SPEAKING: Final = ("slug", "role", "stated_by", "stated_on", "source_url")
"""Who speaks of whom: only what the curator maps is that, whatever the file calls its columns."""
FIELDS: Final = (*_OUTLET, *_ADDRESS, *_STATEMENT)
"""What a column can be."""
_PARTED: Final = re.compile(r"[\s,;|]+")
_MOST_OF_CELL: Final = 100
"""Addresses."""
_MOST_OF_TEXT: Final = 5000
"""Characters of all that is stated of an outlet at one source and on one topic."""


def read(data: bytes, options: Options) -> Edition:
    """Read the outlets.

    Raises:
        InvalidInput: a column or field is not there, or the table says nothing that could be taken.
    """
    table = Table(data)
    given = _mapping(table, options)
    held = {**options.values}
    if options.stated_by:
        held["stated_by"] = options.stated_by
    if options.source_url:
        held["source_url"] = options.source_url
    if unknown := sorted(held.keys() - set(FIELDS)):
        raise InvalidInput(f"There is no field {unknown[0]!r}. The fields are: {', '.join(FIELDS)}.", field="set")
    has = given.keys() | held.keys()
    if not has & {"address", "slug"}:
        raise InvalidInput(_missing("address", table, "by which outlets are known"))
    if "text" in has and (missing := [name for name in ("topic", "stated_by", "source_url") if name not in has]):
        raise InvalidInput(_missing(missing[0], table, "which every statement needs"))
    whose = held.get("stated_by") or held.get("source_url")
    if "text" in has and whose is None:
        raise InvalidInput("Whose list is it? Say so with --stated-by NAME or --source-url URL.", field="stated-by")
    edition = Edition(f"the list of {whose or 'outlets'}", day_of(options, _day_for_all(held)))
    outlets = _Outlets(edition)
    for row in table.rows(edition, *given.values()):
        cells = held | {field: row[column] for field, column in given.items() if row[column]}
        try:
            outlets.take(row, cells)
        except (ValidationError, UnusableAddress, InvalidInput) as error:
            what = cells.get("name") or cells.get("address") or ""
            edition.refuse(row.line, what, error, about=_parted(cells.get("address")), slug=cells.get("slug"))
    edition.entries = outlets.entries()
    return edition


def _day_for_all(held: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(held["stated_on"]) if "stated_on" in held else None
    except ValueError as error:
        raise InvalidInput(f"{held['stated_on']!r} is no day like 2021-08-07.", field="stated_on") from error


def _mapping(table: Table, options: Options) -> dict[str, str]:
    """For each field its column; most columns that are called like a field are that."""
    given = {name: name for name in table.columns if name in FIELDS and name not in _SPEAKING}
    for field, column in options.columns.items():
        if field not in FIELDS:
            raise InvalidInput(f"There is no field {field!r}. The fields are: {', '.join(FIELDS)}.", field="map")
        if column not in table.columns:
            raise InvalidInput(f"There is no column {column!r}. The columns are: {table.named()}.", field="map")
        given[field] = column
    return given


def _missing(field: str, table: Table, why: str) -> str:
    return (
        f"No column is the {field}, {why}. Say which with --map {field}=COLUMN, or give one for all with"
        f" --set {field}=VALUE. The columns are: {table.named()}."
    )


def _parted(cell: str | None) -> list[str]:
    return [one for one in _PARTED.split(cell or "") if one]


def _addresses(cell: str | None) -> list[str]:
    """The addresses in a cell, in their normal form.

    Raises:
        UnusableAddress: one of them is none; the whole cell is told where none is, which may be a text with blanks.
        InvalidInput: there are very many.
    """
    parts = _parted(cell)
    if len(parts) > _MOST_OF_CELL:
        raise InvalidInput(
            f"It has {len(parts):,} addresses in one cell, and {_MOST_OF_CELL} are taken. Part it into lines."
        )
    found, wrong = [], None
    for one in parts:
        try:
            found.append(normalise(one))
        except UnusableAddress as error:
            wrong = wrong or error
    if wrong is not None and not found and len(parts) > 1:
        raise UnusableAddress(f"{cell!r} is no address. Give one like example.org.", field="address")
    if wrong is not None:
        raise wrong
    return list(dict.fromkeys(found))


def _fields(cells: dict[str, str], name: str) -> dict[str, Any]:
    """What a line says of an outlet besides its name, if all of it can be kept."""
    fields: dict[str, Any] = {field: cells[field] for field in _OUTLET if cells.get(field) and field != "name"}
    if "languages" in fields:
        fields["languages"] = _parted(fields["languages"])
    OutletFields.model_validate({"slug": "any", "name": name} | fields)
    return fields


class _Outlet:
    """What the lines say of one outlet, each thing once."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.holders: dict[str, None] = {}
        self.addresses: dict[tuple[str, str], AddressFields] = {}
        self.statements: dict[tuple[str, str, str], tuple[StatementFields, dict[str, None]]] = {}
        """For each source and topic, by which a statement is known again in another edition, what is stated."""


class _Outlets:
    """The outlets of a table, each known by its slug or by its addresses."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._outlets: dict[str, _Outlet] = {}
        self._keys: dict[str, str] = {}
        """For each address the outlet that has it."""

    def take(self, row: Row, cells: dict[str, str]) -> None:
        """Take a line.

        Raises:
            InvalidInput: it lacks something, or has too much of it.
            ValidationError: something in it cannot be kept.
        """
        addresses = _addresses(cells.get("address"))
        slug = cells.get("slug")
        if not addresses and not slug:
            raise InvalidInput("The address is missing.")
        key = slug or next((self._keys[one] for one in addresses if one in self._keys), addresses[0])
        name = cells.get("name") or (addresses[0] if addresses else key)
        fields = _fields(cells, name)
        role = cells.get("role") or AddressRole.OFFICIAL.value
        stated_on = cells.get("stated_on") or self._edition.day.isoformat()
        own = [_address(one, role, cells, stated_on) for one in addresses]
        statement = None
        if cells.get("text"):
            values = {field: cells.get(field) or None for field in _STATEMENT}
            statement = StatementFields.model_validate(values | {"stated_on": stated_on})
        imitates = role == AddressRole.IMPERSONATOR.value
        if imitates and not slug:
            raise InvalidInput("Of an impersonator the slug must say which outlet it imitates: --map slug=COLUMN.")
        outlet = self._outlets.get(key) or _Outlet(Entry(row.line, name, slug=slug, fields=fields))
        new: dict[tuple[str, str], AddressFields] = {
            (one.address, one.role): one for one in own if (one.address, one.role) not in outlet.addresses
        }
        if len(outlet.addresses) + len(new) > MOST_OF_ONE:
            raise InvalidInput(
                f"With the lines above it would have more than {MOST_OF_ONE} addresses, as many as are kept."
            )
        self._outlets[key] = outlet
        outlet.addresses.update(new)
        if not imitates:
            outlet.holders.update(dict.fromkeys(addresses))
            self._keys.update(dict.fromkeys(addresses, key))
        elif source := cells.get("source_url"):
            self._edition.impersonators_by.add(source)
        if statement is not None:
            of = (statement.stated_by, statement.source_url, statement.topic)
            outlet.statements.setdefault(of, (statement, {}))[1][statement.text] = None

    def entries(self) -> list[Entry]:
        """What is taken, in the order of the lines."""
        for outlet in self._outlets.values():
            outlet.entry.holders = list(outlet.holders)
            outlet.entry.addresses = list(outlet.addresses.values())
            for first, texts in outlet.statements.values():
                text = " ".join(texts)[:_MOST_OF_TEXT]
                said = StatementFields.model_validate(first.model_dump() | {"text": text})
                self._edition.state(outlet.entry, said)
        return [outlet.entry for outlet in self._outlets.values()]


def _address(address: str, role: str, cells: dict[str, str], stated_on: str) -> AddressFields:
    source = cells.get("source_url")
    return AddressFields.model_validate(
        {
            "address": address,
            "role": role,
            "since": cells.get("since") or None,
            "until": cells.get("until") or None,
            "source_url": source,
            "stated_on": stated_on if source else None,
        }
    )


FORMAT: Final = Format("csv", "any table of outlets (CSV), with --map FIELD=COLUMN and --set FIELD=VALUE", read)
