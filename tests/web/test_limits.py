"""Rate limits: strangers and bad tokens are slowed down, curators are not, and readers of the feed never."""

import asyncio
import json
from pathlib import Path

import pytest

from serving import masthead, serving
from web.feed_folder import Reply
from web.watching import call, code, events, log, post, token_of

OUTLETS = "/api/outlets"


async def test_whoever_calls_too_often_is_told_how_long_to_wait_and_gets_in_afterwards(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="5/second") as server:
        let_in = 0
        while (answer := await call(server, OUTLETS)).status == 200 and let_in < 500:
            let_in += 1
        assert let_in >= 5
        assert (answer.status, code(answer)) == (429, "too-many-requests")
        assert answer.headers["Retry-After"] == "1"
        detail = json.loads(answer.body)["detail"]
        assert detail == "Without a token, 5 calls per second may be made from one network. Wait 1 second, then go on."
        await asyncio.sleep(int(answer.headers["Retry-After"]))
        assert (await call(server, OUTLETS)).status == 200


async def test_a_token_is_not_hurt_by_strangers_of_the_same_network_and_has_a_limit_of_its_own(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="2/hour", rate_failed_sign_ins="2/hour", rate_per_token="4/hour") as server:
        one, other = await token_of(server, "one"), await token_of(server, "other")
        assert [(await call(server, OUTLETS)).status for _ in range(3)] == [200, 200, 429]
        assert [(await call(server, OUTLETS, token="wrong")).status for _ in range(3)] == [401, 401, 429]
        assert [(await call(server, OUTLETS, token=one)).status for _ in range(5)] == [200] * 4 + [429]
        refused = await call(server, OUTLETS, "POST", token=one)
        assert code(refused) == "too-many-requests"
        assert json.loads(refused.body)["detail"].startswith("A token may make 4 calls per hour. Wait ")
        assert 3000 < int(refused.headers["Retry-After"]) <= 3600
        assert (await call(server, OUTLETS, token=other)).status == 200


async def test_failed_sign_ins_are_limited_and_logged_without_what_was_tried(tmp_path: Path) -> None:
    tries = ["Bearer masthead_GuessedButWrong", "Basic Y3VyYXRvcjpzZWNyZXQ=", "masthead_NakedToken", "Bearer"]
    with serving(tmp_path, rate_failed_sign_ins="4/hour", log="json") as server:
        answers = [await call(server, OUTLETS, Authorization=header) for header in tries]
        assert [answer.status for answer in answers] == [401] * 4
        assert all(answer.headers["WWW-Authenticate"] == "Bearer" for answer in answers)
        for header in tries:
            answer = await call(server, OUTLETS, Authorization=header)
            assert (answer.status, code(answer)) == (429, "too-many-requests")
            assert 3000 < int(answer.headers["Retry-After"]) <= 3600
        # Of whoever has no token this says nothing.
        assert (await call(server, OUTLETS)).status == 200
    failed = events(server, "sign-in failed")
    assert {(one["level"], one["network"]) for one in failed} == {("warning", "127.0.0.1/32")}
    assert [one["reason"] for one in failed] == (["unknown token"] + ["malformed header"] * 3) * 2
    assert [one.get("limited", False) for one in failed] == [False] * 4 + [True] * 4
    everything = "".join(server.said)
    assert not any(part in everything for part in ("Guessed", "masthead_", "Y3Vy", "Naked", "Basic", "Bearer"))


async def test_the_feed_and_the_pages_are_never_limited(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="1/hour") as server:
        assert (await call(server, OUTLETS)).status == 200
        assert (await call(server, "/api/docs")).status == 429, "it is part of the API"
        assert (await call(server, "/api/nothing-of-the-kind")).status == 429
        for path in ("/feed/index.json", "/", "/healthz", "/readyz"):
            assert {(await call(server, path)).status for _ in range(20)} == {200}


async def test_a_limit_can_be_switched_off(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="off", rate_failed_sign_ins="off") as server:
        assert {(await call(server, OUTLETS)).status for _ in range(320)} == {200}
        assert {(await call(server, OUTLETS, token="wrong")).status for _ in range(40)} == {401}


