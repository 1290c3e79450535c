"""Readers are told where the publisher's own server is, if there is one."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from feed.making import index_of, many, publish_records, settings_of
from masthead.config import Settings
from masthead.feed.signing import load_key, read_signed


def content_of(feed: Path) -> dict[str, object]:
    """What the index of a folder says, as it was signed."""
    content: dict[str, object] = json.loads(json.loads((feed / "index.json").read_bytes())["content"])
    return content


def test_the_signed_index_names_the_server_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    with_one, without = tmp_path / "with", tmp_path / "without"
    publish_records(with_one, many(3), public_url="https://curators.example/masthead")
    publish_records(without, many(3))
    told = content_of(with_one)
    assert told.pop("server") == "https://curators.example/masthead/"
    assert told == content_of(without)
    assert index_of(with_one).server == "https://curators.example/masthead/"
    assert index_of(without).server is None
    assert "https://curators.example/masthead/" in (with_one / "index.html").read_text("utf-8")


def test_another_server_makes_no_other_file_than_the_index(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder, url in zip(folders, ("https://one.example/", "https://other.example/"), strict=True):
        publish_records(folder, many(3), public_url=url)
    names = [sorted(str(file.relative_to(folder)) for file in folder.rglob("*")) for folder in folders]
    assert names[0] == names[1]


@pytest.mark.parametrize(
    "given",
    [
        *("https://curators.example", "curators.example/", "ftp://curators.example/", "javascript:alert(1)//", 7, None),
        *("https://me:secret@curators.example/", "https://curators.example/?reader=1/", "https://c.example/#/"),
        "https://c.example/" + "x" * 2000 + "/",
    ],
)
def test_a_reader_passes_over_what_is_no_server_and_reads_the_rest(tmp_path: Path, given: object) -> None:
    feed = tmp_path / "feed"
    publish_records(feed, many(3))
    said = json.dumps(content_of(feed) | {"server": given})
    _, index = read_signed(load_key(settings_of(feed).key_file).sign(said).encode())
    assert (index.server, index.articles) == (None, 3)


@pytest.mark.parametrize(
    "url",
    [
        *("curators.example", "ftp://curators.example/", "https://me@curators.example/", "https:///", "https://a b/"),
        *("https://curators.example/?a=b", "https://curators.example/#a", "https://c.example/" + "x" * 2000),
    ],
)
def test_a_setting_that_readers_would_pass_over_stops_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(data=tmp_path, public_url=url)


def test_the_demo_is_reached_on_this_machine_unless_it_is_said_where(tmp_path: Path) -> None:
    assert Settings(data=tmp_path, port=8090).server is None
    assert Settings(data=tmp_path, port=8090, demo=True).server == "http://127.0.0.1:8090/"
    shown = Settings(data=tmp_path, demo=True, public_url="https://demo.example")
    assert shown.server == "https://demo.example/"
