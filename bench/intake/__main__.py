"""How cleanly the body of a page is told from the rest, by Masthead and by others: `make bench-intake DATA=folder`.

All systems get the same pages in the same run, one after the other. Words are those that matching counts
(masthead.matching.words); of each page its words are compared as they are counted, in no order, and the shares of the
pages are averaged. Times are of this machine, and include the decoding of the page.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from bench.intake.pages import Page, load
from bench.intake.systems import SYSTEMS

from masthead.matching.words import words

RUN = 5
"""Words in a row that count as a piece of a comment."""


@dataclass(slots=True)
class Score:
    """What a system made of the pages of a collection."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    comments: int = 0
    kept_comments: int = 0
    seconds: float = 0.0

    def add(self, page: Page, kept: str, seconds: float) -> None:
        """Count a page."""
        ours, true = counted(kept), counted(page.truth)
        shared = (Counter(ours) & Counter(true)).total()
        precision = shared / len(ours) if ours else float(not true)
        recall = shared / len(true) if true else 1.0
        self.precision.append(precision)
        self.recall.append(recall)
        self.f1.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
        said = runs(counted(page.comments)) - runs(true)
        self.comments += len(said)
        self.kept_comments += len(said & runs(ours))
        self.seconds += seconds

    def row(self, name: str) -> str:
        """A line of the table."""
        share = f"{self.kept_comments / self.comments:.1%}" if self.comments else "-"
        means = (f"{fmean(values):.4f}" for values in (self.precision, self.recall, self.f1))
        return f"| {' | '.join([name, *means, share, f'{len(self.f1) / self.seconds:.1f}'])} |"


Word = tuple[int, int]


def counted(text: str) -> list[Word]:
    """The words of a text, each as its two hashes."""
    found = words(text)
    return list(zip(found.a.tolist(), found.b.tolist(), strict=True))


def runs(said: list[Word]) -> set[tuple[Word, ...]]:
    """The different runs of a few words in a text."""
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


def main() -> None:
    """Print a table for each collection."""
    parser = argparse.ArgumentParser(prog="bench-intake", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the collections of pages")
    parser.add_argument(
        "--worst", type=int, default=0, help="name so many pages of each collection that ours does worst"
    )
    given = parser.parse_args()
    pages = load(given.data)
    scores: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    ours: dict[str, list[tuple[float, float, float, str]]] = defaultdict(list)
    for name, body_of in SYSTEMS.items():
        _warm(body_of, pages)
        for at, page in enumerate(pages, 1):
            print(f"\r{name}: {at} of {len(pages)} pages", end="", file=sys.stderr, flush=True)
            begun = time.perf_counter()
            kept = body_of(page.html)
            score = scores[page.collection][name]
            score.add(page, kept, time.perf_counter() - begun)
            if name == "Masthead":
                ours[page.collection].append((score.f1[-1], score.precision[-1], score.recall[-1], page.name))
        print(file=sys.stderr)
    for collection, by_system in scores.items():
        print(f"\n{collection}, {len(by_system['Masthead'].f1)} pages\n")
        print("| system | precision | recall | F1 | comments kept | pages/s |")
        print("|" + "---|" * 6)
        print("\n".join(score.row(name) for name, score in by_system.items()))
        for f1, precision, recall, page_name in sorted(ours[collection])[: given.worst]:
            print(f"- {page_name}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")


def _warm(body_of: Callable[[bytes], str], pages: list[Page]) -> None:
    """Let a system import what it needs before its time is taken."""
    body_of(pages[0].html)


if __name__ == "__main__":
    main()
