"""Texts for the tests: the demo's articles, strings that no human writes, and copies with the usual changes."""

import random
from functools import cache

from masthead.demo.content import body_text, load
from masthead.matching.table import TABLE

SPICE = (
    "ßẞİıŁłŒ’‘'`ʼ´“”«»„\u00ad\u200b\u200c\u200d\u2060\ufeff\u202eﬁﬃⅧ½①²ªº₂𝐆𝟐Ⓐａ２ｶﾞㄅ々〇ゞ神豈"
    "كکيیىةهھہـًَّבְּ״׳กไทยເຮືອទូកလှေ곡물\u1100\u1161\u11a8अनाज१٤۴௪аеорсухΑαοςﷺ🚢👩\u200d👧🇺🇦❤\ufe0f"
    "\U000e0100\U00020000\U0002f800\U00010400\x00\x07\x85\u2028\ufffd\ufffe\ufdd0\ue000\u0301\u0323\u3099\u0e33"
)


@cache
def articles() -> dict[str, str]:
    """The bodies of the demo's articles by slug: English, Russian, Japanese, Arabic."""
    return {article.slug: body_text(article) for article in load().articles}


def seeded(seed: int | str) -> random.Random:
    """Chance that is the same in every run."""
    return random.Random(seed)  # noqa: S311 - no secret is made of it


def utf16(text: str) -> str:
    """The text as JavaScript has it: halves of a surrogate pair that meet are one character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _piece(rng: random.Random, vocabulary: list[str]) -> str:
    kind = rng.randrange(11)
    if kind == 10:  # the end of a line
        return rng.choice(("-", "\u2010", "\u00ad", "\u2011", "–")) + rng.choice(("\n", " \r\n", "\n\n", "\t\n\u200b "))
    if kind == 4:
        return "".join(rng.choices(SPICE, k=rng.randint(1, 5)))
    if kind == 9:
        return rng.choice("aeoÄéікはカ가ạ") + "".join(
            chr(rng.randrange(0x300, 0x370)) for _ in range(rng.randint(1, 6))
        )
    if 5 <= kind <= 8:
        return chr(_code_point(kind, rng))
    return " " + rng.choice(vocabulary) + rng.choice((" ", " ", "", ", ", "\n"))


def _code_point(kind: int, rng: random.Random) -> int:
    if kind == 5:  # of the first plane
        return rng.randrange(0x10000)
    if kind == 6:  # of any plane
        return rng.randrange(0x110000)
    if kind == 7:  # half a surrogate pair
        return rng.randrange(0xD800, 0xE000)
    # Near the border of a range that Unicode 14 had not assigned.
    return min(max(rng.choice(TABLE.unassigned) + rng.randint(-2, 2), 0), 0x10FFFF)


def strange_texts(count: int, seed: int) -> list[str]:
    """Strings of all planes: surrogates, unassigned code points, combining sequences, mixed with real words."""
    rng = seeded(seed)
    vocabulary = [word for body in articles().values() for word in body.split()]
    return [utf16("".join(_piece(rng, vocabulary) for _ in range(rng.choice((1, 3, 10, 40))))) for _ in range(count)]


class Tokens:
    """The pieces of a text that can be dropped and moved: words, or single units where words have no spaces."""

    def __init__(self, text: str) -> None:
        self.spaced = text.count(" ") * 10 > len(text)
        self.pieces = text.split() if self.spaced else [char for char in text if not char.isspace()]

    def joined(self, pieces: list[str]) -> str:
        """A text of pieces."""
        return (" " if self.spaced else "").join(pieces)


def edited(text: str, rng: random.Random) -> str:
    """A copy of a text with pieces dropped, misspelt, inserted, moved, repeated or cut out."""
    tokens = Tokens(text)
    pieces = list(tokens.pieces)
    for edit in rng.sample((_drop, _misspell, _insert, _reorder, _repeat, _cut), rng.randint(0, 3)):
        pieces = edit(pieces, rng)
    return tokens.joined(pieces)


def _drop(pieces: list[str], rng: random.Random) -> list[str]:
    share = rng.choice((0.02, 0.1, 0.5))
    return [piece for piece in pieces if rng.random() > share]


def _misspell(pieces: list[str], rng: random.Random) -> list[str]:
    share = rng.choice((0.02, 0.05, 0.15))
    return [piece[1:] + "q" if rng.random() < share else piece for piece in pieces]


def _insert(pieces: list[str], rng: random.Random) -> list[str]:
    at = rng.randint(0, len(pieces))
    return [*pieces[:at], *("order plum jam today and win a third jar " * rng.randint(1, 4)).split(), *pieces[at:]]


def _reorder(pieces: list[str], rng: random.Random) -> list[str]:
    cuts = sorted(rng.randint(0, len(pieces)) for _ in range(rng.randint(1, 4)))
    parts = [pieces[first:last] for first, last in zip([0, *cuts], [*cuts, len(pieces)], strict=True)]
    rng.shuffle(parts)
    return [piece for part in parts for piece in part]


def _repeat(pieces: list[str], rng: random.Random) -> list[str]:
    first = rng.randint(0, len(pieces))
    again = pieces[first : first + rng.randint(5, 80)]
    at = rng.randint(0, len(pieces))
    return [*pieces[:at], *again, *pieces[at:]]


def _cut(pieces: list[str], rng: random.Random) -> list[str]:
    first = rng.randint(0, len(pieces))
    return pieces[first : first + rng.choice((36, 45, 60, 150))]


def flagged(size: int, rng: random.Random) -> list[list[int]]:
    """A few random runs of [first, one past the last] within a size."""
    bounds = sorted(rng.sample(range(size + 1), min(size + 1, 2 * rng.randint(0, 3))))
    return [[first, last] for first, last in zip(bounds[::2], bounds[1::2], strict=False)]


def within(runs: list[list[int]]) -> set[int]:
    """The numbers in runs of [first, one past the last]."""
    return {at for first, last in runs for at in range(first, last)}
