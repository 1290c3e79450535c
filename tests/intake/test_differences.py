"""What differs between two texts is told so that both can be read from it."""

from hypothesis import given
from hypothesis import strategies as st

from masthead.intake.differences import Change, Piece, differences

PARAGRAPHS = st.lists(
    st.lists(st.sampled_from("the weir was opened by nobody".split()), min_size=1, max_size=8), max_size=8
)


def text(paragraphs: list[list[str]]) -> str:
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def side(pieces: list[Piece], left_out: Change) -> list[str]:
    return " ".join(piece.text for piece in pieces if piece.change is not left_out).split()


@given(PARAGRAPHS, PARAGRAPHS)
def test_both_texts_can_be_read_from_their_differences(old: list[list[str]], new: list[list[str]]) -> None:
    pieces = differences(text(old), text(new))
    assert side(pieces, Change.ADDED) == text(old).split()
    assert side(pieces, Change.REMOVED) == text(new).split()


@given(PARAGRAPHS)
def test_a_text_does_not_differ_from_itself(old: list[list[str]]) -> None:
    assert {piece.change for piece in differences(text(old), text(old))} <= {Change.SAME}


def test_a_word_that_was_changed_is_told_and_not_its_paragraph() -> None:
    old = "The weir was opened at nine.\n\nNobody was hurt."
    pieces = differences(old, old.replace("nine", "ten"))
    assert pieces == [
        Piece(Change.SAME, "The weir was opened at"),
        Piece(Change.REMOVED, "nine."),
        Piece(Change.ADDED, "ten."),
        Piece(Change.SAME, "Nobody was hurt."),
    ]


def test_texts_too_long_to_be_held_against_each_other_word_by_word_count_as_replaced() -> None:
    old, new = (" ".join(f"{word}{number}" for number in range(1000)) for word in ("a", "b"))
    assert differences(old, new) == [Piece(Change.REMOVED, old), Piece(Change.ADDED, new)]
