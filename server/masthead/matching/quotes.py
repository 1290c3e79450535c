"""Which parts of a text stand inside quotation marks.

Speech that every paper printed is no evidence of whose text a page carries (docs/protocol.md, "Evidence"), so the
archive marks its quoted words. Only the archive needs this: the extension receives the marks in the feed.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

_NEWLINE: Final = 0x0A
_CLOSERS: Final = {
    "“": "”",  # English
    "„": "“”",  # German, Polish
    "«": "»",  # French, Russian
    "»": "«",  # Danish, some German books
    "”": "”",  # Swedish, Finnish
    '"': '"',
    "「": "」",
    "『": "』",
}
_MARKS: Final = np.zeros(0x10000, np.bool_)
_MARKS[[_NEWLINE, *(ord(char) for opener, closers in _CLOSERS.items() for char in opener + closers)]] = True
_RUN_ON: Final = "“„«「『"
"""Openers that, left open, quote to the end of the paragraph: long speech closes only its last paragraph."""


def quoted_units(units: npt.NDArray[np.uint16]) -> npt.NDArray[np.bool_]:
    """Mark the UTF-16 units that stand inside quotation marks, paragraph by paragraph.

    Args:
        units: UTF-16 units, shape (n,); a newline ends a paragraph.

    Returns:
        Shape (n,); nested marks belong to the outer quotation.
    """
    quoted = np.zeros(len(units), np.bool_)
    places = np.flatnonzero(_MARKS[units])
    marks = units[places]
    if (marks == _NEWLINE).all():
        return quoted
    opener, begun = "", 0
    for at, mark in zip([*places.tolist(), len(units)], [*map(chr, marks.tolist()), "\n"], strict=True):
        if mark == "\n":
            if opener and opener in _RUN_ON:
                quoted[begun:at] = True
            opener = ""
        elif opener and mark in _CLOSERS[opener]:
            quoted[begun:at] = True
            opener = ""
        elif not opener and mark in _CLOSERS:
            opener, begun = mark, at
    return quoted
