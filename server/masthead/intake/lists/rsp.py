"""Wikipedia's perennial sources, as Cite Unseen keeps them: {"rspDeprecated": ["example.org", ...], ...}."""

from collections import defaultdict
from typing import Final

from masthead.errors import InvalidInput, UnusableAddress
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Entry, Format, Options, day_of
from masthead.intake.lists.tables import json_of
from masthead.records.addresses import AddressFields
from masthead.records.statements import StatementFields

_BY: Final = "Wikipedia editors (perennial sources)"
_SOURCE: Final = "https://en.wikipedia.org/wiki/Wikipedia:Reliable_sources/Perennial_sources"
_TOPIC: Final = "assessment"
_STATUS: Final = {
    "rspGenerallyReliable": "generally reliable",
    "rspMarginallyReliable": "no consensus or marginally reliable",
    "rspGenerallyUnreliable": "generally unreliable",
    "rspDeprecated": "deprecated",
    "rspBlacklisted": "blacklisted",
    "rspMulti": "rated differently in different parts or times",
}
"""The list's own words for its ratings."""


def read(data: bytes, options: Options) -> Edition:
    """Read the ratings; the categories of Cite Unseen's own are no part of Wikipedia's list.

    Raises:
        InvalidInput: it is no such file, or nobody says of when it is.
    """
    given = json_of(data)
    if not isinstance(given, dict) or not set(_STATUS) & given.keys():
        raise InvalidInput(f"The list has none of the categories {', '.join(_STATUS)}. Is this the right --format?")
    edition = Edition("Wikipedia's perennial sources", day_of(options))
    edition.speaks_for.add((options.stated_by or _BY, options.source_url or _SOURCE, _TOPIC))
    rated: dict[str, list[str]] = defaultdict(list)
    order: dict[str, int] = {}
    line = 0
    for category, domains in given.items():
        if category not in _STATUS:
            edition.ignore("category", category, len(domains) if isinstance(domains, list) else 1)
            continue
        if not isinstance(domains, list):
            raise InvalidInput(f"The category {category!r} is no list of domains.")
        for domain in domains:
            line += 1
            if not isinstance(domain, str) or not domain.strip():
                edition.refuse(line, str(domain), "It is no domain.")
                continue
            try:
                address = normalise(domain)
            except UnusableAddress as error:
                edition.refuse(line, domain, error)
                continue
            order.setdefault(address, line)
            if _STATUS[category] not in rated[address]:
                rated[address].append(_STATUS[category])
    for address, ratings in rated.items():
        _take(edition, options, order[address], address, ratings)
    return edition


def _take(edition: Edition, options: Options, line: int, address: str, ratings: list[str]) -> None:
    said = " and ".join(f"\N{LEFT DOUBLE QUOTATION MARK}{one}\N{RIGHT DOUBLE QUOTATION MARK}" for one in ratings)
    part = f" This is about {address}." if "/" in address else ""
    source = options.source_url or _SOURCE
    entry = Entry(line, address, [address])
    entry.addresses.append(AddressFields(address=address, source_url=source, stated_on=edition.day))
    statement = StatementFields(
        topic=_TOPIC,
        text=f"Rated {said} in the English Wikipedia's list of perennial sources.{part}",
        stated_by=options.stated_by or _BY,
        stated_on=edition.day,
        source_url=source,
    )
    entry.statements.append(statement)
    edition.entries.append(entry)


FORMAT: Final = Format("citeunseen-rsp", "Wikipedia's perennial sources, as Cite Unseen keeps them (JSON)", read)
