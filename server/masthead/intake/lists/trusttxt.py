"""What a publisher says of itself, who controls it, and where else it publishes: trust.txt, https://journallist.net."""

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from masthead.errors import InvalidInput, UnusableAddress
from masthead.intake.addresses import normalise
from masthead.intake.lists.edition import Edition, Entry, Format, Options
from masthead.intake.lists.tables import text_of
from masthead.records.addresses import AddressFields, AddressRole
from masthead.records.statements import StatementFields, StatementKind

_SAID: Final = {
    "ownership": {"controlledby": "it is controlled by {}", "control": "it controls {}"},
    "membership": {"belongto": "it is a member of {}", "member": "its members are {}"},
}
"""For each topic what the attributes state, of all their values together."""
_KNOWN: Final = ("social", *(attribute for said in _SAID.values() for attribute in said))
_ADDRESS: Final = re.compile(r"(?:https?://)?[\w.:-]+\.[\w:-]+(?:/[^\s,]{0,200})?")
"""Only addresses are told of others: in running text, words could say anything."""
_MOST_TOLD: Final = 40
"""Values told in one statement."""


def read(data: bytes, options: Options) -> Edition:
    """Read what a publisher says of itself.

    Raises:
        InvalidInput: nobody says whose file it is, or there is nothing in it.
    """
    if options.source_url is None:
        raise InvalidInput(
            "Whose file is it? Give its address: --source-url https://the-outlet.example/trust.txt", field="source-url"
        )
    if not urlsplit(options.source_url).path.lower().endswith("trust.txt") or data.lstrip().startswith(b"<"):
        raise InvalidInput(
            "This is no trust.txt. Give that file, and where it stands: --source-url https://the-outlet.example/trust.txt",
            field="source-url",
        )
    own = normalise(options.source_url)
    edition = Edition(f"the trust.txt of {own}", options.day or datetime.now(UTC).date())
    entry = Entry(1, own, [own])
    entry.addresses.append(AddressFields(address=own))
    values = _values(edition, text_of(data))
    if not values and not edition.ignored and not edition.refused:
        raise InvalidInput("There is nothing in it. Is this a trust.txt?")
    _accounts(edition, entry, values.pop("social", {}), options.source_url)
    for topic, attributes in _SAID.items():
        parts = [sentence.format(_listed(values[name])) for name, sentence in attributes.items() if name in values]
        if not parts:
            continue
        try:
            statement = StatementFields(
                topic=topic,
                kind=StatementKind.FACT,
                text=f"Says of itself that {', and that '.join(parts)}.",
                stated_by=options.stated_by or own,
                stated_on=edition.day,
                source_url=options.source_url,
            )
        except ValidationError as error:
            edition.refuse(1, topic, error)
            continue
        edition.state(entry, statement)
    edition.entries.append(entry)
    return edition


def _values(edition: Edition, text: str) -> dict[str, dict[str, int]]:
    """For each attribute that is taken its values, each with its line."""
    values: dict[str, dict[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        attribute, equals, value = (part.strip() for part in said.partition("="))
        if not equals or not value:
            edition.refuse(number, said, "It is no line like attribute=value.")
        elif attribute.lower() not in _KNOWN:
            edition.ignore("attribute", attribute)
        elif not _ADDRESS.fullmatch(value):
            edition.refuse(number, value, "It is no address of a site or an account.")
        else:
            values.setdefault(attribute.lower(), {}).setdefault(value, number)
    return values


def _listed(said: dict[str, int]) -> str:
    told = [*said][:_MOST_TOLD]
    return ", ".join(told) + (f" and {len(said) - len(told)} more" if len(said) > len(told) else "")


def _accounts(edition: Edition, entry: Entry, given: dict[str, int], source: str) -> None:
    for value, number in given.items():
        try:
            address = normalise(value)
        except UnusableAddress as error:
            edition.refuse(number, value, error)
            continue
        if "/" not in address:
            edition.refuse(number, value, "It is no account on a platform that is known here.")
            continue
        entry.addresses.append(
            AddressFields(address=address, role=AddressRole.ACCOUNT, source_url=source, stated_on=edition.day)
        )


FORMAT: Final = Format("trust.txt", "what a publisher says of itself (trust.txt)", read)
