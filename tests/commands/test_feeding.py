"""masthead feed: check a feed, copy it, change its key."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

from feed.making import keep_records, settings_of
from feed.test_killed import small_articles
from masthead.demo import content, sites
from masthead.feed.content import sha256
from masthead.feed.publish import SMALL
from masthead.feed.signing import load_key
from serving import MASTHEAD, Server, environment, free_port, masthead, program


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo, published."""
    kept = tmp_path_factory.mktemp("published") / "data"
    assert masthead(kept, "demo").returncode == 0
    assert masthead(kept, "publish").returncode == 0
    return kept


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(published, tmp_path / "data")
    return tmp_path / "data"


def test_a_sound_feed_is_said_to_be_well(data: Path) -> None:
    done = masthead(data, "feed", "verify", data / "feed")
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 articles" in done.stdout
    assert masthead(data, "feed", "key").stdout.splitlines()[0] in done.stdout
    assert done.stdout.splitlines()[-1] == "All is well."


def test_the_demo_is_published_with_the_server_that_it_is_served_on(data: Path) -> None:
    assert masthead(data, "publish", "--demo", port="8090").returncode == 0
    assert "  server       http://127.0.0.1:8090/\n" in masthead(data, "feed", "verify", data / "feed").stdout
    assert masthead(data, "publish", "--demo", public_url="https://demo.example").returncode == 0
    assert "  server       https://demo.example/\n" in masthead(data, "feed", "verify", data / "feed").stdout


def test_a_feed_on_a_server_is_checked_the_same(server: Server) -> None:
    done = masthead(server.data, "feed", "verify", f"{server.url}/feed/")
    assert (done.returncode, done.stderr) == (0, "")


def test_another_fingerprint_than_announced_is_a_problem(data: Path) -> None:
    announced = masthead(data, "feed", "key").stdout.splitlines()[0]
    assert masthead(data, "feed", "verify", data / "feed", "--fingerprint", announced.upper()).returncode == 0
    done = masthead(data, "feed", "verify", data / "feed", "--fingerprint", "0" * 32)
    assert done.returncode == 1
    assert announced in done.stderr


def spoil(data: Path, what: str) -> None:
    """Change one file of a feed, and say so in a signed index where the change is to be hidden."""
    feed = data / "feed"
    if what == "a byte of a group":
        (group,) = (feed / "articles").glob("*.json")
        group.write_bytes(group.read_bytes().replace(b"Harbour", b"Harboor", 1))
    elif what == "a group is gone":
        for group in (feed / "articles").iterdir():
            group.unlink()
    elif what == "a compressed form":
        (side,) = (feed / "articles").glob("*.br")
        side.write_bytes(side.read_bytes()[:-1])
    elif what == "a list of other texts":
        stranger = data.parent / "stranger"
        page = sites.render(content.load(), "harbour-ledger.localhost", "/about", 80) or "word " * 3
        text = "\n\n".join(
            f"Number {n} is followed by {n + 1} and then {n * n}, as everybody knows." for n in range(70)
        )
        assert masthead(stranger, "archive", "-", "--title", page[:0] + "T", stdin=text.encode()).returncode == 0
        assert masthead(stranger, "publish").returncode == 0
        other = next((stranger / "feed" / "lists").iterdir()).read_bytes()
        (feed / "lists" / f"{sha256(other)[:32]}.bin").write_bytes(other)
        index = json.loads(json.loads((feed / "index.json").read_text("utf-8"))["content"])
        theirs = json.loads(json.loads((stranger / "feed" / "index.json").read_text("utf-8"))["content"])
        index["list"] = theirs["list"]
        signed = load_key(data / "feed-key.pem").sign(json.dumps(index))
        (feed / "index.json").write_bytes(signed.encode())


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("a byte of a group", "checksum"),
        ("a group is gone", "cannot be read"),
        ("a compressed form", ".br does not hold"),
        ("a list of other texts", "none of its articles has"),
    ],
)
def test_a_feed_that_is_not_whole_is_found_out(data: Path, what: str, told: str) -> None:
    spoil(data, what)
    done = masthead(data, "feed", "verify", data / "feed")
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stdout.splitlines()[-1] == "This feed is not as it should be."


def test_a_compressed_form_that_is_a_bomb_is_not_unpacked(data: Path) -> None:
    (side,) = (data / "feed" / "articles").glob("*.br")
    bomb = brotli.Compressor(quality=1)
    side.write_bytes(b"".join(bomb.process(bytes(64 << 20)) for _ in range(64)) + bomb.finish())
    # Three gigabytes are all that the program gets, and the bomb has four.
    limited = ["sh", "-c", 'ulimit -v 3000000; exec "$@"', "sh", *MASTHEAD, "feed", "verify", str(data / "feed")]
    done = subprocess.run(limited, env=environment(data), capture_output=True, text=True, check=False)
    assert ".br does not hold" in done.stderr
    assert done.returncode == 1


def test_a_folder_that_is_no_feed_is_told_so(data: Path) -> None:
    done = masthead(data, "feed", "verify", data)
    assert done.returncode == 1
    assert "Is this a feed folder?" in done.stderr


