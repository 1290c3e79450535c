"""Lists of others as they come: what is taken of them, and what is refused or left out, with the reason."""

import json
from datetime import date

import pytest

from masthead.errors import MastheadError
from masthead.intake.lists.edition import Edition, Options
from masthead.intake.lists.formats import format_named
from masthead.records.addresses import AddressRole

DAY = date(2024, 5, 1)


def read(form: str, text: str, **options: object) -> Edition:
    return format_named(form).read(text.encode(), Options(**({"day": DAY} | options)))  # type: ignore[arg-type]


def texts(edition: Edition) -> dict[str, str]:
    """What is stated about each outlet."""
    return {entry.name: statement.text for entry in edition.entries for statement in entry.statements}


def test_ratings_of_wikipedia_are_told_in_its_words_and_no_other_category_is() -> None:
    given = {
        "news": ["weir-daily.example"],
        "rspDeprecated": ["www.weir-daily.example", "medium.com", "tide.example/sport", ""],
        "rspBlacklisted": ["weir-daily.example"],
        "rspGenerallyReliable": ["harbour.example"],
    }
    found = read("citeunseen-rsp", json.dumps(given))
    assert texts(found) == {
        "weir-daily.example": "Rated “deprecated” and “blacklisted” in the English Wikipedia's list of perennial"
        " sources.",
        "tide.example/sport": "Rated “deprecated” in the English Wikipedia's list of perennial sources."
        " This is about tide.example/sport.",
        "harbour.example": "Rated “generally reliable” in the English Wikipedia's list of perennial sources.",
    }
    statement = found.entries[0].statements[0]
    assert (statement.stated_by, statement.stated_on) == ("Wikipedia editors (perennial sources)", DAY)
    assert statement.source_url.endswith("/Wikipedia:Reliable_sources/Perennial_sources")
    assert [(one.what, one.why.split(":")[0]) for one in found.refused] == [
        ("medium.com", "medium.com is a platform"),
        ("", "It is no domain."),
    ]
    assert found.ignored == {"category 'news'": 1}


SITES = """Threat Actor,Domain,Name,Source,Since
,https://weir-daily.example,,EuVsDisinfo,
,http://www.weir-daily.example/,,Wikidata All News,
,https://lt.weir-daily.example,,Pink Slime,
,https://weir-daily.example,,Pink Slime,2020
,https://one.blogs.example,,EuVsDisinfo,
,https://two.blogs.example,,EuVsDisinfo,
,https://respectable.example,,Wikidata All News,
,https://t.me,,EuVsDisinfo,
,https:/broken.example/x,,EuVsDisinfo,
,,,EuVsDisinfo,
,https://too.example,,EuVsDisinfo
,94.130.84.54,,EuVsDisinfo,
"""


def test_an_outlet_in_several_rows_is_one_and_hosts_below_a_domain_that_is_not_listed_are_several() -> None:
    found = read("laundromat", SITES)
    assert texts(found) == {
        "weir-daily.example": "Listed among “sites of concern”, citing EuVsDisinfo and Pink Slime.",
        "one.blogs.example": "Listed among “sites of concern”, citing EuVsDisinfo.",
        "two.blogs.example": "Listed among “sites of concern”, citing EuVsDisinfo.",
    }
    assert [one.address for one in found.entries[0].addresses] == ["weir-daily.example"]
    assert [(one.line, one.why.split(".")[0]) for one in sorted(found.refused, key=lambda one: one.line)] == [
        (3, "'Wikidata All News' lists news media of every kind: that is no concern, and nothing is said of it"),
        (8, "'Wikidata All News' lists news media of every kind: that is no concern, and nothing is said of it"),
        (9, "t"),
        (10, "'https:' is not a host name"),
        (11, "The domain is missing"),
        (12, "It has another number of cells than there are columns"),
        (13, "94"),
    ]
    assert found.ignored == {"column 'Since'": 1}


CLONES = """domain,impersonated_outlet,authentic_domain,country,first_seen
weir-daily.ltd,The Weir Daily,weir-daily.example,UK,2022-06-05
weir-daily.fun,The Weir Daily,weir-daily.example,UK,2022
harbour.ltd,The Harbour,harbour.example,EE/LV,2022-09-28
harbour.cfd,The Harbour,harbour.example,EE/LV,2023
harbour.example,The Tide,tide.example,GB,2022-01-01
"""


def test_an_impersonator_is_an_address_of_the_outlet_it_imitates_as_far_as_the_source_can_know() -> None:
    found = read("doppelganger", CLONES, day=None)
    (weir,) = found.entries
    assert (weir.name, weir.holders, weir.fields) == ("The Weir Daily", ["weir-daily.example"], {"country": "GB"})
    assert [(one.address, one.role, one.since, one.stated_on) for one in weir.addresses] == [
        ("weir-daily.example", AddressRole.OFFICIAL, None, None),
        ("weir-daily.ltd", AddressRole.IMPERSONATOR, date(2022, 6, 5), date(2022, 9, 27)),
        ("weir-daily.fun", AddressRole.IMPERSONATOR, None, date(2022, 9, 27)),
    ]
    assert [(one.what, one.why[:40]) for one in found.refused] == [
        ("harbour.ltd", "It was first seen after 2022-09-27, so t"),
        ("harbour.cfd", "It was first seen after 2022-09-27, so t"),
        ("harbour.example", "The list calls it authentic, too."),
    ]
    assert found.ignored == {"first_seen without a day": 1}
    later = read("doppelganger", CLONES, source_url="https://report.example/clones")
    assert {one.source_url for entry in later.entries for one in entry.addresses if one.stated_on} == {
        "https://report.example/clones"
    }
    assert len(later.refused) == 1
    with pytest.raises(MastheadError, match="give --edition DATE"):
        read("doppelganger", CLONES, day=None, source_url="https://report.example/clones")


