import re
from html.parser import HTMLParser
from itertools import combinations
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from masthead.demo.content import (
    Article,
    BodyOf,
    DemoContent,
    DemoPage,
    HiddenBodyOf,
    Paragraph,
    Quote,
    SitePage,
    body_text,
    load,
)
from masthead.demo.sites import HOSTS, RECORD_HOST, plain_text, render, with_port

CONTENT = load()
ARTICLES = CONTENT.articles
PORT = 8123
VOID = {"br", "meta", "link", "img", "input", "hr"}


class Balance(HTMLParser):
    """Reads HTML as strictly as it was meant: every element that opens is closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"] and re.search(r"[<>&]", data):
            self.faults.append(f"unescaped text: {data!r}")


def page(url: str, content: DemoContent = CONTENT) -> str:
    parts = urlsplit(url)
    html = render(content, parts.netloc, parts.path, PORT)
    assert html is not None, f"no page at {url}"
    return html


def visible(html: str) -> str:
    return LexborHTMLParser(html).text(separator=" ", strip=False)


def site_page(demo: DemoPage) -> SitePage:
    parts = urlsplit(demo.url)
    site = next(site for site in CONTENT.sites if site.host == parts.netloc)
    return next(known for known in site.pages if known.path == parts.path)


def expected(demo: DemoPage) -> list[str]:
    """The passages that a visitor must find on a demo page."""
    parts = urlsplit(demo.url)
    for article in ARTICLES:
        if article.path == parts.path:
            return [article.title, *body_text(article).split("\n\n")]
    passages = []
    for block in site_page(demo).blocks:
        match block:
            case BodyOf(body_of=slug) | HiddenBodyOf(hidden_body_of=slug):
                passages += body_text(CONTENT.article(slug)).split("\n\n")
            case Quote():
                passages.append(block.quote)
            case Paragraph():
                passages.append(block.paragraph)
    return passages


def runs(article: Article) -> set[tuple[str, ...]]:
    """All runs of eight words of an article; Japanese, which has no spaces, is cut into fifteen characters."""
    pattern, length = (r"\w", 15) if article.language == "ja" else (r"\w+", 8)
    words = re.findall(pattern, body_text(article).lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def source_urls() -> set[str]:
    urls = {known.source_url for outlet in CONTENT.outlets for known in outlet.statements}
    urls |= {known.source_url for outlet in CONTENT.outlets for known in outlet.addresses if known.source_url}
    notes = [note for outlet in CONTENT.outlets for note in outlet.notes]
    notes += [note for article in ARTICLES for note in article.notes]
    return urls | {source.url for note in notes for source in note.sources}


def all_urls() -> list[str]:
    urls = [f"http://{host}/" for host in sorted(HOSTS)]
    for outlet in CONTENT.outlets:
        urls += [f"http://{host}{a.path}" for host in outlet.own_hosts() for a in CONTENT.articles_of(outlet.slug)]
    urls += [f"http://{site.host}{known.path}" for site in CONTENT.sites for known in site.pages]
    return urls + [f"http://{RECORD_HOST}/entries/{slug}" for slug in CONTENT.entries]


@pytest.mark.parametrize("url", sorted(source_urls()))
def test_every_source_resolves_to_an_entry_of_the_public_record(url: str) -> None:
    parts = urlsplit(url)
    assert parts.netloc == RECORD_HOST
    assert CONTENT.entries[parts.path.removeprefix("/entries/")].text in visible(page(url))


def test_every_entry_of_the_public_record_is_the_source_of_something() -> None:
    assert {url.rsplit("/", 1)[1] for url in source_urls()} == set(CONTENT.entries)


def test_every_note_has_a_source() -> None:
    notes = [note for article in ARTICLES for note in article.notes]
    assert notes
    assert all(note.sources for note in [*notes, *(note for outlet in CONTENT.outlets for note in outlet.notes)])


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_every_quote_of_a_note_occurs_once_in_one_paragraph(article: Article) -> None:
    for note in article.notes:
        if note.quote is not None:
            counts = [text.count(note.quote) for text in body_text(article).split("\n\n")]
            assert sorted(counts, reverse=True)[:2] == [1, 0]


@pytest.mark.parametrize("demo", CONTENT.pages, ids=lambda demo: demo.url)
def test_every_demo_page_shows_what_it_promises(demo: DemoPage) -> None:
    # One of the pages breaks its words with characters that nobody sees.
    text = visible(page(demo.url)).replace("\u200b", "")
    assert [passage for passage in expected(demo) if passage not in text] == []


def test_the_demo_has_a_page_of_every_kind() -> None:
    kinds = [demo.kind for demo in CONTENT.pages]
    assert set(kinds) == {"original", "mirror", "quote", "template", "impersonator", "unknown", "hostile"}
    assert kinds.count("original") == 4
    assert kinds.count("mirror") == 2


def test_the_quoted_passage_stands_contiguous_in_an_archived_body() -> None:
    demo = next(demo for demo in CONTENT.pages if demo.kind == "quote")
    blocks = site_page(demo).blocks
    (quote,) = [block for block in blocks if isinstance(block, Quote)]
    assert quote.quote in body_text(CONTENT.article(quote.article))
    assert CONTENT.article(quote.article).archived
    assert 60 <= len(quote.quote.split()) <= 80
    assert "“" not in quote.quote
    assert sum(len(block.paragraph.split()) for block in blocks if isinstance(block, Paragraph)) >= 400


@pytest.mark.parametrize("kind", ["impersonator", "unknown"])
def test_a_page_of_its_own_text_shares_nothing_with_any_article(kind: str) -> None:
    demo = next(demo for demo in CONTENT.pages if demo.kind == kind)
    words = re.findall(r"\w+", visible(page(demo.url)).lower())
    own = {tuple(words[at : at + 8]) for at in range(len(words) - 7)}
    assert all(not own & runs(article) for article in ARTICLES)


@pytest.mark.parametrize(("one", "other"), list(combinations(ARTICLES, 2)), ids=lambda article: article.slug)
def test_no_two_articles_share_a_run_of_words(one: Article, other: Article) -> None:
    assert not runs(one) & runs(other)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_an_article_is_as_long_as_a_short_news_story(article: Article) -> None:
    body = body_text(article)
    if article.language == "ja":
        assert 500 <= len(body) <= 900
    else:
        assert 180 <= len(body.split()) <= 400
        assert all(30 <= len(paragraph.split()) <= 90 for paragraph in body.split("\n\n"))
    assert 3 <= len(article.comments) <= 8


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_direct_speech_is_less_than_a_quarter_of_an_article(article: Article) -> None:
    body = body_text(article)
    spoken = re.findall(r"“[^”]*”|«[^»]*»|「[^」]*」", body)
    assert sum(map(len, spoken)) < len(body) / 4


def test_one_article_is_never_archived() -> None:
    kept_out = [article for article in ARTICLES if not article.archived]
    assert [article.outlet for article in kept_out] == ["harbour-ledger"]
    assert len(ARTICLES) == 13


@pytest.mark.parametrize("url", all_urls())
def test_every_page_is_well_formed_and_its_links_lead_to_pages(url: str) -> None:
    html = page(url)
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert (balance.faults, balance.open) == ([], [])
    for link in LexborHTMLParser(html).css("a[href]"):
        href = link.attributes["href"] or ""
        if not href.startswith("#"):
            assert urlsplit(href).port == PORT
            page(f"http://{urlsplit(href).hostname}{urlsplit(href).path}")


@pytest.mark.parametrize("name", ["title", "author"])
def test_markup_in_the_content_is_shown_as_text(name: str) -> None:
    hostile = '"><script>alert(1)</script>&amp;{{ 7 * 7 }}'
    article = ARTICLES[0].model_copy(update={name: hostile})
    content = CONTENT.model_copy(update={"articles": (article, *ARTICLES[1:])})
    html = page(f"http://harbour-ledger.localhost{article.path}", content)
    assert "<script" not in html
    assert hostile in visible(html)


def test_the_former_host_serves_the_same_articles_on_its_own_address() -> None:
    path = "/2020/02/outer-islands-return-to-lamp-oil"
    now, former = (page(f"http://{host}.localhost{path}") for host in ("harbour-ledger", "harbour-ledger-archive"))
    assert former != now
    assert visible(former) == visible(now)


def test_the_fake_hosts_are_all_named() -> None:
    outlets = {host for outlet in CONTENT.outlets for host in outlet.own_hosts()}
    assert outlets | {site.host for site in CONTENT.sites} | {RECORD_HOST} == HOSTS


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.localhost/",
        "http://harbour-ledger.localhost/2021/08/no-such-story",
        "http://severny-vestnik.localhost/2021/08/night-ferries-emptied-saltmere-silos",
        "http://tidewatch.localhost/no-such-note",
        "http://public-record.localhost/entries/no-such-entry",
        "http://public-record.localhost/entries",
    ],
)
def test_where_no_page_stands_there_is_none(url: str) -> None:
    parts = urlsplit(url)
    assert render(CONTENT, parts.netloc, parts.path, PORT) is None


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_a_naive_scrape_carries_the_body_and_the_noise_around_it(article: Article) -> None:
    scrape = plain_text(article, CONTENT)
    edition = CONTENT.edition(article.outlet, article.language)
    assert scrape.startswith("\n".join([*edition.ticker, edition.month]))
    assert scrape.count(article.title) >= 3
    noise = [edition.full_size, edition.more, edition.support, *(comment.text for comment in article.comments)]
    assert [part for part in [*noise, *body_text(article).split("\n\n")] if part not in scrape] == []


def test_a_url_of_the_content_gets_the_port_of_the_demo() -> None:
    assert with_port("http://public-record.localhost/entries/a", 81) == "http://public-record.localhost:81/entries/a"
