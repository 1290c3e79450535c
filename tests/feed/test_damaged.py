"""Files that were lost or damaged: a publication by changes alone does not build on them, it makes all anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feed.making import index_of, settings_of
from feed.test_killed import BY_CHANGES, by_changes, published_now, told_by
from masthead.feed.paths import directory_path, list_path, table_path
from masthead.feed.shapes import Index

Damage = Callable[[Path], None]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeroed(path: Path) -> None:
    """What a loss of power may leave."""
    path.write_bytes(bytes(path.stat().st_size))


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A feed whose first, second and last group would be published by changes, and the third left as it is."""
    by_changes(tmp_path / "whole" / "feed", articles=40)
    shutil.copytree(tmp_path / "whole", tmp_path / "undisturbed")
    assert not published_now(tmp_path / "undisturbed" / "feed", BY_CHANGES).full
    return tmp_path / "whole" / "feed"


def is_made_anew(feed: Path) -> None:
    assert published_now(feed, BY_CHANGES).full
    assert told_by(feed) == told_by(feed.parent.with_name("undisturbed") / "feed")
    assert not published_now(feed, BY_CHANGES).full


PATHS: dict[str, Callable[[Index], str]] = {
    "list": lambda index: list_path(index.list.sha256),
    "table": lambda index: table_path(index.table.sha256),
    "directory": lambda index: directory_path(index.directory.sha256),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_a_feed_that_lacks_a_file_is_made_anew(feed: Path, path: Callable[[Index], str]) -> None:
    (feed / path(index_of(feed))).unlink()
    is_made_anew(feed)


def test_a_feed_that_lacks_a_group_that_would_not_be_touched_is_made_anew(feed: Path) -> None:
    for path in (feed / "articles").glob("3-*"):
        path.unlink()
    is_made_anew(feed)


@pytest.mark.parametrize("damage", [cut_short, zeroed])
def test_where_a_group_that_is_built_on_is_damaged_all_are_made_anew(feed: Path, damage: Damage) -> None:
    for path in (feed / "articles").iterdir():
        damage(path)
    is_made_anew(feed)


@pytest.mark.parametrize("damage", [cut_short, zeroed, lambda path: path.unlink()])
@pytest.mark.parametrize("kind", ["state-*", "recent-*", "base-*/values.npy", "base-*/hi.npy"])
def test_what_the_publisher_remembers_badly_is_forgotten(feed: Path, kind: str, damage: Damage) -> None:
    (path,) = settings_of(feed).work_folder.glob(kind)
    damage(path)
    is_made_anew(feed)


def test_where_files_may_not_be_whole_the_next_publication_is_a_full_one_and_looks_at_them(feed: Path) -> None:
    mark = settings_of(feed).work_folder / "unsettled"
    mark.touch()
    for path in (feed / "articles").iterdir():
        zeroed(path)
    is_made_anew(feed)
    assert not mark.exists()
