"""Content codings undone piece by piece, so that no bomb is ever unpacked as a whole."""

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import brotli

from masthead.errors import TooLarge, UnreadableText

ACCEPTED: Final = "gzip, deflate, br"
"""What we tell servers that we can undo."""
PIECE: Final = 64 * 1024
"""Bytes that one step gives at most, or not many more."""
MOST_CODINGS: Final = 3
"""How often a page may be packed over."""
_MOST_MEMBERS: Final = 1000
"""Files within one gzip file. Each costs time and may be empty."""
BY_HAND: Final = "Open it in a browser, save the page, and give the file."


class _Stage(Protocol):
    """Undoes one coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to."""

    def end(self) -> None:
        """See that nothing is missing.

        Raises:
            UnreadableText: something is.
        """


class _Deflated:
    """Undoes gzip and deflate; the latter as the standard has it and as some servers send it, without its frame."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._held = b""
        """A beginning too short to tell by it what follows."""
        self._unpacker: zlib._Decompress | None = None
        self._members = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._held + data
        self._held = b""
        while data and (unpacker := self._unpacker or self._begin(data)):
            self._unpacker = unpacker
            yield from self._step(unpacker, data)
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if unpacker.eof:
                self._unpacker = None
                self._members += 1

    def _begin(self, data: bytes) -> "zlib._Decompress | None":
        """What undoes that which begins here; None where nothing does, or not enough has come to tell."""
        if len(data) < 2:
            self._held = data
            return None
        framed = data[:2] == b"\x1f\x8b" if self._gzip else data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0
        if self._members and not (self._gzip and framed):
            return None  # what stands behind the end is nothing to anyone
        if self._members == _MOST_MEMBERS:
            raise UnreadableText(f"The page is packed in more than {_MOST_MEMBERS:,} parts. {BY_HAND}")
        return zlib.decompressobj(31 if self._gzip else 15 if framed else -15)

    @staticmethod
    def _step(unpacker: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
        try:
            out = unpacker.decompress(data, PIECE)
            if out:
                yield out
            # All input may be taken while some output still waits.
            while len(out) == PIECE and not unpacker.unconsumed_tail and not unpacker.eof:
                out = unpacker.decompress(b"", PIECE)
                if out:
                    yield out
        except zlib.error as error:
            raise _broken() from error

    def end(self) -> None:
        if self._unpacker is not None or (self._held and not self._members):
            raise _broken()


class _Brotli:
    """Undoes brotli."""

    def __init__(self) -> None:
        self._unpacker = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = True
        try:
            # That it could take more does not say that it has given all: only when nothing comes is it so.
            while not self._unpacker.is_finished():
                out: bytes = self._unpacker.process(data, output_buffer_limit=PIECE)
                if not out and self._unpacker.can_accept_more_data():
                    return
                yield out
                data = b""
        except brotli.error as error:
            raise _broken() from error

    def end(self) -> None:
        if self._begun and not self._unpacker.is_finished():
            raise _broken()


def _broken() -> UnreadableText:
    return UnreadableText(f"The page came packed, and cannot be unpacked: it is damaged or cut short. {BY_HAND}")


class Unpacker:
    """Undoes all codings of a body."""

    def __init__(self, content_encoding: str, most_bytes: int) -> None:
        """Prepare.

        Args:
            content_encoding: the header, or several joined by commas.
            most_bytes: that any step may unpack to.

        Raises:
            UnreadableText: a coding is unknown, or there are too many.
        """
        names = [one for part in content_encoding.split(",") if (one := part.strip().lower()) not in ("", "identity")]
        if len(names) > MOST_CODINGS:
            raise UnreadableText(f"The page is packed {len(names)} times over. {BY_HAND}")
        self._stages = [_stage(name) for name in reversed(names)]
        self._given = [0] * len(self._stages)
        self._most = most_bytes

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes of the body unpack to, piece by piece; each is unpacked when it is asked for.

        Raises:
            TooLarge: it is more than is taken.
            UnreadableText: it is damaged.
        """
        yield from self._through(0, data)

    def end(self) -> None:
        """See that nothing is missing.

        Raises:
            UnreadableText: the body was cut short.
        """
        for stage in self._stages:
            stage.end()

    def _through(self, first: int, data: bytes) -> Iterator[bytes]:
        if first == len(self._stages):
            yield data
            return
        for piece in self._stages[first].feed(data):
            self._given[first] += len(piece)
            if self._given[first] > self._most:
                raise TooLarge(f"The page unpacks to more than {self._most:,} bytes. Give only the article, as a file.")
            yield from self._through(first + 1, piece)


def unpacked(content_encoding: str, body: Sequence[bytes], most_bytes: int) -> bytes:
    """A whole body, unpacked.

    Raises:
        TooLarge: it is more than is taken.
        UnreadableText: it is damaged, cut short or packed in a way that we cannot undo.
    """
    unpacker = Unpacker(content_encoding, most_bytes)
    out = b"".join(piece for data in body for piece in unpacker.feed(data))
    unpacker.end()
    return out


def _stage(name: str) -> _Stage:
    if name in ("gzip", "x-gzip"):
        return _Deflated(gzip=True)
    if name == "deflate":
        return _Deflated(gzip=False)
    if name == "br":
        return _Brotli()
    shown = name if re.fullmatch(r"[a-z0-9._-]{1,20}", name) else "an unknown way"
    raise UnreadableText(f"The server packs the page in {shown}, which cannot be undone here. {BY_HAND}")
