"""HTML pages: trafilatura finds the body and the metadata; the page's visible blocks are then kept or cut by it."""

import re
from datetime import date
from typing import Final

from masthead.errors import TooLarge
from masthead.intake.decode import require_text
from masthead.intake.markers import COMMENTS, opens_more
from masthead.intake.plain import CAPTION, could_be_title, find_body, furniture, length
from masthead.intake.segments import Capture, Reason, Segment
from masthead.intake.visible import visible_blocks, without_annotations
from masthead.matching.fingerprint import GUARANTEED_RUN
from masthead.safe import MOST_OF_LANGUAGE

_SPACE_AND_MARKS: Final = re.compile(r"[\W_]+")
MAX_BLOCKS: Final = 6000
"""Most blocks of a page; each is held against each line of the body. The longest of 471 real pages had 1,769."""
_PART: Final = 30
"""A block that is only part of an extracted line must have this many letters to be taken for it."""


def capture_html(html: str) -> Capture:
    """Take an HTML page apart; every visible block becomes a segment.

    Where trafilatura finds no article (pages without any structure), the visible blocks are read like plain text.
    """
    html = without_annotations(html)
    blocks = visible_blocks(html)
    require_text("\n".join(blocks))
    if len(blocks) > MAX_BLOCKS:
        raise TooLarge(f"The page has {len(blocks):,} blocks, at most {MAX_BLOCKS:,} are taken. Give only the article.")
    import trafilatura  # noqa: PLC0415 - a third of a second that most commands never need

    found = trafilatura.bare_extraction(
        html,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=True,
        # Its guess at the date is not used, and an extensive one costs more than all the rest.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if isinstance(found, dict):  # only with as_dict
        raise TypeError("trafilatura answered a dict")
    extracted = found.text if found is not None and found.text else ""
    kept_lines = [line for line in extracted.split("\n") if line.strip()]
    if len(_letters(extracted)) < 4 * GUARANTEED_RUN:
        capture = find_body(blocks)
        segments = capture.segments
        title = capture.title
    else:
        title = _title(_one_line(found.title) if found is not None else None, blocks) or _heading(blocks, extracted)
        segments = _keep(blocks, kept_lines, title)
    if found is None:
        return Capture(segments, title=title)
    return Capture(
        segments,
        title=title or _one_line(found.title),
        author=_one_line(found.author),
        language=found.language or stated_language(html),
        published_on=stated_date(html),
    )


def _letters(text: str) -> str:
    return _SPACE_AND_MARKS.sub("", text).lower()


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split())[:300] or None if text else None


def _title(stated: str | None, blocks: list[str]) -> str | None:
    """The title as the page shows it, where the metadata adds the site's name to it."""
    return next((block for block in blocks if _is_title(block, stated)), stated)


def _heading(blocks: list[str], extracted: str) -> str | None:
    """The first line of the body where the page states no title, if it could be one."""
    body = _letters(extracted)
    first = next((block for block in blocks if _letters(block) and body.startswith(_letters(block))), None)
    return first if first and could_be_title(first) else None


def _keep(blocks: list[str], kept_lines: list[str], title: str | None) -> tuple[Segment, ...]:
    """Keep the blocks that trafilatura's body consists of; say of the others what they look like."""
    whole = {_letters(line) for line in kept_lines}
    everything = "\n".join(_letters(line) for line in kept_lines)
    chosen = [_belongs(letters, whole, everything) for letters in map(_letters, blocks)]
    end, end_reason = _end(blocks, chosen)
    segments: list[Segment] = []
    titles = 0
    for at, (block, belongs) in enumerate(zip(blocks, chosen, strict=True)):
        reason: Reason | None = furniture(block)
        before = segments[-1].reason if segments else None
        if at >= end:
            reason = Reason.COMMENTS if COMMENTS.fullmatch(block) else end_reason
            end_reason = reason
        elif _is_title(block, title):
            titles += 1
            reason = Reason.TITLE if titles == 1 else Reason.REPEATED_TITLE
        elif opens_more(block):
            reason = Reason.MORE
        elif before in (Reason.REPEATED_TITLE, Reason.BOILERPLATE) and length(block) <= CAPTION:
            reason = reason or Reason.CAPTION
        elif reason is None:
            reason = Reason.BODY if belongs else Reason.NAVIGATION
        segments.append(Segment(block, reason is Reason.BODY, reason))
    return tuple(segments)


def _is_title(block: str, title: str | None) -> bool:
    """Whether a block is the page's title, which the metadata may carry with the site's name before or behind it."""
    letters, whole = _letters(block), _letters(title or "")
    within = whole.startswith(letters) or whole.endswith(letters)
    return bool(letters) and within and 2 * len(letters) > len(whole)


def _belongs(letters: str, whole: set[str], everything: str) -> bool:
    """Whether a block is a line of the body, a part of one, or consists mostly of such lines."""
    return letters in whole or (len(letters) >= _PART and (letters in everything or _mostly(letters, whole)))


def _end(blocks: list[str], chosen: list[bool]) -> tuple[int, Reason]:
    """Where the body ends for good: at comments, or at a list of other articles, behind most of it."""
    body = sum(len(block) for block, belongs in zip(blocks, chosen, strict=True) if belongs)
    before = 0
    for at, (block, belongs) in enumerate(zip(blocks, chosen, strict=True)):
        if COMMENTS.fullmatch(block) and 2 * before >= body:
            return at, Reason.COMMENTS
        if opens_more(block) and 5 * before >= 4 * body:
            return at, Reason.MORE
        before += len(block) * belongs
    return len(blocks), Reason.NAVIGATION


def _mostly(letters: str, lines: set[str]) -> bool:
    """Whether lines of the body make up most of a block (one that the page breaks by its layout only)."""
    return 2 * sum(len(line) for line in lines if len(line) >= _PART and line in letters) >= len(letters)


_LANGUAGE: Final = re.compile(r"""<html[^>]{0,300}\blang=["']?([a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*)""", re.IGNORECASE)


def stated_language(html: str) -> str | None:
    """The language the page itself states."""
    found = _LANGUAGE.search(html)
    # A tag longer than any is none: a page may state what it likes.
    return found.group(1) if found and len(found.group(1)) <= MOST_OF_LANGUAGE else None


_DATE_SOURCES: Final = (
    re.compile(
        r"""<meta[^>]{0,300}(?:article:published_time|datePublished|date\.issued|dc\.date|pubdate|parsely-pub-date)"""
        r"""[^>]{0,300}content=["'](\d{4}-\d{2}-\d{2})""",
        re.IGNORECASE,
    ),
    re.compile(
        r"""<meta[^>]{0,300}content=["'](\d{4}-\d{2}-\d{2})[^>]{0,300}(?:article:published_time|datePublished)""",
        re.IGNORECASE,
    ),
    re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})'),
    re.compile(r"""<time[^>]{0,300}pubdate[^>]{0,300}datetime=["'](\d{4}-\d{2}-\d{2})""", re.IGNORECASE),
)


def stated_date(html: str) -> str | None:
    """The date the page's own metadata states for its publication; never one read from the visible text."""
    for pattern in _DATE_SOURCES:
        if found := pattern.search(html):
            try:
                return date.fromisoformat(found.group(1)).isoformat()
            except ValueError:
                continue  # a date that never was
    return None
