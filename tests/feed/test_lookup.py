"""The extension's lookup and the Python reader say the same of the same page, for the same requests."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feed.making import GROUP_SIZE, article, demo_records, many, placement, prose, records
from masthead.demo.content import load
from masthead.feed.content import Records, build
from masthead.feed.files import write_feed
from masthead.feed.reader import Match, Reader, Reading
from masthead.feed.source import FolderSource
from masthead.matching.compare import Passage
from masthead.matching.fingerprint import GUARANTEED_RUN
from masthead.matching.words import words
from masthead.records.articles import PlacementRole
from matching.node import run
from matching.texts import articles, edited, seeded, strange_texts, within

Page = dict[str, str]
AROUND = prose("around", 150)
LOOKUP = Path(__file__).with_name("lookup.mjs")


class Recorder(FolderSource):
    """A folder that remembers what was asked of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []

    def read(self, path: str) -> bytes:
        """Content of a file of the folder."""
        if path.startswith(("hashes/", "articles/")):
            self.asked.append(path)
        return super().read(path)


def in_python(folder: Path, page: Page) -> tuple[Reading, list[str]]:
    """What the reference reader says of a page, and which files it asked for."""
    source = Recorder(folder)
    return Reader(source).read(page["text"], page["url"]), source.asked


def as_extension(match: Match) -> dict[str, Any]:
    """A match in the extension's words."""
    told, found = match.article.model_dump(mode="json"), match.comparison
    return {
        "article": {
            "id": told["id"],
            "title": told["title"],
            "outlet": told["outlet"],
            "language": told["language"] or "",
            "publishedOn": told["published_on"],
            "url": told["url"],
            "placements": [
                {"url": place["url"], "role": place["role"], "firstSeen": place["first_seen"]}
                for place in told["placements"]
            ],
            "notes": [
                {
                    "id": str(note["id"]),
                    "text": note["text"],
                    "language": note["language"],
                    "quote": note["quote"],
                    "publishedOn": note["published_on"],
                    "sources": [{"url": one["url"], "title": one["title"] or one["url"]} for one in note["sources"]],
                }
                for note in told["notes"]
            ],
        },
        "class": found.match.value,
        "sharedWords": found.shared_words,
        "longestRun": found.longest_run,
        "articleShare": found.article_share,
        "pageShare": found.page_share,
        "passages": [
            {
                "articleStart": one.article_start,
                "articleEnd": one.article_end,
                "pageStart": one.page_start,
                "pageEnd": one.page_end,
                "words": one.words,
                "longestRun": one.longest_run,
                "unquoted": one.unquoted,
            }
            for one in found.passages
        ],
        "pageCovered": set(np.flatnonzero(found.page_covered).tolist()),
    }


def _place(text: str, reading: Reading, passage: Passage) -> str:
    """A passage as it stands on the page."""
    return text[reading.spans[passage.page_start, 0] : reading.spans[passage.page_end - 1, 1]]


def agree(folder: Path, given: Records, pages: list[Page], group_size: int = GROUP_SIZE) -> list[Reading]:
    """Publish a feed, read pages with both, and hand back what was read."""
    write_feed(folder, build(given, name="Twin feed", group_size=group_size, refresh_seconds=60))
    readings = []
    for page, answer in zip(pages, run(LOOKUP, pages, str(folder)), strict=True):
        reading, asked = in_python(folder, page)
        for match in answer["matches"]:
            match["pageCovered"] = within(match["pageCovered"])
        address = answer["address"]
        assert answer["matches"] == [as_extension(match) for match in reading.matches], page["url"]
        assert answer["asked"] == asked
        assert answer["unread"] == reading.unread
        for match, places in zip(reading.matches, answer["places"], strict=True):
            sizes = [one.page_end - one.page_start for one in match.comparison.passages]
            assert [len(words(place)) for place in places] == sizes, "a passage stands where it is said to"
            assert places == [_place(page["text"], reading, one) for one in match.comparison.passages]
        assert (address and (address["address"], address["role"], address["outlet"])) == (
            reading.address and (reading.address.address, reading.address.role, reading.address.outlet)
        )
        assert answer["tooShort"] == (len(words(page["text"])) < GUARANTEED_RUN)
        readings.append(reading)
    return readings


def test_the_demo_is_read_the_same_wherever_its_texts_stand(tmp_path: Path) -> None:
    given = demo_records()
    hosts = [address.address for outlet in given.outlets for address in outlet.addresses] + ["elsewhere.example"]
    pages = [
        {"text": f"{AROUND}\n{text}", "url": f"https://{host}/news/1"} for text in articles().values() for host in hosts
    ]
    readings = agree(tmp_path / "feed", given, pages)
    archived = [one.archived for one in sorted(load().articles, key=lambda one: one.slug) for _ in hosts]
    assert any(reading.matches for reading in readings)
    assert [bool(reading.matches) for reading in readings if not reading.address] == [
        known for known, reading in zip(archived, readings, strict=True) if not reading.address
    ]


