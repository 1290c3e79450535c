"""What people would use instead, each as its own documentation shows it, with the same words given to all.

Each answers a page with the article it finds nearest and how near; the bench looks for the threshold that suits each
best. Near-duplicate detectors compare whole texts, so a copy amid another page is far from its original for them;
containment and search engines are the fairer comparison.
"""

import math
import re
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from datasketch import MinHash, MinHashLSH, MinHashLSHEnsemble
from rensa import RMinHash
from simhash import Simhash
from sklearn.feature_extraction.text import TfidfVectorizer

PERMUTATIONS = 128
Answer = tuple[int, float] | None


def tokens(text: str) -> list[str]:
    """Words in lower case."""
    return re.findall(r"\w+", text.casefold())


def runs(text: str, size: int) -> list[str]:
    """All runs of so many words."""
    found = tokens(text)
    return [" ".join(found[at : at + size]) for at in range(max(1, len(found) - size + 1))]


class Peer(ABC):
    """Another way to recognise texts."""

    name: str

    @abstractmethod
    def archive(self, bodies: list[str]) -> None:
        """Take in all articles."""

    @abstractmethod
    def nearest(self, page: str) -> Answer:
        """The nearest article and how near it is, if any."""

    @abstractmethod
    def held_bytes(self) -> int:
        """Bytes that a reader would have to hold to match pages itself."""


class _Hashed(Peer):
    def __init__(self) -> None:
        self.hashes: list[Any] = []

    @staticmethod
    def minhash(text: str) -> MinHash:
        found = MinHash(num_perm=PERMUTATIONS, seed=1)
        found.update_batch([run.encode() for run in set(runs(text, 5))])
        return found

    def held_bytes(self) -> int:
        return len(self.hashes) * PERMUTATIONS * 4


class DatasketchLSH(_Hashed):
    """MinHash with locality-sensitive hashing: resemblance of sets of five-word runs."""

    name = "datasketch MinHash LSH"

    def archive(self, bodies: list[str]) -> None:
        self.index = MinHashLSH(threshold=0.1, num_perm=PERMUTATIONS)
        self.hashes = [self.minhash(body) for body in bodies]
        for at, one in enumerate(self.hashes):
            self.index.insert(at, one)

    def nearest(self, page: str) -> Answer:
        mine = self.minhash(page)
        found = [(mine.jaccard(self.hashes[at]), at) for at in self.index.query(mine)]
        return (max(found)[1], max(found)[0]) if found else None


class DatasketchEnsemble(_Hashed):
    """LSH Ensemble: containment of a query in larger sets; the article is the query's smaller side here."""

    name = "datasketch LSH Ensemble"

    def archive(self, bodies: list[str]) -> None:
        self.sizes = [len(set(runs(body, 5))) for body in bodies]
        self.hashes = [self.minhash(body) for body in bodies]
        self.index = MinHashLSHEnsemble(threshold=0.1, num_perm=PERMUTATIONS, num_part=16)
        self.index.index((at, one, size) for at, (one, size) in enumerate(zip(self.hashes, self.sizes, strict=True)))

    def nearest(self, page: str) -> Answer:
        mine, size = self.minhash(page), len(set(runs(page, 5)))
        found = []
        for at in self.index.query(mine, size):
            jaccard = mine.jaccard(self.hashes[at])
            shared = jaccard * (size + self.sizes[at]) / (1 + jaccard)
            found.append((shared / self.sizes[at], at))
        return (max(found)[1], max(found)[0]) if found else None


class Rensa(_Hashed):
    """R-MinHash in Rust: resemblance of sets of five-word runs, every article asked."""

    name = "rensa R-MinHash"

    @staticmethod
    def rminhash(text: str) -> RMinHash:
        found = RMinHash(num_perm=PERMUTATIONS, seed=1)
        found.update(list(set(runs(text, 5))))
        return found

    def archive(self, bodies: list[str]) -> None:
        self.hashes = [self.rminhash(body) for body in bodies]

    def nearest(self, page: str) -> Answer:
        mine = self.rminhash(page)
        best = max(range(len(self.hashes)), key=lambda at: mine.jaccard(self.hashes[at]))
        return best, mine.jaccard(self.hashes[best])


