"""Python and JavaScript agree to the bit, on what no vector foresaw too. Each test starts one node process."""

import random
from typing import Any

import numpy as np

from masthead.errors import FeedError
from masthead.matching.address import candidates, host_of, place_of
from masthead.matching.compare import ArticleText, compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.hashlist import decode, require_sparse
from masthead.matching.pairs import Hit, Kind, leads
from masthead.matching.tables import Table, decode_table
from masthead.matching.updates import ListUpdate, apply_update
from masthead.matching.words import word_spans, words
from matching.conftest import Ask
from matching.making import changed, damaged, list_of, random_entries, random_hits, random_list
from matching.texts import articles, edited, flagged, seeded, strange_texts, within
from matching.vectors import vectors

Question = dict[str, Any]


def of_text(text: str) -> dict[str, Any]:
    cut = words(text)
    found = shingles(cut)
    return {
        "words": [list(word) for word in zip(cut.a.tolist(), cut.b.tolist(), cut.weight.tolist(), strict=True)],
        "hi": found.hi.tolist(),
        "lo": found.lo.tolist(),
        "end": found.end.tolist(),
        "kept": winnow(found.lo).tolist(),
    }


def test_strange_texts_have_the_same_words_and_fingerprints(twin: Ask) -> None:
    texts = [*strange_texts(3000, seed=2), *articles().values(), "\n".join(articles().values())]
    for text, answer in zip(texts, twin([{"about": "text", "text": text} for text in texts]), strict=True):
        assert answer == of_text(text), ascii(text)


def heaps_of_marks() -> list[str]:
    """Texts with more combining marks in a row than are put in order, and marks that change places there."""
    rng = seeded(8)
    marks = "\u0301\u0323\u3099\u0f71\u0f72\u0f73\u093e\U0001d165\uff9e\uff9f\u0378"
    return [
        "a" + "".join(rng.choices(marks[: rng.randint(1, 11)], k=rng.randint(1, 1500))) + "か so" for _ in range(300)
    ]


def test_heaps_of_marks_have_the_same_words_at_the_same_places(twin: Ask) -> None:
    texts = heaps_of_marks()
    for text, answer in zip(texts, twin([{"about": "text", "text": text} for text in texts]), strict=True):
        assert answer == of_text(text), ascii(text)
    for text, answer in zip(texts, twin([{"about": "spans", "text": text} for text in texts]), strict=True):
        assert answer == in_utf16(text, word_spans(text).tolist()), ascii(text)
        assert len(answer) == len(words(text)), ascii(text)


def in_utf16(text: str, spans: list[list[int]]) -> list[list[int]]:
    """Spans of a string's characters as JavaScript counts them."""
    before = [0]
    for char in text:
        before.append(before[-1] + (2 if ord(char) > 0xFFFF else 1))
    return [[before[first], before[last]] for first, last in spans]


def test_words_stand_where_both_say_and_nothing_else_stands_there(twin: Ask) -> None:
    texts = [*strange_texts(1000, seed=5), *articles().values()]
    for text, answer in zip(texts, twin([{"about": "spans", "text": text} for text in texts]), strict=True):
        spans = word_spans(text).tolist()
        assert answer == in_utf16(text, spans), ascii(text)
        assert len(spans) == len(words(text)), ascii(text)


def test_every_code_point_has_the_same_words(twin: Ask) -> None:
    # A separator between any two, so that a difference names its block; surrogates alone are among them.
    starts = range(0, 0x110000, 0x100)
    lines = ["|".join(f"a{chr(code)}b" for code in range(first, first + 0x100)) for first in starts]
    for first, line, answer in zip(starts, lines, twin([{"about": "sums", "text": one} for one in lines]), strict=True):
        cut = words(line)
        sums = [int(lane.sum(dtype=np.uint64)) % 2**32 for lane in (cut.a, cut.b, cut.weight)]
        assert answer == [len(cut), *sums], f"U+{first:04X} to U+{first + 0xFF:04X}"


def test_random_lists_are_read_asked_and_written_the_same(twin: Ask) -> None:
    rng = seeded(3)
    lists = [list_of(*random_list(rng)) for _ in range(120)]
    asked = [
        [rng.randrange(2**32) for _ in range(20)]
        + [value << (32 - held.bits) | rng.randrange(2 ** (32 - held.bits)) for value in held.values.tolist()]
        for held in lists
    ]
    questions = [
        {"about": "list", "hex": one.encode().hex(), "asked": hi} for one, hi in zip(lists, asked, strict=True)
    ]
    for held, question, answer in zip(lists, questions, twin(questions), strict=True):
        assert answer == {
            "bits": held.bits,
            "prefixes": held.values.tolist(),
            "groups": held.groups.tolist(),
            "groups_of": held.groups_of(np.array(question["asked"], np.uint32)),
            "again": question["hex"],
        }


