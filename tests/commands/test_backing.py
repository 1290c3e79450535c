"""Backups of a server that serves and is written to, and what stands in their way: all is there, or nothing."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from feed.making import files_of
from masthead.records.schema import METADATA
from serving import MASTHEAD, environment, masthead, serving
from writing import PATIENCE, editor, is_sound, rows_of, writing

TABLES = [table.name for table in METADATA.sorted_tables]
SEARCH = "searched_trigrams"
LIMITED = """import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo; tests that share it only read."""
    folder = tmp_path_factory.mktemp("demo")
    loaded = masthead(folder, "demo")
    assert loaded.returncode == 0, loaded.stderr
    return folder


@pytest.fixture(scope="module")
def backup(data: Path) -> Path:
    """A backup of it."""
    file = data / "backup.gz"
    assert masthead(data, "backup", file).returncode == 0
    return file


def restored(data: Path, file: Path, *more: str) -> None:
    done = masthead(data, "restore", file, *more)
    assert (done.returncode, done.stderr) == (0, "")
    is_sound(data)


def is_empty(data: Path) -> bool:
    return not any(rows_of(data, TABLES).values())


def feed(data: Path, key: Path, folder: Path) -> dict[str, bytes]:
    """The feed as it is published to a new folder under a key."""
    assert masthead(data, "publish", feed=str(folder), feed_key=str(key)).returncode == 0
    return files_of(folder)


def test_a_backup_in_the_midst_of_writing_is_one_moment_of_the_records(tmp_path: Path) -> None:
    data, elsewhere, file = tmp_path / "data", tmp_path / "elsewhere", tmp_path / "backup.gz"
    assert masthead(data, "demo").returncode == 0
    token = editor(data)
    with serving(data, rate_per_token="off") as server, writing(server, token) as work:
        work.wait_for(20)
        before = work.acknowledged
        done = masthead(data, "backup", file)
        assert (done.returncode, done.stderr) == (0, "")
        work.wait_for(len(work.acknowledged) + 20)
    restored(elsewhere, file)
    source, found = rows_of(data, TABLES), rows_of(elsewhere, TABLES)
    # Nothing was changed or removed meanwhile, so the moment is told by how many rows there were.
    assert {name: rows[: len(found[name])] for name, rows in source.items()} == found
    slugs = {json.loads(row["after"])["slug"] for row in found["revision"] if row["record"] == "outlet"}
    assert before <= slugs
    assert len(found["outlet"]) < len(source["outlet"])


def test_a_restored_server_has_the_same_rows_and_publishes_the_same_feed(
    data: Path, backup: Path, tmp_path: Path
) -> None:
    token = (data / "demo-token").read_text("utf-8").strip()
    assert masthead(data, "feed", "key").returncode == 0
    restored(tmp_path / "new", backup)
    tables = [*TABLES, SEARCH, "sqlite_sequence"]
    found = rows_of(tmp_path / "new", tables)
    assert found == rows_of(data, tables)
    assert found["article"]
    key = data / "feed-key.pem"
    assert feed(tmp_path / "new", key, tmp_path / "feed") == feed(data, key, tmp_path / "feed-before")
    with serving(tmp_path / "new") as server, writing(server, token, writers=1) as work:
        work.wait_for(1)  # the curator's token lets in as before
    again = masthead(tmp_path / "new", "restore", backup, "--replace")
    assert (again.returncode, again.stderr) == (0, "")
    assert rows_of(tmp_path / "new", TABLES) == rows_of(data, TABLES)


def test_the_file_is_its_owners_alone_and_replaced_only_when_asked(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.gz"
    file.write_text("Something dear.")
    refused = masthead(data, "backup", file)
    assert refused.returncode == 1
    assert "is there already. Choose another name, or replace it with --force" in refused.stderr
    assert file.read_text() == "Something dear."
    done = masthead(data, "backup", file, "--force")
    assert (done.returncode, done.stderr) == (0, "")
    assert "feed-key.pem too: it is not in it" in done.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    first, *rows, last = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert (first["format"], first["form"], first["database"]) == ("masthead-backup", 1, "sqlite")
    assert sum(last["counts"].values()) == len(rows)
    assert sorted(last["counts"]) == sorted(TABLES)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.gz"]


def test_records_that_are_there_are_not_mixed_with_others(data: Path, backup: Path, tmp_path: Path) -> None:
    assert masthead(tmp_path, "outlet", "add", "mine", "--name", "Mine").returncode == 0
    before = rows_of(tmp_path, TABLES)
    refused = masthead(tmp_path, "restore", backup)
    assert refused.returncode == 1
    assert "records here already. Choose an empty folder with MASTHEAD_DATA" in refused.stderr
    assert "--replace" in refused.stderr
    assert rows_of(tmp_path, TABLES) == before
    restored(tmp_path, backup, "--replace")
    assert rows_of(tmp_path, TABLES) == rows_of(data, TABLES)


def test_what_is_replaced_stays_when_the_backup_is_damaged(backup: Path, tmp_path: Path) -> None:
    assert masthead(tmp_path, "outlet", "add", "mine", "--name", "Mine").returncode == 0
    before, file = rows_of(tmp_path, TABLES), tmp_path / "cut.gz"
    file.write_bytes(backup.read_bytes()[:-100])
    refused = masthead(tmp_path, "restore", file, "--replace")
    assert refused.returncode == 1
    assert "cut.gz is damaged: it is cut short. Nothing was changed; take another backup." in refused.stderr
    assert rows_of(tmp_path, TABLES) == before


def test_a_server_without_records_is_not_backed_up_by_mistake(tmp_path: Path) -> None:
    refused = masthead(tmp_path / "nothing", "backup", tmp_path / "backup.gz")
    assert refused.returncode == 1
    assert "nothing to back up. Set MASTHEAD_DATA" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["nothing"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/backup.gz", "cannot be written (No such file or directory). Choose another place"),
        (".", "is a folder. Give the name of a file in it"),
        ("file/backup.gz", "cannot be written (Not a directory)"),
    ],
)
def test_a_place_that_takes_no_file_is_told_in_one_line(data: Path, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").touch()
    refused = masthead(data, "backup", tmp_path / name)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert said in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def with_room(data: Path, room: int, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command that may write no file of more bytes than that."""
    command = [sys.executable, "-c", LIMITED, str(room), *MASTHEAD[1:], *map(str, arguments)]
    return subprocess.run(command, env=environment(data), capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_nothing_is_left_of_a_backup_for_which_there_is_no_room(data: Path, tmp_path: Path) -> None:
    refused = with_room(data, 40_000, "backup", tmp_path / "backup.gz")
    assert refused.returncode == 1
    assert "backup.gz cannot be written (File too large). Choose another place" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_restored_where_there_is_no_room(backup: Path, tmp_path: Path) -> None:
    assert masthead(tmp_path, "publish").returncode == 0  # makes the tables
    refused = with_room(tmp_path, 300_000, "restore", backup)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
    assert "masthead: The database cannot be changed (" in refused.stderr
    assert is_empty(tmp_path)
    restored(tmp_path, backup)


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT])
def test_a_backup_that_is_interrupted_is_there_whole_or_not_at_all(data: Path, tmp_path: Path, way: int) -> None:
    file = tmp_path / "backup.gz"
    with subprocess.Popen([*MASTHEAD, "backup", file], env=environment(data), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(tmp_path.iterdir()):
            os.sched_yield()
        process.send_signal(way)
        process.wait(PATIENCE)
    if way == signal.SIGINT:
        assert {path.name for path in tmp_path.iterdir()} <= {"backup.gz"}
    if file.exists():
        restored(tmp_path / "data", file)
        assert rows_of(tmp_path / "data", TABLES) == rows_of(data, TABLES)


@pytest.mark.parametrize("size", [0, 1, 400_000])
def test_a_restore_that_is_killed_has_put_back_all_or_nothing(
    data: Path, backup: Path, tmp_path: Path, size: int
) -> None:
    assert masthead(tmp_path, "publish").returncode == 0
    log = tmp_path / "masthead.db-wal"
    with subprocess.Popen(
        [*MASTHEAD, "restore", backup], env=environment(tmp_path), stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not (log.exists() and log.stat().st_size >= size):
            os.sched_yield()
        process.kill()
        process.wait(PATIENCE)
    is_sound(tmp_path)
    assert is_empty(tmp_path) or rows_of(tmp_path, TABLES) == rows_of(data, TABLES)
