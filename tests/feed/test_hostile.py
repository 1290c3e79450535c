"""A feed that lies, is cut short or is no feed at all: a FeedError says so, and nothing else happens."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feed.making import prose
from feed.spoiling import Spoilt
from masthead.errors import FeedError
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.wire import unpack

PAGE = prose(1)
KINDS = ["index.json", "lists", "tables", "outlets", "articles"]
NAMED = KINDS[1:]
"""Kinds of files that are named by their content."""


def test_the_sound_feed_is_read(feed: Spoilt) -> None:
    assert list(feed.table.digests) == [0, 1, 2]
    assert feed.read(PAGE) == [1]
    for kind in NAMED:
        feed.put(kind, feed.file(kind).read_bytes() + (b" " if kind in ("outlets", "articles") else b""))
    assert feed.read(PAGE) == [1], "what is changed in good faith is read"


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_file_is_named(feed: Spoilt, kind: str) -> None:
    path = feed.file(kind)
    path.unlink()
    feed.refused(PAGE, path.name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_in_the_place_of_a_file_is_refused(feed: Spoilt, kind: str) -> None:
    path = feed.file(kind)
    path.unlink()
    path.mkdir()
    feed.refused(PAGE, path.name)


RUBBISH = {
    "nothing": b"",
    "no JSON": b"<!doctype html><title>Not found</title>",
    "no UTF-8": b'{"format": "\xff\xfe"}',
    "half a surrogate pair": b'{"format": "\\ud800"}',
    "deep lists": b"[" * 100_000,
    "deep records": b'{"a":' * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "deep below a known field": b'{"format": "masthead-feed/2", "articles": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a number": b"7",
    "null": b"null",
    "a number of a million digits": b'{"version": ' + b"9" * 1_000_000 + b"}",
    "NaN": b'{"version": NaN}',
    "zeros": bytes(4096),
}
some_rubbish = pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH.keys())


@some_rubbish
@pytest.mark.parametrize("kind", KINDS)
def test_rubbish_instead_of_a_file_is_refused(feed: Spoilt, kind: str, rubbish: bytes) -> None:
    feed.file(kind).write_bytes(rubbish)
    feed.refused(PAGE)


@some_rubbish
@pytest.mark.parametrize("kind", NAMED)
def test_rubbish_with_the_right_name_and_checksum_is_refused_too(feed: Spoilt, kind: str, rubbish: bytes) -> None:
    feed.put(kind, rubbish)
    feed.refused(PAGE)


@some_rubbish
def test_rubbish_that_is_signed_is_refused_too(feed: Spoilt, rubbish: bytes) -> None:
    feed.sign(rubbish.decode("utf-8", "replace"))
    feed.refused(PAGE, "index.json")


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("kind", NAMED)
def test_a_single_wrong_byte_breaks_the_checksum(feed: Spoilt, kind: str, place: int) -> None:
    path = feed.file(kind)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    feed.refused(PAGE, "checksum")


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("kind", "most"), [("index.json", MIB // 4), ("lists", 128 * MIB), ("tables", 16 * MIB), ("articles", 32 * MIB)]
)
def test_a_file_larger_than_any_may_be_is_refused_unread(feed: Spoilt, kind: str, most: int) -> None:
    with feed.file(kind).open("r+b") as file:
        file.truncate(most + 1)  # a hole: it takes no space
    feed.refused(PAGE, "larger")


@pytest.mark.parametrize(("kind", "most"), [("index.json", MIB // 4), ("outlets", 32 * MIB), ("articles", 32 * MIB)])
def test_json_may_be_as_large_as_it_may_be_and_no_larger(feed: Spoilt, kind: str, most: int) -> None:
    for length in (most, most + 1):
        data = feed.file(kind).read_bytes().rstrip().ljust(length)
        if kind == "index.json":
            feed.file(kind).write_bytes(data)
        else:
            feed.put(kind, data)
        if length == most:
            assert feed.read(PAGE) == [1]
    feed.refused(PAGE, "larger")


def test_a_folder_that_is_no_feed_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="masthead publish"):
        Reader(FolderSource(tmp_path / "nowhere"))


@settings(
    derandomize=True, deadline=None, database=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.text("AQID/+=x \u00e9", max_size=60), st.text("AQID/+=x \u00e9", max_size=40))
def test_any_code_is_a_text_or_refused(shingles: str, words: str) -> None:
    try:
        text = unpack(shingles, words)
    except FeedError:
        return
    assert len(text.hi) == len(text.end) == len(text.common)
    assert len(text.weight) == len(text.quoted)
