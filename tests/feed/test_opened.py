"""A feed's folder kept open: it is read as it is now, and a page costs no more than so much time."""

from pathlib import Path

from feed.making import article, prose, publish_records, records
from masthead.feed.opened import OpenFeed
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource


def test_a_page_is_read_as_a_reader_who_has_just_come_would(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    publish_records(folder, records([article(1), article(2)]))
    opened = OpenFeed(folder)
    for version, numbers in ((1, [1, 2]), (2, [1, 2, 3]), (3, [3])):
        if version > 1:
            publish_records(folder, records([article(number) for number in numbers], version=version))
        for number in (1, 2, 3):
            text, url = f"{prose(number)} {prose(1)}", "https://elsewhere.example/"
            told = opened.read(text, url)
            fresh = Reader(FolderSource(folder)).read(text, url)
            assert [one.article for one in told.matches] == [one.article for one in fresh.matches]
            assert (told.address, told.unread) == (fresh.address, fresh.unread)
            assert {one.article.id for one in told.matches} == {number, 1} & set(numbers)


def test_a_page_that_takes_too_long_is_not_compared_further_and_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    publish_records(folder, records([article(1)]))
    told = OpenFeed(folder, most_work=0).read(prose(1), None)
    assert told.matches == []
    assert told.unread is not None
    assert "takes too long" in told.unread
    assert OpenFeed(folder, most_work=0).read(prose(7), None).unread is None
