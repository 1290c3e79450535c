"""What a feed costs its readers, its publisher and its host: `make bench-feed`.

Archives are made up, feeds are made of them by the real publisher, and read by the extension's own code. Times are of
this machine: compare rows and columns, not runs.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.feed.changes import (
    Changed,
    Folders,
    first_publication,
    make_changes,
    tell_publishing,
    tell_updates,
)
from bench.feed.load import measure_load, missing_programs, tell_load
from bench.feed.lookups import Lookups, measure_lookups, tell_lookups
from bench.feed.node import extension_reader
from bench.feed.simulate import Archive
from bench.feed.size import Size, measure_size, tell_sizes
from bench.feed.table import size as bytes_of
from bench.feed.table import took, whole

from masthead.config import Settings
from masthead.matching.fingerprint import WIDEST, W

SIZES: Final = (10_000, 100_000)
LARGE: Final = 500_000
"""Feeds of so many articles have a window that is wider, so that readers' lists stay within bounds."""
FEWEST: Final = 1000
DISK_PER_ARTICLE: Final = 45_000
"""Bytes that an archive takes with its feed and what publishing needs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one archive."""

    size: Size
    folders: Folders
    lookups: Lookups
    changed: Changed


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="bench-feed", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="articles (10,000 and 100,000)")
    parser.add_argument("--window", type=int, help=f"w of all feeds; by default {W}, from {LARGE} articles on {WIDEST}")
    parser.add_argument("--work", type=Path, help="folder for archives and feeds; by default one that is removed")
    given = parser.parse_args()
    sizes: list[int] = given.sizes
    if min(sizes) < FEWEST:
        parser.error(f"archives of fewer than {FEWEST} articles say little")
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as passing:
        work: Path = given.work or Path(passing)
        work.mkdir(parents=True, exist_ok=True)
        _require_room(work, sizes, kept=given.work is not None)
        print(f"`{_command(given)}`, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before.\n", flush=True)
        found: list[Measured] = []
        try:
            for articles in sizes:
                window: int = given.window or (WIDEST if articles >= LARGE else W)
                settings = Settings(data=work / f"{articles}-{window}", window=window)
                found.append(_measure(settings, articles))
                if articles != sizes[-1] and not given.work:
                    shutil.rmtree(settings.data)
        finally:
            # An hour may have gone into what has been measured when the next archive fails.
            if found:
                _tell(found)
        if missing := missing_programs():
            print(f"Serving was not measured; not installed: {', '.join(missing)}.")
        else:
            print("serving", file=sys.stderr)
            tell_load(sizes[-1], measure_load(settings, Path(passing)))


def _command(given: argparse.Namespace) -> str:
    """What the person typed, or could have."""
    parts = ["make bench-feed"]
    if given.sizes != list(SIZES):
        parts.append(f'SIZES="{" ".join(map(str, given.sizes))}"')
    if given.window:
        parts.append(f'MORE="--window {given.window}"')
    return " ".join(parts)


def _measure(settings: Settings, articles: int) -> Measured:
    begun = time.perf_counter()

    def begin(what: str) -> None:
        print(f"{whole(articles)} articles, {took(time.perf_counter() - begun)}: {what}", file=sys.stderr, flush=True)

    begin("archive and first publication")
    # What lies there was made of an archive that has been changed since.
    for folder in (settings.feed_folder, settings.work_folder):
        shutil.rmtree(folder, ignore_errors=True)
    full = first_publication(settings, articles)
    folders = Folders.of(settings, articles)
    begin("size")
    size = measure_size(settings)
    with extension_reader(settings.feed_folder) as reader, extension_reader(settings.feed_folder) as away:
        begin("lookups")
        lookups = measure_lookups(settings, Archive(articles), reader)
        begin("changes")
        changed = make_changes(settings, articles, full, reader, away)
    begin("done")
    return Measured(size, folders, lookups, changed)


def _tell(found: list[Measured]) -> None:
    """Print the tables."""
    tell_sizes([one.size for one in found])
    received = {
        one.changed.articles: (
            one.changed.first.seconds,
            statistics.median(again.seconds for again in one.changed.changes["one article"].received),
        )
        for one in found
    }
    tell_lookups([one.lookups for one in found], received)
    changed = [one.changed for one in found]
    tell_updates(changed)
    tell_publishing(changed, [one.folders for one in found])
    sys.stdout.flush()


def _require_room(work: Path, sizes: list[int], *, kept: bool) -> None:
    """Refuse to begin what the disk has no room for."""
    needed = DISK_PER_ARTICLE * (sum(sizes) if kept else max(sizes))
    free = shutil.disk_usage(work).free
    if free < needed:
        raise SystemExit(
            f"{work} has {bytes_of(free)} free; the bench needs {bytes_of(needed)}. Choose another: --work."
        )


if __name__ == "__main__":
    main()
