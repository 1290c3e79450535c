"""Web archives: what goes wrong on the way loses no page, and nobody's words reach readers unread."""

import signal
from pathlib import Path

import pytest

from commands.crawls import Crawl, article, many, page
from databases import fresh_sqlite, rows, write
from serving import environment, masthead
from starting import start

LATE = "https://weir-daily.example/late"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fresh_sqlite(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Two articles."""
    made = Crawl()
    for name in ("late", "fish"):
        made.answer(f"https://weir-daily.example/{name}", page(f"News of {name} and so on", *article(name)))
    (tmp_path / "two.warc.gz").write_bytes(made.data())
    return tmp_path / "two.warc.gz"


def wrote(who: str, record: str, number: int) -> str:
    """A change of a record, in the history."""
    return (
        "INSERT INTO revision (at, who, action, record, record_id, public)"  # noqa: S608 - our words
        f" VALUES ('2024-01-01 00:00:00', '{who}', 'changed', '{record}', {number}, 0)"
    )


def test_what_a_contributor_made_of_a_draft_is_left_for_a_curator_to_publish(data: Path, crawl: Path) -> None:
    assert masthead(data, "archive", crawl).returncode == 0
    write(data, "UPDATE article SET title = 'Slander of late' WHERE id = 1", wrote("ann", "article", 1))
    done = masthead(data, "archive", crawl, "--publish", "--again")
    assert "1 draft that others wrote or changed, left for a curator to publish" in done.stdout
    assert "article 1, 'Slander of late', by ann" in done.stdout
    assert rows(data, "SELECT id, status FROM article ORDER BY id") == [(1, "draft"), (2, "published")]


def test_where_a_contributor_says_that_a_draft_stands_is_left_too(data: Path, crawl: Path) -> None:
    assert masthead(data, "archive", crawl).returncode == 0
    write(
        data,
        "INSERT INTO placement (id, article_id, url, role, first_seen, status, version, changed_at) VALUES"
        " (90, 1, 'https://evil.example/x', 'copy', '2021-01-01', 'draft', 1, '2024-01-01 00:00:00')",
        wrote("ann", "placement", 90),
    )
    assert "by ann" in masthead(data, "archive", crawl, "--publish", "--again").stdout
    assert rows(data, "SELECT status FROM placement WHERE id = 90") == [("draft",)]


def test_a_record_s_number_alone_makes_no_page_known(data: Path, tmp_path: Path) -> None:
    made = Crawl(gz=False)
    for name in ("late", "fish"):
        made.answer(f"https://weir-daily.example/{name}", page(f"News of {name} and so on", *article(name)))
    content = made.data()
    first, second = (one.split(b"\r\n")[0] for one in content.split(b"WARC-Record-ID: ")[1:])
    (tmp_path / "same.warc").write_bytes(content.replace(second, first))
    done = masthead(data, "archive", tmp_path / "same.warc")
    assert "2 articles, new" in done.stdout
    assert "2 captures known already" in masthead(data, "archive", tmp_path / "same.warc", "--again").stdout


def test_a_fault_of_the_machine_is_no_fault_of_the_pages(data: Path, crawl: Path) -> None:
    (data / "captures").mkdir()
    (data / "captures" / "2021").write_text("no folder")
    done = masthead(data, "archive", crawl)
    assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done
    (data / "captures" / "2021").unlink()
    done = masthead(data, "archive", crawl)
    assert (done.returncode, "2 articles, new" in done.stdout) == (0, True), done


def test_where_it_stands_cannot_be_noted_is_told(data: Path, crawl: Path) -> None:
    (data / "captures").mkdir()
    (data / "captures" / "progress").write_text("no folder")
    done = masthead(data, "archive", crawl)
    assert (done.returncode, done.stderr.count("\n"), "cannot be written" in done.stderr) == (1, 1, True), done


def test_a_page_that_cannot_be_published_stops_no_others(data: Path, crawl: Path) -> None:
    assert masthead(data, "archive", crawl).returncode == 0
    write(
        data,
        "INSERT INTO article (id, title, body, content_hash, segments, captured_at, status, version, changed_at)"
        " SELECT 9, 'A twin', body, content_hash, segments, captured_at, 'published', 1, changed_at FROM article"
        " WHERE id = 1",
    )
    done = masthead(data, "archive", crawl, "--publish", "--again")
    assert "1 draft published" in done.stdout, done
    assert "published as article 9" in done.stdout
    assert rows(data, "SELECT status FROM article WHERE id = 2") == [("published",)]


def test_going_through_it_again_goes_on_where_it_was_stopped(data: Path, tmp_path: Path) -> None:
    many(tmp_path / "days.warc.gz", 60)
    given = ["archive", str(tmp_path / "days.warc.gz")]
    assert masthead(data, *given).returncode == 0
    given += ["--again", "--publish"]
    running, said = start(given, environment(data))
    while running.returncode is None and len(rows(data, "SELECT 1 FROM article WHERE status = 'published'")) < 3:
        pass
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    said.close()
    drafts = rows(data, "SELECT count(*) FROM article WHERE status = 'draft'")[0][0]
    assert drafts
    rest = masthead(data, *given)
    assert "going on after" in rest.stdout
    assert f"{drafts} drafts published" in rest.stdout
    assert rows(data, "SELECT DISTINCT status FROM article") == [("published",)]
    assert "60 captures known already" in masthead(data, *given).stdout, "and the next time from its beginning"


def test_readers_are_told_only_of_what_is_new(data: Path, crawl: Path) -> None:
    said = "Readers are told at the next publication"
    assert said not in masthead(data, "archive", crawl).stdout
    assert said in masthead(data, "archive", crawl, "--publish", "--again").stdout
    assert said not in masthead(data, "archive", crawl, "--publish", "--again").stdout
    assert said not in masthead(data, "archive", crawl, "--publish").stdout


def test_after_a_kill_it_goes_on_close_to_where_it_was(data: Path, tmp_path: Path) -> None:
    many(tmp_path / "days.warc.gz", 60)
    given = ["archive", str(tmp_path / "days.warc.gz"), "--json"]
    running, said = start(given, environment(data))
    for _ in range(25):
        said.readline()
    running.kill()
    said.close()
    rest = masthead(data, *given[:-1])
    assert "going on after 20 records" in rest.stdout
    assert rows(data, "SELECT count(*), count(DISTINCT title) FROM article") == [(60, 60)]


def test_a_page_of_a_crawl_in_another_charset_is_read_as_its_server_said(data: Path, tmp_path: Path) -> None:
    first = "\u041f\u0430\u0440\u043e\u043c \u0447\u0435\u0440\u0435\u0437 \u0440\u0435\u043a\u0443"
    made = Crawl()
    text = page(first, *article("ferry", f"{first}. " * 20)).decode().encode("windows-1251")
    made.answer(LATE, text, kind="text/html; charset=windows-1251")
    (tmp_path / "ferry.warc.gz").write_bytes(made.data())
    assert masthead(data, "archive", tmp_path / "ferry.warc.gz").returncode == 0
    assert rows(data, "SELECT title FROM article") == [(first,)]


def test_every_capture_of_an_article_is_shown_however_many_there_are(data: Path, crawl: Path) -> None:
    assert masthead(data, "archive", crawl).returncode == 0
    write(
        data,
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 349)"
        " INSERT INTO capture (id, article_id, content_hash, captured_at, status, version, changed_at, raw_file)"
        " SELECT i, 1, 'x', captured_at, 'published', 1, changed_at, NULL FROM n, capture WHERE capture.id = 1",
    )
    shown = masthead(data, "captures", "1").stdout
    assert shown.count("word for word") == 251
    assert masthead(data, "captures", "1", "349").stdout.startswith(" 349 ")
    assert "was not fetched" in masthead(data, "captures", "1", "349", "--raw").stderr
    assert "has no capture 9" in masthead(data, "captures", "1", "9").stderr
