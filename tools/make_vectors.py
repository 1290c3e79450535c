"""Write the expected values into fixtures/vectors: what the Python implementation makes of each case.

The vectors are frozen: they hold Python and JavaScript, and every client, to the same bits. Run this only when the
protocol changes, or after adding a case (its reason and its inputs; what is expected is filled in), and read the
difference line by line before committing it. The inputs of index.json are signed: make_index_vectors.py writes them.

    python tools/make_vectors.py
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from masthead.errors import FeedError
from masthead.feed.signing import follow, read_signed
from masthead.matching.address import candidates, place_of
from masthead.matching.compare import ArticleText, compare
from masthead.matching.fingerprint import shingles, winnow
from masthead.matching.hashlist import HashList, decode
from masthead.matching.pairs import Hit, leads
from masthead.matching.tables import decode_table
from masthead.matching.updates import apply_update
from masthead.matching.words import words

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "vectors"
Case = dict[str, Any]


def word_triples(text: str) -> list[list[int]]:
    """The words of a text as [a, b, weight]."""
    cut = words(text)
    return [list(word) for word in zip(cut.a.tolist(), cut.b.tolist(), cut.weight.tolist(), strict=True)]


def fingerprint(case: Case) -> Case:
    """All shingles of a text, and which of them are kept."""
    cut = shingles(words(case["text"]))
    return {"hi": cut.hi.tolist(), "lo": cut.lo.tolist(), "end": cut.end.tolist(), "kept": winnow(cut.lo).tolist()}


def ranges(flags: list[bool]) -> list[list[int]]:
    """Where flags are set: [first, one past the last] of each run."""
    edges = [at for at in range(len(flags) + 1) if (at < len(flags) and flags[at]) != (at > 0 and flags[at - 1])]
    return [[first, last] for first, last in zip(edges[::2], edges[1::2], strict=True)]


def comparison(case: Case) -> Case:
    """What a page shares with an article."""
    page, article = words(case["page"]), words(case["article"])
    cut = shingles(article)
    common = np.zeros(len(cut), np.bool_)
    for first, last in case["common"]:
        common[first:last] = True
    found = compare(shingles(page), page.weight, ArticleText(cut.hi, cut.end, common, article.weight, article.quoted))
    return {
        "quoted": ranges(article.quoted.tolist()),
        "class": found.match.value,
        "shared_words": found.shared_words,
        "longest_run": found.longest_run,
        "article_share": found.article_share,
        "page_share": found.page_share,
        "passages": [
            [one.article_start, one.article_end, one.page_start, one.page_end, one.words, one.longest_run, one.unquoted]
            for one in found.passages
        ],
        "page_covered": ranges(found.page_covered.tolist()),
    }


def coded_list(case: Case) -> Case:
    """The bytes of a list."""
    keys = np.array(case["prefixes"], np.uint64) << np.uint64(24) | np.array(case["groups"], np.uint64)
    return {"hex": HashList.of_keys(case["bits"], keys).encode().hex()}


def leads_of(case: Case) -> Case:
    """The groups that a page gives reason to ask for."""
    rate = case["entries"] / 2 ** case["bits"] / case["groups"] if case["groups"] else 0.0
    hits, groups = [Hit(*hit) for hit in case["hits"]], case["groups"]
    found = leads(hits, w=case["w"], checked=case["checked"], stray_rate=rate, groups=groups)
    return {"leads": [{"group": lead.group, "kind": lead.kind.value, "hits": list(lead.hits)} for lead in found]}


def updated_list(case: Case) -> Case:
    """The list that follows from an update."""
    return {"new": apply_update(decode(bytes.fromhex(case["old"])), bytes.fromhex(case["update"])).hex()}


def updated_table(case: Case) -> Case:
    """The table that follows from an update."""
    return {"new": decode_table(bytes.fromhex(case["old"])).updated(bytes.fromhex(case["update"])).encode().hex()}


def key_in_force(case: Case) -> Case:
    """The key that a reader knows after an index, None if it is refused."""
    try:
        signed, _ = read_signed(case["index"].encode())
        return {"key": follow(case["pinned"] or signed.key, signed)}
    except FeedError:
        return {"key": None}


MAKERS: dict[str, dict[str, Callable[[Case], Case]]] = {
    "words": {"cases": lambda case: {"words": word_triples(case["text"])}},
    "fingerprint": {
        "cases": fingerprint,
        "winnow": lambda case: {"kept": winnow(np.array(case["lo"], np.uint32), case["w"]).tolist()},
    },
    "list": {"cases": coded_list},
    "pairs": {"cases": leads_of},
    "updates": {"lists": updated_list, "tables": updated_table},
    "index": {"cases": key_in_force},
    "compare": {"cases": comparison},
    "address": {"cases": lambda case: {"candidates": candidates(case["url"]), "place": place_of(case["url"])}},
}
"""For each file and each list in it, what fills in the expected values of a case."""


def written(value: object) -> str:
    """JSON in one line; characters that cannot be seen, marks among them, are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return re.sub(
        r"[^\w\s!-~“”„«»‘’‛′‟.…—–。、，！「」ｦ-ﾟ]|[\ud800-\udfff\U00010000-\U0010ffff\u0085\u2028\u2029ﾠ]", _escaped, text
    )


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def layout(vectors: Case) -> str:
    """The text of a vectors file: one line for each field of each case."""
    parts = []
    for name, value in vectors.items():
        if isinstance(value, list):
            cases = [
                "    {\n" + ",\n".join(f"      {written(key)}: {written(one)}" for key, one in case.items()) + "\n    }"
                for case in value
            ]
            parts.append(f'  "{name}": [\n' + ",\n".join(cases) + "\n  ]")
        else:
            parts.append(f'  "{name}": {written(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Fill in the expected values of every file."""
    for name, makers in MAKERS.items():
        path = FOLDER / f"{name}.json"
        vectors = json.loads(path.read_text("utf-8"))
        for kind, make in makers.items():
            vectors[kind] = [case | make(case) for case in vectors[kind]]
        path.write_text(layout(vectors), "utf-8")
        print(f"{path}: {sum(len(vectors[kind]) for kind in makers)} cases")


if __name__ == "__main__":
    main()
