"""What a page says of its article in JSON-LD, the metadata that publishers write for search engines."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

MOST_BLOCKS: Final = 20
"""Most pieces of JSON-LD of a page that are read."""
MOST_CHARACTERS: Final = 500_000
"""Longest piece that is read."""
MOST_NODES: Final = 5000
"""Most objects and lists that are looked at in all of them."""
_MOST_AUTHORS: Final = 5

_ARTICLES: Final = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle backgroundnewsarticle opinionnewsarticle"
    " reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle scholarlyarticle techarticle"
    " socialmediaposting blogposting liveblogposting report".split()
)
_PAGES: Final = frozenset(("webpage", "itempage"))
"""What some systems give the dates to; an article counts before it."""


@dataclass(frozen=True, slots=True)
class Described:
    """What an article or page says of itself; each is None where it does not."""

    title: str | None
    author: str | None
    language: str | None
    published: str | None
    urls: tuple[str, ...]
    """Where it belongs, the most trustworthy first."""


def described(pieces: Iterable[str]) -> list[Described]:
    """The articles that the JSON-LD of a page describes, then the page itself.

    What is no JSON, or is nested too deep for a parser, describes nothing: browsers do not read it either.
    """
    nodes = list(_nodes(filter(None, (_parsed(piece) for _, piece in zip(range(MOST_BLOCKS), pieces, strict=False)))))
    articles = [_describe(node) for node in nodes if _kinds(node) & _ARTICLES]
    pages = [_describe(node) for node in nodes if _kinds(node) & _PAGES and not _kinds(node) & _ARTICLES]
    return articles + pages


def _parsed(piece: str) -> object:
    if len(piece) > MOST_CHARACTERS:
        return None
    stripped = piece.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    stripped = stripped.removeprefix("//").strip().removeprefix("<![CDATA[").removesuffix("]]>").rstrip().rstrip("/")
    try:
        # Line breaks within strings are an error that many pages make.
        return json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(roots: Iterable[object]) -> Iterator[dict[str, Any]]:
    """All objects, those further out first."""
    waiting = deque(roots)
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, dict):
            yield node
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            waiting.extend(value for value in node[:MOST_NODES] if isinstance(value, dict | list))


def _kinds(node: dict[str, Any]) -> set[str]:
    stated = node.get("@type")
    kinds = stated if isinstance(stated, list) else [stated]
    return {kind.rpartition("/")[2].rpartition(":")[2].lower() for kind in kinds if isinstance(kind, str)}


def _describe(node: dict[str, Any]) -> Described:
    main = node.get("mainEntityOfPage")
    urls = (_reference(main), node.get("url"), node.get("@id"))
    return Described(
        title=_text(node.get("headline")) or _text(node.get("name")),
        author=_authors(node.get("author")) or _authors(node.get("creator")),
        language=_text(_named(node.get("inLanguage"))),
        published=_text(node.get("datePublished")),
        urls=tuple(url for url in urls if isinstance(url, str)),
    )


def _reference(value: object) -> object:
    return value.get("@id") or value.get("url") if isinstance(value, dict) else value


def _named(value: object) -> object:
    if isinstance(value, list):
        value = next(iter(value), None)
    return value.get("name") or value.get("alternateName") if isinstance(value, dict) else value


def _authors(value: object) -> str | None:
    several = value[:_MOST_AUTHORS] if isinstance(value, list) else [value]
    names = [name for one in several if (name := _text(_named(one)))]
    return ", ".join(dict.fromkeys(names)) or None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
