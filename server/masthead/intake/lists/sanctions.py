"""Outlets under sanctions of the European Union: CSV with name, basis and domains."""

from typing import Final

from pydantic import ValidationError

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Entry, Format, Options, day_of
from masthead.intake.lists.tables import Table
from masthead.records.addresses import AddressFields
from masthead.records.statements import StatementFields, StatementKind

_BY: Final = "Council of the European Union"
_TOPIC: Final = "sanction"
_SHOWN: Final = 40
"""Characters of what a file has in place of a basis."""
_BASES: Final = {
    "annex-xv": (
        "https://eur-lex.europa.eu/eli/reg/2014/833/oj",
        "Listed in Annex XV to Regulation (EU) No 833/2014, whose Article 2f prohibits broadcasting their content.",
    ),
    "annex-i": (
        "https://eur-lex.europa.eu/eli/reg/2014/269/oj",
        "Listed in Annex I to Regulation (EU) No 269/2014, which freezes the funds of those it lists.",
    ),
}
"""For each legal basis where it stands, and what it means."""


def read(data: bytes, options: Options) -> Edition:
    """Read the outlets.

    Raises:
        InvalidInput: it is no such file, or nobody says of when it is.
    """
    table = Table(data)
    columns = ("name", "basis", "domains")
    table.require(*columns)
    edition = Edition("the EU's sanctions on outlets", day_of(options))
    for source, _ in _BASES.values():
        edition.speaks_for.add((options.stated_by or _BY, options.source_url or source, _TOPIC))
    for row in table.rows(edition, *columns):
        domains = row["domains"].split()
        basis = _BASES.get(row["basis"])
        if basis is None:
            why = f"The basis {row['basis'][:_SHOWN]!r} is unknown; known are {', '.join(_BASES)}."
            edition.refuse(row.line, row["name"], why, about=domains)
            continue
        addresses = []
        for domain in domains:
            try:
                addresses.append(normalise(domain))
            except UnusableAddress as error:
                edition.refuse(row.line, domain, error)
        if not addresses:
            edition.refuse(row.line, row["name"], "It has no domain by which it could be known.", about=domains)
            continue
        try:
            edition.entries.append(_entry(edition, options, row.line, row["name"], addresses, basis))
        except ValidationError as error:
            edition.refuse(row.line, row["name"], error, about=domains)
    return edition


def _entry(
    edition: Edition, options: Options, line: int, name: str, addresses: list[str], basis: tuple[str, str]
) -> Entry:
    source, text = basis
    entry = Entry(line, name, addresses)
    above = {one for one in addresses for other in addresses if one != other and one.endswith(f".{other}")}
    for one in dict.fromkeys(addresses):
        if one not in above:
            entry.addresses.append(AddressFields(address=one))
    statement = StatementFields(
        topic=_TOPIC,
        kind=StatementKind.FACT,
        text=text,
        stated_by=options.stated_by or _BY,
        stated_on=edition.day,
        source_url=options.source_url or source,
    )
    entry.statements.append(statement)
    return entry


FORMAT: Final = Format("eu-annex-xv", "outlets under sanctions of the European Union (CSV)", read)
