"""The extension's lookup and the Python reader say the same of the same page, for the same requests."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feed.demo_records import demo_records
from feed.making import (
    GROUP_SIZE,
    Records,
    article,
    many,
    placement,
    prose,
    publish_records,
    published,
    records,
)
from masthead.demo.content import load
from masthead.feed.reader import MAX_FILES, Match, Reader, Reading
from masthead.feed.source import FolderSource
from masthead.matching.compare import Passage
from masthead.matching.fingerprint import K, W
from masthead.matching.words import words
from masthead.records.placements import PlacementRole
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
        if path.startswith("articles/"):
            self.asked.append(path)
        return super().read(path)


def in_python(folder: Path, page: Page) -> tuple[Reading, list[str]]:
    """What the reference reader says of a page, and which groups it asked for."""
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
            "licence": told.get("licence"),
            "body": told.get("text"),
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


def in_words(unread: str | None) -> str | None:
    """Why something was left unread, as Python says it: the extension says it in the reader's language."""
    words = {
        "long": "the text of this page is very long: only its beginning was read",
        "pieces": "this page carries pieces of more texts than are looked into",
    }
    return unread and "; ".join(words[why] for why in unread.split("; "))


def agree(
    folder: Path, given: Records, pages: list[Page], group_size: int = GROUP_SIZE, window: int = W
) -> list[Reading]:
    """Publish a feed, read pages with both, and hand back what was read."""
    publish_records(folder, given, group_size, window=window)
    readings = []
    for page, answer in zip(pages, run(LOOKUP, pages, str(folder)), strict=True):
        reading, asked = in_python(folder, page)
        for match in answer["matches"]:
            match["pageCovered"] = within(match["pageCovered"])
        address = answer["address"]
        assert answer["matches"] == [as_extension(match) for match in reading.matches], page["url"]
        assert answer["asked"] == asked
        assert in_words(answer["unread"]) == reading.unread
        for match, places in zip(reading.matches, answer["places"], strict=True):
            sizes = [one.page_end - one.page_start for one in match.comparison.passages]
            assert [len(words(place)) for place in places] == sizes, "a passage stands where it is said to"
            assert places == [_place(page["text"], reading, one) for one in match.comparison.passages]
        assert (address and (address["address"], address["role"], address["outlet"])) == (
            reading.address and (reading.address.address, reading.address.role, reading.address.outlet)
        )
        assert answer["tooShort"] == (len(words(page["text"])) < 2 * window + K - 1)
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
    for _ in range(50):
        parts = [edited(body, rng) for body in rng.sample(sorted(articles().values()), rng.randint(1, 3))]
        pages.append({"text": "\n".join([AROUND, *parts]), "url": f"https://{rng.choice(hosts)}/x"})
    readings = agree(tmp_path / "feed", given, pages)
    classes = {match.comparison.match.value for reading in readings for match in reading.matches}
    assert classes == {"same article", "large part", "quotes a passage"}


def test_a_page_that_would_cost_too_many_files_stops_at_the_same_one(tmp_path: Path) -> None:
    given = many(120)
    passages = [" ".join(prose(number).split()[20:100]) for number in range(1, 121)]
    # Pieces too short to be told, so that nothing explains the others: each group that they offer is asked for.
    pieces = [" ".join(prose(number).split()[20:44]) for number in range(1, 121)]
    heaps, larger, smaller = (
        [" ".join(pieces[first : first + size]) for first in range(0, 120, size)] for size in (8, 12, 3)
    )
    texts = [passages[first::step] for first, step in ((0, 8), (1, 10), (2, 14), (0, 1), (3, 40))]
    texts += [heaps, [*heaps[:1], passages[50], *heaps[2:]], [*heaps[5:8], *passages[:9]], larger, smaller]
    pages = [{"text": f"\n{AROUND}\n".join(parts), "url": "https://elsewhere.example/"} for parts in texts]
    readings = agree(tmp_path / "feed", given, pages)
    asked = [in_python(tmp_path / "feed", page)[1] for page in pages]
    assert max(len(files) for files in asked) == MAX_FILES == 8
    assert all(reading.matches for reading in readings[:5])
    for files, reading in zip(asked, readings, strict=True):
        assert len(set(files)) == len(files), "no file is asked for twice"
        assert len(files) == MAX_FILES or reading.unread is None


