"""From answers to the numbers of the table."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import edits
from ours import Told
from queries import QUOTE_WORDS

COPIED = ["own page", *edits.COPIES, *edits.SCRIPT, "bare copy, 10 % replaced", "bare copy, half dropped"]
"""Pages of which a reader should be told the article."""
QUOTED = [f"quote of {size} words" for size in QUOTE_WORDS if size >= 45]
SILENT = ["unknown page", "template only", "same event, another paper"]
"""Pages of which nothing should be said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system said of one page."""

    kind: str
    wanted: int | None
    named: int | None
    """The article it found nearest."""
    score: float


@dataclass(frozen=True, slots=True)
class Score:
    """How a system does with its best threshold, on copies and on pages that should be met with silence."""

    f1: float
    precision: float
    recall: float
    recall_without_wrong: float
    """Recall with the threshold above every wrong answer."""
    quotes: float
    """Share of the quotes of 45 words or more that are found with the best threshold."""


def scored(answers: list[Answer]) -> Score:
    """Look for the threshold with the highest F1: as low as it can be, just above the next answer."""
    asked = [one for one in answers if one.kind in COPIED + SILENT]
    positives = sum(one.wanted is not None for one in asked)
    named = sorted((one for one in asked if one.named is not None), key=lambda one: -one.score)
    best, right, wrong, without_wrong = (0.0, 0.0, 0.0, 0.0), 0, 0, 0.0
    for at, one in enumerate(named):
        right += one.named == one.wanted
        wrong += one.named != one.wanted
        if at + 1 < len(named) and named[at + 1].score == one.score:
            continue  # a threshold takes all of a score or none
        recall, precision = right / positives, right / (right + wrong)
        if not wrong:
            without_wrong = recall
        f1 = 2 * recall * precision / (recall + precision) if right else 0.0
        if f1 >= best[0]:  # of equal ones the lowest: it finds most besides
            best = (f1, precision, recall, named[at + 1].score if at + 1 < len(named) else -math.inf)
    quotes = [one.named == one.wanted and one.score > best[3] for one in answers if one.kind in QUOTED]
    return Score(best[0], best[1], best[2], without_wrong, sum(quotes) / max(len(quotes), 1))


def by_kind(told: Iterable[tuple[str, Told]]) -> list[str]:
    """Lines of the second table.

    Args:
        told: for each page its kind, and what is told of it.
    """
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    needless: Counter[str] = Counter()
    for kind, page in told:
        classes[kind][page.found] += 1
        wrong[kind] += page.others > 0
        needless[kind] += page.needless > 0
    columns = ["page", "asked", "found", "same article", "large part", "quotes a passage"]
    columns += ["pages with a wrong match", "with a needless file"]
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for kind, counts in classes.items():
        n = counts.total()
        shares = [counts[one] / n for one in ("same article", "large part", "quotes a passage")]
        cells = [
            kind,
            str(n),
            *(f"{share:.3f}" for share in (sum(shares), *shares)),
            str(wrong[kind]),
            str(needless[kind]),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
