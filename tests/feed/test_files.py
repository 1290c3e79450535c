"""The folder of a feed: what is written, what is left alone, and how long what was replaced stays."""

import os
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from feed.making import (
    Records,
    article,
    files_of,
    index_of,
    many,
    outlet,
    prose,
    publish_records,
    published,
    records,
    settings_of,
)
from masthead.errors import CannotStart, Conflict
from masthead.feed.files import KEEP_SECONDS, SIDES
from masthead.feed.indexing import paths_of
from masthead.feed.paths import directory_path, list_path, table_path
from masthead.feed.reader import Reader
from masthead.feed.signing import keep_key, load_key, new_key
from masthead.feed.source import FolderSource
from masthead.records.articles import Article

GROUP_SECONDS = 3600
"""Groups stay this long, as readers come back every minute."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "feed"


def states_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file with its inode and the time it was written."""
    found = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in found.items()}


def paths_in(folder: Path) -> set[str]:
    """The files that the index leads to."""
    reader = Reader(FolderSource(folder))
    return set(paths_of(reader.index, reader.table))


def replaced(folder: Path, given: Records, room: str, **settings: int) -> list[Path]:
    """Publish other records; the files of a room that the feed then has no more."""
    before = paths_in(folder)
    publish_records(folder, given, **settings)
    old = [path for path in before - paths_in(folder) if path.startswith(f"{room}/")]
    assert old
    return [
        folder / (path + side) for path in old for side in ("", *(SIDES if room in ("articles", "outlets") else ()))
    ]


def age(paths: list[Path], seconds: float) -> None:
    """Make files look as if they were written long ago."""
    then = time.time() - seconds
    for path in paths:
        os.utime(path, (then, then))


def found(reader: Reader, articles: list[Article]) -> list[list[int]]:
    return [[match.article.id for match in reader.read(one.body).matches] for one in articles]


def test_the_folder_holds_the_feed_with_its_compressed_forms_a_page_for_people_and_nothing_else(folder: Path) -> None:
    done = publish_records(folder, many(20))
    paths = paths_in(folder)
    sides = {path + side for path in paths if path.endswith(".json") for side in SIDES}
    assert set(states_of(folder)) == paths | sides | {"index.json", "index.html"}
    assert (done.written, done.removed) == (len(states_of(folder)), 0)
    assert {path.name for path in folder.iterdir() if path.is_dir()} == set(
        "articles tables lists updates outlets".split()
    )


def test_publishing_the_same_again_touches_no_file(folder: Path) -> None:
    publish_records(folder, many(60))
    publish_records(folder, many(20))
    before = states_of(folder)
    done = publish_records(folder, many(20))
    assert (done.written, done.removed) == (0, 0)
    assert states_of(folder) == before


def test_a_new_article_leaves_the_groups_of_old_ones_untouched(folder: Path) -> None:
    publish_records(folder, many(40))
    before, groups = states_of(folder), paths_in(folder)
    publish_records(folder, many(41))
    stayed = {path for path in groups & paths_in(folder) if path.startswith("articles/")}
    assert sorted(int(path[9:].partition("-")[0]) for path in stayed) == [0, 1, 2]
    assert all(states_of(folder)[path] == before[path] for path in stayed)


def test_a_new_outlet_rewrites_only_directory_and_index(folder: Path) -> None:
    publish_records(folder, records([article(1)], [outlet(1)]))
    before = states_of(folder)
    publish_records(folder, records([article(1)], [outlet(1), outlet(2)], version=2))
    after = states_of(folder)
    changed = {name.partition("/")[0] for name in after if before.get(name) != after[name]}
    assert changed == {"outlets", "index.json", "index.html"}
    assert before.keys() <= after.keys()


