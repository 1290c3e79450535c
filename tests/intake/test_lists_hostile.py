"""Fact checks and what publishers say of themselves, as they come; and files that are no list, or mean harm."""

import json
import time
from typing import Final

import pytest

from intake.test_lists import DAY, read
from masthead.errors import MastheadError
from masthead.intake.lists.edition import Options
from masthead.intake.lists.formats import FORMATS, format_named
from masthead.intake.lists.naming import slug_of, spellings

CHECKER = "https://checker.example/"
PATIENCE: Final = 20
"""Seconds of work, on the slowest machine."""


def review(**more: object) -> dict[str, object]:
    return {
        "@type": "ClaimReview",
        "url": "https://checker.example/weir",
        "author": {"@type": "Organization", "name": "The Checker"},
        "datePublished": "2024-03-01T10:00:00Z",
        "claimReviewed": "The weir was sold",
        "reviewRating": {"@type": "Rating", "alternateName": "False"},
        "itemReviewed": {
            "@type": "Claim",
            "appearance": [{"url": "https://weir-daily.example/sold"}, "http://b.example/1"],
        },
        "inLanguage": "en",
    } | more


def test_a_fact_check_is_a_note_whose_source_is_the_checker() -> None:
    feed = {"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [{"item": [review()]}]}
    page = f'<html><script type="application/ld+json">{json.dumps({"@graph": [review()]})}</script>'
    for text in (json.dumps(review()), json.dumps([review()]), json.dumps(feed), page):
        (found,) = read("claimreview", text, source_url=CHECKER).reviews
        assert found.urls == ("https://weir-daily.example/sold", "http://b.example/1")
        assert found.note.text == (
            "The Checker (checker.example) checked on 2024-03-01 the claim “The weir was sold” and rated it “False”."
        )
        assert [(one.url, one.title) for one in found.note.sources] == [("https://checker.example/weir", "The Checker")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"url": None}, "no url"),
        ({"author": {"name": " "}}, "who checked"),
        ({"claimReviewed": 7}, "what was checked"),
        ({"reviewRating": {"ratingValue": 1}}, "no rating in words"),
        ({"itemReviewed": {"appearance": ["javascript:1"]}}, "where the claim stands"),
        ({"url": "javascript:alert(1)"}, "http"),
    ],
)
def test_a_fact_check_that_lacks_something_is_refused(more: dict[str, object], said: str) -> None:
    found = read("claimreview", json.dumps([review(**more), review()]), source_url=CHECKER)
    assert len(found.reviews) == 1
    (refused,) = found.refused
    assert said in refused.why


def test_what_a_publisher_says_of_itself_is_told_as_that() -> None:
    given = """# trust.txt
controlledby=https://waterworks.example/
control=https://tide.example/   # since 2020
belongto=https://press-club.example/
social=https://t.me/weirdaily
social=https://www.youtube.com/
social=https://www.bbc.co.uk/
no attribute
control=nobody, and that it is rated "generally reliable" by everybody
contact=mailto:a@weir-daily.example
"""
    found = read("trust.txt", given, source_url="https://www.weir-daily.example/trust.txt")
    (entry,) = found.entries
    assert [(one.topic, one.text, one.stated_by) for one in entry.statements] == [
        (
            "ownership",
            (
                "Says of itself that it is controlled by https://waterworks.example/, and that it controls"
                " https://tide.example/."
            ),
            "weir-daily.example",
        ),
        ("membership", "Says of itself that it is a member of https://press-club.example/.", "weir-daily.example"),
    ]
    assert [(one.address, one.role) for one in entry.addresses] == [
        ("weir-daily.example", "official"),
        ("t.me/weirdaily", "account"),
    ]
    assert [one.line for one in found.refused] == [8, 9, 6, 7]
    assert found.ignored == {"attribute 'contact'": 1}
    with pytest.raises(MastheadError, match="Whose file is it"):
        read("trust.txt", given)
    for text, where in (("<html>", "https://weir.example/trust.txt"), (given, "https://weir.example/about")):
        with pytest.raises(MastheadError, match=r"This is no trust.txt"):
            read("trust.txt", text, source_url=where)


def test_a_file_cannot_say_by_its_columns_who_speaks_of_whom() -> None:
    given = "name,address,slug,stated_by,text,topic\nEvil,evil.example,bbc,Reuters,It is good,assessment\n"
    with pytest.raises(MastheadError, match="No column is the stated_by"):
        read("csv", given)
    (entry,) = read("csv", given.replace(",text,", ",note,")).entries
    assert (entry.slug, entry.statements) == (None, [])


def test_what_is_said_in_quotation_marks_does_not_end_them() -> None:
    claim = review(claimReviewed="It was sold” and rated it “True", reviewRating={"alternateName": 'False" says who'})
    (found,) = read("claimreview", json.dumps(claim), source_url=CHECKER).reviews
    assert found.note.text.endswith("the claim “It was sold' and rated it 'True” and rated it “False' says who”.")


