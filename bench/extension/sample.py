"""The pages that are opened: real ones, a few of them archived, so that their readers see a banner."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.intake.pages import load

ARCHIVED: Final = 10
"""Of so many pages one is archived."""
_SHORTEST: Final = 1500
"""Characters of an article's body that is worth archiving."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its own site serves it."""

    host: str
    html: bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """Pages, and the articles that a reader's feed holds of them."""

    pages: list[Page]
    articles: list[str]


def sample(data: Path, most: int, seed: int) -> Sample:
    """Choose pages by chance.

    Args:
        data: folder with the collections, see docs/matching.md.
        most: pages to choose.
        seed: of the choice.

    Raises:
        FileNotFoundError: the folder holds no pages.
    """
    found = load(data)
    random.Random(seed).shuffle(found)
    # What a page loads from elsewhere is asked of our own server, which has nothing of it: else each browser would wait
    # in its own way for hosts that it cannot reach.
    pages = [
        Page(f"page{at}.example", one.html.replace(b"https://", b"http://")) for at, one in enumerate(found[:most])
    ]
    articles = [one.truth for one in found[:most:ARCHIVED] if len(one.truth) >= _SHORTEST]
    return Sample(pages, articles)
