"""How well texts are recognised, by Masthead and by what people would use instead: `make bench-matching`.

All systems get the same articles and the same pages in the same run, one after the other; times are of this machine.
"""

import argparse
import sys
import time
from pathlib import Path

from corpus import Corpus, load_corpus
from guarantee import windows_of
from masthead.matching.fingerprint import GUARANTEED_RUN
from ours import Masthead, Told
from peers import PEERS, Peer
from queries import Round, rounds
from speed import PAGE_WORDS, WORKERS, browser_speeds, long_page, python_speed
from table import Answer, by_kind, scored

SYSTEMS: list[type[Masthead] | type[Peer]] = [Masthead, *PEERS]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench-matching", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with pages; without it a small set of our own is used")
    parser.add_argument("--most", type=int, default=60, help="queries of a kind in each of the two rounds (60)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="leave out the other systems")
    parser.add_argument("--missed", action="store_true", help="tell what each copy that was not found has left")
    given = parser.parse_args()
    corpus = load_corpus(given.data)
    made = rounds(corpus, given.seed, given.most)
    queries = sum(len(one.queries) for one in made)
    print(f"{len(corpus.pages)} pages, {len(corpus.reports)} reports, {queries} queries, seed {given.seed}\n")
    print(
        "| system | F1 | precision | recall | recall, nothing wrong | quotes | bytes/article | ms/query | articles/s |"
    )
    print("|" + "---|" * 9)
    for kind in SYSTEMS[: 1 if given.alone else None]:
        print(_line(kind, made, queries))
        sys.stdout.flush()
    print("\nMasthead, page by page:\n")
    windows = []
    told: list[tuple[str, Told]] = []
    missing: list[str] = []
    for one in made:
        masthead = Masthead()
        masthead.archive(one.bodies)
        for query in one.queries:
            answer = masthead.told(query.text, query.wanted)
            told.append((query.kind, answer))
            if query.wanted is not None and answer.found == "nothing worth saying" and "quote" not in query.kind:
                met, shared, longest = masthead.left(query.text, query.wanted)
                missing.append(f"- {query.kind}: {met} fingerprints met, {shared} words, {longest} in a row")
        groups = [masthead.group_of(at) for at in range(len(one.bodies))]
        windows.append(windows_of(one.bodies, groups, masthead.reader.hash_list, one.unknown, given.seed))
    print("\n".join(by_kind(told)))
    if given.missed:
        print("\nNot found, and what they have left:\n")
        print("\n".join(missing))
    asked, missed = sum(one.asked for one in windows), sum(one.missed for one in windows)
    repeated = sum(one.repeated for one in windows)
    print(f"\nThe guarantee: {asked} runs of {GUARANTEED_RUN} words of evidence, each amid others; {missed} not found;")
    print(f"of {repeated}, which repeat themselves, both fingerprints are the same, and nothing is asked for.\n")
    _tell_speed(corpus)


def _line(kind: type[Masthead] | type[Peer], made: list[Round], queries: int) -> str:
    """Ask one system everything."""
    answers: list[Answer] = []
    held = articles = 0
    archiving = asking = 0.0
    for one in made:
        system = kind()
        begun = time.perf_counter()
        system.archive(one.bodies)
        archiving += time.perf_counter() - begun
        held += system.held_bytes()
        articles += len(one.bodies)
        for query in one.queries:
            begun = time.perf_counter()
            found = system.nearest(query.text)
            asking += time.perf_counter() - begun
            number, score = found or (None, 0.0)
            answers.append(Answer(query.kind, query.wanted, number, score))
    score_of = scored(answers)
    shares = (score_of.f1, score_of.precision, score_of.recall, score_of.recall_without_wrong, score_of.quotes)
    cells = [kind.name, *(f"{share:.3f}" for share in shares), f"{held / articles:.0f}"]
    cells += [f"{1000 * asking / queries:.1f}", f"{articles / archiving:.0f}"]
    return f"| {' | '.join(cells)} |"


def _tell_speed(corpus: Corpus) -> None:
    """Time fingerprinting alone."""
    bodies = [page.body for page in corpus.pages]
    articles, counted = python_speed(bodies)
    print(f"Python, one core: {articles:.0f} articles/s of {counted / articles:.0f} words, {counted:.0f} words/s.")
    for name, (median, longest) in browser_speeds(long_page(bodies)).items():
        print(
            f"{name}: {PAGE_WORDS} words in {median:.1f} ms in a new worker"
            f" (median of {WORKERS}; the longest took {longest:.1f})."
        )


if __name__ == "__main__":
    main()
