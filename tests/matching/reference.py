"""The rules of docs/protocol.md once more, slowly and in plain integers, so that a mistake in the fast code shows."""

import json
import struct
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

MASK = 0xFFFFFFFF
K, WINDOW = 6, 16


@cache
def table() -> tuple[dict[int, tuple[int, int]], list[tuple[int, int]]]:
    """Class and folded value of each unit that is no separator, and the ranges of unassigned code points."""
    raw = json.loads(resources.files("masthead.matching").joinpath("table.json").read_text("ascii"))
    units = {
        unit: (kind, unit + shift)
        for first, length, kind, shift in raw["runs"]
        for unit in range(first, first + length)
    }
    return units, [(first, last) for first, last in raw["unassigned"]]


@cache
def unassigned(code: int) -> bool:
    return any(first <= code <= last for first, last in table()[1])


def fmix(h: int) -> int:
    h ^= h >> 16
    h = h * 0x85EBCA6B & MASK
    h ^= h >> 13
    h = h * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def units_of(text: str) -> list[int]:
    assigned = "".join(" " if unassigned(ord(char)) else char for char in text)
    decomposed = unicodedata.normalize("NFKD", assigned.replace("ß", "ss").replace("ẞ", "ss"))
    data = decomposed.encode("utf-16-le", "surrogatepass")
    return list(struct.unpack(f"<{len(data) // 2}H", data))


class Word(NamedTuple):
    a: int
    b: int
    weight: int


def of(unit: int) -> tuple[int, int]:
    """Class and folded value of a unit."""
    return table()[0].get(unit, (0, 0))


def line_ends_joined(units: list[int]) -> list[int]:
    """The units without the hyphens that break a word at the end of a line."""

    def letter(unit: int | None) -> bool:
        return unit is not None and of(unit)[0] == 2 and not 0x30 <= of(unit)[1] <= 0x39

    blanks, out, at = (0x20, 0x09, 0x0D), [], 0
    while at < len(units):
        if units[at] in (0x2D, 0x2010, 0xAD):
            line_end = next((i for i in range(at + 1, len(units)) if units[i] not in blanks), len(units))
            if line_end < len(units) and units[line_end] == 0x0A:
                passed = (unit for unit in reversed(units[:at]) if of(unit)[0] != 1)
                rest = next(
                    (i for i in range(line_end + 1, len(units)) if units[i] not in blanks and of(units[i])[0] != 1),
                    len(units),
                )
                if letter(next(passed, None)) and rest < len(units) and letter(units[rest]):
                    at = rest
                    continue
        out.append(units[at])
        at += 1
    return out


def words(text: str) -> list[Word]:
    found: list[tuple[list[int], int]] = []
    letters: list[int] = []
    for unit in [*line_ends_joined(units_of(text)), 0x20]:
        kind, folded = table()[0].get(unit, (0, 0))
        if kind == 1:
            continue
        if kind == 2:
            letters.append(folded)
            continue
        if letters:
            found.append((letters, 4))
            letters = []
        if kind > 2:
            found.append(([folded], {3: 2, 4: 1}[kind]))
    return [_hashed(spelled, weight) for spelled, weight in found]


def _hashed(spelled: list[int], weight: int) -> Word:
    a = b = 0
    for unit in spelled:
        a = (a * 0xC2B2AE3D + unit) & MASK
        b = (b * 0x85EBCA77 + unit) & MASK
    return Word(fmix(a), fmix(b ^ 0x5BD1E995), weight)


class Shingle(NamedTuple):
    hi: int
    lo: int
    end: int


def shingles(of: list[Word]) -> list[Shingle]:
    found = []
    for start in range(len(of)):
        weight, end = 0, start
        while end < len(of) and weight < 4 * K:
            weight += of[end].weight
            end += 1
        if weight < 4 * K:
            break
        a = b = 0
        for word in of[start:end]:
            a = (a * 0x9E3779B1 + word.a) & MASK
            b = (b * 0x27D4EB2F + word.b) & MASK
        hi = fmix(a ^ fmix(b))
        found.append(Shingle(hi, fmix(b ^ hi), end))
    return found


