"""Lists that would do harm: cut files, drafts in the way, what curators took back; readers are told nothing false."""

import json
import sqlite3
from pathlib import Path

from commands.test_listing import RATINGS, data, ratings, rows, take
from serving import masthead

__all__ = ["data"]


def drafted(data: Path, slug: str, address: str, role: str) -> None:
    """What a contributor has drafted over the API."""
    connection = sqlite3.connect(data / "masthead.db")
    given = {"slug": slug, "address": address, "role": role, "moment": "2024-01-01 00:00:00"}
    with connection:
        connection.execute(
            "INSERT INTO outlet (slug, name, languages, status, version, changed_at)"
            " VALUES (:slug, 'Troll', '[]', 'draft', 1, :moment)",
            given,
        )
        connection.execute(
            "INSERT INTO address (outlet_id, address, role, status, version, changed_at, source_url, stated_on)"
            " SELECT id, :address, :role, 'draft', 1, :moment, 'https://x.example/', '2024-01-01' FROM outlet"
            " WHERE slug = :slug",
            given,
        )
        connection.execute(
            "INSERT INTO revision (at, who, action, record, record_id, public)"
            " SELECT :moment, 'a contributor', 'added', 'address', max(id), 0 FROM address",
            given,
        )
    connection.close()


def test_drafts_of_contributors_stand_in_no_list_s_way_and_retire_nothing(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    drafted(data, "troll-1", "weir-daily.example", "official")
    drafted(data, "troll-2", "harbour.example", "impersonator")
    told = take(data, "citeunseen-rsp", RATINGS, "--edition", "2024-05-01", "--publish")
    assert "3 statements said again" in told
    assert "refused" not in told
    assert {until for _, until, _ in ratings(data).values()} == {None}


def test_what_readers_are_told_is_changed_only_where_that_is_asked_for(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    before = rows(data, "SELECT * FROM statement")
    newer = {"rspDeprecated": ["weir-daily.example"], "rspBlacklisted": ["harbour.example"]}
    for more in ([], ["--dry-run"]):
        told = take(data, "citeunseen-rsp", newer, "--edition", "2024-05-01", *more)
        assert "1 statement not changed as in the list: readers are told of it, so give --publish" in told
        assert "1 statement not dated anew, though said again" in told
        assert "1 statement not ended, though gone from the list" in told
    assert rows(data, "SELECT * FROM statement") == before


def test_a_line_that_is_refused_is_not_gone_and_a_cut_file_is_noticed(data: Path) -> None:
    many = [f"weir-{number}.example" for number in range(30)]
    take(data, "citeunseen-rsp", {"rspDeprecated": many}, "--edition", "2023-10-07", "--publish")
    file = data.parent / "list-citeunseen-rsp"

    def refused(given: object, *more: str) -> str:
        file.write_text(json.dumps(given), "utf-8")
        done = masthead(data, "import", file, "--format", "citeunseen-rsp", "--publish", *more)
        assert done.returncode == 1, done.stdout
        return done.stderr

    short = ("--source-url", "https://short.example/")
    take(data, "citeunseen-rsp", {"rspDeprecated": many[:6]}, "--edition", "2023-10-07", "--publish", *short)
    said = refused({"rspDeprecated": many[:2]}, "--edition", "2024-05-01", *short)
    assert "4 of 6 things that the list said are not in this edition" in said
    before = rows(data, "SELECT * FROM statement")
    assert "Nothing in the list can be taken" in refused({"rspDeprecated": []}, "--edition", "2024-05-01")
    said = refused({"rspDeprecated": many[:20]}, "--edition", "2024-05-01")
    assert "10 of 30 things that the list said are not in this edition: weir-20-example: Rated" in said
    assert "--gone" in said
    assert "lies in the future" in refused({"rspDeprecated": many}, "--edition", "2124-05-01")
    assert "full http or https URL" in refused({"rspDeprecated": many}, "--edition", "2024-05-01", "--source-url", "x")
    assert rows(data, "SELECT * FROM statement") == before
    given = ("citeunseen-rsp", {"rspDeprecated": many[:20]}, "--edition", "2024-05-01", "--gone", "--publish")
    dry, done = take(data, *given, "--dry-run"), take(data, *given)
    assert "10 statements gone from the list" in done
    assert dry.splitlines()[1:7] == done.splitlines()[1:7]


def test_an_address_that_a_curator_took_from_an_outlet_makes_no_other_outlet(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, "--edition", "2023-10-07", "--publish")
    connection = sqlite3.connect(data / "masthead.db")
    with connection:
        connection.execute("UPDATE address SET status = 'withdrawn' WHERE address = 'tide.example'")
    connection.close()
    told = take(data, "citeunseen-rsp", RATINGS, "--edition", "2024-05-01", "--publish")
    assert "tide-example: tide.example, withdrawn" in told
    assert "gone" not in told
    assert rows(data, "SELECT count(*) FROM outlet") == [(3,)]


def test_two_statements_on_one_topic_are_one_and_stay_so(data: Path) -> None:
    own = ("--map", "text=Owner", "--set", "topic=ownership", "--set", "stated_by=Register")
    given = ("csv", "name,address,Owner\nWeir,weir.example,One.\nWeir,weir.example,Two.\n")
    more = (*own, "--set", "source_url=https://register.example/", "--edition", "2024-05-01")
    take(data, *given, *more)
    assert "1 statement unchanged" in take(data, *given, *more)
    assert rows(data, "SELECT text FROM statement") == [("One. Two.",)]
