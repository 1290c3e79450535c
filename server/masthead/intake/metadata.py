"""What a page says of itself: title, author, language, day of publication, where it belongs.

Only from what is meant to be read by machines: JSON-LD, OpenGraph, microdata, <meta>, <link>; for authors also marks of
a byline. The day is never taken from the visible text: pages show today's, or the month of an archive.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from itertools import islice
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masthead.intake.jsonld import Described, described
from masthead.safe import MOST_OF_LANGUAGE, no_half_pair, web_url

MOST_ELEMENTS: Final = 5000
"""Most elements of each kind that are looked at. The most <meta> of 334 real pages were 157."""
MOST_OF_URL: Final = 2000
MOST_OF_LINE: Final = 300
EARLIEST: Final = date(1990, 1, 1)
"""Pages are no older than the web; what is stated before it is an empty field of a system."""
MOST_AHEAD: Final = timedelta(days=1)
"""How far ahead a stated day may lie: as far as time zones go."""

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
_AUTHORS: Final = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author")
_DAYS: Final = (
    "article:published_time og:article:published_time article:published datepublished date.issued dc.date.issued"
    " dcterms.issued dc.date dcterms.date dcterms.created parsely-pub-date sailthru.date pubdate publishdate"
    " publish-date publish_date publication_date publicationdate published_time article.published"
    " cxenseparse:recs:publishtime citation_publication_date citation_date date"
).split()
"""Names under which pages state when they were published, the most trustworthy first; never when they were changed."""
_BYLINES: Final = (
    '[itemprop~="author" i] [itemprop~="name" i], [itemprop~="author" i]',
    'a[rel~="author" i]',
    ".author-name, .byline-name, .author_name, .byline__name, .p-author, .author.vcard, .c-byline__author",
    ".byline a, .author a, .by-line a",
    ".byline, .author, .by-line",
)
"""How pages mark the names of authors, the surest first."""
_MOST_BYLINES: Final = 5
_LONGEST_NAME: Final = 8
"""Words of a name, or of a few."""
_FAR_UP: Final = 20
"""Elements around a name in which a comment is looked for."""
_DAY_BEHIND: Final = re.compile(r"\s[·•|–—]\s[^·•|–—]*\d.*$")
"""What stands behind the name in many bylines."""
_BY: Final = re.compile(r"^(?:written by|posted by|by|von|par|por|di|da|автор)\b[:\s]*", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; None where it does not, or says what cannot be."""

    title: str | None = None
    author: str | None = None
    language: str | None = None
    published_on: str | None = None
    """ISO date, the day it was where the page is published."""
    canonical: str | None = None
    site: str | None = None


def read_metadata(html: str) -> Metadata:
    """Read what an HTML page states of itself."""
    page = LexborHTMLParser(html)
    meta = _meta(page)
    scripts = islice(page.css('script[type*="ld+json" i]'), MOST_ELEMENTS)
    articles = described(script.text() for script in scripts)
    headings = [page.css_first("title"), page.css_first("h1")]
    site = _line(meta.get("og:site_name"))
    shown = [one.title for one in articles[:1]]
    titles = [*(meta.get(name) for name in _TITLES[:1]), *shown, *(meta.get(name) for name in _TITLES[1:])]
    return Metadata(
        title=_first(map(_line, [*titles, *(one.text() for one in headings if one)]), unless=site),
        author=_first(_author(one) for one in _authors(page, meta, articles)),
        language=_first(map(_language, _languages(page, meta, articles))),
        published_on=_published([*(one.published for one in articles), *map(meta.get, _DAYS), *_marked_days(page)]),
        canonical=_first(_canonical(url, _base(page)) for url in _urls(page, meta, articles)),
        site=site,
    )


def _meta(page: LexborHTMLParser) -> dict[str, str]:
    """What the page's <meta> elements say, the first of each name."""
    found: dict[str, str] = {}
    for element in page.css("meta")[:MOST_ELEMENTS]:
        attributes = element.attributes
        content = attributes.get("content")
        for name in (attributes.get(key) for key in ("property", "name", "itemprop", "http-equiv")):
            if name and content and content.strip():
                found.setdefault(name.strip().lower()[:MOST_OF_LINE], content)
    return found


def _authors(page: LexborHTMLParser, meta: dict[str, str], articles: list[Described]) -> Iterator[str | None]:
    yield from (one.author for one in articles)
    yield from map(meta.get, _AUTHORS)
    for marks in _BYLINES:
        for element in page.css(marks)[:_MOST_BYLINES]:
            name = _DAY_BEHIND.sub("", _BY.sub("", " ".join(element.text().split())))
            if name and len(name.split()) <= _LONGEST_NAME and not _in_comments(element):
                yield name


