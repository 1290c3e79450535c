"""The frozen character table, loaded once.

Python and browsers disagree about thousands of code points, so neither is asked: the class and the folded value of
each UTF-16 unit come from table.json (Unicode 14.0), which the extension carries as table.js.
"""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

SEPARATOR: Final = 0
DELETED: Final = 1
WORD: Final = 2
HAN: Final = 3
SEA: Final = 4


@dataclass(frozen=True, slots=True)
class Table:
    """Class and folded value of every UTF-16 unit, and the code points that must never reach normalisation."""

    kind: npt.NDArray[np.uint8]
    """Class of each unit, shape (65536,)."""
    folded: npt.NDArray[np.uint16]
    """Folded value of each unit of class WORD or above, shape (65536,)."""
    unassigned: tuple[int, ...]
    """First code point of each range that Unicode 14.0 had not assigned, and one past its last, alternating."""
    assigned: npt.NDArray[np.bool_]
    """Whether Unicode 14.0 had assigned a code point, shape (0x110000,)."""

    def without_unassigned(self, text: str) -> str:
        """The text with a space for each unassigned code point: runtimes of other ages would normalise them apart."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        known = self.assigned[codes]
        if known.all():
            return text
        return np.where(known, codes, 0x20).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _load() -> Table:
    raw = json.loads(resources.files(__package__).joinpath("table.json").read_text("ascii"))
    kind = np.zeros(0x10000, np.uint8)
    folded = np.zeros(0x10000, np.uint16)
    for first, length, cls, shift in raw["runs"]:
        kind[first : first + length] = cls
        if cls >= WORD:
            folded[first : first + length] = np.arange(first, first + length) + shift
    bounds = tuple(bound for first, last in raw["unassigned"] for bound in (first, last + 1))
    assigned = np.ones(0x110000, np.bool_)
    for first, last in raw["unassigned"]:
        assigned[first : last + 1] = False
    return Table(kind, folded, bounds, assigned)


TABLE: Final = _load()
