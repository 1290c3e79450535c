"""What sites ask of programs: robots.txt as RFC 9309 has it, asked once of each origin on the way to a page."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final

import ada_url
from protego import Protego

from masthead.errors import AskedNotTo, MastheadError, NotFetchable
from masthead.intake.exchange import PRODUCT
from masthead.intake.publicnet import shown

MOST_BYTES: Final = 500 * 1024
"""How much of a robots.txt is read; what follows is ignored (RFC 9309, 2.5)."""
MOST_REDIRECTS: Final = 5
"""Followed to a robots.txt; beyond, the site counts as having none (RFC 9309, 2.3.1.2)."""
_GROUP: Final = re.compile(r"\s*user(?:-|\s*)agent\s*[:\s]\s*([a-z_-]+|\*)?", re.IGNORECASE)
_GO_ON: Final = (
    "Save the page in a browser and give the file; or, if you have good reason, fetch it without asking:"
    " --ignore-robots (over HTTP ignore_robots)."
)


class Robots:
    """Asks sites, and remembers what they said for as long as one page is fetched."""

    def __init__(self, read: Callable[[str], Awaitable[bytes | None]]) -> None:
        """Prepare.

        Args:
            read: gives the robots.txt at an address, no more than MOST_BYTES of it; None where the site has none.
        """
        self._read = read
        self._known: dict[str, Protego | None] = {}

    async def require(self, url: ada_url.URL) -> None:
        """See that the site does not mind.

        Raises:
            AskedNotTo: it does, or it cannot be asked.
            NotFetchable: its address is not one that we ask.
        """
        if url.origin not in self._known:
            self._known[url.origin] = await self._ask(url.origin)
        rules = self._known[url.origin]
        # Rules can be so many that to look through them would keep everybody else waiting.
        if rules is not None and not await asyncio.to_thread(rules.can_fetch, url.href, PRODUCT):
            raise AskedNotTo(f"{url.origin}/robots.txt asks programs not to fetch {shown(url)}. {_GO_ON}", field="url")

    async def _ask(self, origin: str) -> Protego | None:
        try:
            data = await self._read(f"{origin}/robots.txt")
        except NotFetchable:
            raise
        except MastheadError as error:
            raise AskedNotTo(
                f"Whether the site minds cannot be told: {origin}/robots.txt did not come. {error.message}"
                f" Try again later. {_GO_ON}",
                field="url",
            ) from error
        # It takes a while if somebody means it to.
        return None if data is None else await asyncio.to_thread(parse, data)


def parse(data: bytes) -> Protego:
    """Read a robots.txt.

    Groups for other programs are made one: the parser keeps every rule once for each program that it is for, which a
    hostile file would use to fill the memory; and it would take a rule for "mast" as one for us.
    """
    if len(data) >= MOST_BYTES:
        # A rule that is cut asks for something else: "/" is the beginning of every path.
        data = data[:MOST_BYTES].rpartition(b"\n")[0]
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    return Protego.parse("\n".join(map(_ours_or_not, lines)))


def _ours_or_not(line: str) -> str:
    group = _GROUP.match(line)
    if group is None:
        return line
    name = (group[1] or "").lower()
    return f"User-agent: {name if name in ('*', PRODUCT.lower()) else 'another'}"
