"""The feed's files over HTTP: what any static web server would hand out, with the headers that caches and readers need.

deploy/nginx/masthead.conf says the same to nginx, and tests/web/test_nginx.py holds the two together.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import structlog
from aiohttp import hdrs, web

from masthead.web.forms import PLAIN, Form, acceptable
from masthead.web.keys import SETTINGS
from masthead.web.longfile import LongFile
from masthead.web.shelf import Held, Shelf

routes = web.RouteTableDef()

_log = structlog.get_logger()
_shelf: Final = Shelf(most_bytes=64 << 20)

_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_LAST_NONE: Final = re.compile(r"\s*bytes=-0+\s*")
_OPEN: Final[dict[str, str]] = {
    hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff",
}
"""On every answer: anyone may read the feed from anywhere, and no browser guesses what it is."""
_REFUSED: Final = _OPEN | {hdrs.CACHE_CONTROL: "no-store"}
_PREFLIGHT: Final = _OPEN | {
    hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, HEAD",
    hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "*",
}
_FOR_EVER: Final[dict[str, str]] = {hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable"}
_FOR_A_MOMENT: Final[dict[str, str]] = {hdrs.CACHE_CONTROL: "public, max-age=15, stale-while-revalidate=15"}
_NEGOTIATED: Final[dict[str, str]] = {hdrs.VARY: hdrs.ACCEPT_ENCODING}
_STRICT: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What holds for all files whose names look alike."""

    names: re.Pattern[str]
    content_type: str
    headers: dict[str, str]
    compressed: bool = True
    """Whether its compressed forms lie beside it; what has none can be had in parts."""


_H: Final = "[0-9a-f]{32}"
_JSON: Final = "application/json"
_KINDS: Final = (
    Kind(re.compile(r"index\.json"), _JSON, _FOR_A_MOMENT | _NEGOTIATED),
    Kind(re.compile(r"index\.html"), "text/html; charset=utf-8", _FOR_A_MOMENT | _NEGOTIATED | _STRICT),
    Kind(re.compile(rf"(?:outlets/|articles/(?:0|[1-9][0-9]{{0,9}})-){_H}\.json"), _JSON, _FOR_EVER | _NEGOTIATED),
    Kind(
        re.compile(rf"(?:lists|tables|updates)/{_H}\.bin"),
        "application/octet-stream",
        _FOR_EVER | {hdrs.ACCEPT_RANGES: "bytes"},
        compressed=False,
    ),
)


@routes.route("*", "/feed")
async def feed(_request: web.Request) -> web.StreamResponse:
    """The feed's folder, by its right name."""
    raise web.HTTPPermanentRedirect("/feed/", headers=_OPEN)


@routes.route("*", r"/feed/{path:[\s\S]*}")
async def feed_file(request: web.Request) -> web.StreamResponse:
    """A file of the feed; anyone may read it from anywhere, and nothing of the reader is asked or kept."""
    if request.method == hdrs.METH_OPTIONS:
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
    if request.method not in _METHODS:
        raise web.HTTPMethodNotAllowed(request.method, _METHODS, headers=_REFUSED)
    name = request.match_info["path"] or "index.html"
    kind = next((kind for kind in _KINDS if kind.names.fullmatch(name)), None)
    if kind is None:
        raise _not_found()
    with _readable():
        held, form = await _find(request, kind, name)
    tag = held.digest + form.tag
    headers = _OPEN | kind.headers | {hdrs.ETAG: f'"{tag}"'}
    if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers[hdrs.CONTENT_TYPE] = kind.content_type
    if form.coding:
        headers[hdrs.CONTENT_ENCODING] = form.coding
    part = None if kind.compressed else _asked_part(request, held.size, headers[hdrs.ETAG])
    if part:
        headers[hdrs.CONTENT_RANGE] = f"bytes {part.start}-{part.stop - 1}/{held.size}"
    status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK
    part = part or slice(0, held.size)
    if held.data is not None:
        return web.Response(status=status, headers=headers, body=held.data[part])
    with _readable():
        file = await asyncio.to_thread(held.path.open, "rb")
    return LongFile(file, part, status=status, headers=headers)


async def _find(request: web.Request, kind: Kind, name: str) -> tuple[Held, Form]:
    """The best form of a file that is there and that the reader takes."""
    forms = acceptable(",".join(request.headers.getall(hdrs.ACCEPT_ENCODING, ()))) if kind.compressed else (PLAIN,)
    for form in forms:
        if held := await _shelf.find(request.app[SETTINGS].feed_folder, name + form.suffix):
            return held, form
    raise _not_found()


def _asked_part(request: web.Request, size: int, etag: str) -> slice | None:
    """The part of a file that is asked for; none where the question is unclear, or was about another file."""
    if request.method != hdrs.METH_GET or request.headers.get(hdrs.IF_RANGE, etag) != etag:
        return None
    try:
        asked = request.http_range
    except ValueError:
        return None
    if asked == slice(None, None, 1):
        return None
    # Of "the last 0 bytes", aiohttp makes all.
    nothing = _LAST_NONE.fullmatch(request.headers.get(hdrs.RANGE, ""))
    start, stop, _ = (slice(size, size) if nothing else asked).indices(size)
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable(headers=_REFUSED | {hdrs.CONTENT_RANGE: f"bytes */{size}"})
    return slice(start, stop)


@contextmanager
def _readable() -> Iterator[None]:
    """What cannot be read is told to those who run the server, without a word on who asked for which."""
    try:
        yield
    except FileNotFoundError:
        raise _not_found() from None
    except OSError as error:
        folder = Path(error.filename).parent if error.filename else None
        _log.error("a file of the feed cannot be read", error=error.strerror, folder=folder and str(folder))
        raise web.HTTPInternalServerError(text="The feed cannot be read.\n", headers=_REFUSED) from error


def _not_found() -> web.HTTPNotFound:
    return web.HTTPNotFound(text="The feed has no such file.\n", headers=_REFUSED)
