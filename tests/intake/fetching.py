"""A host that tests may reach, and what becomes of its answers, for the tests of what is taken of them."""

from dataclasses import replace
from ipaddress import ip_network
from typing import Final

import pytest

from intake.hostile_host import OPEN, HostileHost, Names, Saying
from masthead.errors import MastheadError
from masthead.intake.exchange import Fetched, Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach

MOST: Final = 100_000
TEXT: Final = b"<p>The ferry is late, and nobody on the quay is surprised.</p>"


def rules(host: HostileHost) -> Rules:
    """Rules with a small page and much time."""
    return Rules(Reach((ip_network(f"{OPEN}/32"),), frozenset({host.port})), seconds=60, most_bytes=MOST)


async def got(host: HostileHost, says: bytes | Saying, *, seconds: float = 60) -> Fetched:
    """What comes of an answer."""
    host.says["/page"] = says
    async with Fetcher(replace(rules(host), seconds=seconds), resolver=Names()) as fetcher:
        return await fetcher.fetch(f"{host.url}/page", respect_robots=False)


async def refusal(host: HostileHost, says: bytes | Saying, *, seconds: float = 60) -> MastheadError:
    """Why an answer is not taken."""
    with pytest.raises(MastheadError) as refused:
        await got(host, says, seconds=seconds)
    return refused.value
