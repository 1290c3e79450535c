"""A sound feed for tests that spoil it."""

import shutil
from pathlib import Path

import pytest

from feed.making import many, note, publish_records, settings_of
from feed.spoiling import Spoilt


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed of two groups, 0 and 2, in its second version: article 1 was given a note."""
    folder = tmp_path_factory.mktemp("sound") / "feed"
    publish_records(folder, many(30))
    later = many(30)
    later.articles[0].notes = [note(1, "A note on the first.")]
    publish_records(folder, later)
    return folder


@pytest.fixture
def feed(sound: Path, tmp_path: Path) -> Spoilt:
    """A copy of it, in the hands of whoever has its key."""
    shutil.copytree(sound, tmp_path / "feed")
    return Spoilt(tmp_path / "feed", settings_of(sound).key_file)
