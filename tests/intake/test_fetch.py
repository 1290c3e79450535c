"""A page is fetched as it is, with all that led to it, and nothing is told or carried that need not be."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from intake.hostile_host import HTML, OPEN, HostileHost, Names, answer, certificate, hostile_host, moved, stalled
from masthead import __version__
from masthead.errors import NotFetched
from masthead.intake.decode import decode
from masthead.intake.exchange import Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach

PAGE = "<p>Паром опаздывает.</p>"


@pytest.fixture
async def host() -> AsyncIterator[HostileHost]:
    """A host that tests may reach."""
    async with hostile_host() as running:
        running.says["/page"] = answer(PAGE.encode("koi8-r"), "Content-Type: text/html; charset=koi8-r", "X-Odd:  a b ")
        yield running


def rules(*hosts: HostileHost) -> Rules:
    """Rules with which those hosts may be fetched from."""
    return Rules(Reach((ip_network(f"{OPEN}/32"),), frozenset(host.port for host in hosts)), seconds=20)


async def test_a_page_comes_with_its_bytes_its_charset_and_how_it_came(host: HostileHost) -> None:
    before = datetime.now(UTC)
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        fetched = await fetcher.fetch(f"{host.url}/page#part")
    assert fetched.reached == f"{host.url}/page"
    assert decode(fetched.body, charset=fetched.charset).text == PAGE
    assert before <= fetched.at <= datetime.now(UTC)
    (hop,) = fetched.hops
    assert (hop.status, hop.peer, hop.truncated) == (200, OPEN, None)
    assert hop.request == host.asked[-1]
    assert hop.head + hop.body == answer(PAGE.encode("koi8-r"), "Content-Type: text/html; charset=koi8-r", "X-Odd: a b")
    assert hop.headers[1] == ("X-Odd", "a b")


async def test_who_asks_is_said_and_nothing_else(host: HostileHost) -> None:
    async with Fetcher(replace(rules(host), contact="mailto:desk@example.org"), resolver=Names()) as fetcher:
        await fetcher.fetch(f"{host.url}/page")
    for request in host.asked:
        lines = request.decode().strip().split("\r\n")
        assert sorted(line.split(":")[0] for line in lines[1:]) == [
            "Accept",
            "Accept-Encoding",
            "Connection",
            "Host",
            "User-Agent",
        ]
        assert f"User-Agent: Masthead/{__version__} (a curator archives this page; mailto:desk@example.org)" in lines
        assert "Accept-Encoding: gzip, deflate, br" in lines


async def test_redirects_are_followed_and_kept_and_cookies_are_not_given_back(host: HostileHost) -> None:
    host.says["/old"] = answer(b"gone", "Location: new?a=b#c", "Set-Cookie: a=b", status="301 Moved Permanently")
    host.says["/new?a=b"] = moved(f"//{OPEN}:{host.port}/page", status="308 Permanent Redirect")
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        fetched = await fetcher.fetch(f"{host.url}/old", respect_robots=False)
        await fetcher.fetch(f"{host.url}/old", respect_robots=False)
    assert [(hop.url, hop.status) for hop in fetched.hops] == [
        (f"{host.url}/old", 301),
        (f"{host.url}/new?a=b", 308),
        (f"{host.url}/page", 200),
    ]
    assert fetched.hops[0].body == b"gone"
    assert b"Set-Cookie: a=b" in fetched.hops[0].head
    said = b"".join(host.asked).lower()
    assert b"cookie" not in said
    assert b"referer" not in said
    assert b"authorization" not in said


@pytest.mark.parametrize("status", ["301 x", "302 x", "303 x", "307 x", "308 x"])
async def test_every_kind_of_redirect_is_followed(host: HostileHost, status: str) -> None:
    host.says["/old"] = moved("/page", status=status)
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        assert (await fetcher.fetch(f"{host.url}/old")).reached == f"{host.url}/page"


@pytest.mark.parametrize("to", ["/Паром", "/%D0%9F%D0%B0%D1%80%D0%BE%D0%BC"])
async def test_a_redirect_beyond_ascii_is_followed_as_browsers_do(host: HostileHost, to: str) -> None:
    host.says["/old"] = moved(to)
    host.says["/%D0%9F%D0%B0%D1%80%D0%BE%D0%BC"] = answer(b"<p>found</p>", HTML)
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        assert (await fetcher.fetch(f"{host.url}/old")).body == b"<p>found</p>"


async def test_of_the_body_of_a_redirect_little_is_kept_and_none_is_needed(host: HostileHost) -> None:
    host.says["/long"] = moved("/page", body=b"x" * 200_000)
    host.says["/short"] = answer(b"half", "Location: /page", status="302 Found", length=100)
    host.says["/silent"] = stalled(b"HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 100\r\n\r\nhalf")
    names = ("long", "short", "silent")
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        long, short, silent = [(await fetcher.fetch(f"{host.url}/{one}")).hops[0] for one in names]
    assert (silent.body, silent.truncated) == (b"half", "time")
    assert (len(long.body), long.truncated) == (64 * 1024, "length")
    assert (short.body, short.truncated) == (b"half", "disconnect")


async def test_chunks_are_joined_and_no_header_tells_of_them_any_more(host: HostileHost) -> None:
    chunked = b"5\r\n<p>Th\r\n6;a=b\r\ne end.\r\n0\r\nTrailer: x\r\n\r\n"
    host.says["/page"] = f"HTTP/1.1 200 OK\r\n{HTML}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + chunked
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        fetched = await fetcher.fetch(f"{host.url}/page")
    assert fetched.page.body == fetched.body == b"<p>The end."
    assert b"ransfer-" not in fetched.page.head


async def test_a_charset_that_is_none_is_not_passed_on(host: HostileHost) -> None:
    for stated, charset in (("utf-8", "utf-8"), ('"utf-8"', "utf-8"), ("'x", "x"), ("", None), ("é", None)):
        host.says["/page"] = answer(b"<p>x</p>", f"Content-Type: text/html; x=y; charset={stated}")
        async with Fetcher(rules(host), resolver=Names()) as fetcher:
            assert (await fetcher.fetch(f"{host.url}/page")).charset == charset


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[HostileHost, ssl.SSLContext]]:
    """A host behind TLS, and the context that believes its certificate."""
    chain, key = certificate("secure.example")
    (tmp_path / "chain.pem").write_bytes(chain)
    (tmp_path / "key.pem").write_bytes(key)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(tmp_path / "chain.pem", tmp_path / "key.pem")
    async with hostile_host(shown) as running:
        yield running, ssl.create_default_context(cadata=chain.decode())


async def test_a_step_down_to_an_unencrypted_page_is_taken_and_told(
    host: HostileHost, secure: tuple[HostileHost, ssl.SSLContext]
) -> None:
    locked, believed = secure
    locked.says["/old"] = moved(f"{host.url}/page")
    names = Names(secure_example=[[OPEN]])
    async with Fetcher(rules(host, locked), resolver=names, tls=believed) as fetcher:
        fetched = await fetcher.fetch(f"https://secure.example:{locked.port}/old")
    assert [hop.url.partition(":")[0] for hop in fetched.hops] == ["https", "http"]


async def test_a_host_that_cannot_prove_its_name_is_refused(secure: tuple[HostileHost, ssl.SSLContext]) -> None:
    locked, believed = secure
    names = Names(secure_example=[[OPEN]], other_example=[[OPEN]])
    for tls, name in ((None, "secure"), (believed, "other")):
        async with Fetcher(rules(locked), resolver=names, tls=tls) as fetcher:
            with pytest.raises(NotFetched, match="certificate is not in order"):
                await fetcher.fetch(f"https://{name}.example:{locked.port}/", respect_robots=False)
    assert locked.asked == []
