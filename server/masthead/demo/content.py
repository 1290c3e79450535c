"""What the demo is made of: typed records of its outlets, articles, pages and fake hosts, read from `content/`."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent / "content"


class Record(BaseModel):
    """A piece of demo content; it never changes and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where a note's claim can be checked."""

    url: str
    title: str


class OutletNote(Record):
    """A curator's note on an outlet."""

    text: str
    language: str
    sources: tuple[Source, ...]


class ArticleNote(OutletNote):
    """A curator's note on an article, perhaps about one exact passage of it."""

    quote: str | None


class Address(Record):
    """A host of an outlet, and what it is to the outlet."""

    address: str
    role: Literal["official", "mirror", "account", "impersonator"]
    since: date | None
    until: date | None
    source_url: str | None
    stated_on: date | None


class Statement(Record):
    """What a named body states about an outlet."""

    kind: Literal["fact", "assessment"]
    topic: Literal["ownership", "state control", "sanction", "funding", "assessment", "correction record", "identity"]
    text: str
    stated_by: str
    stated_on: date
    source_url: str


class Outlet(Record):
    """An invented outlet with its addresses, statements and notes."""

    slug: str
    name: str
    summary: str
    kind: str
    country: str | None
    languages: tuple[str, ...]
    homepage: str
    reviewed_on: date
    addresses: tuple[Address, ...]
    statements: tuple[Statement, ...]
    notes: tuple[OutletNote, ...]

    def own_hosts(self) -> tuple[str, ...]:
        """Return the hosts on which the outlet itself publishes."""
        return tuple(known.address for known in self.addresses if known.role == "official")


class Paragraph(Record):
    """A paragraph of running text."""

    paragraph: str


class Picture(Record):
    """A picture within an article, drawn from a motif; an empty caption shows only the boilerplate line."""

    caption: str
    alt: str
    motif: Literal["silos", "boat", "lamp", "bridge", "dome", "town", "trees", "paper"]


class Comment(Record):
    """A reader's comment below an article."""

    author: str
    text: str
    ago: str


class Article(Record):
    """An article of an outlet; one of them is never archived."""

    slug: str
    outlet: str
    title: str
    author: str
    language: str
    published_on: date
    path: str
    body: tuple[Paragraph | Picture, ...]
    more: tuple[str, ...]
    comments: tuple[Comment, ...]
    archived: bool
    licence: str | None = None
    """On what terms its text is free to publish, if it is."""
    notes: tuple[ArticleNote, ...]


class Quote(Record):
    """A passage that a page quotes word for word from an article."""

    quote: str
    article: str


class BodyOf(Record):
    """The whole body of an article, carried by another site."""

    body_of: str


class HiddenBodyOf(Record):
    """The whole body of an article that a page carries and does not show."""

    hidden_body_of: str


class SitePage(Record):
    """A page of a site that is no outlet."""

    path: str
    title: str
    author: str
    published_on: date
    lead: str | None
    blocks: tuple[Paragraph | Quote | BodyOf | HiddenBodyOf, ...]


class Site(Record):
    """A fake host that is not an outlet's own: a copyist, a blog, an imitation."""

    host: str
    name: str
    tagline: str
    language: str
    template: Literal["digest", "blog", "lookalike", "hostile"]
    navigation: tuple[str, ...]
    footer: str
    trending_title: str | None
    trending: tuple[str, ...]
    share: str | None
    pages: tuple[SitePage, ...]


class Edition(Record):
    """The words that an outlet's site puts around its articles in one language."""

    outlet: str
    language: str
    template: str
    name: str
    tagline: str
    ticker: tuple[str, ...]
    month: str
    navigation: tuple[str, ...]
    support: str
    appeal: str
    full_size: str
    more: str
    about_title: str
    about: str
    cookie: str
    accept: str
    latest: str
    footer: str


class CommentWords(Record):
    """The words of the comment section in one language."""

    subscribe: str
    notify: str
    guest: str
    count: str
    oldest: str
    newest: str
    most_voted: str
    inline: str
    all: str
    edited: str
    reply: str
    thoughts: str


class Language(Record):
    """How pages of one language run, write dates and name an author."""

    direction: Literal["ltr", "rtl"]
    date_format: str
    months: tuple[str, ...]
    by: str
    comments: CommentWords

    def written(self, day: date) -> str:
        """Return the day as a newspaper of this language writes it."""
        return self.date_format.format(day=day.day, month=self.months[day.month - 1], year=day.year)


class Entry(Record):
    """An entry of the fictional public record office."""

    title: str
    date: date
    text: str


class DemoPage(Record):
    """A page that the demo's start page links, and what to expect on it."""

    kind: Literal["original", "mirror", "quote", "template", "impersonator", "unknown", "hostile"]
    url: str
    title: str
    explains: str


class DemoContent(Record):
    """Everything the demo shows."""

    outlets: tuple[Outlet, ...]
    editions: tuple[Edition, ...]
    articles: tuple[Article, ...]
    sites: tuple[Site, ...]
    pages: tuple[DemoPage, ...]
    entries: dict[str, Entry]
    languages: dict[str, Language]

    def article(self, slug: str) -> Article:
        """Return the article of that slug."""
        return next(article for article in self.articles if article.slug == slug)

    def articles_of(self, outlet: str) -> tuple[Article, ...]:
        """Return an outlet's articles, the newest first."""
        own = (article for article in self.articles if article.outlet == outlet)
        return tuple(sorted(own, key=lambda article: article.published_on, reverse=True))

    def edition(self, outlet: str, language: str) -> Edition:
        """Return an outlet's edition in a language."""
        return next(known for known in self.editions if (known.outlet, known.language) == (outlet, language))


def load() -> DemoContent:
    """Read and check the whole demo content."""
    return DemoContent(
        outlets=_read("outlets.json"),
        editions=_read("editions.json"),
        articles=_read_all("articles"),
        sites=_read_all("sites"),
        pages=_read("pages.json"),
        entries=_read("entries.json"),
        languages=_read("languages.json"),
    )


def body_text(article: Article) -> str:
    """Return an article's paragraphs without captions, set apart by empty lines."""
    return "\n\n".join(block.paragraph for block in article.body if isinstance(block, Paragraph))


def _read(name: str) -> Any:  # noqa: ANN401 - pydantic checks the shape
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _read_all(folder: str) -> Any:  # noqa: ANN401 - pydantic checks the shape
    return tuple(_read(f"{folder}/{path.name}") for path in sorted((FOLDER / folder).glob("*.json")))
