"""Lists, tables and updates from strangers: refused in a few words or well formed, and never dear to read."""

import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.errors import FeedError
from masthead.matching.hashlist import GROUPS_OF_ONE, HashList, decode, require_sparse
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import ListUpdate, apply_update, decode_update
from matching.making import changed, damaged, entries_of, list_of, random_list
from matching.texts import seeded

DETERMINED = settings(derandomize=True, deadline=None, database=None, max_examples=400)
SEED = st.integers(0, 2**32 - 1)
NUMBER = st.integers(0, 2**32 - 1) | st.integers(0, 300) | st.sampled_from([2**24, 2**26, 2**31])


def is_well_formed(read: HashList) -> None:
    """What everything that reads a list may rely on."""
    entries = entries_of(read)
    assert entries == sorted(set(entries))
    assert all(prefix < 2**read.bits for prefix, _ in entries)
    assert read.radix == 1 + max((group for _, group in entries), default=-1)
    prefixes = [prefix for prefix, _ in entries]
    assert all(one != other for one, other in zip(prefixes, prefixes[GROUPS_OF_ONE:], strict=False))


def list_is_refused_or_well_formed(data: bytes) -> bool:
    try:
        read = decode(data)
    except FeedError:
        return False
    is_well_formed(read)
    assert entries_of(decode(read.encode())) == entries_of(read)
    return True


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A header that could be one, and whatever follows."""
    bits, rice = draw(st.integers(14, 34)), draw(st.integers(0, 50))
    entries, radix = draw(NUMBER | st.integers(0, 5)), draw(NUMBER | st.integers(0, 5))
    directory = draw(st.lists(st.tuples(NUMBER, NUMBER | st.just(0)), max_size=3))
    coded = draw(st.binary(max_size=60)) if draw(st.booleans()) else bytes(draw(st.integers(0, 400)))
    size = draw(st.integers(max(8 * len(coded) - 7, 0), 8 * len(coded)) | NUMBER)
    header = struct.pack("<4sBBHIII", b"MHL2", bits, rice, 0, radix, entries, size)
    return header + b"".join(struct.pack("<II", *pair) for pair in directory) + coded


@DETERMINED
@given(st.binary(max_size=200) | lists())
def test_any_bytes_are_no_list_or_a_well_formed_one(data: bytes) -> None:
    list_is_refused_or_well_formed(data)


def test_a_damaged_list_is_refused_or_well_formed() -> None:
    rng = seeded(20)
    accepted = [list_is_refused_or_well_formed(damaged(list_of(*random_list(rng)).encode(), rng)) for _ in range(600)]
    assert 10 < sum(accepted) < len(accepted) - 10


@st.composite
def updates(draw: st.DrawFn) -> bytes:
    """A header that could be one, and two lists that could be some."""
    gone, come = draw(lists()), draw(lists())
    bits, rice, radix = draw(st.integers(14, 34)), draw(st.integers(0, 50)), draw(NUMBER)
    length = len(gone) if draw(st.booleans()) else draw(NUMBER)
    return struct.pack("<4sBBHII", b"MHU1", bits, rice, 0, radix, length) + gone + come


@DETERMINED
@given(st.binary(max_size=100) | updates(), SEED)
def test_any_bytes_are_no_update_or_lead_to_a_list(data: bytes, seed: int) -> None:
    try:
        read = decode(apply_update(list_of(*random_list(seeded(seed))), data))
    except FeedError:
        return
    is_well_formed(read)


def test_a_damaged_update_is_refused_or_leads_to_a_list() -> None:
    rng = seeded(21)
    accepted = 0
    for _ in range(600):
        bits, before = random_list(rng)
        old, new = list_of(bits, before), list_of(bits, changed(rng, bits, before))
        data = damaged(ListUpdate.between(old, new).encode(new), rng)
        try:
            update, _ = decode_update(data)
            read = decode(apply_update(old, data))
        except FeedError:
            continue
        accepted += 1
        is_well_formed(read)
        held = set(old.keys().tolist())
        assert set(update.gone.tolist()) <= held
        assert set(read.keys().tolist()) == held - set(update.gone.tolist()) | set(update.come.tolist())
    assert accepted > 5


@st.composite
def tables(draw: st.DrawFn, magic: bytes) -> bytes:
    """A table that could be one."""
    numbers = draw(st.lists(NUMBER | st.integers(0, 5), max_size=8))
    rows = sorted(numbers) if draw(st.booleans()) else numbers
    digests = [draw(st.sampled_from([bytes(16), b"a" * 16, b"b" * 16])) for _ in rows]
    count = len(rows) if draw(st.booleans()) else draw(NUMBER)
    return struct.pack(f"<4sI{len(rows)}I", magic, count, *rows) + b"".join(digests)


def table_is_well_formed(table: Table) -> None:
    numbers = list(table.digests)
    assert numbers == sorted(set(numbers))
    assert all(0 <= number < 2**24 for number in numbers)
    assert all(len(digest) == 16 and any(digest) for digest in table.digests.values())


@DETERMINED
@given(st.binary(max_size=60) | tables(b"MHT1"), st.binary(max_size=60) | tables(b"MHV1"))
def test_any_bytes_are_no_table_or_a_well_formed_one_and_so_are_updates(data: bytes, update: bytes) -> None:
    table = Table({3: b"a" * 16, 5: b"c" * 16})
    try:
        table = decode_table(data)
    except FeedError:
        pass
    else:
        assert table.encode() == data
    table_is_well_formed(table)
    try:
        updated = table.updated(update)
    except FeedError:
        return
    table_is_well_formed(updated)
    assert decode_table(updated.encode()) == updated


def test_a_list_that_says_it_is_huge_costs_no_memory() -> None:
    claims = [(2**26, 2**32 - 1), (2**32 - 1, 2**32 - 1), (2**26, 0), (2**20, 2**20), (129, 2**32 - 1)]
    headers = [struct.pack("<4sBBHIII", b"MHL2", 32, 0, 0, 1, entries, bits) for entries, bits in claims]
    tracemalloc.start()
    for header in headers:
        for rest in (0, 8, 4000):
            with pytest.raises(FeedError):
                decode(header + bytes(rest))
            with pytest.raises(FeedError):
                decode_update(struct.pack("<4sBBHII", b"MHU1", 32, 0, 0, 1, len(header) + rest) + header + bytes(rest))
    for count in (1, 2**24, 2**32 - 1):
        with pytest.raises(FeedError):
            decode_table(struct.pack("<4sI", b"MHT1", count))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def zeros_then_one(blocks: int, size: int) -> bytes:
    """A list whose blocks all begin with the same long run of zeros."""
    header = struct.pack("<4sBBHIII", b"MHL2", 32, 0, 0, 1, 128 * blocks, 8 * size)
    return header + b"".join(struct.pack("<II", number, 0) for number in range(blocks)) + bytes(size - 1) + b"\x01"


@pytest.mark.parametrize("blocks", [1, 1000])
def test_a_list_of_zeros_is_refused_as_fast_as_others(blocks: int) -> None:
    data = zeros_then_one(blocks, 8 << 20)
    begun = time.process_time()
    with pytest.raises(FeedError):
        decode(data)
    assert time.process_time() - begun < 5, "step by step it takes a minute"


def test_what_a_publisher_lists_its_readers_accept() -> None:
    rng = seeded(22)
    for size, groups in ((0, 1), (1, 1), (90, 1), (91, 1), (5000, 1), (5000, 40), (60_000, 2000), (3000, 100_000)):
        hi = np.array([rng.randrange(2**32) for _ in range(size)], np.uint32)
        made = HashList.of(hi, np.array([rng.randrange(groups) for _ in range(size)], np.uint32))
        read = decode(made.encode())
        require_sparse(read)
        assert entries_of(read) == entries_of(made)
