"""From records to the content of a feed: what is told, what is left out, and that it is always the same."""

import json
import re
from typing import Any

import numpy as np
import pytest

from feed.making import GROUP_SIZE, article, content, many, note, outlet, prose, records
from masthead.demo.content import body_text, load
from masthead.feed import shapes
from masthead.feed.content import Content
from masthead.feed.wire import pack, unpack
from masthead.matching.compare import ArticleText
from masthead.matching.evidence import quoted_shingles
from masthead.matching.fingerprint import Shingles, archive_window, shingles, winnow
from masthead.matching.hashlist import decode, prefixes
from masthead.matching.words import words
from masthead.records.base import Status
from masthead.records.outlets import AddressRole

TEMPLATE = prose("template", 60)
SHAPES: dict[str, type[shapes.Shape]] = {
    "index.json": shapes.Index,
    "outlets": shapes.Directory,
    "hashes": shapes.Bucket,
    "articles": shapes.Group,
}


def groups(feed: Content) -> list[shapes.Group]:
    found = [shapes.Group.model_validate_json(data) for path, data in feed.files.items() if path.startswith("articles")]
    return sorted(found, key=lambda group: group.group)


def text_of(feed: Content, number: int) -> ArticleText:
    told = next(one for group in groups(feed) for one in group.articles if one.id == number)
    return unpack(told.shingles, told.words)


def listed(feed: Content, cut: Shingles, part: slice) -> int:
    """How many of an article's kept shingles that begin in a part are listed."""
    held = decode(feed.files[feed.index.list.path])
    kept = [at for at in winnow(cut.lo, archive_window(len(cut))).tolist() if at in range(len(cut))[part]]
    return int(held.contains(cut.hi[kept]).sum())


def test_the_same_records_give_the_same_bytes() -> None:
    assert content(many(12)).files == content(many(12)).files


def test_the_index_comes_last() -> None:
    assert list(content(many(12)).files)[-1] == "index.json"


def test_every_published_file_has_the_shape_that_readers_check() -> None:
    feed = content(many(12))
    for path, data in feed.files.items():
        if path.startswith("lists/"):
            assert len(decode(data).values) == feed.index.list.entries
            continue
        shape = SHAPES[path.partition("/")[0]]
        assert json.loads(shape.model_validate_json(data).model_dump_json()) == json.loads(data)


def test_a_feed_of_nothing_has_every_file_that_readers_ask_for_first() -> None:
    feed = content(records([]))
    assert sorted(path.partition("/")[0] for path in feed.files) == ["index.json", "lists", "outlets"]
    assert feed.index.groups == feed.index.list.entries == 0


def test_buckets_and_groups_are_padded() -> None:
    sizes = [len(data) for path, data in content(many(12)).files.items() if path.startswith(("hashes/", "articles/"))]
    assert all(size % 4096 == 0 for size in sizes)


def test_the_list_holds_exactly_the_kept_shingles_that_are_evidence() -> None:
    given = many(9)
    feed = content(given)
    held = decode(feed.files[feed.index.list.path])
    hi = [
        cut.hi[winnow(cut.lo, archive_window(len(cut)))]
        for cut in (shingles(words(one.body)) for one in given.articles)
    ]
    assert held.values.tolist() == np.unique(prefixes(np.concatenate(hi), held.bits)).tolist()
    assert feed.index.list.stray_rate == len(held.values) / 2**held.bits


def test_every_listed_fingerprint_is_in_its_bucket_with_its_group() -> None:
    given = many(30)
    feed = content(given)
    bits = feed.index.bucket_bits
    entries: dict[str, int] = {}
    for path, data in feed.files.items():
        if path.startswith("hashes/"):
            bucket = shapes.Bucket.model_validate_json(data)
            assert path == f"hashes/{bits}-{bucket.bucket}.json"
            assert all(int(full, 16) >> (64 - bits) == bucket.bucket for full, _ in bucket.entries)
            entries |= dict(bucket.entries)
    group_of = {one.id: group.group for group in groups(feed) for one in group.articles}
    for one in given.articles:
        cut = shingles(words(one.body))
        for at in winnow(cut.lo, archive_window(len(cut))).tolist():
            assert entries[f"{cut.hi[at]:08x}{cut.lo[at]:08x}"] == group_of[one.id or 0]
    assert len([path for path in feed.files if path.startswith("hashes/")]) == 2**bits


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 59, 60, 61])
def test_each_group_serves_enough_articles_and_holds_each_once(count: int) -> None:
    made = groups(content(many(count)))
    sizes = [len(group.articles) for group in made]
    assert min(sizes) >= min(count, GROUP_SIZE)
    assert sorted(one.id for group in made for one in group.articles) == list(range(1, count + 1))
    assert [group.group for group in made] == list(range(len(made)))


@pytest.mark.parametrize("group_size", [2, 3, 10, 40])
def test_each_bucket_covers_enough_articles(group_size: int) -> None:
    given = many(60)
    feed = content(given, group_size)
    covered: dict[int, set[int]] = {bucket: set() for bucket in range(2**feed.index.bucket_bits)}
    for one in given.articles:
        cut = shingles(words(one.body))
        for hi in cut.hi[winnow(cut.lo, archive_window(len(cut)))].tolist():
            covered[hi >> (32 - feed.index.bucket_bits) if feed.index.bucket_bits else 0].add(one.id or 0)
    assert min(len(articles) for articles in covered.values()) >= group_size
    assert feed.index.bucket_bits > 0


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
    told = groups(content(records([article(1, notes=notes)])))[0].articles[0]
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
        said = [text] if path.startswith("lists/") else told_apart_from_text(json.loads(text))
        spoken = " ".join(re.findall(r"\w+", " ".join(said).casefold()))
        for body in bodies:
            spelled = re.findall(r"\w+", body.casefold())
            assert not any(" ".join(spelled[at : at + 6]) in spoken for at in range(0, len(spelled) - 5, 3))
        for body in bodies:
            for at in range(0, len(body) - 20, 7):
                assert body[at : at + 20] not in text, path


def test_of_an_article_readers_are_told_its_shingles_and_the_weight_of_its_words() -> None:
    given = records([article(1)])
    told = groups(content(given))[0].articles[0]
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
    directory = shapes.Directory.model_validate_json(feed.files[feed.index.directory.path])
    assert [(one.address, one.outlet, one.role) for one in directory.addresses] == [
        ("outlet-1.example", "outlet-1", "official"),
        ("0utlet-1.example", "outlet-1", "impersonator"),
    ]
    assert [one.name for one in directory.outlets] == ["Outlet 1"]
