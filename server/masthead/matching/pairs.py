"""The local rule: which groups a page gives reason to ask for (docs/protocol.md, 6.2).

One hit in the list means nothing, a common phrase is enough for it. Two different hits close together that agree on a
group mean that the page shares a passage with an article of it; so do three in a looser row, and clearly more scattered
hits than chance explains: a copy with many words changed has no others.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

_FEWEST_STRAYS: Final = 3
"""Scattered hits below this number are never looked into."""
_BY_CHANCE: Final = 1 / 1000
"""Share of pages that may have as many scattered hits of one group by chance."""


class Kind(StrEnum):
    """What a page offers for a group, the surest first."""

    PAIRS = "pairs"
    ROWS = "rows"
    STRAYS = "strays"


_KINDS: Final = list(Kind)


class Hit(NamedTuple):
    """A kept shingle of the page that the list holds."""

    position: int
    """Word it begins with."""
    prefix: int
    """Listed prefix it met; a phrase the page repeats is one piece of evidence, not two."""
    groups: Sequence[int]
    """Groups in which it stands."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A reason to ask for a group."""

    group: int
    kind: Kind
    hits: tuple[int, ...]
    """Indices into the page's hits, increasing."""
    prefixes: int
    """How many different prefixes they met."""


def leads(hits: Sequence[Hit], *, w: int, checked: int, stray_rate: float, groups: float = 1) -> list[Lead]:
    """Groups worth a request, the surest first.

    Args:
        hits: by position.
        w: the feed's window: pairs lie within 2w words, rows within 4w.
        checked: fingerprints of the page that were looked up.
        stray_rate: share of looked-up fingerprints that meet a group by chance: entries / 2**bits / groups.
        groups: how many groups the feed has, if all were alike (``HashList.even_groups``).
    """
    of_group: dict[int, list[int]] = defaultdict(list)
    for at, hit in enumerate(hits):
        for group in hit.groups:
            of_group[group].append(at)
    found = [
        Lead(group, kind, tuple(chosen), _different(hits, chosen))
        for group, held in of_group.items()
        for kind, chosen in [_offered(hits, held, w, checked * stray_rate, groups)]
        if chosen
    ]
    return sorted(found, key=lambda lead: (_KINDS.index(lead.kind), -lead.prefixes, lead.hits[0], lead.group))


def _offered(hits: Sequence[Hit], held: list[int], w: int, expected: float, groups: float) -> tuple[Kind, list[int]]:
    """The surest that the hits of one group offer, and the hits that make it."""
    for kind, gap, different in ((Kind.PAIRS, 2 * w, 2), (Kind.ROWS, 4 * w, 3)):
        if chosen := _in_rows(hits, held, gap, different):
            return kind, chosen
    return Kind.STRAYS, held if _are_no_chance(_different(hits, held), expected, groups) else []


def _are_no_chance(strays: int, expected: float, groups: float) -> bool:
    """Whether scattered hits of one group are more than chance gives to some group of some page.

    With a Poisson distribution of strays, groups * expected**n / n! bounds how many groups have n of them or more.
    """
    chance = float(max(groups, 1))
    for n in range(strays, 0, -1):
        chance *= expected / n
    return strays >= _FEWEST_STRAYS and chance <= _BY_CHANCE


def _in_rows(hits: Sequence[Hit], held: list[int], gap: int, different: int) -> list[int]:
    """Hits that stand in longest rows, ``gap`` words from each to the next, with so many different prefixes."""
    rows: list[list[int]] = []
    for at in held:
        if rows and hits[at].position - hits[rows[-1][-1]].position <= gap:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [at for row in rows if _different(hits, row) >= different for at in row]


def _different(hits: Sequence[Hit], chosen: Sequence[int]) -> int:
    return len({hits[at].prefix for at in chosen})
