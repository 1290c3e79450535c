"""Contributors and lists: whatever they draft, or write into drafts of a list, readers are told what the list says."""

import json
import sqlite3
import urllib.request
from pathlib import Path

from commands.crawls import article, page
from commands.test_listing import FROM, RATINGS, data, ratings, take
from databases import rows
from serving import Server, masthead, serving

__all__ = ["data"]

MARK = "Wikipedia's perennial sources, edition of 2023-10-07, from list-citeunseen-rsp"
"""What the history says why a list has changed something: anybody can read that, and write it."""
OLDER = ("--edition", "2023-10-07")
NEWER = ("--edition", "2024-05-01", "--publish")


def drafted(data: Path, record: str, **values: object) -> None:
    """What a contributor has drafted over the API."""
    given = {"status": "draft", "version": 1, "changed_at": "2024-01-01 00:00:00"} | values
    names, places = ", ".join(given), ", ".join(f":{name}" for name in given)
    connection = sqlite3.connect(data / "masthead.db")
    with connection:
        number = connection.execute(f"INSERT INTO {record} ({names}) VALUES ({places})", given).lastrowid  # noqa: S608 - ours
        connection.execute(
            "INSERT INTO revision (at, who, why, action, record, record_id, public, after)"
            " VALUES ('2024-01-01 00:00:00', 'a contributor', ?, 'added', ?, ?, 0, ?)",
            (MARK, record, number, json.dumps(given)),
        )
        if record == "note":
            connection.execute(
                "INSERT INTO source (note_id, url) VALUES (?, 'https://checker.example/weir')", (number,)
            )
    connection.close()


