"""A record that readers would refuse is left out, named in the log, and keeps no other from being told."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from feed.making import (
    Records,
    article,
    files_of,
    many,
    note,
    outlet,
    placement,
    prose,
    publish_records,
    records,
    settings_of,
)
from feed.test_lookup import LOOKUP
from masthead.feed import content, jsonfile, shapes
from masthead.feed.publish import publish
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from masthead.feed.verify import verify
from masthead.records.articles import Article, article_by_id, set_article_status
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Author
from masthead.records.notes import Note
from masthead.records.outlets import AddressRole, Outlet
from masthead.records.placements import PlacementRole
from matching.node import run

TOO_LONG = "x" * 2001


def spoilt_article(number: int) -> Article:
    """An article of which hardly anything is as readers take it, but for one note and one placement."""
    notes = [note(10, "n" * 5001), note(11, "Good."), note(12, "No source.")]
    notes[2].sources = []
    places = [
        placement(20, "https://x.example/" + TOO_LONG, PlacementRole.COPY),
        placement(21, "https://x.example/", PlacementRole.COPY),
    ]
    return article(
        number,
        notes=notes,
        placements=places,
        title="T" * 3000,
        language=TOO_LONG,
        url="https://y.example/" + TOO_LONG,
    )


def spoilt_outlet(number: int) -> Outlet:
    """An outlet with a statement of nobody, and an imitator of whom nobody says so."""
    made = outlet(number, [("good.example", AddressRole.OFFICIAL), ("bad.example", AddressRole.IMPERSONATOR)])
    made.addresses[1].source_url = "javascript:alert(1)"
    # What is white space to the reader's browser is not to every library of ours.
    for nobody in (" \t", "\ufeff", "\u2003\ufeff\x85"):
        nobodys = outlet(number).statements[0]
        nobodys.stated_by = nobody
        made.statements.append(nobodys)
    return made


def published_with_log(folder: Path, given: Records, group_size: int = 8) -> tuple[Reader, list[str]]:
    """A reader of the feed, and which records the log says were left out."""
    with capture_logs() as log:
        publish_records(folder, given, group_size)
    source = FolderSource(folder)
    assert verify(source).problems == []
    return Reader(source), [one["record"] for one in log if one["event"] == "left out of the feed"]


def test_what_readers_would_refuse_is_left_out_and_named_and_all_else_is_told(tmp_path: Path) -> None:
    good = many(8)
    unreadable = outlet(9)
    unreadable.kind = TOO_LONG
    given = records([*good.articles, spoilt_article(9)], [*good.outlets, spoilt_outlet(8), unreadable])
    reader, left_out = published_with_log(tmp_path / "feed", given)
    assert sorted(left_out) == [
        "address bad.example",
        "article 9, language",
        "article 9, note 10",
        "article 9, note 12",
        "article 9, placement 9",
        "article 9, url",
        "outlet outlet-8, statement 7",
        "outlet outlet-8, statement 8",
        "outlet outlet-8, statement 9",
        "outlet outlet-9",
    ]
    (match,) = reader.read(prose(9)).matches
    assert [one.text for one in match.article.notes] == ["Good."]
    assert [one.url for one in match.article.placements] == ["https://x.example/"]
    assert (match.article.title, match.article.url, match.article.language) == ("T" * 2000, None, None)
    told = {one.slug: one for one in reader.directory.outlets}
    assert "outlet-9" not in told
    assert [one.stated_by for one in told["outlet-8"].statements] == ["Register"]
    assert reader.address_of("https://good.example/") is not None
    assert reader.address_of("https://bad.example/") is None
    (said,) = run(LOOKUP, [{"text": prose(9), "url": "https://z.example/"}], str(tmp_path / "feed"))
    assert [one["text"] for one in said["matches"][0]["article"]["notes"]] == ["Good."]


def test_of_a_record_of_which_too_much_is_said_the_first_is_told(tmp_path: Path) -> None:
    given = many(9)
    given.articles[3].notes = [note(100 + at, "é" * 5000) for at in range(60)]
    given.outlets[0].notes = [note(200 + at, "n" * 5000) for at in range(120)]
    reader, left_out = published_with_log(tmp_path / "feed", given)
    (match,) = reader.read(prose(4)).matches
    texts = match.article.notes
    assert 40 < len(texts) < 60
    assert [one.id for one in texts] == list(range(100, 100 + len(texts)))
    card = reader.directory.outlets[0]
    assert 90 < len(card.notes) < 120
    assert len(left_out) == 60 - len(texts) + 120 - len(card.notes)
    (said,) = run(LOOKUP, [{"text": prose(4), "url": "https://z.example/"}], str(tmp_path / "feed"))
    assert len(said["matches"][0]["article"]["notes"]) == len(texts)


@pytest.mark.parametrize("short", range(-8, 24, 4))
def test_a_record_of_as_many_bytes_as_readers_take_is_taken_by_the_extension(tmp_path: Path, short: int) -> None:
    # 99 notes of 5,000 characters, and one that fills the rest, or would be a little too long.
    given = many(8)
    alone = content.article_shape(article(1, notes=long_notes(1, 99)), content.Packed("", ""), None)
    size = sum(len(one.encode()) + 1 for one in (*alone.notes, *alone.placements))
    filled = long_notes(100, 100)
    given.articles[3].notes = long_notes(1, 99) + filled
    left = shapes.MOST_OF_ONE_BYTES - size - short
    for one in filled:
        one.text = "n" * min(5000, max(1, left - 200))
        left -= len(one.text) + 160
    publish_records(tmp_path / "feed", given)
    (match,) = Reader(FolderSource(tmp_path / "feed")).read(prose(4)).matches
    (said,) = run(LOOKUP, [{"text": prose(4), "url": "https://z.example/"}], str(tmp_path / "feed"))
    assert len(said["matches"][0]["article"]["notes"]) == len(match.article.notes) > 99


def long_notes(first: int, count: int) -> list[Note]:
    return [note(first + at, "n" * 5000) for at in range(count)]


def test_a_directory_too_large_for_readers_is_told_without_what_its_largest_cards_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonfile, "MAX_JSON_BYTES", 200_000)
    given = many(9)
    given.outlets[2].notes = long_notes(100, 50)
    reader, left_out = published_with_log(tmp_path / "feed", given)
    assert left_out == ["statements and notes of outlet outlet-3"]
    assert [len(one.notes) for one in reader.directory.outlets] == [1, 1, 0, 1, 1]
    assert reader.address_of("https://outlet-3.example/") is not None


def test_of_very_many_outlets_the_first_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonfile, "MAX_JSON_BYTES", 60_000)
    given = many(9)
    more = [outlet(number) for number in range(6, 46)]
    for one in more:
        one.summary, one.statements, one.notes = "s" * 5000, [], []
    reader, left_out = published_with_log(tmp_path / "feed", records(given.articles, [*given.outlets, *more]))
    told = [one.slug for one in reader.directory.outlets]
    assert told == [f"outlet-{number}" for number in range(1, len(told) + 1)]
    assert 10 < len(told) < 20
    assert [one for one in left_out if "statements" not in one] == [
        f"outlet outlet-{number}" for number in range(45, len(told), -1)
    ]
    assert reader.address_of("https://outlet-45.example/") is None


def test_a_group_too_large_for_readers_is_told_without_its_largest_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonfile, "MAX_JSON_BYTES", 100_000)
    given = many(20)
    given.articles[4].notes = long_notes(100, 20)
    feed = tmp_path / "feed"
    with capture_logs() as log:
        publish_records(feed, given, small=10**9)
    assert [one["record"] for one in log if one["log_level"] == "error"] == ["article 5"]
    reader = Reader(FolderSource(feed))
    assert reader.read(prose(5)).matches == []
    assert [match.article.id for match in reader.read(prose(6)).matches] == [6]


def test_an_article_left_out_of_its_group_is_told_again_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = many(20)
    given.articles[4].notes = long_notes(100, 20)
    feed = tmp_path / "feed"
    settings = settings_of(feed)
    with monkeypatch.context() as small:
        small.setattr(jsonfile, "MAX_JSON_BYTES", 100_000)
        small.setattr(content, "_left_out", lambda *_: None)
        publish_records(feed, given, small=0)
    by_changes = files_of(feed)

    async def withdraw_another() -> None:
        async with database(settings.database) as opened:
            async with opened.session() as session:
                await set_article_status(session, Author("Anna"), await article_by_id(session, 6), Status.WITHDRAWN)
            await publish(opened, settings, small=0)

    asyncio.run(withdraw_another())
    assert files_of(feed) != by_changes
    assert [match.article.id for match in Reader(FolderSource(feed)).read(prose(5)).matches] == [5]