def test_a_sanction_is_told_as_the_regulation_has_it() -> None:
    given = (
        "\ufeffname,basis,domains\nThe Weir,annex-xv,weir.example lt.weir.example weir.example\n"
        "The Tide,annex-i,tide.example\nThe Gale,annex-ix,gale.example\nThe Fog,annex-i,\n"
    )
    found = read("eu-annex-xv", given)
    assert [[one.address for one in entry.addresses] for entry in found.entries] == [["weir.example"], ["tide.example"]]
    (weir,), (tide,) = (entry.statements for entry in found.entries)
    assert "Annex XV to Regulation (EU) No 833/2014" in weir.text
    assert "Annex I to Regulation (EU) No 269/2014" in tide.text
    assert weir.source_url != tide.source_url
    assert {one.stated_by for one in (weir, tide)} == {"Council of the European Union"}
    assert [one.why for one in found.refused] == [
        "The basis 'annex-ix' is unknown; known are annex-xv, annex-i.",
        "It has no domain by which it could be known.",
    ]


TABLE = """Outlet;Web;Owner;Land;Fax
The Weir Daily;weir-daily.example, weir-daily.press;The waterworks;GB;1
The Weir Daily;weir-daily.example;Its readers;GB;
The Harbour;harbour.example;;Atlantis;2
The Tide;;;;
"""


def test_a_table_is_mapped_and_what_is_not_mapped_is_counted() -> None:
    found = read(
        "csv",
        TABLE,
        columns={"name": "Outlet", "address": "Web", "text": "Owner", "country": "Land"},
        values={"topic": "ownership", "stated_by": "Company register", "source_url": "https://register.example/"},
    )
    (weir,) = found.entries
    assert [one.address for one in weir.addresses] == ["weir-daily.example", "weir-daily.press"]
    assert [one.text for one in weir.statements] == ["The waterworks Its readers"]
    assert {(one.stated_by, one.stated_on, one.topic) for one in weir.statements} == {
        ("Company register", DAY, "ownership")
    }
    assert [(one.line, one.what) for one in found.refused] == [(4, "The Harbour"), (5, "The Tide")]
    assert found.ignored == {"column 'Fax'": 2}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("not a host", "'not a host' is no address"),
        ("nohost", "'nohost' is not a host name"),
        ("weir.example nohost", "'nohost' is not a host name"),
    ],
)
def test_a_cell_that_holds_no_address_is_told_as_a_whole(cell: str, said: str) -> None:
    (refused,) = read("csv", f"name,address\nWeir,{cell}\n").refused
    assert refused.why.startswith(said)


@pytest.mark.parametrize(
    ("form", "text", "covered", "unclear"),
    [
        ("laundromat", "Domain,Source\nhttps://t.me,x\nhttps://weir.example,Wikidata All News\n", True, 0),
        ("laundromat", "Domain,Source\n,x\n", False, 1),
        ("laundromat", "Domain,Source\nhttp://N,x\n", False, 1),
        ("laundromat", "Domain,Source\nhttps:/weir.example,x\n", False, 1),
        ("csv", "name,address\nWeir,weir.example,\n", False, 1),
        ("csv", f"name,address\n{'W' * 301},weir.example\n", True, 0),
        ("csv", "name,address\nWeir,weir.example weir\n", True, 1),
        ("eu-annex-xv", "name,basis,domains\nWeir,annex-c,weir.example\n", True, 0),
        ("eu-annex-xv", "name,basis,domains\nWeir,annex-i,\n", False, 1),
        ("citeunseen-rsp", '{"rspMulti": ["weir.example:99999999", 7]}', True, 1),
    ],
)
def test_whom_a_refused_line_is_about_is_known_by_its_address_alone(
    form: str, text: str, covered: bool, unclear: int
) -> None:
    found = read(form, text)
    assert found.entries == []
    assert found.mentioned.cover({"weir.example"}) is covered
    assert found.mentioned.unclear == unclear


def test_a_refused_platform_may_be_about_any_account_on_it() -> None:
    found = read("citeunseen-rsp", '{"rspMulti": ["https://t.me", "wordpress.com"]}').mentioned
    assert found.unclear == 0
    assert found.cover({"t.me/weir"})
    assert found.cover({"weir.wordpress.com"})
    assert not found.cover({"weir.example", "nott.me"})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "No column is the address.*--map address=COLUMN.*'Outlet', 'Web', 'Owner', 'Land', 'Fax'"),
        ({"columns": {"address": "Site"}}, "There is no column 'Site'"),
        ({"columns": {"adress": "Web"}}, "There is no field 'adress'. The fields are: name, slug"),
        ({"columns": {"address": "Web"}, "values": {"colour": "red"}}, "There is no field 'colour'"),
        ({"columns": {"address": "Web", "text": "Owner"}}, "No column is the topic.*every statement needs"),
        ({"columns": {"address": "Web"}, "values": {"stated_on": "May"}, "day": None}, "no day like"),
    ],
)
def test_a_mapping_that_says_nothing_is_refused_with_what_there_is(options: dict[str, object], said: str) -> None:
    with pytest.raises(MastheadError, match=said):
        read("csv", TABLE, **options)
