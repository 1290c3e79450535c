"""Which shingles of an article may count as evidence (docs/protocol.md, "Evidence").

Quoted speech and phrases that stand on many unrelated sites say nothing about whose text a page carries.
"""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from masthead.matching.fingerprint import Shingles, shingles
from masthead.matching.words import Words, words


def quoted_shingles(of: Words, cut: Shingles) -> npt.NDArray[np.bool_]:
    """Shingles of which half or more of the words stand inside quotation marks, shape (shingles,)."""
    inside = np.zeros(len(of) + 1, np.int64)
    np.cumsum(of.quoted, out=inside[1:])
    start = np.arange(len(cut))
    marked: npt.NDArray[np.bool_] = 2 * (inside[cut.end] - inside[start]) >= cut.end - start
    return marked


@cache
def stock_phrases() -> npt.NDArray[np.uint64]:
    """Sorted fingerprints of stock_phrases.txt: sentences that stand on many unrelated sites."""
    text = resources.files(__package__).joinpath("stock_phrases.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return np.unique(np.concatenate([shingles(words(line)).full() for line in lines]))
