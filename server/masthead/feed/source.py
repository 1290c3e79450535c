"""Where a reader gets a feed's files: a folder, or any web server."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final, Protocol

from masthead.errors import FeedError
from masthead.feed.shapes import MAX_JSON_BYTES
from masthead.matching.hashlist import MAX_BYTES

_LIMIT: Final = max(MAX_JSON_BYTES, MAX_BYTES)
_TIMEOUT_SECONDS: Final = 20


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
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Content of a file of the folder."""
        file = self._folder / path
        try:
            if file.stat().st_size > _LIMIT:
                raise FeedError(f"{file} is larger than a feed's files may be.")
            return file.read_bytes()
        except OSError as error:
            hint = " Is this a feed folder? Publish one with: masthead publish" if path == "index.json" else ""
            raise FeedError(f"{file} cannot be read ({error.strerror}).{hint}") from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A feed that sends its readers elsewhere would learn what they read at a place they did not choose."""

    def redirect_request(self, *_: object) -> None:
        return None


class HttpSource:
    """A feed on a web server; requests carry no cookie, no referrer and no identifier."""

    def __init__(self, url: str) -> None:
        self._base = url.rstrip("/") + "/"
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._opener.addheaders = [("Accept", "*/*")]

    def read(self, path: str) -> bytes:
        """Content of a file below the feed's URL."""
        url = self._base + path
        try:
            with self._opener.open(url, timeout=_TIMEOUT_SECONDS) as answer:
                data: bytes = answer.read(_LIMIT + 1)
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise FeedError(f"{url} cannot be read ({error}).") from error
        if len(data) > _LIMIT:
            raise FeedError(f"{url} is larger than a feed's files may be.")
        return data


def source_of(place: str) -> Source:
    """The source for a folder's path or an http(s) URL."""
    if place.startswith(("http://", "https://")):
        return HttpSource(place)
    return FolderSource(Path(place))
