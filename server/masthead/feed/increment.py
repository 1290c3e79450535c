"""What a few changes of the records mean for the feed: the same as a full publication would find, at less cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from masthead.feed.common import Common, Holding, Home, Index, U64Array, clusters, home_of, near_duplicates, repeated
from masthead.feed.labour import Body, Judged, digest_of, distinct
from masthead.feed.workbook import Homes, Listing, Texts, Workbook
from masthead.matching.ordered import ordered
from masthead.records.articles import Article
from masthead.records.base import identity


@dataclass(frozen=True, slots=True)
class Step:
    """The archive before and after, and which texts must be judged anew."""

    book: Workbook
    """What is held after the changes; listed is still what was."""
    gone: frozenset[int]
    """Articles that readers are told no more."""
    told: frozenset[int]
    """Articles of which readers may be told something else, if only a note."""
    anew: frozenset[int]
    """Articles whose text must be judged anew."""


def take_in(
    before: Workbook,
    changed: Iterable[int],
    articles: Mapping[int, Article],
    withdrawn: Mapping[int, str],
    samples: Sequence[tuple[int, U64Array]],
    renamed: frozenset[int],
) -> Step:
    """Take changes into the workbook.

    Args:
        before: the workbook of the last publication.
        changed: numbers of all articles that were changed.
        articles: those of them that are published.
        withdrawn: texts of the others, as far as they are still there.
        samples: of each sample that was changed its home, and its distinct shingles.
        renamed: homes whose outlet has another slug.
    """
    there = {number for number in changed if before.texts.has(number)}
    gone = there - articles.keys()
    bodies = {number: body_of(one, before.homes) for number, one in articles.items()}
    at = {number: int(before.texts.at(np.array([number]))[0]) for number in there - gone}
    rewritten = {n for n, place in at.items() if int(before.texts.digests[place]) != digest_of(bodies[n].body)}
    moved = {n for n, place in at.items() if int(before.texts.homes[place]) != bodies[n].home} - rewritten
    come = (articles.keys() - there) | rewritten
    sets = {number: distinct(bodies[number].body) for number in come | moved}
    book = _held(before, gone | rewritten, come, moved, bodies, sets)

    labels = _labels(before.edges), _labels(book.edges)
    regrouped = {n for n in labels[0].keys() | labels[1].keys() if labels[0].get(n, n) != labels[1].get(n, n)}
    looked_at = ordered(
        np.concatenate(
            [
                *sets.values(),
                *_as_they_were(before, gone | rewritten, withdrawn),
                book.shingles_of(regrouped - gone - come),
                np.empty(0, np.uint64),
            ]
        )
    )
    was = _common(before, looked_at, labels[0])[0]
    place, owner = book.among(looked_at)
    now = _common(book, looked_at, labels[1])[0]
    anew = set(owner[(was != now)[place]].tolist()) | come | moved | _sampled(book, samples)
    in_renamed = book.texts.ids[np.isin(book.texts.homes, list(renamed))].tolist() if renamed else []
    return Step(
        book,
        frozenset(gone),
        frozenset(anew | articles.keys() | set(in_renamed)),
        frozenset(anew),
    )


def _as_they_were(before: Workbook, out: set[int], withdrawn: Mapping[int, str]) -> list[U64Array]:
    """The shingles of texts that are gone: cut again, if the text is the same; else looked for in all that is held."""
    digests = before.texts.digests
    same = {
        number
        for number in out & withdrawn.keys()
        if int(digests[before.texts.at(np.array([number]))[0]]) == digest_of(withdrawn[number])
    }
    return [*(distinct(withdrawn[number]) for number in sorted(same)), before.shingles_of(out - same)]


def body_of(article: Article, homes: Homes) -> Body:
    """The text of an article, to be cut."""
    return Body(identity(article.id), article.body, homes.number(home_of(article.outlet_id, article.url)))


def _held(
    before: Workbook,
    out: set[int],
    come: set[int],
    moved: set[int],
    bodies: Mapping[int, Body],
    sets: Mapping[int, U64Array],
) -> Workbook:
    """The workbook with other texts."""
    fresh = sorted(come | moved)
    texts = before.texts.without(out | moved).joined(
        Texts(
            np.array(fresh, np.int64),
            np.array([len(sets[number]) for number in fresh], np.int64),
            np.array([bodies[number].home for number in fresh], np.int64),
            np.array([digest_of(bodies[number].body) for number in fresh], np.uint64),
        )
    )
    kept = ~np.isin(before.holding.owners, list(out))
    held = Holding(before.holding.values[kept], before.holding.owners[kept])
    added = Holding.of([sets[number] for number in sorted(come)], sorted(come))
    values = np.concatenate((held.values, added.values))
    owners = np.concatenate((held.owners, added.owners)).astype(np.int64)
    order = np.lexsort((owners, values))
    book = replace(
        before,
        texts=texts,
        holding=Holding(values[order], owners[order]),
        gone=np.union1d(before.gone, np.array(sorted(out), np.int64)),
        changed=before.changed + len(out | come),
    )
    edges = {edge for edge in before.edges if not out.intersection(edge)}
    for number in sorted(come):
        edges.update(near_duplicates(book, sets[number], number, texts.sizes, texts.ids))
    return replace(book, edges=tuple(sorted(edges)))


def _labels(edges: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The lowest number of the cluster of each text that has a near-duplicate."""
    ends = sorted({number for edge in edges for number in edge})
    place = {number: at for at, number in enumerate(ends)}
    of = clusters(len(ends), [(place[one], place[other]) for one, other in edges]).tolist()
    return {number: ends[root] for number, root in zip(ends, of, strict=True)}


def _common(
    book: Workbook, values: U64Array, labels: Mapping[int, int]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Index, Index]:
    """What ``repeated`` says of some shingles, increasing and distinct."""
    place, owner = book.among(values)
    cluster = owner.copy()
    for number, label in labels.items():
        if number != label:
            cluster[owner == number] = label
    return repeated(place, cluster, book.texts.homes[book.texts.at(owner)], len(values))


def _sampled(book: Workbook, samples: Sequence[tuple[int, U64Array]]) -> set[int]:
    """Articles of which a changed sample of their outlet holds something."""
    found: set[int] = set()
    for home, values in samples:
        owner = book.among(values)[1]
        found.update(owner[book.texts.homes[book.texts.at(owner)] == home].tolist())
    return found


def common_of(book: Workbook, bodies: Iterable[Body], samples: Mapping[Home, Holding]) -> Common:
    """What is common among the shingles of some texts.

    Args:
        book: all texts that are held.
        bodies: the texts.
        samples: what the samples of their homes hold.
    """
    sets = [distinct(one.body) for one in bodies]
    values = ordered(np.concatenate(sets)) if sets else np.empty(0, np.uint64)
    many, of_value, home = _common(book, values, _labels(book.edges))
    at_home = {one: values[of_value[home == one]] for one in np.unique(home).tolist()}
    return Common.of_marks(values[many], at_home, samples)


def relisted(book: Workbook, gone: Iterable[int], judged: Sequence[Judged]) -> Workbook:
    """The workbook with what is listed of some articles replaced."""
    numbers = [one.id for one in judged]
    out = np.union1d(np.array(sorted(gone), np.int64), np.array(numbers, np.int64))
    listing = book.listing.without(out.tolist()).joined(
        Listing(
            np.concatenate([one.listed for one in judged]) if judged else np.empty(0, np.uint32),
            np.repeat(np.array(numbers, np.uint32), [len(one.listed) for one in judged]),
        )
    )
    return replace(book, listing=listing, unlisted=np.union1d(book.unlisted, out))
