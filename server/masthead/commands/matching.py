"""masthead match: the reference reader for bots and researchers."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masthead.commands.output import Pages, complain, read_page, tell, tell_json, with_progress
from masthead.errors import FeedError, MastheadError
from masthead.feed.kept import keep_up
from masthead.feed.reader import Reader, Reading
from masthead.feed.source import pin_of, source_of
from masthead.feed.told import ToldReading
from masthead.intake.capture import page_text


def match_pages(
    files: Pages,
    /,
    *,
    feed: Annotated[str, Parameter(help="Folder or URL of the feed.")],
    url: Annotated[str | None, Parameter(help="Where the page stands, for address and own-outlet rules.")] = None,
    keep: Annotated[
        Path | None,
        Parameter(help="Keep the feed's list in this folder: next time only what is new is fetched, also offline."),
    ] = None,
    json: Annotated[
        bool, Parameter(negative="", help="JSON lines; the default unless a terminal is watching.")
    ] = False,
) -> int:
    """Match pages against a feed exactly as the extension would."""
    reader = _reader(feed, keep)
    as_json = json or not sys.stdout.isatty()
    failed = 0
    for name in with_progress(files, "Matching"):
        try:
            text = page_text(read_page(name))
            reading = reader.read(text, url)
        except FeedError:
            raise
        except MastheadError as error:
            failed += 1
            complain(error, name)
            if as_json:
                tell_json({"page": name, "matches": [], "error": {"code": error.code, "message": error.message}})
            continue
        if as_json:
            tell_json({"page": name, **ToldReading.of(text, reading).model_dump(mode="json")})
        else:
            _tell(name, reading)
    return int(failed > 0)


def _reader(feed: str, keep: Path | None) -> Reader:
    if keep is None:
        return Reader(source_of(feed), pin=pin_of(feed))
    kept = keep_up(source_of(feed), keep, pin=pin_of(feed))
    if kept.problem:
        complain(FeedError(f"{kept.problem} What was kept of it is used, version {kept.reader.index.version}."), feed)
    return kept.reader


def _tell(name: str, reading: Reading) -> None:
    if reading.address is not None:
        tell(f"{name}: {reading.address.address} is an {reading.address.role} address of {reading.address.outlet}")
    if not reading.matches:
        tell(f"{name}: no text known here")
    for match in reading.matches:
        found = match.comparison
        tell(
            f"{name}: {found.match.value}: shares {found.shared_words} words with article {match.article.id},"
            f" {match.article.title!r} ({match.article.outlet or 'outlet unknown'});"
            f" {found.article_share:.0%} of the article, {found.page_share:.0%} of the page"
        )
    if reading.unread is not None:
        tell(f"{name}: {reading.unread}")
