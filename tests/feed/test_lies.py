"""What a feed's JSON may say and what it may not: readers refuse what is missing, of another type or out of range."""

from pathlib import Path
from typing import Any

import pytest

from feed.making import Records, article, note, outlet, prose, publish_records, published, records
from feed.spoiling import Change, Spoilt
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.records.outlets import AddressRole

PAGE = prose(1)
DIGEST = "0123456789abcdef" * 4
UPDATE = {"from": DIGEST[:32], "sha256": DIGEST}


def of(*path: str | int, **fields: Any) -> Change:  # noqa: ANN401 - any JSON
    """Set fields of a record that lies within others."""

    def change(value: Any) -> None:  # noqa: ANN401
        for step in path:
            value = value[step]
        value.update(fields)

    return change


def without(*path: str | int) -> Change:
    """Leave out a field of a record that lies within others."""

    def change(value: Any) -> None:  # noqa: ANN401
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


SIGNED: dict[str, Change] = {
    "another format": of(format="masthead-feed/1"),
    "a later format": of(format="masthead-feed/3"),
    "no key": without("key"),
    "a key too short": of(key="0" * 63),
    "a key in capitals": lambda signed: signed.update(key=signed["key"].upper()),
    "a signature too long": lambda signed: signed.update(signature=signed["signature"] + "00"),
    "no signature": of(signature=""),
    "no hand-overs": without("handovers"),
    "a hand-over that is none": of(handovers=[{}]),
    "content that is no text": of(content={}),
}
CONTENT: dict[str, Change] = {
    "no name": of(name=""),
    "a name of 101 characters": of(name="x" * 101),
    "a negative version": of(version=-1),
    "a version in a text": of(version="3"),
    "a version that is a truth": of(version=True),
    "a version with a fraction": of(version=1.5),
    "a version that JavaScript does not hold": of(version=2**53),
    "a time that is none": of(as_of="yesterday"),
    "a time that is a number": of(as_of=0),
    "no time": without("as_of"),
    "more articles than there are anywhere": of(articles=10**9 + 1),
    "fewer than eight articles a group": of(articles=15),
    "groups of nobody": of(group_size=0),
    "a refresh every second": of(refresh_seconds=1),
    "a refresh every other day": of(refresh_seconds=86_401),
    "other shingles": of(k=5),
    "a narrow window": of(w=15),
    "a wide window": of(w=65),
    "no list at all": without("list"),
    "a list without updates": without("list", "updates"),
    "a list of half a digest": of("list", sha256=DIGEST[:32]),
    "a list elsewhere": of("list", sha256="../../../etc/passwd".rjust(64, "/")),
    "prefixes too short": of("list", bits=15),
    "prefixes longer than a fingerprint": of("list", bits=33),
    "more entries than a list may have": of("list", entries=2**26 + 1),
    "more updates than readers look at": of("list", updates=[UPDATE] * 17),
    "an update from a whole digest": of("list", updates=[{"from": DIGEST, "sha256": DIGEST}]),
    "an update from nothing": of("table", updates=[{"sha256": DIGEST}]),
    "more groups than there are numbers": of("table", groups=2**24 + 1),
    "a negative number of groups": of("table", groups=-1),
    "no directory": of(directory=None),
    "nine mirrors": of(mirrors=["https://a.example/"] * 9),
    "a mirror with a password": of(mirrors=["https://me:secret@a.example/"]),
    "a mirror with a name": of(mirrors=["https://me@a.example/"]),
    "a mirror that is no folder": of(mirrors=["https://a.example/feed"]),
    "a mirror with a query": of(mirrors=["https://a.example/?reader=1/"]),
    "a mirror with a fragment": of(mirrors=["https://a.example/#/"]),
    "a mirror with a blank": of(mirrors=["https://a.example/ /"]),
    "a mirror with a backslash": of(mirrors=["https://a.example\\@b.example/"]),
    "a mirror of another scheme": of(mirrors=["ftp://a.example/"]),
    "a mirror that is a script": of(mirrors=["javascript:alert(1)//"]),
    "a mirror without a host": of(mirrors=["https:///"]),
    "a mirror of 2,001 characters": of(mirrors=["https://a.example/" + "x" * 1982 + "/"]),
}
IN_NOTE, IN_STATEMENT = ("notes", 0), ("outlets", 0, "statements", 0)
DIRECTORY: dict[str, Change] = {
    "another format": of(format="masthead-directory/1"),
    "an outlet without a name": without("outlets", 0, "name"),
    "an outlet whose name is a number": of("outlets", 0, name=7),
    "a summary of 5,001 characters": of("outlets", 0, summary="x" * 5001),
    "a day in February that there is not": of("outlets", 0, reviewed_on="2023-02-29"),
    "a statement of another kind": of(*IN_STATEMENT, kind="verdict"),
    "a statement of nobody": of(*IN_STATEMENT, stated_by=""),
    "a statement without a day": of(*IN_STATEMENT, stated_on=None),
    "a statement without a source": of(*IN_STATEMENT, source_url=None),
    "a statement whose source is a script": of(*IN_STATEMENT, source_url="javascript:alert(1)"),
    "a statement whose source has no host": of(*IN_STATEMENT, source_url="https:///etc"),
    "501 statements": lambda told: of("outlets", 0, statements=told["outlets"][0]["statements"] * 501)(told),
    "501 notes": lambda told: of("outlets", 0, notes=told["outlets"][0]["notes"] * 501)(told),
    "a note without a source": of("outlets", 0, *IN_NOTE, sources=[]),
    "an address of 2,001 characters": of("addresses", 0, address="x" * 2001),
    "an address of nobody": of("addresses", 0, outlet=None),
    "a role that is none": of("addresses", 0, role="owner"),
    "an impersonator without a source": of("addresses", 0, role="impersonator", source_url=None),
    "an impersonator without a day": of("addresses", 0, role="impersonator", stated_on=None),
}
FIRST = ("articles", 0)
GROUP: dict[str, Change] = {
    "another format": of(format="masthead-group/1"),
    "another group": of(group=1),
    "a group in a text": of(group="0"),
    "an article without title": without(*FIRST, "title"),
    "a title of 2,001 characters": of(*FIRST, title="x" * 2001),
    "a number below zero": of(*FIRST, id=-1),
    "a number that JavaScript does not hold": of(*FIRST, id=2**53),
    "a date that is a number": of(*FIRST, published_on=0),
    "a date that is none": of(*FIRST, published_on="2024-02-30"),
    "a date with a time": of(*FIRST, published_on="2024-02-03T00:00:00Z"),
    "a role that is none": of(*FIRST, "placements", 0, role="owner"),
    "501 placements": lambda told: of(*FIRST, placements=told["articles"][0]["placements"] * 501)(told),
    "shingles in no base64": of(*FIRST, shingles="§§§§"),
    "shingles cut short": of(*FIRST, shingles="AAAA"),
    "fewer shingles than words make": of(*FIRST, shingles="AAAAAA=="),
    "no word at all": of(*FIRST, words=""),
    "a word of no weight": of(*FIRST, words="Aw==", shingles=""),
    "a word for each of a million letters": of(*FIRST, words="A" * 1_000_001),
    "thousands of notes": of(*FIRST, notes=[{}] * 5000),
    "a note without source": of(*FIRST, *IN_NOTE, sources=[]),
    "a note with 21 sources": of(*FIRST, *IN_NOTE, sources=[{"url": "https://a.example/", "title": None}] * 21),
    "a note of 5,001 characters": of(*FIRST, *IN_NOTE, text="x" * 5001),
    "a note without a day": of(*FIRST, *IN_NOTE, published_on=None),
    "a note whose source is data": of(*FIRST, *IN_NOTE, sources=[{"url": "data:text/html,x", "title": None}]),
}
LIES = {"index.json": CONTENT, "outlets": DIRECTORY, "articles": GROUP}


