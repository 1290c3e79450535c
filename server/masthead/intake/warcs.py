"""Web archives: the pages of WARC and WACZ files, one after the other, however large the file is.

WARC: ISO 28500:2017. WACZ: a zip file with WARC files below archive/, specs.webrecorder.net/wacz.
"""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, Literal
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from masthead.errors import TooLarge, UnreadableText
from masthead.intake.codings import unpacked
from masthead.intake.decode import MAX_BYTES

SUFFIXES: Final = (".warc", ".warc.gz", ".wacz")
"""How the names of web archives end."""
MOST_OF_RECORD: Final = 2 * MAX_BYTES
"""Bytes of a record that is looked into: the page in it may be compressed badly, but is read only so far."""
_PAGES: Final = ("text/html", "application/xhtml+xml")
_OK: Final = 200
_FIRST_DAY: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it there was no web."""
_DAMAGED: Final = (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError)
"""What reading a damaged file comes to, or a zip file that is packed or locked in other ways."""
_GZIP: Final = b"\x1f\x8b"
_GZIP_ONLY: Final = 16 + zlib.MAX_WBITS
_END: Final = b"\r\n\r\n"
"""What each record ends with."""
_PIECE: Final = 64 * 1024


class LeftOut(StrEnum):
    """Why a record of an archive is no page that could be archived."""

    NO_PAGE = "not a page but an image, a script or the like"
    STATUS = "no page but an answer of another kind, such as a redirect"
    FRONT = "the front page of a site"
    ELSEWHERE = "not below the address that was asked for"
    LARGE = "larger than any page that is taken"
    BROKEN = "broken: its HTTP message cannot be read"
    CUT = "cut off: the file ends in the midst of it"


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page of a web archive."""

    position: int
    """How many records of pages and files stand before it in the archive."""
    url: str
    at: datetime
    """When it was captured, aware."""
    record_id: str
    """Its WARC-Record-ID."""
    kind: str
    """Type of the record: response, or resource."""
    content_type: str
    """Type of the record's block."""
    block: bytes
    """The record as it stands in the archive, without its headers."""
    data: bytes
    """The page."""
    charset: str | None
    """What the HTTP message says."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """A record of which no page comes."""

    position: int
    url: str
    why: LeftOut


def is_web_archive(name: str) -> bool:
    """Whether a file is called like a web archive."""
    return name.lower().endswith(SUFFIXES)


def pages(
    path: Path, *, after: int = 0, below: str | None = None, progress: Callable[[int], None] = lambda _bytes: None
) -> Iterator[WebPage | NoPage]:
    """The pages of a web archive, and the records that are none.

    Args:
        path: of the file.
        after: how many records were read before; they are passed over quickly.
        below: only pages whose URL begins with it are read.
        progress: is told how many bytes of the file were read since it was told the last time.

    Raises:
        UnreadableText: it is no web archive, or damaged from here on.
    """
    position = last = 0
    wanted = WarcRecordType.response | WarcRecordType.resource
    with _streams(path, progress) as streams:
        try:
            for stream in streams:
                for record in ArchiveIterator(stream, record_types=wanted, parse_http=False):
                    last = record.stream_pos
                    if position >= after:
                        yield _read(position, record, below)
                    position += 1
        except _DAMAGED as error:
            raise UnreadableText(
                f"{path} is no web archive, or damaged after {position:,} records ({error})."
            ) from error
    if _is_cut(path, last):
        raise UnreadableText(
            f"{path} is cut off: after {position:,} records it ends in the midst of one. What stands before is taken;"
            " get the whole file for the rest."
        )


def _is_cut(path: Path, last: int) -> bool:
    """Whether a file ends in the midst of a record, which readers of WARC files pass over in silence.

    Args:
        path: of the file; what is packed in a WACZ file has its check sum there.
        last: where a record begins behind which no page does.
    """
    if path.name.lower().endswith(".wacz"):
        return False
    with path.open("rb") as file:
        if not file.read(len(_GZIP)).startswith(_GZIP):
            file.seek(max(0, path.stat().st_size - len(_END)))
            return file.read() != _END
        file.seek(last)
        member = zlib.decompressobj(_GZIP_ONLY)
        begun = False
        while piece := member.unused_data or file.read(_PIECE):
            if member.eof:
                member, begun = zlib.decompressobj(_GZIP_ONLY), False
            begun = True
            while piece:
                try:
                    member.decompress(piece, _PIECE)
                except zlib.error:
                    return True
                piece = member.unconsumed_tail
        return begun and not member.eof


def _read(position: int, record: WarcRecord, below: str | None) -> WebPage | NoPage:
    # Some, such as wget, write it in the angle brackets of an older draft of the format.
    url = (record.headers.get("WARC-Target-URI") or "").removeprefix("<").removesuffix(">")
    at = _moment(record)
    if why := _unread(record, url, below):
        return NoPage(position, url, why)
    if at is None or not record.record_id:
        return NoPage(position, url, LeftOut.BROKEN)
    block = record.reader.read(record.content_length)
    if len(block) < record.content_length:
        return NoPage(position, url, LeftOut.CUT)
    http = record.record_type == WarcRecordType.response
    content_type = "application/http; msgtype=response" if http else record.headers.get("Content-Type") or ""
    found = _http(block) if http else _file(block, content_type)
    if isinstance(found, LeftOut):
        return NoPage(position, url, found)
    return WebPage(
        position=position,
        url=url,
        at=at,
        record_id=record.record_id,
        kind="response" if http else "resource",
        content_type=content_type,
        block=block,
        data=found[0],
        charset=found[1],
    )


def _moment(record: WarcRecord) -> datetime | None:
    """When a record was captured; None where it says nothing that can be."""
    try:
        at = record.record_date.astimezone(UTC).replace(microsecond=0)
    except (AttributeError, ValueError, OverflowError):
        return None
    return at if _FIRST_DAY <= at <= datetime.now(UTC) + timedelta(days=1) else None


def _unread(record: WarcRecord, url: str, below: str | None) -> LeftOut | None:
    """Why a record is not looked into, as its headers tell."""
    if below is not None and not url.startswith(below):
        return LeftOut.ELSEWHERE
    if record.content_length > MOST_OF_RECORD:
        return LeftOut.LARGE
    if not url.startswith(("http://", "https://")):
        return LeftOut.NO_PAGE
    try:
        parts = urlsplit(url)
    except ValueError:
        return LeftOut.BROKEN
    return LeftOut.FRONT if parts.path in ("", "/") and not parts.query else None


def _file(block: bytes, content_type: str) -> tuple[bytes, str | None] | LeftOut:
    if not _is_page(content_type):
        return LeftOut.NO_PAGE
    return (block, None) if len(block) <= MAX_BYTES else LeftOut.LARGE


def _http(block: bytes) -> tuple[bytes, str | None] | LeftOut:
    """The page that an HTTP message carries, with the charset it states."""
    try:
        record = _message(block, "none")
        headers = record.http_headers
        if why := _no_page(record):
            return why
        charset = record.http_charset
        codings = ",".join(headers.get_multiple("Content-Encoding"))
        transfer = ",".join(headers.get_multiple("Transfer-Encoding")).strip().lower()
        if transfer not in ("", "identity", "chunked"):
            return LeftOut.BROKEN
        if transfer == "chunked":
            record = _message(block, "transfer")
        # Unpacked by our own hand, which stops where it is too much; libraries unpack all of it at once.
        return unpacked(codings, [record.reader.read(MOST_OF_RECORD)], MAX_BYTES), charset
    except TooLarge:
        return LeftOut.LARGE
    except (UnreadableText, OSError, ValueError):  # not compressed as it says, broken chunks, headers without end
        return LeftOut.BROKEN


def _no_page(record: WarcRecord) -> LeftOut | None:
    status = record.http_headers.status_code
    if status != _OK:
        return LeftOut.BROKEN if status is None else LeftOut.STATUS
    return None if _is_page(record.http_content_type or "") else LeftOut.NO_PAGE


def _message(block: bytes, undo: Literal["none", "transfer"]) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode=undo)
    return record


def _is_page(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in _PAGES


class _Counted:
    """A stream that tells how much of it was read."""

    def __init__(self, inner: IO[bytes], tell: Callable[[int], None]) -> None:
        self._inner = inner
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        got = self._inner.read(size)
        self._tell(len(got))
        return got

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        self._inner.close()


@contextmanager
def _streams(path: Path, progress: Callable[[int], None]) -> Iterator[Iterator[_Counted]]:
    """The WARC files in a file: itself, or those in it."""
    try:
        if path.name.lower().endswith(".wacz"):
            with zipfile.ZipFile(path) as packed:
                yield (_Counted(packed.open(name), progress) for name in _archives(packed, path))
        else:
            with path.open("rb") as file:
                yield iter([_Counted(file, progress)])
    except zipfile.BadZipFile as error:
        raise UnreadableText(f"{path} is no WACZ file, or damaged ({error}).") from error
    except OSError as error:
        raise UnreadableText(f"{path} cannot be read ({error.strerror or error}).") from error


def _archives(packed: zipfile.ZipFile, path: Path) -> list[str]:
    names = [name for name in packed.namelist() if name.startswith("archive/") and is_web_archive(name)]
    if not names:
        raise UnreadableText(f"{path} holds no web archive: there is no WARC file below archive/ in it.")
    return sorted(names)
