"""What is known of requests afterwards: of the API a line each, of the feed no more than a number."""

import re
import secrets
import time
from typing import Final

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from masthead.web.keys import CURATOR, METRICS, REQUEST_ID
from masthead.web.naming import is_api, is_feed, method_of, route_of

_log = structlog.get_logger()

_HEADER: Final = "X-Request-Id"
_USABLE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DOCS: Final = "/api/docs"
"""The viewer of the documentation: the same for everyone, and large."""


@web.middleware
async def observed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every request, and write a line of each that is for the API."""
    began = time.perf_counter()
    if not is_api(request):
        return await _counted(request, handler, began)
    given = request.headers.get(_HEADER, "")
    request[REQUEST_ID] = name = given if _USABLE.fullmatch(given) else secrets.token_hex(8)
    with structlog.contextvars.bound_contextvars(request_id=name):
        return await _counted(request, handler, began)


async def _counted(request: web.Request, handler: Handler, began: float) -> web.StreamResponse:
    status = 500
    try:
        response = await handler(request)
        status = response.status
    except web.HTTPException as answer:
        status = answer.status
        raise
    finally:
        _note(request, status, time.perf_counter() - began)
    return response


def _note(request: web.Request, status: int, seconds: float) -> None:
    metrics, method, route = request.app[METRICS], method_of(request), route_of(request)
    if is_feed(request):
        metrics.feed_request(status)
        return
    metrics.request(method, route, status)
    if is_api(request):
        metrics.took(route, seconds)
        curator = request.get(CURATOR)
        known = {"curator": curator.name} if curator else {}
        _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1), **known)


async def guard(request: web.Request, response: web.StreamResponse) -> None:
    """Give an answer of the API the headers that all of them have, when it is about to be sent."""
    name = request.get(REQUEST_ID)
    if name is None:
        return
    response.headers[_HEADER] = name
    response.headers.setdefault(hdrs.X_CONTENT_TYPE_OPTIONS, "nosniff")
    if not request.path.startswith(_DOCS):
        response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
        response.headers.setdefault(hdrs.VARY, hdrs.AUTHORIZATION)
