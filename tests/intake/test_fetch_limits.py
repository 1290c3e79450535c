"""What a hostile server sends is bounded in bytes, in time and in memory, and the curator is told what to do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from intake.fetching import MOST, TEXT, got, refusal, rules
from intake.hostile_host import (
    HTML,
    HostileHost,
    Names,
    Saying,
    answer,
    dripping,
    endless,
    hostile_host,
    moved,
    stalled,
)
from masthead.errors import NotFetched, TooLarge, UnreadableText
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach


@pytest.fixture
async def host() -> AsyncIterator[HostileHost]:
    """A host that tests may reach."""
    async with hostile_host() as running:
        yield running


OK = f"HTTP/1.1 200 OK\r\n{HTML}\r\n".encode()


@pytest.mark.parametrize(
    "says",
    [
        stalled(b""),
        stalled(b"HTTP/1.1 200 OK\r\nContent-Ty"),
        stalled(OK + b"Content-Length: 50\r\n\r\n<p>The fer"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        dripping(OK + b"Content-Length: 50000\r\n\r\n", b"x"),
        dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        dripping(OK + b"\r\n", b"x"),
        dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        dripping(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n", b"x"),
    ],
    ids=["mute", "header", "body", "slow header", "slow body", "slow chunks", "slow end", "hints", "slow redirect"],
)
async def test_whoever_is_slow_is_left_when_the_time_is_up(host: HostileHost, says: Saying) -> None:
    refused = await refusal(host, says, seconds=0.3)
    assert isinstance(refused, NotFetched)
    assert "within 0.3 seconds" in refused.message
    assert "give the file" in refused.message


async def test_the_time_is_that_of_all_hops_and_look_ups_together(host: HostileHost) -> None:
    class Mute(Names):
        async def resolve(self, *_: object, **__: object) -> list[object]:  # type: ignore[override]
            await asyncio.Event().wait()
            return []

    async with Fetcher(replace(rules(host), seconds=0.2), resolver=Mute()) as fetcher:
        with pytest.raises(NotFetched, match=r"within 0\.2 seconds"):
            await fetcher.fetch(f"http://slow.example:{host.port}/", respect_robots=True)


@pytest.mark.parametrize(
    "says",
    [
        endless(OK + b"\r\n", b"x" * 10_000),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"x" * 1000 + b"\r\n"),
        answer(b"", HTML, length=MOST + 1),
        answer(b"x" * (MOST + 1), HTML),
        answer(b"", HTML, length=10**19 - 1),
    ],
    ids=["endless", "endless chunks", "says so", "one more", "says an absurd length"],
)
async def test_a_page_with_too_many_bytes_is_refused(host: HostileHost, says: bytes | Saying) -> None:
    refused = await refusal(host, says)
    assert isinstance(refused, TooLarge)
    assert "more than the 100,000 bytes" in refused.message


async def test_a_page_with_as_many_bytes_as_are_taken_is_taken(host: HostileHost) -> None:
    assert (await got(host, answer(b"x" * MOST, HTML))).body == b"x" * MOST


@pytest.mark.parametrize(
    "says",
    [
        answer(TEXT, HTML, length=len(TEXT) + 1),
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>Th\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>Th",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>Th\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n<p>",
    ],
    ids=["short", "no last chunk", "half a chunk", "no number", "absurd number"],
)
async def test_a_body_that_breaks_off_is_told(host: HostileHost, says: bytes) -> None:
    refused = await refusal(host, says)
    assert isinstance(refused, NotFetched)
    # What comes in one piece with its headers is found out earlier.
    assert "broke off before it was whole" in refused.message or "its length is not what it says" in refused.message


async def test_a_body_longer_than_it_says_never_gives_more_than_it_says(host: HostileHost) -> None:
    refused = await refusal(host, answer(TEXT + b"<p>more</p>", HTML, length=len(TEXT)))
    assert "its length is not what it says" in refused.message


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"y" * 15_000 + b"\r\n") * 6 + b"\r\n",
        endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        endless(b"HTTP/1.1 200 OK\r\nX: ", b"yyyyyyyyyy"),
        b"HTTP/1.1 " + b"9" * 20_000 + b"\r\n\r\n",
    ],
    ids=["one long", "many", "long together", "endless many", "endless one", "status"],
)
async def test_too_many_bytes_of_headers_are_refused(host: HostileHost, says: bytes | Saying) -> None:
    refused = await refusal(host, says)
    assert isinstance(refused, NotFetched)
    assert "headers" in refused.message


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (b"", "closed the connection without an answer"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "does not answer as web servers do"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
            "does not answer as web servers do",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello!", "does not answer as web servers do"),
        (answer(b"", HTML, status="404 <script>"), "answered 404 Not Found,"),
        (answer(TEXT, HTML, status="500 Oh"), "answered 500 Internal Server Error,"),
        (answer(TEXT, HTML, status="206 Partial"), "answered 206 Partial Content,"),
        (answer(b"", status="304 Not Modified", length=-1), "answered 304 Not Modified,"),
        (answer(TEXT, HTML, status="302 Found"), "answered 302 Found,"),
        (answer(TEXT, HTML, status="799 Odd"), "answered 799,"),
        (answer(TEXT, "Content-Type: image/png"), "is image/png, no text"),
        (answer(TEXT, "Content-Type: application/pdf; x=y"), "is application/pdf, no text"),
        (answer(TEXT, "Content-Type: APPLICATION/JSON"), "is application/json, no text"),
        (answer(TEXT, "Content-Type: image/svg+xml-not"), "is image/svg+xml-not, no text"),
    ],
)
async def test_what_is_no_page_is_refused_with_the_reason(host: HostileHost, says: bytes, said: str) -> None:
    assert said in (await refusal(host, says)).message


async def test_the_body_of_what_is_no_page_is_not_read(host: HostileHost) -> None:
    says = endless(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"x" * 1000)
    assert isinstance(await refusal(host, says), UnreadableText)


@pytest.mark.parametrize(
    "kind", ["text/html", "Text/Plain;charset=x", "application/xhtml+xml", "text/xml", "application/atom+xml", "", "?"]
)
async def test_pages_and_texts_are_taken_and_so_is_what_does_not_say_its_type(host: HostileHost, kind: str) -> None:
    assert (await got(host, answer(TEXT, f"Content-Type: {kind}"))).body == TEXT


async def test_a_page_without_any_header_is_taken_up_to_its_end(host: HostileHost) -> None:
    assert (await got(host, b"HTTP/1.0 200 OK\r\n\r\n" + TEXT)).body == TEXT


async def test_a_chain_of_redirects_ends(host: HostileHost) -> None:
    host.says["*"] = moved("/again")
    refused = await refusal(host, moved("/again"))
    assert isinstance(refused, NotFetched)
    assert "after 10 redirects" in refused.message
    assert len(host.asked) == 11


async def test_a_host_that_does_not_listen_is_told(host: HostileHost) -> None:
    given = replace(rules(host), reach=Reach((ip_network("127.0.0.3/32"),), frozenset({host.port})))
    async with Fetcher(given, resolver=Names()) as fetcher:
        with pytest.raises(NotFetched, match="cannot be reached"):
            await fetcher.fetch(f"http://127.0.0.3:{host.port}/", respect_robots=False)
