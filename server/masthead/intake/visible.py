"""The visible text of an HTML page, block by block, as near to what a browser shows as can be told without one.

The extension asks the browser itself (extension/page/text.js); this is for files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_HIDDEN: Final = frozenset(
    "script style noscript template head title iframe object embed svg canvas audio video select textarea input"
    " datalist -comment _comment !doctype rt rp rtc".split()
)
"""What is not shown as text; rt and rp stand between the letters of a word, and the extension leaves them out too."""
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rb ruby s"
    " samp small span strike strong sub sup time tt u var wbr".split()
)

_MOST_OF_NAME: Final = 300
"""Characters of an element's class and id that are looked at."""
_MAX_DEPTH: Final = 1000
"""Elements nested deeper are read as one piece; browsers flatten them long before."""


@dataclass(frozen=True, slots=True)
class Place:
    """A block element and those around it."""

    tag: str
    named: str
    """Its class and id, as the page gives them."""
    around: "Place | None"

    @property
    def signature(self) -> tuple[str, str]:
        """What elements of the same kind share: the tag and the classes."""
        return self.tag, self.named

    def outward(self) -> Iterator["Place"]:
        """The element itself and those around it, from the inside out."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.around


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of visible text without a break, and where it stands."""

    text: str
    place: Place
    linked: float
    """The share of its characters that are links."""


class _Reader:
    """Collects blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links = 0
        self._linked = 0
        self._places = [Place("body", "", None)]

    def enter(self, tag: str, node: LexborNode) -> None:
        """A block element begins."""
        self._close()
        attributes = node.attributes
        named = " ".join(value for value in (attributes.get("class"), attributes.get("id")) if value)[:_MOST_OF_NAME]
        self._places.append(Place(tag, named, self._places[-1]))

    def leave(self) -> None:
        """The innermost block element ends."""
        self._close()
        self._places.pop()

    def link(self, step: int) -> None:
        """A link begins (1) or ends (-1)."""
        self._links += step

    def text(self, piece: str) -> None:
        """Text that is shown."""
        self._pieces.append(piece)
        if self._links:
            self._linked += len("".join(piece.split()))

    def _close(self) -> None:
        if text := " ".join("".join(self._pieces).split()):
            letters = len(text) - text.count(" ")
            self.blocks.append(Block(text, self._places[-1], self._linked / letters))
        self._pieces.clear()
        self._linked = 0


def read_blocks(html: str) -> list[Block]:
    """The blocks of the page in document order, spaces folded; inline tags do not break words."""
    body = LexborHTMLParser(html).body
    reader = _Reader()
    # (node, tag, depth, leaving): leaving a block element closes its text.
    stack: list[tuple[LexborNode, str, int, bool]] = [(body, "body", 0, False)] if body else []
    while stack:
        node, tag, depth, leaving = stack.pop()
        if leaving:
            reader.link(-1) if tag == "a" else reader.leave()
        elif _folded(node, tag):
            continue
        elif tag == "-text":
            reader.text(node.text_content or "")
        elif not _hidden(node, tag):
            if tag not in _INLINE:
                reader.enter(tag, node)
                stack.append((node, tag, depth, True))
            elif tag == "a":
                reader.link(1)
                stack.append((node, tag, depth, True))
            if depth == _MAX_DEPTH:
                reader.text(node.text())
            else:
                children = [
                    (child, (child.tag or "").lower(), depth + 1, False) for child in node.iter(include_text=True)
                ]
                stack.extend(reversed(children))
    return reader.blocks


def visible_blocks(html: str) -> list[str]:
    """Text of each block of the page in document order."""
    return [block.text for block in read_blocks(html)]


def without_annotations(html: str) -> str:
    """The page without the readings that stand above the characters of a word."""
    if "<rt" not in html.lower():
        return html
    page = LexborHTMLParser(html)
    page.strip_tags(["rt", "rp", "rtc"], recursive=True)
    return page.html or ""


def visible_text(html: str) -> str:
    """The blocks of a page, one a line."""
    return "\n".join(visible_blocks(html))


def _hidden(node: LexborNode, tag: str) -> bool:
    if tag in _HIDDEN:
        return True
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = "".join((attributes.get("style") or "").split()).lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    return tag == "dialog" and "open" not in attributes


def _folded(node: LexborNode, tag: str) -> bool:
    """Whether the node is the folded part of a <details>, its own text included."""
    parent = node.parent
    closed = parent is not None and parent.tag == "details" and "open" not in parent.attributes
    return closed and tag != "summary"


def as_parsed(html: str) -> str:
    """A page as a parser has understood it, written again: with all that it closed, repeated and left out."""
    return LexborHTMLParser(html).html or ""
