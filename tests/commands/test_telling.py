"""What is published, in the forms that other programs read."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import rows
from serving import ROOT, masthead

LETTER = ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, with a draft and an outlet whose name a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("telling")
    assert masthead(folder, "demo").returncode == 0
    assert masthead(folder, "archive", LETTER, "--draft").returncode == 0
    added = masthead(folder, "outlet", "add", "formula", "--name", "=1+1", "--address", "formula.example")
    assert added.returncode == 0, added.stderr
    return folder


def told(data: Path, form: str) -> str:
    done = masthead(data, "export", "-", "--format", form)
    assert done.returncode == 0, done.stderr
    return done.stdout


def things(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from things(one)


def test_notes_are_claim_reviews_with_their_sources_and_without_a_verdict(data: Path) -> None:
    document = json.loads(told(data, "claimreview"))
    assert document["@context"] == "https://schema.org"
    reviews = document["@graph"]
    quotes = rows(data, "SELECT quote FROM note WHERE status = 'published' AND article_id IS NOT NULL")
    assert (None,) in quotes, "a note without a quote reviews no claim"
    assert sorted(one["claimReviewed"] for one in reviews) == sorted(quote for (quote,) in quotes if quote)
    for review in reviews:
        assert review["@type"] == "ClaimReview"
        assert review["author"] == {"@type": "Organization", "name": "Masthead"}
        assert {"claimReviewed", "reviewBody", "datePublished"} <= review.keys()
        assert all(source["url"].startswith("http") for source in review["citation"])
        assert all(one["url"].startswith("http") for one in review["itemReviewed"]["appearance"])
    assert all("reviewRating" not in thing and None not in thing.values() for thing in things(document))


def test_outlets_are_lines_that_a_spreadsheet_reads_and_does_not_run(data: Path) -> None:
    lines = {row["slug"]: row for row in csv.DictReader(io.StringIO(told(data, "outlets-csv")))}
    assert lines["formula"]["name"] == "'=1+1"
    assert lines["harbour-ledger"]["impersonators"] == "harbour-1edger.localhost"
    assert lines["harbour-ledger"]["addresses"] == "harbour-ledger.localhost harbour-ledger-archive.localhost"
    assert lines["nijiro-shimbun"]["languages"] == "ja ar"


def test_every_statement_about_an_outlet_is_told_with_who_says_so_when_and_where(data: Path) -> None:
    outlets = json.loads(told(data, "outlets-json"))
    assert {one["slug"] for one in outlets} >= {"harbour-ledger", "formula"}
    statements = [statement for outlet in outlets for statement in outlet["statements"]]
    assert len(statements) > 5
    for statement in statements:
        assert all(statement[name] for name in ("text", "stated_by", "stated_on", "source_url", "kind", "topic"))


def test_a_form_that_nobody_knows_is_refused_with_those_that_there_are(data: Path) -> None:
    done = masthead(data, "export", "-", "--format", "xml")
    assert done.returncode == 2
    assert all(form in done.stderr for form in ("claimreview", "outlets-csv", "outlets-json"))
    assert "is there already" in masthead(data, "export", LETTER, "--format", "claimreview").stderr


@pytest.mark.parametrize("form", ["claimreview", "outlets-csv", "outlets-json"])
def test_what_is_told_to_other_programs_is_not_taken_for_an_export(data: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"all.{'csv' if form == 'outlets-csv' else 'json'}"
    assert masthead(data, "export", file, "--format", form).returncode == 0
    done = masthead(data, "import", file)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is no export of a Masthead" in done.stderr