@pytest.mark.parametrize("lie", SIGNED.values(), ids=SIGNED.keys())
def test_a_lie_around_the_content_is_refused(feed: Spoilt, lie: Change) -> None:
    feed.frame(lie)
    feed.refused(PAGE, r"index\.json")


@pytest.mark.parametrize(
    ("kind", "lie"),
    [pytest.param(kind, lie, id=f"{kind}: {name}") for kind, lies in LIES.items() for name, lie in lies.items()],
)
def test_a_lie_is_refused_though_it_is_signed(feed: Spoilt, kind: str, lie: Change) -> None:
    feed.change(kind, lie)
    feed.refused(PAGE)


TRUTHS: dict[str, tuple[str, Change]] = {
    "the least": ("index.json", of(version=0, refresh_seconds=60, group_size=1, articles=24)),
    "the most": ("index.json", of(version=2**53 - 1, refresh_seconds=86_400, group_size=10**6, articles=10**9)),
    "the longest name": ("index.json", of(name="𐐷" * 100)),
    "the most mirrors": ("index.json", of(mirrors=["http://a.example/", "https://b.example:8443/x/y/"] * 4)),
    "the most updates": ("index.json", of("list", updates=[UPDATE] * 16)),
    "no time": ("index.json", of(as_of=None)),
    "the longest texts": ("outlets", of("outlets", 0, summary="𐐷" * 5000, name="𐐷" * 2000)),
    "no summary": ("outlets", of("outlets", 0, summary=None, kind=None, country=None, homepage=None)),
    "a homepage that is no link": ("outlets", of("outlets", 0, homepage="javascript:alert(1)")),
    "the most placements": (
        "articles",
        lambda told: of(*FIRST, placements=told["articles"][0]["placements"] * 500)(told),
    ),
    "no outlet": ("articles", of(*FIRST, outlet=None, url=None, language=None, published_on=None)),
}


