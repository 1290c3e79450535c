"""Entries of a list that turn out to be of one outlet, which curators know by several addresses, made into one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from masthead.intake.lists.edition import Entry
from masthead.records.addresses import AddressFields
from masthead.records.database import Session
from masthead.records.listed import holders_of
from masthead.records.statements import StatementFields

_MOST_NAMED: Final = 20
"""Addresses named behind what is said of them."""


async def merged(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """The entries, those of one outlet together; in the order of their first lines.

    What is said of some of its addresses in one way and of others in another is said with the addresses.
    """
    holders = await holders_of(session, {address for entry in entries for address in entry.holders})
    groups: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        found = set().union(*(holders.get(address, set()) for address in entry.holders))
        # One of several outlets is refused by itself, and one that has a slug says which it is.
        known = next(iter(found)) if len(found) == 1 and entry.slug is None else None
        groups[known if known is not None else id(entry)].append(entry)
    return [group[0] if len(group) == 1 else _one(group) for group in groups.values()]


def _one(group: list[Entry]) -> Entry:
    first = group[0]
    entry = Entry(first.line, first.name, fields=first.fields)
    entry.holders = list(dict.fromkeys(address for one in group for address in one.holders))
    addresses: dict[tuple[str, str], AddressFields] = {}
    said: dict[tuple[str, str, str], list[tuple[StatementFields, str]]] = defaultdict(list)
    for one in group:
        for address in one.addresses:
            addresses.setdefault((address.address, address.role), address)
        for statement in one.statements:
            key = (statement.stated_by, statement.source_url, statement.topic)
            said[key].append((statement, one.holders[0] if one.holders else one.name))
    entry.addresses = list(addresses.values())
    entry.statements = [_together(statements) for statements in said.values()]
    return entry


def _together(statements: list[tuple[StatementFields, str]]) -> StatementFields:
    by_text: dict[str, list[str]] = defaultdict(list)
    for statement, address in statements:
        by_text[statement.text].append(address)
    first = statements[0][0]
    if len(by_text) == 1:
        return first
    texts = [f"{text} ({_named(addresses)})" for text, addresses in by_text.items()]
    return StatementFields.model_validate(first.model_dump() | {"text": " ".join(texts)})


def _named(addresses: list[str]) -> str:
    more = f" and {len(addresses) - _MOST_NAMED} more" if len(addresses) > _MOST_NAMED else ""
    return ", ".join(addresses[:_MOST_NAMED]) + more
