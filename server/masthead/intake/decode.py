"""From bytes to text: what kind of file this is and in which charset, or a clear refusal."""

import codecs
import re
from dataclasses import dataclass
from typing import Final, Literal

import cchardet

from masthead.errors import TooLarge, UnreadableText
from masthead.safe import no_stack

MAX_BYTES: Final = 10 * 1024 * 1024
"""Largest page that is taken."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
)
_META: Final = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HTML: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h[1-6]|table|span|title|meta)\b[^<]*>", re.IGNORECASE
)
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


MAX_ATTRIBUTES: Final = 300
"""Most attributes of a tag."""
_ONE: Final = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_ATTRIBUTE: Final = re.compile(_ONE)
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
    text = _read(data, charset)
    return document(text)


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
    strange = sum(1 for char in text[:100_000] if char == "\x00" or (char < " " and char not in "\t\n\r\f\v\x1b"))
    if strange > len(text[:100_000]) // 500:
        raise UnreadableText("This looks like binary data, not text. Save the page as HTML or plain text.")
    text = text.lstrip("\ufeff").replace("\x00", "")
    require_text(text)
    if not html and not _HTML.search(text[:20_000]):
        return Document(text, "plain")
    if (depth := _nesting(text)) > MAX_NESTING:
        raise UnreadableText(f"Its elements are nested {depth:,} deep: this is no article. Give only the article.")
    if (most := _attributes(text)) > MAX_ATTRIBUTES:
        raise UnreadableText(f"A tag of it has {most:,} attributes: this is no article. Give only the article.")
    return Document(text, "html")


def require_text(text: str) -> None:
    """Refuse what takes the time of a server and is no text.

    Raises:
        UnreadableText: it heaps up combining marks.
    """
    try:
        no_stack(text)
    except ValueError as error:
        raise UnreadableText(f"The page {error}.") from error


def _attributes(html: str) -> int:
    """The most attributes that a tag of the page has: parsers compare each with all others."""
    tags = (found.group() for found in _WHOLE_TAG.finditer(html) if len(found.group()) > 2 * MAX_ATTRIBUTES)
    return max((sum(1 for _ in _ATTRIBUTE.finditer(tag)) for tag in tags), default=0)


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


def _read(data: bytes, charset: str | None) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    meta = _META.search(data[:4096])
    stated = charset or (meta.group(1).decode("ascii") if meta else None)
    if stated is None or stated.lower().replace("-", "").replace("_", "") != "utf8":
        try:
            # Bytes that are well-formed UTF-8 beyond ASCII are UTF-8, whatever a stale header says.
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if b"\x00" in data[:1000]:
        raise UnreadableText("This looks like binary data, not text. Save the page as HTML or plain text.")
    detected: str | None = cchardet.detect(data[:200_000])["encoding"]
    for candidate in filter(None, (stated, detected)):
        try:
            return data.decode(candidate)
        except (LookupError, UnicodeError):  # "undefined" is a charset to Python, and never reads anything
            continue
    said = f"It says it is {stated}, but it is not; " if stated else ""
    raise UnreadableText(f"{said or 'Its charset cannot be told; '}save it as UTF-8.")
