"""A feed that lies, is cut short or is no feed at all: a FeedError says so, and nothing else happens."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feed.making import many, published
from masthead.errors import FeedError
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.wire import unpack
from masthead.matching.hashlist import decode

PAGE = many(6).articles[0].body
Change = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "feed"
    published(folder, many(6), group_size=100)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A sound feed to spoil: one group, one bucket."""
    for path in sound.rglob("*.*"):
        copy = tmp_path / path.relative_to(sound)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return tmp_path


def read(folder: Path) -> list[int]:
    """Read a page with address and text, so that every kind of file is used."""
    reading = Reader(FolderSource(folder)).read(PAGE, "https://elsewhere.example/")
    return [match.article.id for match in reading.matches]


def file_of(folder: Path, kind: str) -> Path:
    return next(path for path in sorted(folder.rglob("*.*")) if str(path.relative_to(folder)).startswith(kind))


def change(path: Path, edit: Change) -> None:
    value = json.loads(path.read_bytes())
    path.write_text(json.dumps(edit(value) or value))


def restate(folder: Path, room: str) -> None:
    """Let index.json state the checksum that a spoilt list or directory has now."""
    name, field = ("list", "lists") if room == "lists" else ("directory", "outlets")
    digest = hashlib.sha256(file_of(folder, field).read_bytes()).hexdigest()
    change(folder / "index.json", lambda index: index[name].update(sha256=digest))


KINDS = ["index.json", "lists/", "outlets/", "hashes/", "articles/"]


def test_the_sound_feed_is_read(folder: Path) -> None:
    assert read(folder) == [1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_file_is_named(folder: Path, kind: str) -> None:
    path = file_of(folder, kind)
    path.unlink()
    with pytest.raises(FeedError, match=path.name):
        read(folder)


RUBBISH = {
    "nothing": b"",
    "no JSON": b"<!doctype html><title>Not found</title>",
    "no UTF-8": b'{"format": "\xff\xfe"}',
    "half a surrogate pair": b'{"format": "\\ud800"}',
    "deep lists": b"[" * 100_000,
    "deep records": b'{"a":' * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "deep below a known field": b'{"format": "masthead-feed/1", "articles": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a number": b"7",
    "null": b"null",
    "a number of a million digits": b'{"version": ' + b"9" * 1_000_000 + b"}",
    "NaN": b'{"version": NaN}',
    "zeros": bytes(4096),
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH.keys())
@pytest.mark.parametrize("kind", KINDS)
def test_rubbish_instead_of_a_file_is_refused(folder: Path, kind: str, rubbish: bytes) -> None:
    file_of(folder, kind).write_bytes(rubbish)
    with pytest.raises(FeedError):
        read(folder)


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH.keys())
@pytest.mark.parametrize("room", ["lists", "outlets"])
def test_rubbish_with_the_right_checksum_is_refused_too(folder: Path, room: str, rubbish: bytes) -> None:
    file_of(folder, room).write_bytes(rubbish)
    restate(folder, room)
    with pytest.raises(FeedError):
        read(folder)


@pytest.mark.parametrize("room", ["lists", "outlets"])
def test_a_single_wrong_byte_breaks_the_checksum(folder: Path, room: str) -> None:
    path = file_of(folder, room)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(FeedError, match="checksum"):
        read(folder)