class Contributor:
    """Somebody who may write drafts."""

    def __init__(self, data: Path, server: Server) -> None:
        self._url = server.url
        self._token = masthead(data, "curator", "add", "Cay", "--role", "contributor").stdout.strip()

    def change(self, path: str, **body: object) -> None:
        """Change a draft, and say that a list has."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self._url}/api/{path}",
            json.dumps(body | {"reason": MARK}).encode(),
            {
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/merge-patch+json",
                "If-Match": "*",
            },
            method="PATCH",
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            assert answer.status == 200


def number_of(data: Path, kind: str, where: str) -> int:
    [(number,)] = rows(data, f"SELECT id FROM {kind} WHERE {where}")  # noqa: S608 - our words
    return int(number)


def test_what_a_contributor_made_of_a_list_s_draft_is_not_published_by_the_list(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, *OLDER)
    weir = number_of(data, "outlet", "slug = 'weir-daily-example'")
    tide = number_of(data, "statement", "outlet_id = (SELECT id FROM outlet WHERE slug = 'tide-example')")
    harbour = number_of(data, "address", "address = 'harbour.example'")
    with serving(data) as server:
        cay = Contributor(data, server)
        cay.change(f"outlets/{weir}", name="The Liars", summary="Paid by strangers.")
        cay.change(f"statements/{tide}", text="Rated “excellent” by everybody.")
        cay.change(f"addresses/{harbour}", role="mirror", since="1999-01-01")
    for edition in (OLDER, ("--edition", "2024-05-01")):
        told = take(data, "citeunseen-rsp", RATINGS, *edition, "--publish")
        assert "1 outlet left as a curator made it\n         weir-daily-example (a draft, not published)" in told
        assert "1 statement left as a curator made it\n         tide-example: " in told
    assert rows(data, "SELECT status, name FROM outlet WHERE summary IS NOT NULL") == [("draft", "The Liars")]
    assert ratings(data)["tide-example"] == ("excellent", None, "draft")
    assert rows(data, "SELECT status FROM address WHERE role = 'mirror'") == [("draft",)]
    assert rows(data, "SELECT status FROM outlet WHERE slug = 'harbour-example'") == [("published",)]


def test_a_contributor_cannot_make_a_list_too_old(data: Path) -> None:
    take(data, "citeunseen-rsp", RATINGS, *OLDER)
    [(by, source)] = rows(data, "SELECT DISTINCT stated_by, source_url FROM statement")
    said = {"kind": "assessment", "topic": "assessment", "text": "x", "stated_by": by, "source_url": source}
    drafted(data, "statement", outlet_id=1, stated_on="2025-01-01", **said)
    with serving(data) as server:
        Contributor(data, server).change("statements/2", stated_on="2025-02-02")
    told = take(data, "citeunseen-rsp", RATINGS, *NEWER)
    assert "2 statements changed" not in told
    assert "2 statements said again" in told
    assert "1 statement left as a curator made it" in told


def test_what_a_list_states_is_taken_though_contributors_have_drafted_the_same(data: Path) -> None:
    take(data, "citeunseen-rsp", {"rspDeprecated": ["weir-daily.example"]}, *OLDER, "--publish")
    [(by, source)] = rows(data, "SELECT stated_by, source_url FROM statement")
    name = ("outlet", "add", "harbour", "--name", "The Harbour", "--address", "old-harbour.example")
    assert masthead(data, *name).returncode == 0
    said = {"kind": "assessment", "topic": "assessment", "stated_by": by, "source_url": source, "outlet_id": 2}
    drafted(data, "statement", text="Rated “excellent” by all.", stated_on="2023-10-07", **said)
    drafted(data, "address", outlet_id=2, address="harbour.example", role="official")
    given = ("csv", "slug,address,note\nharbour,harbour.example,Rated “poor” there.\n")
    mapped = ("--map", "slug=slug", "--map", "text=note", "--set", "topic=assessment", "--set", f"stated_by={by}")
    told = take(data, *given, *mapped, "--set", f"source_url={source}", *NEWER)
    assert "1 address added" in told
    assert "1 statement added" in told
    assert rows(data, "SELECT status, text FROM statement WHERE outlet_id = 2 ORDER BY id") == [
        ("draft", "Rated “excellent” by all."),
        ("published", "Rated “poor” there."),
    ]
    addresses = "SELECT status FROM address WHERE address = 'harbour.example' ORDER BY id"
    assert rows(data, addresses) == [("draft",), ("published",)]
    again = take(data, *given, *mapped, "--set", f"source_url={source}", *NEWER)
    assert "1 address unchanged" in again
    assert "1 statement unchanged" in again
    # Once an editor has published both, the list still knows its own.
    connection = sqlite3.connect(data / "masthead.db")
    with connection:
        connection.execute("UPDATE statement SET status = 'published'")
    connection.close()
    newer = ("csv", given[1].replace("poor", "better"))
    told = take(data, *newer, *mapped, "--set", f"source_url={source}", "--edition", "2024-06-01", "--publish")
    assert "1 statement changed" in told


def test_drafts_neither_hold_addresses_nor_keep_what_is_gone(data: Path) -> None:
    many = [f"weir-{number}.example" for number in range(12)]
    take(data, "citeunseen-rsp", {"rspDeprecated": many}, *OLDER, "--publish")
    harbour = ("outlet", "add", "harbour", "--name", "The Harbour", "--address", "harbour.example")
    assert masthead(data, *harbour).returncode == 0
    clones = "domain,impersonated_outlet,authentic_domain\nharbour.ltd,Harbour,harbour.example\n"
    take(data, "doppelganger", clones)
    clone = number_of(data, "address", "address = 'harbour.ltd'")
    # An outlet whose statement is to end, with an address of one that is still in the list.
    drafted(data, "address", outlet_id=12, address="weir-0.example", role="official")
    with serving(data) as server:
        Contributor(data, server).change(f"addresses/{clone}", role="official", source_url=None, stated_on=None)
    told = take(data, "citeunseen-rsp", {"rspDeprecated": [*many[:11], "harbour.ltd"]}, *NEWER)
    assert "1 statement gone from the list\n         weir-11-example: " in told
    assert "1 outlet added\n         harbour-ltd: " in told
    assert rows(data, "SELECT count(*) FROM statement WHERE outlet_id = 13") == [(0,)], "nothing is said of the Harbour"


def test_a_fact_check_is_taken_though_contributors_have_drafted_notes_and_places(data: Path) -> None:
    for name in ("sold", "other"):
        (data.parent / "page.html").write_bytes(page(f"The weir was {name}", *article(name)))
        where = ("--url", f"https://weir-daily.example/{name}")
        assert masthead(data, "archive", data.parent / "page.html", *where).returncode == 0
    drafted(data, "note", article_id=1, text="They say it is true.")
    place = {"url": "https://weir-daily.example/sold", "role": "copy", "first_seen": "2024-01-01"}
    drafted(data, "placement", article_id=2, **place)
    check = {
        "@type": "ClaimReview",
        "url": "https://checker.example/weir",
        "author": {"name": "The Checker"},
        "claimReviewed": "The weir was sold",
        "reviewRating": {"alternateName": "False"},
        "itemReviewed": {"appearance": ["https://weir-daily.example/sold"]},
    }
    assert "1 note added\n         article 1: " in take(data, "claimreview", [check], "--publish", *FROM)
    assert rows(data, "SELECT article_id, text FROM note WHERE text LIKE '%checked%'") == [
        (1, "The Checker (checker.example) checked the claim “The weir was sold” and rated it “False”.")
    ]
    assert "1 note unchanged" in take(data, "claimreview", [check], "--publish", *FROM)
