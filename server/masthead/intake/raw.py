"""Pages kept as they came over the network: WARC files (ISO 28500:2017), one for each capture, that nobody changes.

A file is written whole or not at all: under a name that begins with a dot and ends in .part, which a crash may leave
and nothing reads, and renamed when it is safe on the disk. The message of HTTP is kept as it came, Content-Encoding and
all; only its chunks are joined, and Transfer-Encoding, which told of them, is dropped.
"""

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from masthead import __version__
from masthead.errors import CannotStart, NotFound, Unavailable, UnreadableText
from masthead.intake.codings import unpacked
from masthead.intake.decode import MAX_BYTES
from masthead.intake.exchange import Fetched, Headers
from masthead.intake.warcs import MOST_OF_RECORD, WebPage

_NAME: Final = re.compile(r"(\d{4})/(\d{4}-\d{2}-\d{2}T\d{6}Z-[0-9a-f]{12}\.warc\.gz)", re.ASCII)
_RECORD_ID: Final = re.compile(r"<urn:uuid:[0-9a-fA-F-]{36}>")
_REQUEST: Final = "application/http; msgtype=request"
_RESPONSE: Final = "application/http; msgtype=response"


@dataclass(frozen=True, slots=True)
class RawCapture:
    """Where a page is kept."""

    file: str
    """Below the folder of captures, with slashes."""
    record_id: str
    """WARC-Record-ID of the page."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page read back."""

    url: str
    at: datetime
    """When it came, aware."""
    block: bytes
    """The record without its own headers: the whole message of HTTP, or the page alone where no message was kept."""
    headers: Headers
    """Of the message."""
    body: bytes
    """The page, unpacked."""


def keep_fetched(folder: Path, fetched: Fetched) -> RawCapture:
    """Keep a fetched page with every hop that led to it.

    Raises:
        CannotStart: the folder cannot be written.
    """
    page_id = _new_id()
    with _new_file(folder, fetched.at) as (name, writer):
        info = _info(writer, name, robots="classic" if fetched.respected_robots else "ignore")
        for hop in fetched.hops:
            record_id = page_id if hop is fetched.page else _new_id()
            common = {"WARC-Target-URI": hop.url, "WARC-Date": _date(hop.at), "WARC-Warcinfo-ID": info}
            answered = {"WARC-IP-Address": hop.peer, "WARC-Truncated": hop.truncated}
            ids = {"WARC-Record-ID": record_id}
            _write(writer, "response", _RESPONSE, hop.head + hop.body, {**ids, **common, **answered}, payload=hop.body)
            ids = {"WARC-Record-ID": _new_id(), "WARC-Concurrent-To": record_id}
            _write(writer, "request", _REQUEST, hop.request, {**ids, **common}, payload=b"")
    return RawCapture(name, page_id)


def keep_record(folder: Path, page: WebPage) -> RawCapture:
    """Keep a page of a web archive as it stands there, under the same record id.

    Raises:
        CannotStart: the folder cannot be written.
    """
    record_id = page.record_id if _RECORD_ID.fullmatch(page.record_id) else _new_id()
    with _new_file(folder, page.at) as (name, writer):
        given = {
            "WARC-Record-ID": record_id,
            "WARC-Target-URI": page.url,
            "WARC-Date": _date(page.at),
            "WARC-Warcinfo-ID": _info(writer, name, robots=None),
        }
        payload = page.block.partition(b"\r\n\r\n")[2] if page.kind == "response" else page.block
        _write(writer, page.kind, page.content_type, page.block, given, payload=payload)
    return RawCapture(name, record_id)


@dataclass(slots=True)
class Claim:
    """Whether a record names a file that was kept."""

    named: bool = False


@contextmanager
def gone_unless_named(folder: Path, raw: RawCapture | None) -> Iterator[Claim]:
    """Remove a file that was kept where, at the end, no record names it; whatever became of the work with it.

    A crash leaves such a file behind, which does no harm; no record ever names one that is not there.
    """
    claim = Claim()
    unnamed = True
    try:
        yield claim
        unnamed = not claim.named
    except Unavailable:
        unnamed = not claim.named  # whether that record was kept, nobody knows
        raise
    finally:
        if raw is not None and unnamed:
            forget(folder, raw.file)


def forget(folder: Path, file: str) -> None:
    """Remove a file that was kept and that no record names; one that is gone already is no matter.

    Raises:
        NotFound: the name is not one that we give.
    """
    _path(folder, file).unlink(missing_ok=True)


