"""What differs between two texts of an article, in the words that were added and removed."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_MOST_COMPARED: Final = 200_000
"""Pairs of paragraphs, and of words, that are held against each other; beyond that, what differs counts as replaced."""
_FEW: Final = 200
"""With fewer words on the new side, the search takes time with their cube: Python's difflib spares itself no word."""
_MOST_OF_FEW: Final = 40_000
"""Pairs of words of one such stretch."""


_PARAGRAPH: Final = " \n\n "
"""Between the words of two paragraphs, as a word of its own."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text, as it was or as it is."""

    change: Change
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces of two texts in their order: what stayed, what was removed, what was added.

    Paragraphs are held against each other first, then the words of those that differ.

    Args:
        old: paragraphs, parted by blank lines.
        new: the same of the other text.
    """
    pieces: list[Piece] = []
    left = _MOST_COMPARED
    for same, was, became in _runs(_paragraphs(old), _paragraphs(new)):
        if same:
            pieces += [Piece(Change.SAME, paragraph) for paragraph in was]
            continue
        words = [_PARAGRAPH.join(side).split(" ") if side else [] for side in (was, became)]
        pairs = len(words[0]) * len(words[1])
        if pairs and pairs <= left and (len(words[1]) >= _FEW or pairs <= _MOST_OF_FEW):
            left -= pairs
            pieces += _words(*words)
        else:
            pieces += [Piece(Change.REMOVED, paragraph) for paragraph in was]
            pieces += [Piece(Change.ADDED, paragraph) for paragraph in became]
    return pieces


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _words(old: list[str], new: list[str]) -> list[Piece]:
    pieces = []
    for same, was, became in _runs(old, new):
        if same:
            pieces.append(Piece(Change.SAME, " ".join(was)))
            continue
        for change, words in ((Change.REMOVED, was), (Change.ADDED, became)):
            if words:
                pieces.append(Piece(change, " ".join(words)))
    told = [Piece(piece.change, piece.text.replace(_PARAGRAPH, "\n\n").strip()) for piece in pieces]
    return [piece for piece in told if piece.text]


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Stretches of two lists: whether they are the same, and what they are in each."""
    if len(old) * len(new) > _MOST_COMPARED:
        return [(True, old, new)] if old == new else [(False, old, new)]
    steps = SequenceMatcher(None, old, new).get_opcodes()
    return [(step == "equal", old[a:b], new[c:d]) for step, a, b, c, d in steps]
