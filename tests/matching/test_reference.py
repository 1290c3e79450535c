"""The fast code against a slow reading of the same rules."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.matching.compare import ArticleText, Comparison, compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.words import words
from matching import reference
from matching.texts import articles, edited, flagged, seeded, strange_texts, within
from matching.vectors import vectors

DETERMINED = settings(derandomize=True, deadline=None, database=None, max_examples=100)


def agree_on_text(text: str) -> None:
    cut, slow = words(text), reference.words(text)
    assert list(zip(cut.a.tolist(), cut.b.tolist(), cut.weight.tolist(), strict=True)) == slow
    fast, slow_shingles = shingles(cut), reference.shingles(slow)
    assert list(zip(fast.hi.tolist(), fast.lo.tolist(), fast.end.tolist(), strict=True)) == slow_shingles
    assert winnow(fast.lo).tolist() == reference.winnow(fast.lo.tolist())


def test_the_texts_of_the_vectors_are_read_the_same() -> None:
    texts = [case["text"] for case in vectors("words") + vectors("fingerprint")]
    grouped = [text for kind in ("same_as", "different") for group in vectors("words", kind) for text in group["texts"]]
    for text in texts + grouped:
        agree_on_text(text)


def test_the_expected_words_are_what_the_slow_rules_make() -> None:
    for case in vectors("words"):
        assert [list(word) for word in reference.words(case["text"])] == case["words"], case["reason"]


def test_the_expected_fingerprints_are_what_the_slow_rules_make() -> None:
    for case in vectors("fingerprint"):
        cut = reference.shingles(reference.words(case["text"]))
        assert [case["hi"], case["lo"], case["end"]] == [[one[field] for one in cut] for field in range(3)]
        assert case["kept"] == reference.winnow(case["lo"]), case["reason"]
    for case in vectors("fingerprint", "winnow"):
        assert case["kept"] == reference.winnow(case["lo"], case["w"]), case["reason"]


def test_the_expected_comparisons_are_what_the_slow_rules_make() -> None:
    for case in vectors("compare"):
        found = reference.compare(case["page"], case["article"], within(case["common"]), within(case["quoted"]))
        expected = {
            "match": case["class"],
            "passages": [tuple(passage) for passage in case["passages"]],
            "page_covered": within(case["page_covered"]),
        } | {field: case[field] for field in ("shared_words", "longest_run", "article_share", "page_share")}
        assert found._asdict() == expected, case["reason"]


def test_every_article_of_the_demo_is_read_the_same() -> None:
    for body in articles().values():
        agree_on_text(body)


def test_strange_texts_are_read_the_same() -> None:
    for text in strange_texts(500, seed=1):
        agree_on_text(text)


@DETERMINED
@given(st.text(max_size=200))
def test_any_text_is_read_the_same(text: str) -> None:
    agree_on_text(text)


@DETERMINED
@given(st.lists(st.integers(0, 9) | st.integers(0, 2**32 - 1), max_size=80), st.integers(1, 20))
def test_any_hashes_are_winnowed_the_same(lo: list[int], window: int) -> None:
    assert winnow(np.array(lo, np.uint32), window).tolist() == reference.winnow(lo, window)


def flags(size: int, runs: list[list[int]]) -> npt.NDArray[np.bool_]:
    out = np.zeros(size, np.bool_)
    out[sorted(within(runs))] = True
    return out


@pytest.mark.parametrize("slug", sorted(articles()))
def test_edited_copies_are_compared_the_same(slug: str) -> None:
    rng = seeded(slug)
    body = articles()[slug]
    for _ in range(4):
        page = edited(body, rng)
        article, page_words = words(body), words(page)
        cut = shingles(article)
        common, quoted = flagged(len(cut), rng), flagged(len(article), rng)
        text = ArticleText(cut.hi, cut.end, flags(len(cut), common), article.weight, flags(len(article), quoted))
        found = compare(shingles(page_words), page_words.weight, text)
        slow = reference.compare(page, body, within(common), within(quoted))
        assert as_reference(found) == slow


def as_reference(found: Comparison) -> reference.Compared:
    return reference.Compared(
        found.match.value,
        found.shared_words,
        found.longest_run,
        found.article_share,
        found.page_share,
        [
            (one.article_start, one.article_end, one.page_start, one.page_end, one.words, one.longest_run, one.unquoted)
            for one in found.passages
        ],
        set(np.flatnonzero(found.page_covered).tolist()),
    )