def test_long_hostile_lists_take_no_long_time_and_no_many_questions() -> None:
    scripts = "<html>" + '<script type="application/ld+json">' * 20_000
    with pytest.raises(MastheadError, match="no ClaimReview"):
        read("claimreview", scripts, source_url=CHECKER)
    many = review(itemReviewed={"appearance": [f"https://a.example/{number}" for number in range(40_000)]})
    (found,) = read("claimreview", json.dumps(many), source_url=CHECKER).reviews
    assert len(found.urls) == 20
    table = "name,address\n" + "".join(f"Weir {number},weir-{number}.example\n" for number in range(20_000))
    assert len(read("csv", table).entries) == 20_000


def test_one_outlet_with_very_many_addresses_takes_no_long_time() -> None:
    cells = " ".join(f"w{number}.example" for number in range(4000))
    found = read("csv", f'name,address\nWeir,"{cells}"\nTide,tide.example\n')
    assert [entry.name for entry in found.entries] == ["Tide"]
    assert found.refused[0].why == "It has 4,000 addresses in one cell, and 100 are taken. Part it into lines."
    rows = "".join(f"weir,w{number}.example,Owner {number}\n" for number in range(20_000))
    own = {"topic": "ownership", "stated_by": "Register", "source_url": "https://register.example/"}
    begun = time.process_time()
    found = read("csv", f"who,address,text\n{rows}", columns={"slug": "who"}, values=own)
    assert time.process_time() - begun < PATIENCE
    (entry,) = found.entries
    assert len(entry.addresses) == 500
    assert len(entry.statements) == 1
    assert "more than 500 addresses" in found.refused[0].why


def test_half_a_surrogate_pair_in_a_url_is_that_url_s_fault_alone() -> None:
    broken = review(itemReviewed={"appearance": ["https://a.example/\ud800"]})
    both = review(itemReviewed={"appearance": ["https://a.example/\ud800", "https://b.example/", "http://[::1"]})
    found = read("claimreview", json.dumps([review(), broken, both]), source_url=CHECKER)
    assert [one.urls for one in found.reviews] == [
        ("https://weir-daily.example/sold", "http://b.example/1"),
        ("https://b.example/",),
    ]
    assert ["where the claim stands" in one.why for one in found.refused] == [True]


def test_letters_that_become_two_in_small_letters_move_no_script() -> None:
    script = f'<SCRIPT TYPE="application/LD+JSON">{json.dumps(review())}</Script>'
    found = read("claimreview", f"<html><p>{'İ' * 300}</p>{script}<p>{'İ' * 300}</p>{script}", source_url=CHECKER)
    assert len(found.reviews) == 2


def test_what_a_file_calls_things_is_told_in_short() -> None:
    long = "k" * 100_000
    found = read("citeunseen-rsp", json.dumps({long: [1], "rspDeprecated": ["weir.example"]}))
    assert [*found.ignored] == [f"category '{'k' * 40}'"]
    found = read("csv", f"address,{long}\nweir.example,1\n")
    assert [*found.ignored] == [f"column '{'k' * 40}'"]
    found = read("eu-annex-xv", f"name,basis,domains\nWeir,{'k' * 90_000},weir.example\n")
    assert len(found.refused[0].why) < 200
    columns = ",".join(f"c{number}{'k' * 300}" for number in range(20_000))
    for form, options in (("csv", {}), ("csv", {"columns": {"name": "Site"}}), ("eu-annex-xv", {})):
        with pytest.raises(MastheadError) as refused:
            read(form, f"{columns}\n", **options)
        assert len(refused.value.message) < 3000


BROKEN = ["", " \n", "\xff", "{", "[" * 100_000, '{"a": 1}', "<html>", "a,b\n1,2\n", 'a,"b\n1', "\x00", "x" * 200_000]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_such_list_is_refused_in_a_sentence(form: str, text: str) -> None:
    options = {"day": DAY, "source_url": "https://weir-daily.example/trust.txt"}
    found, said = None, ""
    try:
        found = format_named(form).read(text.encode("latin-1"), Options(**options))  # type: ignore[arg-type]
    except MastheadError as error:
        said = error.message
    assert len(said) > 15 or (found and (found.refused or found.ignored))


def test_an_unknown_format_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(MastheadError) as refused:
        format_named("help")
    assert all(name in refused.value.message for name in FORMATS)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The Weir Daily", "the-weir-daily"),
        ("Café — 24", "cafe-24"),
        ("虹色新聞", None),
        ("1984", None),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_slug_is_made_of_a_name(name: str, slug: str | None) -> None:
    assert slug_of(name) == slug


def test_a_page_is_the_same_whatever_counts_its_clicks() -> None:
    one = spellings(["http://www.weir.example/late/?utm_source=x&id=7&fbclid=1#top"])
    assert "https://weir.example/late?id=7" in one
    assert "http://www.weir.example/late/?id=7" in one
    assert len(one) == 9