def read_or_refused(data: bytes) -> dict[str, Any] | None:
    try:
        read = decode(data)
        require_sparse(read)
    except FeedError:
        return None
    return {"prefixes": read.values.tolist(), "groups": read.groups.tolist()}


def test_damaged_lists_are_refused_by_both_or_read_the_same_by_both(twin: Ask) -> None:
    rng = seeded(4)
    spoilt = [damaged(list_of(*random_list(rng)).encode(), rng) for _ in range(500)]
    # What a list says most of is the data: damage there only, so that it is not always seen.
    spoilt += [at_the_end(list_of(20, random_entries(rng, 20, 150, 9)).encode(), rng) for _ in range(250)]
    expected = [read_or_refused(data) for data in spoilt]
    for data, one, answer in zip(
        spoilt, expected, twin([{"about": "read", "hex": data.hex()} for data in spoilt]), strict=True
    ):
        assert answer == one, data.hex()
    refused = sum(one is None for one in expected)
    assert 100 < refused < len(spoilt) - 50, "the damage should be neither always seen nor never"


def at_the_end(data: bytes, rng: random.Random) -> bytes:
    """A copy with a bit changed in its last quarter."""
    spoilt = bytearray(data)
    spoilt[-rng.randrange(1, len(data) // 4)] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def test_lists_with_too_many_entries_or_too_large_groups_are_refused_by_both(twin: Ask) -> None:
    rng = seeded(8)
    full = [(prefix, group) for prefix in range(8, 2**16, 8) for group in rng.sample(range(20_000), 4)]
    lists = [
        (full, True),  # 32,764 entries, no group with many
        ([*full, *((0, group) for group in range(4))], True),  # half of 2^16
        ([*full, *((0, group) for group in range(5))], False),
        ([(prefix, 0) for prefix in range(362)], True),
        ([(prefix, 0) for prefix in range(363)], False),
    ]
    coded = [list_of(16, entries).encode() for entries, _ in lists]
    answers = twin([{"about": "read", "hex": data.hex()} for data in coded])
    for (_, accepted), data, answer in zip(lists, coded, answers, strict=True):
        assert answer == read_or_refused(data)
        assert (answer is not None) == accepted


def updated_or_refused(question: Question) -> str | None:
    try:
        new = apply_update(decode(bytes.fromhex(question["old"])), bytes.fromhex(question["update"]))
        require_sparse(decode(new))
    except FeedError:
        return None
    return new.hex()


def random_update(rng: random.Random) -> Question:
    bits, before = random_list(rng)
    old, new = list_of(bits, before), list_of(bits, changed(rng, bits, before))
    update = ListUpdate.between(old, new).encode(new)
    # Often of another list than the one that is held.
    held = old if rng.random() < 0.7 else list_of(bits, changed(rng, bits, before))
    spoilt = damaged(update, rng) if rng.random() < 0.3 else update
    return {"about": "update", "old": held.encode().hex(), "update": spoilt.hex()}


def test_updates_lead_to_the_same_list_or_are_refused_by_both(twin: Ask) -> None:
    rng = seeded(9)
    questions = [random_update(rng) for _ in range(250)]
    expected = [updated_or_refused(question) for question in questions]
    for question, one, answer in zip(questions, expected, twin(questions), strict=True):
        assert answer == one, question
    refused = expected.count(None)
    assert 50 < refused < 200, "updates should be neither always right nor never"


def updated_table_or_refused(question: Question) -> dict[str, Any] | None:
    try:
        new = decode_table(bytes.fromhex(question["old"])).updated(bytes.fromhex(question["update"])).encode()
        return {"groups": len(decode_table(new).digests), "hex": new.hex()}
    except FeedError:
        return None


def random_table(rng: random.Random) -> Table:
    numbers = sorted(rng.sample(range(rng.choice((12, 2**24))), rng.randint(0, 10)))
    return Table({number: bytes([rng.randrange(1, 4)]) * 16 for number in numbers})


def test_updates_of_tables_lead_to_the_same_table_or_are_refused_by_both(twin: Ask) -> None:
    rng = seeded(10)
    questions: list[Question] = []
    for _ in range(600):
        update = random_table(rng).update_to(random_table(rng))
        spoilt = damaged(update, rng) if rng.random() < 0.4 else update
        questions.append({"about": "table", "old": random_table(rng).encode().hex(), "update": spoilt.hex()})
    expected = [updated_table_or_refused(question) for question in questions]
    assert twin(questions) == expected
    assert 50 < expected.count(None) < 400, "updates should be neither always right nor never"


def test_random_hits_make_the_same_leads(twin: Ask) -> None:
    rng = seeded(5)
    questions = [{"about": "pairs", **random_hits(rng)} for _ in range(2000)]
    kinds = set()
    for question, answer in zip(questions, twin(questions), strict=True):
        rate = question["entries"] / 2 ** question["bits"] / question["groups"]
        hits = [Hit(*hit) for hit in question["hits"]]
        asked = {"w": question["w"], "checked": question["checked"], "groups": question["groups"]}
        found = leads(hits, **asked, stray_rate=rate)
        told = [{"group": lead.group, "kind": lead.kind.value, "hits": list(lead.hits)} for lead in found]
        assert answer == told, question
        kinds |= {lead.kind for lead in found}
    assert kinds == set(Kind)


def page_and_article(rng: random.Random) -> Question:
    bodies = sorted(articles().values())
    article, other = rng.sample(bodies, 2)
    parts = [edited(article, rng), edited(other, rng) if rng.random() < 0.5 else ""]
    rng.shuffle(parts)
    of_article = words(article)
    return {
        "about": "compare",
        "page": "\n".join(parts),
        "article": article,
        "common": flagged(len(shingles(of_article)), rng),
        "quoted": flagged(len(of_article), rng),
    }


def compared(question: Question) -> dict[str, Any]:
    page, article = words(question["page"]), words(question["article"])
    cut = shingles(article)
    common, quoted = np.zeros(len(cut), np.bool_), np.zeros(len(article), np.bool_)
    common[sorted(within(question["common"]))] = True
    quoted[sorted(within(question["quoted"]))] = True
    found = compare(shingles(page), page.weight, ArticleText(cut.hi, cut.end, common, article.weight, quoted))
    return {
        "class": found.match.value,
        "shared_words": found.shared_words,
        "longest_run": found.longest_run,
        "article_share": found.article_share,
        "page_share": found.page_share,
        "passages": [
            [one.article_start, one.article_end, one.page_start, one.page_end, one.words, one.longest_run, one.unquoted]
            for one in found.passages
        ],
        "page_covered": set(np.flatnonzero(found.page_covered).tolist()),
    }


def test_edited_copies_compare_the_same_in_every_field(twin: Ask) -> None:
    rng = seeded(6)
    questions = [page_and_article(rng) for _ in range(300)]
    classes = set()
    for question, answer in zip(questions, twin(questions), strict=True):
        answer["page_covered"] = within(answer["page_covered"])
        assert answer == compared(question)
        classes.add(answer["class"])
    assert classes == {"same article", "large part", "quotes a passage", "nothing worth saying"}


PIECES = (
    "https: http: HTTPS: ftp: // / /// \\ \\\\ : @ ? # . .. ... %2e %2E. %20 %C3%A9 % %41 user:pass@ :8080 :80 :0"
    " :65536 example.org Example.ORG bücher.example xn--bcher-kva.example faß.de пример.рф 例え.jp t.me a_b.example a b"
    " path Pfad канал 日本 é ß 💩 ｅｘ 。 [::1] 127.0.0.1 0x7f.1 256.1.1.1 1.2 localhost www. - -- _ ~ ! $ & ' ( ) * +"
    ' , ; = | [ ] { } ` " < > \u00ad \u200b \t \n'
).split(" ")


def random_url(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return "".join(rng.choices(PIECES, k=rng.randint(1, 8)))
    host = rng.choice(("example.org", "www.example.org", "пример.рф", "a_b.example", "127.0.0.1", "t.me"))
    return "https://" + host + "/" + "".join(rng.choices([*PIECES, "/", "/", "/"], k=rng.randint(0, 12)))


def test_urls_of_all_kinds_have_the_same_candidates(twin: Ask) -> None:
    rng = seeded(7)
    urls = [random_url(rng) for _ in range(3000)] + [case["url"] for case in vectors("address")]
    for url, answer in zip(urls, twin([{"about": "address", "url": url} for url in urls]), strict=True):
        assert answer == {"host": host_of(url), "candidates": candidates(url), "place": place_of(url)}, ascii(url)
