"""Check an article before it is published: what of it is evidence, and what else in the archive it is like."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from masthead.feed.advice import warnings
from masthead.feed.archive import Archive, KnownArticle, KnownSample
from masthead.feed.common import NEAR_DUPLICATE, OWN_PAGE, Codes, Common, Holding, Home, Reason, find_common, home_of
from masthead.feed.findings import Alike, Check, Holder, KnownPages, OwnPage, Shown
from masthead.feed.passages import in_words, passages
from masthead.feed.texts import Text
from masthead.matching.compare import RANK, Comparison, MatchClass, compare
from masthead.records.base import Status
from masthead.records.database import Session
from masthead.records.outlets import Outlet
from masthead.records.samples import samples_waiting
from masthead.records.texts import StoredText, stored_texts

_MOST_NAMED: Final = 3
"""Articles or samples named for one passage."""
_MOST_COMPARED: Final = 50
"""Articles compared, those that share most first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked."""

    body: str
    article: int | None = None
    """Its number, if it is archived."""
    title: str | None = None
    outlet: Outlet | None = None
    url: str | None = None

    @property
    def home(self) -> Home:
        """Whose template it has."""
        return home_of(self.outlet.id if self.outlet else None, self.url)


async def check(session: Session, archive: Archive, subject: Subject) -> Check:
    """Say what readers would be told if the subject were published now.

    Args:
        session: for the texts of the few articles that are like it.
        archive: what is known besides it, and it itself, if it is archived.
        subject: what is checked.
    """
    judged = await asyncio.to_thread(_Judged, archive, subject)
    alike, shared = judged.candidates()
    compared = dict(sorted(alike.items(), key=lambda one: (-shared[one[0]], one[0]))[:_MOST_COMPARED])
    texts = await stored_texts(session, numbers=list(compared), limit=_MOST_COMPARED)
    waiting = await samples_waiting(session, subject.outlet.id) if subject.outlet and subject.outlet.id else 0
    return await asyncio.to_thread(judged.told, compared, texts, len(alike) - len(compared), waiting)


class _Judged:
    """The subject held against the published articles, as if it were one of them."""

    def __init__(self, archive: Archive, subject: Subject) -> None:
        self._subject = subject
        self._samples = archive.samples
        others = [one for one in archive.articles if one.id != subject.article]
        self._published = [one for one in others if one.status is Status.PUBLISHED]
        self._drafts = [one for one in others if one.status is not Status.PUBLISHED]
        self._text = Text.of(subject.body)
        self._full = self._text.cut.full()
        self._common: Common = find_common(
            [*(one.values for one in self._published), self._full],
            [*(one.home for one in self._published), subject.home],
            [(sample.outlet_id, sample.values) for sample in archive.samples],
        )
        self._codes: Codes = self._common.reasons(self._full, subject.home)

    def candidates(self) -> tuple[dict[int, KnownArticle], dict[int, int]]:
        """Other articles that share a shingle that could be evidence, by number; and how many they share."""
        distinct = np.unique(self._full)
        # Samples speak for one outlet only: what stands in one may still be evidence for another.
        codes = self._common.reasons(distinct, None)
        wanted = distinct[codes == 0]
        found: dict[int, KnownArticle] = {}
        shared: dict[int, int] = {}
        drafts = Holding.of([one.values for one in self._drafts])
        for known, holding in ((self._published, self._common.holding), (self._drafts, drafts)):
            owners, counts = np.unique(holding.among(wanted)[1], return_counts=True)
            for owner, count in zip(owners.tolist(), counts.tolist(), strict=True):
                if owner < len(known):  # the one after the last published article is the subject
                    found[known[owner].id] = known[owner]
                    shared[known[owner].id] = count
        return found, shared

    def told(self, compared: dict[int, KnownArticle], texts: Sequence[StoredText], more: int, waiting: int) -> Check:
        """All that is found."""
        text, subject = self._text, self._subject
        dropped = text.dropped(self._codes)
        lost = passages(subject.body, text, dropped, self._holders)
        alike = [like for one in texts if (like := self._alike(compared[one.id], one.body)) is not None]
        found = Check(
            article=subject.article,
            title=subject.title,
            words=in_words(text, slice(None)),
            evidence_words=lost.evidence_words,
            recognisable=text.recognisable(self._codes),
            listed=len(text.listed(dropped)),
            no_evidence=lost.listed,
            no_evidence_more=lost.more,
            alike=sorted(alike, key=_rank),
            alike_more=more,
            known_pages=self._known_pages(waiting),
            warnings=[],
        )
        return found.model_copy(update={"warnings": warnings(found)})

    def _alike(self, known: KnownArticle, body: str) -> Alike | None:
        other = Text.of(body)
        codes = self._common.reasons(other.cut.full(), known.home)
        here = compare(self._text.cut, self._text.words.weight, other.told(codes))
        there = compare(other.cut, other.words.weight, self._text.told(self._codes))
        distinct = np.unique(self._full)
        both = len(np.intersect1d(distinct, known.values, assume_unique=True))
        near = both >= NEAR_DUPLICATE * min(len(distinct), len(known.values))
        if here.match is there.match is MatchClass.NOTHING and not near:
            return None
        return Alike(
            id=known.id,
            title=known.title,
            outlet=known.outlet,
            status=known.status,
            same_outlet=known.home is not None and known.home == self._subject.home,
            near_duplicate=near,
            shown_here=_shown(here),
            shown_there=_shown(there),
        )

    def _holders(self, reason: Reason, run: slice) -> tuple[list[Holder], list[Holder]]:
        """Who else holds most of a passage."""
        values = np.unique(self._full[run])
        if reason is Reason.SAMPLES:
            home = self._subject.home
            own = {at for at, share in self._shared_with_samples().items() if share >= OWN_PAGE}
            owners = self._common.samples[home].among(values)[1].tolist()
            return [], [
                Holder(id=sample.id, title=sample.url)
                for sample in (self._samples[at] for at in _most(owners) if at not in own)
            ][:_MOST_NAMED]
        if reason not in (Reason.ARTICLES, Reason.OUTLET):
            return [], []
        cluster = self._common.cluster
        owners = [owner for owner in self._common.holding.among(values)[1].tolist() if cluster[owner] != cluster[-1]]
        named = (self._published[owner] for owner in _most(owners))
        home = self._subject.home
        return [Holder(id=one.id, title=one.title) for one in named if reason is Reason.ARTICLES or one.home == home][
            :_MOST_NAMED
        ], []

    def _shared_with_samples(self) -> dict[int, float]:
        return self._common.shared_with_samples(self._full, self._subject.home)

    def _known_pages(self, waiting: int) -> KnownPages:
        home, outlet = self._subject.home, self._subject.outlet
        own = [
            OwnPage(id=self._samples[at].id, share=round(share, 4))
            for at, share in self._shared_with_samples().items()
            if share >= OWN_PAGE
        ]
        return KnownPages(
            outlet=outlet.slug if outlet else None,
            site=home if isinstance(home, str) else None,
            articles=_at_home(self._published, home),
            drafts=_at_home(self._drafts, home),
            samples=_samples_of(self._samples, outlet) - len(own),
            samples_waiting=waiting,
            own_pages=own,
        )


def _most(owners: list[int]) -> list[int]:
    """Owners, those that stand most often first, then by number."""
    distinct, counts = np.unique(np.array(owners, np.int64), return_counts=True)
    order = np.lexsort((distinct, -counts))
    ranked: list[int] = distinct[order].tolist()
    return ranked


def _at_home(articles: list[KnownArticle], home: Home) -> int:
    return sum(one.home == home for one in articles) if home is not None else 0


def _samples_of(samples: list[KnownSample], outlet: Outlet | None) -> int:
    return sum(sample.outlet_id == outlet.id for sample in samples) if outlet else 0


def _shown(found: Comparison) -> Shown:
    return Shown(
        match_class=found.match,
        shared_words=found.shared_words,
        longest_run=found.longest_run,
        article_share=round(found.article_share, 4),
        page_share=round(found.page_share, 4),
    )


def _rank(alike: Alike) -> tuple[bool, int, int, int]:
    classes = [RANK.index(one.match_class) for one in (alike.shown_here, alike.shown_there)]
    return not alike.near_duplicate, min(classes), -alike.shown_here.shared_words, alike.id
