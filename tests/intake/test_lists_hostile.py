"""Fact checks and what publishers say of themselves, as they come; and files that are no list, or mean harm."""

import json

import pytest

from intake.test_lists import DAY, read
from masthead.errors import MastheadError
from masthead.intake.lists.edition import Options
from masthead.intake.lists.formats import FORMATS, format_named
from masthead.intake.lists.naming import slug_of, spellings

CHECKER = "https://checker.example/"


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