def test_groups_are_the_first_and_index_json_the_last_to_be_written(folder: Path) -> None:
    publish_records(folder, many(20))
    times: dict[str, list[int]] = {}
    for name, (_, written) in states_of(folder).items():
        times.setdefault(name.partition("/")[0], []).append(written)
    assert max(times.pop("articles")) <= min(min(others) for others in times.values())
    assert times.pop("index.json")[0] >= max(max(others) for others in times.values())


def test_the_time_of_index_json_grows_by_a_second_at_least_with_every_change(folder: Path) -> None:
    times = []
    for version in range(1, 6):
        publish_records(folder, records([article(1)], version=version))
        times.append([(folder / name).stat().st_mtime for name in ("index.json", "index.html")])
    for earlier, later in pairwise(times):
        assert all(other >= one + 1 for one, other in zip(earlier, later, strict=True))


OTHERS = ["lists", "tables", "updates", "outlets"]


@pytest.mark.parametrize(("room", "kept"), [("articles", GROUP_SECONDS), *((room, KEEP_SECONDS) for room in OTHERS)])
def test_what_was_replaced_stays_for_its_time_and_no_longer(folder: Path, room: str, kept: int) -> None:
    steps = [many(30), many(31), many(32, outlets=6), many(33)]  # the second and third have updates
    for given in steps[:3]:
        publish_records(folder, given)
    in_force = [path for path in (folder / room).iterdir() if f"{room}/{path.name}" in paths_in(folder)]
    age(in_force, 7 * KEEP_SECONDS)
    old = replaced(folder, steps[3], room)
    assert all(path.exists() for path in old), "the time counts from when they were replaced"
    publish_records(folder, steps[3])
    assert all(path.exists() for path in old)
    age(old, kept - 60)
    publish_records(folder, steps[3])
    assert all(path.exists() for path in old)
    age(old, kept + 60)
    assert publish_records(folder, steps[3]).removed == len(old)
    assert not any(path.exists() for path in old)
    assert found(Reader(FolderSource(folder)), many(33).articles) == [[number] for number in range(1, 34)]


def test_where_readers_come_back_rarely_groups_stay_until_they_have(folder: Path) -> None:
    publish_records(folder, many(20), refresh_seconds=7200)
    old = replaced(folder, many(21), "articles", refresh_seconds=7200)
    age(old, 2 * 7200 - 60)
    publish_records(folder, many(21), refresh_seconds=7200)
    assert all(path.exists() for path in old)
    age(old, 2 * 7200 + 60)
    publish_records(folder, many(21), refresh_seconds=7200)
    assert not any(path.exists() for path in old)


def test_what_is_in_force_stays_however_old_it_is(folder: Path) -> None:
    publish_records(folder, many(20))
    age([path for path in folder.rglob("*") if path.is_file()], 30 * KEEP_SECONDS)
    done = publish_records(folder, many(20))
    assert (done.written, done.removed) == (0, 0)
    assert found(Reader(FolderSource(folder)), many(20).articles) == [[number] for number in range(1, 21)]


def test_a_file_that_is_wanted_again_is_kept_as_if_it_had_never_gone(folder: Path) -> None:
    publish_records(folder, many(20))
    old = replaced(folder, many(21), "articles")
    age(old, GROUP_SECONDS - 60)
    publish_records(folder, many(20))
    age(old, GROUP_SECONDS + 60)
    publish_records(folder, many(20))
    assert all(path.exists() for path in old)
    publish_records(folder, many(21))
    assert all(path.exists() for path in old), "it was in force until now"


def test_a_reader_with_an_old_index_reads_on_in_peace(folder: Path) -> None:
    publish_records(folder, many(60))
    reader = Reader(FolderSource(folder))
    for count in (3, 70, 0):
        publish_records(folder, many(count))
        assert found(Reader(FolderSource(folder)), many(count).articles) == [[n] for n in range(1, count + 1)]
    assert found(reader, many(60).articles) == [[number] for number in range(1, 61)]


