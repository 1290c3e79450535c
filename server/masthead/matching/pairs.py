"""The local rule: which places of a page deserve a request (docs/protocol.md, "Local rule").

One hit in the list means nothing, a common phrase is enough for it. Two different hits close together mean that the
page shares a passage with an article; so do three in a looser row, and clearly more scattered hits than chance
explains: a copy with many words changed has no others.
"""

import math
from dataclasses import dataclass
from typing import Final

from masthead.matching.fingerprint import W

_PAIR_GAP: Final = 2 * W
"""Words between two hits that make a spot. W would do for whole passages; a changed word may cost a hit between."""
_ROW_GAP: Final = 4 * W
"""Words between the hits of a row of three or more."""
_FEWEST_STRAYS: Final = 4
"""Scattered hits below this number are never looked into."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the page worth asking about: indices into the page's hits."""

    hits: tuple[int, ...]


def spots(positions: list[int], prefixes: list[int], checked: int, stray_rate: float) -> list[Spot]:
    """Places worth a request, the surest first.

    Args:
        positions: word positions of the hits, increasing.
        prefixes: listed prefix each hit met; a phrase the page repeats is one piece of evidence, not two.
        checked: fingerprints of the page that were looked up.
        stray_rate: share of looked-up fingerprints that meet the list by chance, as the feed states it.

    Returns:
        Rows of hits with two different prefixes or more, the longest first; then looser rows with three or more that
        hold none of those; if there is neither, all hits as one spot when they are clearly more than the stray rate
        explains.
    """
    pairs = _rows(positions, prefixes, _PAIR_GAP, 2)
    paired = {at for row in pairs for at in row}
    loose = [row for row in _rows(positions, prefixes, _ROW_GAP, 3) if not paired.intersection(row)]
    if pairs or loose:
        return [Spot(tuple(row)) for row in pairs + loose]
    expected = checked * stray_rate
    if len(set(prefixes)) >= max(_FEWEST_STRAYS, expected + 4 * math.sqrt(expected)):
        return [Spot(tuple(range(len(positions))))]
    return []


def _rows(positions: list[int], prefixes: list[int], gap: int, different: int) -> list[list[int]]:
    """Longest rows of hits at most ``gap`` words apart with so many different prefixes, the longest row first."""
    rows: list[list[int]] = []
    for i, position in enumerate(positions):
        if rows and position - positions[rows[-1][-1]] <= gap:
            rows[-1].append(i)
        else:
            rows.append([i])
    found = [row for row in rows if len({prefixes[i] for i in row}) >= different]
    found.sort(key=lambda row: -len(row))
    return found
