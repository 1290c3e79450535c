"""Export and import: the same records, the same history, the same feed bytes; or new records among others."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from databases import Postgres, sqlite
from feed.making import prose
from serving import Server, masthead
from web.conftest import Caller
from web.making import SOURCES, STATEMENT, article, outlet
from web.test_refusals import assert_problem


@dataclass(frozen=True)
class Machine:
    """Where commands are run: a data folder, and its database."""

    data: Path
    url: str

    def run(self, *arguments: str | Path, feed: Path | None = None) -> "subprocess.CompletedProcess[str]":
        settings = {} if feed is None else {"feed": str(feed)}
        return masthead(self.data, *arguments, stdin=b"", database_url=self.url, **settings)


@pytest.fixture
def elsewhere(empty_server: Server, postgres: Postgres, tmp_path: Path) -> Iterator[Machine]:
    """A machine with an empty database of the other kind than the server's."""
    if empty_server.database.startswith("sqlite"):
        with postgres.fresh() as url:
            yield Machine(tmp_path, url)
    else:
        yield Machine(tmp_path, sqlite(tmp_path))


async def something_of_everything(editor: Caller, contributor: Caller) -> None:
    name = f"ferry-{secrets.token_hex(3)}"
    made = await outlet(editor, name, languages=["en"])
    base = f"/api/outlets/{made['id']}"
    await editor.made(f"{base}/addresses", address=f"{name}.example")
    statement = await editor.made(f"{base}/statements", **STATEMENT)
    await editor.changed(f"/api/statements/{statement['id']}", text="It belongs to the ferry.", reason="It was sold.")
    note = await editor.made(f"{base}/notes", text="It has no imprint.", sources=SOURCES)
    await editor.stepped(f"/api/notes/{note['id']}", "withdraw", reason="It has one now.")
    text = await article(editor, name, outlet=name, url=f"https://{name}.example/1")
    await editor.made(f"/api/articles/{text['id']}/placements", url="https://copy.example/1")
    again = f"A headline, {name}\n\n{prose(name)}\n\n{' '.join(prose('more', 60).split())}."
    assert (await editor.made("/api/articles", text=again))["capture"]
    await editor.made(f"/api/articles/{text['id']}/notes", text="It was early.", sources=SOURCES)
    await editor.made(f"{base}/samples", text="Home. " * 30)
    gone = await outlet(contributor, f"{name}-draft")
    await contributor.delete(f"/api/outlets/{gone['id']}")
    await article(contributor, f"a draft, {name}", outlet=name)


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def files(feed: Path) -> dict[str, bytes]:
    return {path.relative_to(feed).as_posix(): path.read_bytes() for path in sorted(feed.rglob("*")) if path.is_file()}


async def test_an_export_into_an_empty_server_gives_the_same_records_history_and_feed(
    editor: Caller, contributor: Caller, elsewhere: Machine, tmp_path: Path
) -> None:
    await something_of_everything(editor, contributor)
    here = Machine(editor.server.data, editor.server.database)
    done = here.run("export", tmp_path / "all.jsonl")
    assert done.returncode == 0, done.stderr
    exported = lines_of(tmp_path / "all.jsonl")
    assert {next(iter(line)) for line in exported} == {
        "export", "outlet", "address", "statement", "article", "placement", "note", "sample", "capture",
        "revision",
    }  # fmt: skip
    told = (tmp_path / "all.jsonl").read_text("utf-8")
    assert "token" not in told
    assert "a curator, admin" not in told

    shutil.copy(here.data / "feed-key.pem", elsewhere.data)
    # Whoever imports over HTTP has been added there first; the history makes room.
    assert elsewhere.run("curator", "add", "ann", "--role", "admin").returncode == 0
    done = elsewhere.run("import", tmp_path / "all.jsonl")
    assert done.returncode == 0, done.stderr
    assert "Refused" not in done.stdout
    done = elsewhere.run("export", tmp_path / "again.jsonl")
    assert lines_of(tmp_path / "again.jsonl") == exported
    feeds = [tmp_path / "feed-here", tmp_path / "feed-there"]
    for machine, feed in zip((here, elsewhere), feeds, strict=True):
        assert machine.run("publish", feed=feed).returncode == 0
    assert files(feeds[0]) == files(feeds[1]) != {}
    again = elsewhere.run("import", tmp_path / "all.jsonl")
    assert again.returncode == 1, "slugs and texts are taken"
    assert "so none was" in again.stderr


async def test_among_other_records_an_export_comes_as_new_ones(curators: dict[str, Caller], tmp_path: Path) -> None:
    admin = curators["admin"]
    assert masthead(tmp_path, "demo").returncode == 0
    done = masthead(tmp_path, "export", "-")
    lines = done.stdout.encode()
    answer = await admin.call("POST", "/api/import", lines, "application/x-ndjson")
    assert answer.status == 200, answer
    assert (answer.body["whole"], answer.body["refused"]) == (False, [])
    assert answer.body["history_left_out"] > 0
    (ledger,) = (await admin.get("/api/outlets?slug=harbour-ledger")).body["items"]
    assert len(ledger["addresses"]) > 0
    texts = (await admin.get("/api/articles?outlet=harbour-ledger")).body["items"]
    assert {one["status"] for one in texts} == {"published"}
    (first, *_) = (await admin.get(f"/api/outlets/{ledger['id']}/revisions")).body["items"]
    assert (first["who"], first["action"], first["why"]) == ("a curator, admin", "imported", "imported")
    assert ledger["id"] in [one["id"] for one in (await admin.get("/api/outlets?q=harbour ledg")).body["items"]], (
        "what came can be found"
    )


