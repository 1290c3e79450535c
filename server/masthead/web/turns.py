"""Work that takes its time: a few at once, the others wait for their turn, and nobody takes the turns of all others."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from masthead.errors import Busy


class Turns:
    """The turns of one kind of work."""

    def __init__(self, work: str, *, at_once: int, waiting: int, of_one: int | None, seconds: int) -> None:
        """Prepare.

        Args:
            work: what is done, such as "pages are being fetched".
            at_once: how many run together.
            waiting: how many may wait besides.
            of_one: how many of one token may run or wait; None where tokens do not matter.
            seconds: after which whoever is refused should try again.
        """
        self._work = work
        self._most = at_once + waiting
        self._of_one = of_one
        self._seconds = seconds
        self._turns = asyncio.Semaphore(at_once)
        self._inside = 0
        self._of: Counter[int | None] = Counter()

    @asynccontextmanager
    async def turn(self, token: int | None = None) -> AsyncIterator[None]:
        """One turn.

        Raises:
            Busy: too many run or wait already.
        """
        if self._inside >= self._most:
            raise self._busy(f"{self._inside} {self._work} already.")
        if self._of_one is not None and self._of[token] >= self._of_one:
            raise self._busy(f"{self._of[token]} {self._work} for you already.")
        self._inside += 1
        self._of[token] += 1
        try:
            async with self._turns:
                yield
        finally:
            self._inside -= 1
            self._of[token] -= 1
            self._of += Counter()  # without those that have none

    def _busy(self, said: str) -> Busy:
        return Busy(f"{said} Wait {self._seconds} seconds, then try again.", retry_after=self._seconds)


TAKEN_APART: Final = web.AppKey("taken_apart", Turns)


def taken_apart() -> Turns:
    """The turns of pages that are taken apart: each costs seconds of a processor, and all of its memory."""
    return Turns("pages are being taken apart", at_once=2, waiting=30, of_one=12, seconds=5)
