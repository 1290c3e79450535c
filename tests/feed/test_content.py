"""From records to the content of a feed: what is told, what is left out, and that it is always the same."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feed.making import GROUP_SIZE, article, content, many, note, outlet, prose, publish_records, records
from feed.parts import directory_in, group_of_each, groups_in, kept, list_in, listed, table_in, text_of
from masthead.demo.content import body_text, load
from masthead.feed import shapes
from masthead.feed.jsonfile import Shape
from masthead.feed.signing import read_signed
from masthead.feed.wire import pack, unpack
from masthead.matching.compare import ArticleText
from masthead.matching.evidence import quoted_shingles
from masthead.matching.fingerprint import shingles
from masthead.matching.hashlist import decode, prefixes
from masthead.matching.tables import decode_table
from masthead.matching.words import words
from masthead.records.base import Status
from masthead.records.outlets import AddressRole

TEMPLATE = prose("template", 60)
SHAPES: dict[str, type[Shape]] = {
    "index.json": shapes.Signed,
    "outlets": shapes.Directory,
    "articles": shapes.Group,
}


def test_the_same_records_give_the_same_files_whoever_signs_them() -> None:
    one, other = content(many(20)), content(many(20))
    assert one.index == other.index
    assert one.files | {"index.json": b""} == other.files | {"index.json": b""}
    assert one.files["index.json"] != other.files["index.json"], "each folder has a key of its own"


def test_every_published_file_has_the_shape_that_readers_check() -> None:
    feed = content(many(20))
    for path, data in feed.files.items():
        room = path.partition("/")[0]
        if room == "lists":
            assert len(decode(data).values) == feed.index.list.entries
        elif room == "tables":
            assert len(decode_table(data).digests) == feed.index.table.groups
        else:
            told = SHAPES[room].parse(data, path)
            assert json.loads(told.encode()) == json.loads(data)
    signed, index = read_signed(feed.files["index.json"])
    assert json.loads(index.encode()) == json.loads(signed.content)


def test_every_file_but_the_index_is_named_by_its_content() -> None:
    for path, data in content(many(20)).files.items():
        if path != "index.json":
            assert re.fullmatch(r"(articles/\d+-|lists/|tables/|outlets/)[0-9a-f]{32}\.(json|bin)", path)
            assert path.rpartition("-")[2].rpartition("/")[2].partition(".")[0] == hashlib.sha256(data).hexdigest()[:32]


def test_the_index_and_the_table_state_the_digests_of_all_files_and_of_no_others() -> None:
    feed = content(many(60))
    index = feed.index
    whole = {hashlib.sha256(data).hexdigest() for path, data in feed.files.items() if path.partition("/")[1]}
    stated = {index.list.sha256, index.table.sha256, index.directory.sha256}
    assert stated <= whole
    digests = table_in(feed).digests
    assert {digest.hex() for digest in digests.values()} == {one[:32] for one in whole - stated}
    assert [group.group for group in groups_in(feed)] == list(digests)
    assert index.table.groups == len(digests) == 6


def test_a_feed_of_nothing_has_every_file_that_readers_ask_for_first() -> None:
    feed = content(records([]))
    assert sorted(path.partition("/")[0] for path in feed.files) == ["index.json", "lists", "outlets", "tables"]
    assert feed.index.table.groups == feed.index.list.entries == 0


def test_groups_are_padded_in_every_form_that_is_sent(tmp_path: Path) -> None:
    publish_records(tmp_path / "feed", many(20))
    sizes = {path: path.stat().st_size for path in (tmp_path / "feed" / "articles").iterdir()}
    assert sorted({path.suffix for path in sizes}) == [".br", ".gz", ".json"]
    assert all(size % 4096 == 0 for size in sizes.values())


def test_each_fingerprint_that_is_evidence_stands_in_the_list_with_the_group_of_its_article_and_nothing_else() -> None:
    given = many(60)
    feed = content(given)
    held, group_of = list_in(feed), group_of_each(feed)
    expected = set()
    for one in given.articles:
        cut = shingles(words(one.body))
        found = prefixes(cut.hi[kept(cut)], held.bits).tolist()
        expected |= {(prefix, group_of[one.id or 0]) for prefix in found}
    assert list(zip(held.values.tolist(), held.groups.tolist(), strict=True)) == sorted(expected)


@pytest.mark.parametrize("count", [0, 1, 20, 60])
def test_the_list_has_the_shortest_prefixes_for_which_needless_requests_are_rare(count: int) -> None:
    held = list_in(content(many(count)))
    squares = sum(size**2 for size in np.bincount(held.groups).tolist())
    assert held.bits == next(bits for bits in range(16, 33) if squares <= 2 ** (2 * bits - 19))


@pytest.mark.parametrize("count", [1, 7, 8, 15, 16, 22, 23, 24, 59, 60, 61])
def test_each_group_serves_enough_articles_and_holds_each_once(count: int) -> None:
    made = groups_in(content(many(count)))
    sizes = [len(group.articles) for group in made]
    assert min(sizes) >= min(count, GROUP_SIZE)
    assert sorted(one.id for group in made for one in group.articles) == list(range(1, count + 1))
    numbers = [group.group for group in made]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0


def test_a_group_bears_the_number_of_the_cell_that_it_begins_with() -> None:
    # Cells are 0-9, 10-19, ...: a quarter more numbers than a group needs, so that some may be missing.
    feed = content(many(27))
    members = [[one.id for one in group.articles] for group in groups_in(feed)]
    assert members == [list(range(1, 10)), list(range(10, 20)), list(range(20, 28))]
    assert list(table_in(feed).digests) == [0, 1, 2]


def test_a_cell_with_too_few_articles_takes_the_next_one_along() -> None:
    given = many(27)
    feed = content(records([one for one in given.articles if one.id not in (2, 3)], given.outlets))
    members = [[one.id for one in group.articles] for group in groups_in(feed)]
    assert members == [[1, *range(4, 20)], list(range(20, 28))]
    assert list(table_in(feed).digests) == [0, 2]


def test_a_template_in_two_articles_of_one_outlet_is_flagged_and_not_listed() -> None:
    bodies = [f"{prose(number)}\n\n{TEMPLATE}" for number in (1, 2)]
    feed = content(records([article(1, bodies[0]), article(2, bodies[1])]))
    for number, body in enumerate(bodies, 1):
        cut = shingles(words(body))
        assert text_of(feed, number).common.tolist() == [at >= 220 for at in range(len(cut))]
        assert listed(feed, cut, slice(220, None)) == 0
        assert listed(feed, cut, slice(0, 220)) > 5
    assert [one.common for one in feed.dropped] == [55, 55]


def test_the_same_template_in_articles_of_two_outlets_is_evidence() -> None:
    bodies = [f"{prose(number)}\n\n{TEMPLATE}" for number in (1, 2)]
    feed = content(records([article(1, bodies[0], 1), article(2, bodies[1], 2)]))
    assert not text_of(feed, 1).common.any()
    assert listed(feed, shingles(words(bodies[0])), slice(220, None)) > 0


def test_a_sentence_in_articles_of_three_outlets_is_flagged_and_not_listed() -> None:
    bodies = [f"{prose(number)}\n\n{TEMPLATE}" for number in (1, 2, 3)]
    feed = content(records([article(number, body, number) for number, body in enumerate(bodies, 1)]))
    for number, body in enumerate(bodies, 1):
        cut = shingles(words(body))
        assert text_of(feed, number).common[220:].all()
        assert listed(feed, cut, slice(220, None)) == 0


def test_a_sentence_in_three_articles_of_unknown_outlets_is_flagged_too() -> None:
    bodies = [f"{prose(number)}\n\n{TEMPLATE}" for number in (1, 2, 3)]
    feed = content(records([article(number, body, None) for number, body in enumerate(bodies, 1)], []))
    assert text_of(feed, 2).common[220:].all()


def test_a_stock_phrase_is_flagged_in_a_single_article() -> None:
    body = prose(1) + "\n\nYour email address will not be published. Required fields are marked."
    flags = text_of(content(records([article(1, body)])), 1).common
    assert flags[220:].all()
    assert not flags[:215].any()


@pytest.mark.parametrize("outlets", [(1, 1), (1, 1, 1, 1), (1, 2, 3, 4)])
def test_an_article_archived_several_times_does_not_erase_itself(outlets: tuple[int, ...]) -> None:
    near = [prose(1) + f" Updated at {number} today." for number in range(len(outlets))]
    given = [article(number, body, outlets[number - 1]) for number, body in enumerate(near, 1)]
    feed = content(records(given))
    for number in range(1, len(outlets) + 1):
        assert not text_of(feed, number).common.any()
    assert listed(feed, shingles(words(near[0])), slice(None)) > 10


def test_an_excerpt_counts_as_the_article_it_is_taken_from() -> None:
    whole = prose(1)
    feed = content(records([article(1, whole), article(2, " ".join(whole.split()[40:140]))]))
    assert not text_of(feed, 1).common.any()


def test_quoted_speech_is_flagged_word_by_word_and_not_listed() -> None:
    body = f"{prose(1, 100)} “{TEMPLATE}” {prose(2, 100)}"
    feed = content(records([article(1, body)]))
    cut = shingles(words(body))
    assert text_of(feed, 1).quoted.tolist() == [100 <= at < 160 for at in range(260)]
    quoted = quoted_shingles(words(body), cut)
    assert quoted.tolist() == [97 <= at < 158 for at in range(len(cut))]
    assert listed(feed, cut, slice(97, 158)) == 0
    assert listed(feed, cut, slice(0, 97)) > 0
    assert feed.dropped[0].quoted == 61


def test_drafts_and_withdrawn_notes_are_not_told() -> None:
    notes = [note(1, "told"), note(2, "drafted", Status.DRAFT), note(3, "taken back", Status.WITHDRAWN)]
    told = groups_in(content(records([article(1, notes=notes)])))[0].articles[0]
    assert [one.text for one in told.notes] == ["told"]


def told_apart_from_text(value: Any, field: str = "") -> list[str]:  # noqa: ANN401 - any JSON
    """All strings of a file except those that may repeat an article's words."""
    if isinstance(value, dict):
        return [text for name, one in value.items() for text in told_apart_from_text(one, name)]
    if isinstance(value, list):
        return [text for one in value for text in told_apart_from_text(one, field)]
    return [value] if isinstance(value, str) and field not in ("title", "text", "quote") else []


