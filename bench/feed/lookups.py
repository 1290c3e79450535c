"""What a page costs a reader: time to look it up, and requests for groups that turn out needless."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from bench.feed.node import ExtensionReader, Woken
from bench.feed.simulate import Archive, prose
from bench.feed.table import table, took, whole

from masthead.config import Settings
from masthead.feed import paths
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.hashlist import decode, prefixes, require_sparse
from masthead.matching.pairs import Hit, Lead, leads
from masthead.matching.words import words

SEED: Final = 77
"""Of pages that have nothing in common with an archive."""
SHORT: Final = 1000
LONG: Final = 10_000
ASKED: Final = {SHORT: 20_000, LONG: 2_000}
"""Unrelated pages that are looked up for needless requests, by their words."""
WORKERS: Final = 9
WARM: Final = 40
"""Pages that a worker looks up after its first."""
_PORTION: Final = 200
_AROUND: Final = 9999
"""Part of the unrelated pages that is kept for what stands around articles."""


@dataclass(frozen=True, slots=True)
class Needless:
    """Leads of pages that have nothing in common with the archive."""

    words: int
    pages: int
    leads: int
    expected: float
    """Leads that chance explains: pairs of kept shingles near each other, times how often two agree on a group."""


@dataclass(frozen=True, slots=True)
class PythonTimes:
    """Seconds that the reference reader takes."""

    decoded: float
    pages: dict[int, tuple[float, float]]
    """By words of a page: to cut it, and to find its leads."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """All that was measured of one feed."""

    articles: int
    w: int
    python: PythonTimes
    woken: dict[str, list[Woken]]
    """What workers told, by the pages they were given."""
    needless: list[Needless]


def measure_lookups(settings: Settings, archive: Archive, reader: ExtensionReader) -> Lookups:
    """Look up pages in a feed that was just published."""
    feed = Reader(FolderSource(settings.feed_folder))
    woken = {}
    for size in ASKED:
        woken[f"page of {whole(size)} words"] = reader.work(_unrelated(size, 1 + WARM), WORKERS, validate=size == SHORT)
    known = woken["page with an archived article"] = reader.work(_with_articles(archive, 1 + WARM), WORKERS)
    if not all(page.groups for one in known for page in one.pages):
        raise SystemExit("An archived article was not looked into.")
    needless = [_needless(feed, size, pages) for size, pages in ASKED.items()]
    return Lookups(archive.count, feed.index.w, _in_python(feed), woken, needless)


def _unrelated(size: int, count: int, part: int = 0) -> list[str]:
    return prose(np.random.default_rng((SEED, size, part)), count, size)


def _with_articles(archive: Archive, count: int) -> list[str]:
    """Articles of the archive, each amid a thousand words of another page."""
    bodies = [body for (_, _, body), _ in zip(archive.bodies(), range(count), strict=False)]
    around = _unrelated(SHORT, count, _AROUND)
    return [
        f"{page[: len(page) // 2]}\n{body}\n{page[len(page) // 2 :]}" for page, body in zip(around, bodies, strict=True)
    ]


def _in_python(feed: Reader) -> PythonTimes:
    stated = feed.index.list.sha256
    data = feed.checked(paths.list_path(stated), stated)
    begun = time.perf_counter()
    require_sparse(decode(data))
    seconds = time.perf_counter() - begun
    pages = {}
    for size in ASKED:
        seen = [_look_up(feed, text) for text in _unrelated(size, 1 + WARM)]
        pages[size] = (statistics.median(one.cut for one in seen), statistics.median(one.asked for one in seen))
    return PythonTimes(seconds, pages)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page that the reference reader looked up."""

    cut: float
    """Seconds to cut and winnow it."""
    asked: float
    """Seconds to find its leads."""
    leads: list[Lead]
    pairs: int
    """Pairs of kept shingles that lie so near each other that they would be a lead if they agreed on a group."""


