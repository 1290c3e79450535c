"""Plain text, a paste or a scrape: find the body without any markup.

Two steps that worked on real scrapes: cut hard where a comment section or a list of other articles begins, then keep
the block of lines with the largest sum of (words minus a penalty for short lines), Kadane's maximum-sum run. Lines
inside the block that are furniture (tickers, the repeated title, captions) are cut one by one.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from masthead.intake.markers import COMMENT_SYSTEM, COMMENTS, CUT_ALONE, ending
from masthead.intake.segments import Capture, Reason, Segment
from masthead.matching.words import FULL_WEIGHT, words

_SENTENCE_END: Final = re.compile(r"""[.!?。！？…؟।։]["”’»)\]」』]*\s*$""")
_SHORT: Final = 10
"""Lines of fewer words cost, longer ones count."""
_LONG: Final = 30
"""From this length on, a line counts without closing like a sentence (Thai has no full stop)."""
CAPTION: Final = 16
"""Most words of a caption: a short line under a picture's repeated title or its "click to see" line."""
_BODY_BEFORE_END: Final = 30
"""A marker of comments counts only after this many words in sentences: navigation links to comments, too."""
_STOP: Final = -60.0
_FURNITURE: Final = -2.0
"""What a line of furniture costs: it stands within articles as well."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with all that patterns tell of it: each takes its time, so that it is asked once."""

    text: str
    words: float
    sentence: bool
    furniture: Reason | None
    ending: Reason | None
    comments: bool

    @classmethod
    def of(cls, text: str) -> "_Line":
        sentence = bool(_SENTENCE_END.search(text))
        return cls(text, length(text), sentence, furniture(text), ending(text), COMMENTS.fullmatch(text))


def capture_plain(text: str) -> Capture:
    """Take a plain text apart; every non-empty line becomes a segment."""
    return find_body(unwrap(text))


def unwrap(text: str) -> list[str]:
    """Lines of a text as paragraphs: lines that were broken at a fixed width are joined again."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        wrapped = len(lines) > 1 and all(45 <= len(line) <= 100 for line in lines[:-1])
        if wrapped and sum(1 for line in lines[:-1] if not _SENTENCE_END.search(line)) * 2 > len(lines) - 1:
            paragraphs.append(" ".join(lines))
        else:
            paragraphs.extend(lines)
    return paragraphs


def find_body(paragraphs: list[str]) -> Capture:
    """Keep the body among the paragraphs of a page and say of each other one why it was cut."""
    lines = [_Line.of(line) for line in paragraphs]
    title = _title(lines)
    end, end_reason = _hard_end(lines)
    first, last = _densest_block(_scores(lines[:end], title))
    times = Counter(line.text for line in lines)
    segments: list[Segment] = []
    titles = 0
    for at, line in enumerate(lines):
        before = segments[-1].reason if segments else None
        titles += line.text == title
        reason = line.furniture
        if at >= end:
            # A list of other articles may itself end in a comment section.
            end_reason = Reason.COMMENTS if line.comments else end_reason
            reason = end_reason if end_reason is Reason.COMMENTS else reason or end_reason
        elif reason is None and line.text == title:
            reason = Reason.TITLE if titles == 1 else Reason.REPEATED_TITLE
        elif reason is None and before in (Reason.REPEATED_TITLE, Reason.BOILERPLATE) and line.words <= CAPTION:
            reason = Reason.CAPTION
        elif reason is None and times[line.text] > 1 and not line.sentence and line.words < _LONG:
            reason = Reason.REPEATED
        elif reason is None:
            reason = Reason.BODY if first <= at < last else Reason.NAVIGATION
        segments.append(Segment(line.text, reason is Reason.BODY, reason))
    return Capture(tuple(segments), title=title)


def length(line: str) -> float:
    """Words of a line; Han, Kana and Thai count as their weight in words."""
    return int(words(line).weight.sum()) / FULL_WEIGHT


def furniture(line: str) -> Reason | None:
    """The reason to cut a line by itself, wherever it stands, or None."""
    return next((reason for pattern, reason in CUT_ALONE if pattern.fullmatch(line)), None)


def could_be_title(line: str) -> bool:
    """Whether a line is as long as a title and does not close like a sentence."""
    return 3 <= length(line) <= _LONG and not _SENTENCE_END.search(line) and not furniture(line)


def _title(lines: list[_Line]) -> str | None:
    """The line a page repeats as its title, else the first line that could be one and stands before any sentence."""
    candidates = [line for line in lines if 3 <= line.words <= _LONG and not line.furniture]
    counts = Counter(line.text for line in candidates if not COMMENT_SYSTEM.fullmatch(line.text))
    if counts:
        text, count = counts.most_common(1)[0]
        if count > 1:
            return text
    first = next((line for line in lines if line.words >= 3 and not line.furniture), None)
    return first.text if first and not first.sentence and first.words <= _LONG else None


def _hard_end(lines: list[_Line]) -> tuple[int, Reason]:
    """Where the body ends for good: at comments, or at a list of other articles that stands behind most sentences."""
    sentences = [0.0, *accumulate(line.words if line.sentence or line.words >= _LONG else 0.0 for line in lines)]
    comments = next(
        (at for at, line in enumerate(lines) if line.comments and sentences[at] >= _BODY_BEFORE_END),
        len(lines),
    )
    for at, line in enumerate(lines[:comments]):
        enough = sentences[at] >= max(_BODY_BEFORE_END, sentences[comments] - sentences[at])
        if enough and line.ending:
            return at, line.ending
    return comments, Reason.COMMENTS


def _scores(lines: list[_Line], title: str | None) -> list[float]:
    """What each line counts; a picture in the article, with its title and caption, costs as little as furniture."""
    scores = [_score(line) for line in lines]
    seen = False
    for at, line in enumerate(lines):
        if line.text == title and seen:
            scores[at] = max(scores[at], _FURNITURE)
            if at + 1 < len(lines) and lines[at + 1].words <= CAPTION and scores[at + 1] > _STOP:
                scores[at + 1] = max(scores[at + 1], _FURNITURE)
        seen = seen or line.text == title
    return scores


def _score(line: _Line) -> float:
    if line.ending or line.comments:
        return _STOP
    if line.furniture:
        return _FURNITURE
    if line.words < _LONG and not line.sentence:
        return -max(4.0, _SHORT - line.words / 2)
    score = line.words - _SHORT
    return max(score, 2.0) if line.words >= 8 and line.sentence else score


def _densest_block(scores: list[float]) -> tuple[int, int]:
    """The run of lines with the largest sum, as [first, last)."""
    best, found, current, start = 0.0, (0, 0), 0.0, 0
    for at, score in enumerate(scores):
        if current <= 0:
            current, start = 0.0, at
        current += score
        if current > best:
            best, found = current, (start, at + 1)
    return found
