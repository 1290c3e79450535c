"""From published records to the content of a feed: pure, so that the same records always give the same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from masthead.feed import shapes
from masthead.feed.common import Codes, U64Array, find_common, home_of
from masthead.feed.losses import Dropped, Loss, dropped_of
from masthead.feed.texts import Text
from masthead.feed.wire import pack
from masthead.matching.fingerprint import K, W, shingles
from masthead.matching.hashlist import MAX_BITS, bits_for, encode, prefixes
from masthead.matching.words import words
from masthead.records.articles import Article
from masthead.records.base import identity
from masthead.records.notes import Note, published
from masthead.records.outlets import Outlet
from masthead.records.samples import Sample

_PAGE = 4096
"""Buckets and groups are padded with spaces to a multiple of this many bytes."""


@dataclass(frozen=True, slots=True)
class Records:
    """All that is published, as of one version."""

    outlets: list[Outlet]
    articles: list[Article]
    version: int
    as_of: datetime | None
    samples: Sequence[Sample] = field(default=())
    """Other pages of the outlets: they are told to nobody, and tell template from text."""


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a feed by path, index.json last, and what was dropped on the way."""

    files: dict[str, bytes]
    index: shapes.Index
    dropped: list[Dropped]

    @property
    def loss(self) -> Loss:
        """What was dropped, in short."""
        return Loss.of(self.dropped)


