"""All formats of lists: to add one, write a module like the others and name it here."""

from typing import Final

from masthead.errors import InvalidInput
from masthead.intake.lists import claimreview, columns, doppelganger, laundromat, rsp, sanctions, trusttxt
from masthead.intake.lists.edition import Format

FORMATS: Final[dict[str, Format]] = {
    module.FORMAT.name: module.FORMAT
    for module in (rsp, laundromat, doppelganger, sanctions, columns, claimreview, trusttxt)
}


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        InvalidInput: there is none; the message lists those that there are.
    """
    if name not in FORMATS:
        known = "".join(f"\n  {one.name}: {one.what}" for one in FORMATS.values())
        raise InvalidInput(f"There is no format {name!r}. There are:{known}", field="format")
    return FORMATS[name]
