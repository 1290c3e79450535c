"""A publication that ended at any file: readers find the old feed or the new one, and the next publication heals.

Here the files of a new feed are put beside the old ones room by room, in the order in which they are written;
test_killed.py really kills.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from feed.making import Records, files_of, many, publish_records, published, settings_of
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.records.articles import Article

ROOMS = ["articles", "tables", "lists", "updates", "outlets", "index.json"]
"""In the order in which they are written."""
PAIRS = [(24, 25), (20, 30), (30, 20), (0, 12), (60, 9), (9, 61)]


def found(reader: Reader, articles: list[Article]) -> list[list[int]]:
    return [[match.article.id for match in reader.read(one.body).matches] for one in articles]


def with_new_files(folder: Path, old: Records, new: Records) -> Iterator[str]:
    """Publish the old feed, and put the files of the new one into its folder, a room at a time."""
    publish_records(folder, old)
    later = folder.with_name("later")
    for name in ("feed", "feed.data"):
        shutil.copytree(folder.with_name(name), later.with_name(name.replace("feed", "later")))
    publish_records(later, new)
    whole = [path for path in later.rglob("*") if path.is_file()]
    for room in ROOMS:
        for path in whole:
            place = path.relative_to(later)
            if place.parts[0] == room:
                shutil.copy(path, folder / place)
        yield room


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_crash_anywhere_leaves_a_reader_with_the_old_index_all_that_it_leads_to(
    tmp_path: Path, before: int, after: int
) -> None:
    for room in with_new_files(tmp_path / "feed", many(before), many(after)):
        reader = Reader(FolderSource(tmp_path / "feed"))
        there = after if room == "index.json" else before
        assert reader.index.articles == there
        assert len(reader.directory.outlets) == min(there, 5)
        assert found(reader, many(there).articles) == [[number] for number in range(1, there + 1)], room
        assert not any(found(reader, many(70).articles[there:]))


@pytest.mark.parametrize("last", ROOMS)
def test_a_crash_anywhere_is_completed_by_the_next_publication(tmp_path: Path, last: str) -> None:
    folder = tmp_path / "feed"
    for room in with_new_files(folder, many(20), many(30)):
        if room == last:
            break
    publish_records(folder, many(30))
    undisturbed = files_of(folder.with_name("later"))
    assert files_of(folder) == undisturbed
    assert found(Reader(FolderSource(folder)), many(30).articles) == [[number] for number in range(1, 31)]


def test_a_half_written_file_does_no_harm_and_goes(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    reader = published(folder, many(20))
    digest = "0123456789abcdef" * 2
    leftovers = [folder / "articles" / f".0-{digest}.json.part", folder / "articles" / f".0-{digest}.json.gz.part"]
    leftovers += [folder / room / f".{digest}.bin.part" for room in ("lists", "tables", "updates")]
    leftovers.append(folder / "outlets" / f".{digest}.json.part")
    for leftover in [*leftovers, folder / ".index.json.part", folder / ".index.html.part"]:
        leftover.write_bytes(b'{"format": "masthead-gr')
    assert found(reader, many(20).articles) == [[number] for number in range(1, 21)]
    assert publish_records(folder, many(21)).removed == len(leftovers)
    assert not list(folder.rglob(".*"))
    assert found(Reader(FolderSource(folder)), many(21).articles) == [[number] for number in range(1, 22)]


def test_a_file_that_was_written_in_part_under_its_own_name_is_made_anew(tmp_path: Path) -> None:
    """What a loss of power may leave: the publisher marks that it does not know what is whole until it does."""
    folder = tmp_path / "feed"
    publish_records(folder, many(20))
    whole = files_of(folder)
    for path in (folder / "articles").iterdir():
        path.write_bytes(bytes(path.stat().st_size))
    work = settings_of(folder).work_folder
    work.mkdir(exist_ok=True)
    (work / "unsettled").touch()
    publish_records(folder, many(20))
    assert files_of(folder) == whole
    assert not (work / "unsettled").exists()
