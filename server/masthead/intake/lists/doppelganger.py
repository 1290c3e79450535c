"""Impersonators, each with the outlet that it imitates: CSV of the Doppelganger clones."""

import re
from datetime import date
from typing import Final

from pydantic import ValidationError

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Entry, Format, Options, day_of
from masthead.intake.lists.tables import Row, Table
from masthead.records.addresses import AddressFields, AddressRole

_SOURCE: Final = "https://www.qurium.org/alerts/under-the-hood-of-a-doppelganger/"
_PUBLISHED: Final = date(2022, 9, 27)
"""Of the report at that source."""
_COLUMNS: Final = ("domain", "impersonated_outlet", "authentic_domain", "country", "first_seen")
_COUNTRIES: Final = {"UK": "GB"}


def read(data: bytes, options: Options) -> Edition:
    """Read the impersonators, by the outlets that they imitate.

    Raises:
        InvalidInput: it is no such file, or nobody says of when another source is.
    """
    table = Table(data)
    table.require("domain", "impersonated_outlet", "authentic_domain")
    day = day_of(options, None if options.source_url else _PUBLISHED)
    edition = Edition("the Doppelganger clones", day)
    edition.impersonators_by.add(options.source_url or _SOURCE)
    rows: list[tuple[Row, str, str]] = []
    for row in table.rows(edition, *_COLUMNS):
        try:
            rows.append((row, normalise(row["domain"]), normalise(row["authentic_domain"])))
        except UnusableAddress as error:
            edition.refuse(row.line, row["domain"], error)
    authentic = {own for _, _, own in rows}
    entries: dict[str, Entry] = {}
    for row, clone, own in rows:
        if clone in authentic:
            edition.refuse(row.line, clone, "The list calls it authentic, too.")
            continue
        try:
            address = _address(edition, options, row, clone)
            if address is None:
                continue
            entry = entries.get(own) or _entry(row, own)
        except ValidationError as error:
            edition.refuse(row.line, clone, error)
            continue
        entry.addresses.append(address)
        entries[own] = entry
    edition.entries = list(entries.values())
    return edition


def _address(edition: Edition, options: Options, row: Row, clone: str) -> AddressFields | None:
    seen = row.cells.get("first_seen", "").strip()
    since = seen if re.fullmatch(r"\d{4}-\d{2}-\d{2}", seen) else None
    if seen and seen[:10] > edition.day.isoformat()[: len(seen)]:
        edition.refuse(
            row.line,
            clone,
            f"It was first seen after {edition.day}, so that the source of that day cannot say so."
            " Give another one with --source-url and --edition.",
        )
        return None
    if seen and since is None:
        edition.ignored["first_seen without a day"] += 1
    return AddressFields.model_validate(
        {
            "address": clone,
            "role": AddressRole.IMPERSONATOR,
            "since": since,
            "source_url": options.source_url or _SOURCE,
            "stated_on": edition.day,
        }
    )


def _entry(row: Row, own: str) -> Entry:
    country = row.cells.get("country", "").strip()
    country = _COUNTRIES.get(country, country)
    entry = Entry(row.line, row["impersonated_outlet"] or own, [own])
    if re.fullmatch(r"[A-Z]{2}", country):
        entry.fields["country"] = country
    entry.addresses.append(AddressFields(address=own))
    return entry


FORMAT: Final = Format("doppelganger", "impersonators, each with the outlet that it imitates (CSV)", read)
