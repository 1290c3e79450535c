"""Packed pages are unpacked, and bombs are not."""

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable

import brotli
import pytest

from intake.fetching import TEXT, got, refusal
from intake.hostile_host import HTML, HostileHost, answer, hostile_host
from masthead.errors import NotFetched, TooLarge, UnreadableText
from masthead.intake.codings import unpacked


@pytest.fixture
async def host() -> AsyncIterator[HostileHost]:
    """A host that tests may reach."""
    async with hostile_host() as running:
        yield running


def raw_deflate(data: bytes) -> bytes:
    """As some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def br(data: bytes) -> bytes:
    """Quickly."""
    packed: bytes = brotli.compress(data, quality=5)
    return packed


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZip", lambda data: gzip.compress(data[:10]) + gzip.compress(data[10:])),
    ("gzip", lambda data: gzip.compress(data) + b"\0" * 50),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", br),
    ("identity", bytes),
    ("gzip, br", lambda data: br(gzip.compress(data))),
    ("br, deflate, gzip", lambda data: gzip.compress(zlib.compress(br(data)))),
]


@pytest.mark.parametrize(("coding", "pack"), CODINGS)
async def test_a_packed_page_is_unpacked_and_kept_as_it_came(
    host: HostileHost, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(TEXT)
    fetched = await got(host, answer(packed, HTML, f"Content-Encoding: {coding}"))
    assert fetched.body == TEXT
    assert fetched.page.body == packed
    assert f"Content-Encoding: {coding}".encode() in fetched.page.head


@pytest.mark.parametrize(("coding", "pack"), CODINGS)
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 98_272, 1_000_000])
def test_packed_bytes_are_unpacked_whatever_the_pieces(coding: str, pack: Callable[[bytes], bytes], size: int) -> None:
    data = (b"ferry and quay " * (size // 15 + 1))[:size]
    packed, most = pack(data), size + 100  # what lies between two codings may be longer than the page
    assert unpacked(coding, [packed], most) == data
    assert unpacked(coding, [packed[at : at + 7] for at in range(0, len(packed), 7)], most) == data
    assert unpacked(coding, [packed[at : at + 1] for at in range(len(packed))], most) == data


@pytest.mark.parametrize(("coding", "pack"), [one for one in CODINGS if one[0] != "identity"])
async def test_a_bomb_is_not_unpacked(host: HostileHost, coding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(60_000_000))
    tracemalloc.start()
    try:
        refused = await refusal(host, answer(bomb, HTML, f"Content-Encoding: {coding}"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(refused, TooLarge)
    assert most < 5_000_000


async def test_a_bomb_whose_middle_is_large_and_whose_end_is_small_is_not_unpacked(host: HostileHost) -> None:
    hollow = gzip.compress(TEXT) + bytes(50_000_000)
    packed = gzip.compress(hollow)
    refused = await refusal(host, answer(packed, HTML, "Content-Encoding: gzip, gzip"))
    assert isinstance(refused, TooLarge)


async def test_a_page_in_very_many_empty_parts_is_refused(host: HostileHost) -> None:
    refused = await refusal(host, answer(gzip.compress(b"") * 1500, HTML, "Content-Encoding: gzip"))
    assert isinstance(refused, UnreadableText)
    assert "parts" in refused.message


@pytest.mark.parametrize(
    ("coding", "body", "said"),
    [
        ("gzip", gzip.compress(TEXT)[:-1], "damaged or cut short"),
        ("gzip", gzip.compress(TEXT)[:-8] + bytes(8), "damaged or cut short"),
        ("gzip", TEXT, "damaged or cut short"),
        ("gzip", b"\x1f", "damaged or cut short"),
        ("deflate", zlib.compress(TEXT)[:-1], "damaged or cut short"),
        ("deflate", b"x", "damaged or cut short"),
        ("br", br(TEXT)[:-1], "damaged or cut short"),
        ("br", TEXT, "damaged or cut short"),
        ("zstd", b"(\xb5/\xfd", "packs the page in zstd"),
        ("compress", TEXT, "packs the page in compress"),
        ("\x7f<b>", TEXT, "an unknown way"),
        ("gzip, gzip, gzip, gzip", TEXT, "packed 4 times"),
    ],
    # Bytes of gzip hold the time, and every process that runs tests must give them the same names.
    ids=range(12),
)
async def test_what_cannot_be_unpacked_is_told(host: HostileHost, coding: str, body: bytes, said: str) -> None:
    refused = await refusal(host, answer(body, HTML, f"Content-Encoding: {coding}"))
    assert isinstance(refused, UnreadableText | NotFetched)
    assert said in refused.message or "does not answer as web servers do" in refused.message
    assert "save the page, and give the file" in refused.message
