"""The guarantee, checked over every window of every article: T words of evidence are found, whatever stands around."""

import random
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from masthead.feed.common import find_common
from masthead.feed.texts import Text
from masthead.matching.fingerprint import Index, W, shingles, winnow
from masthead.matching.hashlist import HashList
from masthead.matching.words import Words, words

_AROUND = 3 * W
"""Words of another page on each side: those further off share no window with the run."""


def windows_missed(bodies: list[str], listed: HashList, pages: list[str], seed: int) -> tuple[int, int]:
    """Count the shortest runs that the guarantee covers, and those without two listed fingerprints close together.

    Args:
        bodies: the archive. Runs that hold a shingle which is common or inside quotation marks are no evidence.
        listed: the list that was published of it.
        pages: visible texts of other pages, pieces of which stand before and after each run.
        seed: which pieces.
    """
    rng = random.Random(seed)
    texts = [Text.of(body) for body in bodies]
    common = find_common([text.cut.full() for text in texts], [None] * len(texts))
    others = [page for page in map(words, pages) if len(page) > _AROUND]
    asked = missed = 0
    for text in texts:
        dropped = text.dropped(common.reasons(text.cut.full(), None)) > 0
        for first in _runs(dropped).tolist():
            last = int(text.cut.end[first + 2 * W - 1])
            before, after = _piece(rng, others), _piece(rng, others)
            page = shingles(_joined(before, _part(text.words, first, last), after))
            kept = winnow(page.lo)
            hits = kept[listed.contains(page.hi[kept])].tolist()
            inside = [at for at in hits if len(before) <= at < len(before) + 2 * W]
            asked += 1
            missed += not any(later - earlier <= W for earlier, later in pairwise(inside))
    return asked, missed


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
