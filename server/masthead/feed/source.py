"""Where a reader gets a feed's files: a folder, or any web server."""

import http.client
import re
import socket
import stat
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol

from masthead.errors import FeedError
from masthead.feed import jsonfile
from masthead.matching import hashlist, tables, updates

_LIMITS: Final = {
    "index.json": jsonfile.MAX_INDEX_BYTES,
    "lists": hashlist.MAX_BYTES,
    "tables": tables.MAX_BYTES,
    "updates": updates.MAX_BYTES,
}
_STALL_SECONDS: Final = 20
"""A server that sends nothing for so long is given up."""
_SLOWEST: Final = 100_000
"""Bytes a second: a server that is slower for a whole file is given up, however steadily it sends."""
_PORTION: Final = 65_536


def _limit(path: str) -> int:
    """Bytes that a file of a feed may have."""
    return _LIMITS.get(path.partition("/")[0], jsonfile.MAX_JSON_BYTES)


class Source(Protocol):
    """Something that holds the files of a feed."""

    def read(self, path: str) -> bytes:
        """Content of a file.

        Args:
            path: relative to the feed, as the feed names it.

        Raises:
            FeedError: there is no such file, or it is too large.
        """
        ...


class FolderSource:
    """A feed in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        """Content of a file of the folder."""
        file = self.folder / path
        try:
            held = file.stat()
            # A folder from elsewhere may hold links to devices that never end.
            if not stat.S_ISREG(held.st_mode):
                raise FeedError(f"{file} is no file.")
            if held.st_size > _limit(path):
                raise FeedError(f"{file} is larger than it may be.")
            return file.read_bytes()
        except OSError as error:
            hint = " Is this a feed folder? Publish one with: masthead publish" if path == "index.json" else ""
            raise FeedError(f"{file} cannot be read ({error.strerror}).{hint}") from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A feed that sends its readers elsewhere would learn what they read at a place they did not choose."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return _patiently(self, http.client.HTTPConnection, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return _patiently(self, http.client.HTTPSConnection, req)


def _patiently(
    handler: urllib.request.AbstractHTTPHandler, kind: type[http.client.HTTPConnection], asked: urllib.request.Request
) -> http.client.HTTPResponse:
    """Cut a connection if no whole head of an answer has come in time, however steadily its bytes come."""
    held: list[socket.socket] = []
    given_up = threading.Event()

    def cut() -> None:
        given_up.set()
        for one in held:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def connection(host: str, /, **more: Any) -> http.client.HTTPConnection:  # noqa: ANN401
        made = kind(host, **more)
        made.connect()
        held.append(made.sock)
        return made

    late = threading.Timer(_STALL_SECONDS, cut)
    late.start()
    try:
        answer = handler.do_open(connection, asked)
    finally:
        late.cancel()
    if given_up.is_set():  # what was cut may look like a whole head
        answer.close()
        raise TimeoutError("no answer in time")
    return answer


class HttpSource:
    """A feed on a web server; requests carry no cookie, no referrer and no identifier."""

    def __init__(self, url: str) -> None:
        self._base = url.rstrip("/") + "/"
        self._opener = urllib.request.build_opener(_NoRedirects, _Http, _Https)
        self._opener.addheaders = [("Accept", "*/*")]

    def read(self, path: str) -> bytes:
        """Content of a file below the feed's URL."""
        return self.newer(path, None) or b""

    def newer(self, path: str, held: str | None) -> bytes | None:
        """Content of a file below the feed's URL, if it is another than before.

        Args:
            path: of the file.
            held: H of docs/protocol.md of what is held.

        Returns:
            None where the server says that it is the same.

        Raises:
            FeedError: it cannot be had.
        """
        url = self._base + path
        try:
            request = urllib.request.Request(url, headers={"If-None-Match": f'"{held}"'} if held else {})  # noqa: S310 - http only
            with self._opener.open(request, timeout=_STALL_SECONDS) as answer:
                return _bounded(answer, url, _limit(path))
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.NOT_MODIFIED and held:
                return None
            raise FeedError(f"{url} cannot be read (the server answers {error.code}).") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise FeedError(f"{url} cannot be read ({error}).") from error


def _bounded(answer: http.client.HTTPResponse, url: str, limit: int) -> bytes:
    """All that a server sends, if it is neither too much nor too slow."""
    end = time.monotonic() + _STALL_SECONDS + limit / _SLOWEST
    data = bytearray()
    while portion := answer.read1(_PORTION):
        data += portion
        if len(data) > limit:
            raise FeedError(f"{url} is larger than it may be.")
        if time.monotonic() > end:
            raise FeedError(f"{url} comes so slowly that it was given up.")
    length = answer.headers.get("Content-Length")
    if length is not None and length.isdecimal() and len(data) < int(length):
        raise FeedError(f"{url} was cut short.")
    return bytes(data)


def source_of(place: str) -> Source:
    """The source for a folder's path or an http(s) URL; a fingerprint that stands behind the URL is left out."""
    if place.startswith(("http://", "https://")):
        return HttpSource(place.partition("#")[0])
    return FolderSource(Path(place))


def pin_of(place: str) -> str | None:
    """The fingerprint that stands behind a feed's URL: 32 hexadecimal digits, as people copy them.

    Raises:
        FeedError: what stands there is none.
    """
    if not place.startswith(("http://", "https://")) or "#" not in place:
        return None
    digits = re.sub(r"%20|[\s:-]", "", place.partition("#")[2]).lower()
    if not re.fullmatch(r"[0-9a-f]{32}", digits):
        raise FeedError(
            "What follows # in a feed's address is the fingerprint of its key: 32 digits, 0 to 9 and a to f."
        )
    return digits
