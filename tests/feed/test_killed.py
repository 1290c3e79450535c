"""A publisher that is killed at any moment: readers find the old feed or the new one, and the next one heals."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feed.making import Records, article, index_of, keep_records, prose, records, settings_of
from feed.test_increment import told
from masthead.feed.publish import SMALL, Publication, publish
from masthead.feed.source import FolderSource
from masthead.feed.verify import verify
from masthead.records.articles import ArticleFields, add_article, article_by_id, set_article_status
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Author
from masthead.records.notes import NoteIn, SourceIn, add_note
from masthead.records.outlets import OutletIn, add_outlet
from serving import MASTHEAD, environment

KILLING = Path(__file__).with_name("killing.py")
AUTHOR = Author("a test")
BY_CHANGES = 0
STEP = int(os.environ.get("MASTHEAD_KILL_STEP", "3"))
"""Before how many changes of a file a publisher is killed: one of so many. All of them are for those who ask."""
PATIENCE = 120
"""Seconds after which something that should have happened counts as broken, on the slowest machine."""


def small_articles(count: int) -> Records:
    """Articles of few words."""
    return records([article(number, prose(number, 60), 1 + number % 3) for number in range(1, count + 1)])


def published_now(feed: Path, small: int) -> Publication:
    """Publish, undisturbed."""
    settings = settings_of(feed)

    async def work() -> Publication:
        async with database(settings.database) as opened:
            return await publish(opened, settings, small=small)

    return asyncio.run(work())


def change_a_little(feed: Path) -> None:
    """What curators do in an hour: new articles, one fewer, a note, an outlet."""

    async def work() -> None:
        async with database(settings_of(feed).database) as opened, opened.session() as session:
            await set_article_status(session, AUTHOR, await article_by_id(session, 9), Status.WITHDRAWN)
            for number in (901, 902):
                given = ArticleFields(body=prose(number, 60), title="New", segments=[])
                await add_article(session, AUTHOR, given, status=Status.PUBLISHED, outlet_id=None)
            said = NoteIn(text="Invented.", sources=[SourceIn(url="https://source.example/")])
            await add_note(session, AUTHOR, said, status=Status.PUBLISHED, article_id=20)
            await add_outlet(session, AUTHOR, OutletIn(slug="new", name="New"))

    asyncio.run(work())


def first(feed: Path) -> int:
    """Nothing is published yet."""
    keep_records(settings_of(feed), small_articles(16))
    return SMALL


def by_changes(feed: Path, articles: int = 24) -> int:
    """A large archive was published, and has changed a little."""
    keep_records(settings_of(feed), small_articles(articles))
    published_now(feed, BY_CHANGES)
    change_a_little(feed)
    return BY_CHANGES


def anew(feed: Path) -> int:
    """A large archive was published, but what the publisher remembers of it is lost."""
    small = by_changes(feed)
    for path in settings_of(feed).work_folder.glob("state-*"):
        path.unlink()
    return small


def told_by(feed: Path) -> dict[str, bytes] | None:
    """What readers are told by a folder in which they find a whole feed; None where they find none yet."""
    if not (feed / "index.json").exists():
        return None
    assert verify(FolderSource(feed)).problems == []
    return told(feed)


def is_healed(feed: Path, small: int, expected: dict[str, bytes] | None) -> None:
    """After another publication all is as if nothing had happened."""
    published_now(feed, small)
    assert told_by(feed) == expected
    names = sorted(path.name.partition("-")[0] for path in settings_of(feed).work_folder.glob("*"))
    assert names == (["base", "recent", "state"] if small == BY_CHANGES else [])
    assert {path.name for path in feed.parent.rglob(".*")} == {".feed.lock"}


def kills(folder: Path, small: int) -> Iterator[int]:
    """How publishers of a copy of a folder end that are killed before the first change of a file, the next, ..."""
    command = [sys.executable, str(KILLING), str(folder), str(small), str(STEP)]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            yield int(line)
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0


@pytest.mark.parametrize("prepare", [first, by_changes, anew])
def test_before_a_change_of_a_file(tmp_path: Path, prepare: Callable[[Path], int]) -> None:
    small = prepare(tmp_path / "given" / "feed")
    before = told_by(tmp_path / "given" / "feed")
    shutil.copytree(tmp_path / "given", tmp_path / "undisturbed")
    assert published_now(tmp_path / "undisturbed" / "feed", small).full == (prepare is not by_changes)
    after, feed = told_by(tmp_path / "undisturbed" / "feed"), tmp_path / "killed" / "feed"
    assert after not in (before, None)
    ends, found = [], []
    for end in kills(tmp_path / "given", small):
        ends.append(end)
        found.append(told_by(feed))
        assert found[-1] in (before, after), len(ends)
        is_healed(feed, small, after)
    assert ends == [-signal.SIGKILL] * (len(ends) - 1) + [0]
    turn = found.index(after)
    assert found == [before] * turn + [after] * (len(found) - turn), "there is one moment at which the feed changes"


def count(*folders: Path) -> int:
    return sum(len(list(folder.glob("*"))) for folder in folders)


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "before anything": lambda _: True,
    "at the first text": lambda feed: count(feed.with_name("feed.work")) > 0,
    "at the first group": lambda feed: count(feed / "articles") > 0,
    "amid the groups": lambda feed: count(feed / "articles") > 50,
    "at the table": lambda feed: count(feed / "tables") > 0,
    "at the list": lambda feed: count(feed / "lists") > 0,
    "at the directory": lambda feed: count(feed / "outlets") > 0,
    "at the index": lambda feed: (feed / "index.json").exists(),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The data of an archive of some hundred articles, and what readers are told of it."""
    feed = tmp_path_factory.mktemp("archive") / "feed"
    keep_records(settings_of(feed), small_articles(300))
    published_now(feed, SMALL)
    return settings_of(feed).data, told(feed)


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_the_command(archive: tuple[Path, dict[str, bytes]], tmp_path: Path, moment: Callable[[Path], bool]) -> None:
    shutil.copytree(archive[0], tmp_path / "feed.data")
    feed = tmp_path / "feed"
    env = environment(
        tmp_path / "feed.data", feed=str(feed), group_size="8", refresh_seconds="60", feed_name="Test feed"
    )
    with subprocess.Popen([*MASTHEAD, "publish"], env=env, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not moment(feed):
            os.sched_yield()
        process.kill()
        process.wait(PATIENCE)
    assert moment(feed)
    assert process.returncode == -signal.SIGKILL or (feed / "index.json").exists()
    assert told_by(feed) in (None, archive[1])
    is_healed(feed, SMALL, archive[1])
    assert index_of(feed).articles == 300
