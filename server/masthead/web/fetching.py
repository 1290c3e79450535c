"""Pages that curators name by their URL: this server fetches them, a few at a time, and keeps them as they came."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aiohttp import web

from masthead.config import Settings
from masthead.errors import Busy
from masthead.intake.archive import Seen
from masthead.intake.exchange import Fetched, Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.raw import Claim, gone_unless_named, keep_fetched
from masthead.intake.segments import Capture
from masthead.safe import own_url
from masthead.web.keys import LIMITS, SETTINGS, TOKEN
from masthead.web.operations import Call

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

    def __init__(self, settings: Settings) -> None:
        self._rules = Rules.of(settings)
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._inside = 0
        self._of: Counter[int | None] = Counter()

    async def fetch(self, token: int | None, url: str, *, respect_robots: bool) -> Fetched:
        """Fetch a page.

        Raises:
            Busy: too many are fetched already.
            MastheadError: it cannot be had, or may not be fetched.
        """
        if self._inside >= MOST_AT_ONCE + MOST_WAITING:
            raise Busy(
                f"{self._inside} pages are being fetched already. Wait {RETRY_SECONDS} seconds, then try again.",
                retry_after=RETRY_SECONDS,
            )
        if self._of[token] >= MOST_OF_ONE:
            raise Busy(
                f"{self._of[token]} pages are being fetched for you already. Wait for them, then try again.",
                retry_after=RETRY_SECONDS,
            )
        self._inside += 1
        self._of[token] += 1
        try:
            async with self._turns, Fetcher(self._rules) as fetcher:
                return await fetcher.fetch(url, respect_robots=respect_robots)
        finally:
            self._inside -= 1
            self._of[token] -= 1
            self._of += Counter()  # without those that have none


async def with_page(request: web.Request, body: Named) -> Given:
    """What was given, with the page where only its URL was."""
    if body.text is not None or body.html is not None:
        return Given(body, None)
    token = request[TOKEN].id
    await request.app[LIMITS].count_fetch(token)
    return Given(body, await request.app[FETCHES].fetch(token, body.url, respect_robots=not body.ignore_robots))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page taken apart, and how it came if it was fetched."""

    page: Capture
    fetched: Fetched | None


@dataclass(slots=True)
class Kept:
    """A page as it came, in a file, while it is archived."""

    url: str | None
    """Where it stands."""
    seen: Seen | None
    claim: Claim
    """Whether a record names the file."""


@asynccontextmanager
async def kept_as_it_came(call: Call, prepared: Prepared) -> AsyncIterator[Kept]:
    """Keep a fetched page as it came, in a file that is gone again unless a record names it."""
    folder, fetched = call.request.app[SETTINGS].captures_folder, prepared.fetched
    raw = await asyncio.to_thread(keep_fetched, folder, fetched) if fetched is not None else None
    with gone_unless_named(folder, raw) as claim:
        if fetched is None or raw is None:
            yield Kept(None, None, claim)
        else:
            url = own_url(fetched.reached, prepared.page.canonical)
            yield Kept(url, Seen(fetched.at, raw.file, raw.record_id), claim)
