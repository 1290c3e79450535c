"""Samples and the check before publishing, on the command line: from the first article of an outlet to a good one."""

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from feed.making import prose
from serving import MASTHEAD, ROOT, environment, masthead

ABOUT = (
    "The Weir Gazette is made by eleven volunteers in the old lock keeper's house. "
    + prose("about us", 50).replace("\n\n", " ")
    + "."
)
LETTER = ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt"


def page(number: int, tail: str = ABOUT) -> str:
    """The page of an article that ends in the outlet's template."""
    return f"A headline about weir number {number}\n\n{prose(number, 260)}\n\n{tail}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A data folder with an outlet and its first article, and other pages of it as files beside."""
    for number in range(1, 4):
        (tmp_path / f"article-{number}.txt").write_text(page(number), "utf-8")
    (tmp_path / "home.html").write_text(f"<nav>{prose('home', 60)}</nav><footer><p>{ABOUT}</footer>", "utf-8")
    done(tmp_path, "outlet", "add", "weir-gazette", "--name", "The Weir Gazette", "--address", "weir.example")
    return tmp_path


def done(desk: Path, /, *arguments: str | Path) -> str:
    """Run a command that must do its work without a complaint; what it prints."""
    ran = masthead(desk / "var", *arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def checked(desk: Path, /, *arguments: str | Path) -> list[dict[str, Any]]:
    """Check without a terminal: a JSON line for each."""
    return [json.loads(line) for line in done(desk, "check", *arguments).splitlines()]


def seen(desk: Path, /, *arguments: str) -> str:
    """What a command prints on a terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen([*MASTHEAD, *arguments], stdout=its, env=environment(desk / "var")) as process:
        os.close(its)
        said = b""
        try:
            while piece := os.read(ours, 10_000):
                said += piece
        except OSError:  # Linux says so when the other side is closed
            pass
    os.close(ours)
    assert process.returncode == 0
    return said.decode().replace("\r\n", "\n")


def test_samples_tell_the_template_of_an_outlets_first_article(desk: Path) -> None:
    archived = done(desk, "archive", desk / "article-1.txt", "--outlet", "weir-gazette", "--draft")
    assert "Only 1 page is known of weir-gazette" in archived
    assert "masthead sample weir-gazette FILE..." in archived
    (before,) = checked(desk, "1")
    assert (before["checked"], before["article"], before["no_evidence"]) == ("1", 1, [])
    assert "There is no other page of weir-gazette" in before["warnings"][0]

    kept = done(desk, "sample", "weir-gazette", desk / "home.html", desk / "article-2.txt", desk / "home.html")
    assert "home.html: sample 1 of weir-gazette\n" in kept
    assert "article-2.txt: sample 2 of weir-gazette\n" in kept
    assert "sample 1 of weir-gazette, kept already" in kept
    (after,) = checked(desk, "1")
    (passage,) = after["no_evidence"]
    assert passage["reason"] == "in samples of this outlet's pages"
    assert passage["excerpt"].startswith(
        "The Weir Gazette is made by eleven volunteers in the old lock keeper's house."
    )
    assert [sample["id"] for sample in passage["samples"]] == [1, 2]
    assert after["evidence_words"] == after["words"] - passage["words"] == before["words"] - len(ABOUT.split())
    assert after["warnings"] == []
    assert "Only" not in done(desk, "archive", desk / "article-3.txt", "--outlet", "weir-gazette", "--draft")


def test_samples_are_listed_and_taken_back_with_a_reason(desk: Path) -> None:
    assert "There is no sample of weir-gazette" in done(desk, "sample", "weir-gazette")
    done(desk, "sample", "weir-gazette", desk / "home.html", "--url", "https://weir.example/")
    done(desk, "sample", "weir-gazette", desk / "article-1.txt")
    listed = done(desk, "sample", "weir-gazette").splitlines()
    assert len(listed) == 2
    assert listed[0].endswith("https://weir.example/")
    assert done(desk, "sample", "weir-gazette", "--withdraw", "1", "--why", "old design") == (
        "Sample 1 of weir-gazette is withdrawn.\n"
    )
    (left,) = [json.loads(line) for line in done(desk, "sample", "weir-gazette", "--json").splitlines()]
    assert (left["sample"], left["outlet"], left["url"], left["status"]) == (2, "weir-gazette", None, "published")
    done(desk, "outlet", "add", "other", "--name", "Other")
    for arguments, said in (
        (("weir-gazette", "--withdraw", "1", "--why", "again"), "weir-gazette has no sample 1"),
        (("other", "--withdraw", "2", "--why", "not its own"), "other has no sample 2"),
        (("weir-gazette", "--withdraw", "2"), "--withdraw NUMBER --why REASON"),
        (("nobody", str(LETTER)), "no outlet 'nobody'. Add it first"),
        (("weir-gazette", str(LETTER), str(LETTER), "--url", "https://weir.example/"), "--url speaks of one page"),
    ):
        refused = masthead(desk / "var", "sample", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


def test_a_bad_page_among_samples_is_told_and_the_others_are_kept(desk: Path) -> None:
    (desk / "empty.html").write_text("<script>only code</script><p>Four words are here", "utf-8")
    (desk / "endless.txt").write_text("word " * 50_000, "utf-8")
    ran = masthead(
        desk / "var", "sample", "weir-gazette", *(desk / name for name in ("empty.html", "endless.txt", "home.html")),
        desk / "missing.txt", "--json",
    )  # fmt: skip
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1
    assert [line.get("error", {}).get("code") for line in lines] == [
        "text-too-short", "too-large", None, "unreadable-text"
    ]  # fmt: skip
    assert (lines[2]["sample"], lines[2]["new"]) == (1, True)
    assert "fewer than 6 words" in ran.stderr
    assert "at most 200,000 are kept" in ran.stderr


def test_a_page_that_is_not_archived_yet_is_checked_from_its_file(desk: Path) -> None:
    done(desk, "archive", desk / "article-1.txt", desk / "article-2.txt", "--outlet", "weir-gazette")
    mirror = desk / "mirror.txt"
    mirror.write_text(page(1, "Read more of this on our channel every day.").replace("A headline", "Their headline"))
    new, unknown, home, again = (
        checked(desk, desk / "article-3.txt", "--outlet", "weir-gazette")
        + checked(desk, mirror)
        + checked(desk, desk / "article-3.txt", "--url", "https://www.weir.example/3")
        + checked(desk, desk / "article-1.txt")
    )
    assert (new["article"], new["title"]) == (None, "A headline about weir number 3")
    assert [(one["reason"], [by["id"] for by in one["articles"]]) for one in new["no_evidence"]] == [
        ("in other articles of this outlet", [1, 2])
    ]
    (alike,) = unknown["alike"]
    assert (alike["id"], alike["outlet"], alike["same_outlet"], alike["near_duplicate"]) == (
        1, "weir-gazette", False, True
    )  # fmt: skip
    assert alike["shown_here"]["class"] == alike["shown_there"]["class"] == "same article"
    assert home["known_pages"]["outlet"] == "weir-gazette", "its address tells whose it is"
    assert again["article"] == 1, "what is archived already is checked as it is kept"


def test_on_a_terminal_a_check_is_told_for_people(desk: Path) -> None:
    done(desk, "archive", desk / "article-1.txt", desk / "article-2.txt", "--outlet", "weir-gazette")
    done(desk, "archive", desk / "article-3.txt", "--draft", "--url", "https://elsewhere.example/3")
    said = seen(desk, "check", "1", "3")
    assert "1: article 1, A headline about weir number 1\n" in said
    assert "recognisable: yes; " in said
    assert "  other pages of weir-gazette: 1 article, 0 samples\n" in said
    assert " words  in other articles of this outlet: article 2 (A headline about weir number 2)\n" in said
    assert "The Weir Gazette is made by eleven volunteers" in said
    assert "! There is only one other page of weir-gazette to tell its template from its text." in said
    assert "  other pages of elsewhere.example: 0 articles, 0 samples\n" in said


def test_publishing_says_what_was_dropped_and_where_to_look(desk: Path) -> None:
    done(desk, "archive", desk / "article-1.txt", desk / "article-2.txt", "--outlet", "weir-gazette")
    said = done(desk, "publish")
    count = len(ABOUT.split()) - 5
    assert f"{2 * count} of " in said
    assert f" shingles were dropped as no evidence: {2 * count} in other articles of this outlet\n" in said
    assert "masthead check 1 2\n" in said or "masthead check 2 1\n" in said
    assert "shown to nobody" not in said
    speech = desk / "speech.txt"
    speech.write_text("The speech of the mayor on the weir\n\n“" + prose("mayor", 120).replace("\n\n", " ") + "”\n")
    done(desk, "archive", speech, "--outlet", "weir-gazette")
    assert "Article 3 will be shown to nobody: too little of it is evidence. See masthead check 3\n" in done(
        desk, "publish"
    )
    (found,) = checked(desk, "3")
    assert (found["recognisable"], found["listed"]) == ("no", 0)


def test_a_warning_is_no_failure_and_what_cannot_be_checked_is(desk: Path) -> None:
    done(desk, "archive", desk / "article-1.txt")
    (desk / "short.txt").write_text("A title of words\n\nToo little.")
    ran = masthead(desk / "var", "check", "1", "99", "9" * 30, desk / "short.txt", desk / "missing.txt")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1
    assert [line.get("error", {}).get("code") for line in lines] == [
        None, "not-found", "not-found", "text-too-short", "unreadable-text"
    ]  # fmt: skip
    assert len(ran.stderr.splitlines()) == 4
    assert lines[0]["warnings"]
    for arguments, said in (
        (("1", "--outlet", "weir-gazette"), "speak of files"),
        ((str(LETTER), str(LETTER), "--url", "https://weir.example/"), "--url speaks of one page"),
        ((str(LETTER), "--outlet", "nobody"), "no outlet 'nobody'"),
    ):
        refused = masthead(desk / "var", "check", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