def test_no_file_holds_a_run_of_six_words_of_an_article() -> None:
    bodies = [body_text(one) for one in load().articles]
    given = records([article(number, body) for number, body in enumerate(bodies, 1)])
    files = content(given).files
    plain = {path: data.decode("utf-8", "replace") for path, data in files.items()}
    for path, text in plain.items():
        said = [text] if path.endswith(".bin") else told_apart_from_text(json.loads(text))
        spoken = " ".join(re.findall(r"\w+", " ".join(said).casefold()))
        for body in bodies:
            spelled = re.findall(r"\w+", body.casefold())
            assert not any(" ".join(spelled[at : at + 6]) in spoken for at in range(0, len(spelled) - 5, 3))
        for body in bodies:
            for at in range(0, len(body) - 20, 7):
                assert body[at : at + 20] not in text, path


def test_of_an_article_readers_are_told_its_shingles_and_the_weight_of_its_words() -> None:
    given = records([article(1)])
    told = groups_in(content(given))[0].articles[0]
    text = unpack(told.shingles, told.words)
    assert set(told.model_dump()) == {
        "id", "title", "outlet", "language", "published_on", "url", "shingles", "words", "placements", "notes"
    }  # fmt: skip
    assert text.weight.tolist() == [4] * 220


@pytest.mark.parametrize("body", ["", "one two", prose(1), "大米船夜海港" * 8, "ข้าวสาร" * 12, prose(2) + "夜の船" * 30])
def test_a_text_comes_out_of_its_code_as_it_went_in(body: str) -> None:
    cut_words = words(body)
    cut = shingles(cut_words)
    common = np.arange(len(cut)) % 3 == 0
    text = ArticleText(cut.hi, cut.end, common, cut_words.weight, np.arange(len(cut_words)) % 2 == 0)
    out = unpack(*pack(text))
    for field in ("hi", "end", "common", "weight", "quoted"):
        assert getattr(out, field).tolist() == getattr(text, field).tolist()


def test_an_impersonator_is_told_with_the_outlet_it_imitates() -> None:
    held = [("outlet-1.example", AddressRole.OFFICIAL), ("0utlet-1.example", AddressRole.IMPERSONATOR)]
    feed = content(records([], [outlet(1, held)]))
    directory = directory_in(feed)
    assert [(one.address, one.outlet, one.role) for one in directory.addresses] == [
        ("outlet-1.example", "outlet-1", "official"),
        ("0utlet-1.example", "outlet-1", "impersonator"),
    ]
    assert [one.name for one in directory.outlets] == ["Outlet 1"]
