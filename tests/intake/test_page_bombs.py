"""Small pages that take a parser's memory or minutes of its time are refused with what to do; pages below are taken."""

import pytest

from masthead.errors import TooLarge, UnreadableText
from masthead.intake.bounds import MAX_ELEMENTS, MAX_OPTIONS
from masthead.intake.capture import capture
from masthead.intake.decode import document
from masthead.intake.html import MAX_IN_PARAGRAPH
from masthead.intake.markers import BOILERPLATE, COMMENT_SYSTEM, COOKIES, DATE_LINE, NEWSLETTER, Marker

SENTENCE = "The ferry to the outer islands sails again, and thirty passengers were on board when it left the quay."
ARTICLE = "".join(f"<p>{SENTENCE} It was trip {number}.</p>" for number in range(12))
LEFT_OPEN = r"left open, such as <b> without </b>, (?:adds|makes) .*Close it, or give only the article\."


def different(tag: str, times: int = 2000) -> str:
    """So many tags, none like another."""
    return "".join(tag.replace("%", str(number)) for number in range(times))


BOMBS = {
    "each of another id": different("<b id=%>", 2500) + "<p>x" * 2200,
    "closed in a comment": different("<b id=%><!--</b>-->") + "<p>x" * 2000,
    "closed in an attribute": different("<b id=%><q title='</b>'></q>") + "<p>x" * 2000,
    "closed in a script": different("<b id=%><script></b></script>") + "<p>x" * 2000,
    "closed in an object": different("<b id=%><object></b></object>") + "<p>x" * 2000,
    "closed in a list to choose from": different("<b id=%><select></b></select>") + "<p>x" * 2000,
    "begun in what seems an attribute": "<!--<q title='-->" + different("<b id=%>") + "<p>x" * 2000 + "<br title=''>",
    "before a table": different("<b id=%>") + "</p><table>" + "x<tr>" * 2000,
    "many attributes": f"<b {different('a% ', 20_000)}>" + "<p>x" * 2000,
    "a long attribute": f"<b title='{'y' * 100_000}'>" + "<p>x" * 2000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_formatting_that_every_paragraph_would_repeat_is_refused(bomb: str) -> None:
    with pytest.raises(TooLarge, match=LEFT_OPEN):
        document(f"{ARTICLE}<p>{bomb}", html=True)


def test_formatting_that_is_left_open_a_few_times_is_taken_with_the_text() -> None:
    careless = f"<p>{different('<b id=%>', 60)}" + f"<p>{SENTENCE}" * 160
    assert len(capture(document(careless, html=True)).text) > 160 * len(SENTENCE)


def test_a_page_that_never_closes_its_bold_words_is_taken() -> None:
    careless = f"<p><b>The <i>ferry</i>: {SENTENCE}" * 900
    assert len(capture(document(careless, html=True)).text) > 900 * len(SENTENCE)


def test_a_long_page_with_thousands_of_different_links_and_bold_words_in_cells_is_taken() -> None:
    rows = different("<tr><td><a href='/wiki/%' title='Page %'>Page %</a><td><b id=%>x</b></tr>", 2400)
    assert document(f"{ARTICLE}<table>{rows}</table>", html=True).kind == "html"


def test_more_formatting_than_can_be_looked_at_is_refused() -> None:
    bold = different(f"<b id=%>x</b> {SENTENCE * 4}", 9000)
    with pytest.raises(TooLarge, match=r"more tags of formatting, such as <b>, than are taken\. Give only the article"):
        document(f"<p>{bold}", html=True)


def test_as_many_elements_as_are_taken_are_taken_and_not_one_more() -> None:
    assert document("<i>x</i>" * MAX_ELEMENTS, html=True).kind == "html"
    for tag in ("<br>", "</i>"):
        with pytest.raises(TooLarge, match=r"has 20,001 elements, at most 20,000 are taken\. Give only the article"):
            document(tag * (MAX_ELEMENTS + 1), html=True)


def test_a_paragraph_of_too_many_pieces_is_refused_and_one_of_fewer_is_taken() -> None:
    pieces = "<span>word </span>" * (MAX_IN_PARAGRAPH - 1)
    page = f"<!--<p>-->{ARTICLE}<p>{SENTENCE} <b>{pieces}</b></p>{{}}"
    assert capture(document(page.format("<p>The end.</p>" * 20), html=True)).text
    page = page.replace("</b>", "<!--<p>--><i>x</i></b>")
    with pytest.raises(TooLarge, match=r"paragraph of the page has 10,001 elements, at most 10,000 are taken\. Give"):
        capture(document(page.format(""), html=True))


def test_as_many_options_as_are_taken_are_taken_and_not_one_more() -> None:
    assert document("<select>" + "<option>x" * MAX_OPTIONS, html=True).kind == "html"
    with pytest.raises(TooLarge, match=r"has 5,001 options, at most 5,000 are taken\. Give only the article"):
        document("<select>" + "<OPTION>x" * (MAX_OPTIONS + 1), html=True)


def test_attributes_that_a_comment_seems_to_hide_are_counted() -> None:
    with pytest.raises(UnreadableText, match="has 60,001 attributes"):
        document(f'<p>x<!--<b title="--><p {different("a% ", 60_000)}>x<i title="">', html=True)


def test_tags_that_never_end_are_refused() -> None:
    with pytest.raises(UnreadableText, match="tags stand within one another: this is no article"):
        document("<p>x" + "</b " * MAX_ELEMENTS, html=True)


HEAVY = {
    "cookies without consent": (COOKIES, "cookie " * 85, 15_000),
    "consent without cookies": (COOKIES, "accept " * 85, 65_000),
    "dashes before half a word": (NEWSLETTER, "-" * 290 + "newslette", 300_000),
    "months without a year": (DATE_LINE, "_" * 140 + "mar_" * 39, 130_000),
    "a long rule": (DATE_LINE, "_" * 300, 100_000),
}


@pytest.mark.parametrize(("pattern", "line", "times"), HEAVY.values(), ids=HEAVY.keys())
def test_lines_that_are_nearly_furniture_cost_no_more_than_others(pattern: Marker, line: str, times: int) -> None:
    # Where a pattern tries every pair of places in such a line, this takes more than a minute.
    assert not any(pattern.fullmatch(line) for _ in range(times))


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to improve this site",
        "If you continue, you accept cookies",
        "Sitemizde çerezler kullanılır: kabul",
        "Ciasteczka: zgoda",
    ],
)
def test_cookies_and_consent_are_known_in_either_order(line: str) -> None:
    assert COOKIES.fullmatch(line)
    assert COOKIES.fullmatch(f"{line} {'x' * (599 - len(line))}")
    assert not COOKIES.fullmatch(f"{line} {'x' * (600 - len(line))}")


def test_one_word_is_not_both_cookies_and_consent() -> None:
    assert not COOKIES.fullmatch("ciasteczgod here and there")
    assert not COOKIES.fullmatch("The cookiesaccept here and there")


def test_marks_around_furniture_do_not_hide_it() -> None:
    assert BOILERPLATE.fullmatch("— için tıklayın …")
    assert BOILERPLATE.fullmatch("*** Fotoğraf için tıklayın")
    assert not BOILERPLATE.fullmatch("—için tıklayın")
    assert COMMENT_SYSTEM.fullmatch("- () -")
    assert COMMENT_SYSTEM.fullmatch("() x")
    assert not COMMENT_SYSTEM.fullmatch("- ( ) -")
    assert DATE_LINE.fullmatch("__ Monday, 5 May 2020 __")
    assert DATE_LINE.fullmatch("_ 5 May 2020")
