"""Masthead's intake, and what people would use instead."""

from collections.abc import Callable
from typing import Any, Final

import readability
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from masthead.errors import MastheadError
from masthead.intake.capture import capture
from masthead.intake.decode import decode
from masthead.intake.visible import visible_text


def _masthead(html: bytes) -> str:
    try:
        return capture(decode(html)).text
    except MastheadError:
        return ""  # it refuses what it cannot read, and keeps nothing


def _trafilatura(html: bytes) -> str:
    return trafilatura.extract(html, include_comments=False) or ""


def _readability(html: bytes) -> str:
    try:
        summary: Any = readability.Document(decode(html).text).summary()
    except readability.readability.Unparseable:
        return ""
    return visible_text(summary)


def _resiliparse(html: bytes) -> str:
    return str(extract_plain_text(decode(html).text, main_content=True, comments=False))


SYSTEMS: Final[dict[str, Callable[[bytes], str]]] = {
    "Masthead": _masthead,
    "trafilatura": _trafilatura,
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
}
"""Each takes a page and says what its body is."""