def test_what_an_article_explains_is_not_looked_into_again_but_for_leads_as_strong_as_the_first(tmp_path: Path) -> None:
    passage = " ".join(prose("shared").split()[:60])
    bodies = [f"{prose(number)}\n\n{passage}" if number in (1, 60) else prose(number) for number in range(1, 121)]
    given = records([article(number, body, number % 7 + 1) for number, body in enumerate(bodies, 1)])
    pages = [{"text": f"{AROUND}\n{bodies[at]}", "url": "https://elsewhere.example/"} for at in (0, 59)]
    pages.append({"text": f"{AROUND}\n{passage}", "url": "https://elsewhere.example/"})
    readings = agree(tmp_path / "feed", given, pages)
    asked = [len(in_python(tmp_path / "feed", page)[1]) for page in pages]
    assert asked == [1, 1, 2]
    assert [[match.article.id for match in reading.matches] for reading in readings] == [[1], [60], [1, 60]]


def test_a_page_that_is_not_searched_to_its_end_says_so(tmp_path: Path) -> None:
    published(tmp_path / "feed", many(120))
    pieces = [" ".join(prose(number).split()[20:44]) for number in range(1, 121)]
    heaps = f"\n{AROUND}\n".join(" ".join(pieces[first : first + 8]) for first in range(0, 120, 8))
    texts = [
        (f"{AROUND}\n{prose(1)}", None),
        (heaps, "pieces"),
        ("\ufdfa" * 200_000, "long"),  # each stands for 18 characters
        ("大米船" * 700_000 + prose(1), "long"),  # each of these characters is a word
    ]
    pages = [{"text": text, "url": "https://elsewhere.example/"} for text, _ in texts]
    for (_, expected), page, answer in zip(texts, pages, run(LOOKUP, pages, str(tmp_path / "feed")), strict=True):
        assert in_words(answer["unread"]) == in_python(tmp_path / "feed", page)[0].unread
        assert answer["unread"] == expected


@pytest.mark.parametrize("group_size", [8, 12, 1000])
def test_feeds_of_other_group_sizes_are_read_the_same(tmp_path: Path, group_size: int) -> None:
    given = many(40)
    pages = [
        {"text": f"{AROUND}\n{one.body}", "url": url}
        for one in given.articles
        for url in (f"https://outlet-{one.outlet_id}.example/x", "https://elsewhere.example/x")
    ]
    readings = agree(tmp_path / "feed", given, pages, group_size)
    assert [match.article.id for reading in readings for match in reading.matches] == [
        number for number in range(1, 41) for _ in range(2)
    ]


@pytest.mark.parametrize("window", [17, 32, 64])
def test_feeds_of_other_windows_are_read_the_same(tmp_path: Path, window: int) -> None:
    given = many(20)
    rng = seeded(window)
    texts = [edited(one.body, rng) for one in given.articles for _ in range(3)]
    texts += [" ".join(prose(number).split()[: 2 * window + step]) for number in (1, 2) for step in range(8)]
    pages = [{"text": text, "url": "https://elsewhere.example/x"} for text in texts]
    readings = agree(tmp_path / "feed", given, pages, window=window)
    assert sum(bool(reading.matches) for reading in readings) > 40


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


def test_pages_that_were_taken_for_an_article_are_read_the_same(tmp_path: Path) -> None:
    url = "https://reader.example/a?b=c"
    places = [placement(1, url, PlacementRole.DISPUTED)]
    given = records([article(1, placements=places), article(2), article(3, outlet_id=2, placements=[])])
    urls = [url, f"{url}#d", "http://www.reader.example/a?b=c", "https://reader.example/a", "about:blank"]
    pages = [{"text": f"{AROUND}\n{prose(1)}\n{prose(2)[:700]}", "url": one} for one in urls]
    found = [[match.article.id for match in reading.matches] for reading in agree(tmp_path / "feed", given, pages)]
    assert found == [[2], [2], [2], [1], [1]], "beside the whole article nothing less of its outlet is told"


def test_an_empty_feed_is_read_the_same(tmp_path: Path) -> None:
    pages = [{"text": text, "url": "https://elsewhere.example/"} for text in ("", AROUND)]
    assert [reading.matches for reading in agree(tmp_path / "feed", many(0), pages)] == [[], []]
