"""The application: composed here and nowhere else."""

import errno
import socket
from collections.abc import AsyncIterator, Callable
from typing import Final

from aiohttp import web

from masthead.config import Settings
from masthead.errors import CannotStart
from masthead.records.database import open_database
from masthead.web import files, health, historypages, kinds, pages
from masthead.web.api import OPERATIONS
from masthead.web.fetching import FETCHES, Fetches
from masthead.web.keys import DATABASE, LIMITS, MATCHER, METRICS, PUBLISHER, SETTINGS
from masthead.web.limits import Limits
from masthead.web.matcher import Matcher
from masthead.web.metrics import Metrics
from masthead.web.observing import guard, observed
from masthead.web.operations import route
from masthead.web.problems import problems
from masthead.web.publisher import Publisher
from masthead.web.signin import sign_in_first
from masthead.web.sites import demo_sites
from masthead.web.turns import TAKEN_APART, taken_apart

MAX_REQUEST_BYTES: Final = 12 * 1024 * 1024


def create_app(settings: Settings) -> web.Application:
    """The whole server as an aiohttp application."""
    # The demo's sites come first: nothing of what is read there is noted.
    app = web.Application(
        client_max_size=MAX_REQUEST_BYTES, middlewares=[demo_sites, observed, problems, sign_in_first]
    )
    app[SETTINGS] = settings
    app[METRICS] = Metrics()
    app[LIMITS] = Limits(settings, app[METRICS])
    app[FETCHES] = Fetches(settings, app[LIMITS])
    app[TAKEN_APART] = taken_apart()
    app[MATCHER] = Matcher(settings.feed_folder)
    app.cleanup_ctx.append(_records)
    app.on_response_prepare.append(guard)
    app.add_routes(pages.routes)
    app.add_routes(kinds.routes)
    app.add_routes(historypages.routes)
    app.add_routes(health.routes)
    app.add_routes(files.routes)
    app.add_routes([route(operation) for operation in OPERATIONS])
    return app


async def _records(app: web.Application) -> AsyncIterator[None]:
    """Open the database, keep the feed published, and close in turn."""
    database = await open_database(app[SETTINGS].database)
    app[DATABASE] = database
    app[PUBLISHER] = publisher = Publisher(database, app[SETTINGS], app[METRICS])
    async for _ in publisher.context(app):
        yield
    await database.close()


def listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is done, so that a taken one is told in one line.

    Raises:
        CannotStart: the address or port cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((settings.host, settings.port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            free = settings.port + 1
            hint = f"Port {settings.port} is taken. Stop what uses it, or choose another: MASTHEAD_PORT={free}"
        else:
            where = f"{settings.host}:{settings.port}"
            hint = f"{where} cannot be listened on ({error.strerror}). Set MASTHEAD_HOST and MASTHEAD_PORT."
        raise CannotStart(hint) from error
    return taken


def serve(settings: Settings, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Serve on a socket until interrupted.

    Args:
        settings: all settings.
        sock: bound and listening, see ``listen``.
        ready: called once the records are open and the feed is published.

    Raises:
        CannotStart: the database or the feed folder cannot be used.
    """
    app = create_app(settings)

    async def tell(_app: web.Application) -> None:
        ready()

    app.on_startup.append(tell)
    web.run_app(app, sock=sock, print=None, access_log=None)
