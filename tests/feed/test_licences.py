"""The text of an article is told where a curator said that it is free to publish, and never otherwise."""

import json
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from feed.making import article, content, files_of, many, prose, publish_records, records, settings_of
from feed.test_increment import told as feed_of
from masthead.errors import FeedError
from masthead.feed import jsonfile
from masthead.feed.fields import LONGEST_TEXT
from masthead.feed.publish import publish
from masthead.feed.reader import Reader
from masthead.feed.shapes import Group
from masthead.feed.source import FolderSource
from masthead.records.articles import ARTICLES, ArticleFields, add_article, article_by_id
from masthead.records.base import Status
from masthead.records.database import Database
from masthead.records.history import Author
from masthead.records.keeping import change

ANNA = Author("anna", "The publisher says so.")


def told_in(files: dict[str, bytes]) -> dict[int, dict[str, Any]]:
    """What each article of a feed is told as."""
    groups = [json.loads(data) for path, data in files.items() if path.startswith("articles/")]
    return {one["id"]: one for group in groups for one in group["articles"]}


def test_only_an_article_with_a_licence_is_told_with_it_and_its_text() -> None:
    told = told_in(content(records([article(1, licence="CC BY 4.0"), article(2)])).files)
    assert (told[1]["licence"], told[1]["text"]) == ("CC BY 4.0", prose(1))
    assert not {"licence", "text"} & told[2].keys()
    assert prose(2)[:100] not in json.dumps(told)


def test_a_text_longer_than_readers_take_is_left_out_and_the_rest_is_told(tmp_path: Path) -> None:
    long = " ".join(prose(f"{part}", 400) for part in range(60))
    assert len(long) > LONGEST_TEXT
    given = records([article(1, long, licence="public domain"), article(2, "𐐷" + prose(2), licence="CC0")])
    with capture_logs() as log:
        publish_records(tmp_path / "feed", given)
    assert [one["record"] for one in log if one["log_level"] == "error"] == ["article 1, text"]
    told = told_in(files_of(tmp_path / "feed"))
    assert told[1]["licence"] == "public domain"
    assert "text" not in told[1]
    assert told[1]["shingles"]
    assert told[2]["text"] == "𐐷" + prose(2)


def test_where_a_group_would_be_too_large_the_longest_texts_go_first_and_no_article_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = {number: prose(number, 220 + 100 * (number == 3)) for number in range(1, 9)}
    plain = len(next(data for path, data in content(many(8, 1)).files.items() if path.startswith("articles/")))
    monkeypatch.setattr(jsonfile, "MAX_JSON_BYTES", plain + 4096 + 8 * 1024)
    given = records([article(number, body, licence="CC0") for number, body in bodies.items()])
    with capture_logs() as log:
        publish_records(tmp_path / "feed", given)
    told = told_in(files_of(tmp_path / "feed"))
    assert all(one["shingles"] and one["licence"] == "CC0" for one in told.values())
    with_text = {number for number, one in told.items() if "text" in one}
    assert 0 < len(with_text) < 8
    assert 3 not in with_text, "the longest one goes first"
    left_out = {one["record"] for one in log if one["log_level"] == "error"}
    assert left_out == {f"article {number}, text" for number in bodies.keys() - with_text}


async def test_a_text_comes_and_goes_with_its_licence_by_the_next_publication(
    records: Database, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "feed", data=tmp_path)
    anew = settings_of(tmp_path / "anew", data=tmp_path)
    async with records.session() as session:
        for number in range(20):
            given = ArticleFields(body=prose(number), title=f"Article {number}", segments=[])
            await add_article(session, ANNA, given, status=Status.PUBLISHED, outlet_id=None)
    await publish(records, settings, small=0)
    for licence in ("CC BY 4.0", "CC0", None):
        async with records.session() as session:
            await change(session, ANNA, ARTICLES, await article_by_id(session, 5), {"licence": licence})
        assert not (await publish(records, settings, small=0)).full
        reader = Reader(FolderSource(settings.feed_folder))
        (told,) = [one for number in reader.table.digests for one, _ in reader.group(number) if one.id == 5]
        assert (told.licence, told.text) == (licence, prose(4) if licence else None)
        await publish(records, anew, small=10**9)
        assert feed_of(settings.feed_folder) == feed_of(anew.feed_folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "Whose is it?"}, "not said to be free"),
        ({"text": "x", "licence": None}, "not said to be free"),
        ({"text": "x" * (LONGEST_TEXT + 1), "licence": "CC0"}, "at most 100000"),
        ({"text": 7, "licence": "CC0"}, "valid string"),
        ({"licence": "x" * 2001}, "at most 2000"),
        ({"licence": ["CC0"]}, "valid string"),
    ],
)
def test_a_reader_refuses_a_text_without_its_licence_and_one_that_is_too_long(
    changes: dict[str, Any], said: str
) -> None:
    files = content(records([article(1)])).files
    group = json.loads(next(data for path, data in files.items() if path.startswith("articles/")))
    group["articles"][0] |= changes
    with pytest.raises(FeedError, match=said):
        Group.parse(json.dumps(group).encode(), "articles/0.json")


def test_a_reader_takes_a_licence_whose_text_was_left_out_and_nothing_at_all() -> None:
    files = content(records([article(1)])).files
    group = json.loads(next(data for path, data in files.items() if path.startswith("articles/")))
    for changes in ({"licence": "CC0"}, {"licence": "CC0", "text": None}, {"licence": None, "text": None}):
        told = group | {"articles": [group["articles"][0] | changes]}
        (read,) = Group.parse(json.dumps(told).encode(), "articles/0.json").articles
        assert (read.licence, read.text) == (changes["licence"], None)
