"""Write the cases of fixtures/vectors/index.json: indexes signed by keys that are no secret, and how they go wrong.

Signing is deterministic, so a second run changes nothing. Which key is in force after each, if any, is filled in by
make_vectors.py, which has to run afterwards.

    python tools/make_index_vectors.py && python tools/make_vectors.py
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = Path(__file__).resolve().parent.parent / "fixtures" / "vectors" / "index.json"
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group that Ed25519 signs in: a signature's second half is below it."""
DIGEST = "0123456789abcdef" * 4
Json = dict[str, Any]
Case = tuple[str, str, str | None]
"""Reason, text of the index.json, pinned key."""


def private(number: int) -> Ed25519PrivateKey:
    """A key for tests."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number: int) -> str:
    """What a reader knows of it."""
    return private(number).public_key().public_bytes_raw().hex()


def signature(number: int, message: str) -> str:
    """What the key says of a message."""
    return private(number).sign(message.encode()).hex()


def table(groups: int) -> Json:
    """What is said of a table of so many groups."""
    return {"sha256": DIGEST, "groups": groups, "updates": []}


def content(**changes: object) -> str:
    """The content of a good index, but for what is said to be otherwise."""
    update = {"from": DIGEST[:32], "sha256": DIGEST[::-1]}
    good: Json = {
        "name": "The Example Archive",
        "version": 7,
        "as_of": "2024-05-06T07:08:09Z",
        "articles": 64,
        "group_size": 32,
        "refresh_seconds": 900,
        "k": 6,
        "w": 16,
        "list": {"sha256": DIGEST, "bits": 16, "entries": 100, "updates": [update]},
        "table": table(2),
        "directory": {"sha256": DIGEST},
        "mirrors": ["https://mirror.example/feed/"],
    }
    return json.dumps(good | changes, ensure_ascii=False)


def without(field: str) -> str:
    """The content of a good index, but for one field."""
    fields = json.loads(content())
    del fields[field]
    return json.dumps(fields)


def part(name: str, **changes: object) -> str:
    """The content of a good index, but for fields of its list, table or directory."""
    return content(**{name: json.loads(content())[name] | changes})


def index(said: str, number: int = 1, handovers: list[Json] | None = None, **changes: object) -> str:
    """An index.json, signed, but for what is said to be otherwise."""
    signed: Json = {
        "format": "masthead-feed/2",
        "key": public(number),
        "signature": signature(number, f"masthead-index/2\n{said}"),
        "handovers": handovers or [],
        "content": said,
    }
    return json.dumps(signed | changes, ensure_ascii=False)


def handover(old: int, new: int, signer: int | None = None, **changes: object) -> Json:
    """A key's statement that another follows it, signed by the old one unless another signer is named."""
    fields: Json = {"from": public(old), "to": public(new), "on": f"2024-01-{old:02}"}
    message = "\n".join(("masthead-handover/1", *fields.values()))
    return fields | {"signature": signature(signer or old, message)} | changes


def chain(first: int, last: int) -> list[Json]:
    """Hand-overs from each key to the next."""
    return [handover(number, number + 1) for number in range(first, last)]