def test_edited_copies_are_read_the_same(tmp_path: Path) -> None:
    rng = seeded("lookup")
    given = demo_records()
    hosts = [address.address for outlet in given.outlets for address in outlet.addresses] + ["elsewhere.example"] * 3
    pages = []
    for _ in range(100):
        parts = [edited(body, rng) for body in rng.sample(sorted(articles().values()), rng.randint(1, 3))]
        pages.append({"text": "\n".join([AROUND, *parts]), "url": f"https://{rng.choice(hosts)}/x"})
    readings = agree(tmp_path / "feed", given, pages)
    classes = {match.comparison.match.value for reading in readings for match in reading.matches}
    assert classes == {"same article", "large part", "quotes a passage"}


def test_a_page_that_would_cost_too_many_files_stops_at_the_same_one(tmp_path: Path) -> None:
    given = many(60)
    passages = [" ".join(prose(number).split()[20:100]) for number in range(1, 61)]
    # Pieces too short to be told, so that nothing explains the others: each costs a bucket and a group.
    pieces = [" ".join(prose(number).split()[20:44]) for number in range(1, 61)]
    heaps, larger, smaller = (
        [" ".join(pieces[first : first + size]) for first in range(0, 60, size)] for size in (5, 6, 3)
    )
    texts = [passages[first::step] for first, step in ((0, 4), (1, 5), (2, 7), (0, 1), (3, 20))]
    texts += [heaps, [*heaps[:1], passages[50], *heaps[2:]], [*heaps[5:8], *passages[:9]], larger, smaller]
    pages = [{"text": f"\n{AROUND}\n".join(parts), "url": "https://elsewhere.example/"} for parts in texts]
    readings = agree(tmp_path / "feed", given, pages)
    asked = [in_python(tmp_path / "feed", page)[1] for page in pages]
    assert max(len(files) for files in asked) == 12
    assert all(reading.matches for reading in readings[:5])
    last = {files[-1].partition("/")[0] for files in asked if len(files) == 12}
    assert last == {"articles", "hashes"}, "the budget ended at a group here and at a bucket there"


def test_a_page_that_is_not_searched_to_its_end_says_so(tmp_path: Path) -> None:
    write_feed(tmp_path / "feed", build(many(60), name="Feed", group_size=GROUP_SIZE, refresh_seconds=60))
    pieces = [" ".join(prose(number).split()[20:44]) for number in range(1, 61)]
    texts = {
        "more texts": f"\n{AROUND}\n".join(" ".join(pieces[first : first + 5]) for first in range(0, 60, 5)),
        "very long": "\ufdfa" * 200_000,  # each stands for 18 characters
        None: f"{AROUND}\n{prose(1)}",
    }
    pages = [{"text": text, "url": "https://elsewhere.example/"} for text in texts.values()]
    for expected, page, answer in zip(texts, pages, run(LOOKUP, pages, str(tmp_path / "feed")), strict=True):
        assert answer["unread"] == in_python(tmp_path / "feed", page)[0].unread
        assert answer["unread"] is None if expected is None else expected in answer["unread"]


@pytest.mark.parametrize("group_size", [2, 5, 1000])
def test_feeds_of_other_group_sizes_are_read_the_same(tmp_path: Path, group_size: int) -> None:
    given = many(20)
    pages = [
        {"text": f"{AROUND}\n{one.body}", "url": url}
        for one in given.articles
        for url in (f"https://outlet-{one.outlet_id}.example/x", "https://elsewhere.example/x")
    ]
    readings = agree(tmp_path / "feed", given, pages, group_size)
    assert [match.article.id for reading in readings for match in reading.matches] == [
        number for number in range(1, 21) for _ in range(2)
    ]


def test_strange_pages_are_read_the_same(tmp_path: Path) -> None:
    given = demo_records()
    bodies = list(articles().values())
    pages = [
        {"text": strange + bodies[number % len(bodies)] + strange, "url": url}
        for number, strange in enumerate(strange_texts(40, seed=8))
        for url in ("about:blank", "https://[::1]/", "https://пример.рф/")
    ]
    agree(tmp_path / "feed", given, pages)


def test_articles_of_no_known_outlet_are_read_the_same(tmp_path: Path) -> None:
    own = [placement(1, "https://unknown.example/1", PlacementRole.ORIGIN)]
    given = records([article(1, outlet_id=None, url=own[0].url, placements=own), article(2, outlet_id=None, url=None)])
    parts = [prose(1), prose(2), " ".join(prose(1).split()[:100]), " ".join(prose(2).split()[:100])]
    hosts = ["unknown.example", "elsewhere.example"]
    pages = [{"text": f"{AROUND}\n{part}", "url": f"https://{host}/x"} for part in parts for host in hosts]
    found = [[match.article.id for match in reading.matches] for reading in agree(tmp_path / "feed", given, pages)]
    assert found == [[1], [1], [2], [2], [], [1], [2], [2]]


def test_an_empty_feed_is_read_the_same(tmp_path: Path) -> None:
    pages = [{"text": text, "url": "https://elsewhere.example/"} for text in ("", AROUND)]
    assert [reading.matches for reading in agree(tmp_path / "feed", many(0), pages)] == [[], []]