LIES: dict[str, tuple[str, Change]] = {
    "another format": ("index.json", lambda index: index.update(format="masthead-feed/2")),
    "other parameters": ("index.json", lambda index: index.update(w=32)),
    "no name": ("index.json", lambda index: index.update(name="")),
    "a negative version": ("index.json", lambda index: index.update(version=-1)),
    "a version in a text": ("index.json", lambda index: index.update(version="3")),
    "a version that is a truth": ("index.json", lambda index: index.update(version=True)),
    "a stray rate in a text": ("index.json", lambda index: index["list"].update(stray_rate="0.1")),
    "a list elsewhere": ("index.json", lambda index: index["list"].update(path="../../etc/passwd")),
    "a list at another host": ("index.json", lambda index: index["list"].update(path="//x.example/a.bin")),
    "more entries than the list has": ("index.json", lambda index: index["list"].update(entries=10**9)),
    "other bits than the list has": ("index.json", lambda index: index["list"].update(bits=31)),
    "bits beyond a fingerprint": ("index.json", lambda index: index.update(bucket_bits=25)),
    "a stray rate above one": ("index.json", lambda index: index["list"].update(stray_rate=1.5)),
    "a refresh every second": ("index.json", lambda index: index.update(refresh_seconds=1)),
    "no list at all": ("index.json", lambda index: index.pop("list") and None),
    "another bucket": ("hashes/", lambda bucket: bucket.update(bucket=1)),
    "a fingerprint that is none": ("hashes/", lambda bucket: bucket["entries"].append(["xyz", 0])),
    "a fingerprint too short": ("hashes/", lambda bucket: bucket["entries"].append(["0123", 0])),
    "an entry of three": ("hashes/", lambda bucket: bucket["entries"].append(["0" * 16, 0, 0])),
    "a group in a text": ("hashes/", lambda bucket: bucket["entries"].append(["0" * 16, "0"])),
    "a date that is a number": ("articles/", lambda group: group["articles"][0].update(published_on=0)),
    "a group that is no number": ("hashes/", lambda bucket: bucket["entries"].append(["0" * 16, "x"])),
    "another group": ("articles/", lambda group: group.update(group=1)),
    "an article without title": ("articles/", lambda group: group["articles"][0].pop("title") and None),
    "a title of ten thousand characters": ("articles/", lambda group: group["articles"][0].update(title="x" * 10_000)),
    "a role that is none": ("articles/", lambda group: group["articles"][0]["placements"][0].update(role="owner")),
    "a date that is none": ("articles/", lambda group: group["articles"][0].update(published_on="2024-02-30")),
    "shingles in no base64": ("articles/", lambda group: group["articles"][0].update(shingles="§§§§")),
    "shingles cut short": ("articles/", lambda group: group["articles"][0].update(shingles="AAAA")),
    "fewer shingles than words make": ("articles/", lambda group: group["articles"][0].update(shingles="AAAAAA==")),
    "no word at all": ("articles/", lambda group: group["articles"][0].update(words="")),
    "a word of no weight": ("articles/", lambda group: group["articles"][0].update(words="Aw==", shingles="")),
    "thousands of notes": ("articles/", lambda group: group["articles"][0].update(notes=[{}] * 5000)),
    "a note without source": (
        "articles/",
        lambda group: group["articles"][0]["notes"].append(
            {"id": 1, "text": "x", "language": None, "quote": None, "published_on": "2024-01-01", "sources": []}
        ),
    ),
}


@pytest.mark.parametrize(("kind", "lie"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_refused(folder: Path, kind: str, lie: Change) -> None:
    change(file_of(folder, kind), lie)
    with pytest.raises(FeedError):
        read(folder)


def test_fields_that_a_reader_does_not_know_are_passed_over(folder: Path) -> None:
    for kind in ("index.json", "hashes/", "articles/"):
        change(file_of(folder, kind), lambda value: value.update(signature={"by": ["someone"]}))
    assert read(folder) == [1]


@pytest.mark.parametrize("rate", [0, 1, 0.5])
def test_a_share_may_be_a_whole_number(folder: Path, rate: float) -> None:
    change(folder / "index.json", lambda index: index["list"].update(stray_rate=rate))
    assert read(folder) == [1]


@pytest.mark.parametrize("group", [5, 10**8, 10**9, -1])
def test_a_bucket_that_names_a_group_that_is_not_there_is_refused(folder: Path, group: int) -> None:
    change(
        file_of(folder, "hashes/"),
        lambda bucket: bucket.update(entries=[[full, group] for full, _ in bucket["entries"]]),
    )
    with pytest.raises(FeedError):
        read(folder)


def test_a_list_cut_short_is_refused_at_every_length(folder: Path) -> None:
    data = file_of(folder, "lists/").read_bytes()
    for length in range(len(data)):
        with pytest.raises(FeedError):
            decode(data[:length])


def test_a_file_larger_than_any_may_be_is_refused_unread(folder: Path) -> None:
    with (folder / "index.json").open("r+b") as file:
        file.truncate(200 * 1024 * 1024)  # a hole: it takes no space
    with pytest.raises(FeedError, match="larger"):
        read(folder)


def test_json_larger_than_json_may_be_is_refused(folder: Path) -> None:
    path = folder / "index.json"
    path.write_bytes(path.read_bytes() + b" " * (32 * 1024 * 1024))
    with pytest.raises(FeedError, match="larger"):
        read(folder)


def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path) -> None:
    path = file_of(folder, "hashes/")
    path.unlink()
    path.mkdir()
    with pytest.raises(FeedError):
        read(folder)


def test_a_folder_that_is_no_feed_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="masthead publish"):
        Reader(FolderSource(tmp_path / "nowhere"))


DETERMINED = settings(
    derandomize=True, deadline=None, database=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)


@DETERMINED
@given(st.binary(max_size=200) | st.binary(max_size=120).map(lambda tail: b"MHL1\x10\x04\x80\x00" + tail))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    try:
        read_list = decode(data)
    except FeedError:
        return
    assert read_list.values.tolist() == sorted(set(read_list.values.tolist()))


@DETERMINED
@given(st.text("AQID/+=x \u00e9", max_size=60), st.text("AQID/+=x \u00e9", max_size=40))
def test_any_code_is_a_text_or_refused(shingles: str, words: str) -> None:
    try:
        text = unpack(shingles, words)
    except FeedError:
        return
    assert len(text.hi) == len(text.end) == len(text.common)
    assert len(text.weight) == len(text.quoted)
