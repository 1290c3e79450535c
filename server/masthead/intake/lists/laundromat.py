"""Sites of concern of the Information Laundromat: CSV with a line for each site and source.

It writes one outlet in several lines, by its addresses and by who lists it, and it lists platforms and archives too.
One of its sources lists all news media that Wikidata knows, which are no concern of anybody.
"""

from collections import defaultdict
from typing import Final

from pydantic import ValidationError

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise, site_of
from masthead.intake.lists.edition import Edition, Entry, Format, Options, day_of
from masthead.intake.lists.tables import Table
from masthead.records.addresses import AddressFields
from masthead.records.statements import StatementFields

_BY: Final = "Alliance for Securing Democracy (Information Laundromat)"
_SOURCE: Final = "https://github.com/ASD-at-GMF/disinfo-laundromat"
_TOPIC: Final = "assessment"
_ALL_NEWS: Final = "Wikidata All News"
_COLUMNS: Final = ("Threat Actor", "Domain", "Name", "Source")


class _Site:
    """What the lines say of one site."""

    def __init__(self) -> None:
        self.line = 0
        self.name = ""
        self.addresses: dict[str, None] = {}
        self.sources: dict[str, None] = {}
        self.actors: dict[str, None] = {}


def read(data: bytes, options: Options) -> Edition:
    """Read the sites, each once.

    Raises:
        InvalidInput: it is no such file, or nobody says of when it is.
    """
    table = Table(data)
    table.require("Domain", "Source")
    edition = Edition("the Information Laundromat's sites of concern", day_of(options))
    edition.speaks_for.add((options.stated_by or _BY, options.source_url or _SOURCE, _TOPIC))
    rows: list[tuple[int, str, dict[str, str]]] = []
    for row in table.rows(edition, *_COLUMNS):
        cell = {name: row[name] if name in row.cells else "" for name in _COLUMNS}
        if not cell["Domain"]:
            edition.refuse(row.line, str(row.cells), "The domain is missing.", about=())
            continue
        try:
            address = normalise(cell["Domain"])
        except UnusableAddress as error:
            edition.refuse(row.line, cell["Domain"], error)
            continue
        if cell["Source"] == _ALL_NEWS:
            why = f"{_ALL_NEWS!r} lists news media of every kind: that is no concern, and nothing is said of it."
            edition.refuse(row.line, cell["Domain"], why)
            continue
        rows.append((row.line, address, cell))
    for name, site in _sites(rows).items():
        try:
            edition.entries.append(_entry(edition, options, name, site))
        except ValidationError as error:
            edition.refuse(site.line, name, error)
    return edition


def _sites(rows: list[tuple[int, str, dict[str, str]]]) -> dict[str, _Site]:
    """The sites: a domain with the hosts below it where the domain is listed itself, else each host alone.

    Below a domain that is not listed there may be blogs of anybody.
    """
    listed = {address for _, address, _ in rows}
    sites: dict[str, _Site] = defaultdict(_Site)
    for line, address, cell in rows:
        above = site_of(address)
        site = sites[above if above in listed else address]
        site.line = site.line or line
        site.name = site.name or cell["Name"]
        site.addresses[address] = None
        if cell["Source"]:
            site.sources[cell["Source"]] = None
        if cell["Threat Actor"]:
            site.actors[cell["Threat Actor"]] = None
    return sites


def _entry(edition: Edition, options: Options, name: str, site: _Site) -> Entry:
    source = options.source_url or _SOURCE
    entry = Entry(site.line, site.name or name, list(dict.fromkeys([name, *site.addresses])))
    # The domain holds the hosts below it, too.
    entry.addresses.append(AddressFields(address=name, source_url=source, stated_on=edition.day))
    cited = f", citing {' and '.join(site.sources)}" if site.sources else ""
    actors = f" Named threat actor: {', '.join(site.actors)}." if site.actors else ""
    quoted = "\N{LEFT DOUBLE QUOTATION MARK}sites of concern\N{RIGHT DOUBLE QUOTATION MARK}"
    statement = StatementFields(
        topic=_TOPIC,
        text=f"Listed among {quoted}{cited}.{actors}",
        stated_by=options.stated_by or _BY,
        stated_on=edition.day,
        source_url=source,
    )
    entry.statements.append(statement)
    return entry


FORMAT: Final = Format("laundromat", "sites of concern of the Information Laundromat (CSV)", read)
