"""How well texts are recognised, by Masthead and by what people would use instead: `make bench-matching`.

All systems get the same articles and the same pages in the same run, one after the other; times are of this machine.
"""

import argparse
import sys
import time
from pathlib import Path

from corpus import load_corpus
from ours import Masthead
from peers import PEERS
from queries import rounds
from table import Answer, by_kind, scored


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench-matching", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with pages; without it a small set of our own is used")
    parser.add_argument("--most", type=int, default=60, help="queries of a kind in each of the two rounds (60)")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    corpus = load_corpus(given.data)
    made = rounds(corpus, given.seed, given.most)
    queries = sum(len(one.queries) for one in made)
    print(f"{len(corpus.pages)} pages, {len(corpus.reports)} reports, {queries} queries, seed {given.seed}\n")
    print(
        "| system | F1 | precision | recall | recall, nothing wrong | quotes | bytes/article | ms/query | articles/s |"
    )
    print("|" + "---|" * 9)
    told: list[tuple[str, str, int]] = []
    for kind in (Masthead, *PEERS):
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
            if isinstance(system, Masthead):
                told += [(query.kind, *system.told(query.text, query.wanted)) for query in one.queries]
        score_of = scored(answers)
        shares = (score_of.f1, score_of.precision, score_of.recall, score_of.recall_without_wrong, score_of.quotes)
        cells = [kind.name, *(f"{share:.3f}" for share in shares), f"{held / articles:.0f}"]
        cells += [f"{1000 * asking / queries:.1f}", f"{articles / archiving:.0f}"]
        print(f"| {' | '.join(cells)} |")
        sys.stdout.flush()
    print("\nMasthead, page by page:\n")
    print("\n".join(by_kind(told)))


if __name__ == "__main__":
    main()
