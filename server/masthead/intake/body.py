"""Which blocks of a page are its body: those an extractor found, and those that stand as they do.

Extractors choose a container and leave out what stands beside it, or lose single paragraphs of it. The page itself
tells more: paragraphs of one article lie in the same element, or in elements of the same kind.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

from masthead.intake.plain import length
from masthead.intake.visible import Block

_SPACE_AND_MARKS: Final = re.compile(r"[\W_]+")
_PART: Final = 30
"""A block that is only part of an extracted line must have this many letters to be taken for it."""
_LINKED: Final = 0.5
"""Blocks of which a larger share is links lead elsewhere."""
_PROSE: Final = 10
"""Fewest words of a block that is taken for a paragraph."""
_HOME: Final = 0.1
"""An element that holds this share of what was found is one that the body lies in."""
_KIND: Final = 0.2
"""A kind of element that holds this share of what was found is the kind that the body consists of."""
_PARAGRAPHS: Final = frozenset("p li dd dt h2 h3 h4 h5 h6 blockquote pre td th".split())
"""Elements that are used for text; what is short and lies in others may be anything."""

Way = tuple[tuple[str, str], ...]


def letters_of(text: str) -> str:
    """The letters and digits of a text, by which lines are compared."""
    return _SPACE_AND_MARKS.sub("", text).lower()


def find(blocks: Sequence[Block], lines: Sequence[str]) -> list[bool]:
    """Which blocks are lines of the body that an extractor found, parts of such, or consist mostly of them."""
    whole = {letters_of(line) for line in lines}
    everything = "\n".join(letters_of(line) for line in lines)
    return [_belongs(letters_of(block.text), whole, everything) for block in blocks]


def spread(blocks: Sequence[Block], found: Sequence[bool]) -> list[bool]:
    """What was found, with the paragraphs that lie in the same elements, or in elements of the same kind."""
    homes: Counter[int] = Counter()
    kinds: Counter[Way] = Counter()
    for block, is_found in zip(blocks, found, strict=True):
        if is_found and block.linked < _LINKED:
            homes[home_of(block)] += len(block.text)
            kinds[way_of(block)] += len(block.text)
    total = homes.total()
    if not total:
        return list(found)
    first = next(at for at, is_found in enumerate(found) if is_found)
    last = max(at for at, is_found in enumerate(found) if is_found)
    chosen = list(found)
    for at, block in enumerate(blocks[first:], first):
        at_home = homes[home_of(block)] > _HOME * total
        alike = kinds[way_of(block)] > _KIND * total
        within = at_home and at < last and (alike or block.place.tag in _PARAGRAPHS)
        if block.linked <= _LINKED and (within or ((at_home or alike) and is_prose(block))):
            chosen[at] = True
    return chosen


def misses_most(blocks: Sequence[Block], chosen: Sequence[bool]) -> bool:
    """Whether an element that was left out has more than half as much prose as all that was chosen."""
    left: Counter[int] = Counter()
    kept = 0
    for block, is_chosen in zip(blocks, chosen, strict=True):
        if is_chosen:
            kept += len(block.text)
        elif is_prose(block):
            left[home_of(block)] += len(block.text)
    return max(left.values(), default=0) > kept / 2


def amount(blocks: Sequence[Block], chosen: Sequence[bool]) -> int:
    """Characters of what was chosen."""
    return sum(len(block.text) for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen)


def home_of(block: Block) -> int:
    """The element that a block's own element lies in, by its identity: paragraphs of one article share it."""
    return id(block.place.around)


def main_spot(blocks: Sequence[Block], chosen: Sequence[bool]) -> tuple[int, Way]:
    """The element that most of what was chosen lies in, with its kind."""
    spots: Counter[tuple[int, Way]] = Counter()
    for block, is_chosen in zip(blocks, chosen, strict=True):
        spots[spot_of(block)] += len(block.text) * is_chosen
    return max(spots, key=spots.__getitem__, default=(0, ()))


def spot_of(block: Block) -> tuple[int, Way]:
    """The element that a block lies in, with the kind of place it has there."""
    return home_of(block), way_of(block)


def is_prose(block: Block) -> bool:
    """Whether a block is long enough for a paragraph and no link."""
    return block.linked <= _LINKED and length(block.text) >= _PROSE


def way_of(block: Block) -> Way:
    """The kind of place a block has: its element and the two around it."""
    return tuple(place.signature for place in islice(block.place.outward(), 3))


def _belongs(letters: str, whole: set[str], everything: str) -> bool:
    return letters in whole or (len(letters) >= _PART and (letters in everything or _mostly(letters, whole)))


def _mostly(letters: str, lines: set[str]) -> bool:
    """Whether lines of the body make up most of a block (one that the page breaks by its layout only)."""
    return 2 * sum(len(line) for line in lines if len(line) >= _PART and line in letters) >= len(letters)
