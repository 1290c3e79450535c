"""The guarantee, checked over every window of every article: T words of evidence lead to its group, amid anything."""

import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from masthead.feed.common import find_common
from masthead.feed.texts import Text
from masthead.matching.fingerprint import Index, Shingles, W, shingles, winnow
from masthead.matching.hashlist import HashList, prefixes
from masthead.matching.pairs import Hit, Kind, leads
from masthead.matching.words import Words, words

_AROUND = 3 * W
"""Words of another page on each side: those further off share no window with the run."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How the shortest runs that the guarantee covers fare."""

    asked: int
    missed: int
    """Without two fingerprints of the article's group at most w words apart."""
    repeated: int
    """With two that are the same, because the text repeats itself: that is no pair."""


def windows_of(bodies: list[str], groups: list[int], listed: HashList, pages: list[str], seed: int) -> Windows:
    """Put each shortest run that the guarantee covers between pieces of other pages, and look it up.

    Args:
        bodies: the archive. Runs that hold a shingle which is common or inside quotation marks are no evidence.
        groups: the group of each article.
        listed: the list that was published of it.
        pages: visible texts of other pages, pieces of which stand before and after each run.
        seed: which pieces.
    """
    rng = random.Random(seed)
    texts = [Text.of(body) for body in bodies]
    common = find_common([text.cut.full() for text in texts], [None] * len(texts))
    others = [page for page in map(words, pages) if len(page) > _AROUND]
    asked = missed = repeated = 0
    for text, group in zip(texts, groups, strict=True):
        dropped = text.dropped(common.reasons(text.cut.full(), None)) > 0
        for first in _runs(dropped).tolist():
            last = int(text.cut.end[first + 2 * W - 1])
            before, after = _piece(rng, others), _piece(rng, others)
            page = shingles(_joined(before, _part(text.words, first, last), after))
            near, found = _looked_up(page, listed, group, len(before))
            asked += 1
            missed += not near
            repeated += near and not found
    return Windows(asked, missed, repeated)


def _looked_up(page: Shingles, listed: HashList, group: int, begin: int) -> tuple[bool, bool]:
    """Whether the run that begins at a word has two hits at most w apart, and whether its group is asked for."""
    kept = winnow(page.lo)
    met = zip(
        kept.tolist(), prefixes(page.hi[kept], listed.bits).tolist(), listed.groups_of(page.hi[kept]), strict=True
    )
    hits = [Hit(position, prefix, groups) for position, prefix, groups in met if groups]
    inside = [hit for hit in hits if group in hit.groups and begin <= hit.position < begin + 2 * W]
    near = any(later.position - earlier.position <= W for earlier, later in pairwise(inside))
    # Where chance explains everything, only what is near counts.
    pairs = [lead for lead in leads(inside, w=W, checked=len(kept), stray_rate=1) if lead.kind == Kind.PAIRS]
    return near, any(lead.group == group for lead in pairs)


def _runs(dropped: npt.NDArray[np.bool_]) -> Index:
    """Where 2w shingles begin of which none is dropped."""
    so_far = np.concatenate(([0], np.cumsum(dropped)))
    found: Index = np.flatnonzero(so_far[2 * W :] == so_far[: -2 * W])
    return found


def _piece(rng: random.Random, pages: list[Words]) -> Words:
    page = rng.choice(pages)
    at = rng.randrange(len(page) - _AROUND)
    return _part(page, at, at + rng.randrange(_AROUND))


def _part(text: Words, first: int, last: int) -> Words:
    part = slice(first, last)
    return Words(text.a[part], text.b[part], text.weight[part], text.quoted[part])


def _joined(*parts: Words) -> Words:
    return Words(
        np.concatenate([part.a for part in parts]),
        np.concatenate([part.b for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.quoted for part in parts]),
    )