@pytest.mark.parametrize(("kind", "change"), TRUTHS.values(), ids=TRUTHS.keys())
def test_what_is_just_within_its_range_is_read(feed: Spoilt, kind: str, change: Change) -> None:
    feed.change(kind, change)
    assert feed.read(PAGE) == [1]


def test_fields_that_a_reader_does_not_know_are_passed_over(feed: Spoilt) -> None:
    more = {"verdict": {"by": ["someone"]}}
    feed.change("outlets", lambda told: of("outlets", 0, **more)(told) or of("addresses", 0, **more)(told))
    feed.change("articles", lambda told: [of(*at, **more)(told) for at in ((), FIRST, (*FIRST, *IN_NOTE))] and None)
    feed.say(lambda index: [of(*at, **more)(index) for at in ((), ("list",), ("table",), ("directory",))] and None)
    feed.frame(of(**more))
    assert feed.read(PAGE) == [1]


MARKUP = '<img src=x onerror="alert(1)">&amp;<script>alert(2)</script>'


class TestMarkup:
    """A string is text, whatever stands in it."""

    @pytest.fixture
    def given(self) -> Records:
        held = outlet(1, [("outlet-1.example", AddressRole.OFFICIAL)])
        held.name = held.summary = held.statements[0].text = MARKUP
        told = article(1, title=MARKUP, notes=[note(1, MARKUP, quote=MARKUP)])
        return records([told], [held])

    def test_it_comes_out_of_the_feed_as_it_went_in(self, given: Records, tmp_path: Path) -> None:
        reading = published(tmp_path / "feed", given).read(PAGE, "https://elsewhere.example/")
        told = reading.matches[0].article
        assert [told.title, told.notes[0].text, told.notes[0].quote] == [MARKUP] * 3
        card = Reader(FolderSource(tmp_path / "feed")).directory.outlets[0]
        assert [card.name, card.summary, card.statements[0].text] == [MARKUP] * 3

    def test_it_is_no_markup_on_the_page_for_people(self, given: Records, tmp_path: Path) -> None:
        publish_records(tmp_path / "feed", given, feed_name=MARKUP)
        page = (tmp_path / "feed" / "index.html").read_text("utf-8")
        assert "<img" not in page
        assert "<script" not in page
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;" in page