def signatures() -> Iterator[Case]:
    """What is signed, and by whom."""
    good = index(content())
    yield "the first key that is seen", good, None
    yield "the key that is known", good, public(1)
    yield "another key than the known one", good, public(2)
    yield "one character of the content has changed", good.replace('\\"version\\": 7', '\\"version\\": 8'), None
    yield "a space more in the content", good.replace('\\"version\\": 7', '\\"version\\":  7'), None
    escaped = good.replace("Example", "\\u0045xample")
    yield "the content is the same, though it is escaped in another way", escaped, public(1)
    yield "names with letters beyond ASCII", index(content(name="Архив 資料館 – für Ü 𐐷")), public(1)
    said = content(name="Архив 資料館 – für Ü 𐐷")
    yield "the same names, escaped", json.dumps(json.loads(index(said))), public(1)
    composed = index(content(name="U\u0308")).replace("U\u0308", "\u00dc")
    yield "a name that only looks as what was signed", composed, None
    yield "the signature of another key", index(said, signature=signature(2, f"masthead-index/2\n{said}")), None
    yield "the signature of other content", index(said, signature=json.loads(good)["signature"]), None
    yield "a signature of the content alone", index(said, signature=signature(1, said)), None
    other = signature(1, f"masthead-index/1\n{said}")
    yield "a signature made for another format", index(said, signature=other), None
    yield "a signature of zeros", index(said, signature="0" * 128), None
    valid = json.loads(index(said))["signature"]
    yield "a signature that is a byte short", index(said, signature=valid[:-2]), None
    yield "a signature that is a byte too long", index(said, signature=valid + "00"), None
    yield "a signature with a digit too much", index(said, signature=valid + "0"), None
    yield "a signature that is no hexadecimal number", index(said, signature="g" + valid[1:]), None
    yield "a signature in capitals", index(said, signature=valid.upper()), None
    yield "a signature with a newline after it", index(said, signature=valid + "\n"), None
    bigger = (int.from_bytes(bytes.fromhex(valid[64:]), "little") + ORDER).to_bytes(32, "little").hex()
    yield (
        "a signature with the group's order added: nobody who has not the key may make another",
        index(said, signature=valid[:64] + bigger),
        None,
    )
    yield "a key that is a byte short", index(said, key=public(1)[:-2]), None
    yield "a key in capitals", index(said, key=public(1).upper()), None
    yield "a key that is no point of the curve", index(said, key="02" + "00" * 31), None
    yield "no key", index(said, key=None), None
    yield "no format", good.replace('"format": "masthead-feed/2", ', ""), None
    yield "another format", index(said, format="masthead-feed/1"), None
    yield "hand-overs that are no list", good.replace('"handovers": []', '"handovers": {}'), None
    yield "no field for hand-overs", good.replace('"handovers": [], ', ""), None
    yield "unknown fields beside the signature", index(said, tomorrow={"more": [1, 2, 3]}), public(1)
    yield "the content is a record, not a string", index(said, content=json.loads(said)), None
    yield "no JSON", "masthead", None
    yield "nothing", "", None
    yield "a list", "[]", None


def handovers() -> Iterator[tuple[str, int, list[Json], int | None]]:
    """How one key leads to another: reason, who signs, the hand-overs, and the key that is known."""
    yield "a hand-over", 2, chain(1, 2), 1
    yield "a hand-over, for a reader who knows the new key already", 2, chain(1, 2), 2
    yield "a hand-over, for a reader who knows none", 2, chain(1, 2), None
    yield "two hand-overs", 3, chain(1, 3), 1
    yield "two hand-overs, for a reader who knows the key between", 3, chain(1, 3), 2
    yield "two hand-overs in the other order", 3, chain(1, 3)[::-1], 1
    yield "sixteen hand-overs", 17, chain(1, 17), 1
    yield "seventeen hand-overs", 18, chain(1, 18), 1
    yield "seventeen hand-overs, of which one is needed", 18, chain(1, 18), 17
    yield "no hand-over leads from the known key", 3, chain(2, 3), 1
    yield "a hand-over that leads elsewhere", 3, chain(1, 2), 1
    yield "a hand-over in the other direction: who had the key cannot take it back", 1, chain(1, 2), 2
    yield "a hand-over signed by the new key", 2, [handover(1, 2, signer=2)], 1
    yield "a hand-over signed by a third key", 2, [handover(1, 2, signer=3)], 1
    yield "a hand-over of another day than was signed", 2, [handover(1, 2, on="2024-01-02")], 1
    yield "a hand-over to another key than was signed", 2, [handover(1, 3, to=public(2))], 1
    broken = [handover(1, 2), handover(2, 3, signer=3)]
    yield "of two hand-overs the second has a wrong signature", 3, broken, 1
    yield "the same, where only the first is needed", 2, broken, 1
    unrelated = [*chain(5, 9), handover(11, 12, signer=13)]
    yield "unrelated hand-overs before the right one, whoever signed them", 2, [*unrelated, handover(1, 2)], 1
    yield "of two hand-overs of one key the first counts: the right one", 2, [handover(1, 2), handover(1, 3)], 1
    yield "of two hand-overs of one key the first counts: the wrong one", 2, [handover(1, 3), handover(1, 2)], 1
    loop = [handover(1, 2), handover(2, 1)]
    yield "a loop of hand-overs that leads nowhere", 3, loop, 1
    yield "a loop of hand-overs in which the key stands", 2, loop, 1
    yield "a hand-over from a key to itself", 2, [handover(1, 1), handover(1, 2)], 1
    yield "a hand-over whose signature is a byte short", 2, [handover(1, 2, signature="00" * 63)], 1
    yield "a malformed hand-over, though nobody needs it", 1, [handover(5, 6, to="key")], 1
    yield "a hand-over on a day that is none", 1, [handover(5, 6, on="2024-02-30")], 1
    yield "a hand-over on a day with a time", 1, [handover(5, 6, on="2024-01-05T00:00:00Z")], 1
    yield "a hand-over on a day that is a number in a string", 1, [handover(5, 6, on="0")], 1
    yield "a hand-over without a day", 1, [handover(5, 6, on=None)], 1
    yield "unknown fields in a hand-over", 2, [handover(1, 2, why="a new machine")], 1


