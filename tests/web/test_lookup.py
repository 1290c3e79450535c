"""Whose address a URL is, over HTTP: what is answered is what readers' browsers go by."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from web.conftest import Answer, Caller

SOURCE = {"source_url": "https://register.example/1", "stated_on": "2024-01-01"}
TODAY = datetime.now(UTC).date()
ADDRESSES: dict[str, list[dict[str, Any]]] = {
    "weir": [
        {"address": "weir.example", "since": "2019-01-01"},
        {"address": "weir.press", "until": "2020-12-31", "source_url": "https://register.example/2"},
        {"address": "t.me/weir", "role": "account"},
        {"address": "medium.com/@weir", "role": "account"},
        {"address": "facebook.com/weir", "role": "account"},
        {"address": "müller-wehr.example", "role": "mirror"},
        {"address": "next-year.example", "since": str(TODAY + timedelta(days=300))},
        {"address": "last-day.example", "since": str(TODAY), "until": str(TODAY)},
    ],
    "mole": [
        {"address": "blog.weir.example"},
        {"address": "weir.example/mole/letters"},
        {"address": "moved.example", "since": "2021-01-01"},
    ],
    "sluice": [
        {"address": "moved.example", "since": "2001-01-01", "until": "2010-01-01"},
        {"address": "moved.example", "since": "2010-01-02", "until": "2020-12-31"},
        {"address": "weir.ltd", "role": "impersonator", **SOURCE},
    ],
}


@pytest.fixture(scope="module")
async def outlets(curators: dict[str, Caller]) -> dict[str, int]:
    """Outlets with their addresses, published."""
    editor = curators["editor"]
    numbers = {}
    for slug, addresses in ADDRESSES.items():
        numbers[slug] = (await editor.made("/api/outlets", slug=slug, name=slug.title()))["id"]
        for address in addresses:
            await editor.made(f"/api/outlets/{numbers[slug]}/addresses", **address)
    await editor.made("/api/publish")
    return numbers


async def asked(caller: Caller, url: str) -> Answer:
    return await caller.get(f"/api/lookup?url={quote(url, safe='')}")


async def looked_up(caller: Caller, url: str) -> dict[str, Any]:
    answer = await asked(caller, url)
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.body
    return found


def in_short(found: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(one["address"], one["outlet"]["slug"], one["current"]) for one in found["addresses"]]


async def test_anyone_is_told_whose_address_a_url_is_and_why(stranger: Caller, outlets: dict[str, int]) -> None:
    found = await looked_up(stranger, "https://www.weir.press/2019/a-page?x=1#top")
    weir = {"id": outlets["weir"], "slug": "weir", "name": "Weir"}
    assert found == {
        "address": "weir.press",
        "outlet": weir,
        "imitates": None,
        "addresses": [
            {
                "address": "weir.press",
                "role": "official",
                "outlet": weir,
                "since": None,
                "until": "2020-12-31",
                "source_url": "https://register.example/2",
                "stated_on": None,
                "current": False,
                "counts": True,
            }
        ],
    }


@pytest.mark.usefixtures("outlets")
async def test_of_an_address_that_moved_the_present_holder_counts_and_the_former_ones_are_told(
    stranger: Caller,
) -> None:
    found = await looked_up(stranger, "moved.example")
    assert found["outlet"]["slug"] == "mole"
    assert [(one["outlet"]["slug"], one["until"], one["counts"]) for one in found["addresses"]] == [
        ("mole", None, True),
        ("sluice", "2020-12-31", False),
        ("sluice", "2010-01-01", False),
    ]


@pytest.mark.usefixtures("outlets")
async def test_the_first_and_the_last_day_count_and_the_future_does_not(stranger: Caller) -> None:
    assert in_short(await looked_up(stranger, "last-day.example")) == [("last-day.example", "weir", True)]
    assert in_short(await looked_up(stranger, "next-year.example")) == [("next-year.example", "weir", False)]


@pytest.mark.usefixtures("outlets")
async def test_an_impersonator_is_nobodys_and_imitates_somebody(stranger: Caller) -> None:
    found = await looked_up(stranger, "https://news.weir.ltd/page")
    assert (found["address"], found["outlet"], found["imitates"]["slug"]) == ("news.weir.ltd", None, "sluice")
    (one,) = found["addresses"]
    assert (one["role"], one["source_url"], one["stated_on"]) == ("impersonator", *SOURCE.values())


@pytest.mark.usefixtures("outlets")
async def test_the_most_specific_address_counts_and_all_that_cover_it_are_told(stranger: Caller) -> None:
    found = await looked_up(stranger, "https://weir.example/mole/letters/12/page/3")
    assert (found["address"], found["outlet"]["slug"]) == ("weir.example", "mole")
    assert in_short(found) == [("weir.example/mole/letters", "mole", True), ("weir.example", "weir", True)]
    assert in_short(await looked_up(stranger, "https://a.blog.weir.example/")) == [
        ("blog.weir.example", "mole", True),
        ("weir.example", "weir", True),
    ]


SPELLINGS = [
    ("HTTPS://WWW.Weir.EXAMPLE:8443/Page", "weir.example", "weir"),
    ("weir.example.", "weir.example", "weir"),
    ("  weir.example/some/page ", "weir.example/some/page", "weir"),
    ("https://ann:secret@weir.example/", "weir.example", "weir"),
    ("https://Müller-Wehr.example/ü", "xn--mller-wehr-9db.example", "weir"),
    ("xn--mller-wehr-9db.example", "xn--mller-wehr-9db.example", "weir"),
    ("https://t.me/weir/77", "t.me/weir", "weir"),
    ("https://medium.com/@weir/a-story-1a2b", "medium.com/@weir", "weir"),
    ("m.facebook.com/weir", "facebook.com/weir", "weir"),
    ("https://fb.com/weir", "facebook.com/weir", "weir"),
    ("https://t.me/weird", "t.me/weird", None),
    ("https://weir.example.org/", "weir.example.org", None),
    ("https://weir.ltd\\@weir.example/", "weir.ltd", "sluice"),  # browsers go to the first of the two
    ("https://weir.example\\@weir.ltd/", "weir.example", "weir"),
    ("nobody-knows.example", "nobody-knows.example", None),
]


@pytest.mark.usefixtures("outlets")
@pytest.mark.parametrize(("url", "address", "slug"), SPELLINGS)
async def test_every_spelling_of_an_address_is_understood(
    stranger: Caller, url: str, address: str, slug: str | None
) -> None:
    found = await looked_up(stranger, url)
    whose = found["outlet"] or found["imitates"]
    assert (found["address"], whose and whose["slug"]) == (address, slug)


@pytest.mark.usefixtures("outlets")
async def test_what_is_answered_is_what_readers_of_the_feed_go_by(stranger: Caller) -> None:
    reader = Reader(FolderSource(stranger.server.data / "feed"))
    urls = [
        *(f"https://{one['address']}/x" for held in ADDRESSES.values() for one in held),
        *(url for url, _, _ in SPELLINGS if "://" in url and "fb.com" not in url),  # which only leads elsewhere
        "https://weir.example/mole/",
        "https://weir.example/mole/letters",
        "https://www.blog.weir.example/mole/letters",
    ]
    for url in urls:
        found = await looked_up(stranger, url)
        told = reader.address_of(url)
        first = [(one["address"], one["outlet"]["slug"], one["role"]) for one in found["addresses"][:1]]
        assert first == ([(told.address, told.outlet, told.role)] if told else []), url


REFUSED = [
    ("medium.com", "medium.com is a platform: give the account on it, like medium.com/@name."),
    ("https://t.me/", "t.me is a platform: give the account on it, like t.me/"),
    ("https://www.youtube.com/watch?v=1", "youtube.com is a platform: give the account on it"),
    ("substack.com", "substack.com belongs to many: give name.substack.com."),
    ("https://co.uk/page", "co.uk belongs to many: give the name in front of it"),
    ("https://bit.ly/x", "bit.ly only leads elsewhere"),
    ("192.0.2.1", "192.0.2.1 is a number, not a name"),
    ("http://3221225985/", "192.0.2.1 is a number, not a name"),
    ("http://[2001:db8::1]/", "is not a host name"),
    ("ftp://weir.example/", "is not a web address"),
    ("not a host", "is not a host name. Give one like example.org."),
    ("https://", "is not a host name"),
    ("weir", "is not a host name"),
    ("https://weir.example:99999/", "is not a host name"),
    ("weir.nosuchsuffix", "ends in no public suffix"),
    ("%00", "is not a host name"),
]


@pytest.mark.parametrize(("url", "said"), REFUSED)
async def test_what_can_be_nobodys_is_refused_with_a_hint(stranger: Caller, url: str, said: str) -> None:
    answer = await asked(stranger, url)
    assert (answer.status, answer.content_type) == (422, "application/problem+json"), answer
    assert answer.body["type"] == "/problems/unusable-address"
    (error,) = answer.body["errors"]
    assert error["field"] == "url"
    assert said in error["message"]


async def test_the_hint_is_that_of_adding_an_address(editor: Caller, stranger: Caller, outlets: dict[str, int]) -> None:
    for url in ("medium.com", "co.uk", "https://reddit.com/", "192.0.2.1", "not a host"):
        added = await editor.post(f"/api/outlets/{outlets['weir']}/addresses", address=url)
        assert (await asked(stranger, url)).body["detail"] == added.body["detail"]


@pytest.mark.parametrize(
    "query", ["", "?url=", "?url=%20", "?url=a%00b.example", "?address=weir.example", "?url=" + "a" * 2001]
)
async def test_a_call_without_a_usable_url_names_the_field(stranger: Caller, query: str) -> None:
    answer = await stranger.get(f"/api/lookup{query}")
    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == "url"
