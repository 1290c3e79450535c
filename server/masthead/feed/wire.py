"""An article's text as the feed carries it: shingles and flags in base64, and back."""

import base64
import binascii
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.errors import FeedError
from masthead.matching.compare import ArticleText
from masthead.matching.fingerprint import shingle_ends
from masthead.matching.words import U32Array

_WEIGHTS: Final = np.array([4, 2, 1, 0], np.uint8)
_QUOTED: Final = 4
_COMMON: Final = 8


def pack(text: ArticleText) -> tuple[str, str]:
    """The ``shingles`` and ``words`` of an article's shape."""
    code = np.zeros(len(text.weight), np.uint8)
    code[text.weight == 2] = 1
    code[text.weight == 1] = 2
    code |= np.where(text.quoted, _QUOTED, 0).astype(np.uint8)
    code[: len(text.common)] |= np.where(text.common, _COMMON, 0).astype(np.uint8)
    return _encode(text.hi.astype("<u4")), _encode(code)


def unpack(shingles: str, words: str) -> ArticleText:
    """What ``pack`` made, checked.

    Raises:
        FeedError: the two do not describe one text.
    """
    try:
        hi: U32Array = np.frombuffer(base64.b64decode(shingles, validate=True), "<u4").astype(np.uint32)
        code = np.frombuffer(base64.b64decode(words, validate=True), np.uint8)
    except (binascii.Error, ValueError) as error:
        raise FeedError("An article of the feed is not coded as it should be.") from error
    weight = _WEIGHTS[code & 3]
    end = shingle_ends(weight)
    if (weight == 0).any() or len(end) != len(hi):
        raise FeedError("An article of the feed does not have as many shingles as its words make.")
    return ArticleText(
        hi=hi,
        end=end,
        common=(code[: len(hi)] & _COMMON) > 0,
        weight=weight,
        quoted=(code & _QUOTED) > 0,
    )


def _encode(array: npt.NDArray[np.uint8] | U32Array) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
