"""How copies differ from their original: the edits of the protocol's experiments, written anew."""

import random
import re
import unicodedata
from collections.abc import Callable
from typing import Final

Edit = Callable[[str, random.Random], str]

_FILLERS: Final = "said also many other report people year time state new".split()
_ADVERTISEMENT: Final = "ADVERTISEMENT Win a year of tea: leave your address and we call on you every morning"
_LOOK_ALIKES: Final = str.maketrans("aceopxyijsBHKMTCEOPX", "асеорхуіјѕВНКМТСЕОРХ")
_PLAIN_MARKS: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "--", "…": "..."})
_LIGATURES: Final = (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"))


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return re.sub(r"\S+", lambda found: change(found[0]), text)


def paragraphs(text: str) -> list[str]:
    """Paragraphs, or groups of sentences where the text has few."""
    found = [one for one in re.split(r"\n+", text) if one.strip()]
    if len(found) < 4:
        sentences = re.split(r"(?<=[.!?。])\s*", text)
        size = max(1, len(sentences) // 6)
        found = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    return found


def misspelt(every: int) -> Edit:
    """Two letters swapped in every n-th word."""

    def edit(text: str, rng: random.Random) -> str:
        count = rng.randrange(every)

        def change(word: str) -> str:
            nonlocal count
            count += 1
            if count % every or len(word) < 2:
                return word
            at = rng.randrange(len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            return swapped if swapped != word else word + "x"

        return _each_word(text, change)

    return edit


def reworded(share: float) -> Edit:
    """That share of the words replaced (half of them), dropped, or followed by another word."""

    def edit(text: str, rng: random.Random) -> str:
        def change(word: str) -> str:
            chance = rng.random() / share
            if chance < 0.5:
                return rng.choice(_FILLERS)
            if chance < 0.75:
                return ""
            return f"{word} {rng.choice(_FILLERS)}" if chance < 1 else word

        return _each_word(text, change)

    return edit


def shortened(share: float) -> Edit:
    """That share of the paragraphs dropped."""

    def edit(text: str, rng: random.Random) -> str:
        parts = paragraphs(text)
        kept = sorted(rng.sample(range(len(parts)), max(1, round(len(parts) * (1 - share)))))
        return "\n".join(parts[at] for at in kept)

    return edit


def _reordered(text: str, rng: random.Random) -> str:
    parts = paragraphs(text)
    rng.shuffle(parts)
    return "\n".join(parts)


def _with_zero_width(text: str, rng: random.Random) -> str:
    return _each_word(
        text,
        lambda word: word[: len(word) // 2] + rng.choice("\u200b\u200c\u200d\ufeff\u2060") + word[len(word) // 2 :],
    )


def _hyphenated(text: str, rng: random.Random) -> str:
    def change(word: str) -> str:
        middle = len(word) // 2
        broken = len(word) > 6 and rng.random() < 0.08 and word[middle - 1 : middle + 1].isalpha()
        return f"{word[:middle]}-\n{word[middle:]}" if broken else word

    return _each_word(text, change)


def _with_ligatures(text: str, _rng: random.Random) -> str:
    for plain, ligature in _LIGATURES:
        text = text.replace(plain, ligature)
    return text


def _without_accents(text: str, _rng: random.Random) -> str:
    # Not the vowel signs of Thai or Burmese: nobody leaves them out.
    return re.sub(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]", "", unicodedata.normalize("NFD", text))


def _shifted(first: str, last: str, by: int) -> Callable[[str], str]:
    return lambda char: chr(ord(char) + by) if first <= char <= last else char


def _bold(char: str) -> str:
    return _shifted("A", "Z", 0x1D400 - 65)(_shifted("a", "z", 0x1D41A - 97)(char))


COPIES: Final[dict[str, Edit]] = {
    "whole": lambda text, _: text,
    "advertisements between": lambda text, _: f"\n{_ADVERTISEMENT}\n".join(paragraphs(text)),
    "reordered": _reordered,
    "30 % dropped": shortened(0.3),
    "50 % dropped": shortened(0.5),
    "typo in 20 words": misspelt(20),
    "5 % of words replaced": reworded(0.05),
    "10 % of words replaced": reworded(0.1),
}
"""Copies of which a reader should be told."""
DISTORTED: Final[dict[str, Edit]] = {
    "70 % dropped": shortened(0.7),
    "typo in 10 words": misspelt(10),
    "typo in 7 words": misspelt(7),
    "typo in 5 words": misspelt(5),
    "20 % of words replaced": reworded(0.2),
}
"""Copies of which little is left."""
SCRIPT: Final[dict[str, Edit]] = {
    "zero-width characters": _with_zero_width,
    "soft hyphens": lambda text, _: _each_word(text, lambda word: f"{word[:3]}\u00ad{word[3:]}"),
    "half look-alikes": lambda text, rng: "".join(
        char.translate(_LOOK_ALIKES) if rng.random() < 0.5 else char for char in text
    ),
    "plain quotation marks": lambda text, _: text.translate(_PLAIN_MARKS),
    "capitals": lambda text, _: text.upper(),
    "ligatures": _with_ligatures,
    "accents apart": lambda text, _: unicodedata.normalize("NFD", text),
    "accents removed": _without_accents,
    "full width": lambda text, _: "".join(map(_shifted("!", "~", 0xFEE0), text)),
    "mathematical bold": lambda text, _: "".join(map(_bold, text)),
    "hyphens at line ends": _hyphenated,
}
"""The same words in other characters."""