class SimhashPeer(Peer):
    """Charikar's simhash, 64 bits, over three-word runs."""

    name = "simhash"

    def archive(self, bodies: list[str]) -> None:
        self.hashes = [Simhash(runs(body, 3)) for body in bodies]

    def nearest(self, page: str) -> Answer:
        mine = Simhash(runs(page, 3))
        distance, best = min((mine.distance(one), at) for at, one in enumerate(self.hashes))
        return best, 1 - distance / 64

    def held_bytes(self) -> int:
        return 8 * len(self.hashes)


class TfIdf(Peer):
    """Cosine of TF-IDF vectors over one- and two-word terms."""

    name = "TF-IDF cosine"

    def archive(self, bodies: list[str]) -> None:
        self.vectors = TfidfVectorizer(tokenizer=tokens, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True)
        self.matrix = self.vectors.fit_transform(bodies)

    def nearest(self, page: str) -> Answer:
        scores = (self.matrix @ self.vectors.transform([page]).T).toarray().ravel()
        best = int(scores.argmax())
        return best, float(scores[best])

    def held_bytes(self) -> int:
        # The terms and their weights; 8 bytes an entry of the matrix, as a compact client would hold it.
        return 8 * int(self.matrix.nnz) + sum(len(term.encode()) + 4 for term in self.vectors.vocabulary_)


class Bm25(Peer):
    """The search engine tantivy: BM25 of the page's words, divided by the score of the article for itself."""

    name = "BM25 (tantivy), by self score"

    def archive(self, bodies: list[str]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("number", stored=True)
        schema.add_text_field("body", tokenizer_name="whitespace")
        self.index = tantivy.Index(schema.build(), path=self.folder.name)
        writer = self.index.writer(heap_size=50_000_000, num_threads=1)
        for at, body in enumerate(bodies):
            writer.add_document(tantivy.Document(number=at, body=" ".join(tokens(body))))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()
        self.self_scores = [self._scores(body, len(bodies)).get(at, math.inf) for at, body in enumerate(bodies)]

    def _scores(self, text: str, limit: int) -> dict[int, float]:
        terms = dict.fromkeys(tokens(text))
        clauses = [(tantivy.Occur.Should, tantivy.Query.term_query(self.index.schema, "body", term)) for term in terms]
        if not clauses:
            return {}
        hits = self.searcher.search(tantivy.Query.boolean_query(clauses), limit).hits
        return {self.searcher.doc(address)["number"][0]: score for score, address in hits}

    def nearest(self, page: str) -> Answer:
        found = [(score / self.self_scores[at], at) for at, score in self._scores(page, 20).items()]
        return (max(found)[1], max(found)[0]) if found else None

    def held_bytes(self) -> int:
        return sum(path.stat().st_size for path in Path(self.folder.name).rglob("*") if path.is_file())


class Trigrams(Peer):
    """Share of an article's three-word runs that the page has: exact, and as large as the archive."""

    name = "trigram containment"

    def archive(self, bodies: list[str]) -> None:
        self.held: dict[str, list[int]] = {}
        self.sizes = []
        for at, body in enumerate(bodies):
            own = set(runs(body, 3))
            self.sizes.append(len(own))
            for run in own:
                self.held.setdefault(run, []).append(at)

    def nearest(self, page: str) -> Answer:
        shared = np.zeros(len(self.sizes))
        for run in set(runs(page, 3)):
            for at in self.held.get(run, ()):
                shared[at] += 1
        best = int((shared / self.sizes).argmax())
        return best, float(shared[best] / self.sizes[best])

    def held_bytes(self) -> int:
        # Eight bytes a run would do, and four for each article that has it.
        return sum(8 + 4 * len(found) for found in self.held.values())


PEERS: list[type[Peer]] = [DatasketchLSH, DatasketchEnsemble, Rensa, SimhashPeer, TfIdf, Bm25, Trigrams]
