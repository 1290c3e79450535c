"""What differs between two texts of an article, in the words that were added and removed."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_MOST_COMPARED: Final = 500_000
"""Pairs of paragraphs, or of words, that are held against each other; where there are more, all counts as replaced."""


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
    for same, was, became in _runs(_paragraphs(old), _paragraphs(new)):
        if same:
            pieces += [Piece(Change.SAME, paragraph) for paragraph in was]
        elif was and became:
            pieces += _words("\n\n".join(was), "\n\n".join(became))
        else:
            pieces += [Piece(Change.REMOVED, paragraph) for paragraph in was]
            pieces += [Piece(Change.ADDED, paragraph) for paragraph in became]
    return pieces


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _words(old: str, new: str) -> list[Piece]:
    pieces = []
    for same, was, became in _runs(old.split(" "), new.split(" ")):
        if same:
            pieces.append(Piece(Change.SAME, " ".join(was)))
            continue
        for change, words in ((Change.REMOVED, was), (Change.ADDED, became)):
            if words:
                pieces.append(Piece(change, " ".join(words)))
    return pieces


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Stretches of two lists: whether they are the same, and what they are in each."""
    if len(old) * len(new) > _MOST_COMPARED:
        return [(True, old, new)] if old == new else [(False, old, new)]
    steps = SequenceMatcher(None, old, new).get_opcodes()
    return [(step == "equal", old[a:b], new[c:d]) for step, a, b, c, d in steps]
