"""Real pages with the bodies that people say they have; none of them is part of Masthead."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masthead.intake.decode import decode
from masthead.intake.visible import visible_text

_COMMENTS: Final = re.compile(
    r"\b(?:comments?|commentlist|comment-list|comments-area|disqus_thread|replies)\b", re.IGNORECASE
)
_PARTS: Final = "div, section, article, aside, ol, ul, li, form"


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what of it is the article."""

    name: str
    collection: str
    html: bytes
    truth: str
    comments: str
    """What stands in the parts of the page that its markup calls comments."""


def load(data: Path) -> list[Page]:
    """All pages with a true body below a folder, those included of which the truth is short.

    Args:
        data: folder with the collections pages-scrapinghub, pages-mozilla and pages-newspaper4k, or some of them.

    Raises:
        FileNotFoundError: there is none of them.
    """
    pages = [*_scrapinghub(data / "pages-scrapinghub"), *_mozilla(data / "pages-mozilla"), *_texts(data)]
    if not pages:
        raise FileNotFoundError(f"{data} holds no pages: give DATA=, a folder with pages-scrapinghub or the like.")
    return pages


def _page(name: str, collection: str, html: bytes, truth: str) -> Page:
    return Page(name, collection, html, truth, _comments(html))


def _scrapinghub(folder: Path) -> list[Page]:
    """article-extraction-benchmark: 181 news pages, bodies copied by hand."""
    if not folder.is_dir():
        return []
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        _page(name, "article-extraction", gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), body)
        for name, body in ((name, given["articleBody"]) for name, given in sorted(truth.items()))
    ]


def _mozilla(folder: Path) -> list[Page]:
    """Mozilla's test pages of its reader view, with what that is to show of them."""
    pages = []
    for one in sorted(folder.glob("*/source.html.gz")):
        expected = gzip.decompress(one.with_name("expected.html.gz").read_bytes()).decode()
        pages.append(_page(one.parent.name, "mozilla", gzip.decompress(one.read_bytes()), visible_text(expected)))
    return pages


def _texts(data: Path) -> list[Page]:
    """newspaper4k's test pages in many scripts, with their texts."""
    folder = data / "pages-newspaper4k"
    return [
        _page(one.stem, "newspaper4k", one.read_bytes(), truth.read_text("utf-8"))
        for one in sorted((folder / "html").glob("*.html"))
        if (truth := folder / "txt" / f"{one.stem}.txt").exists()
    ]


def _comments(html: bytes) -> str:
    """The text of those elements whose class or id says that they hold comments."""
    called = [one for one in LexborHTMLParser(decode(html).text).css(_PARTS) if _is_comments(one)]
    outermost = [one for one in called if not any(map(_is_comments, _above(one)))]
    return "\n".join(visible_text(one.html or "") for one in outermost)


def _is_comments(element: LexborNode) -> bool:
    named = element.attributes
    return bool(_COMMENTS.search(f"{named.get('class') or ''} {named.get('id') or ''}"))


def _above(element: LexborNode) -> Iterator[LexborNode]:
    """The elements around an element, but for those that hold the whole page."""
    while (element := element.parent) is not None and element.tag not in ("body", "html"):  # type: ignore[assignment]
        yield element
