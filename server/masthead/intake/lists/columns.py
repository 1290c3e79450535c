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
    entries: dict[str, Entry] = {}
    keys: dict[str, str] = {}
    for row in table.rows(edition, *given.values()):
        cells = held | {field: row[column] for field, column in given.items() if row[column]}
        try:
            _take(edition, entries, keys, row, cells)
        except (ValidationError, UnusableAddress, InvalidInput) as error:
            edition.refuse(row.line, cells.get("name") or cells.get("address") or "", error)
    edition.entries = list(entries.values())
    for entry in edition.entries:
        entry.statements = _one_of_each(entry.statements)
    return edition


def _one_of_each(statements: list[StatementFields]) -> list[StatementFields]:
    """One statement for each source and topic: by these a statement is known again in another edition."""
    found: dict[tuple[str, str, str], StatementFields] = {}
    for one in statements:
        key = (one.stated_by, one.source_url, one.topic)
        known = found.get(key)
        text = one.text if known is None else f"{known.text} {one.text}"
        found[key] = (
            one if known is None else StatementFields.model_validate(known.model_dump() | {"text": text[:5000]})
        )
    return list(found.values())


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
            raise InvalidInput(
                f"There is no column {column!r}. The columns are: {', '.join(map(repr, table.columns))}.", field="map"
            )
        given[field] = column
    return given


def _missing(field: str, table: Table, why: str) -> str:
    return (
        f"No column is the {field}, {why}. Say which with --map {field}=COLUMN, or give one for all with"
        f" --set {field}=VALUE. The columns are: {', '.join(map(repr, table.columns))}."
    )


def _take(edition: Edition, entries: dict[str, Entry], keys: dict[str, str], row: Row, cells: dict[str, str]) -> None:
    """Take a line; ``keys`` knows the entry of each address."""
    addresses = [normalise(one) for one in _PARTED.split(cells.get("address", "")) if one]
    slug = cells.get("slug")
    if not addresses and not slug:
        raise InvalidInput("The address is missing.")
    known = slug or next((keys[one] for one in addresses if one in keys), addresses[0])
    fields: dict[str, Any] = {name: cells[name] for name in _OUTLET if cells.get(name) and name != "name"}
    if "languages" in fields:
        fields["languages"] = [one for one in _PARTED.split(fields["languages"]) if one]
    name = cells.get("name") or (addresses[0] if addresses else known)
    OutletFields.model_validate({"slug": "any", "name": name} | fields)
    role = cells.get("role") or AddressRole.OFFICIAL.value
    stated_on = cells.get("stated_on") or edition.day.isoformat()
    own = [
        AddressFields.model_validate(
            {
                "address": one,
                "role": role,
                "since": cells.get("since") or None,
                "until": cells.get("until") or None,
                "source_url": cells.get("source_url"),
                "stated_on": stated_on if cells.get("source_url") else None,
            }
        )
        for one in addresses
    ]
    statement = None
    if cells.get("text"):
        values = {name: cells.get(name) or None for name in _STATEMENT}
        statement = StatementFields.model_validate(values | {"stated_on": stated_on})
    imitates = role == AddressRole.IMPERSONATOR.value
    if imitates and not slug:
        raise InvalidInput("Of an impersonator the slug must say which outlet it imitates: --map slug=COLUMN.")
    entry = entries.setdefault(known, Entry(row.line, name, [] if imitates else addresses, slug=slug, fields=fields))
    entry.addresses += [one for one in own if one not in entry.addresses]
    if not imitates:
        entry.holders = list(dict.fromkeys([*entry.holders, *addresses]))
        keys.update(dict.fromkeys(addresses, known))
    if imitates and cells.get("source_url"):
        edition.imitators_by.add(cells["source_url"])
    if statement is not None and statement not in entry.statements:
        edition.state(entry, statement)


FORMAT: Final = Format("csv", "any table of outlets (CSV), with --map FIELD=COLUMN and --set FIELD=VALUE", read)
