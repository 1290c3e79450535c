"""What a page says of itself to machines, and nothing of what it only shows."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from masthead.intake.html import capture_html
from masthead.intake.jsonld import MOST_CHARACTERS
from masthead.intake.metadata import Metadata, read_metadata

AT = "https://weir.example/news/dredgers"


def ld(*described: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in described)


def article(**fields: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle"} | fields


def test_the_metadata_of_a_page_becomes_that_of_its_capture() -> None:
    head = ld(article(headline="Dredgers find a village", author={"name": "Odile Farrow"}, datePublished="2019-10-14"))
    page = f'<html lang="en-GB"><link rel=canonical href="{AT}"><meta property="og:site_name" content="The Weir">{head}'
    found = capture_html(page + "<p>The crew of a dredger has brought up roof tiles.")
    assert (found.title, found.author, found.published_on) == ("Dredgers find a village", "Odile Farrow", "2019-10-14")
    assert (found.language, found.canonical, found.site) == ("en-GB", AT, "The Weir")


@pytest.mark.parametrize(
    "described",
    [
        article(datePublished="2019-10-14T06:30:00+02:00", dateModified="2020-01-01"),
        article(datePublished="2019-10-14T23:30:00-05:00"),
        {"@graph": [{"@type": "WebPage", "datePublished": "2018-01-01"}, article(datePublished="2019-10-14 06:30")]},
        [{"@type": "Organization"}, {"@type": ["Thing", "ReportageNewsArticle"], "datePublished": "20191014"}],
        {"@type": "WebPage", "mainEntity": {"@type": "https://schema.org/BlogPosting", "datePublished": "2019-10-14"}},
    ],
)
def test_the_day_is_that_of_the_publication_where_the_page_is_at_home(described: object) -> None:
    assert read_metadata(ld(described)).published_on == "2019-10-14"


@pytest.mark.parametrize(
    "html",
    [
        '<meta property="article:published_time" content="2019-10-14T01:00:00+03:00">',
        '<meta content="2019/10/14" name="DC.date.issued"><meta property="article:modified_time" content="2020-02-02">',
        '<meta itemprop="datePublished" content="Mon, 14 Oct 2019 08:00:00 GMT">',
        '<p><time itemprop="datePublished" datetime="2019-10-14T08:00Z">yesterday</time>',
        '<time pubdate datetime="2019-10-14">today</time>',
        '<meta name="parsely-pub-date" content="2019-10-14T08:00:00Z"><meta name="date" content="2011-11-11">',
    ],
)
def test_days_stand_in_many_marks(html: str) -> None:
    assert read_metadata(html).published_on == "2019-10-14"


def test_a_moment_in_utc_is_told_by_the_clock_of_the_page() -> None:
    said = ld(article(datePublished="2019-10-13T22:30:00Z"))
    assert read_metadata(said).published_on == "2019-10-13"
    local = '<meta property="article:published_time" content="2019-10-14T00:30:00+02:00">'
    assert read_metadata(said + local).published_on == "2019-10-14"
    other = '<meta property="article:published_time" content="2019-10-15T00:30:00+02:00">'
    assert read_metadata(said + other).published_on == "2019-10-13"


@pytest.mark.parametrize(
    "html",
    [
        '<meta name="date" content="2019-02-30">',
        '<meta name="date" content="0001-01-01T00:00:00">',
        '<meta name="date" content="1970-01-01T00:00:00Z">',
        '<meta name="date" content="9999-12-31T23:59:59-12:00">',
        '<meta name="date" content="soon">',
        '<meta property="article:modified_time" content="2019-10-14">',
        "<time>2019-10-14</time><time datetime=2019-10-14>14 October 2019</time>",
        ld(article(dateModified="2019-10-14")),
        ld(article(datePublished=20191014)),
        ld({"@type": "Event", "datePublished": "2019-10-14"}),
    ],
)
def test_what_is_no_day_of_publication_is_none(html: str) -> None:
    assert read_metadata(html).published_on is None


def test_a_day_that_is_still_to_come_is_none() -> None:
    ahead = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert read_metadata(f'<meta name="date" content="{ahead}">').published_on is None
    assert read_metadata(ld(article(datePublished=ahead)) + '<meta name=date content="2019-10-14">').published_on


@pytest.mark.parametrize(
    ("html", "canonical"),
    [
        (f'<link href="{AT}" rel="alternate CANONICAL">', AT),
        (f'<link rel=canonical href=" {AT}#comments ">', AT),
        (f'<meta property="og:url" content="{AT}?a=1&amp;b=2">', f"{AT}?a=1&b=2"),
        (ld(article(mainEntityOfPage={"@type": "WebPage", "@id": AT})), AT),
        (ld(article(mainEntityOfPage=AT, url="https://other.example/x")), AT),
        (f'<link rel=canonical href="/"><meta property="og:url" content="{AT}">', AT),
        ('<base href="https://weir.example/news/"><link rel=canonical href="dredgers">', AT),
        ('<link rel=canonical href="https://weir.example/?p=17">', "https://weir.example/?p=17"),
        ('<link rel=canonical href="/news/dredgers">', None),
        ('<link rel=canonical href="//weir.example/news/dredgers">', None),
        ('<link rel=canonical href="https://weir.example">', None),
        ('<link rel=canonical href="https://weir.example/?from=app">', None),
        ('<link rel=canonical href="javascript:alert(1)">', None),
        ('<link rel=canonical href="ftp://weir.example/a">', None),
        ('<link rel=canonical href="https://a:b@weir.example/a">', None),
        ('<link rel=canonical href="https://weir.example:99999/a">', None),
        ('<link rel=canonical href="https://[weir/a">', None),
        (f'<link rel=canonical href="{AT}/{"a" * 3000}">', None),
        ("<link rel=canonical>", None),
    ],
)
def test_a_page_belongs_where_it_says_if_that_can_be_an_article(html: str, canonical: str | None) -> None:
    assert read_metadata(html).canonical == canonical


@pytest.mark.parametrize(
    ("html", "author"),
    [
        (ld(article(author=[{"name": "Odile Farrow"}, {"name": "Bor Kessel"}])), "Odile Farrow, Bor Kessel"),
        (ld(article(author="Odile &amp; Bor")), "Odile & Bor"),
        (
            '<meta property="article:author" content="https://facebook.com/odile"><meta name=dc.creator content=Bor>',
            "Bor",
        ),
        ('<meta name="author" content=" Odile \n Farrow ">', "Odile Farrow"),
        (ld(article(author={"@id": "#odile"})), None),
        ('<p class="byline">By <a href="/odile">Odile Farrow</a>', "Odile Farrow"),
        ('<p class="byline">By Odile Farrow · 14 October 2019', "Odile Farrow"),
        ('<p class="byline">Odile Farrow | The Weir | 14.10.2019', "Odile Farrow | The Weir"),
        ('<p class="byline">Odile Farrow — Bor Kessel', "Odile Farrow — Bor Kessel"),
        ('<a rel="author" href="/odile">Odile Farrow</a>', "Odile Farrow"),
        (
            '<div class="byline">All that was said in the town hall on Monday, in the order of the speakers</div>',
            None,
        ),
        ('<ol id="comments"><li><b class="author-name">siltfisher</b></ol>', None),
    ],
)
def test_an_author_has_a_name(html: str, author: str | None) -> None:
    assert read_metadata(html).author == author


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=uk>", "uk"),
        ('<meta property="og:locale" content="pt_BR">', "pt-BR"),
        (ld(article(inLanguage={"@type": "Language", "name": "el"})), "el"),
        ('<html lang="not a language"><meta http-equiv="Content-Language" content="he">', "he"),
        (f'<html lang="en-{"abcdefgh-" * 9}x">', None),
    ],
)
def test_a_language_is_a_tag(html: str, language: str | None) -> None:
    assert read_metadata(html).language == language


def test_a_title_is_that_of_the_article_rather_than_of_the_site() -> None:
    site = '<meta property="og:site_name" content="The Weir"><meta property="og:title" content="The Weir">'
    assert read_metadata(f"{site}<title>Dredgers find a village</title>").title == "Dredgers find a village"
    assert read_metadata("<h1>Dredgers <b>find</b> a village</h1>").title == "Dredgers find a village"
    assert read_metadata("<title> </title>").title is None


@pytest.mark.parametrize(
    "html",
    [
        '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
        '<script type="application/ld+json">' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "</script>",
        '<script type="application/ld+json">{"@type": "Article", "datePublished": ' + "1" * 50_000 + "}</script>",
        ld(article(headline="x" * MOST_CHARACTERS)),
        '<script type="application/ld+json">{"@type": "Article"</script>' * 10_000,
        ld([{"@type": "Thing"}] * 20_000),
        ld(article(headline="\ud800", author="\x00", url="https://weir.example/\ud800")),
    ],
)
def test_hostile_metadata_says_nothing_and_breaks_nothing(html: str) -> None:
    assert read_metadata(html) == Metadata()


def test_of_a_heap_of_elements_the_first_ones_count() -> None:
    page = '<meta name="author" content="Odile">' + "<meta name=author content=x>" * 300_000
    assert read_metadata(page + '<meta name="date" content="2019-10-14">') == Metadata(author="Odile")
