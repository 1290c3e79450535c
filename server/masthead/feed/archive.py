"""All texts of the archive as a check needs them: their shingles; of the texts only a portion at a time."""

import asyncio
from dataclasses import dataclass

import numpy as np

from masthead.feed.common import Home, U64Array, home_of
from masthead.matching.fingerprint import shingles
from masthead.matching.words import words
from masthead.records.base import Status, identity
from masthead.records.database import Session
from masthead.records.outlets import outlets
from masthead.records.samples import Sample, published_samples
from masthead.records.texts import StoredText, stored_texts


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article that is not withdrawn."""

    id: int
    title: str
    outlet: str | None
    home: Home
    status: Status
    values: U64Array
    """Distinct 64-bit fingerprints of its shingles, increasing."""


@dataclass(frozen=True, slots=True)
class KnownSample:
    """A sample that counts."""

    id: int
    url: str | None
    outlet_id: int
    values: U64Array
    """Distinct 64-bit fingerprints of its shingles, increasing."""


@dataclass(frozen=True, slots=True)
class Archive:
    """All articles and samples by number, as of one moment."""

    articles: list[KnownArticle]
    samples: list[KnownSample]


async def read_archive(session: Session) -> Archive:
    """Read and cut all texts: about 7 KB of memory for each article of a page."""
    slugs = {outlet.id: outlet.slug for outlet in await outlets(session)}
    articles: list[KnownArticle] = []
    while portion := await stored_texts(session, after=articles[-1].id if articles else 0):
        articles += await asyncio.to_thread(_known, portion, slugs)
    samples = [await asyncio.to_thread(_known_sample, sample) async for sample in published_samples(session)]
    return Archive(articles, samples)


def _known(portion: list[StoredText], slugs: dict[int | None, str]) -> list[KnownArticle]:
    return [
        KnownArticle(
            id=one.id,
            title=one.title,
            outlet=slugs.get(one.outlet_id),
            home=home_of(one.outlet_id, one.url),
            status=one.status,
            values=_values(one.body),
        )
        for one in portion
    ]


def _known_sample(sample: Sample) -> KnownSample:
    return KnownSample(identity(sample.id), sample.url, sample.outlet_id, _values(sample.text))


def _values(text: str) -> U64Array:
    return np.unique(shingles(words(text)).full())
