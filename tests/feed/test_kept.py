"""What a reader keeps of a feed: only what is new is fetched, and a bad update leaves the last good state in force."""

import json
import shutil
from pathlib import Path

import pytest

from feed.making import many, prose, publish_records
from masthead.errors import CannotStart, FeedError
from masthead.feed.kept import keep_up
from masthead.feed.paths import name_of
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource, HttpSource


class Recorder(FolderSource):
    """A folder that remembers what was asked of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []

    def read(self, path: str) -> bytes:
        """Content of a file of the folder."""
        self.asked.append(path.partition("/")[0])
        return super().read(path)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    publish_records(tmp_path / "feed", many(60))
    return tmp_path / "feed"


def grown(feed: Path, count: int = 61) -> None:
    """Publish the feed again with more articles, as a later version."""
    given = many(count)
    publish_records(feed, type(given)(given.outlets, given.articles, version=2))


def found(reader: Reader, number: int) -> list[int]:
    return [match.article.id for match in reader.read(prose(number)).matches]


def test_the_first_time_everything_is_fetched_and_the_second_time_only_the_index(feed: Path, tmp_path: Path) -> None:
    source = Recorder(feed)
    assert found(keep_up(source, tmp_path / "kept").reader, 5) == [5]
    assert source.asked == ["index.json", "lists", "tables", "outlets", "articles"]
    again = Recorder(feed)
    assert keep_up(again, tmp_path / "kept").problem is None
    assert again.asked == ["index.json"]


def test_a_new_article_comes_by_updates(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    grown(feed)
    source = Recorder(feed)
    kept = keep_up(source, tmp_path / "kept")
    assert source.asked == ["index.json", "updates", "updates"]
    assert found(kept.reader, 61) == [61]
    assert len(list((tmp_path / "kept" / "lists").iterdir())) == 1, "what is no longer needed is not kept"


def test_a_wrong_update_costs_the_whole_file_and_nothing_else(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    grown(feed)
    for path in (feed / "updates").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    source = Recorder(feed)
    assert found(keep_up(source, tmp_path / "kept").reader, 61) == [61]
    assert source.asked[:5] == ["index.json", "updates", "lists", "updates", "tables"]


def test_what_is_kept_is_read_where_the_feed_has_gone(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    kept = keep_up(FolderSource(tmp_path / "nowhere"), tmp_path / "kept")
    assert kept.problem is not None
    assert "cannot be read" in kept.problem
    assert kept.reader.index.articles == 60
    assert kept.reader.address_of("https://outlet-1.example/") is not None
    with pytest.raises(FeedError, match="cannot be read"):
        found(kept.reader, 5)


def test_an_older_version_is_refused_and_what_is_kept_stays_in_force(feed: Path, tmp_path: Path) -> None:
    shutil.copytree(feed, tmp_path / "old")
    grown(feed)
    keep_up(FolderSource(feed), tmp_path / "kept")
    kept = keep_up(FolderSource(tmp_path / "old"), tmp_path / "kept")
    assert kept.problem is not None
    assert "older" in kept.problem
    assert kept.reader.index.articles == 61


def test_another_key_is_refused_and_what_is_kept_stays_in_force(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    publish_records(tmp_path / "stranger", many(70))
    kept = keep_up(FolderSource(tmp_path / "stranger"), tmp_path / "kept")
    assert kept.problem is not None
    assert "another key" in kept.problem
    assert kept.reader.index.articles == 60


def test_a_kept_file_that_was_damaged_is_fetched_anew(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    for path in (tmp_path / "kept" / "lists").iterdir():
        path.write_bytes(b"damaged")
    kept = keep_up(FolderSource(feed), tmp_path / "kept")
    assert kept.problem is None
    assert found(kept.reader, 5) == [5]


def test_a_list_that_lies_never_comes_into_force(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    grown(feed)
    for room in ("lists", "updates"):
        for path in (feed / room).iterdir():
            path.write_bytes(b"MHL2" + path.read_bytes()[4:-1])
    kept = keep_up(FolderSource(feed), tmp_path / "kept")
    assert kept.problem is not None
    assert kept.reader.index.articles == 60
    assert found(kept.reader, 5) == [5]


def test_a_folder_with_something_else_is_left_alone(feed: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "articles").mkdir(parents=True)
    (project / "articles" / "my-page.html").write_text("Mine.", "utf-8")
    for folder in (project, feed):
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        with pytest.raises(CannotStart, match="something else"):
            keep_up(FolderSource(feed), folder)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_damage_does_not_make_the_reader_forget_whom_to_believe(feed: Path, tmp_path: Path) -> None:
    keep_up(FolderSource(feed), tmp_path / "kept")
    publish_records(tmp_path / "stranger", many(70))
    for path in (tmp_path / "kept" / "lists").iterdir():
        path.write_bytes(b"damaged")
    with pytest.raises(FeedError, match="another key"):
        keep_up(FolderSource(tmp_path / "stranger"), tmp_path / "kept")
    (tmp_path / "kept" / "index.json").write_bytes(b"damaged")
    with pytest.raises(CannotStart, match="whom to believe"):
        keep_up(FolderSource(tmp_path / "stranger"), tmp_path / "kept")


def test_the_index_is_written_as_readers_expect_who_name_it_by_its_content(feed: Path) -> None:
    data = (feed / "index.json").read_bytes()
    # As JavaScript's JSON.stringify writes it.
    assert json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":")).encode() == data
    assert list(json.loads(data)) == ["format", "key", "signature", "handovers", "content"]


@pytest.mark.parametrize("mark", [b" ", b'"reader":7,', b""])
def test_no_tag_is_sent_that_a_server_could_have_made_this_readers_own(feed: Path, tmp_path: Path, mark: bytes) -> None:
    marked = (feed / "index.json").read_bytes().replace(b"{", b"{" + mark, 1)
    (feed / "index.json").write_bytes(marked)
    tags: list[str | None] = []

    class Tags(HttpSource):
        """Files of the folder, as if a server sent them; what it is told is kept."""

        def newer(self, path: str, held: str | None) -> bytes | None:
            tags.append(held)
            return (feed / path).read_bytes()

    for _ in range(2):
        keep_up(Tags("http://feed.example/"), tmp_path / "kept")
    asked = [tag for tag in tags if tag is not None]
    assert asked == ([] if mark else [name_of(marked)])
