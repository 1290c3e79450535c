"""What a publisher says of itself, who controls it, and where else it publishes: trust.txt, https://journallist.net."""

from datetime import UTC, datetime
from typing import Final

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
    own = normalise(options.source_url)
    edition = Edition(f"the trust.txt of {own}", options.day or datetime.now(UTC).date())
    entry = Entry(1, own, [own])
    entry.addresses.append(AddressFields(address=own))
    values: dict[str, dict[str, int]] = {}
    for number, line in enumerate(text_of(data).splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        attribute, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            edition.refuse(number, text, "It is no line like attribute=value.")
        elif attribute.lower() in _KNOWN:
            values.setdefault(attribute.lower(), {}).setdefault(value, number)
        else:
            edition.ignored[f"attribute {attribute[:40]!r}"] += 1
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
        entry.addresses.append(
            AddressFields(address=address, role=AddressRole.ACCOUNT, source_url=source, stated_on=edition.day)
        )


FORMAT: Final = Format("trust.txt", "what a publisher says of itself (trust.txt)", read)
