"""Python and JavaScript agree to the bit, on what no vector foresaw too. Each test starts one node process."""

import random
from typing import Any

import numpy as np

from masthead.errors import FeedError
from masthead.matching.address import candidates, host_of
from masthead.matching.compare import ArticleText, compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.hashlist import decode, encode
from masthead.matching.pairs import spots
from masthead.matching.words import word_spans, words
from matching.conftest import Ask
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


def random_list(rng: random.Random) -> tuple[int, list[int]]:
    bits = rng.randint(1, 32)
    size = min(rng.choice((0, 1, 5, 127, 128, 129, 700)), 2**bits)
    values = rng.sample(range(2**bits), size) if bits < 32 else {rng.randrange(2**32) for _ in range(size)}
    return bits, sorted(values)


def test_random_lists_are_read_and_asked_the_same(twin: Ask) -> None:
    rng = seeded(3)
    lists = [random_list(rng) for _ in range(80)]
    coded = [encode(np.array(values, np.uint32), bits) for bits, values in lists]
    asked = [
        [rng.randrange(2**32) for _ in range(50)]
        + [value << (32 - bits) | rng.randrange(2 ** (32 - bits)) for value in rng.choices(values, k=50) if values]
        if values
        else [0, 2**32 - 1]
        for bits, values in lists
    ]
    questions = [{"about": "list", "hex": data.hex(), "asked": hi} for data, hi in zip(coded, asked, strict=True)]
    for (bits, values), data, hi, answer in zip(lists, coded, asked, twin(questions), strict=True):
        contained = decode(data).contains(np.array(hi, np.uint32)).tolist()
        assert answer == {"bits": bits, "values": values, "contains": contained}


def damaged(data: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def values_or_refusal(data: bytes) -> dict[str, Any]:
    try:
        return {"values": decode(data).values.tolist()}
    except FeedError:
        return {"values": None}


def test_damaged_lists_are_refused_by_both_or_read_the_same_by_both(twin: Ask) -> None:
    rng = seeded(4)
    spoilt = []
    for _ in range(500):
        bits = rng.randint(4, 20)
        values = sorted(rng.sample(range(2**bits), rng.randint(1, min(200, 2**bits))))
        spoilt.append(damaged(encode(np.array(values, np.uint32), bits), rng))
    expected = [values_or_refusal(data) for data in spoilt]
    assert twin([{"about": "refused", "hex": data.hex()} for data in spoilt]) == expected
    refused = sum(one["values"] is None for one in expected)
    assert 50 < refused < 450, "the damage should be neither always seen nor never"


def test_random_hits_make_the_same_spots(twin: Ask) -> None:
    rng = seeded(5)
    questions: list[Question] = []
    for _ in range(2000):
        positions = np.cumsum([rng.choice((1, 15, 16, 17, 60)) for _ in range(rng.randint(0, 30))]).astype(int)
        questions.append(
            {
                "about": "pairs",
                "positions": positions.tolist(),
                "prefixes": [rng.randrange(rng.choice((2, 1000))) for _ in positions],
                "checked": rng.randint(len(positions), 3000),
                "stray_rate": rng.choice((0.0, 1e-9, rng.random() / 100, 2**-9, 1.0)),
            }
        )
    for question, answer in zip(questions, twin(questions), strict=True):
        asked = question["positions"], question["prefixes"], question["checked"], question["stray_rate"]
        assert answer == [list(spot.hits) for spot in spots(*asked)], question


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
        assert answer == {"host": host_of(url), "candidates": candidates(url)}, ascii(url)
