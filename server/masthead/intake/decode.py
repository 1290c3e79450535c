"""From bytes to text: what kind of file this is and in which charset, or a clear refusal."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from masthead.errors import TooLarge, UnreadableText
from masthead.intake.bounds import require_bounded
from masthead.intake.charsets import read
from masthead.safe import MOST_MARKS, no_stack

MAX_BYTES: Final = 10 * 1024 * 1024
"""Largest page that is taken."""

_FORMATS: Final = (
    (b"%PDF", "a PDF"),
    (b"WARC/", "a web archive (give it a name that ends in .warc)"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
)
_HTML: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h[1-6]|table|span|title|meta)\b[^<]*>", re.IGNORECASE
)
_STRANGE: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that no text has; an escape begins Japanese in ISO-2022-JP."""
_LONG_RUN: Final = re.compile(rf"[\u0300-\U0010ffff]{{{MOST_MARKS}}}")
"""Where marks could be heaped up: most pages have no such run, and are read much faster without a closer look."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its kind."""

    text: str
    kind: Literal["html", "plain"]


def decode(data: bytes, *, charset: str | None = None) -> Document:
    """Turn the bytes of a file or request body into text.

    Args:
        data: the bytes.
        charset: what the transport said, if it said anything.

    Raises:
        TooLarge: more than MAX_BYTES.
        UnreadableText: no text, not text, or text that its stated charset cannot read.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The page has {len(data):,} bytes; at most {MAX_BYTES:,} are taken. Give only the article.")
    if not data.strip():
        raise UnreadableText("There is no text in it.")
    for magic, name in _FORMATS:
        if data.startswith(magic):
            raise UnreadableText(f"This is {name}, not text. Save the page as HTML or plain text.")
    return document(read(data, charset))


def document(text: str, *, html: bool = False) -> Document:
    """Sort an already decoded text into HTML or plain text.

    Args:
        text: the text.
        html: whether it is known to be HTML.

    Raises:
        TooLarge: more than MAX_BYTES.
        UnreadableText: no text, binary data, or elements nested beyond reason.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TooLarge(f"The text is longer than the {MAX_BYTES:,} bytes that are taken. Give only the article.")
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise UnreadableText("There is no text in it.")
    strange = len(_STRANGE.findall(text, 0, 100_000))
    if strange > len(text[:100_000]) // 500:
        raise UnreadableText("This looks like binary data, not text. Save the page as HTML or plain text.")
    text = text.lstrip("\ufeff").replace("\x00", "")
    require_text(text)
    if not html and not _HTML.search(text[:20_000]):
        return Document(text, "plain")
    require_bounded(text)
    return Document(text, "html")


def require_text(text: str) -> None:
    """Refuse what takes the time of a server and is no text.

    Raises:
        UnreadableText: it heaps up combining marks.
    """
    if not _LONG_RUN.search(text):
        return
    try:
        no_stack(text)
    except ValueError as error:
        raise UnreadableText(f"The page {error}.") from error
