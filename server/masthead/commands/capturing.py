"""masthead captures: where an article was found again, and what differs there."""

import sys
from typing import Annotated, Any

from cyclopts import Parameter

from masthead.commands.output import tell, tell_json
from masthead.config import Settings, load_settings, prepare_data_folder
from masthead.errors import InvalidInput, NotFound
from masthead.intake.differences import Change, Piece, differences
from masthead.intake.raw import kept_page
from masthead.matching.words import words
from masthead.records.articles import Article, article_by_id
from masthead.records.base import identity
from masthead.records.captures import Capture, all_captures_of, capture_of
from masthead.records.database import database

_MARKS = {Change.SAME: " ", Change.REMOVED: "-", Change.ADDED: "+"}
_SAME_SHOWN = 60
"""Characters of what stayed the same, at either end of it."""


async def show_captures(
    article: Annotated[int, Parameter(help="Number of the article.")],
    capture: Annotated[int | None, Parameter(help="Number of one capture: shows what differs in it.")] = None,
    /,
    *,
    json: Annotated[bool, Parameter(negative="", help="One JSON line a capture.")] = False,
    raw: Annotated[bool, Parameter(negative="", help="Write the page of one capture as it came, unpacked.")] = False,
) -> int:
    """List the captures of an article with how much differs, or show what differs in one of them."""
    if raw and (capture is None or json):
        raise InvalidInput("--raw writes the page of one capture, and nothing else: masthead captures 7 3 --raw")
    settings = load_settings()
    prepare_data_folder(settings)
    async with database(settings.database) as records, records.reading() as session:
        archived = await article_by_id(session, article)
        if capture is not None:
            one = await capture_of(session, article, capture)
            if raw:
                _write_page(settings, one)
            else:
                _show(archived, one, as_json=json, whole=True)
            return 0
        number = 0
        async for one in all_captures_of(session, article):
            _show(archived, one, as_json=json, whole=False)
            number += 1
    if not number and not json:
        tell(f"Article {article}, {archived.title!r}, was not captured again.")
    return 0


def _show(archived: Article, one: Capture, *, as_json: bool, whole: bool) -> None:
    pieces = differences(archived.body, archived.body if one.body is None else one.body)
    if as_json:
        tell_json(_as_json(archived, one, pieces))
        return
    _tell(one, pieces)
    for piece in pieces if whole else ():
        tell(f"{_MARKS[piece.change]} {_shortened(piece)}")


def _write_page(settings: Settings, one: Capture) -> None:
    if one.raw_file is None or one.raw_record is None:
        raise NotFound(f"Capture {one.id} was not fetched, so that its page was not kept as it came.")
    sys.stdout.buffer.write(kept_page(settings.captures_folder, one.raw_file, one.raw_record).body)
    sys.stdout.buffer.flush()


def _count(pieces: list[Piece], change: Change) -> int:
    return sum(len(words(piece.text)) for piece in pieces if piece.change is change)


def _tell(one: Capture, pieces: list[Piece]) -> None:
    what = "word for word"
    if one.body is not None:
        added, removed = _count(pieces, Change.ADDED), _count(pieces, Change.REMOVED)
        what = f"{added:,} words added, {removed:,} removed"
    tell(f"{one.id:4} {one.captured_at:%Y-%m-%d %H:%M} {what}: {one.url or 'a file'}")
    if one.title:
        tell(f"     {one.title!r}")
    if one.raw_file:
        tell(f"     as it came: captures/{one.raw_file}")


def _shortened(piece: Piece) -> str:
    if piece.change is not Change.SAME or len(piece.text) <= 3 * _SAME_SHOWN:
        return piece.text
    return f"{piece.text[:_SAME_SHOWN]} [...] {piece.text[-_SAME_SHOWN:]}"


def _as_json(article: Article, one: Capture, pieces: list[Piece]) -> dict[str, Any]:
    return {
        "article": identity(article.id),
        "capture": one.id,
        "url": one.url,
        "title": one.title,
        "captured_at": one.captured_at.isoformat(),
        "raw": one.raw_file,
        "differences": [{"change": piece.change.value, "text": piece.text} for piece in pieces],
    }