async def test_reports_are_limited_for_each_network_and_only_good_ones_count(tmp_path: Path) -> None:
    assert masthead(tmp_path, "demo").returncode == 0
    with serving(tmp_path, rate_reports="2/hour", trusted_proxies="127.0.0.1/32", log="json") as server:

        async def report(network: str, version: object = 1) -> Reply:
            given = {"kind": "wrong match", "article": 1, "feed_version": version}
            return await post(server, "/api/reports", given, X_Forwarded_For=network)

        assert (await report("203.0.113.1", "none")).status == 422
        assert [(await report("203.0.113.1")).status for _ in range(3)] == [202, 202, 429]
        refused = await report("203.0.113.1")
        assert json.loads(refused.body)["detail"].startswith("2 reports per hour may be sent from one network. Wait ")
        assert (await report("203.0.113.2")).status == 202
        assert (await call(server, OUTLETS)).status == 200, "everything else goes on"
        numbers = (await call(server, "/metrics")).body.decode()
    assert 'masthead_limited_calls_total{limit="report"} 2.0' in numbers
    assert "203.0.113" not in "".join(log(server))


async def test_strangers_cannot_take_another_network_by_saying_so(tmp_path: Path) -> None:
    with serving(tmp_path, rate_per_network="1/hour", trusted_proxies="192.0.2.1/32", log="json") as server:
        assert (await call(server, OUTLETS, X_Forwarded_For="198.51.100.1")).status == 200
        assert (await call(server, OUTLETS, X_Forwarded_For="198.51.100.2")).status == 429
        await call(server, OUTLETS, token="wrong", X_Forwarded_For="198.51.100.2")
    assert [one["network"] for one in events(server, "sign-in failed")] == ["127.0.0.1/32"]
    assert "198.51.100" not in "".join(log(server))


CHAINS = [
    ("203.0.113.1", "203.0.113.1/32", 200),
    ("203.0.113.1", "203.0.113.1/32", 429),
    ("203.0.113.2", "203.0.113.2/32", 200),
    ("198.51.100.7, 203.0.113.1", "203.0.113.1/32", 429),  # the left one is the caller's own word
    ("203.0.113.1, 127.0.0.5,10.1.2.3", "203.0.113.1/32", 429),  # through several of our proxies
    ("::ffff:203.0.113.2", "203.0.113.2/32", 429),  # IPv4 in the clothes of IPv6
    ("2001:db8:0:1::1", "2001:db8:0:1::/64", 200),
    ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64", 429),
    ("2001:db8:0:2::1", "2001:db8:0:2::/64", 200),
    ("198.51.100.7, unknown", "127.0.0.1/32", 200),  # the proxy itself, as far as can be known
    ("", "127.0.0.1/32", 429),
    ("203.0.113.2, 10.9.9.9, rubbish, 10.9.9.8", "10.9.9.8/32", 200),
]


async def test_a_trusted_proxy_is_believed_in_whom_it_names(tmp_path: Path) -> None:
    proxies = "127.0.0.0/8, 10.0.0.0/8 ::1/128"
    rates = {"rate_per_network": "1/hour", "rate_failed_sign_ins": "off"}
    with serving(tmp_path, demo=False, port=None, trusted_proxies=proxies, log="json", **rates) as server:
        for number, (named, _, status) in enumerate(CHAINS):
            assert (await call(server, OUTLETS, X_Forwarded_For=named)).status == status, (number, named)
            await call(server, OUTLETS, token="wrong", X_Forwarded_For=named)
    assert [one["network"] for one in events(server, "sign-in failed")] == [network for _, network, _ in CHAINS]


@pytest.mark.parametrize("callers", [2, 8])
async def test_calls_at_the_same_time_get_no_more_than_calls_in_a_row(tmp_path: Path, callers: int) -> None:
    with serving(tmp_path, rate_per_network="10/hour") as server:

        async def some() -> list[int]:
            return [(await call(server, OUTLETS)).status for _ in range(10)]

        statuses = [status for each in await asyncio.gather(*(some() for _ in range(callers))) for status in each]
    assert (statuses.count(200), statuses.count(429)) == (10, 10 * callers - 10)
