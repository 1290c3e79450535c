"""From files to the feed and back to a match, all on the command line."""

import json
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from serving import ROOT, environment, free_port, masthead, program

PAGES = ROOT / "fixtures" / "pages"
SCRAPE = PAGES / "scrape-of-a-daily" / "page.txt"
HTML = PAGES / "page-of-a-daily" / "page.html"
RUSSIAN = PAGES / "cyrillic-windows-1251" / "page.html"
LETTER = PAGES / "hard-wrapped-letter" / "page.txt"
FRAME = "<nav><a href=/>Home</a></nav><h1>Another headline</h1>{}<footer>Somebody else made this page.</footer>"


@dataclass(frozen=True)
class Kept:
    """A data folder after a curator's morning, and what the commands said."""

    data: Path
    lines: list[dict[str, Any]]
    complaints: list[str]
    status: int
    draft: str
    published: str


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Several good files archived among bad ones, a draft from standard input, all published."""
    data = tmp_path_factory.mktemp("morning")
    bad = data / "bad"
    bad.mkdir()
    (bad / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (bad / "empty.txt").touch()
    (bad / "short.txt").write_text("A title of three words\n\nAnd one sentence that says too little.")
    (bad / "endless.txt").write_text("A title of words\n\n" + "Every word of this counts once more. " * 60_000)
    (bad / "film.html").write_bytes(b"<p>frame</p>" * 1_700_000)
    added = masthead(
        data,
        *("outlet", "add", "weir-gazette", "--name", "The Weir Gazette", "--summary", "A weekly."),
        *("--address", "https://www.weir-gazette.org/", "--address", "weir-gazette.press"),
    )
    assert added.returncode == 0, added.stderr
    assert "weir-gazette.org, weir-gazette.press" in added.stdout
    files = [*sorted(bad.iterdir()), bad / "missing.txt", bad, SCRAPE, HTML, RUSSIAN]
    archived = masthead(data, "archive", *files, "--outlet", "weir-gazette", "--json")
    drafted = masthead(
        data,
        *("archive", "-", "--draft", "--title", "Letter from the pans", "--published", "2031-05-31"),
        *("--url", "https://www.weir-gazette.press/letter"),
        stdin=LETTER.read_bytes(),
    )
    assert drafted.returncode == 0, drafted.stderr
    published = masthead(data, "publish")
    assert published.returncode == 0, published.stderr
    lines = [json.loads(line) for line in archived.stdout.splitlines()]
    return Kept(data, lines, archived.stderr.splitlines(), archived.returncode, drafted.stdout, published.stdout)


def rows(kept: Kept, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(kept.data / "masthead.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_the_good_files_are_kept_and_each_bad_one_is_told_in_one_line(kept: Kept) -> None:
    assert kept.status == 1
    assert len(kept.lines) == 10
    told = {Path(line["page"]).name: line["error"]["message"] for line in kept.lines if "error" in line}
    said = {
        "picture.txt": "a PNG image",
        "empty.txt": "There is no text in it",
        "short.txt": "No article text was found",
        "endless.txt": "at most 50,000 are taken",
        "film.html": "Give only the article",
        "missing.txt": "No such file",
        "bad": "give the files in it",
    }
    assert set(told) == set(said)
    assert len(kept.complaints) == len(said)
    for name, words in said.items():
        assert words in told[name]
        (complaint,) = [line for line in kept.complaints if f"/{name}: " in line]
        assert complaint.startswith("masthead: ")
        assert words in complaint
    titles = [row[0] for row in rows(kept, "SELECT title FROM article WHERE status = 'published' ORDER BY id")]
    assert titles == [line["title"] for line in kept.lines if "article" in line]
    assert len(titles) == 3


def test_json_says_of_each_file_what_was_kept_and_of_each_segment_why(kept: Kept) -> None:
    good = [line for line in kept.lines if "article" in line]
    assert [line["page"] for line in good] == [str(SCRAPE), str(HTML), str(RUSSIAN)]
    for line in good:
        assert line["text"] == "\n\n".join(segment["text"] for segment in line["segments"] if segment["kept"])
        assert all(segment["reason"] for segment in line["segments"])
        assert (line["new"], line["status"]) == (True, "published")
    assert good[1]["published_on"] == "2019-10-14"
    assert "Судно стояло на ремонте" in good[2]["text"]


def test_a_draft_keeps_what_the_curator_said_and_stays_out_of_the_feed(kept: Kept) -> None:
    assert "'Letter from the pans'" in kept.draft
    assert rows(kept, "SELECT title, published_on, status, outlet_id FROM article ORDER BY id DESC LIMIT 1") == [
        ("Letter from the pans", "2031-05-31", "draft", 1)
    ]
    assert rows(kept, "SELECT url, role FROM placement") == [("https://www.weir-gazette.press/letter", "origin")]
    assert ": 3 articles, " in kept.published
    groups = [json.loads(file.read_text("utf-8")) for file in (kept.data / "feed" / "articles").glob("*.json")]
    titles = [article["title"] for group in groups for article in group["articles"]]
    assert len(titles) == 3
    assert "Letter from the pans" not in titles


def test_a_feed_matches_the_same_pages_from_a_folder_and_from_a_plain_web_server(kept: Kept, tmp_path: Path) -> None:
    body = kept.lines[-3]["text"]
    lines = SCRAPE.read_text("utf-8").splitlines()
    copy, noise, draft, picture, long = (
        tmp_path / name for name in ("copy.html", "noise.txt", "draft.txt", "picture.png", "long.txt")
    )
    copy.write_text(FRAME.format("".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))), "utf-8")
    noise.write_text("\n".join(lines[:5] + lines[lines.index("MORE ON THIS TOPIC:") :]), "utf-8")
    draft.write_text(LETTER.read_text("utf-8"), "utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    long.write_text("\ufdfa" * 200_000, "utf-8")  # each stands for 18 characters
    pages = [copy, noise, draft, HTML, RUSSIAN, long]
    from_folder = masthead(tmp_path, "match", *pages, picture, "--feed", kept.data / "feed", "--json")

    port = free_port()
    static = [sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with program([*static, "--directory", str(kept.data / "feed")], environment(tmp_path), "Serving HTTP on"):
        from_server = masthead(tmp_path, "match", *pages, picture, "--feed", f"http://127.0.0.1:{port}/", "--json")

    assert from_server.stdout == from_folder.stdout
    assert (from_folder.returncode, from_server.returncode) == (1, 1)
    assert (
        from_folder.stderr
        == f"masthead: {picture}: This is a PNG image, not text. Save the page as HTML or plain text.\n"
    )
    found = {Path(line["page"]): line for line in map(json.loads, from_folder.stdout.splitlines())}
    assert list(found) == [*pages, picture]
    (match,) = found[copy]["matches"]
    assert (match["title"], match["outlet"], match["class"]) == (
        kept.lines[-3]["title"],
        "weir-gazette",
        "same article",
    )
    assert match["article"] == kept.lines[-3]["article"]
    assert match["shared_words"] >= match["longest_run"] > 100
    assert match["article_share"] == 1
    assert 0.8 < match["page_share"] < 1
    (passage,) = match["passages"]
    assert passage["text"].split() == body.rstrip(".").split(), "where it stands on the page, in the page's own words"
    assert passage["article_words"] == [0, passage["words"]] == [0, match["shared_words"]]
    assert found[noise]["matches"] == found[draft]["matches"] == []
    assert "only its beginning was read" in found[long]["unread"]
    assert "unread" not in found[copy]
    assert [one["class"] for one in found[HTML]["matches"] + found[RUSSIAN]["matches"]] == ["same article"] * 2
    assert found[picture]["error"]["code"] == "unreadable-text"
    assert not any(tmp_path.glob("masthead.db"))


def test_a_dry_run_shows_what_would_be_kept_and_touches_nothing(tmp_path: Path) -> None:
    nowhere = tmp_path / "never-made"
    run = masthead(
        nowhere, *("archive", "-", "--dry-run", "--json", "--keep", "8", "--cut", "10"), stdin=SCRAPE.read_bytes()
    )
    assert (run.returncode, run.stderr) == (0, "")
    (line,) = map(json.loads, run.stdout.splitlines())
    assert line["page"] == "-"
    assert line["segments"][8] == {
        "text": "The signal box at Upper Marl, seen from the goods yard.",
        "kept": True,
        "reason": "kept by the curator",
    }
    assert (line["segments"][10]["kept"], line["segments"][10]["reason"]) == (False, "cut by the curator")
    assert "seen from the goods yard." in line["text"]
    assert "four of the remaining semaphores" not in line["text"]
    assert {segment["reason"] for segment in line["segments"] if not segment["kept"]} > {
        "donation ticker",
        "comment section",
    }
    assert not nowhere.exists()


def test_a_page_of_a_stranger_does_not_command_the_terminal_it_is_shown_on(tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202edednevni\u2069\r"
    words = " ".join(f"silo{number} harbour{number} warden{number}" for number in range(40))
    page = f"A title{hostile}\n\nThe night warden{hostile} counted {words}.\n"
    shown = masthead(tmp_path, "archive", "-", "--dry-run", stdin=page.encode())
    assert shown.returncode == 0, shown.stderr
    assert r"\u001b]0;owned" in shown.stdout
    told = masthead(tmp_path, "archive", "-", "--dry-run", "--json", stdin=page.encode())
    refused = masthead(tmp_path, "archive", f"a{hostile}b")
    assert refused.returncode == 1
    for said in (shown.stdout, told.stdout, refused.stderr):
        assert not set(hostile.translate(dict.fromkeys(map(ord, "]0;owned[2J31mdednevni")))) & set(said)
    assert "\u202edednevni" in json.dumps(json.loads(told.stdout), ensure_ascii=False), "JSON says the same, escaped"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("weir-daily.example/late.html", "write https://weir-daily.example/late.html"),
        ("ftp://weir-daily.example/late", "begin with http:// or https://"),
        ("late.html/", "No such file"),
    ],
)
def test_a_source_that_is_no_file_is_told_what_it_may_be(tmp_path: Path, source: str, said: str) -> None:
    done = masthead(tmp_path, "archive", source)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
