"""One door for every page: bytes or text in, a capture out."""

from typing import Final

from masthead.errors import TextTooShort, TooLarge
from masthead.intake.decode import Document, require_text
from masthead.intake.html import capture_html
from masthead.intake.plain import capture_plain
from masthead.intake.segments import Capture
from masthead.intake.visible import visible_text
from masthead.matching.fingerprint import GUARANTEED_RUN, W, shingles
from masthead.matching.words import words

MAX_WORDS: Final = 50_000
"""Longest article: a group of the feed must stay below what readers take (feed/shapes.py)."""
MAX_LINES: Final = 50_000
"""Most lines of a page: each one costs time, so that a small file of short lines could keep the server busy."""


def capture(document: Document) -> Capture:
    """Take a page apart by its kind.

    Raises:
        TooLarge: more lines than any article has.
    """
    lines = document.text.count("\n") + document.text.count("<p") + document.text.count("<br")
    if lines > MAX_LINES:
        raise TooLarge(f"The page has {lines:,} lines, at most {MAX_LINES:,} are taken. Give only the article.")
    return capture_html(document.text) if document.kind == "html" else capture_plain(document.text)


def page_text(document: Document) -> str:
    """All the text a reader would see on the page, furniture included: what matching looks at."""
    if document.kind != "html":
        return document.text
    text = visible_text(document.text)
    require_text(text)
    return text


def require_recognisable(text: str) -> None:
    """Refuse a text that could never be recognised.

    Raises:
        TextTooShort: fewer shingles than the guarantee needs.
        TooLarge: more words than any article has.
    """
    if not text.strip():
        raise TextTooShort("No article text was found in it. Give the page with the article, or restore cut segments.")
    cut = words(text)
    if len(cut) > MAX_WORDS:
        raise TooLarge(f"The text kept has {len(cut):,} words, at most {MAX_WORDS:,} are taken. Give one article.")
    if len(shingles(cut)) < 2 * W:
        raise TextTooShort(
            f"The text kept is too short to be recognised: {len(cut)} words, at least {GUARANTEED_RUN} are"
            " needed. Give the whole article, or restore cut segments."
        )