def test_a_copy_works_from_a_plain_server_and_is_brought_up_to_date(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    done = masthead(data, "feed", "export", copy)
    assert done.returncode == 0, done.stderr
    assert {"index.json", "index.html", "_headers"} <= {path.name for path in copy.iterdir()}
    assert "Masthead feed" in (copy / "index.html").read_text("utf-8")
    port = free_port()
    static = ["python3", "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(copy)]
    with program(static, environment(tmp_path), "Serving HTTP on"):
        assert masthead(data, "feed", "verify", f"http://127.0.0.1:{port}/").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file()}
    assert masthead(data, "feed", "export", copy).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file()} == before
    assert masthead(data, "outlet", "add", "new", "--name", "New", "--address", "new.example").returncode == 0
    assert masthead(data, "publish").returncode == 0
    assert masthead(data, "feed", "export", copy).returncode == 0
    assert masthead(data, "feed", "verify", copy).returncode == 0
    assert (copy / "index.json").read_bytes() == (data / "feed" / "index.json").read_bytes()


def test_a_copy_is_not_put_among_other_things(data: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letters.txt").write_text("Dear all,", "utf-8")
    done = masthead(data, "feed", "export", home)
    assert done.returncode == 1
    assert "something else than a copy" in done.stderr
    assert [path.name for path in home.iterdir()] == ["letters.txt"]


def test_a_web_site_that_is_no_feed_is_left_alone(data: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "articles").mkdir(parents=True)
    (site / "index.json").write_text("{}", "utf-8")
    (site / "articles" / "blog.html").write_text("Mine.", "utf-8")
    done = masthead(data, "feed", "export", site)
    assert done.returncode == 1
    assert "something else than a copy" in done.stderr
    assert sorted(path.name for path in site.rglob("*")) == ["articles", "blog.html", "index.json"]


def test_a_copy_keeps_what_readers_of_its_last_version_may_still_ask_for(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert masthead(data, "feed", "export", copy).returncode == 0
    had = {path for path in copy.rglob("*") if path.parent.name in ("lists", "articles")}
    for path in had:
        os.utime(path, (1, 1))
    text = "\n\n".join(f"Number {n} is followed by {n + 1} and then {n * n}, as everybody knows." for n in range(70))
    assert masthead(data, "archive", "-", "--title", "Numbers", stdin=text.encode()).returncode == 0
    assert masthead(data, "publish").returncode == 0
    assert masthead(data, "feed", "export", copy).returncode == 0
    assert all(path.exists() for path in had)


def test_a_key_that_is_handed_over_leaves_readers_a_way_to_follow(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    pages = tmp_path / "page.txt"
    pages.write_text("Nothing that anybody knows.", "utf-8")
    match = ("match", pages, "--feed", data / "feed", "--keep", kept, "--json")
    assert masthead(tmp_path, *match).returncode == 0
    old = masthead(data, "feed", "key").stdout.splitlines()[0]
    done = masthead(data, "feed", "hand-over")
    assert done.returncode == 0, done.stderr
    assert old in done.stdout
    new = masthead(data, "feed", "key").stdout.splitlines()[0]
    assert new != old
    assert masthead(data, "publish").returncode == 0
    followed = masthead(tmp_path, *match)
    assert (followed.returncode, followed.stderr) == (0, "")
    # The old key is worth nothing to whoever finds it: who has followed does not go back.
    (old_key,) = data.glob("feed-key-until-*.pem")
    assert old_key.stat().st_mode & 0o777 == 0o600
    thief = tmp_path / "thief"
    thief.mkdir()
    shutil.copy(data / "masthead.db", thief / "masthead.db")
    shutil.copy(old_key, thief / "feed-key.pem")
    assert masthead(thief, "publish").returncode == 0
    refused = masthead(tmp_path, "match", pages, "--feed", thief / "feed", "--keep", kept, "--json")
    assert "another key" in refused.stderr
    assert refused.returncode == 0, "what was kept is still good"


def test_publishing_with_another_key_over_a_feed_is_refused(data: Path) -> None:
    (data / "feed-key.pem").unlink()
    done = masthead(data, "publish")
    assert done.returncode == 1
    assert "MASTHEAD_FEED_KEY" in done.stderr
    assert masthead(data, "feed", "verify", data / "feed").returncode == 0, "nothing was written"


def test_nothing_that_is_archived_keeps_the_feed_from_being_published(data: Path) -> None:
    """What does not fit into the feed is refused or left out when it comes: later it would hold back withdrawals."""
    text = "".join(f"<p>Number {n} is followed by {n + 1} and then {n * n}, as everybody knows.</p>" for n in range(70))
    page = f'<html lang="en{"-abcdefgh" * 250}"><title>Numbers</title><article><h1>Numbers</h1>{text}</article></html>'
    archived = masthead(data, "archive", "-", "--title", "Numbers", stdin=page.encode())
    assert archived.returncode == 0, archived.stderr
    address = "evil.example/" + "\U0001f600" * 280
    refused = masthead(data, "outlet", "add", "evil", "--name", "Evil", "--address", address)
    assert refused.returncode == 1
    assert "300" in refused.stderr
    published = masthead(data, "publish")
    assert published.returncode == 0, published.stderr
    assert masthead(data, "feed", "verify", data / "feed").returncode == 0


def test_a_new_process_publishes_by_the_changes_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_records(settings_of(tmp_path / "feed"), small_articles(SMALL))
    data = tmp_path / "feed.data"
    said: list[str] = []
    for seed in "1234":
        # In each process Python has another order for what has none.
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        if said:
            added = masthead(data, "outlet", "add", f"outlet-of-{seed}", "--name", "Another")
            assert added.returncode == 0, added.stderr
        done = masthead(data, "publish")
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.partition(f"in {data / 'feed'}, ")[2].strip())
    assert said == ["in full", *["by the changes alone"] * 3]
