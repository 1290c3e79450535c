"""Keeps the feed folder up with the records while the server runs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import structlog
from aiohttp import web

from masthead.config import Settings
from masthead.errors import CannotStart, MastheadError
from masthead.feed.publish import Publication, publish
from masthead.records.database import Database
from masthead.web.metrics import Metrics

_log = structlog.get_logger()

SETTLING_SECONDS: Final = 1
"""A change is published so long after it, with all others of that time."""
RETRY_SECONDS: Final = 60
"""A publication that failed is tried again after so long."""


class Publisher:
    """Publishes soon after a change; changes that come together are published together."""

    def __init__(self, database: Database, settings: Settings, metrics: Metrics) -> None:
        self._database = database
        self._settings = settings
        self._metrics = metrics
        self._changed = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def note_change(self) -> None:
        """Say that something readers are told has changed."""
        self._changed.set()

    async def publish_now(self) -> Publication:
        """Publish and wait for it.

        Raises:
            CannotStart: the feed folder cannot be written.
        """
        async with self._one_at_a_time:
            self._changed.clear()
            with self._metrics.publishing():
                done = await publish(self._database, self._settings)
            self._metrics.published(done.index.version, done.index.articles)
            return done

    async def run(self) -> None:
        """Publish at every change, for as long as the server runs."""
        while True:
            await self._changed.wait()
            # Curators and their scripts make changes one after another: those of a moment are published together.
            await asyncio.sleep(SETTLING_SECONDS)
            if not self._changed.is_set():
                continue  # somebody has asked for it meanwhile
            try:
                done = await self.publish_now()
            except MastheadError as error:
                _log.error("the feed was not published", reason=error.message)
                self._again()
            except Exception:  # noqa: BLE001 - the next change must still be published
                _log.exception("the feed was not published")
                self._again()
            else:
                _log.info("feed published", version=done.index.version, files=done.written)

    def _again(self) -> None:
        """Try again in a while, though nothing more changes: what was withdrawn must not stay published."""
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self._changed.set)

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """Run beside the application, from its start to its end."""
        try:
            await self.publish_now()
        except CannotStart:
            raise
        except Exception:  # noqa: BLE001 - the last good feed is better than no server
            _log.exception("the feed was not published; the last good one stays in force")
            self._again()
        task = asyncio.create_task(self.run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
