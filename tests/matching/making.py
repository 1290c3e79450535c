"""Lists, updates and hits for the tests, and the usual damage."""

import random
from typing import Any

import numpy as np

from masthead.matching.hashlist import HashList

Entry = tuple[int, int]
"""A prefix and a group."""


def list_of(bits: int, entries: list[Entry] | set[Entry]) -> HashList:
    """The list of some entries."""
    ordered = np.array(sorted(entries), np.uint64).reshape(-1, 2)
    return HashList.of_keys(bits, ordered[:, 0] << np.uint64(24) | ordered[:, 1])


def entries_of(held: HashList) -> list[Entry]:
    """The entries of a list."""
    return list(zip(held.values.tolist(), held.groups.tolist(), strict=True))


def random_entries(rng: random.Random, bits: int, size: int, groups: int) -> list[Entry]:
    """Entries of a list, some prefixes among them in several groups, none in more than sixteen."""
    found: list[Entry] = []
    for prefix in rng.sample(range(2**bits), size):
        several = rng.randint(1, 16) if rng.random() < 0.1 else 1
        found += [(prefix, group) for group in {rng.randrange(groups) for _ in range(several)}]
    return sorted(found[:size])


def random_list(rng: random.Random) -> tuple[int, list[Entry]]:
    """Bits and entries of a list that no reader refuses, of any size of prefix and group."""
    bits = rng.choice((16, 17, 20, 24, 28, 31, 32))
    groups = rng.choice((1, 2, 3, 7, 256, 257, 5000, 2 ** min(24, 52 - bits)))
    return bits, random_entries(rng, bits, rng.choice((0, 1, 5, 127, 128, 129, 300)), groups)


def changed(rng: random.Random, bits: int, entries: list[Entry]) -> list[Entry]:
    """The entries of a later list."""
    groups = 1 + max((group for _, group in entries), default=0)
    stay = [entry for entry in entries if rng.random() > rng.choice((0.0, 0.02, 0.5))]
    come = random_entries(rng, bits, rng.choice((0, 1, 30)), min(groups + rng.choice((0, 5)), 2 ** min(24, 52 - bits)))
    held = {prefix for prefix, _ in stay}
    return sorted({*stay, *((prefix, group) for prefix, group in come if prefix not in held)})


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A copy with a few bytes changed, left out, put in or cut off."""
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(spoilt) + 1)
        kind = rng.randrange(10)
        if kind < 7 and at < len(spoilt):
            spoilt[at] = rng.choice((0, 255, spoilt[at] ^ 1 << rng.randrange(8), rng.randrange(256)))
        elif kind == 7:
            del spoilt[at : at + rng.choice((1, 4, 8))]
        elif kind == 8:
            spoilt[at:at] = bytes(rng.choices(range(256), k=rng.choice((1, 4))))
        else:
            del spoilt[at:]
    return bytes(spoilt)


def random_hits(rng: random.Random) -> dict[str, Any]:
    """A question about leads, as the vectors have it."""
    w, groups = rng.choice((16, 17, 32, 64)), rng.choice((1, 2, 5, 40))
    steps = rng.choices((1, w - 1, w, w + 1, 2 * w, 2 * w + 1, 4 * w, 4 * w + 1, 9 * w), k=rng.randint(0, 30))
    kinds = rng.choice((2, 10, 1000))
    hits = [
        [position, rng.randrange(kinds), sorted(rng.sample(range(groups), rng.randint(1, min(groups, 3))))]
        for position in np.cumsum(steps, dtype=np.int64).tolist()
    ]
    checked, bits = rng.randint(len(hits), 3000), rng.choice((16, 20, 32))
    entries = rng.choice((0, 1, rng.randrange(2**bits), 2 ** (bits - 6)))
    return {"w": w, "hits": hits, "checked": checked, "entries": entries, "bits": bits, "groups": groups}
