"""What becomes of a list: what would be, or was, added, changed, left as it is, marked as gone, and refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_ORDER: Final = "outlet address statement note".split()

_SHOWN: Final = 300
"""Characters of what is told of a record."""


class Fate(StrEnum):
    """What becomes of something that the list says."""

    ADDED = "added"
    CHANGED = "changed"
    CONFIRMED = "said again, as of this edition"
    PUBLISHED = "published"
    GONE = "gone from the list"
    WAITS_TO_CHANGE = "not changed as in the list: readers are told of it, so give --publish"
    WAITS_TO_BE_CONFIRMED = "not dated anew, though said again: readers are told of it, so give --publish"
    WAITS_TO_GO = "not ended, though gone from the list: readers are told of it, so give --publish"
    HELD_BACK = "not ended, though missing: lines were refused that may be about it; give --gone if it is really gone"
    KEPT = "left as a curator made it"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """One record, and what becomes of it."""

    fate: Fate
    record: str
    what: str


@dataclass(slots=True)
class Tally:
    """All that becomes of a list."""

    steps: list[Step] = field(default_factory=list)

    def note(self, fate: Fate, record: str, what: str) -> None:
        """Note a record."""
        self.steps.append(Step(fate, record, " ".join(what.split())[:_SHOWN]))

    def counts(self) -> Iterator[tuple[Fate, str, int, list[str]]]:
        """For each fate and kind of record how many there are, and the first few."""
        number = Counter((step.fate, step.record) for step in self.steps)
        for fate in Fate:
            for record in _ORDER:
                if found := number[fate, record]:
                    few = [step.what for step in self.steps if (step.fate, step.record) == (fate, record)][:3]
                    yield fate, record, found, few
