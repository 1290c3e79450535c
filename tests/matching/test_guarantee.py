"""The guarantee: 37 shared words of evidence put two listed fingerprints at most 16 words apart, on any page."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.feed.common import find_common
from masthead.matching.evidence import quoted_shingles
from masthead.matching.fingerprint import GUARANTEED_RUN, K, W, archive_window, shingles, winnow
from masthead.matching.hashlist import HashList, bits_for, prefixes
from masthead.matching.pairs import spots
from masthead.matching.words import words
from matching.texts import Tokens, articles, seeded

OTHER = "plum jam lamp oil frost skates tram dog harbour цех зонт мост 雨 傘 橋 ورق حبر باب".split()


def listed_and_dropped(body: str, neighbours: list[str]) -> tuple[HashList, set[int]]:
    """The list of an article's archive, and the article's shingles that are no evidence."""
    of_article = words(body)
    cut = shingles(of_article)
    archive = [cut.full(), *(shingles(words(other)).full() for other in neighbours)]
    common = find_common(archive, [None] * len(archive)).reasons(archive[0], None) > 0
    dropped = common | quoted_shingles(of_article, cut)
    kept = winnow(cut.lo, archive_window(len(cut)))  # as the publisher does
    bits = bits_for(len(kept))
    return HashList(bits, np.unique(prefixes(cut.hi[kept[~dropped[kept]]], bits))), set(
        np.flatnonzero(dropped).tolist()
    )


def hits(listed: HashList, page: str) -> tuple[list[int], list[int], int]:
    """Positions and prefixes of the page's hits, and how many fingerprints were looked up."""
    cut = shingles(words(page))
    kept = winnow(cut.lo)
    found = kept[listed.contains(cut.hi[kept])]
    return found.tolist(), prefixes(cut.hi[found], listed.bits).tolist(), len(kept)


def surroundings(rng: random.Random) -> list[str]:
    return rng.choices(OTHER, k=rng.choice((0, 1, 5, 20, 60)))


def windows(tokens: Tokens) -> list[tuple[int, int, int]]:
    """Each shortest run of pieces with 2w shingles: its first piece, one past its last, and its first word."""
    counts = [len(words(piece)) for piece in tokens.pieces]
    begins = np.concatenate(([0], np.cumsum(counts)))
    ends = shingles(words(tokens.joined(tokens.pieces))).end
    found = []
    for first in range(len(tokens.pieces)):
        word = int(begins[first])
        if word + 2 * W <= len(ends):
            last = int(np.searchsorted(begins, ends[word + 2 * W - 1]))
            found.append((first, last, word))
    return found


@pytest.mark.parametrize("slug", sorted(articles()))
def test_every_run_of_evidence_that_long_is_found_amid_other_words(slug: str) -> None:
    rng = seeded(slug)
    tokens = Tokens(articles()[slug])
    listed, dropped = listed_and_dropped(
        articles()[slug], [body for other, body in articles().items() if other != slug]
    )
    # Quotation marks end at a paragraph, so the run is judged in the text as it stands.
    assert len(words(articles()[slug])) == len(words(tokens.joined(tokens.pieces)))
    checked = 0
    for first, last, word in windows(tokens):
        if dropped & set(range(word, word + 2 * W)):
            continue
        checked += 1
        before, after = surroundings(rng), surroundings(rng)
        page = "\n".join((" ".join(before), tokens.joined(tokens.pieces[first:last]), " ".join(after)))
        positions, met, looked_up = hits(listed, page)
        begin = len(words(" ".join(before)))
        inside = [at for at in positions if begin <= at < begin + 2 * W]
        assert any(later - earlier <= W for earlier, later in pairwise(inside)), (first, last)
        assert spots(positions, met, looked_up, stray_rate=1.0)
    assert checked > 40


def test_the_run_is_as_long_as_the_protocol_says() -> None:
    assert GUARANTEED_RUN == 2 * W + K - 1 == 37


VOCABULARY = st.sampled_from("grain ships lamp oil harbour silos night clerk quay fog".split())


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(
    article=st.lists(VOCABULARY, min_size=37, max_size=160),
    before=st.lists(VOCABULARY, max_size=60),
    after=st.lists(VOCABULARY, max_size=60),
    data=st.data(),
)
def test_any_run_that_long_of_any_article_gives_two_hits_close_together(
    article: list[str], before: list[str], after: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(article) - GUARANTEED_RUN))
    cut = shingles(words(" ".join(article)))
    kept = winnow(cut.lo, archive_window(len(cut)))
    listed = HashList(32, np.unique(cut.hi[kept]))
    page = " ".join([*before, *article[first : first + GUARANTEED_RUN], *after])
    positions = hits(listed, page)[0]
    inside = [at for at in positions if len(before) <= at < len(before) + 2 * W]
    assert any(later - earlier <= W for earlier, later in pairwise(inside))


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3), min_size=1, max_size=200), st.integers(1, 30))
def test_every_window_keeps_a_shingle_and_neighbours_are_at_most_a_window_apart(lo: list[int], width: int) -> None:
    kept = winnow(np.array(lo, np.uint32), width).tolist()
    for first in range(max(1, len(lo) - width + 1)):
        assert any(first <= at < first + width for at in kept)
    assert all(0 < later - earlier <= width for earlier, later in pairwise(kept))


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3), min_size=2 * W, max_size=400))
def test_what_a_reader_keeps_of_a_whole_text_its_publisher_lists(lo: list[int]) -> None:
    order = np.array(lo, np.uint32)
    assert set(winnow(order).tolist()) <= set(winnow(order, archive_window(len(lo))).tolist())


@pytest.mark.parametrize(("shingles_of_it", "window"), [(96, 2), (97, 4), (160, 4), (161, 8), (288, 8), (289, W)])
def test_the_shorter_a_text_the_denser_its_list(shingles_of_it: int, window: int) -> None:
    assert archive_window(shingles_of_it) == window