def good_contents() -> Iterator[tuple[str, str]]:
    """What may be said."""
    yield "nothing has changed yet", content(as_of=None)
    yield "the largest version, 2^53 - 1", content(version=2**53 - 1)
    yield "the smallest numbers", content(version=0, articles=0, group_size=1, refresh_seconds=60, table=table(0))
    yield "the largest numbers", content(articles=10**9, group_size=10**6, refresh_seconds=86400, w=64)
    yield "the largest list", part("list", bits=32, entries=2**26)
    yield "sixteen updates of the list", part("list", updates=[{"from": DIGEST[:32], "sha256": DIGEST}] * 16)
    yield "an update of the table", part("table", updates=[{"from": DIGEST[:32], "sha256": DIGEST}])
    yield "two groups with eight articles for each", content(articles=16)
    yield "one group with one article", content(articles=1, table=table(1))
    yield "no mirror", content(mirrors=[])
    yield "eight mirrors", content(mirrors=[f"http://m{at}.example:8080/a/b/" for at in range(8)])
    yield "a mirror that is a host", content(mirrors=["https://mirror.example/"])
    yield "a server", content(server="https://curators.example/masthead/")
    yield "a server that is none is passed over", content(server="javascript:alert(1)//")
    yield "a server that is no string is passed over", content(server=7)
    yield "a name of one character", content(name="x")
    yield "a name of a hundred characters", content(name="x" * 100)
    yield "a name of a hundred characters, each of two units in UTF-16", content(name="𐐷" * 100)
    yield "unknown fields in the content", content(tomorrow=[None, {"more": 1.5}])
    yield "unknown fields in its parts", part("list", tomorrow=True)


