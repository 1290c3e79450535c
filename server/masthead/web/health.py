"""For those who watch over the server: whether it is up, whether it is ready, and its numbers."""

import asyncio
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import hdrs, web

from masthead.web.keys import DATABASE, METRICS, SETTINGS
from masthead.web.logs import trace_of
from masthead.web.metrics import CONTENT_TYPE
from masthead.web.networks import may_watch

routes = web.RouteTableDef()

_log = structlog.get_logger()

_PATIENCE: Final = 2
"""Seconds that the database has for an answer."""
_FRESH: Final = {hdrs.CACHE_CONTROL: "no-store"}


@routes.get("/healthz")
async def health(_request: web.Request) -> web.Response:
    """The server is up."""
    return web.json_response({"status": "ok"}, headers=_FRESH)


@routes.get("/readyz")
async def ready(request: web.Request) -> web.Response:
    """The server can do its work, or what of it cannot."""
    parts = {
        "database": "ok" if await _database_answers(request.app) else "does not answer",
        "feed": "ok" if (request.app[SETTINGS].feed_folder / "index.json").is_file() else "has no index.json",
    }
    well = set(parts.values()) == {"ok"}
    return web.json_response(
        {"status": "ok" if well else "not ready", **parts},
        status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE,
        headers=_FRESH,
    )


async def _database_answers(app: web.Application) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await app[DATABASE].ping()
    except Exception as error:  # noqa: BLE001 - whatever it is, the server is not ready
        _log.error("the database does not answer", trace=trace_of(error))
        return False
    return True


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """The numbers, for those who may see them; to others there is nothing here."""
    if not may_watch(request, request.app[SETTINGS]):
        raise web.HTTPNotFound
    return web.Response(body=request.app[METRICS].told(), headers=_FRESH | {hdrs.CONTENT_TYPE: CONTENT_TYPE})
