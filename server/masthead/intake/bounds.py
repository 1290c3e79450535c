"""What a page may cost whoever parses it: bounds far above real pages, and below what freezes a server or fills it."""

import re
from collections import Counter
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

from masthead.errors import TooLarge, UnreadableText
from masthead.intake.visible import as_parsed

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_SELF_CLOSING: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option"
    " optgroup rp rt html head body path circle rect line g use polygon".split()
)
"""Elements without content, and those that the next one of their kind closes."""
_OPTION: Final = re.compile(r"<option\b", re.IGNORECASE)
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
MAX_ELEMENTS: Final = 20_000
"""Most elements of a page: extractors take time with the square of them. The most of 471 real pages were 9,909."""
MAX_OPTIONS: Final = 5000
"""Most entries of lists to choose from: parsers take time with the square of them. A real page had 337."""
_LONG_TAG: Final = 600
"""Shorter tags have too few attributes to matter."""
_WHOLE_TAG: Final = re.compile(rf"</?+[a-zA-Z][^\s/>]*+(?:{_ONE})*+")
"""A tag from its beginning to where it ends, or the page does; each character is looked at once or twice."""
MAX_WITHIN: Final = 20_000_000
"""Most characters of tags that begin within other tags. Scripts and attributes of real pages came to 1,236,441."""
_FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
"""Elements that a parser repeats in all that follows, until they are closed."""
_ENDS_NAME: Final = frozenset(("", " ", "\t", "\n", "\f", "\r", "/", ">"))
_BARRIERS: Final = frozenset("applet caption marquee object td template th".split())
"""Elements that hide what is open around them from what is in them; it comes back behind them."""
_IDENTICAL: Final = 3
"""How many open ones with the same attributes a parser keeps between two barriers."""
_ADOPTED: Final = 32
"""How many elements the end of a single one can repeat, where it ends within others."""
_REPEATS: Final = 1_000_000
"""Most repeated elements, by weight, that a parser is trusted with unseen: some 300 MB."""
MAX_ADDED: Final = 10_000
"""Most elements that open formatting may add, with what a parser adds anyway. The most of 471 real pages were 15."""
MAX_LOOKS: Final = 85_000_000
"""Most characters of a page's beginnings, taken together, that are parsed to see what it repeats: some seconds.

One of 471 real pages came to 16,637,962, the next one to a quarter of it.
"""
MAX_LONGER: Final = 5_000_000
"""Most characters that open formatting may add. No real page got 20,000 longer when it was parsed."""


def require_bounded(html: str) -> None:
    """Refuse a page that parsers and extractors take much longer for, or more memory, than for any article.

    Raises:
        TooLarge: more elements, options or open formatting than any article has.
        UnreadableText: elements nested, or attributes, beyond reason.
    """
    if (depth := _nesting(html)) > MAX_NESTING:
        raise UnreadableText(f"Its elements are nested {depth:,} deep: this is no article. Give only the article.")
    if (elements := max(_elements(html), html.count("</"))) > MAX_ELEMENTS:
        raise TooLarge(
            f"The page has {elements:,} elements, at most {MAX_ELEMENTS:,} are taken. Give only the article."
        )
    if (options := len(_OPTION.findall(html))) > MAX_OPTIONS:
        raise TooLarge(f"The page has {options:,} options, at most {MAX_OPTIONS:,} are taken. Give only the article.")
    tags = _tags(html)
    attributes = [sum(1 for _ in _ATTRIBUTE.finditer(tag)) for _, tag in tags if len(tag) > _LONG_TAG]
    if sum(number * number for number in attributes) > MAX_PAIRS:
        most = max(attributes)
        raise UnreadableText(f"A tag of it has {most:,} attributes: this is no article. Give only the article.")
    _require_closed(html, tags)


def _tags(html: str) -> list[tuple[int, str]]:
    """Where each tag of the page begins, and the whole of it.

    What looks like a tag within another is one too: a comment may hide from a parser how the other one began.

    Raises:
        UnreadableText: there are too many such.
    """
    tags: list[tuple[int, str]] = []
    end = within = 0
    for begin in _TAG.finditer(html):
        found = _WHOLE_TAG.match(html, begin.start())
        if found is None:
            continue
        tags.append((found.start(), found.group()))
        if found.start() < end and (within := within + len(found.group())) > MAX_WITHIN:
            raise UnreadableText("Its tags stand within one another: this is no article. Give only the article.")
        end = max(end, found.end())
    return tags


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


def _require_closed(html: str, tags: list[tuple[int, str]]) -> None:
    """Refuse a page of which a parser would make many more elements than it has.

    A parser opens formatting that was left open again in each paragraph that follows. What a page closes cannot be
    told without a parser: an end tag may stand in a comment or behind a barrier. So a parser is given the page in
    growing parts, none of which could hold more repeated elements than fit into memory, whatever it closes.

    Raises:
        TooLarge: it would.
    """
    repeats = looked = 0
    for at, repeated in _repeats(tags):
        repeats += repeated
        if repeats > _REPEATS:
            looked += at
            if looked > MAX_LOOKS or repeated > _REPEATS:
                raise TooLarge(
                    "The page has more tags of formatting, such as <b>, than are taken. Give only the article."
                )
            _require_small(html[:at])
            repeats = repeated
    if repeats > MAX_ADDED:
        _require_small(html)


def _require_small(html: str) -> None:
    parsed = as_parsed(html)
    left = "Formatting that is left open, such as <b> without </b>,"
    if (added := _elements(parsed) - _elements(html)) > MAX_ADDED:
        raise TooLarge(
            f"{left} adds {added:,} elements to the page, at most {MAX_ADDED:,} are taken. Close it, or give only"
            " the article."
        )
    if (longer := len(parsed) - len(html)) > MAX_LONGER:
        raise TooLarge(
            f"{left} makes the page {longer:,} characters longer, at most {MAX_LONGER:,} are taken. Close it, or give"
            " only the article."
        )


def _elements(html: str) -> int:
    return html.count("<") - html.count("</")


def _repeats(tags: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Each tag's place, and the most elements that a parser could repeat there, the heavier the more attributes."""
    kept: Counter[str] = Counter()
    links: list[int] = []  # one can be open in each part, for the next one closes it: the heaviest so many
    now, heaviest, parts = 0, 0, 1
    for at, tag in tags:
        begin = _TAG.match(tag)
        closing, name = (begin.group(1), begin.group(2).lower()) if begin else ("", "")
        # The name must end there: a script has i<a.length.
        adopted = name in _FORMATTING and begin is not None and tag[begin.end() : begin.end() + 1] in _ENDS_NAME
        if adopted and not closing:
            weight = 1 + sum(1 for _ in _ATTRIBUTE.finditer(tag)) // 2 + len(tag) // 100
            heaviest = max(heaviest, weight)
            if name == "a":
                now += weight
                heappush(links, weight)
                if len(links) > parts:
                    now -= heappop(links)
            elif kept[tag] < _IDENTICAL * parts:
                kept[tag] += 1
                now += weight
        elif name in _BARRIERS and not closing:
            parts += 1
        yield at, now + (min(8 * now, _ADOPTED * heaviest) if adopted else 0)