def wrong_contents() -> Iterator[tuple[str, str]]:
    """What may not be said, however well it is signed."""
    yield "content that is no JSON", "masthead"
    yield "content that is cut short", content()[:-1]
    yield "content with more behind it", content() + "{}"
    yield "content that is nothing", ""
    yield "content that is a list", f"[{content()}]"
    yield "a number that JSON does not know", content().replace('"version": 7', '"version": NaN')
    yield from ((f"no {field}", without(field)) for field in json.loads(content()))
    yield "an empty name", content(name="")
    yield "a name of 101 characters", content(name="x" * 101)
    yield "a name that is no string", content(name=7)
    yield "version 2^53", content(version=2**53)
    yield "version 2^53 + 1, which is rounded to 2^53", content(version=2**53 + 1)
    yield "a version below zero", content(version=-1)
    yield "a version between two numbers", content(version=7.5)
    yield "a version that is a string", content(version="7")
    yield "a version that is true", content(version=True)
    yield "a time that is a number", content(as_of=1714979289)
    yield "a time that is none", content(as_of="yesterday")
    yield "a time that is a number in a string", content(as_of="1714979289")
    yield "a time without hours", content(as_of="2024-05-06")
    yield "fewer articles than none", content(articles=-1)
    yield "more articles than a thousand million", content(articles=10**9 + 1)
    yield "groups of no article", content(group_size=0)
    yield "groups of more than a million articles", content(group_size=10**6 + 1)
    yield "asking again after 59 seconds", content(refresh_seconds=59)
    yield "asking again after more than a day", content(refresh_seconds=86401)
    yield "shingles of other words", content(k=5)
    yield "w = 15", content(w=15)
    yield "w = 65", content(w=65)
    yield "a list that is none", content(list=None)
    yield "a list without a digest", part("list", sha256=None)
    yield "a digest with a digit less", part("list", sha256=DIGEST[:-1])
    yield "a digest with a digit more", part("table", sha256=DIGEST + "0")
    yield "a digest in capitals", part("directory", sha256=DIGEST.upper())
    yield "a digest that leads out of its folder", part("list", sha256="../" + DIGEST[3:])
    yield "a list of 15 bits", part("list", bits=15)
    yield "a list of 33 bits", part("list", bits=33)
    yield "a list of more than 2^26 entries", part("list", entries=2**26 + 1)
    yield "seventeen updates", part("list", updates=[{"from": DIGEST[:32], "sha256": DIGEST}] * 17)
    yield "an update from a whole digest", part("list", updates=[{"from": DIGEST, "sha256": DIGEST}])
    yield "an update with half a digest", part("table", updates=[{"from": DIGEST[:32], "sha256": DIGEST[:32]}])
    yield "updates that are no list", part("table", updates=None)
    yield "more than 2^24 groups", content(table=table(2**24 + 1), articles=10**9)
    yield "fewer groups than none", part("table", groups=-1)
    yield "two groups with seven articles for each: asking tells what is read", content(articles=14)
    yield "two groups with an article less than eight for each", content(articles=15)
    yield "nine mirrors", content(mirrors=[f"https://m{at}.example/" for at in range(9)])
    yield "mirrors that are no list", content(mirrors="https://mirror.example/")
    for address, wrong in (
        ("https://reader:secret@mirror.example/", "with credentials"),
        ("https://reader@mirror.example/", "with a name to sign in"),
        ("javascript:alert(1)//", "that is a script"),
        ("ftp://mirror.example/", "of another scheme"),
        ("//mirror.example/", "without a scheme"),
        ("https:///feed/", "without a host"),
        ("https://mirror.example/feed", "that does not end in a slash"),
        ("https://mirror.example", "that is a host without a slash"),
        ("https://mirror.example/?feed=/", "with a query"),
        ("https://mirror.example/#/", "with a fragment"),
        ("https://mirror.example/a feed/", "with a space"),
        ("https://mirror.example\\@other.example/", "with a backslash"),
        ("https://mirror.example/feed/\n", "with a newline"),
        (None, "that is no string"),
        ("https://mirror.example/" + "a/" * 1000, "of more than 2,000 characters"),
    ):
        yield f"a mirror {wrong}", content(mirrors=[address])


def cases() -> Iterator[Case]:
    """All of them."""
    yield from signatures()
    for reason, signer, statements, known in handovers():
        yield reason, index(content(), signer, statements), None if known is None else public(known)
    for reason, said in [*good_contents(), *wrong_contents()]:
        yield reason, index(said), public(1)


def main() -> None:
    """Write the inputs of each case; what is expected is left to make_vectors.py."""
    inputs = [{"reason": reason, "index": text, "pinned": pinned} for reason, text, pinned in cases()]
    vectors = {"about": 'Keys, signatures and content: docs/protocol.md, 5, "index.json".', "cases": inputs}
    FILE.write_text(json.dumps(vectors), "utf-8")


if __name__ == "__main__":
    main()
