"""The pages that the bench works on: read from a folder that is given, or a small set written by ourselves."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from masthead.demo.content import body_text, load
from masthead.intake.capture import page_text
from masthead.intake.decode import decode
from masthead.matching.address import host_of
from masthead.matching.fingerprint import W, shingles
from masthead.matching.words import words

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pages"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a reader sees it, and the article in it."""

    name: str
    visible: str
    """All visible text."""
    body: str
    """The article alone, as a person marked it."""
    site: str | None = None
    """Host, where it is known."""


@dataclass(frozen=True, slots=True)
class Report:
    """One paper's report of an event that other papers reported too."""

    event: str
    paper: str
    body: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the bench reads."""

    pages: list[Page]
    reports: list[Report]


def load_corpus(folder: Path | None) -> Corpus:
    """The pages of a folder (docs/matching.md tells its layout), or our own.

    Pages whose article is too short to be archived are left out.

    Raises:
        SystemExit: the folder holds nothing the bench knows.
    """
    if folder is None:
        return Corpus(_own(), [])
    pages = [*_scrapinghub(folder), *_mozilla(folder), *_newspaper(folder)]
    reports = _basil(folder)
    if not pages:
        raise SystemExit(f"{folder} holds no pages-scrapinghub, pages-mozilla or pages-newspaper4k.")
    fit = _distinct([page for page in pages if len(shingles(words(page.body))) >= 2 * W])
    return Corpus(fit, [report for report in reports if len(shingles(words(report.body))) >= 2 * W])


def _distinct(pages: list[Page]) -> list[Page]:
    """Pages of different texts: test suites hold some texts many times, and filler that no one would archive."""
    held: set[int] = set()
    found = []
    for page in pages:
        own = set(shingles(words(page.body)).full().tolist())
        if len(own & held) * 10 < len(own):
            found.append(page)
        held |= own
    return found


def _visible(data: bytes) -> str:
    return page_text(decode(data))


def _scrapinghub(folder: Path) -> list[Page]:
    room = folder / "pages-scrapinghub"
    if not room.is_dir():
        return []
    truth = json.loads((room / "ground-truth.json").read_text("utf-8"))
    return [
        Page(
            name=f"scrapinghub/{key[:8]}",
            visible=_visible(gzip.decompress((room / "html" / f"{key}.html.gz").read_bytes())),
            body=one["articleBody"],
            site=host_of(one["url"]),
        )
        for key, one in sorted(truth.items())
    ]


def _mozilla(folder: Path) -> list[Page]:
    return [
        Page(
            name=f"mozilla/{room.name}",
            visible=_visible(gzip.decompress((room / "source.html.gz").read_bytes())),
            body=_visible(gzip.decompress((room / "expected.html.gz").read_bytes())),
        )
        for room in sorted((folder / "pages-mozilla").glob("*/"))
        if (room / "source.html.gz").exists() and (room / "expected.html.gz").exists()
    ]


def _newspaper(folder: Path) -> list[Page]:
    room = folder / "pages-newspaper4k"
    return [
        Page(f"newspaper/{path.stem}", _visible(path.read_bytes()), truth.read_text("utf-8"))
        for path in sorted(room.glob("html/*.html"))
        if (truth := room / "txt" / f"{path.stem}.txt").exists()
    ]


def _basil(folder: Path) -> list[Report]:
    reports = []
    for path in sorted((folder / "texts-basil").glob("*.json")):
        one = json.loads(path.read_text("utf-8"))
        body = "\n".join(" ".join(sentences) for sentences in one["body-paragraphs"])
        reports.append(Report(one["triplet-uuid"], one["source"], body))
    return reports


def _own() -> list[Page]:
    """The demo's articles, each amid the visible text of a fixture page."""
    around = [
        page_text(decode(path.read_bytes())) for path in sorted(FIXTURES.glob("*/page.*")) if path.suffix == ".html"
    ]
    pages = []
    for at, article in enumerate(load().articles):
        lines = around[at % len(around)].split("\n")
        body = body_text(article)
        visible = "\n".join([*lines[: len(lines) // 2], body, *lines[len(lines) // 2 :]])
        pages.append(Page(article.slug, visible, body))
    return pages
