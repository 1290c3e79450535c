"""From bytes to text: what kind of file this is and in which charset, or a clear refusal."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from masthead.errors import TooLarge, UnreadableText
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
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_SELF_CLOSING: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option"
    " optgroup rp rt html head body path circle rect line g use polygon".split()
)
"""Elements without content, and those that the next one of their kind closes."""
_MISNESTED: Final = 100
"""How far up a closing tag looks for what it closes."""
MAX_NESTING: Final = 3000
"""Deepest nesting of elements that is parsed. Unclosed tags count too: one real page of 471 came to 1,017."""


MAX_PAIRS: Final = 600_000_000
"""Most pairs of attributes of the same tag, counted twice: parsers compare each attribute of a tag with all others.

It is less than a second of work. Scripts look like tags where they compare numbers: real pages came to 944 attributes.
"""
_ONE: Final = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_ATTRIBUTE: Final = re.compile(_ONE)
MAX_ELEMENTS: Final = 100_000
"""Most elements of a page: each costs time. The most of 334 real pages were 9,909."""
_LONG_TAG: Final = 600
"""Shorter tags have too few attributes to matter."""
_WHOLE_TAG: Final = re.compile(rf"</?+[a-zA-Z][^\s/>]*+(?:{_ONE})*+")
"""A tag from its beginning to where it ends, or the page does; each character is looked at once or twice."""


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
    if (depth := _nesting(text)) > MAX_NESTING:
        raise UnreadableText(f"Its elements are nested {depth:,} deep: this is no article. Give only the article.")
    if (elements := text.count("<") - text.count("</")) > MAX_ELEMENTS:
        raise TooLarge(
            f"The page has {elements:,} elements, at most {MAX_ELEMENTS:,} are taken. Give only the article."
        )
    attributes = _attributes(text)
    if sum(number * number for number in attributes) > MAX_PAIRS:
        most = max(attributes)
        raise UnreadableText(f"A tag of it has {most:,} attributes: this is no article. Give only the article.")
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


def _attributes(html: str) -> list[int]:
    """How many attributes those tags of the page have that are long enough for many."""
    tags = (found.group() for found in _WHOLE_TAG.finditer(html))
    return [sum(1 for _ in _ATTRIBUTE.finditer(tag)) for tag in tags if len(tag) > _LONG_TAG]


def _nesting(html: str) -> int:
    """How deep elements could be nested, counted generously: parsers take time with the square of it.

    A closing tag ends what stands open down to its own kind, as parsers do, but one that closes nothing ends nothing.
    """
    stack: list[str] = []
    deepest = 0
    for closing, given in _TAG.findall(html):
        tag = given.lower()
        if tag in _SELF_CLOSING:
            continue
        if not closing:
            stack.append(tag)
            deepest = max(deepest, len(stack))
        elif tag in (near := stack[-_MISNESTED:]):
            del stack[len(stack) - near[::-1].index(tag) - 1 :]
    return deepest
