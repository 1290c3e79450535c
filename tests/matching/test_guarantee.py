"""The guarantee: T shared words of evidence lead to the article's group, on any page (T = 37 for w = 16)."""

import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.feed.common import find_common
from masthead.matching.evidence import quoted_shingles
from masthead.matching.fingerprint import GUARANTEED_RUN, WIDEST, K, W, archive_window, shingles, winnow
from masthead.matching.hashlist import HashList, prefixes
from masthead.matching.pairs import Hit, Kind, Lead, leads
from masthead.matching.words import words
from matching.texts import Tokens, articles, seeded

OTHER = "plum jam lamp oil frost skates tram dog harbour цех зонт мост 雨 傘 橋 ورق حبر باب".split()
GROUP = 3
"""Of the article that is looked for."""
WIDTHS = [W, 17, 32, WIDEST]


@dataclass(frozen=True)
class Found:
    """What a page gives reason to ask for."""

    hits: list[Hit]
    leads: list[Lead]


def listed(texts: list[str], dropped: dict[int, set[int]], w: int) -> HashList:
    """The list of some articles, the n-th of which stands alone in group n; as the publisher makes it."""
    hi, groups = [], []
    for group, text in enumerate(texts):
        cut = shingles(words(text))
        kept = [at for at in winnow(cut.lo, archive_window(len(cut), w)) if at not in dropped.get(group, ())]
        hi.append(cut.hi[kept])
        groups += [group] * len(kept)
    return HashList.of(np.concatenate(hi), np.array(groups, np.uint32))


def read(held: HashList, page: str, w: int) -> Found:
    """What the local rule makes of a page; chance explains everything, so that only what is near counts."""
    cut = shingles(words(page))
    kept = winnow(cut.lo, w)
    met = zip(kept.tolist(), prefixes(cut.hi[kept], held.bits).tolist(), held.groups_of(cut.hi[kept]), strict=True)
    hits = [Hit(position, prefix, groups) for position, prefix, groups in met if groups]
    return Found(hits, leads(hits, w=w, checked=len(kept), stray_rate=1.0))


def leads_to_it(found: Found, begin: int, w: int) -> bool:
    """Whether the article's group is a lead for two hits at most w apart in the run that begins at a word."""
    lead = next((one for one in found.leads if one.group == GROUP), None)
    if lead is None or lead.kind != Kind.PAIRS:
        return False
    inside = [at for at in lead.hits if begin <= found.hits[at].position < begin + 2 * w]
    return any(
        found.hits[later].position - found.hits[earlier].position <= w
        and found.hits[later].prefix != found.hits[earlier].prefix
        for earlier, later in pairwise(inside)
    )


def no_evidence(body: str, neighbours: list[str]) -> set[int]:
    """Shingles of an article that are common or inside quotation marks."""
    of_article = words(body)
    cut = shingles(of_article)
    archive = [cut.full(), *(shingles(words(other)).full() for other in neighbours)]
    common = find_common(archive, [None] * len(archive)).reasons(archive[0], None) > 0
    return set(np.flatnonzero(common | quoted_shingles(of_article, cut)).tolist())


def surroundings(rng: random.Random) -> list[str]:
    return rng.choices(OTHER, k=rng.choice((0, 1, 5, 20, 60)))


def windows(tokens: Tokens, w: int) -> list[tuple[int, int, int]]:
    """Each shortest run of pieces with 2w shingles: its first piece, one past its last, and its first word."""
    counts = [len(words(piece)) for piece in tokens.pieces]
    begins = np.concatenate(([0], np.cumsum(counts)))
    ends = shingles(words(tokens.joined(tokens.pieces))).end
    found = []
    for first in range(len(tokens.pieces)):
        word = int(begins[first])
        if word + 2 * w <= len(ends):
            last = int(np.searchsorted(begins, ends[word + 2 * w - 1]))
            found.append((first, last, word))
    return found


