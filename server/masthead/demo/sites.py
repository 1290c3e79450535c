"""The demo's fake hosts: which page stands at a host and path, as HTML and as a naive scrape of its text."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from masthead.demo.content import Article, DemoContent, Edition, Outlet, Paragraph, Site

RECORD_HOST = "public-record.localhost"
HOSTS: frozenset[str] = frozenset(
    {
        "harbour-ledger.localhost",
        "harbour-ledger-archive.localhost",
        "severny-vestnik.localhost",
        "nijiro-shimbun.localhost",
        "harbour-1edger.localhost",
        "daily-digest-24.localhost",
        "novosti-zerkalo.localhost",
        "the-real-story.localhost",
        "tidewatch.localhost",
        "garden-notes.localhost",
        RECORD_HOST,
    }
)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(content: DemoContent, host: str, path: str, port: int) -> str | None:
    """Return the HTML of the page at a fake host and path, or None where no page stands."""
    host = host.lower()
    path = path.rstrip("/") or "/"
    if host == RECORD_HOST:
        return _record_page(content, path, port)
    for outlet in content.outlets:
        if host in outlet.own_hosts():
            return _outlet_page(content, outlet, host, path, port)
    for site in content.sites:
        if host == site.host:
            return _site_page(content, site, path, port)
    return None


def with_port(url: str, port: int) -> str:
    """Return a URL of the demo content, which names no port, with the port the demo runs on."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{port}").geturl()


def plain_text(article: Article, content: DemoContent) -> str:
    """Return what a naive scrape of an article's page would archive: the template's words and all."""
    edition = content.edition(article.outlet, article.language)
    head = ["\n".join((*edition.ticker, edition.month)), article.title, edition.support, article.title]
    tail = ["\n".join((edition.more, *article.more)), edition.support, edition.name]
    return "\n\n".join([*head, *_scraped_body(article, edition), *tail, *_scraped_comments(article, content)]) + "\n"


def _scraped_body(article: Article, edition: Edition) -> Iterator[str]:
    for block in article.body:
        if isinstance(block, Paragraph):
            yield block.paragraph
        else:
            yield article.title
            yield edition.full_size
            if block.caption:
                yield block.caption


def _scraped_comments(article: Article, content: DemoContent) -> Iterator[str]:
    words = content.languages[article.language].comments
    count = len(article.comments)
    lines = (words.subscribe, words.notify, words.guest, words.count.format(count=count), words.oldest)
    yield "\n".join((*lines, f"{words.newest} {words.most_voted}", words.inline, words.all))
    for position, comment in enumerate(article.comments):
        yield comment.author
        yield comment.text
        if position % 2:
            yield words.edited.format(ago=comment.ago, author=comment.author)
    yield "\n".join((str(count), "0", f"{words.thoughts}x", "()", "x"))


def _outlet_page(content: DemoContent, outlet: Outlet, host: str, path: str, port: int) -> str | None:
    articles = content.articles_of(outlet.slug)
    article = next((known for known in articles if known.path == path), None)
    if article is None and path != "/":
        return None
    edition = content.edition(outlet.slug, article.language if article else outlet.languages[0])
    return _TEMPLATES.get_template(f"{edition.template}.html.j2").render(
        content=content,
        outlet=outlet,
        edition=edition,
        language=content.languages[edition.language],
        article=article,
        articles=articles,
        paths={known.title: known.path for known in articles},
        home=f"http://{host}:{port}",
    )


def _site_page(content: DemoContent, site: Site, path: str, port: int) -> str | None:
    page = next((known for known in site.pages if known.path == path), None)
    if page is None and path != "/":
        return None
    outlets = {outlet.slug: outlet for outlet in content.outlets}
    return _TEMPLATES.get_template(f"{site.template}.html.j2").render(
        content=content,
        site=site,
        page=page,
        language=content.languages[site.language],
        home=f"http://{site.host}:{port}",
        origins={known.slug: with_port(_origin(known, outlets), port) for known in content.articles},
    )


def _origin(article: Article, outlets: dict[str, Outlet]) -> str:
    return outlets[article.outlet].homepage.rstrip("/") + article.path


def _record_page(content: DemoContent, path: str, port: int) -> str | None:
    slug = path.removeprefix("/entries/")
    if slug not in content.entries and path != "/":
        return None
    return _TEMPLATES.get_template("record.html.j2").render(
        content=content,
        slug=slug,
        entry=content.entries.get(slug),
        language=content.languages["en"],
        home=f"http://{RECORD_HOST}:{port}",
    )
