"""Publications, timed, in a process of their own so that their memory can be told: `python -m bench.feed.publishing`.

Prints a line of JSON for each and waits for a line before the next, so that a reader can fetch what is new in between.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Final

from bench.feed.simulate import Archive, make_archive

from masthead.config import Settings
from masthead.feed.publish import publish
from masthead.records.articles import ArticleFields, add_article, article_by_id, set_article_status
from masthead.records.base import Status
from masthead.records.database import Database, database
from masthead.records.history import Author, latest
from masthead.records.notes import NoteIn, SourceIn, add_note

AUTHOR: Final = Author("bench")
STEPS: Final = ("full", "note", "article", "withdrawal")


async def main() -> None:
    """Make the archive if it is not there, and publish as often as is asked."""
    parser = argparse.ArgumentParser(prog="bench-feed-publishing", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=int)
    parser.add_argument("window", type=int)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--times", type=int, default=1, help="publications, one after the other")
    parser.add_argument("--together", type=int, default=1, help="changes that one publication takes in")
    given = parser.parse_args()
    settings = Settings(data=given.folder, window=given.window)
    archive = Archive(given.articles)
    if not (given.folder / "masthead.db").exists():
        await make_archive(given.folder, archive)
    async with database(settings.database) as records:
        for _ in range(given.times):
            await _change(records, archive, given.step, given.together)
            begun = time.perf_counter()
            done = await publish(records, settings)
            told = {
                "seconds": time.perf_counter() - begun,
                "full": done.full,
                "files": done.written,
                "main": _peak(),
                "worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
            }
            print(json.dumps(told), flush=True)
            await asyncio.to_thread(sys.stdin.readline)


async def _change(records: Database, archive: Archive, step: str, together: int) -> None:
    """Change the records as a curator would."""
    async with records.session() as session:
        # Each change has a revision of its own: so its number is new each time, in whatever process.
        turn, _ = await latest(session)
        middle = archive.count // 2 + turn * 61
        if step == "note":
            for number in range(middle, middle + together):
                given = NoteIn(text="A finding, told in a sentence.", sources=[SourceIn(url="https://a.example/")])
                at = 1 + number % archive.count
                await add_note(session, AUTHOR, given, status=Status.PUBLISHED, article_id=at)
        elif step == "article":
            first = archive.count + turn
            for outlet, body in archive.later(range(first, first + together)):
                fields = ArticleFields(body=body.strip(), title="An article", language="en", segments=[])
                await add_article(session, AUTHOR, fields, status=Status.PUBLISHED, outlet_id=outlet)
        elif step == "withdrawal":
            for number in range(middle, middle + together):
                one = await article_by_id(session, 1 + number % archive.count)
                await set_article_status(session, AUTHOR, one, Status.WITHDRAWN)


def _peak() -> int:
    """Most bytes of memory that this process has had, mapped files included.

    What getrusage says of a process begins with the memory of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    asyncio.run(main())
