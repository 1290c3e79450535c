"""Which shingles are common: what the protocol says, held against a slow reading of it, and what samples change."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from feed.making import NOW, article, content, outlet, prose, records
from feed.parts import text_of
from feed.test_content import TEMPLATE
from masthead.feed.common import CODE, NEAR_DUPLICATE, Home, Reason, find_common, home_of
from masthead.feed.texts import Recognisable
from masthead.matching.fingerprint import shingles
from masthead.matching.words import words
from masthead.records.base import Status
from masthead.records.samples import Sample


def sample(number: int, text: str, outlet_id: int = 1) -> Sample:
    """A sample that counts."""
    return Sample(
        id=number, outlet_id=outlet_id, text=text, content_hash=str(number), captured_at=NOW, status=Status.PUBLISHED
    )


def slowly(articles: list[set[int]], homes: list[Home]) -> set[int]:
    """The common shingles, read word by word from docs/protocol.md."""
    cluster = list(range(len(articles)))
    for one, other in combinations(range(len(articles)), 2):
        smaller = min(len(articles[one]), len(articles[other]))
        if smaller and len(articles[one] & articles[other]) >= NEAR_DUPLICATE * smaller:
            old, new = cluster[other], cluster[one]
            cluster = [new if number == old else number for number in cluster]
    found = set()
    for value in set().union(*articles):
        holders = [at for at, held in enumerate(articles) if value in held]
        of_home = Counter(home for home, _ in {(homes[at], cluster[at]) for at in holders} if home is not None)
        if len({cluster[at] for at in holders}) >= 3 or max(of_home.values(), default=0) >= 2:
            found.add(value)
    return found


def archive(rng: random.Random) -> list[set[int]]:
    """Sets that overlap in every way: templates, copies, excerpts, nothing at all."""
    templates = [set(rng.sample(range(1000), 12)) for _ in range(3)]
    articles: list[set[int]] = [set()]
    for _ in range(rng.randint(1, 24)):
        kind = rng.random()
        if kind < 0.6:
            made = set(rng.sample(range(10_000), rng.randint(5, 40)))
        else:
            made = {value for value in rng.choice(articles) if rng.random() < rng.choice([0.5, 0.8, 0.9, 1.0])}
        articles.append(made | (rng.choice(templates) if rng.random() < 0.5 else set()))
    return articles


@pytest.mark.parametrize("seed", range(60))
def test_common_is_what_the_protocol_says(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret is made of it
    articles = archive(rng)
    homes: list[Home] = [rng.choice([None, 1, 2, "site.example"]) for _ in articles]
    sets = [np.array(sorted(one), np.uint64) for one in articles]
    common = find_common(sets, homes)
    expected = slowly(articles, homes)
    for held, home in zip(sets, homes, strict=True):
        flagged = {
            value for value, code in zip(held.tolist(), common.reasons(held, home).tolist(), strict=True) if code
        }
        assert flagged == set(held.tolist()) & expected


def test_copies_that_share_a_template_with_very_many_articles_do_not_erase_each_other() -> None:
    given = [article(number, f"{prose(number)}\n\n{prose('template', 120)}") for number in range(1, 21)]
    given.append(article(21, given[0].body + " Updated today."))
    flags = text_of(content(records(given)), 1).common
    assert not flags[:215].any()
    assert flags[220:].all()


@pytest.mark.parametrize(
    ("outlet_id", "url", "home"),
    [
        (3, "https://weir.example/a", 3),
        (None, "https://WWW.Weir.example:8080/a", "weir.example"),
        (None, "https://blog.weir.example/", "blog.weir.example"),
        (None, None, None),
    ],
)
def test_an_article_without_an_outlet_is_at_home_on_its_host(
    outlet_id: int | None, url: str | None, home: Home
) -> None:
    assert home_of(outlet_id, url) == home


def test_a_template_in_two_articles_of_one_site_without_an_outlet_is_flagged() -> None:
    bodies = {number: f"{prose(number)}\n\n{TEMPLATE}" for number in (1, 2)}
    for hosts, flagged in ((("www.weir.example", "weir.example"), True), (("weir.example", "other.example"), False)):
        given = [
            article(number, bodies[number], None, url=f"https://{host}/{number}")
            for number, host in enumerate(hosts, 1)
        ]
        flags = text_of(content(records(given, [])), 1).common
        assert flags[220:].all() == flagged
        assert not flags[:215].any()


def test_what_stands_in_a_sample_is_no_evidence_for_its_outlet_only() -> None:
    body = f"{prose(1, 300)}\n\n{TEMPLATE}"
    given = records([article(1, body, 1), article(2, f"{prose(2, 300)}\n\n{TEMPLATE}", 2)], [outlet(1), outlet(2)])
    samples = [sample(1, f"{prose('home', 90)}\n\n{TEMPLATE}")]
    with_sample = content(replace(given, samples=samples))
    assert text_of(with_sample, 1).common.tolist() == [at >= 300 for at in range(355)]
    assert not text_of(with_sample, 2).common.any()
    assert with_sample.dropped[0].reasons == {Reason.SAMPLES: 55}
    told = b"".join(with_sample.files.values()).decode("latin-1")
    assert prose("home", 90)[:20] not in told, "a sample is told to nobody"
    assert not text_of(content(given), 1).common.any()


@pytest.mark.parametrize(("share", "counts"), [(0.2, True), (0.29, True), (0.31, False), (1.0, False)])
def test_a_sample_that_carries_much_of_the_article_does_not_erase_it(share: float, *, counts: bool) -> None:
    cut = shingles(words(prose(1, 1005))).full()
    page = np.concatenate([cut[: int(share * len(cut))], shingles(words(prose("frame", 50))).full()])
    other = shingles(words(prose("template", 50))).full()
    common = find_common([cut], [1], [(1, page), (1, np.append(other, cut[900:910])), (2, cut)])
    flagged = common.reasons(cut, 1)
    assert flagged[900:910].tolist() == [CODE[Reason.SAMPLES]] * 10, "the other sample counts all the same"
    assert (flagged[:200] > 0).all() == counts
    assert {at: round(held, 2) for at, held in common.shared_with_samples(cut, 1).items()} == {0: share, 1: 0.01}


def test_each_dropped_shingle_is_counted_for_one_reason() -> None:
    quote = prose("quote", 40)
    stock = "Your email address will not be published. Required fields are marked."
    bodies = [f"{prose(number)} “{quote}”\n\n{TEMPLATE}\n\n{stock}" for number in (1, 2)]
    feed = content(records([article(number, body) for number, body in enumerate(bodies, 1)]))
    for one in feed.dropped:
        assert one.reasons[Reason.QUOTED] == one.quoted
        assert one.reasons[Reason.OUTLET] > 50
        assert one.reasons[Reason.STOCK] == len(shingles(words(stock)))
        assert sum(one.reasons.values()) < one.shingles
        assert one.recognisable is Recognisable.YES
    assert feed.loss.articles == 2
    assert feed.loss.shingles == sum(sum(one.reasons.values()) for one in feed.dropped)
    assert feed.loss.unrecognisable == []


def test_an_article_that_others_hold_in_pieces_is_named_as_unrecognisable() -> None:
    pieces = {4: prose("a", 60), 5: prose("b", 60)}
    others = [article(number, f"{piece}\n\n{prose(number)}") for number, piece in pieces.items()]
    feed = content(records([article(3, "\n\n".join(pieces.values())), *others]))
    assert feed.loss.unrecognisable == [3]
    assert feed.loss.most_affected[0] == 3
    assert [one.recognisable for one in feed.dropped] == [Recognisable.NO, Recognisable.YES, Recognisable.YES]
