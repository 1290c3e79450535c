"""No address that a stranger gives leads to what only this machine can reach."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest

from intake.hostile_host import HTML, OPEN, SHUT, HostileHost, Names, Target, answer, guarded_host, moved
from masthead.errors import MastheadError, NotFetchable, NotFetched
from masthead.intake.exchange import Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach

PAGE = answer(b"<p>The ferry is late.</p>", HTML)


@pytest.fixture
async def both() -> AsyncIterator[tuple[HostileHost, Target]]:
    """A host that tests may reach, and at the same port what they may not; no test leaves that visited."""
    async with guarded_host() as (host, shut):
        host.says["/page"] = PAGE
        yield host, shut
        assert shut.visits == 0


@pytest.fixture
def host(both: tuple[HostileHost, Target]) -> HostileHost:
    """What tests may reach."""
    return both[0]


@pytest.fixture
def shut(both: tuple[HostileHost, Target]) -> Target:
    """What they may not."""
    return both[1]


def rules(host: HostileHost, *networks: str) -> Rules:
    """Rules with which that host, and nothing else here, may be fetched from."""
    named = tuple(ip_network(one) for one in (f"{OPEN}/32", *networks))
    return Rules(Reach(named, frozenset({80, 443, host.port})), seconds=20)


async def refusal(url: str, given: Rules, names: Names | None = None, *, robots: bool = False) -> MastheadError:
    """Why a page is not fetched."""
    async with Fetcher(given, resolver=names or Names()) as fetcher:
        with pytest.raises(MastheadError) as refused:
            await fetcher.fetch(url, respect_robots=robots)
    return refused.value


HOSTS = [
    SHUT,
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[::]",
    "0.0.0.0",  # noqa: S104 - nobody listens there
    "0",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "１２７.0.0.1",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "169.254.169.254",
    "[fe80::1]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::80ff:fffe]",
    "10.0.0.1",
    "100.64.0.1",
    "192.168.1.1",
    "224.0.0.1",
    "[ff02::1]",
    "255.255.255.255",
]


@pytest.mark.parametrize("inside", HOSTS)
async def test_a_redirect_inside_is_refused_however_it_is_spelled(host: HostileHost, shut: Target, inside: str) -> None:
    host.says["/go"] = moved(f"http://{inside}:{host.port}/secret")
    refused = await refusal(f"{host.url}/go", rules(host))
    assert isinstance(refused, NotFetchable)
    assert "not on the public internet" in refused.message
    assert host.paths == ["/go"]
    assert shut.visits == 0


@pytest.mark.parametrize("inside", HOSTS)
async def test_an_address_inside_is_refused_at_once(host: HostileHost, shut: Target, inside: str) -> None:
    refused = await refusal(f"http://{inside}:{host.port}/secret", rules(host), robots=True)
    assert isinstance(refused, NotFetchable)
    assert "MASTHEAD_FETCH_NETWORKS" in refused.message
    assert shut.visits == 0


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("file:///etc/passwd", "neither http nor https"),
        ("ftp://example.org/page", "neither http nor https"),
        ("gopher://example.org/1", "neither http nor https"),
        ("javascript:alert(1)", "neither http nor https"),
        ("data:text/html,<p>hello", "neither http nor https"),
        ("http://example.org:22/", "port 22"),
        ("//example.org:6379/", "port 6379"),
        ("http://user:word@example.org/", "user name or password"),
        ("http://user@example.org/", "user name or password"),
        ("http://[fe80::1%25eth0]/", "an address that is none"),
        ("http://[fe80::1%eth0]/", "an address that is none"),
        ("http://", "an address that is none"),
        ("http://exa mple.org/", "an address that is none"),
        ("http://example.org/" + "a" * 7990, "longer than 8,000"),
    ],
)
async def test_a_redirect_that_is_no_address_of_a_page_is_refused(
    host: HostileHost, shut: Target, to: str, said: str
) -> None:
    host.says["/go"] = moved(to)
    refused = await refusal(f"{host.url}/go", rules(host))
    assert isinstance(refused, NotFetchable)
    assert said in refused.message
    assert refused.field == "url"
    assert shut.visits == 0


@pytest.mark.parametrize("url", ["", "the page", "example.org/page", "file:///etc/passwd", "http:///", "https://[::1"])
async def test_what_is_no_address_is_refused_with_an_example(host: HostileHost, url: str) -> None:
    refused = await refusal(url, rules(host))
    assert isinstance(refused, NotFetchable)


async def test_a_name_that_leads_inside_is_refused_and_does_not_tell_where(host: HostileHost, shut: Target) -> None:
    for inside in (SHUT, "::1", "::ffff:127.0.0.1", "fe80::1%lo", "127.1", "localhost", ""):
        refused = await refusal(f"http://evil.example:{host.port}/", rules(host), Names(evil_example=[[inside]]))
        assert isinstance(refused, NotFetchable), inside
        assert not inside or inside not in refused.message
    assert shut.visits == 0


async def test_of_the_addresses_of_a_name_only_those_outside_are_tried(host: HostileHost, shut: Target) -> None:
    names = Names(mixed_example=[[SHUT, "::1", OPEN, SHUT]])
    async with Fetcher(rules(host), resolver=names) as fetcher:
        fetched = await fetcher.fetch(f"http://mixed.example:{host.port}/page", respect_robots=False)
    assert fetched.page.peer == OPEN
    assert shut.visits == 0


async def test_a_name_that_changes_its_meaning_is_judged_each_time(host: HostileHost, shut: Target) -> None:
    names = Names(turning_example=[[OPEN], [SHUT]])
    url = f"http://turning.example:{host.port}"
    host.says["/go"] = moved(f"{url}/page")
    refused = await refusal(f"{url}/go", rules(host), names)
    assert isinstance(refused, NotFetchable)
    assert names.calls == ["turning.example"] * 2
    assert shut.visits == 0


async def test_a_name_is_looked_up_once_for_a_connection(host: HostileHost, shut: Target) -> None:
    names = Names(turning_example=[[OPEN], [SHUT]])
    async with Fetcher(rules(host), resolver=names) as fetcher:
        fetched = await fetcher.fetch(f"http://turning.example:{host.port}/page", respect_robots=False)
    assert fetched.body == b"<p>The ferry is late.</p>"
    assert names.calls == ["turning.example"]
    assert shut.visits == 0


async def test_a_name_with_very_many_addresses_has_us_try_only_a_few(host: HostileHost, shut: Target) -> None:
    many = [f"127.0.1.{last}" for last in range(1, 200)]
    tried = Names(many_example=[[*many, OPEN]])
    refused = await refusal(f"http://many.example:{host.port}/page", rules(host, "127.0.1.0/24"), tried)
    assert isinstance(refused, NotFetched)
    assert host.asked == []
    assert shut.visits == 0


@pytest.mark.parametrize("name", ["nobody.example", "empty.example", "xn--a.example", "example"])
async def test_a_name_without_an_address_is_told_like_one_that_only_this_machine_knows(
    host: HostileHost, name: str
) -> None:
    names = Names(empty_example=[[]], inner_example=[["127.0.0.1"]])
    refused = await refusal(f"http://{name}:{host.port}/", rules(host), names)
    inside = await refusal(f"http://inner.example:{host.port}/", rules(host), names)
    assert type(refused) is type(inside) is NotFetchable
    assert refused.message == inside.message.replace("inner.example", name)
    assert "there is no such host" in refused.message


@pytest.fixture
def proxied(host: HostileHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that would have everything go through a proxy."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{SHUT}:{host.port}")


@pytest.mark.usefixtures("proxied")
async def test_proxies_of_the_environment_are_not_used(host: HostileHost, shut: Target) -> None:
    async with Fetcher(rules(host), resolver=Names()) as fetcher:
        assert (await fetcher.fetch(f"{host.url}/page")).body
    assert shut.visits == 0


async def test_robots_txt_leads_nowhere_inside_either(host: HostileHost, shut: Target) -> None:
    host.says["/robots.txt"] = moved(f"http://{SHUT}:{host.port}/robots.txt")
    refused = await refusal(f"{host.url}/page", rules(host), robots=True)
    assert isinstance(refused, NotFetchable)
    assert host.paths == ["/robots.txt"]
    assert shut.visits == 0


async def test_many_fetches_at_once_do_not_lend_each_other_their_leave(host: HostileHost, shut: Target) -> None:
    names = Names(inside_example=[[SHUT]], outside_example=[[OPEN]])
    async with Fetcher(rules(host), resolver=names) as fetcher:
        urls = [f"http://{name}.example:{host.port}/page" for name in ("inside", "outside") * 10]
        came = await asyncio.gather(*map(fetcher.fetch, urls), return_exceptions=True)
    assert [isinstance(one, NotFetchable) for one in came] == [True, False] * 10
    assert shut.visits == 0


async def test_the_target_could_be_reached_if_it_were_named() -> None:
    async with guarded_host() as (host, shut):
        for name in (SHUT, f"[::ffff:{SHUT}]", "[::1]"):
            async with Fetcher(rules(host, f"{SHUT}/32", "::1/128"), resolver=Names()) as fetcher:
                fetched = await fetcher.fetch(f"http://{name}:{host.port}/", respect_robots=False)
            assert fetched.body == b"<p>the secret</p>"
        assert shut.visits == 3