async def test_a_bad_line_keeps_all_others_out_unless_one_goes_on(curators: dict[str, Caller]) -> None:
    admin = curators["admin"]
    good = {"outlet": {"id": 71, "slug": "punt-post", "name": "Punt Post", "status": "published"}}
    lines = [
        good,
        {"outlet": {"id": 72, "slug": "Not A Slug", "name": "x"}},
        {"statement": {"outlet_id": 71} | STATEMENT | {"source_url": "javascript:alert(1)"}},
        {"statement": {"outlet_id": 71} | STATEMENT},
        {"address": {"outlet_id": 72, "address": "punt.example", "role": "official"}},
        {"secret": {}},
        good,
        {"address": {"outlet_id": 71, "address": "https://WWW.punt-post.example:443/x", "status": "published"}},
        {"address": {"outlet_id": 71, "address": "medium.com", "status": "published"}},
    ]
    data = b"\n".join([*(json.dumps(line).encode() for line in lines), b"{", b"[]", b""])
    before = admin.records()
    refused = await admin.call("POST", "/api/import", data, "application/x-ndjson")
    assert "--keep-going" in assert_problem(refused, 422, "not-imported")
    bad = (2, 3, 5, 6, 7, 9, 10, 11)
    assert [one["field"] for one in refused.body["errors"]] == [f"line {number}" for number in bad]
    assert admin.records() == before

    answer = await admin.call("POST", "/api/import?keep_going=true", data, "application/x-ndjson")
    assert (answer.status, answer.body["added"]) == (200, {"outlet": 1, "statement": 1, "address": 1})
    told = {one["line"]: one["message"] for one in answer.body["refused"]}
    assert set(told) == set(bad)
    assert "full http or https URL" in told[3]
    assert "in no line above" in told[5]
    (made,) = (await admin.get("/api/outlets?slug=punt-post")).body["items"]
    assert len(made["statements"]) == 1
    assert [one["address"] for one in made["addresses"]] == ["punt-post.example"]


def test_lines_of_ones_own_are_taken_into_an_empty_database_too(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text(
        '{"outlet": {"id": 1, "slug": "punt-post", "name": "Punt Post", "status": "published"}}\n'
        '{"address": {"outlet_id": 1, "address": "punt-post.example"}}\n',
        "utf-8",
    )
    done = masthead(tmp_path / "data", "import", own)
    assert (done.returncode, "1 outlet, 1 address" in done.stdout) == (0, True), done
    exported = masthead(tmp_path / "data", "export", "-").stdout
    (address,) = [line["address"] for line in map(json.loads, exported.splitlines()) if "address" in line]
    assert address["status"] == "draft"


async def test_lines_that_nobody_would_write_are_bad_lines_and_no_fault_of_the_server(
    curators: dict[str, Caller],
) -> None:
    admin = curators["admin"]
    lines: list[object] = [
        {"outlet": {"slug": "raft-news", "name": "Raft", "status": "nonsense"}},
        {"outlet": {"slug": "raft-news", "name": "Raft", "status": ["draft"]}},
        {"address": {"outlet_id": [1], "address": "raft.example"}},
        {"address": {"outlet_id": {"a": 1}, "address": ["raft.example"]}},
        {"address": {"address": "raft.example"}},
        {"note": {"text": "x", "sources": SOURCES}},
        {"article": {"body": None}},
        {"placement": {"url": "https://raft.example/", "article_id": 2**70}},
        {"outlet": []},
    ]
    data = b"\n".join(json.dumps(line).encode() for line in lines) + b"\n" + b"[" * 100_000
    before = admin.records()
    refused = await admin.call("POST", "/api/import", data, "application/x-ndjson")
    assert_problem(refused, 422, "not-imported")
    assert len(refused.body["errors"]) == len(lines) + 1
    assert admin.records() == before


async def test_only_admins_import_and_nothing_is_no_import(curators: dict[str, Caller]) -> None:
    refused = await curators["editor"].call("POST", "/api/import", b"{}", "application/x-ndjson")
    assert "role admin" in assert_problem(refused, 403, "not-allowed")
    empty = await curators["admin"].call("POST", "/api/import", b"\n", "application/x-ndjson")
    assert "masthead export FILE" in assert_problem(empty, 422, "invalid-input")


def test_an_export_is_there_when_it_is_whole_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "all.jsonl"
    assert masthead(data, "demo").returncode == 0
    assert masthead(data, "export", file).returncode == 0
    assert file.stat().st_mode & 0o077 == 0, "drafts are in it"
    refused = masthead(data, "export", file)
    assert (refused.returncode, "--force" in refused.stderr) == (1, True)
    assert masthead(data, "export", file, "--force").returncode == 0
    assert [path.name for path in tmp_path.glob("*.part")] == []
    newer = tmp_path / "newer.jsonl"
    newer.write_text('{"export": {"format": "masthead-export/9", "masthead": "9"}}\n', "utf-8")
    assert "masthead-export/1" in masthead(tmp_path / "new", "import", newer).stderr
    assert "cannot be read" in masthead(tmp_path / "new", "import", tmp_path / "nothing").stderr