def build(records: Records, *, name: str, group_size: int, refresh_seconds: int) -> Content:
    """Make all files of the feed.

    Args:
        records: published outlets and articles, in order of their numbers.
        name: the feed's name.
        group_size: articles in a group, at least (K of docs/protocol.md).
        refresh_seconds: how long readers wait before they ask again.
    """
    texts = [Text.of(article.body) for article in records.articles]
    common = _judge(records, texts)
    listed = [one.cut.full()[one.listed(one.dropped(codes))] for one, codes in zip(texts, common, strict=True)]
    groups = max(1, len(texts) // group_size) if texts else 0
    group_of = [min(at // group_size, groups - 1) for at in range(len(texts))]
    slugs = {outlet.id: outlet.slug for outlet in records.outlets}
    files: dict[str, bytes] = {}
    for group in range(groups):
        members = [
            _article(article, one, codes, slugs.get(article.outlet_id))
            for article, one, codes, where in zip(records.articles, texts, common, group_of, strict=True)
            if where == group
        ]
        files[shapes.group_path(group)] = padded(shapes.Group(group=group, articles=members))
    entries = sorted({(int(full), where) for values, where in zip(listed, group_of, strict=True) for full in values})
    bucket_bits = _bucket_bits(listed, group_size)
    files |= _buckets(entries, bucket_bits)
    list_file, data = _list(np.array(sorted({full >> 32 for full, _ in entries}), np.uint32))
    files[list_file.path] = data
    directory = shapes.Directory(
        outlets=[_outlet(outlet) for outlet in records.outlets],
        addresses=sorted(
            (
                shapes.AddressShape(outlet=outlet.slug, **address.model_dump(exclude={"id", "outlet_id"}))
                for outlet in records.outlets
                for address in outlet.addresses
            ),
            # Readers take the first of equal addresses: the present holder's, else the last one's.
            key=lambda address: (address.until or date.max).toordinal(),
            reverse=True,
        ),
    )
    digest = hashlib.sha256(_json(directory)).hexdigest()
    directory_file = shapes.DirectoryFile(path=f"outlets/{digest[:16]}.json", sha256=digest)
    files[directory_file.path] = _json(directory)
    index = shapes.Index(
        name=name,
        version=records.version,
        as_of=records.as_of,
        articles=len(records.articles),
        refresh_seconds=refresh_seconds,
        k=K,
        w=W,
        bucket_bits=bucket_bits,
        groups=groups,
        list=list_file,
        directory=directory_file,
    )
    files["index.json"] = _json(index)
    dropped = [
        dropped_of(identity(article.id), text, codes)
        for article, text, codes in zip(records.articles, texts, common, strict=True)
    ]
    return Content(files, index, dropped)


def _judge(records: Records, texts: list[Text]) -> list[Codes]:
    """Why the shingles of each article are common."""
    homes = [home_of(article.outlet_id, article.url) for article in records.articles]
    samples = [(sample.outlet_id, shingles(words(sample.text)).full()) for sample in records.samples]
    full = [one.cut.full() for one in texts]
    common = find_common(full, homes, samples)
    return [common.reasons(one, home) for one, home in zip(full, homes, strict=True)]


def _list(hi: npt.NDArray[np.uint32]) -> tuple[shapes.ListFile, bytes]:
    bits = bits_for(len(hi))
    values = np.unique(prefixes(hi, bits))
    data = encode(values, bits)
    digest = hashlib.sha256(data).hexdigest()
    rate = len(values) / 2**bits
    return (
        shapes.ListFile(
            path=f"lists/{digest[:16]}.bin", sha256=digest, bits=bits, entries=len(values), stray_rate=rate
        ),
        data,
    )


def _bucket_bits(listed: list[U64Array], group_size: int) -> int:
    """The most bits of a fingerprint that can name a bucket while each covers ``group_size`` articles or more."""
    # Distinct ones: an article archived twice adds nothing to a bucket.
    entries = len(np.unique(np.concatenate(listed))) if listed else 0
    for bits in range(24, 0, -1):
        if entries < max(2 * shapes.FEWEST_IN_BUCKET, group_size) << bits:
            continue
        covered = np.zeros(1 << bits, np.int64)
        for one in listed:
            covered[np.unique(one >> np.uint64(64 - bits)).astype(np.int64)] += 1
        if covered.min() >= group_size:
            return bits
    return 0


def _buckets(entries: list[tuple[int, int]], bits: int) -> dict[str, bytes]:
    if not entries:
        return {}
    sorted_into: list[list[tuple[str, int]]] = [[] for _ in range(1 << bits)]
    for full, group in entries:
        sorted_into[full >> (2 * MAX_BITS - bits)].append((f"{full:016x}", group))
    return {
        shapes.bucket_path(bits, bucket): padded(shapes.Bucket(bucket=bucket, entries=inside))
        for bucket, inside in enumerate(sorted_into)
    }


def _article(article: Article, text: Text, common: Codes, slug: str | None) -> shapes.ArticleShape:
    shingle_code, word_code = pack(text.told(common))
    return shapes.ArticleShape(
        id=identity(article.id),
        title=article.title,
        outlet=slug,
        language=article.language,
        published_on=article.published_on,
        url=article.url,
        shingles=shingle_code,
        words=word_code,
        placements=[
            shapes.PlacementShape(url=place.url, role=place.role.value, first_seen=place.first_seen)
            for place in article.placements
        ],
        notes=_notes(article.notes),
    )


def _outlet(outlet: Outlet) -> shapes.OutletShape:
    return shapes.OutletShape(
        **outlet.model_dump(include={"slug", "name", "summary", "kind", "country", "homepage", "reviewed_on"}),
        statements=[
            shapes.StatementShape(**statement.model_dump(exclude={"id", "outlet_id", "archived_url"}))
            for statement in outlet.statements
        ],
        notes=_notes(outlet.notes),
    )


def _notes(notes: list[Note]) -> list[shapes.NoteShape]:
    return [
        shapes.NoteShape(
            **note.model_dump(include={"id", "text", "language", "quote", "published_on"}),
            sources=[shapes.SourceShape(url=source.url, title=source.title) for source in note.sources],
        )
        for note in published(notes)
    ]


def _json(shape: shapes.Shape) -> bytes:
    return shape.model_dump_json().encode()


def padded(shape: shapes.Shape) -> bytes:
    """A bucket or group as the bytes of its file."""
    data = _json(shape)
    return data + b" " * (-len(data) % _PAGE)