def kept_page(folder: Path, file: str, record_id: str) -> KeptPage:
    """Read a page back.

    Args:
        folder: of captures.
        file: below it.
        record_id: of the page.

    Raises:
        NotFound: there is no such file or record.
        UnreadableText: it is damaged.
    """
    with _opened(folder, file) as stream:
        try:
            wanted = WarcRecordType.response | WarcRecordType.resource
            for record in ArchiveIterator(stream, record_types=wanted, parse_http=False):
                if record.record_id == record_id:
                    return _read(record, file)
        except (OSError, ValueError) as error:
            raise UnreadableText(f"captures/{file} is damaged. Restore it from a backup.") from error
    raise NotFound(f"captures/{file} has no page {record_id}. Look up the capture again.")


def _read(record: WarcRecord, file: str) -> KeptPage:
    block = record.reader.read(min(record.content_length, MOST_OF_RECORD))
    stated = record.headers.get("WARC-Block-Digest") or ""
    if len(block) != record.content_length or stated != _digest(block) or record.record_date is None:
        raise UnreadableText(f"captures/{file} is damaged. Restore it from a backup.")
    url, at = record.headers.get("WARC-Target-URI") or "", record.record_date.astimezone(UTC)
    if record.record_type == WarcRecordType.resource:
        return KeptPage(url, at, block, (), block)
    head, _, body = block.partition(b"\r\n\r\n")
    split = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    headers = tuple((name.decode("latin-1"), value.strip().decode("utf-8", "replace")) for name, _, value in split)
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return KeptPage(url, at, block, headers, unpacked(codings, [body], MAX_BYTES))


@contextmanager
def _new_file(folder: Path, at: datetime) -> Iterator[tuple[str, WARCWriter]]:
    """A file that has its name once all of it is on the disk, and otherwise is not there."""
    stamp = at.astimezone(UTC)
    name = f"{stamp:%Y}/{stamp:%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(6)}.warc.gz"
    path = folder / name
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a mode
                yield name, WARCWriter(file, gzip=True, warc_version="WARC/1.1")
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        # The names must outlive a loss of power too, that of a new year's folder among them.
        for one in (path.parent, folder):
            _settle(one)
    except OSError as error:
        raise CannotStart(
            f"The folder of captures {folder} cannot be written ({error.strerror}). See that there is room, and that"
            " MASTHEAD_DATA is a folder that can be written."
        ) from error


def _settle(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _info(writer: WARCWriter, name: str, *, robots: str | None) -> str:
    """Begin a file with the record that says what it is; its id."""
    fields = {
        "software": f"Masthead/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": robots,
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items() if value).encode()
    given = {
        "WARC-Record-ID": (info := _new_id()),
        "WARC-Date": _date(datetime.now(UTC)),
        "WARC-Filename": name.rpartition("/")[2],
    }
    _write(writer, "warcinfo", "application/warc-fields", block, given, payload=None)
    return info


def _write(
    writer: WARCWriter,
    kind: str,
    content_type: str,
    block: bytes,
    given: Mapping[str, str | None],
    *,
    payload: bytes | None,
) -> None:
    """Write a record of exactly these bytes: warcio must not read the message, since it would write it anew."""
    digests = {
        "WARC-Block-Digest": _digest(block),
        "WARC-Payload-Digest": None if payload is None else _digest(payload),
    }
    headers = [("WARC-Type", kind), *((key, value) for key, value in {**given, **digests}.items() if value)]
    record = ArcWarcRecord(
        "warc",
        kind,
        StatusAndHeaders("", headers, protocol="WARC/1.1"),
        BytesIO(block),
        None,
        content_type,
        len(block),
    )
    writer.write_record(record)


def _digest(data: bytes) -> str:
    """In the form that tools for WARC files check."""
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _date(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _path(folder: Path, file: str) -> Path:
    """Where a file lies whose name we gave.

    Raises:
        NotFound: we never gave such a name.
    """
    if not _NAME.fullmatch(file):
        raise NotFound(f"{file[:100]!r} is no file of captures. Look up the capture again.")
    return folder / file


@contextmanager
def _opened(folder: Path, file: str) -> Iterator[IO[bytes]]:
    """A file of captures; links are not followed, below the folder.

    Raises:
        NotFound: there is none.
    """
    path = _path(folder, file)
    flags = os.O_RDONLY | os.O_NOFOLLOW
    try:
        year = os.open(path.parent, flags | os.O_DIRECTORY)
        try:
            number = os.open(path.name, flags, dir_fd=year)
        finally:
            os.close(year)
    except OSError as error:
        raise NotFound(f"captures/{file} is not there ({error.strerror}). Restore it from a backup.") from error
    with open(number, "rb") as stream:  # noqa: PTH123 - it is open already
        yield stream
