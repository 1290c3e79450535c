"""What sites ask of programs is asked for and done, unless a curator decides otherwise."""

from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest

from intake.hostile_host import HTML, OPEN, HostileHost, Names, answer, hostile_host, moved
from masthead.errors import AskedNotTo
from masthead.intake.exchange import Fetched, Rules
from masthead.intake.fetch import Fetcher
from masthead.intake.publicnet import Reach
from masthead.intake.robots import MOST_BYTES, parse


@pytest.fixture
async def host() -> AsyncIterator[HostileHost]:
    """A host that tests may reach."""
    async with hostile_host() as running:
        running.says["/page"] = answer(b"<p>The ferry is late.</p>", HTML)
        yield running


async def fetch(host: HostileHost, path: str = "/page", *, respect: bool = True, others: int = 0) -> Fetched:
    """Fetch a page of the host."""
    reach = Reach((ip_network(f"{OPEN}/32"),), frozenset({host.port, others}))
    async with Fetcher(Rules(reach, seconds=20), resolver=Names()) as fetcher:
        return await fetcher.fetch(f"{host.url}{path}", respect_robots=respect)


def robots(text: str) -> bytes:
    """A robots.txt."""
    return answer(text.encode(), "Content-Type: text/plain")


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: masthead\nDisallow: /page",
        "\ufeffuser-agent:Masthead/1.0 # us\ndisallow: /*age$",
        "User-agent: Other\nUser-agent: Masthead\nDisallow: /p\nAllow: /other",
        "User-agent: *\nAllow: /\n\nUser-agent: Masthead\nDisallow: /",
    ],
)
async def test_a_page_is_not_fetched_where_the_site_asks_programs_not_to(host: HostileHost, text: str) -> None:
    host.says["/robots.txt"] = robots(text)
    with pytest.raises(AskedNotTo, match=r"asks programs not to fetch .*/page.* give the file"):
        await fetch(host)
    assert host.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><p>No such page, says a friendly server.</p>",
        "User-agent: *\nDisallow: /private",
        "User-agent: Other\nDisallow: /",
        "User-agent: mast\nDisallow: /",
        "User-agent: mastheads\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: Masthead\nDisallow:",
        "User-agent: *\nDisallow: /\nAllow: /page",
        "Disallow: /",
        "Disallow: /user-agent: *\nUser-agent: Other\nDisallow: /",
    ],
)
async def test_a_page_is_fetched_where_the_site_does_not_mind(host: HostileHost, text: str) -> None:
    host.says["/robots.txt"] = robots(text)
    assert (await fetch(host)).respected_robots
    assert host.paths == ["/robots.txt", "/page"]


async def test_whoever_has_a_reason_goes_on_and_the_site_is_not_even_asked(host: HostileHost) -> None:
    host.says["/robots.txt"] = robots("User-agent: *\nDisallow: /")
    assert not (await fetch(host, respect=False)).respected_robots
    assert host.paths == ["/page"]


@pytest.mark.parametrize("status", ["400 x", "401 x", "403 x", "404 x", "410 x", "429 x"])
async def test_a_site_without_robots_txt_does_not_mind(host: HostileHost, status: str) -> None:
    host.says["/robots.txt"] = answer(b"User-agent: *\nDisallow: /", status=status)
    assert (await fetch(host)).body


@pytest.mark.parametrize(
    "says",
    [
        answer(b"", status="500 x"),
        answer(b"", status="503 x"),
        answer(b"", status="304 x", length=-1),
        b"",
        answer(b"User-agent", length=100),
        answer(b"not packed", "Content-Encoding: gzip"),
    ],
    ids=["500", "503", "304", "nothing", "half", "damaged"],
)
async def test_a_site_that_cannot_be_asked_is_taken_to_mind(host: HostileHost, says: bytes) -> None:
    host.says["/robots.txt"] = says
    with pytest.raises(
        AskedNotTo, match=r"Whether the site minds cannot be told: .*/robots\.txt did not come\. .*again"
    ):
        await fetch(host)
    assert "/page" not in host.paths


async def test_redirects_to_robots_txt_are_followed_five_times_and_no_more(host: HostileHost) -> None:
    for number in range(1, 6):
        host.says[f"/{number}"] = moved(f"/{number + 1}")
    host.says["/5"] = robots("User-agent: *\nDisallow: /")
    host.says["/robots.txt"] = moved("/1")
    with pytest.raises(AskedNotTo):
        await fetch(host)
    host.says |= {"/5": moved("/6"), "/6": robots("User-agent: *\nDisallow: /")}
    assert (await fetch(host)).body
    assert "/6" not in host.paths


async def test_each_origin_on_the_way_is_asked_once(host: HostileHost) -> None:
    async with hostile_host() as other:
        host.says |= {"/old": moved("/older"), "/older": moved(f"{other.url}/a")}
        other.says |= {"/a": moved("/b"), "/robots.txt": robots("User-agent: *\nDisallow: /b")}
        with pytest.raises(AskedNotTo, match="/b"):
            await fetch(host, "/old", others=other.port)
        assert host.paths == ["/robots.txt", "/old", "/older"]
        assert other.paths == ["/robots.txt", "/a"]


async def test_of_a_long_robots_txt_the_beginning_counts(host: HostileHost) -> None:
    filling = "# " + "x" * (MOST_BYTES - 3) + "\n"
    host.says["/robots.txt"] = robots(f"User-agent: *\nDisallow: /page\n{filling}")
    with pytest.raises(AskedNotTo):
        await fetch(host)
    host.says["/robots.txt"] = robots(f"{filling}User-agent: *\nDisallow: /page\n")
    assert (await fetch(host)).body


async def test_a_rule_that_is_cut_does_not_count(host: HostileHost) -> None:
    beginning = "User-agent: *\n# "
    filling = "x" * (MOST_BYTES - len(beginning) - len("\nDisallow: /"))
    host.says["/robots.txt"] = robots(f"{beginning}{filling}\nDisallow: /private\n")
    assert (await fetch(host)).body


HOSTILE = {
    "many programs with many rules": "".join(f"User-agent: a{n}\n" for n in range(18_000)) + "Disallow: /\n" * 20_000,
    "many stars": "User-agent: *\n" + "Disallow: /" + "*a" * 240_000,
    "many rules with stars": "User-agent: *\n" + ("Disallow: /*a*b*c*d$\n" * 24_000),
    "many different rules": "User-agent: *\n" + "".join(f"Disallow: /*{n}*{n}$$$\n" for n in range(25_000)),
    "dollars": "User-agent: *\nDisallow: /" + "$" * 500_000,
    "blanks": "user" + " " * 500_000 + "agent",
    "more blanks": "user agent" + " " * 500_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_a_hostile_robots_txt_is_read_in_the_time_of_a_fetch(host: HostileHost, name: str) -> None:
    host.says["/robots.txt"] = robots(HOSTILE[name])
    path = "/page?" + "ab" * 3900
    host.says[path] = host.says["/page"]
    assert (await fetch(host, path)).body


def test_however_many_programs_a_robots_txt_names_there_are_no_more_than_three_groups() -> None:
    assert len(parse(HOSTILE["many programs with many rules"].encode())._user_agents) == 1
