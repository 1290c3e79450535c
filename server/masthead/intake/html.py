"""HTML pages: an extractor finds the body, the page's visible blocks are kept or cut by it, each with a reason.

trafilatura looks at a page twice: carefully, and, where that leaves most of the page's prose out, plainly.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from masthead.errors import TooLarge
from masthead.intake.body import amount, find, home_of, is_prose, letters_of, main_spot, misses_most, spot_of, spread
from masthead.intake.decode import require_text
from masthead.intake.markers import COMMENTS, ending
from masthead.intake.metadata import read_metadata
from masthead.intake.places import purposes
from masthead.intake.plain import CAPTION, could_be_title, find_body, furniture, length
from masthead.intake.segments import Capture, Reason, Segment
from masthead.intake.visible import Block, read_blocks, without_annotations
from masthead.matching.fingerprint import GUARANTEED_RUN

MAX_BLOCKS: Final = 6000
"""Most blocks of a page; each is held against each line of the body. The longest of 471 real pages had 1,769."""
MAX_IN_PARAGRAPH: Final = 10_000
"""Most elements of a paragraph: trafilatura takes time with the square of them. One of 471 real pages had 3,766 in one,
lines that it broke; no other had a hundred.
"""
_SHORTEST: Final = 4 * GUARANTEED_RUN
"""Letters of an extract that is worth more than what the lines of the page tell by themselves."""


def capture_html(html: str) -> Capture:
    """Take an HTML page apart; every visible block becomes a segment.

    Where no article is found (pages without any structure), the visible blocks are read like plain text.

    Raises:
        TooLarge: more blocks, or more elements in a paragraph, than any article has.
        UnreadableText: its text heaps up combining marks.
    """
    html = without_annotations(html)
    blocks = read_blocks(html)
    texts = [block.text for block in blocks]
    require_text("\n".join(texts))
    if len(blocks) > MAX_BLOCKS:
        raise TooLarge(f"The page has {len(blocks):,} blocks, at most {MAX_BLOCKS:,} are taken. Give only the article.")
    _require_short_paragraphs(html)
    about = read_metadata(html)
    found = find(blocks, _extract(html, precise=True))
    chosen = spread(blocks, found)
    if misses_most(blocks, chosen):
        plainly = find(blocks, _extract(html, precise=False))
        wider = spread(blocks, plainly)
        if 2 * amount(blocks, wider) > 3 * amount(blocks, chosen):
            found, chosen = plainly, wider
    title = _title(about.title, texts) or _heading(texts, chosen)
    segments = _keep(blocks, found, chosen, title)
    if amount(blocks, chosen) < _SHORTEST:
        read = find_body(texts)
        if len(read.text) > amount(blocks, chosen):
            title, segments = read.title or about.title, read.segments
    return Capture(
        segments,
        title=title,
        author=about.author,
        language=about.language,
        published_on=about.published_on,
        canonical=about.canonical,
        site=about.site,
    )


def _require_short_paragraphs(html: str) -> None:
    if html.count("<") <= MAX_IN_PARAGRAPH:
        return
    import trafilatura  # noqa: PLC0415 - see _extract

    tree = trafilatura.load_html(html)
    counts: Counter[object] = Counter()
    around: dict[object, object] = {}  # the paragraph that each element lies in, from the outside in
    for element in tree.iter("*") if tree is not None else ():
        paragraph = around.get(element.getparent())
        counts[paragraph] += paragraph is not None
        around[element] = element if element.tag == "p" else paragraph
    if (most := max(counts.values(), default=0)) > MAX_IN_PARAGRAPH:
        raise TooLarge(
            f"A paragraph of the page has {most:,} elements, at most {MAX_IN_PARAGRAPH:,} are taken. Give only the"
            " article."
        )


def _extract(html: str, *, precise: bool) -> list[str]:
    """The lines of the body, as trafilatura finds it."""
    import trafilatura  # noqa: PLC0415 - a third of a second that most commands never need

    found = trafilatura.bare_extraction(
        html, favor_precision=precise, fast=not precise, include_comments=False, include_tables=True, deduplicate=False
    )
    if isinstance(found, dict):  # only with as_dict
        raise TypeError("trafilatura answered a dict")
    text = found.text if found is not None and found.text else ""
    return [line for line in text.split("\n") if line.strip()]


def _title(stated: str | None, texts: Sequence[str]) -> str | None:
    """The title as the page shows it, where the metadata adds the site's name to it."""
    return next((text for text in texts if _is_title(text, stated)), stated)


