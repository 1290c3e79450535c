"""The local rule: which places of a page deserve a request (docs/protocol.md, "Local rule").

One hit in the list means nothing, a common phrase is enough for it. Two different hits close together mean that the
page shares a passage with an article; so do clearly more scattered hits than chance explains.
"""

import math
from dataclasses import dataclass
from typing import Final

from masthead.matching.fingerprint import W

_FEWEST_STRAYS: Final = 6
"""Scattered hits below this number are never looked into."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the page worth asking about: indices into the page's hits."""

    hits: tuple[int, ...]


def spots(positions: list[int], prefixes: list[int], checked: int, stray_rate: float, w: int = W) -> list[Spot]:
    """Places worth a request, densest first.

    Args:
        positions: word positions of the hits, increasing.
        prefixes: listed prefix each hit met; a phrase the page repeats is one piece of evidence, not two.
        checked: fingerprints of the page that were looked up.
        stray_rate: share of looked-up fingerprints that meet the list by chance, as the feed states it.
        w: window of winnowing.

    Returns:
        Chains of hits at most ``w`` words apart with two different prefixes or more; if there is none, all hits as
        one spot when they are clearly more than the stray rate explains.
    """
    chains: list[list[int]] = []
    for i, position in enumerate(positions):
        if chains and position - positions[chains[-1][-1]] <= w:
            chains[-1].append(i)
        else:
            chains.append([i])
    found = [Spot(tuple(chain)) for chain in chains if len({prefixes[i] for i in chain}) > 1]
    found.sort(key=lambda spot: -len(spot.hits))
    if found:
        return found
    expected = checked * stray_rate
    if len(set(prefixes)) >= max(_FEWEST_STRAYS, expected + 4 * math.sqrt(expected)):
        return [Spot(tuple(range(len(positions))))]
    return []
