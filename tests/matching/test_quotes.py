"""What stands inside quotation marks, and which shingles therefore say nothing."""

import numpy as np
import pytest

from masthead.matching.evidence import quoted_shingles, stock_phrases
from masthead.matching.fingerprint import shingles
from masthead.matching.quotes import quoted_units
from masthead.matching.words import words


def inside(text: str) -> str:
    """The words that begin inside quotation marks."""
    return " ".join(word for word, quoted in zip(text.split(), words(text).quoted.tolist(), strict=True) if quoted)


@pytest.mark.parametrize(
    "text",
    [
        "he said “not a word” and left",
        "er sagte „not a word“ und ging",
        "powiedział „not a word” i wyszedł",
        "il dit «not a word» en partant",
        "han sagde »not a word« og gik",
        "hän sanoi ”not a word” ja lähti",
        'he said "not a word" and left',
        "彼は 「not a word」 と言った",
        "彼は 『not a word』 と言った",
    ],
)
def test_words_between_the_marks_of_any_language_are_quoted(text: str) -> None:
    units = np.frombuffer(text.encode("utf-16-le"), "<u2")
    quoted = "".join(chr(unit) for unit, flag in zip(units, quoted_units(units), strict=True) if flag)
    assert quoted[1:].rstrip("”") in ("not a word", "not a word”")


def test_nested_marks_belong_to_the_outer_quotation() -> None:
    text = "she wrote “he said «never again» and left” that night"
    assert inside(text) == "“he said «never again» and left”"


def test_a_quotation_ends_with_its_paragraph_where_marks_say_nothing_of_direction() -> None:
    assert inside('an inch is 1" long and\nthis is said by nobody') == ""


def test_speech_over_several_paragraphs_closes_only_the_last() -> None:
    assert inside("he began “one two\n“three four” he ended") == "“one two “three four”"


def test_a_closing_mark_alone_quotes_nothing() -> None:
    assert inside("one two” three\nfour» five\nsix」 seven") == ""


def test_apostrophes_are_no_quotation_marks() -> None:
    assert inside("it's the dogs’ ‘best’ day") == ""


@pytest.mark.parametrize(("quoted_words", "marked"), [(2, False), (3, True), (6, True)])
def test_a_shingle_counts_as_quoted_from_half_of_its_words_on(quoted_words: int, marked: bool) -> None:
    spoken = "one two three four five six".split()
    text = "“" + " ".join(spoken[:quoted_words]) + "” " + " ".join(spoken[quoted_words:])
    cut = words(text)
    assert quoted_shingles(cut, shingles(cut)).tolist() == [marked]


def test_a_cookie_notice_is_a_stock_phrase() -> None:
    notice = shingles(words("We use cookies and similar technologies to ensure that we give you the best experience"))
    assert np.isin(notice.full(), stock_phrases()).all()


def test_an_ordinary_sentence_is_none() -> None:
    ordinary = shingles(words("Six ferries left the silos of the harbour at night and nobody wrote it down"))
    assert not np.isin(ordinary.full(), stock_phrases()).any()