def _heading(texts: Sequence[str], chosen: Sequence[bool]) -> str | None:
    """The first line of the body where the page states no title, if it could be one and is not all."""
    body = [text for text, is_chosen in zip(texts, chosen, strict=True) if is_chosen]
    return body[0] if len(body) > 1 and could_be_title(body[0]) else None


def _keep(
    blocks: Sequence[Block], found: Sequence[bool], chosen: Sequence[bool], title: str | None
) -> tuple[Segment, ...]:
    """Keep the blocks that the body consists of; say of the others what they look like."""
    furnished = _furnished(blocks, chosen)
    end, end_reason = _end(blocks, found, chosen)
    segments: list[Segment] = []
    titles = 0
    for at, (block, belongs) in enumerate(zip(blocks, chosen, strict=True)):
        text = block.text
        reason = furniture(text)
        if at >= end:
            reason = Reason.COMMENTS if COMMENTS.fullmatch(text) else end_reason
            end_reason = reason
        elif _is_title(text, title):
            titles += 1
            reason = Reason.TITLE if titles == 1 else Reason.REPEATED_TITLE
        elif opening := ending(text):
            reason = opening
        elif at and _under_a_picture(block, blocks[at - 1], segments[-1]):
            reason = reason or Reason.CAPTION
        elif reason is None:
            reason = furnished[at] or (Reason.BODY if belongs else Reason.NAVIGATION)
        segments.append(Segment(text, reason is Reason.BODY, reason))
    return tuple(segments)


def _furnished(blocks: Sequence[Block], chosen: Sequence[bool]) -> list[Reason | None]:
    """What furniture each block is by its place; None where it belongs to the body all the same."""
    reasons = purposes(block.place for block in blocks)
    total = amount(blocks, chosen)
    for reason in {reason for reason in reasons if reason}:
        within = [is_chosen and one is reason for is_chosen, one in zip(chosen, reasons, strict=True)]
        # Pages call their articles what they like, and lists of other articles hold some of them.
        if reason is Reason.MORE or 4 * amount(blocks, within) > total:
            reasons = [None if is_within else one for is_within, one in zip(within, reasons, strict=True)]
    return reasons


def _under_a_picture(block: Block, before: Block, cut: Segment) -> bool:
    """Whether a short block follows a picture's repeated title, or the line that says how to see it."""
    furnished = cut.reason in (Reason.REPEATED_TITLE, Reason.BOILERPLATE)
    return furnished and home_of(block) == home_of(before) and length(block.text) <= CAPTION


def _is_title(text: str, title: str | None) -> bool:
    """Whether a block is the page's title, which the metadata may carry with the site's name before or behind it."""
    letters, whole = letters_of(text), letters_of(title or "")
    within = whole.startswith(letters) or whole.endswith(letters)
    return bool(letters) and within and 2 * len(letters) > len(whole)


def _end(blocks: Sequence[Block], found: Sequence[bool], chosen: Sequence[bool]) -> tuple[int, Reason]:
    """Where the body ends for good: at comments, or at a list of other articles, behind most of it."""
    total = amount(blocks, chosen)
    before = 0
    other: tuple[int, Reason] | None = None
    spot = main_spot(blocks, chosen)
    for at, (block, belongs) in enumerate(zip(blocks, chosen, strict=True)):
        # A link to the comments may stand anywhere.
        if COMMENTS.fullmatch(block.text) and block.linked <= 1 / 2 and 2 * before >= total:
            return other or (at, Reason.COMMENTS)
        if other is None and 5 * before >= 4 * total and (reason := ending(block.text)):
            other = at, reason
        elif other and found[at] and spot_of(block) == spot and is_prose(block):
            other = None  # it stood in the middle of the article
        before += len(block.text) * belongs
    return other or (len(blocks), Reason.NAVIGATION)
