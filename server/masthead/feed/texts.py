"""An archived text, cut and judged: what of it is listed, and whether readers could recognise it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from masthead.feed.common import CODE, Codes, Reason
from masthead.matching.compare import ArticleText, MatchClass, compare
from masthead.matching.evidence import quoted_shingles
from masthead.matching.fingerprint import Index, Shingles, W, archive_window, shingles, winnow
from masthead.matching.pairs import Hit, leads
from masthead.matching.words import Words, words

Flags = npt.NDArray[np.bool_]

_PLENTY: Final = 256
"""An article with this many shingles of evidence has words enough for the highest class, in every script."""


class Recognisable(StrEnum):
    """Whether readers can be shown an article."""

    YES = "yes"
    HARDLY = "hardly"
    """No run of evidence is so long that two listed fingerprints are sure to lie in it."""
    NO = "no"
    """Not even the article's own text is recognised."""


@dataclass(frozen=True, slots=True)
class Text:
    """The body of an article, cut."""

    words: Words
    cut: Shingles
    quoted: Flags
    """Shingles that stand inside quotation marks, shape (shingles,)."""

    @classmethod
    def of(cls, body: str) -> "Text":
        """Cut a body."""
        cut_words = words(body)
        cut = shingles(cut_words)
        return cls(cut_words, cut, quoted_shingles(cut_words, cut))

    def dropped(self, common: Codes) -> Codes:
        """Why each shingle is no evidence, quoted speech included, shape (shingles,).

        Args:
            common: why it is common, shape (shingles,).
        """
        return np.where(self.quoted, CODE[Reason.QUOTED], common).astype(np.uint8)

    def listed(self, dropped: Codes, w: int = W) -> Index:
        """Places of the shingles for the list: those that winnowing keeps and that are evidence."""
        kept = winnow(self.cut.lo, archive_window(len(self.cut), w))
        listed: Index = kept[dropped[kept] == 0]
        return listed

    def told(self, common: Codes) -> ArticleText:
        """The text as the feed tells it."""
        return ArticleText(self.cut.hi, self.cut.end, common > 0, self.words.weight, self.words.quoted)

    def recognisable(self, common: Codes, w: int = W) -> Recognisable:
        """Whether readers could recognise the whole text, by the rules that they use."""
        dropped = self.dropped(common)
        kept = winnow(self.cut.lo, w)  # as a reader does, who may look up less than is listed
        hits = kept[dropped[kept] == 0]
        if not self._leads(hits, len(kept), w):
            return Recognisable.NO
        if int((dropped == 0).sum()) < _PLENTY:
            itself = compare(self.cut, self.words.weight, self.told(common))
            if itself.match is MatchClass.NOTHING:
                return Recognisable.NO
        gaps = np.flatnonzero(np.concatenate(([True], dropped > 0, [True])))
        return Recognisable.YES if int(np.diff(gaps).max()) > 2 * w else Recognisable.HARDLY

    def _leads(self, hits: Index, checked: int, w: int) -> bool:
        hi = self.cut.hi[hits]
        if bool(((np.diff(hits) <= 2 * w) & (hi[1:] != hi[:-1])).any()):
            return True  # a pair: nearly every text has one, and this way is far the quickest
        met = [Hit(at, prefix, (0,)) for at, prefix in zip(hits.tolist(), hi.tolist(), strict=True)]
        return bool(leads(met, w=w, checked=checked, stray_rate=0))
