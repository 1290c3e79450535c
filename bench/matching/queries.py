"""What is asked: pages, copies amid other pages, quotes, and pages that should be met with silence."""

import random
from dataclasses import dataclass

import edits
from corpus import Corpus, Page
from masthead.matching.words import word_spans, words

QUOTE_WORDS = (20, 25, 30, 37, 40, 45, 50, 60, 80, 100, 150)


@dataclass(frozen=True, slots=True)
class Query:
    """A page, and the number of the archived article it carries (None: it carries none)."""

    kind: str
    text: str
    wanted: int | None


@dataclass(frozen=True, slots=True)
class Round:
    """One archive and what is asked of it."""

    bodies: list[str]
    unknown: list[str]
    """Visible texts of pages whose articles are not archived."""
    queries: list[Query]


def rounds(corpus: Corpus, seed: int, most: int) -> list[Round]:
    """Two rounds, so that each page is archived once and unknown once; at most ``most`` queries of a kind in each."""
    pages = list(corpus.pages)
    random.Random(seed).shuffle(pages)
    half = len(pages) // 2
    return [
        _round(*halves, corpus, seed, most) for halves in ((pages[:half], pages[half:]), (pages[half:], pages[:half]))
    ]


def _round(archived: list[Page], unknown: list[Page], corpus: Corpus, seed: int, most: int) -> Round:
    rng = random.Random(seed)
    # Of each event one report is archived; the other papers' reports of it are the hardest texts to keep apart.
    held = {report.event: report for report in corpus.reports}
    bodies = [page.body for page in archived] + [report.body for report in held.values()]
    sample = sorted(rng.sample(range(len(archived)), min(most, len(archived))))
    queries = [Query("own page", archived[at].visible, at) for at in sample]
    for kind, edit in (edits.COPIES | edits.DISTORTED | edits.SCRIPT).items():
        for at in sample:
            copy = edit(archived[at].body, rng)
            queries.append(Query(kind, _amid(copy, rng.choice(unknown).visible), at))
    for at in sample:
        queries.append(Query("bare copy, 10 % replaced", edits.COPIES["10 % of words replaced"](bodies[at], rng), at))
        queries.append(Query("bare copy, half dropped", edits.COPIES["50 % dropped"](bodies[at], rng), at))
    for size in QUOTE_WORDS:
        passages = ((at, _unquoted(bodies[at], size, rng)) for at in sample)
        queries += [
            Query(f"quote of {size} words", _amid(passage, rng.choice(unknown).visible), at)
            for at, passage in passages
            if passage is not None
        ]
    queries += [Query("unknown page", page.visible, None) for page in unknown]
    queries += [Query("template only", _without(page), None) for page in (archived[at] for at in sample)]
    sites = {page.site for page in archived if page.site}
    queries += [Query("same site, another page", page.visible, None) for page in unknown if page.site in sites]
    queries += [
        Query("same event, another paper", report.body, None)
        for report in corpus.reports
        if report is not held[report.event]
    ]
    return Round(bodies, [page.visible for page in unknown], queries)


def _amid(passage: str, around: str) -> str:
    """A passage in the middle of another page."""
    lines = around.split("\n")
    return "\n".join([*lines[: len(lines) // 2], passage, *lines[len(lines) // 2 :]])


def _without(page: Page) -> str:
    """A page without the lines that its article has too: the template alone."""
    body = set(page.body.split())
    lines = [
        line for line in page.visible.split("\n") if sum(word in body for word in line.split()) * 2 < len(line.split())
    ]
    return "\n".join(lines)


def _unquoted(body: str, size: int, rng: random.Random) -> str | None:
    """A passage of so many words, none of them inside quotation marks; None where the article has none."""
    quoted, weight = words(body).quoted, words(body).weight
    if not (weight == 4).all():
        return None  # no telling where people would cut
    starts = [at for at in range(len(quoted) - size + 1) if not quoted[at : at + size].any()]
    if not starts:
        return None
    spans = word_spans(body)
    at = rng.choice(starts)
    return body[spans[at, 0] : spans[at + size - 1, 1]]
