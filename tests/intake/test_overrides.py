"""A curator has the last word on what is cut."""

import pytest

from masthead.errors import InvalidInput, TextTooShort
from masthead.intake.capture import capture, require_recognisable
from masthead.intake.decode import decode
from masthead.intake.segments import Capture, Reason
from serving import ROOT

SCRAPE = ROOT / "fixtures" / "pages" / "scrape-of-a-daily" / "page.txt"


@pytest.fixture(scope="module")
def page() -> Capture:
    return capture(decode(SCRAPE.read_bytes()))


def position(page: Capture, beginning: str) -> int:
    return next(at for at, segment in enumerate(page.segments) if segment.text.startswith(beginning))


def test_a_curator_restores_a_caption_and_cuts_a_paragraph(page: Capture) -> None:
    caption, paragraph = position(page, "Bor Kessel at"), position(page, "A compromise")
    changed = page.overridden(keep=[caption], cut=[paragraph])
    assert "Bor Kessel at his levers." in changed.text.split("\n\n")
    assert "A compromise was later reached." not in changed.text
    assert changed.segments[caption].reason is Reason.RESTORED
    assert changed.segments[paragraph].reason is Reason.CURATOR
    assert len(changed.segments) == len(page.segments)
    assert "A compromise was later reached." in page.text


def test_keeping_what_is_kept_and_cutting_what_is_cut_changes_nothing_readers_see(page: Capture) -> None:
    kept, cut = position(page, "A compromise"), position(page, "Bor Kessel at")
    assert page.overridden(keep=[kept, kept], cut=[cut]).text == page.text


@pytest.mark.parametrize("at", [-1, 49, 10**20])
@pytest.mark.parametrize("choice", ["keep", "cut"])
def test_a_segment_that_does_not_exist_is_refused_with_those_that_do(page: Capture, choice: str, at: int) -> None:
    assert len(page.segments) == 49
    with pytest.raises(InvalidInput, match=rf"no segment {at}: this page has segments 0 to 48") as refused:
        page.overridden(**{choice: [at]})
    assert refused.value.field == choice


def test_a_segment_cannot_be_both_kept_and_cut(page: Capture) -> None:
    with pytest.raises(InvalidInput, match="Segment 9 cannot be both"):
        page.overridden(keep=[9, 10], cut=[12, 9])


def test_an_article_cut_down_to_a_few_words_is_refused_with_what_to_do(page: Capture) -> None:
    bodies = [at for at, segment in enumerate(page.segments) if segment.kept]
    with pytest.raises(TextTooShort, match=r"at least 37 are needed.*restore cut segments"):
        require_recognisable(page.overridden(cut=bodies[1:]).text)
    with pytest.raises(TextTooShort, match="No article text was found"):
        require_recognisable(page.overridden(cut=bodies).text)
