"""The log and the headers of the API: one line a call, not what exactly was asked, and of readers nothing at all."""

import contextlib
import json
import re
import socket
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from masthead.demo.content import load
from masthead.demo.sites import with_port
from serving import ROOT, Server, masthead, serving
from web.conftest import Caller
from web.watching import call, code, events, log, token_of

ARTICLE = (ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt").read_text("utf-8")
READER = {"User_Agent": "a-readers-browser", "Referer": "http://page.example/read", "X_Request_Id": "readers-own-id"}


async def test_a_call_of_the_api_is_one_line_that_says_what_kind_of_call_it_was(tmp_path: Path) -> None:
    with serving(tmp_path, log="json") as server:
        token = await token_of(server, "Ada of the weir")
        await call(
            server, "/api/outlets?after=4711", token=token, X_Request_Id="trace.me-1_A", User_Agent="its-browser"
        )
        await call(server, "/api/articles/4711")
        await call(server, "/api/articles/4711/revisions/secret-path?q=secret-query")
        await call(server, "/api/outlets", "PROPFIND")
        await call(server, "/api/outlets", token="masthead_wrong")
        await call(server, "/api/docs/secret-file")
    lines = events(server, "request")
    kinds = [(line["method"], line["route"], line["status"], line.get("curator")) for line in lines]
    assert kinds == [
        ("GET", "/api/outlets", 200, "Ada of the weir"),
        ("GET", "/api/articles/{id}", 404, None),
        ("GET", "unknown", 404, None),
        ("unknown", "unknown", 405, None),
        ("GET", "/api/outlets", 401, None),
        ("GET", "/api/docs/{file}", 404, None),
    ]
    assert {frozenset(line) - {"curator"} for line in lines} == {
        frozenset({"timestamp", "level", "event", "request_id", "method", "route", "status", "ms"})
    }
    assert lines[0]["request_id"] == "trace.me-1_A"
    assert len({line["request_id"] for line in lines}) == len(lines)
    assert all(0 < line["ms"] < 60_000 for line in lines)
    (failed,) = events(server, "sign-in failed")
    assert failed["request_id"] == lines[4]["request_id"], "each line of a request has its id"
    everything = "".join(log(server))
    secrets = ("4711", "secret", "127.0.0.1:", "its-browser", token, "masthead_")
    assert not any(secret in everything for secret in secrets)


async def test_nothing_at_all_is_logged_of_what_readers_do(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo").returncode == 0
    with serving(tmp_path, demo=True, log="json") as server:
        names = [path.relative_to(tmp_path / "feed").as_posix() for path in (tmp_path / "feed").rglob("*.*")]
        assert len(names) >= 10
        for name in [*names, "", "lists/none.bin", "..%2fmasthead.db", "index.json?who=reader", "%00"]:
            for method in ("GET", "HEAD", "OPTIONS", "POST"):
                await call(server, f"/feed/{name}", method, **READER)
        for path in ("/", "/feed", "/extension.zip", "/readers-guess", "/healthz", "/readyz", "/metrics"):
            await call(server, path, **READER)
        for page in load().pages:
            host = re.sub(r"^https?://|/.*", "", with_port(page.url, server.port))
            assert (await call(server, re.sub(r"^https?://[^/]+", "", page.url), Host=host)).status in {200, 404}
        await call(server, "/feed/index.json", Host="x:99999")
        broken(server, b"GET /feed/index.json HTTP/9.x\r\n\r\n")
        broken(server, b"GET /feed/lists/readers HTTP/1.1\r\nHost: a b\r\nbad header: \x00\r\n\r\n")
        broken(server, b"GET /feed/index.json HTTP/1.1\r\nHost: " + b"x" * 20_000 + b"\r\n\r\n")
        broken(server, b"\x16\x03\x01 /feed/index.json")
    assert log(server) == []


def broken(server: Server, request: bytes) -> None:
    """Send what is no request, and go away while it is being answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(request)
        connection.settimeout(0.5)
        with contextlib.suppress(OSError):
            connection.recv(1 << 16)


async def test_a_feed_that_cannot_be_read_is_told_without_who_wanted_what(tmp_path: Path) -> None:
    with serving(tmp_path, log="json") as server:
        # A folder in the place of its parent makes a loop of links, which root cannot read either.
        lists = tmp_path / "feed" / "lists"
        lists.rename(tmp_path / "away")
        lists.symlink_to(lists)
        await call(server, "/feed/lists/" + "a1" * 16 + ".bin", **READER)
    (failed,) = events(server, "a file of the feed cannot be read")
    assert failed["folder"].endswith("/feed/lists")
    assert "a1a1" not in "".join(log(server))
    assert not any(word in "".join(log(server)) for word in ("readers", "127.0.0.1"))


async def test_every_answer_of_the_api_has_an_id_and_is_kept_by_no_cache(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="6/hour") as server:
        token = await token_of(server, "one")
        answers = [
            await call(server, "/api/outlets", token=token),
            await call(server, "/api/outlets"),
            await call(server, "/api/outlets/1"),
            await call(server, "/api/nothing"),
            await call(server, "/api/outlets", "DELETE"),
            await call(server, "/api/outlets", "POST"),
            await call(server, "/api/outlets", token="wrong"),
            await call(server, "/api/openapi.json"),
            await call(server, "/api/outlets"),
        ]
        assert [answer.status for answer in answers] == [200, 200, 404, 404, 405, 401, 401, 200, 429]
        for answer in answers:
            assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Vary"] == "Authorization"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        feed = await call(server, "/feed/index.json", **READER)
        assert "X-Request-Id" not in feed.headers
        assert feed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("a", True),
        ("A" * 64, True),
        ("A" * 65, False),
        ("", False),
        ("two words", False),
        ("a=b", False),
        ("Ünicode", False),
    ],
)
async def test_an_id_is_taken_over_only_if_it_cannot_spoil_the_log(server: Server, given: str, *, taken: bool) -> None:
    answer = await call(server, "/api/outlets", X_Request_Id=given)
    assert (answer.headers["X-Request-Id"] == given) == taken
    assert re.fullmatch("[A-Za-z0-9._-]{1,64}", answer.headers["X-Request-Id"])


async def test_what_nobody_foresaw_leaves_a_trace_but_none_of_the_call(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    with serving(tmp_path, log="json") as server:
        token = await token_of(server, "one")
        article = await Caller(http, server, token).made("/api/articles", text=ARTICLE)
        with contextlib.closing(sqlite3.connect(tmp_path / "masthead.db")) as records:
            records.execute("PRAGMA ignore_check_constraints = ON")
            records.execute("UPDATE article SET status = 'a-spoilt-word'")
            records.commit()
        answer = await call(
            server, f"/api/articles/{article['id']}?secret=query", token=token, X_Request_Id="look-here"
        )
        assert (answer.status, code(answer)) == (500, "server-error")
        assert answer.headers["X-Request-Id"] == "look-here"
    (failed,) = events(server, "request failed")
    assert (failed["request_id"], failed["route"], failed["level"]) == ("look-here", "/api/articles/{id}", "error")
    assert "LookupError" in failed["trace"]
    assert 'keeping.py", line ' in failed["trace"]
    for secret in ("a-spoilt-word", "secret=", token, f"/articles/{article['id']}"):
        assert secret not in json.dumps(failed)


async def test_logs_are_logfmt_unless_json_is_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        await call(server, "/api/outlets", X_Request_Id="one-line")
    (line,) = log(server)
    pattern = (
        r"timestamp=\S+Z level=info event=request "
        r"method=GET route=/api/outlets status=200 ms=[\d.]+ request_id=one-line\n"
    )
    assert re.fullmatch(pattern, line)
