"""The work of a publication that takes time: cutting texts, and judging and writing groups.

Functions of modules, with arguments that can be handed to another process.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from masthead.feed import files, paths, shapes
from masthead.feed.common import Codes, Common, Holding, Home, Index, U64Array
from masthead.feed.content import Packed, group_file
from masthead.feed.losses import Dropped, dropped_of
from masthead.feed.texts import Text
from masthead.feed.wire import pack
from masthead.matching.fingerprint import shingles
from masthead.matching.ordered import ordered
from masthead.matching.words import words

U32Array = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Body:
    """A text to be cut."""

    id: int
    body: str
    home: int
    """Whose template it has, as ``Homes`` numbers them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The distinct shingles of some texts."""

    values: U64Array
    """Shape (rows,), in the order of the texts."""
    owners: U32Array
    sizes: Index
    """How many each text has, shape (texts,)."""
    digests: U64Array
    """What each body hashes to."""


def cut(bodies: Sequence[Body]) -> Cut:
    """Cut texts into their distinct shingles."""
    sets = [distinct(one.body) for one in bodies]
    sizes = np.array([len(one) for one in sets], np.int64)
    return Cut(
        np.concatenate(sets) if sets else np.empty(0, np.uint64),
        np.repeat(np.array([one.id for one in bodies], np.uint32), sizes),
        sizes,
        np.array([digest_of(one.body) for one in bodies], np.uint64),
    )


def distinct(body: str) -> U64Array:
    """The distinct shingles of a text, increasing."""
    return ordered(shingles(words(body)).full())


def digest_of(body: str) -> int:
    """A number that another text hardly has."""
    return int.from_bytes(hashlib.sha256(body.encode()).digest()[:8], "little")


@dataclass(frozen=True, slots=True)
class Judged:
    """An article as the feed tells it, and what was dropped on the way."""

    id: int
    text: Packed
    listed: U32Array
    """Upper halves of the fingerprints that are listed."""
    dropped: Dropped


def judge(one: Body, common: Common, w: int) -> Judged:
    """Say of a text what is evidence.

    Args:
        one: the text.
        common: what is common, with homes as numbers.
        w: the feed's window.
    """
    text = Text.of(one.body)
    codes: Codes = common.reasons(text.cut.full(), one.home)
    packed = Packed(*pack(text.told(codes)))
    listed = text.cut.hi[text.listed(text.dropped(codes), w)]
    return Judged(one.id, packed, listed, dropped_of(one.id, text, codes, w))


@dataclass(frozen=True, slots=True)
class GroupTask:
    """A group whose texts are all judged anew."""

    number: int
    members: Sequence[shapes.ArticleShape]
    """Without their texts."""
    bodies: Sequence[Body]


@dataclass(frozen=True, slots=True)
class GroupDone:
    """A group that is written."""

    number: int
    digest: str
    written: int
    """Files that were not there before."""
    listed: U32Array
    owners: U32Array
    dropped: list[Dropped]


def write_groups(tasks: Sequence[GroupTask], marks: Path, feed: Path, w: int, trusted: bool) -> list[GroupDone]:
    """Judge the texts of groups and write their files.

    Args:
        tasks: the groups.
        marks: folder of what is common, see ``keep_marks``.
        feed: folder of the feed.
        w: the feed's window.
        trusted: whether files that are there already are whole.
    """
    common = _marks(marks)
    done = []
    for task in tasks:
        judged = [judge(one, common, w) for one in task.bodies]
        members = [
            shape.model_copy(update={"shingles": one.text.shingles, "words": one.text.words})
            for shape, one in zip(task.members, judged, strict=True)
        ]
        data = group_file(task.number, members)
        digest = paths.name_of(data)
        written = files.write_group(feed, task.number, data, trusted=trusted)
        sizes = [len(one.listed) for one in judged]
        done.append(
            GroupDone(
                task.number,
                digest,
                written,
                np.concatenate([one.listed for one in judged]),
                np.repeat(np.array([one.id for one in judged], np.uint32), sizes),
                [one.dropped for one in judged],
            )
        )
    return done


def keep_marks(folder: Path, common: Common) -> None:
    """Keep what is common in files, for other processes."""
    folder.mkdir()
    at_home = sorted((home, values) for home, values in common.at_home.items() if isinstance(home, int))
    samples = sorted((home, held) for home, held in common.samples.items() if isinstance(home, int))
    np.save(folder / "everywhere.npy", common.everywhere)
    _keep(folder / "at_home", [home for home, _ in at_home], [values for _, values in at_home])
    _keep(folder / "samples", [home for home, _ in samples], [held.values for _, held in samples])
    owners = [held.owners for _, held in samples]
    np.save(folder / "samples.owners.npy", np.concatenate(owners) if owners else np.empty(0, np.int64))


def forget_marks(folder: Path) -> None:
    """Remove what ``keep_marks`` kept: once all groups are written, nobody reads it again."""
    _marks.cache_clear()
    shutil.rmtree(folder)


def _keep(stem: Path, homes: list[int], values: list[U64Array]) -> None:
    np.save(stem.with_suffix(".homes.npy"), np.array(homes, np.int64))
    np.save(stem.with_suffix(".sizes.npy"), np.array([len(one) for one in values], np.int64))
    np.save(stem.with_suffix(".values.npy"), np.concatenate(values) if values else np.empty(0, np.uint64))


@lru_cache(maxsize=1)
def _marks(folder: Path) -> Common:
    """What ``keep_marks`` kept."""
    owners = np.load(folder / "samples.owners.npy")
    samples: dict[Home, Holding] = {}
    at = 0
    for home, values in _kept(folder / "samples"):
        samples[home] = Holding(values, owners[at : at + len(values)])
        at += len(values)
    everywhere = np.load(folder / "everywhere.npy")
    return Common.of_marks(everywhere, dict(_kept(folder / "at_home")), samples)


def _kept(stem: Path) -> list[tuple[int, U64Array]]:
    homes = np.load(stem.with_suffix(".homes.npy")).tolist()
    ends = np.cumsum(np.load(stem.with_suffix(".sizes.npy")))
    return list(zip(homes, np.split(np.load(stem.with_suffix(".values.npy")), ends[:-1]), strict=True)) if homes else []