def _in_comments(element: LexborNode) -> bool:
    """Whether an element stands in a comment, whose author is another."""
    outer: LexborNode | None = element
    for _ in range(_FAR_UP):
        if outer is None:
            return False
        attributes = outer.attributes
        if "comment" in f"{attributes.get('class')} {attributes.get('id')} {attributes.get('itemtype')}".lower():
            return True
        outer = outer.parent
    return False


def _marked_days(page: LexborHTMLParser) -> Iterator[str | None]:
    """Days in microdata and in the older marks of HTML."""
    marked = page.css('[itemprop~="datePublished" i], time[pubdate]')
    for element in marked[:MOST_ELEMENTS]:
        yield element.attributes.get("datetime") or element.attributes.get("content")


def _languages(page: LexborHTMLParser, meta: dict[str, str], articles: list[Described]) -> Iterator[str | None]:
    root = page.root
    if root is not None:
        yield root.attributes.get("lang") or root.attributes.get("xml:lang")
    yield from (one.language for one in articles)
    yield from (meta.get(name) for name in ("content-language", "og:locale", "language", "dc.language"))


def _language(stated: str | None) -> str | None:
    tag = (stated or "").strip().replace("_", "-")
    # A tag longer than any is none: a page may state what it likes.
    valid = len(tag) <= MOST_OF_LANGUAGE and re.fullmatch(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*", tag)
    return tag if valid else None


def _line(text: str | None) -> str | None:
    """One line of a text, without what cannot be shown."""
    folded = " ".join(_CONTROLS.sub(" ", unescape(text[: 10 * MOST_OF_LINE])).split())[:MOST_OF_LINE] if text else ""
    try:
        return no_half_pair(folded).strip() or None
    except ValueError:
        return None


def _author(text: str | None) -> str | None:
    line = _line(text)
    # Pages also give the author's address on a network.
    return None if line and re.match(r"(?:https?:)?//|www\.|@", line) else line


def _first(values: Iterable[str | None], unless: str | None = None) -> str | None:
    """The first that is something, and not what it must not be if there is another."""
    given = [value for value in values if value]
    return next((value for value in given if value != unless), next(iter(given), None))


def _published(stated: Iterable[str | None]) -> str | None:
    """The day that the most trustworthy statement names.

    A moment in UTC is told again by the statement that names the same moment in the page's own time zone.
    """
    moments = [moment for text in stated if text and (moment := _moment(text))]
    if not moments:
        return None
    best = moments[0]
    if isinstance(best, datetime) and best.utcoffset() == timedelta(0):
        local = (one for one in moments if isinstance(one, datetime) and one.utcoffset() and one == best)
        best = next(local, best)
    return (best.date() if isinstance(best, datetime) else best).isoformat()


def _moment(text: str) -> date | datetime | None:
    """The moment or day that a statement names, if it can be one."""
    text = text.strip()[:100]
    moment: date | datetime
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", text):
            moment = date.fromisoformat(text)
        elif re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
            moment = _of_iso(text)
        elif slashed := re.match(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b", text):
            moment = date(*map(int, slashed.groups()))
        elif re.match(r"[A-Za-z]{3}, ?\d", text):
            moment = parsedate_to_datetime(text)
        else:
            return None
    except (ValueError, TypeError, OverflowError):
        return None  # a day that never was
    day = moment.date() if isinstance(moment, datetime) else moment
    return moment if EARLIEST <= day <= datetime.now(UTC).date() + MOST_AHEAD else None


def _of_iso(text: str) -> date | datetime:
    """A moment in ISO form, or its day where what follows the day cannot be read."""
    zoned = re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text)
    try:
        return datetime.fromisoformat(zoned)
    except ValueError:
        return date.fromisoformat(text[:10])


def _urls(page: LexborHTMLParser, meta: dict[str, str], articles: list[Described]) -> Iterator[str | None]:
    yield from (_href(link) for link in page.css('link[rel~="canonical" i]')[:MOST_ELEMENTS])
    yield meta.get("og:url")
    # A page may describe several articles; only of its own it says so first.
    yield from (url for one in articles[:1] for url in one.urls)


def _href(link: LexborNode) -> str | None:
    return link.attributes.get("href")


def _base(page: LexborHTMLParser) -> str | None:
    base = page.css_first("base[href]")
    return _href(base) if base else None


def _canonical(stated: str | None, base: str | None) -> str | None:
    """Where the page belongs, if what it states is a full address of more than a site's front page."""
    if not stated or len(stated) > MOST_OF_URL:
        return None
    try:
        url = urldefrag(urljoin((base or "").strip(), unescape(stated.strip()))).url
        parts = urlsplit(web_url(no_half_pair(url)))
    except ValueError:
        return None
    front = parts.path in ("", "/") and not re.search(r"=\d", parts.query)
    return None if front or "@" in parts.netloc or len(url) > MOST_OF_URL else url
