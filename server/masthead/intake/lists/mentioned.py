"""Whom the refused lines of a list are about, as far as they say: what stands in them is not gone from the list."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from masthead.errors import UnusableAddress
from masthead.intake.addresses import normalise

_HOST: Final = re.compile(r"(?:https?://)?([\w-]{1,63}(?:\.[\w-]{1,63})+)\.?(?:[:/?#].*)?", re.ASCII | re.DOTALL)
"""What is plainly a host, though nothing can be kept of it: a platform, a number."""


@dataclass(slots=True)
class Mentioned:
    """Addresses, and slugs of outlets, in lines that cannot be taken."""

    addresses: set[str] = field(default_factory=set)
    """In their normal form."""
    hosts: set[str] = field(default_factory=set)
    """Of those that have none: the line may have lost the account, or the name in front."""
    slugs: set[str] = field(default_factory=set)
    unclear: int = 0
    """How many lines there are that may be about anybody."""

    def note(self, texts: Iterable[str], slug: str | None = None) -> None:
        """Note a line.

        Args:
            texts: its addresses, as they are written; where there is none, or what is none, it may be about anybody.
            slug: of the outlet, if it says that.
        """
        known = [self._known(text) for text in texts]
        if slug:
            self.slugs.add(slug)
            known.append(True)
        self.unclear += not known or not all(known)

    def _known(self, text: str) -> bool:
        try:
            self.addresses.add(normalise(text))
        except UnusableAddress:
            found = _HOST.fullmatch(text.strip().lower())
            if found is None:
                return False
            self.hosts.add(found[1].removeprefix("www."))
        return True

    def cover(self, addresses: Collection[str]) -> bool:
        """Whether a line is about whoever has some addresses, in their normal form."""
        return any(one in self.addresses or not self.hosts.isdisjoint(_above(one)) for one in addresses)


def _above(address: str) -> list[str]:
    """The host of an address, and all that it is below."""
    labels = address.partition("/")[0].split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]
