"""Python and JavaScript agree on which index.json is good, and on the key that is in force after it."""

import json
import random
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from masthead.errors import FeedError
from masthead.feed.shapes import Signed
from masthead.feed.signing import FeedKey, follow, read_signed
from matching.conftest import Ask
from matching.texts import seeded
from matching.vectors import vectors

Question = dict[str, Any]
KEYS = [FeedKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)) for number in range(1, 7)]
DIGEST = "0123456789abcdef" * 4
PIECES: list[object] = [
    *(None, True, -1, 0, 1, 5, 6, 7, 8, 15, 16, 17, 32, 33, 59, 60, 64, 65, 100, 86400, 86401, 1.5, 2**24, 2**24 + 1),
    *(2**26, 2**26 + 1, 10**6 + 1, 10**9, 10**9 + 1, 2**53 - 1, 2**53, "", "x", "7", "x" * 101, "€" * 100, "\x00"),
    *(DIGEST, DIGEST[:32], DIGEST.upper(), [], {}, [1], [{}], "2024-02-29T01:02:03Z", "2024-02-30T01:02:03Z", "2024"),
    *("2024-02-29T01:02", "2024-02-29T01:02:03.5+01:00", "2024-02-29T25:02:03Z", "https://m.example/", "http://m/a/b/"),
    *(
        "https://u@m.example/",
        "https://m.example/a",
        "ftp://m.example/",
        "https://m.example/?/",
        "https://m.example/\u00e4/",
    ),
]


def key_or_refused(question: Question) -> str | None:
    try:
        signed, _ = read_signed(question["index"].encode())
        return follow(question["pinned"] or signed.key, signed)
    except FeedError:
        return None


def changed(record: object, rng: random.Random) -> object:
    """A copy of parsed JSON with one value somewhere replaced by another, left out or put in."""
    if isinstance(record, dict) and record and rng.random() < 0.7:
        at = rng.choice(list(record))
        others = {name: value for name, value in record.items() if name != at}
        return others if rng.random() < 0.05 else others | {at: changed(record[at], rng)}
    if isinstance(record, list) and record and rng.random() < 0.7:
        at = rng.randrange(len(record))
        return [*record[:at], changed(record[at], rng), *record[at + 1 :]]
    return rng.choice(PIECES)


def test_an_index_that_says_something_else_is_good_for_both_or_for_neither(twin: Ask) -> None:
    rng = seeded(11)
    good = json.loads(json.loads(vectors("index")[0]["index"])["content"])
    questions: list[Question] = []
    for _ in range(1500):
        said = changed(good, rng)
        index = KEYS[0].sign(json.dumps(said, ensure_ascii=rng.random() < 0.5)).encode().decode()
        questions.append({"about": "index", "index": index, "pinned": KEYS[0].public})
    expected = [key_or_refused(question) for question in questions]
    for question, one, answer in zip(questions, expected, twin(questions), strict=True):
        assert answer == one, question["index"]
    assert 100 < expected.count(None) < len(questions) - 100


def test_a_damaged_index_is_refused_by_both(twin: Ask) -> None:
    rng = seeded(12)
    handed = KEYS[0].hand_over(KEYS[1], date(2024, 1, 2))
    good = json.loads(handed.sign(json.loads(vectors("index")[0]["index"])["content"]).encode())
    questions: list[Question] = []
    for _ in range(500):
        text = json.dumps(changed(good, rng), ensure_ascii=False)
        at = rng.randrange(len(text))
        spoilt = text if rng.random() < 0.7 else text[:at] + rng.choice('0aZ"\\}{,: ') + text[at + 1 :]
        questions.append({"about": "index", "index": spoilt, "pinned": rng.choice((None, KEYS[0].public))})
    expected = [key_or_refused(question) for question in questions]
    for question, one, answer in zip(questions, expected, twin(questions), strict=True):
        assert answer == one, question
    assert expected.count(None) > 100


def test_any_hand_overs_lead_to_the_same_key_or_are_refused_by_both(twin: Ask) -> None:
    rng = seeded(13)
    content = json.loads(vectors("index")[0]["index"])["content"]
    questions: list[Question] = []
    for _ in range(600):
        handovers = []
        for _ in range(rng.randint(0, 8)):
            old, new, signer = rng.choice(KEYS), rng.choice(KEYS), rng.choice(KEYS)
            whole = old if rng.random() < 0.8 else signer
            made = whole.hand_over(new, date(2024, 1, rng.randint(1, 28))).handovers[0]
            handovers.append(made if whole is old else made.model_copy(update={"from_key": old.public}))
        signed: Signed = FeedKey(rng.choice(KEYS).private, tuple(handovers)).sign(content)
        questions.append({"about": "index", "index": signed.encode().decode(), "pinned": rng.choice(KEYS).public})
    expected = [key_or_refused(question) for question in questions]
    assert twin(questions) == expected
    assert 50 < len(expected) - expected.count(None) < 400
