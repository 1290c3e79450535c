"""Health, readiness and metrics: what whoever runs a server can see of it, and others cannot."""

import json
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from serving import ROOT, Server, masthead, serving
from web.conftest import Caller
from web.feed_folder import Reply
from web.watching import call, events, token_of

ARTICLE = (ROOT / "fixtures" / "pages" / "hard-wrapped-letter" / "page.txt").read_text("utf-8")
Numbers = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def numbers(server: Server) -> Numbers:
    """All metrics by name and labels, read by Prometheus' own parser."""
    answer = await call(server, "/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.body.decode())
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def number(of: Numbers, name: str, **labels: str) -> float:
    """One metric; 0 if there is none."""
    return of.get((f"masthead_{name}", frozenset(labels.items())), 0)


async def test_metrics_count_calls_and_publications(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    with serving(tmp_path, rate_per_network="4/hour") as server:
        token = await token_of(server, "one")
        before = await numbers(server)
        assert (number(before, "publications_total"), number(before, "feed_articles")) == (1, 0)
        editor = Caller(http, server, token)
        await editor.made("/api/articles", text=ARTICLE)
        published = await editor.made("/api/publish")
        for _ in range(6):
            await call(server, "/api/articles/4711")
        for path in ("/api/none", "/api/no/more", "/none", "/../none"):
            await call(server, path, token=token)
        await call(server, "/api/outlets", token="wrong")
        now = await numbers(server)
    one = {"method": "GET", "route": "/api/articles/{id}"}
    assert number(now, "requests_total", **one, status="404") == 4
    assert number(now, "requests_total", **one, status="429") == 2
    assert number(now, "limited_calls_total", limit="network") == 2
    assert number(now, "limited_calls_total", limit="token") == 0
    assert number(now, "request_seconds_count", route="/api/articles/{id}") == 6
    assert number(now, "requests_total", method="POST", route="/api/publish", status="200") == 1
    assert number(now, "requests_total", method="GET", route="unknown", status="404") == 4
    assert number(now, "failed_sign_ins_total") == 1
    assert number(now, "feed_articles") == published["articles"] == 1
    assert number(now, "feed_version") >= published["version"]
    assert number(now, "publications_total") == number(now, "publication_seconds_count") >= 2
    assert number(now, "publication_failures_total") == 0


async def test_of_readers_metrics_tell_a_number_and_no_more(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo").returncode == 0
    with serving(tmp_path, demo=True) as server:
        before = {(name, labels) for name, labels in await numbers(server) if not name.startswith("process_")}
        files = [path.relative_to(tmp_path / "feed").as_posix() for path in (tmp_path / "feed").rglob("*.json")]
        for name in files:
            assert (await call(server, f"/feed/{name}")).status == 200
        await call(server, "/feed/nothing")
        await call(server, "/2021/a-demo-page", Host=f"harbour-ledger.localhost:{server.port}")
        now = await numbers(server)
    assert number(now, "feed_requests_total", status="2xx") == len(files)
    assert number(now, "feed_requests_total", status="4xx") == 1
    new = {(name, labels) for name, labels in now if not name.startswith("process_")} - before
    ours = {("route", "/metrics"), ("method", "GET"), ("status", "200")}
    assert {(name, labels) for name, labels in new if labels != ours} == {
        ("masthead_feed_requests_total", frozenset({("status", status)})) for status in ("2xx", "4xx")
    }
    names = {name for _, labels in now for name, _ in labels}
    assert names <= {"method", "route", "status", "limit", "le"}


async def test_a_publication_that_fails_is_counted(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        token = await token_of(server, "one")
        (tmp_path / "feed-key.pem").write_text("no key")
        assert (await call(server, "/api/publish", "POST", token=token)).status >= 500
        assert number(await numbers(server), "publication_failures_total") == 1


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {}, 200),
        # Through a proxy on this machine that the server was not told of, whoever asks looks as if they sat here.
        ({}, {"X_Forwarded_For": "127.0.0.1"}, 404),
        ({}, {"Forwarded": "for=127.0.0.1"}, 404),
        ({"metrics_from": "192.0.2.0/24"}, {}, 404),
        ({"metrics_from": "192.0.2.0/24", "trusted_proxies": "127.0.0.1/32"}, {"X_Forwarded_For": "192.0.2.7"}, 200),
        ({"trusted_proxies": "127.0.0.1/32"}, {"X_Forwarded_For": "192.0.2.7"}, 404),
        ({"trusted_proxies": "127.0.0.1/32"}, {"X_Forwarded_For": "127.0.0.1, 192.0.2.7"}, 404),
        ({"metrics_from": ""}, {}, 404),
    ],
)
async def test_metrics_are_for_those_who_watch_only(
    tmp_path: Path, settings: dict[str, str], headers: dict[str, str], status: int
) -> None:
    with serving(tmp_path, demo=False, port=None, **settings) as server:
        assert (await call(server, "/metrics", **headers)).status == status


def told(reply: Reply) -> dict[str, str]:
    """What /readyz says."""
    parts: dict[str, str] = json.loads(reply.body)
    return parts


async def test_a_server_is_ready_when_it_has_records_and_a_feed(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        answer = await call(server, "/readyz")
        assert (answer.status, told(answer)) == (200, {"status": "ok", "database": "ok", "feed": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"
        index = tmp_path / "feed" / "index.json"
        index.rename(tmp_path / "away")
        answer = await call(server, "/readyz")
        assert answer.status == 503
        assert told(answer) == {"status": "not ready", "database": "ok", "feed": "has no index.json"}
        (tmp_path / "away").rename(index)
        assert (await call(server, "/readyz")).status == 200


@pytest.mark.parametrize("damage", ["removed", "overwritten", "cut"])
async def test_a_server_is_not_ready_without_its_records_but_up(tmp_path: Path, damage: str) -> None:
    with serving(tmp_path, log="json") as server:
        assert (await call(server, "/readyz")).status == 200
        for path in (tmp_path / "masthead.db", tmp_path / "masthead.db-wal"):
            if damage == "removed":
                path.rename(tmp_path / f"away{path.suffix}")
            else:
                path.write_bytes(b"no database at all. " * 5000 if damage == "overwritten" else b"")
        for _ in range(2):  # looking must not make an empty one, which would look well
            answer = await call(server, "/readyz")
            assert answer.status == 503
            assert told(answer) == {"status": "not ready", "database": "does not answer", "feed": "ok"}
        assert (await call(server, "/healthz")).status == 200
        assert (tmp_path / "masthead.db").exists() == (damage != "removed")
    assert len(events(server, "the database does not answer")) == 2