@pytest.mark.parametrize("w", WIDTHS)
@pytest.mark.parametrize("slug", sorted(articles()))
def test_every_run_of_evidence_that_long_leads_to_its_group_amid_other_words(slug: str, w: int) -> None:
    rng = seeded(f"{slug} {w}")
    body, others = articles()[slug], [other for name, other in articles().items() if name != slug]
    tokens = Tokens(body)
    # Quotation marks end at a paragraph, so the run is judged in the text as it stands.
    assert len(words(body)) == len(words(tokens.joined(tokens.pieces)))
    dropped = no_evidence(body, others)
    held = listed([*others[:GROUP], body, *others[GROUP:]], {GROUP: dropped}, w)
    checked = 0
    for first, last, word in windows(tokens, w):
        if dropped & set(range(word, word + 2 * w)):
            continue
        checked += 1
        before, after = surroundings(rng), surroundings(rng)
        page = "\n".join((" ".join(before), tokens.joined(tokens.pieces[first:last]), " ".join(after)))
        assert leads_to_it(read(held, page, w), len(words(" ".join(before))), w), (first, last)
    assert checked > 40 or w == WIDEST, "a feed with the widest window does not take in short articles"


def test_the_run_is_as_long_as_the_protocol_says() -> None:
    assert GUARANTEED_RUN == 2 * W + K - 1 == 37


VOCABULARY = st.sampled_from("grain ships lamp oil harbour silos night clerk quay fog".split())
WORDS = st.lists(VOCABULARY, max_size=60)


@settings(derandomize=True, deadline=None, database=None, max_examples=150)
@given(w=st.sampled_from(WIDTHS), more=WORDS, before=WORDS, after=WORDS, data=st.data())
def test_any_run_that_long_of_any_article_gives_two_hits_close_together(
    w: int, more: list[str], before: list[str], after: list[str], data: st.DataObject
) -> None:
    run = 2 * w + K - 1
    article = data.draw(st.lists(VOCABULARY, min_size=run, max_size=run)) + more
    first = data.draw(st.integers(0, len(more)))
    held = listed(["", "", "", " ".join(article)], {}, w)
    found = read(held, " ".join([*before, *article[first : first + run], *after]), w)
    inside = [hit.position for hit in found.hits if len(before) <= hit.position < len(before) + 2 * w]
    assert any(later - earlier <= w for earlier, later in pairwise(inside))


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3), min_size=1, max_size=200), st.integers(1, 30))
def test_every_window_keeps_a_shingle_and_neighbours_are_at_most_a_window_apart(lo: list[int], width: int) -> None:
    kept = winnow(np.array(lo, np.uint32), width).tolist()
    for first in range(max(1, len(lo) - width + 1)):
        assert any(first <= at < first + width for at in kept)
    assert all(0 < later - earlier <= width for earlier, later in pairwise(kept))


@settings(derandomize=True, deadline=None, database=None, max_examples=200)
@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3), min_size=2 * W, max_size=400), st.sampled_from(WIDTHS))
def test_what_a_reader_keeps_of_a_whole_text_its_publisher_lists(lo: list[int], w: int) -> None:
    order = np.array(lo, np.uint32)
    assert set(winnow(order, w).tolist()) <= set(winnow(order, archive_window(len(lo), w)).tolist())


@pytest.mark.parametrize(
    ("n", "w", "window"),
    [
        *((96, 16, 2), (97, 16, 4), (160, 16, 4), (161, 16, 8), (288, 16, 8), (289, 16, 16), (9999, 16, 16)),
        *((271, 17, 8), (272, 17, 16), (512, 17, 16), (513, 17, 17)),
        *((272, 32, 16), (273, 32, 32), (136, 64, 16), (137, 64, 32), (264, 64, 32), (265, 64, 64)),
    ],
)
def test_the_shorter_a_text_the_denser_its_list(n: int, w: int, window: int) -> None:
    assert archive_window(n, w) == window
