"""The compressed forms of a file: the same bytes for the same file, and whole pages where the length would name it."""

import struct
import zlib
from typing import Final

import brotli

_GZIP_LEVEL: Final = 6
_BROTLI_QUALITY: Final = 7
# Two thirds of a group are base64 of hashes, on which no effort finds more than the six bits in eight. Measured on
# groups of 200 KB: gzip 115 KB in 3.4 ms, brotli 113 KB in 1.4 ms; the highest levels save less than 1 KB of either,
# and brotli's 11 takes 180 ms. On a directory, which is text, brotli's 9 would save another 1 % in twice the time.

_MTIME: Final = 0
_SAME_ON_EVERY_SYSTEM: Final = 255
_HAS_EXTRA: Final = 4
_FILLER: Final = b"MH"
"""Name of the field that fills a gzip header; readers pass over what they do not know."""

_EMPTY_BLOCK: Final = b"\x06"
"""A metadata block without anything in it: not the last, MNIBBLES coded 3, reserved 0, MSKIPBYTES 0."""
_LONGEST_WITH_ONE_BYTE: Final = 2 + 0x100


def gzipped(data: bytes, page: int | None = None) -> bytes:
    """A file as gzip.

    Args:
        data: the file.
        page: if given, at most 32 KiB, the result is as long as so many bytes or a multiple of them.
    """
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush() + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    empty = _gzip_header(0)
    missing = _missing(len(empty) + len(body), page)
    # The field that fills has a frame of its own; where the frame alone is too long, it takes a page more.
    while page and 0 < missing < len(_gzip_header(1)) - len(empty):
        missing += page
    return _gzip_header(missing) + body


def brotlied(data: bytes, page: int | None = None) -> bytes:
    """A file as brotli.

    Args:
        data: the file.
        page: if given, at most 32 KiB, the result is as long as so many bytes or a multiple of them.
    """
    encoder = brotli.Compressor(quality=_BROTLI_QUALITY)
    # Only after a flush does the stream stand at the beginning of a byte, where a block of ours can follow.
    body: bytes = encoder.process(data) + encoder.flush()
    end: bytes = encoder.finish()
    return body + _skipped(_missing(len(body) + len(end), page)) + end


def _missing(length: int, page: int | None) -> int:
    return -length % page if page else 0


def _gzip_header(filling: int) -> bytes:
    """A gzip header (RFC 1952, 2.3) that is so many bytes longer than it need be."""
    extra = b""
    if filling:
        field = _FILLER + struct.pack("<H", max(0, filling - 6)) + bytes(max(0, filling - 6))
        extra = struct.pack("<H", len(field)) + field
    return (
        struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, _HAS_EXTRA if filling else 0, _MTIME, 0, _SAME_ON_EVERY_SYSTEM) + extra
    )


def _skipped(length: int) -> bytes:
    """Metadata blocks of brotli (RFC 7932, 9.2) that are so many bytes long, head included, and say nothing."""
    if length <= 2:
        return _EMPTY_BLOCK * length
    if length == _LONGEST_WITH_ONE_BYTE + 1:
        # With two bytes to tell it, the number of skipped bytes must not be one that a single byte could tell.
        return _EMPTY_BLOCK + _skipped(_LONGEST_WITH_ONE_BYTE)
    size = 1 if length <= _LONGEST_WITH_ONE_BYTE else 2
    skipped = length - 1 - size
    head = 0b000110 | size << 4 | (skipped - 1) << 6
    return head.to_bytes(1 + size, "little") + bytes(skipped)
