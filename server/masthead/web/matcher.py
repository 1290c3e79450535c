"""Holds pages of callers against the feed and the drafts: one at a time, and nothing of them is kept."""

import asyncio
from pathlib import Path
from typing import Final

from masthead.errors import Busy, FeedError, TooLarge
from masthead.feed.drafts import Drafts
from masthead.feed.opened import OpenFeed
from masthead.feed.reader import Reading
from masthead.feed.told import ToldMatch, ToldReading
from masthead.intake.capture import page_text
from masthead.intake.decode import document
from masthead.records.base import Status
from masthead.records.database import Session
from masthead.web.turns import Turns

MOST_WAITING: Final = 8
"""Pages that wait for their turn; a request of 12 MB is held in memory for each."""
RETRY_SECONDS: Final = 5
MAX_TAGS: Final = 300_000
"""Elements of a page: each costs time, however short it is."""
MAX_TEXT: Final = 300_000
"""Characters of a page's text: an article of 50,000 words, the longest that is archived."""


class Matcher:
    """The feed of this server, open for pages."""

    def __init__(self, folder: Path) -> None:
        self._feed = OpenFeed(folder)
        self._drafts = Drafts()
        self._turns = Turns(
            "pages are matched or wait to be", at_once=1, waiting=MOST_WAITING, of_one=None, seconds=RETRY_SECONDS
        )

    async def match(self, page: str, *, html: bool, url: str | None, drafts: Session | None) -> ToldReading:
        """What is known about a page.

        Args:
            page: as HTML or plain text.
            html: whether it is known to be HTML.
            url: where it stands, if known.
            drafts: a session, if drafts are to be told too.

        Raises:
            Busy: too many pages wait already, or the feed cannot be read at the moment.
            TooLarge: more than is looked into.
            UnreadableText: no text, or none that can be read.
        """
        async with self._turns.turn():
            text = await asyncio.to_thread(_text_of, page, html)
            reading = await asyncio.to_thread(self._read, text, url)
            if drafts is None:
                return _told(text, reading, set())
            return _told(text, *await self._drafts.added(drafts, reading, text, url))

    def _read(self, text: str, url: str | None) -> Reading:
        try:
            return self._feed.read(text, url)
        except FeedError as error:
            # Its message names files of this machine, and which group was asked for.
            raise Busy(
                "The feed cannot be read at the moment. Try again later; if that does not help, tell whoever runs"
                " this server to try: masthead publish.",
                retry_after=RETRY_SECONDS,
            ) from error


def _text_of(page: str, html: bool) -> str:
    if (tags := page.count("<")) > MAX_TAGS:
        raise TooLarge(f"The page has {tags:,} tags; {MAX_TAGS:,} are taken. Give only its text.")
    text = page_text(document(page, html=html))
    if len(text) > MAX_TEXT:
        raise TooLarge(f"The page's text has {len(text):,} characters; {MAX_TEXT:,} are taken. Give a part of it.")
    return text


def _told(text: str, reading: Reading, drafts: set[int]) -> ToldReading:
    told = ToldReading.of(text, reading)
    matches = [_with_status(match, drafts) for match in told.matches]
    return told.model_copy(update={"matches": matches})


def _with_status(match: ToldMatch, drafts: set[int]) -> ToldMatch:
    status = Status.DRAFT if match.article in drafts else Status.PUBLISHED
    return match.model_copy(update={"status": status})
