"""Other ways to code a list, and the shortest that any way could be."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from masthead.matching.bits import packed
from masthead.matching.hashlist import BLOCK, rice_for
from masthead.matching.words import U32Array

U64Array = npt.NDArray[np.uint64]

SAFE_BROWSING_LEAST_RICE = 2
"""Its Rice parameter is 2 to 28, of which we take the best."""
SAFE_BROWSING_MOST_RICE = 28


def bits_of_a_set(entries: int, of: int) -> float:
    """Bits without which no code tells all sets of so many numbers below another apart: log2 of how many there are."""
    choices = math.lgamma(of + 1) - math.lgamma(entries + 1) - math.lgamma(of - entries + 1)
    return choices / math.log(2)


def flat_rice(numbers: U64Array, rice: int) -> bytes:
    """Gaps in Rice coding as Safe Browsing codes them: quotient in ones, a zero, remainder, lowest bit first.

    Args:
        numbers: the gaps.
        rice: bits of remainder.
    """
    quotients = numbers >> np.uint64(rice)
    ends = np.cumsum(quotients.astype(np.int64) + 1 + rice)
    bits = np.ones(int(ends[-1]) if len(ends) else 0, np.uint8)
    closing = ends - rice - 1
    bits[closing] = 0
    for bit in range(rice):
        bits[closing + 1 + bit] = (numbers >> np.uint64(bit)) & np.uint64(1)
    return np.packbits(bits, bitorder="little").tobytes()


def safe_browsing_bytes(prefixes: U32Array) -> int:
    """Bytes of a Safe Browsing list: the first prefix as it is, then gaps coded with the best parameter.

    Args:
        prefixes: increasing.
    """
    gaps: U64Array = prefixes[1:].astype(np.uint64) - prefixes[:-1]
    if not len(gaps):
        return 4 * len(prefixes)

    def bits(rice: int) -> int:
        return int((gaps >> np.uint64(rice)).sum()) + (1 + rice) * len(gaps)

    best = min(range(SAFE_BROWSING_LEAST_RICE, SAFE_BROWSING_MOST_RICE + 1), key=bits)
    return 4 + len(flat_rice(gaps, best))


def require_safe_browsing(vectors: Path) -> int:
    """Check the flat coder against the decoder's vectors of Safe Browsing; how many there were.

    Raises:
        SystemExit: it codes something else.
    """
    said: dict[str, list[dict[str, Any]]] = json.loads(vectors.read_text("utf-8"))
    for one in said["rice_decoder"]:
        if flat_rice(np.array(one["out"], np.uint64), one["k"]).hex() != one["hex"]:
            raise SystemExit(f"The bench codes other bytes than {vectors} has for k = {one['k']}.")
    return len(said["rice_decoder"])


def first_protocol_bits(hi: U32Array) -> int:
    """Bits of a prefix that our first protocol would have needed for needless requests as few as now."""
    return max(16, math.ceil(math.log2(max(len(np.unique(hi)), 2))) + 10)


def first_protocol_bytes(hi: U32Array, bits: int) -> int:
    """Bytes of a list of prefixes alone, as our first protocol coded them.

    Args:
        hi: upper halves of fingerprints.
        bits: of a prefix; what goes beyond the halves is drawn by chance, which changes the bytes but not their number.
    """
    values = np.unique(hi).astype(np.int64)
    if bits > 32:
        more = np.random.default_rng(1).integers(0, 1 << (bits - 32), len(values))
        values = (values << (bits - 32)) | more
    else:
        values = np.unique(values >> (32 - bits))
    gaps = np.diff(values, prepend=0) - 1
    data, _, _ = packed(gaps, rice_for(len(values), bits, 1), np.zeros(len(values), np.uint32), 0, BLOCK)
    first_value = 4 if bits <= 32 else 5
    return 20 + (4 + first_value) * -(-len(values) // BLOCK) + len(data)