def winnow(lo: list[int], window: int = WINDOW) -> list[int]:
    width = min(window, len(lo))
    firsts = range(len(lo) - width + 1) if lo else range(0)
    return sorted({min(range(first, first + width), key=lambda at: (lo[at], -at)) for first in firsts})


def in_words(weight: int) -> int:
    """A weight in words, rounded half up."""
    return (2 * weight + 4) // 8


class Compared(NamedTuple):
    match: str
    shared_words: int
    longest_run: int
    article_share: float
    page_share: float
    passages: list[tuple[int, int, int, int, int, int, int]]
    page_covered: set[int]


def compare(page: str, article: str, common: set[int], quoted: set[int]) -> Compared:
    """What a page shares with an article; ``common`` are its shingles, ``quoted`` its words."""
    page_words, weight = words(page), [word.weight for word in words(article)]
    on_page, cut = shingles(page_words), shingles(words(article))
    places: dict[int, list[int]] = {}
    for at, shingle in enumerate(on_page):
        places.setdefault(shingle.hi, []).append(at)
    live = [at for at in range(len(cut)) if at not in common]
    matched = [at for at in live if cut[at].hi in places]
    evidence = {cut[at].hi for at in live}
    covered = {word for at in matched for word in range(at, cut[at].end)}
    living = {word for at in live for word in range(at, cut[at].end)}
    page_covered = {
        word for at, shingle in enumerate(on_page) if shingle.hi in evidence for word in range(at, shingle.end)
    }

    def weigh(some: set[int]) -> int:
        return sum(weight[word] for word in some)

    passages = [
        _measured(chain, shift, cut, on_page, weight, quoted) for chain, shift in _chains(cut, matched, on_page, places)
    ]
    share = weigh(covered) / max(weigh(living), 1)
    unquoted, alive = weigh(covered - quoted), weigh(living - quoted)
    match = "nothing worth saying"
    if share >= 1 / 2 and unquoted >= 4 * 30:
        match = "same article"
    elif unquoted / max(alive, 1) >= 1 / 5 and unquoted >= 4 * 50:
        match = "large part"
    elif any(words_in >= 40 and plain >= 25 for *_, words_in, _run, plain in passages):
        match = "quotes a passage"
    of_page = sum(page_words[word].weight for word in page_covered)
    return Compared(
        match,
        in_words(weigh(covered)),
        max((passage[5] for passage in passages), default=0),
        share,
        of_page / max(sum(word.weight for word in page_words), 1),
        passages,
        page_covered,
    )


def _chains(
    cut: list[Shingle], matched: list[int], on_page: list[Shingle], places: dict[int, list[int]]
) -> list[tuple[list[int], int]]:
    """Matched shingles that continue one another, each chain with its distance from article to page."""
    chains: list[tuple[list[int], int]] = []
    last, shift = -WINDOW - 1, 0
    for at in matched:
        there = at + shift
        same_distance = 0 <= there < len(on_page) and on_page[there].hi == cut[at].hi
        if chains and at - last <= WINDOW and same_distance:
            chains[-1][0].append(at)
        else:
            behind = [place for place in places[cut[at].hi] if place > last + shift]
            shift = (behind or places[cut[at].hi])[0] - at
            chains.append(([at], shift))
        last = at
    return chains


def _measured(
    chain: list[int], shift: int, cut: list[Shingle], on_page: list[Shingle], weight: list[int], quoted: set[int]
) -> tuple[int, int, int, int, int, int, int]:
    inside = sorted({word for at in chain for word in range(at, cut[at].end)})
    runs: list[int] = []
    for word in inside:
        if word - 1 in inside:
            runs[-1] += weight[word]
        else:
            runs.append(weight[word])
    plain = sum(weight[word] for word in inside if word not in quoted)
    total, longest = in_words(sum(weight[word] for word in inside)), in_words(max(runs))
    last = chain[-1]
    return chain[0], inside[-1] + 1, chain[0] + shift, on_page[last + shift].end, total, longest, in_words(plain)
