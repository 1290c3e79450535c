"""What the extension costs in every page: `make bench-extension DATA=folder`.

Real pages are opened in both browsers, with the extension and without it in turn. Times and sizes are of this machine:
compare columns of one run.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Final

from bench.extension.churn import CHANGES, PAGE, churned
from bench.extension.copy import doing_nothing, with_clock
from bench.extension.feed import published
from bench.extension.sample import Sample, sample
from bench.extension.site import serving
from bench.extension.table import churn_lines, held_lines, spent_lines, used_lines
from bench.extension.visits import Open, Visit, open_pages, visits

from driver.launch import NAMES

OPEN: Final = 10
"""Pages that are left open side by side."""


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="bench-extension", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with collections of pages")
    parser.add_argument("--pages", type=int, default=50, help="how many of them are opened (50)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--browsers", nargs="+", default=list(NAMES), choices=NAMES)
    given = parser.parse_args()
    asyncio.run(_measure(sample(given.data, given.pages, given.seed), given.browsers))


async def _measure(chosen: Sample, browsers: list[str]) -> None:
    print(f"{len(chosen.pages)} pages, {len(chosen.articles)} of them with an article of the feed. Where two numbers")
    print("stand in a cell, they are the median and the 95th percentile of all pages.\n")
    with tempfile.TemporaryDirectory(prefix="bench-extension-") as folder:
        feed = await published(Path(folder) / "data", chosen.articles)
        extension = with_clock(Path(folder) / "extension")
        nothing = doing_nothing(Path(folder) / "nothing")
        seen: dict[str, list[Visit]] = {}
        left: dict[str, Open] = {}
        churn: dict[str, tuple[list[float], list[float]]] = {}
        async with serving([*chosen.pages, PAGE], feed) as port:
            for name in browsers:
                seen[name] = await visits(name, extension, port, chosen.pages)
                churn[name] = await churned(name, extension, port)
                left[name] = await open_pages(name, extension, nothing, port, chosen.pages[:OPEN])
    print("The content script, by its own clock:\n")
    print("\n".join(spent_lines(seen)))
    print("\nProcessor time from opening a page until it stands, as the system counts it:\n")
    print("\n".join(used_lines(seen)))
    print(f"\nA page that makes {CHANGES} changes as fast as it can:\n")
    print("\n".join(churn_lines(churn)))
    print("\nMemory, as the system counts it (what processes share counts once):\n")
    print("\n".join(held_lines(left)))


if __name__ == "__main__":
    main()
