"""A list that somebody else keeps: looked at, taken in, again, in a newer edition, and after curators were at it."""

import json
import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from commands.crawls import article, page
from databases import fresh_sqlite, rows
from serving import ROOT, environment, masthead
from starting import start

SHARED = ROOT.parent / "shared" / "data"
"""Where real lists lie on the machines of those who have them; they are never part of the repo."""
FROM = ("--source-url", "https://checker.example/")
RATINGS = {"rspDeprecated": ["weir-daily.example", "tide.example"], "rspGenerallyReliable": ["harbour.example"]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fresh_sqlite(tmp_path / "data")
    return tmp_path / "data"


def take(data: Path, form: str, content: object, *options: str) -> str:
    file = data.parent / f"list-{form}"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    done = masthead(data, "import", file, "--format", form, *options)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def ratings(data: Path) -> dict[str, tuple[str, str | None, str]]:
    """For each outlet how it is rated, until when, and whether readers are told."""
    query = "SELECT slug, text, until, statement.status FROM statement JOIN outlet ON outlet.id = outlet_id"
    return {slug: (text.split("”")[0].split("“")[1], until, status) for slug, text, until, status in rows(data, query)}


def test_a_list_is_looked_at_taken_in_and_kept_up_to_date(data: Path) -> None:
    dry = take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--dry-run")
    assert "a dry run: nothing was changed" in dry
    assert "3 outlets added" in dry
    assert rows(data, "SELECT count(*) FROM revision") == [(0,)]

    assert "3 statements added" in take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07")
    assert ratings(data) == {
        "weir-daily-example": ("deprecated", None, "draft"),
        "tide-example": ("deprecated", None, "draft"),
        "harbour-example": ("generally reliable", None, "draft"),
    }
    assert {why for (why,) in rows(data, "SELECT why FROM revision")} == {
        "Wikipedia's perennial sources, edition of 2023-10-07, from list-citeunseen-rsp"
    }
    changes = rows(data, "SELECT count(*) FROM revision")
    again = take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07")
    assert "3 statements unchanged" in again
    assert rows(data, "SELECT count(*) FROM revision") == changes

    published = take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    assert "3 outlets published" in published
    assert {status for _, _, status in ratings(data).values()} == {"published"}
    assert rows(data, "SELECT DISTINCT status FROM outlet UNION SELECT status FROM address") == [("published",)]

    newer = {"rspDeprecated": ["weir-daily.example"], "rspGenerallyUnreliable": ["harbour.example"]}
    told = take(data, "citeunseen-rsp", newer, "--edition", "2024-05-01", "--publish")
    assert "1 statement changed\n         harbour-example: Rated “generally unreliable”" in told
    assert "(text was Rated “generally reliable” in " in told
    assert "1 statement said again, as of this edition" in told
    assert "1 statement gone from the list" in told
    assert ratings(data)["harbour-example"] == ("generally unreliable", None, "published")
    assert ratings(data)["tide-example"] == ("deprecated", "2024-05-01", "published")
    assert "gone" not in take(data, "citeunseen-rsp", newer, "--edition", "2024-05-01", "--publish")

    older = data.parent / "list-citeunseen-rsp"
    refused = masthead(data, "import", older, "--format", "citeunseen-rsp", "--edition", "2023-10-07")
    assert refused.returncode == 1
    assert "newer edition of this list, of 2024-05-01" in refused.stderr

    take(data, "citeunseen-rsp", RATINGS, "--edition", "2024-06-01", "--publish")
    assert ratings(data)["tide-example"] == ("deprecated", None, "published")


def test_what_curators_did_stays_as_they_did_it(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    connection = sqlite3.connect(data / "masthead.db")
    with connection:
        for slug, change in (
            ("weir-daily-example", "status = 'withdrawn'"),
            ("tide-example", "text = 'Rated “better” by a curator.'"),
        ):
            where = f"(SELECT id FROM outlet WHERE slug = '{slug}')"  # noqa: S608 - our words
            connection.execute(f"UPDATE statement SET {change} WHERE outlet_id = {where}")  # noqa: S608
            connection.execute(
                "INSERT INTO revision (at, who, why, action, record, record_id, public) SELECT '2024-01-01', 'ann',"  # noqa: S608
                f" 'as I see it', 'changed', 'statement', id, 1 FROM statement WHERE outlet_id = {where}"
            )
    connection.close()
    told = take(data, "citeunseen-rsp", RATINGS, "--edition", "2024-05-01", "--publish")
    assert "2 statements left as a curator made it" in told
    assert "1 statement said again" in told
    assert ratings(data)["weir-daily-example"][2] == "withdrawn"
    assert ratings(data)["tide-example"][0] == "better"
    gone = take(data, "citeunseen-rsp", {"rspDeprecated": ["fog.example"]}, "--edition", "2024-06-01", "--publish")
    assert "1 statement gone" in gone
    assert ratings(data)["tide-example"][:2] == ("better", None)


def test_lists_meet_at_the_outlets_that_are_known_by_their_addresses(data: Path) -> None:
    added = masthead(data, "outlet", "add", "weir", "--name", "The Weir", "--address", "weir-daily.example")
    assert added.returncode == 0, added.stderr
    assert masthead(data, "outlet", "add", "tide", "--name", "The Tide", "--address", "tide.example").returncode == 0
    sanctions = """name,basis,domains
Weir Holding,annex-xv,weir-daily.example weir.example
Both,annex-i,weir.example tide.example
"""
    told = take(data, "eu-annex-xv", sanctions, "--edition", "2024-05-01", "--publish")
    assert "1 outlet unchanged" in told
    assert "belong to several outlets" in told or "belongs to another outlet" in told
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    clones = """domain,impersonated_outlet,authentic_domain
weir.ltd,Weir,weir-daily.example
tide.example,Weir,weir-daily.example
"""
    told = take(data, "doppelganger", clones, "--publish")
    assert "tide.example is held by the outlet 'tide'" in told
    assert rows(
        data, "SELECT slug, count(*) FROM outlet JOIN statement ON outlet.id = outlet_id GROUP BY 1 ORDER BY 1"
    ) == [
        ("harbour-example", 1),
        ("tide", 1),
        ("weir", 2),
    ]
    newer = clones.replace("weir.ltd", "weir.fun")
    take(data, "doppelganger", newer, "--publish", "--edition", "2024-01-01")
    assert rows(data, "SELECT address, until FROM address WHERE role = 'impersonator' ORDER BY id") == [
        ("weir.ltd", "2024-01-01"),
        ("weir.fun", None),
    ]


def test_addresses_of_one_outlet_that_are_rated_differently_are_told_apart(data: Path) -> None:
    both = ("--address", "weir-daily.example", "--address", "harbour.example")
    assert masthead(data, "outlet", "add", "weir", "--name", "The Weir", *both).returncode == 0
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07")
    changes = rows(data, "SELECT count(*) FROM revision")
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07")
    assert rows(data, "SELECT count(*) FROM revision") == changes
    there = "in the English Wikipedia's list of perennial sources."
    assert rows(data, "SELECT text FROM statement JOIN outlet ON outlet.id = outlet_id WHERE slug = 'weir'") == [
        (f"Rated “deprecated” {there} (weir-daily.example) Rated “generally reliable” {there} (harbour.example)",)
    ]


def test_fact_checks_become_notes_on_the_articles_they_are_about(data: Path) -> None:
    (data.parent / "page.html").write_bytes(page("The weir was sold to strangers", *article("sold")))
    where = ("--url", "https://www.weir-daily.example/sold?utm_source=x")
    assert masthead(data, "archive", data.parent / "page.html", *where).returncode == 0

    def review(rating: str) -> dict[str, object]:
        return {
            "@type": "ClaimReview",
            "url": "https://checker.example/weir",
            "author": {"name": "The Checker"},
            "claimReviewed": "The weir was sold",
            "reviewRating": {"alternateName": rating},
            "itemReviewed": {"appearance": [{"url": "https://www.weir-daily.example/sold?utm_source=x"}]},
        }

    elsewhere = review("True") | {"itemReviewed": {"firstAppearance": {"url": "https://nowhere.example/"}}}
    told = take(data, "claimreview", [review("False"), elsewhere], *FROM)
    assert "1 note added" in told
    assert "No archived article stands where the claim appeared" in told
    assert rows(data, "SELECT status, text FROM note") == [
        ("draft", "The Checker (checker.example) checked the claim “The weir was sold” and rated it “False”.")
    ]
    assert "1 note unchanged" in take(data, "claimreview", [review("False")], *FROM)
    assert "1 note changed" in take(data, "claimreview", [review("Half true")], "--publish", *FROM)
    assert rows(data, "SELECT status, text FROM note")[0] == (
        "published",
        "The Checker (checker.example) checked the claim “The weir was sold” and rated it “Half true”.",
    )


def test_ctrl_c_leaves_whole_portions_and_the_next_run_goes_on(data: Path) -> None:
    many = {"rspDeprecated": [f"weir-{number}.example" for number in range(200)]}
    file = data.parent / "many"
    file.write_text(json.dumps(many), "utf-8")
    given = ["import", str(file), "--format", "citeunseen-rsp", "--edition", "2024-05-01"]
    running, said = start(given, environment(data))
    while running.returncode is None and rows(data, "SELECT count(*) FROM statement") == [(0,)]:
        pass
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    complaint = said.read()
    said.close()
    kinds = ("outlet", "address", "statement")
    counts = [rows(data, f"SELECT count(*) FROM {kind}")[0][0] for kind in kinds]  # noqa: S608 - our tables
    assert len(set(counts)) == 1, "an outlet is there with all that was to come with it, or not at all"
    assert counts[0] % 50 == 0
    assert f"Stopped after {counts[0]} of 200 entries. What is taken stays" in complaint
    done = masthead(data, *given)
    assert done.returncode == 0, done.stderr
    assert rows(data, "SELECT count(*), count(DISTINCT outlet_id) FROM statement") == [(200, 200)]


def test_options_that_do_not_go_together_are_refused(data: Path) -> None:
    assert "say which with --format" in masthead(data, "import", "x", "--dry-run").stderr
    assert "trust.txt: what a publisher says" in masthead(data, "import", "x", "--format", "help").stderr
    assert "--set FIELD=VALUE" in masthead(data, "import", "x", "--format", "csv", "--set", "topic").stderr
    assert "--map FIELD=COLUMN" in masthead(data, "import", "x", "--format", "csv", "--map", "nameTitle").stderr
    assert "is no export of a Masthead. Of a list say which" in masthead(data, "import", "x.csv").stderr
    nothing = masthead(
        data, "import", "-", "--format", "citeunseen-rsp", "--edition", "2024-05-01", stdin=b'{"rspMulti": ["t.me"]}'
    )
    assert nothing.returncode == 1
    assert "Nothing in the list can be taken. Line 1: t.me is a platform" in nothing.stderr


def real(form: str, file: str, data: Path, *, every: int = 1) -> Path:
    """A real list, or every so many lines of it."""
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"the list is not here: {path}")
    if every == 1:
        return path
    part = data.parent / f"some-of-{form}"
    if path.suffix == ".json":
        rated = {rating: hosts[::every] for rating, hosts in json.loads(path.read_text("utf-8")).items()}
        part.write_text(json.dumps(rated), "utf-8")
    else:
        head, *lines = path.read_text("utf-8").splitlines(keepends=True)
        part.write_text("".join([head, *lines[::every]]), "utf-8")
    return part


RATED = ("citeunseen-rsp", "outlets-citeunseen-rsp/categorized-domains.json", "2023-10-07")
CLONED = ("doppelganger", "outlets-doppelganger/doppelganger_clones.csv", "2022-09-27")
SANCTIONED = ("eu-annex-xv", "outlets-eu-annex-xv/annex_xv_domains.csv", "2026-09-19")
CONCERNING = ("laundromat", "outlets-laundromat/sites_of_concern.csv", "2025-01-21")


@pytest.mark.parametrize(
    ("of", "every"),
    # Of the long ones a part: each is taken three times, and the whole of them takes minutes.
    [(RATED, 6), (CLONED, 1), (SANCTIONED, 1), (CONCERNING, 60)],
)
def test_real_lists_are_taken_and_twice_changes_nothing(data: Path, of: tuple[str, str, str], every: int) -> None:
    form, file, edition = of
    path = real(form, file, data, every=every)
    given = ("import", path, "--format", form, "--edition", edition, "--json")
    dry, done = masthead(data, *given, "--dry-run"), masthead(data, *given)
    assert (done.returncode, done.stderr) == (0, "")
    assert dry.stdout == done.stdout, "a dry run says what will be"
    kept = rows(data, "SELECT DISTINCT status FROM statement UNION SELECT status FROM address")
    assert kept == [("draft",)]
    changes = rows(data, "SELECT count(*) FROM revision")
    again = masthead(data, *given)
    assert {json.loads(line)["fate"] for line in again.stdout.splitlines()} <= {"unchanged", "refused", "ignored"}
    assert rows(data, "SELECT count(*) FROM revision") == changes


@pytest.mark.parametrize(
    ("of", "every", "record", "added", "refused"),
    [
        (RATED, 1, "statement", 601, 9),
        (CLONED, 1, "address", 67, 1),
        (SANCTIONED, 1, "statement", 24, 0),
        (CONCERNING, 1, "statement", 4_700, 2_270),
    ],
)
def test_every_line_of_a_real_list_is_taken_or_refused_with_a_reason(
    data: Path, of: tuple[str, str, str], every: int, record: str, added: int, refused: int
) -> None:
    form, file, edition = of
    path = real(form, file, data, every=every)
    done = masthead(data, "import", path, "--format", form, "--edition", edition, "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    fates = Counter((one["fate"], one.get("record")) for one in told)
    # The public suffix list, and with it what is an address, is another one now and then.
    assert abs(fates["added", record] - added) <= added // 50
    assert abs(fates["refused", None] - refused) <= refused // 50
    assert all(one["why"].endswith((".", ")")) for one in told if one["fate"] == "refused")