def _look_up(feed: Reader, text: str) -> _Seen:
    listed, w = feed.hash_list, feed.index.w
    even = feed.even_groups
    stray_rate = len(listed.values) / 2**listed.bits / max(even, 1)
    begun = time.perf_counter()
    page = shingles(words(text))
    kept = winnow(page.lo, w)
    cut = time.perf_counter()
    hi = page.hi[kept]
    met = zip(kept.tolist(), prefixes(hi, listed.bits).tolist(), listed.groups_of(hi), strict=True)
    hits = [Hit(at, prefix, groups) for at, prefix, groups in met if groups]
    found = leads(hits, w=w, checked=len(kept), stray_rate=stray_rate, groups=even)
    ended = time.perf_counter()
    near = np.searchsorted(kept, kept + 2 * w, "right") - np.arange(len(kept)) - 1
    return _Seen(cut - begun, ended - cut, found, int(near.sum()))


def _needless(feed: Reader, size: int, pages: int) -> Needless:
    """Look up unrelated pages, and count what would be asked for."""
    parts = range(1, 1 + pages // _PORTION)
    seen = [_look_up(feed, text) for part in parts for text in _unrelated(size, _PORTION, part)]
    listed = feed.hash_list
    agree = float((np.bincount(listed.groups).astype(float) ** 2).sum()) / 4.0**listed.bits
    return Needless(size, len(seen), sum(len(one.leads) for one in seen), sum(one.pairs for one in seen) * agree)


def tell_lookups(found: list[Lookups], received: dict[int, tuple[float, float]]) -> None:
    """Print the tables.

    Args:
        found: what was measured.
        received: by articles, seconds in which the extension's code received everything, and an update of one article.
    """
    print("### Looking up\n")
    print("The extension's code in Node, in new worker threads:\n")
    head = ["what", *(f"{whole(one.articles)} articles" for one in found)]
    rows = [
        ["receive everything", *(took(received[one.articles][0]) for one in found)],
        ["look at every entry of the list", *(_median(one, lambda woken: woken.validated) for one in found)],
        ["receive an update of one article", *(took(received[one.articles][1]) for one in found)],
        ["wake up", *(_median(one, lambda woken: woken.opened) for one in found)],
    ]
    for name in found[0].woken:
        rows.append([f"first {name}", *(_pages(one.woken[name], slice(1)) for one in found)])
        rows.append([f"next {name}", *(_pages(one.woken[name], slice(1, None)) for one in found)])
    print(table(head, rows))
    print("Python:\n")
    rows = [["decode and check the list", *(took(one.python.decoded) for one in found)]]
    rows += [
        [f"page of {whole(size)} words", *("{} + {}".format(*map(took, one.python.pages[size])) for one in found)]
        for size in ASKED
    ]
    print(table(head, rows))
    print("### Needless requests\n")
    head = "articles|w|words of a page|pages|needless requests|in a thousand pages|chance explains".split("|")
    print(table(head, [_needless_line(one, seen) for one in found for seen in one.needless]))


def _median(one: Lookups, of: Callable[[Woken], float]) -> str:
    (told,) = list(one.woken.values())[:1]
    return took(statistics.median(map(of, told)))


def _pages(told: Iterable[Woken], which: slice) -> str:
    """Median time to cut pages and to look them up."""
    pages = [page for woken in told for page in woken.pages[which]]
    cut, looked = (statistics.median(times) for times in zip(*((one.cut, one.looked) for one in pages), strict=True))
    return f"{took(cut)} + {took(looked)}"


def _needless_line(one: Lookups, seen: Needless) -> list[str]:
    rate, expected = f"{1000 * seen.leads / seen.pages:.2f}", f"{1000 * seen.expected / seen.pages:.2f}"
    return [whole(one.articles), str(one.w), whole(seen.words), whole(seen.pages), whole(seen.leads), rate, expected]
