"""How often the API may be called, counted in memory and forgotten when the time is over; the feed is never counted."""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from masthead.config import Settings
from masthead.errors import TooMany
from masthead.web.metrics import Metrics


@dataclass(frozen=True, slots=True)
class _Limit:
    name: str
    sentence: str
    """What whoever is over it is told, with a place for the number and the time."""
    rate: RateLimitItem | None
    """None where it is switched off."""


def _limit(name: str, sentence: str, rate: str) -> _Limit:
    return _Limit(name, sentence, None if rate == "off" else parse(rate))


class Limits:
    """The limits of all callers. What was refused does not count: whoever waits as told gets in."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._metrics = metrics
        # A moving window knows to the moment when the next call is free.
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._token = _limit("token", "A token may make {} calls per {}.", settings.rate_per_token)
        self._network = _limit(
            "network", "Without a token, {} calls per {} may be made from one network.", settings.rate_per_network
        )
        self._failed = _limit("sign-in", "{} sign-ins per {} may fail from one network.", settings.rate_failed_sign_ins)
        self._fetch = _limit("fetch", "A token may have {} pages fetched per {}.", settings.rate_fetches)
        self._report = _limit("report", "{} reports per {} may be sent from one network.", settings.rate_reports)

    async def count_fetch(self, token: int | None) -> None:
        """Count a page that is fetched for a token.

        Raises:
            TooMany: too many were.
        """
        await self._count(self._fetch, str(token))

    async def count_report(self, network: str) -> None:
        """Count a report of a reader.

        Raises:
            TooMany: the network has sent too many.
        """
        await self._count(self._report, network)

    async def count_token(self, token: int | None) -> None:
        """Count a call with a known token.

        Raises:
            TooMany: the token was used too often.
        """
        await self._count(self._token, str(token))

    async def count_network(self, network: str) -> None:
        """Count a call without a token.

        Raises:
            TooMany: the network has called too often.
        """
        await self._count(self._network, network)

    async def count_failed(self, network: str) -> None:
        """Count a sign-in that failed.

        Raises:
            TooMany: too many from this network have.
        """
        await self._count(self._failed, network)

    async def _count(self, limit: _Limit, whose: str) -> None:
        rate = limit.rate
        if rate is None or await self._window.hit(rate, limit.name, whose):
            return
        self._metrics.limited(limit.name)
        free = await self._window.get_window_stats(rate, limit.name, whose)
        wait = max(1, math.ceil(free.reset_time - time.time()))
        seconds = "1 second" if wait == 1 else f"{wait} seconds"
        said = limit.sentence.format(rate.amount, rate.GRANULARITY.name)
        raise TooMany(f"{said} Wait {seconds}, then go on.", retry_after=wait)
