"""The compressed forms of files: what every decoder reads, and as long as a page wants it."""

import gzip
import json
import random
import subprocess
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.feed.compress import brotlied, gzipped

PAGE = 4096
NODE = "process.stdin.toArray().then(c => process.stdout.write(require('zlib').{}(Buffer.concat(c))))"


def noise(length: int) -> bytes:
    """Bytes that do not get shorter: with every length of them, every length of filling is met."""
    return random.Random(length).randbytes(length)  # noqa: S311 - invented content


def of_node(data: bytes, function: str) -> bytes:
    return subprocess.run(
        ["node", "-e", NODE.format(function)], input=data, stdout=subprocess.PIPE, check=True, timeout=120
    ).stdout


@given(st.binary(max_size=20_000), st.sampled_from([None, 1, 7, 64, 300, 600, PAGE, 1 << 15]))
def test_what_was_compressed_is_read_back_and_fills_its_pages(data: bytes, page: int | None) -> None:
    packed, packed_too = gzipped(data, page), brotlied(data, page)
    assert gzip.decompress(packed) == zlib.decompress(packed, zlib.MAX_WBITS | 16) == data
    assert brotli.decompress(packed_too) == data
    if page:
        assert len(packed) % page == len(packed_too) % page == 0


def test_every_length_of_filling_is_read_back() -> None:
    # Around 259 bytes of filling, and below the frame of gzip's field, lie the ends of what one form can say.
    for length in range(700):
        data = noise(length)
        packed, packed_too = gzipped(data, 600), brotlied(data, 600)
        assert len(packed) % 600 == len(packed_too) % 600 == 0
        assert gzip.decompress(packed) == data
        assert brotli.decompress(packed_too) == data


def test_filling_costs_at_most_a_page_and_nothing_where_a_page_is_full() -> None:
    for length in range(PAGE - 80, PAGE + 10):
        for form in (gzipped, brotlied):
            bare, filled = len(form(noise(length))), len(form(noise(length), PAGE))
            assert bare <= filled < bare + PAGE + 6
            assert filled == bare or bare % PAGE


def test_the_same_file_gives_the_same_bytes_at_any_time() -> None:
    data = json.dumps({"format": "masthead-group/2", "articles": [noise(900).hex()]}).encode()
    assert gzipped(data, PAGE) == gzipped(data, PAGE)
    assert brotlied(data, PAGE) == brotlied(data, PAGE)
    assert gzipped(data)[4:8] == bytes(4), "a time in it would differ"


def test_text_gets_much_shorter() -> None:
    text = json.dumps([{"slug": f"outlet-{n}", "name": f"The Outlet {n}"} for n in range(5000)]).encode()
    assert len(gzipped(text)) < len(text) / 4
    assert len(brotlied(text)) < len(gzipped(text))


@pytest.mark.parametrize("length", [0, 1, 3700, 3800, 4060, 4070, 4071, 4072, 4073, 4074, 4075, 4076, 4077, 150_000])
def test_the_decoders_of_node_read_them(length: int) -> None:
    assert of_node(gzipped(noise(length), PAGE), "gunzipSync") == noise(length)
    assert of_node(brotlied(noise(length), PAGE), "brotliDecompressSync") == noise(length)