def test_what_was_withdrawn_is_led_to_by_nothing_and_its_files_go_when_their_time_is_over(folder: Path) -> None:
    publish_records(folder, many(20))
    old = replaced(folder, many(0), "articles")
    index, told = index_of(folder), files_of(folder)
    assert (index.articles, index.table.groups, index.list.entries) == (0, 0, 0)
    assert b"outlet-1" not in told[directory_path(index.directory.sha256)]
    assert not [path for path in paths_in(folder) if path.startswith("articles/")]
    age(old, GROUP_SECONDS + 60)
    publish_records(folder, many(0))
    assert list((folder / "articles").iterdir()) == []


def test_the_buckets_of_the_first_protocol_go_after_a_day(folder: Path) -> None:
    publish_records(folder, many(20))
    (folder / "hashes").mkdir()
    buckets = [folder / "hashes" / "1-0.json", folder / "hashes" / "1-1.json"]
    for bucket in buckets:
        bucket.write_text("{}")
    publish_records(folder, many(20))
    assert all(bucket.exists() for bucket in buckets)
    age(buckets, KEEP_SECONDS + 60)
    publish_records(folder, many(20))
    assert not any(bucket.exists() for bucket in buckets)


def test_an_older_version_never_replaces_a_newer_one(folder: Path) -> None:
    publish_records(folder, records([article(1)], version=7))
    before = states_of(folder)
    with pytest.raises(Conflict, match=r"version 7.*MASTHEAD_FEED"):
        publish_records(folder, records([article(1), article(2)], version=6))
    assert states_of(folder) == before


def test_the_feed_of_another_key_is_never_replaced(folder: Path) -> None:
    publish_records(folder, many(8))
    before, key_file = states_of(folder), settings_of(folder).key_file
    kept = key_file.read_bytes()
    keep_key(key_file, new_key())
    with pytest.raises(Conflict, match="MASTHEAD_FEED_KEY"):
        publish_records(folder, many(9))
    assert states_of(folder) == before
    key_file.write_bytes(kept)
    keep_key(key_file, load_key(key_file).hand_over(new_key(), date(2024, 6, 1)))
    assert publish_records(folder, many(9)).index.articles == 9


@pytest.mark.parametrize("damage", [b"", b"{", b'{"format": "masthead-feed/1", "version": 9}'])
def test_an_index_that_cannot_be_read_is_replaced(folder: Path, damage: bytes) -> None:
    publish_records(folder, many(8))
    (folder / "index.json").write_bytes(damage)
    publish_records(folder, many(8))
    assert Reader(FolderSource(folder)).read(prose(1)).matches


def test_a_damaged_file_in_force_is_made_anew(folder: Path) -> None:
    publish_records(folder, many(20))
    index, whole = index_of(folder), files_of(folder)
    for path in (list_path(index.list.sha256), table_path(index.table.sha256), directory_path(index.directory.sha256)):
        (folder / path).write_bytes(b"cut short")
    publish_records(folder, many(20))
    assert files_of(folder) == whole


def test_files_of_others_in_the_folder_do_no_harm(folder: Path) -> None:
    publish_records(folder, many(8))
    for room in ("articles", "lists", "outlets", "tables", "updates"):
        (folder / room / "README.txt").write_text("not ours")
        (folder / room / "backup").mkdir()
        age([folder / room / "backup"], 7 * KEEP_SECONDS)
    publish_records(folder, many(9))
    assert Reader(FolderSource(folder)).read(prose(9)).matches


@pytest.mark.parametrize("place", ["a file", "a file/feed", "/dev/null/feed"])
def test_a_folder_that_cannot_be_written_is_named_in_the_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    with pytest.raises(CannotStart, match="MASTHEAD_FEED"):
        publish_records(tmp_path / place, many(3), data=tmp_path / "data")


def test_what_is_published_is_matched(folder: Path) -> None:
    assert found(published(folder, many(60)), many(60).articles) == [[number] for number in range(1, 61)]
