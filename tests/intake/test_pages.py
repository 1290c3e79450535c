"""Pages in, articles out: each page of fixtures/pages, and each article of the demo as scrape and as HTML."""

import json
from pathlib import Path
from typing import Any

import pytest

from masthead.demo.content import Article, body_text, load
from masthead.demo.sites import plain_text, render
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import decode
from masthead.intake.html import capture_html
from masthead.intake.plain import capture_plain
from masthead.intake.segments import Capture, Reason
from serving import ROOT

PAGES = sorted((ROOT / "fixtures" / "pages").glob("*/page.*"))
DEMO = load()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_keeps_its_article_and_says_of_the_rest_why_it_was_cut(page: Path) -> None:
    expected: dict[str, Any] = json.loads((page.parent / "expected.json").read_text("utf-8"))
    found = capture(decode(page.read_bytes()))
    require_recognisable(found.text)
    assert found.title == expected["title"]
    assert found.published_on == expected["published_on"]
    assert [sentence for sentence in expected["kept"] if sentence not in found.text] == []
    for fragment, reason in expected["cut"].items():
        holders = [segment for segment in found.segments if fragment in segment.text]
        assert [segment.text for segment in holders if segment.kept] == [], fragment
        assert reason in {segment.reason.value for segment in holders}, fragment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_kept_segment_says_body_and_every_cut_one_does_not(page: Path) -> None:
    for segment in capture(decode(page.read_bytes())).segments:
        assert segment.kept == (segment.reason is Reason.BODY)
        assert segment.text == segment.text.strip()
        assert segment.text


def as_scrape(article: Article) -> Capture:
    return capture_plain(plain_text(article, DEMO))


def as_html(article: Article) -> Capture:
    outlet = next(outlet for outlet in DEMO.outlets if outlet.slug == article.outlet)
    page = render(DEMO, outlet.own_hosts()[0], article.path, 80)
    assert page is not None
    return capture_html(page)


@pytest.mark.parametrize("read", [as_scrape, as_html])
@pytest.mark.parametrize("article", DEMO.articles, ids=lambda article: article.slug)
def test_a_demo_article_keeps_every_paragraph_and_nothing_of_what_surrounds_it(article: Article, read: Any) -> None:  # noqa: ANN401 - one of the two above
    found: Capture = read(article)
    edition = DEMO.edition(article.outlet, article.language)
    kept = found.text.split("\n\n")
    assert [paragraph for paragraph in body_text(article).split("\n\n") if paragraph not in kept] == []
    noise = [
        *edition.ticker,
        edition.month,
        edition.full_size,
        edition.more,
        edition.cookie,
        edition.footer,
        *article.more,
        *(comment.text for comment in article.comments),
        *(comment.author for comment in article.comments),
    ]
    assert [line for line in noise if line in kept] == []
    assert not [title for title in (article.title, *article.more) if any(title in line for line in kept)]
    assert not [comment for comment in article.comments if comment.text in found.text]
    assert found.title == article.title
    assert found.published_on is None


def test_a_month_in_the_visible_text_is_never_taken_for_the_date() -> None:
    page = "NOVEMBER 2024\n7 August 2021\n2019-01-02\n\n" + plain_text(DEMO.articles[0], DEMO)
    assert capture_plain(page).published_on is None
    shown = "".join(f"<p>{line}</p>" for line in page.splitlines())
    assert capture_html(f"<title>A page</title><time>2024-11-01</time>{shown}").published_on is None


def test_readings_above_japanese_words_are_no_part_of_the_text() -> None:
    article = next(one for one in DEMO.articles if one.language == "ja")
    lines = [line for line in body_text(article).split("\n") if line]
    plain = "".join(f"<p>{line}</p>" for line in lines)
    annotated = plain.replace("灯台", "<ruby>灯<rp>(</rp><rt>とう</rt><rp>)</rp>台<rt>だい</rt></ruby>")
    assert annotated != plain
    kept = [capture_html(f"<article><h1>題</h1>{body}</article>").text for body in (plain, annotated)]
    assert [text.split() for text in kept] == [lines, lines]
