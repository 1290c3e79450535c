"""What a change costs: the publisher in time, memory and files, the reader in bytes."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.feed.node import ExtensionReader, Received
from bench.feed.table import share, size, table, took, whole

from masthead.config import Settings

DAY: Final = 50
"""Articles of a day."""
TIMES: Final = 3
"""How often a change is made, one publication after the other in one process."""
CHANGES: Final = {
    "one note": ("note", 1, TIMES),
    "one article": ("article", 1, TIMES),
    "one withdrawal": ("withdrawal", 1, TIMES),
    f"{DAY} articles in one publication": ("article", DAY, 1),
}
"""By name: what is done, how many in one publication, and how many publications."""
MOST_ONE_BY_ONE: Final = 200_000
"""In larger archives a day's articles are not published one by one: it takes too long."""


@dataclass(frozen=True, slots=True)
class Done:
    """A publication."""

    seconds: float
    full: bool
    files: int
    main: int
    """Most bytes of memory of the process that published."""
    worker: int
    """The same of its largest worker; 0 without workers."""


@dataclass(frozen=True, slots=True)
class Change:
    """Publications of one kind, and what a reader received after each."""

    done: list[Done]
    received: list[Received]


@dataclass(frozen=True, slots=True)
class Changed:
    """All that was published of one archive."""

    articles: int
    full: Done
    first: Received
    """What a new reader receives."""
    changes: dict[str, Change]
    day: list[Received] | None
    """A day's articles, published one by one to a reader who is there all day."""
    after: Received | None
    """The same day, for a reader who was away."""


def publications(settings: Settings, articles: int, step: str, together: int, times: int) -> Iterator[Done]:
    """Publish in a process of its own; between two publications, and after the last one, the caller has the feed."""
    command = [sys.executable, "-m", "bench.feed.publishing", str(settings.data), str(articles), str(settings.window)]
    command += [step, "--together", str(together), "--times", str(times)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        if process.stdin is None or process.stdout is None:
            raise SystemExit("The process has no pipe.")
        for line in process.stdout:
            told: dict[str, Any] = json.loads(line)
            yield Done(**told)
            process.stdin.write("\n")
            process.stdin.flush()
    if process.returncode:
        raise SystemExit(f"Publishing ended with status {process.returncode}.")


def first_publication(settings: Settings, articles: int) -> Done:
    """Publish everything, in an archive that is made if it is not there."""
    (done,) = publications(settings, articles, "full", 1, 1)
    return done


def make_changes(
    settings: Settings, articles: int, full: Done, reader: ExtensionReader, away: ExtensionReader
) -> Changed:
    """Change the archive, publish, and let a reader follow.

    Args:
        settings: of the archive.
        articles: how many it had when it was made.
        full: how the first publication went.
        reader: follows every publication.
        away: is not there while a day's articles are published one by one.
    """
    first = reader.receive()
    changes = {}
    for name, (step, together, times) in CHANGES.items():
        change = changes[name] = Change([], [])
        for done in publications(settings, articles, step, together, times):
            change.done.append(done)
            change.received.append(reader.receive())
    day = after = None
    if articles <= MOST_ONE_BY_ONE:
        away.receive()
        day = [reader.receive() for _ in publications(settings, articles, "article", 1, DAY)]
        after = away.receive()
    return Changed(articles, full, first, changes, day, after)


def tell_publishing(found: list[Changed], folders: list["Folders"]) -> None:
    """Print what publishing takes."""
    print("### Publishing\n")
    head = "articles|what|first|again|files written|memory|largest worker".split("|")
    rows = []
    for one in found:
        rows.append([whole(one.articles), "everything", *_publication([one.full])])
        rows += [["", name, *_publication(change.done)] for name, change in one.changes.items()]
    print(table(head, rows))
    head = "articles|records|feed|its files|a group|a group, brotli|work folder".split("|")
    print(table(head, [[whole(one.articles), *one.cells()] for (one,) in zip(folders, strict=True)]))


def _publication(done: list[Done]) -> list[str]:
    again = took(statistics.median(one.seconds for one in done[1:])) if len(done) > 1 else ""
    files = statistics.median(one.files for one in done)
    worker = max(one.worker for one in done)
    return [
        took(done[0].seconds),
        again,
        whole(files),
        size(max(one.main for one in done)),
        size(worker) if worker else "",
    ]


def tell_updates(found: list[Changed]) -> None:
    """Print what a reader receives."""
    print("### What a reader receives\n")
    for one in found:
        print(f"{whole(one.articles)} articles:\n")
        rows = [
            ["everything", *_received([one.first], one.first)],
            *([name, *_received(change.received, one.first)] for name, change in one.changes.items()),
        ]
        if one.day and one.after:
            rows.append([f"{DAY} articles one by one, all day there", *_received(one.day, one.first, together=True)])
            rows.append([f"{DAY} articles one by one, away meanwhile", *_received([one.after], one.first)])
        print(table("what|index.json|list|table|updates|directory|together|of everything".split("|"), rows))


def _received(received: list[Received], everything: Received, *, together: bool = False) -> list[str]:
    """Bytes by kind: the median of several refreshes, or their sum."""
    put = sum if together else statistics.median
    rooms = [
        put([one.of(room) for one in received]) for room in ("index.json", "lists", "tables", "updates", "outlets")
    ]
    total = put([one.total for one in received])
    return [*(size(room) if room else "" for room in rooms), size(total), share(total, everything.total)]


@dataclass(frozen=True, slots=True)
class Folders:
    """What lies on the disk after a full publication."""

    articles: int
    records: int
    feed: int
    files: int
    group: float
    """Median bytes of a group's file."""
    packed_group: float
    work: int

    @classmethod
    def of(cls, settings: Settings, articles: int) -> "Folders":
        """Look at the folders."""
        feed, work = _files(settings.feed_folder), _files(settings.work_folder)
        groups = {path.name: count for path, count in feed.items() if path.parent.name == "articles"}
        return cls(
            articles,
            (settings.data / "masthead.db").stat().st_size,
            sum(feed.values()),
            len(feed),
            statistics.median(count for name, count in groups.items() if name.endswith(".json")),
            statistics.median(count for name, count in groups.items() if name.endswith(".br")),
            sum(work.values()),
        )

    def cells(self) -> list[str]:
        """A line of the table."""
        return [
            size(self.records),
            size(self.feed),
            whole(self.files),
            size(self.group),
            size(self.packed_group),
            size(self.work),
        ]


def _files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
