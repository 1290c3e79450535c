"""Which articles share a group: enough in each, few groups changed by a change, the same as a slow reading says."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masthead.feed.grouping import Regrouped, cell_of, groups_of

DETERMINED = settings(
    derandomize=True, deadline=None, database=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow]
)
SIZES = st.integers(1, 12)


@st.composite
def numbers(draw: st.DrawFn) -> list[int]:
    """Numbers of articles, increasing: stretches without a gap, with holes in them, and stray ones."""
    found: set[int] = set()
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, 300))
        found |= set(range(first, first + draw(st.integers(0, 60))))
    found -= draw(st.sets(st.integers(0, 360), max_size=20))
    return sorted(found | draw(st.sets(st.integers(0, 10_000), max_size=20)))


def array(ids: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(ids, np.int64)


def slowly(ids: list[int], size: int) -> dict[int, list[int]]:
    """The articles of each group, read word by word from docs/protocol.md."""
    groups: dict[int, list[int]] = {}
    width = cell_of(size)
    begun, held = 0, []
    for cell in range(max(ids, default=-1) // width + 1):
        held += [one for one in ids if cell * width <= one < (cell + 1) * width]
        if len(held) >= size:
            groups[begun] = held
            begun, held = cell + 1, []
    if held and groups:
        groups[max(groups)] = groups[max(groups)] + held
    elif held:
        groups[begun] = held
    return groups


@DETERMINED
@given(numbers(), SIZES)
def test_groups_are_what_the_protocol_says(ids: list[int], size: int) -> None:
    groups = groups_of(array(ids), size).tolist()
    assert len(groups) == len(ids)
    expected = {one: group for group, members in slowly(ids, size).items() for one in members}
    assert dict(zip(ids, groups, strict=True)) == expected


@DETERMINED
@given(numbers(), SIZES)
def test_each_group_has_enough_articles_and_none_has_too_many(ids: list[int], size: int) -> None:
    groups, counts = np.unique(groups_of(array(ids), size), return_counts=True)
    assert sum(counts) == len(ids)
    if ids:
        assert min(counts) >= min(size, len(ids))
        assert max(counts) <= max(3 * size + size // 4 - 2, 1)
        assert groups[0] == 0


@DETERMINED
@given(numbers(), SIZES)
def test_the_numbers_of_groups_increase_with_those_of_their_articles(ids: list[int], size: int) -> None:
    groups = groups_of(array(ids), size)
    assert (np.diff(groups) >= 0).all()
    assert (groups * cell_of(size) <= array(ids)).all()


@DETERMINED
@given(numbers(), numbers(), SIZES, st.sets(st.integers(0, 400), max_size=5))
def test_what_has_changed_is_what_a_slow_comparison_says(
    old: list[int], new: list[int], size: int, told: set[int]
) -> None:
    regrouped = Regrouped(array(old), array(new), size)
    before, after = slowly(old, size), slowly(new, size)
    staying = {group for group, members in after.items() if before.get(group) == members}
    assert regrouped.staying == staying
    assert regrouped.moved == (before != after)
    of_told = {group for group, members in after.items() if told & set(members)}
    assert regrouped.changed(told) == sorted(of_told | (after.keys() - staying))
    assert {group: regrouped.members(group) for group in after} == after
    assert all(regrouped.old_group(one) == group for group, members in before.items() for one in members)


@DETERMINED
@given(numbers(), SIZES, st.integers(0, 400))
def test_one_article_more_or_less_changes_no_group_beyond_the_next_full_cell(
    ids: list[int], size: int, one: int
) -> None:
    other = sorted({*ids} ^ {one})
    for old, new in ((ids, other), (other, ids)):
        regrouped = Regrouped(array(old), array(new), size)
        width = cell_of(size)
        cells = [here // width for here in new if here // width > one // width]
        full = next((cell for cell in cells if cells.count(cell) >= size), max(cells, default=one // width))
        earlier = max((here for here in new if here < one), default=None)
        first = 0 if earlier is None else min(regrouped.old_group(earlier), int(regrouped.groups[new.index(earlier)]))
        assert all(first <= group <= full for group in regrouped.changed([]))


@pytest.mark.parametrize("size", [8, 32])
@pytest.mark.parametrize("count", [1, 31, 32, 63, 64, 65, 250, 255])
def test_where_numbers_have_no_gap_one_article_changes_two_groups_at_most(count: int, size: int) -> None:
    ids = list(range(1, count + 1))
    for one in (*ids, count + 1, count + size, count + 5 * size):
        other = array(sorted({*ids} ^ {one}))
        for old, new in ((array(ids), other), (other, array(ids))):
            regrouped = Regrouped(old, new, size)
            gone = set(groups_of(old, size).tolist()) - set(regrouped.groups.tolist())
            assert len(regrouped.changed([])) <= 2
            assert len(gone) <= 1


def test_a_note_changes_the_group_of_its_article_only() -> None:
    ids = array(list(range(1, 100)))
    assert Regrouped(ids, ids, 8).changed([50]) == [5]
    assert not Regrouped(ids, ids, 8).moved
