"""Pages that curators name by their URL: this server fetches them, a few at a time, and keeps them as they came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aiohttp import web

from masthead.config import Settings
from masthead.intake.archive import Seen
from masthead.intake.exchange import Fetched, Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.raw import Claim, gone_unless_named, keep_fetched
from masthead.intake.segments import Capture
from masthead.safe import own_url
from masthead.web.keys import SETTINGS, TOKEN
from masthead.web.limits import Limits
from masthead.web.turns import Turns

FETCHES: Final = web.AppKey["Fetches"]("fetches")
MOST_AT_ONCE: Final = 2
"""Fetches that run together: each may hold a large page in memory."""
MOST_WAITING: Final = 6
MOST_OF_ONE: Final = 2
"""Fetches of one token, waiting ones included: nobody takes the turns of all others."""
RETRY_SECONDS: Final = 10


class Named(Protocol):
    """A body that gives a page, or only where it stands."""

    text: str | None
    html: str | None
    url: Any
    ignore_robots: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What a curator gave, and the page where it was fetched."""

    body: Any
    fetched: Fetched | None


class Fetches:
    """The fetches of this server."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._rules = Rules.of(settings)
        self._limits = limits
        self._turns = Turns(
            "pages are being fetched",
            at_once=MOST_AT_ONCE,
            waiting=MOST_WAITING,
            of_one=MOST_OF_ONE,
            seconds=RETRY_SECONDS,
        )

    async def fetch(self, token: int | None, url: str, *, respect_robots: bool) -> Fetched:
        """Fetch a page.

        Raises:
            Busy: too many are fetched already.
            TooMany: too many were, for this token.
            MastheadError: it cannot be had, or may not be fetched.
        """
        async with self._turns.turn(token):
            # Whom there was no room for is not counted: whoever waits as told gets in.
            await self._limits.count_fetch(token)
            async with Fetcher(self._rules) as fetcher:
                return await fetcher.fetch(url, respect_robots=respect_robots)


async def with_page(request: web.Request, body: Named) -> Given:
    """What was given, with the page where only its URL was."""
    if body.text is not None or body.html is not None:
        return Given(body, None)
    fetches, token = request.app[FETCHES], request[TOKEN].id
    return Given(body, await fetches.fetch(token, body.url, respect_robots=not body.ignore_robots))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page taken apart, and how it came if it was fetched."""

    page: Capture
    fetched: Fetched | None


@dataclass(slots=True)
class PageFile:
    """A page as it came, in a file, while it is archived."""

    url: str | None
    """Where it stands."""
    seen: Seen | None
    claim: Claim
    """Whether a record names the file."""


@asynccontextmanager
async def kept_as_it_came(request: web.Request, prepared: Prepared) -> AsyncIterator[PageFile]:
    """Keep a fetched page as it came, in a file that is gone again unless a record names it."""
    folder, fetched = request.app[SETTINGS].captures_folder, prepared.fetched
    raw = await asyncio.to_thread(keep_fetched, folder, fetched) if fetched is not None else None
    with gone_unless_named(folder, raw) as claim:
        if fetched is None or raw is None:
            yield PageFile(None, None, claim)
        else:
            url = own_url(fetched.reached, prepared.page.canonical)
            yield PageFile(url, Seen(fetched.at, raw.file, raw.record_id), claim)
