"""Web archives: what is an article becomes one, what was there before is recognised, and a stop loses nothing."""

import json
import random
import re
import signal
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from commands.crawls import Crawl, article, locked, many, packed, page, week
from databases import fresh_sqlite, rows
from serving import environment, masthead
from starting import start


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fresh_sqlite(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(params=["plain", "gzip", "wacz"])
def crawl(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The crawl of a week in each form."""
    name, content = {
        "plain": ("week.warc", week(gz=False)),
        "gzip": ("week.warc.gz", week()),
        "wacz": ("week.wacz", packed(week())),
    }[request.param]
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def test_a_crawl_becomes_drafts_captures_and_placements_with_the_days_of_the_crawl(data: Path, crawl: Path) -> None:
    done = masthead(data, "archive", crawl)
    assert done.returncode == 0, done.stderr
    for said in (
        "2 articles, new",
        "article 1, 'The weir was opened too late': https://weir-daily.example/late",
        "1 page with the text of an article",
        "1 capture, differing from their article",
        "1 refused, text-too-short",
        "https://weir-daily.example/short: ",
        "1 left out: the front page of a site",
        "1 left out: not a page but an image, a script or the like",
        "1 left out: no page but an answer of another kind",
        "1 left out: larger than any page that is taken",
        "1 left out: broken",
        "New articles are drafts",
    ):
        assert said in done.stdout, said
    assert rows(data, "SELECT title, url, status, date(captured_at) FROM article ORDER BY id")[0] == (
        "The weir was opened too late",
        "https://weir-daily.example/late",
        "draft",
        "2021-08-07",
    )
    assert rows(data, "SELECT url, role, first_seen FROM placement WHERE article_id = 1 ORDER BY id") == [
        ("https://weir-daily.example/late", "origin", "2021-08-07"),
        ("https://copyist.example/late", "copy", "2021-08-05"),
    ]
    captures = rows(data, "SELECT url, title, body IS NULL, raw_file, raw_record FROM capture ORDER BY id")
    assert [one[:3] for one in captures] == [
        ("https://weir-daily.example/late", "The weir was opened too late", 1),
        ("https://weir-daily.example/fish", "Fish come back to the river", 1),
        ("https://weir-daily.example/late", "The weir was opened in time", 0),
        ("https://copyist.example/late", "The weir was opened too late", 1),
    ]
    for _, _, _, file, record in captures:
        with (data / "captures" / file).open("rb") as raw:
            assert record in [one.rec_headers.get_header("WARC-Record-ID") for one in ArchiveIterator(raw)]
    shown = masthead(data, "captures", "1", "3").stdout
    assert "+ The keeper of the weir denies it all." in shown
    changed = page("The weir was opened in time", *article("late", "The keeper of the weir denies it all."))
    assert masthead(data, "captures", "1", "3", "--raw").stdout == changed.decode()
    assert "the page of one capture" in masthead(data, "captures", "1", "--raw").stderr


def test_the_same_crawl_again_changes_nothing(data: Path, crawl: Path) -> None:
    assert masthead(data, "archive", crawl).returncode == 0
    before = rows(data, "SELECT count(*) FROM revision")
    files = sorted((data / "captures").rglob("*.warc.gz"))
    assert "taken already" in masthead(data, "archive", crawl).stdout
    again = masthead(data, "archive", crawl, "--again")
    assert "4 captures known already" in again.stdout
    assert rows(data, "SELECT count(*) FROM revision") == before
    assert sorted((data / "captures").rglob("*.warc.gz")) == files


def test_a_dry_run_shows_the_pages_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "week.warc.gz").write_bytes(week())
    done = masthead(tmp_path / "nowhere", "archive", tmp_path / "week.warc.gz", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "https://weir-daily.example/fish: 'Fish come back to the river', 3 of" in done.stdout
    assert "4 pages that would be archived, unless known already" in done.stdout
    assert not (tmp_path / "nowhere").exists()


def test_only_what_is_asked_for_is_taken_and_published_if_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    (tmp_path / "week.warc.gz").write_bytes(week())
    given = ("archive", tmp_path / "week.warc.gz", "--below", "https://weir-daily.example/f", "--publish", "--json")
    done = masthead(data, *given)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"page": "https://weir-daily.example/fish", "article": 1, "new": True, "capture": 1}
    ]
    assert rows(data, "SELECT title, status FROM article") == [("Fish come back to the river", "published")]


def test_another_part_of_a_crawl_is_taken_after_the_first_and_drafts_are_published_later(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "week.warc.gz").write_bytes(week())
    crawl = ("archive", tmp_path / "week.warc.gz")
    unknown = masthead(data, *crawl, "--outlet", "nobody")
    assert (unknown.returncode, "There is no outlet 'nobody'" in unknown.stderr) == (1, True)
    assert "1 article, new" in masthead(data, *crawl, "--below", "https://weir-daily.example/f").stdout
    assert "1 article, new" in masthead(data, *crawl).stdout
    assert rows(data, "SELECT DISTINCT status FROM article") == [("draft",)]
    assert "Give --again with --publish, to publish its drafts," in masthead(data, *crawl, "--publish").stdout
    assert "2 drafts published" in masthead(data, *crawl, "--publish", "--again").stdout
    assert rows(data, "SELECT status, count(*) FROM article GROUP BY 1") == [("published", 2)]


def test_a_page_met_again_in_a_crawl_is_a_draft_placement_of_what_is_published(data: Path, tmp_path: Path) -> None:
    (tmp_path / "late.html").write_bytes(page("The weir was opened too late", *article("late")))
    assert masthead(data, "archive", tmp_path / "late.html").returncode == 0
    (tmp_path / "week.warc.gz").write_bytes(week())
    masthead(data, "archive", tmp_path / "week.warc.gz", "--below", "https://copyist.example/")
    assert rows(data, "SELECT url, status, first_seen FROM placement") == [
        ("https://copyist.example/late", "draft", "2021-08-05")
    ]


def test_a_record_from_beyond_all_time_is_broken_and_the_next_one_is_read(data: Path, tmp_path: Path) -> None:
    crawl = Crawl()
    for number, day in enumerate(("0001-01-01", "9999-12-31", "2130-01-01", "2021-08-07")):
        crawl.answer(f"https://weir-daily.example/{number}", page(f"News of {day} or so", *article(day)), day=day)
    (tmp_path / "days.warc.gz").write_bytes(crawl.data().replace(b"x", b"x"))
    done = masthead(data, "archive", tmp_path / "days.warc.gz", "--publish")
    assert (done.returncode, "3 left out: broken" in done.stdout) == (0, True), done
    assert rows(data, "SELECT first_seen FROM placement") == [("2021-08-07",)]


def test_ctrl_c_loses_nothing_and_the_next_run_goes_on(data: Path, tmp_path: Path) -> None:
    many(tmp_path / "days.warc.gz", 70)
    given = ["archive", str(tmp_path / "days.warc.gz"), "--json"]
    running, said = start(given, environment(data))
    lines = [said.readline() for _ in range(3)]
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    lines += said.readlines()
    said.close()
    told = [json.loads(line)["article"] for line in lines if line.startswith("{")]
    kept = rows(data, "SELECT count(*) FROM article")[0][0]
    assert kept < 70
    assert set(told) <= {number for (number,) in rows(data, "SELECT id FROM article")}
    (mark,) = (data / "captures" / "progress").glob("*.json")
    assert not json.loads(mark.read_text("utf-8"))["finished"]
    rest = masthead(data, *given[:-1])
    assert rest.returncode == 0, rest.stderr
    assert "going on after" in rest.stdout
    assert rows(data, "SELECT count(*), count(DISTINCT title) FROM article") == [(70, 70)]
    assert rows(data, "SELECT count(*), count(DISTINCT raw_record) FROM capture") == [(70, 70)]
    assert len(list((data / "captures").rglob("*.warc.gz"))) == 70


def test_a_file_that_was_cut_off_gives_what_it_has_and_says_so(data: Path, tmp_path: Path) -> None:
    whole = week(gz=False)
    (tmp_path / "cut.warc").write_bytes(whole[: whole.index(b"The weir was opened in time") + 200])
    done = masthead(data, "archive", tmp_path / "cut.warc")
    assert "2 articles, new" in done.stdout
    assert "1 left out: cut off: the file ends in the midst of it" in done.stdout
    assert done.returncode == 1
    assert "cut.warc is cut off: after 8 records it ends in the midst of one" in done.stderr


@pytest.mark.parametrize("gz", [True, False])
@pytest.mark.parametrize("missing", [1, 9, 400, 4000])
def test_a_cut_in_what_is_no_page_is_noticed_too(data: Path, tmp_path: Path, missing: int, *, gz: bool) -> None:
    crawl = Crawl(gz=gz)
    crawl.answer("https://weir-daily.example/late", page("The weir was opened too late", *article("late")))
    crawl.answer("https://weir-daily.example/", random.Random(1).randbytes(6000))  # noqa: S311 - noise
    file = tmp_path / f"crawl.warc{'.gz' if gz else ''}"
    file.write_bytes(crawl.data()[:-missing])
    for _ in range(2):
        done = masthead(data, "archive", file)
        assert (done.returncode, "is cut off" in done.stderr) == (1, True), done.stderr
    assert rows(data, "SELECT count(*) FROM article") == [(1,)]
    file.write_bytes(crawl.data())
    done = masthead(data, "archive", file)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_crawl_that_writes_its_addresses_in_angle_brackets_is_read(data: Path, tmp_path: Path) -> None:
    old = re.sub(rb"(WARC-Target-URI: )(\S+)", rb"\1<\2>", week(gz=False))
    (tmp_path / "old.warc").write_bytes(old)
    done = masthead(data, "archive", tmp_path / "old.warc", "--below", "https://weir-daily.example/fish")
    assert rows(data, "SELECT url FROM article") == [("https://weir-daily.example/fish",)], done.stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("no.warc", b"hello, I am no web archive at all\n" * 20, "no web archive, or damaged after 0 records"),
        ("no.warc.gz", b"\x1f\x8b\x08" + bytes(100), "no web archive, or damaged"),
        ("no.wacz", b"PK\x03\x04 and no more", "no WACZ file"),
        ("empty.wacz", packed(), "holds no web archive"),
        ("locked.wacz", locked(packed(week())), "no web archive, or damaged after 0 records"),
        ("damaged.warc.gz", week()[:3000] + b"\x00" * 400 + week()[3400:], "damaged after"),
    ],
)
def test_what_is_no_web_archive_is_refused_in_a_sentence(
    data: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = masthead(data, "archive", tmp_path / name)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_options_of_one_page_are_refused_for_a_crawl(data: Path) -> None:
    assert "takes the beginning of URLs" in masthead(data, "archive", "week.warc", "--below", "weir.example").stderr
    assert "are for web archives" in masthead(data, "archive", "page.html", "--again").stderr
    assert "not of a web archive" in masthead(data, "archive", "week.warc", "--title", "One").stderr
    assert "No such file" in masthead(data, "archive", "week.warc").stderr
    (data / "folder.warc").mkdir()
    assert masthead(data, "archive", data / "folder.warc").stderr.endswith("cannot be read (Is a directory).\n")
