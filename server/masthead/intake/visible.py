"""The visible text of an HTML page, block by block, as near to what a browser shows as can be told without one.

The extension asks the browser itself (extension/page/text.js); this is for files.
"""

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

_MAX_DEPTH: Final = 1000
"""Elements nested deeper are read as one piece; browsers flatten them long before."""


def visible_blocks(html: str) -> list[str]:
    """Text of each block of the page in document order, spaces folded; inline tags do not break words."""
    body = LexborHTMLParser(html).body
    blocks: list[str] = []
    pieces: list[str] = []

    def close() -> None:
        if block := " ".join("".join(pieces).split()):
            blocks.append(block)
        pieces.clear()

    # (node, depth, leaving): leaving a block element closes its text.
    stack: list[tuple[LexborNode, int, bool]] = [(body, 0, False)] if body else []
    while stack:
        node, depth, leaving = stack.pop()
        tag = (node.tag or "").lower()
        if leaving:
            close()
        elif _folded(node, tag):
            continue
        elif tag == "-text":
            pieces.append(node.text_content or "")
        elif not _hidden(node, tag):
            breaks = tag not in _INLINE
            if breaks:
                close()
                stack.append((node, depth, True))
            if depth == _MAX_DEPTH:
                pieces.append(node.text())
            else:
                children = list(node.iter(include_text=True))
                stack.extend((child, depth + 1, False) for child in reversed(children))
    close()
    return blocks


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
