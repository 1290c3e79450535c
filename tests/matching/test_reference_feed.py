"""The fast code of lists, updates, tables, keys and leads against a slow reading of the same rules."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.matching.hashlist import HashList, bits_for, decode
from masthead.matching.pairs import Hit, leads
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import ListUpdate, apply_update
from matching import reference_feed
from matching.making import Entry, changed, entries_of, list_of, random_list
from matching.texts import seeded
from matching.vectors import vectors

DETERMINED = settings(derandomize=True, deadline=None, database=None, max_examples=100)


def test_the_expected_lists_hold_their_entries_bit_by_bit() -> None:
    for case in vectors("list"):
        entries = list(zip(case["prefixes"], case["groups"], strict=True))
        assert reference_feed.read_list(bytes.fromhex(case["hex"])) == (case["bits"], entries), case["reason"]
        assert reference_feed.write_list(case["bits"], entries).hex() == case["hex"], case["reason"]


def test_the_expected_leads_are_what_the_slow_rules_make() -> None:
    for case in vectors("pairs"):
        rate = case["entries"] / 2 ** case["bits"] / case["groups"] if case["groups"] else 0.0
        found = reference_feed.leads(case["hits"], case["w"], case["checked"], rate, case["groups"])
        assert [dict(zip(("group", "kind", "hits"), lead, strict=True)) for lead in found] == case["leads"], case[
            "reason"
        ]


def test_the_expected_updates_lead_where_the_slow_rules_lead() -> None:
    for kind, follow in (("lists", reference_feed.update_list), ("tables", reference_feed.update_table)):
        for case in vectors("updates", kind):
            assert follow(bytes.fromhex(case["old"]), bytes.fromhex(case["update"])) == bytes.fromhex(case["new"])


def test_the_expected_keys_are_those_that_the_slow_rules_find() -> None:
    for case in vectors("index"):
        key = (
            reference_feed.signed_by(case["index"], case["pinned"])
            if reference_feed.well_formed(case["index"])
            else None
        )
        assert key == case["key"], case["reason"]


@st.composite
def entries(draw: st.DrawFn) -> tuple[int, list[Entry]]:
    """Bits and entries of a list, close together or far apart."""
    bits = draw(st.integers(16, 32))
    prefix = st.integers(0, 2**bits - 1) | st.integers(0, 300)
    group = st.integers(0, 2 ** min(24, 52 - bits) - 1) | st.integers(0, 3)
    return bits, sorted(draw(st.sets(st.tuples(prefix, group), max_size=200)))


@DETERMINED
@given(entries())
def test_any_list_is_coded_as_by_the_slow_rules(given_list: tuple[int, list[Entry]]) -> None:
    bits, held = given_list
    coded = list_of(bits, held).encode()
    assert coded == reference_feed.write_list(bits, held)
    assert reference_feed.read_list(coded) == (bits, held)
    assert entries_of(decode(coded)) == held


@DETERMINED
@given(st.integers(0, 2**32 - 1))
def test_random_lists_lead_to_others_as_by_the_slow_rules(seed: int) -> None:
    rng = seeded(seed)
    bits, before = random_list(rng)
    between, after = changed(rng, bits, before), changed(rng, bits, before)
    old, middle, new = (list_of(bits, one) for one in (before, between, after))
    update = ListUpdate.between(old, new)
    coded = update.encode(new)
    assert apply_update(old, coded) == reference_feed.update_list(old.encode(), coded) == new.encode()
    joined = ListUpdate.between(old, middle).then(ListUpdate.between(middle, new))
    assert joined.encode(new) == coded


TABLES = st.dictionaries(st.integers(0, 20) | st.integers(0, 2**24 - 1), st.sampled_from([b"a", b"b"]), max_size=30)


@DETERMINED
@given(TABLES, TABLES, TABLES)
def test_any_table_leads_to_any_other_as_by_the_slow_rules(
    before: dict[int, bytes], between: dict[int, bytes], after: dict[int, bytes]
) -> None:
    old, middle, new = (
        Table({number: 16 * table[number] for number in sorted(table)}) for table in (before, between, after)
    )
    for update in (old.update_to(new), middle.update_over(old.update_to(middle), new)):
        assert old.updated(update) == new
        assert reference_feed.update_table(old.encode(), update) == new.encode()
    assert decode_table(new.encode()) == new


HITS = st.lists(st.tuples(st.integers(1, 140), st.integers(0, 9), st.sets(st.integers(0, 3), min_size=1)), max_size=40)


@DETERMINED
@given(
    HITS,
    st.sampled_from([16, 17, 64]),
    st.integers(0, 4000),
    st.sampled_from([0.0, 1e-4, 0.002, 0.01, 1.0]),
    st.sampled_from([4, 300, 10**6]),
)
def test_any_hits_make_the_same_leads(
    drawn: list[tuple[int, int, set[int]]], w: int, checked: int, rate: float, groups: int
) -> None:
    positions = np.cumsum([step for step, _, _ in drawn]).astype(int).tolist() if drawn else []
    hits: list[reference_feed.Hit] = [
        (at, prefix, sorted(groups)) for at, (_, prefix, groups) in zip(positions, drawn, strict=True)
    ]
    found = leads([Hit(*hit) for hit in hits], w=w, checked=checked, stray_rate=rate, groups=groups)
    told = [(lead.group, lead.kind.value, list(lead.hits)) for lead in found]
    assert told == reference_feed.leads(hits, w, checked, rate, groups)
    assert all(lead.prefixes == len({hits[at][1] for at in lead.hits}) for lead in found)


@DETERMINED
@given(st.lists(st.integers(0, 2**20) | st.integers(2**20, 2**26), max_size=30))
def test_any_list_has_as_many_bits_as_the_slow_rules_give_it(sizes: list[int]) -> None:
    assert bits_for(np.array(sizes, np.int64)) == reference_feed.bits_for(sizes)


@DETERMINED
@given(st.lists(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 3), st.integers(0, 40)), max_size=120))
def test_any_fingerprints_are_listed_once_in_each_group_and_in_sixteen_at_most(listed: list[tuple[int, int]]) -> None:
    made = HashList.of(
        np.array([hi for hi, _ in listed], np.uint32), np.array([group for _, group in listed], np.uint32)
    )
    held = sorted({(hi >> (32 - made.bits), group) for hi, group in listed})
    assert entries_of(made) == [entry for at, entry in enumerate(held) if at < 16 or held[at - 16][0] != entry[0]]
    asked = [hi ^ 0x8000 for hi, _ in listed] + [0, 2**32 - 1]
    found = made.groups_of(np.array(asked, np.uint32))
    of_prefix = [[group for prefix, group in entries_of(made) if prefix == hi >> (32 - made.bits)] for hi in asked]
    assert found == of_prefix
