"""What the publisher remembers from one publication to the next, so that it need not read the whole archive again.

A folder beside the feed. It holds nothing that the records do not: without it, the next publication makes it anew.
Which state belongs to a feed is told by the digest of its index.json, so that a publication that was killed at any
moment is either not begun or done.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from masthead.feed import files
from masthead.feed.common import Holding, Home, Index, U64Array
from masthead.feed.holdings import open_holding, portions
from masthead.matching.evidence import stock_phrases
from masthead.matching.fingerprint import K
from masthead.matching.ordered import ordered, within

UNSETTLED: Final = "unsettled"
"""Name of a file that is there while files of the feed may not outlive a loss of power, and after one."""
_FORMAT: Final = 2
_CODE: Final = 1
"""Grows when other bytes are made of the same records: then all is made anew."""
_NAMES: Final = ("ids", "sizes", "homes", "digests")
U32Array = npt.NDArray[np.uint32]


def basis_of(window: int, group_size: int) -> str:
    """What a feed is made of besides the records."""
    stock = hashlib.sha256(stock_phrases().tobytes()).hexdigest()[:16]
    return f"{_CODE} {K} {window} {group_size} {stock}"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of each published text, by number. All of shape (texts,)."""

    ids: Index
    """Numbers of the articles, increasing."""
    sizes: Index
    """How many distinct shingles each has."""
    homes: Index
    """Whose template it has, as ``Homes`` numbers them."""
    digests: U64Array
    """What its body hashes to: another number says that it has changed."""

    @classmethod
    def none(cls) -> "Texts":
        """No text."""
        empty = np.empty(0, np.int64)
        return cls(empty, empty, empty, np.empty(0, np.uint64))

    def at(self, wanted: Index) -> Index:
        """Places of texts that are there."""
        return np.searchsorted(self.ids, wanted)

    def has(self, number: int) -> bool:
        """Whether there is such a text."""
        at = int(np.searchsorted(self.ids, number))
        return at < len(self.ids) and int(self.ids[at]) == number

    def without(self, numbers: Iterable[int]) -> "Texts":
        """All but some."""
        kept = ~within(self.ids, np.array(sorted(numbers), np.int64))
        return Texts(self.ids[kept], self.sizes[kept], self.homes[kept], self.digests[kept])

    def joined(self, other: "Texts") -> "Texts":
        """These and others, of which none is the same."""
        ids = np.concatenate((self.ids, other.ids))
        order = np.argsort(ids)
        joined = (np.concatenate((getattr(self, name), getattr(other, name)))[order] for name in _NAMES)
        return Texts(*joined)


class Homes:
    """Numbers for whose template a text has: even for outlets, odd for hosts, -1 for nobody's."""

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = {host: at for at, host in enumerate(hosts)}

    @property
    def hosts(self) -> list[str]:
        """All hosts, in the order of their numbers."""
        return list(self._hosts)

    def number(self, home: Home) -> int:
        """The number of a home; a new host gets the next one."""
        if home is None:
            return -1
        if isinstance(home, int):
            return 2 * home
        return 2 * self._hosts.setdefault(home, len(self._hosts)) + 1


@dataclass(frozen=True, slots=True)
class Listing:
    """Listed fingerprints: the upper half of each, and the article it is of, shape (entries,)."""

    hi: U32Array
    owners: U32Array

    @classmethod
    def none(cls) -> "Listing":
        """Nothing listed."""
        return cls(np.empty(0, np.uint32), np.empty(0, np.uint32))

    def without(self, numbers: Iterable[int]) -> "Listing":
        """All but those of some articles."""
        kept = ~within(np.asarray(self.owners), np.array(sorted(numbers), np.uint32))
        return Listing(self.hi[kept], self.owners[kept])

    def joined(self, other: "Listing") -> "Listing":
        """These and others."""
        return Listing(np.concatenate((self.hi, other.hi)), np.concatenate((self.owners, other.owners)))


@dataclass(frozen=True, slots=True)
class Workbook:
    """The state of one publication."""

    version: int
    """The latest revision that it has taken in."""
    mark: str
    """What that revision was: of other records, or of a backup that was put back, it is another."""
    seen: tuple[int, ...]
    """The revisions shortly before that one that it has taken in: a database may tell of a lower one later."""
    basis: str
    """What else the feed was made of: another basis, and all is made anew."""
    base: str
    """Name of the folder with the large part, as the last full publication left it."""
    texts: Texts
    homes: Homes
    slugs: dict[int, str]
    edges: tuple[tuple[int, int], ...]
    """Near-duplicates."""
    base_holding: Holding
    base_listing: Listing
    gone: Index
    """Texts of the base that are there no more, or not as they were, increasing."""
    unlisted: Index
    """Texts of the base whose listed fingerprints are others now, increasing."""
    holding: Holding
    """What the texts since then hold."""
    listing: Listing
    """What is listed of them, and of the unlisted."""
    changed: int
    """How many texts have come, gone or been rewritten since the last full publication."""

    def among(self, wanted: U64Array) -> tuple[Index, Index]:
        """Who holds some shingles: pairs of a place in ``wanted`` and a text, in that order."""
        place, owner = self.base_holding.among(wanted)
        if len(self.gone):
            kept = ~within(owner, self.gone)
            place, owner = place[kept], owner[kept]
        if not len(self.holding.values):
            return place, owner
        more, other = self.holding.among(wanted)
        place, owner = np.concatenate((place, more)), np.concatenate((owner, other))
        order = np.lexsort((owner, place))
        return place[order], owner[order]

    def shingles_of(self, numbers: Iterable[int]) -> U64Array:
        """The distinct shingles of some texts, increasing; all that is held is looked through for them."""
        wanted = list(numbers)
        if not wanted:
            return np.empty(0, np.uint64)
        in_base = np.setdiff1d(wanted, self.gone)
        found = [self.holding.values[np.isin(self.holding.owners, wanted)]]
        if len(in_base):
            found += [values[within(owners, in_base)] for values, owners in portions(self.base_holding)]
        return ordered(np.concatenate(found))

    def all_listed(self) -> Listing:
        """All listed fingerprints."""
        return self.base_listing.without(self.unlisted.tolist()).joined(self.listing)


class WorkFolder:
    """Keeps workbooks: each is written whole before the feed's index that it belongs to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_base(self) -> Path:
        """An empty folder for the large part of a full publication, with a name that none has had."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(prefix="base-", dir=self._folder))

    def open(self, digest: str, basis: str) -> Workbook | None:
        """The workbook of the feed whose index.json has a digest; None where there is none that can go on."""
        file = self._folder / f"state-{digest[:32]}.json"
        try:
            return self._read(file, basis) if file.is_file() else None
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return None  # damaged: as good as lost

    def _read(self, file: Path, basis: str) -> Workbook | None:
        said: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if said["format"] != _FORMAT or said["basis"] != basis:
            return None
        base = self._folder / said["base"]
        with (self._folder / said["recent"]).open("rb") as data, np.load(data) as recent:
            arrays = {name: recent[name] for name in recent.files}
        return Workbook(
            version=said["version"],
            mark=said["mark"],
            seen=tuple(said["seen"]),
            basis=basis,
            base=said["base"],
            texts=Texts(*(arrays[name] for name in _NAMES)),
            homes=Homes(said["hosts"]),
            slugs={int(number): slug for number, slug in said["slugs"].items()},
            edges=tuple((one, other) for one, other in arrays["edges"].tolist()),
            base_holding=open_holding(base),
            base_listing=Listing(np.load(base / "hi.npy", mmap_mode="r"), np.load(base / "listed.npy", mmap_mode="r"))
            if said["listed"]
            else Listing.none(),
            gone=arrays["gone"],
            unlisted=arrays["unlisted"],
            holding=Holding(arrays["values"], arrays["owners"]),
            listing=Listing(arrays["hi"], arrays["listed"]),
            changed=said["changed"],
        )

    def keep(self, book: Workbook, digest: str, *, recent: str | None = None) -> None:
        """Write a workbook for the feed whose index.json will have a digest.

        Args:
            book: what to remember.
            digest: SHA-256 of the index.json to come.
            recent: name of the file that holds the arrays already, if nothing in them has changed.
        """
        name = recent or self._write_recent(book)
        said = {
            "format": _FORMAT,
            "version": book.version,
            "mark": book.mark,
            "seen": book.seen,
            "basis": book.basis,
            "base": book.base,
            "recent": name,
            "hosts": book.homes.hosts,
            "slugs": book.slugs,
            "listed": len(book.base_listing.hi) > 0,
            "changed": book.changed,
        }
        files.put(self._folder / f"state-{digest[:32]}.json", json.dumps(said).encode(), trusted=False)

    def _write_recent(self, book: Workbook) -> str:
        taken = {int(one.stem.partition("-")[2]) for one in self._folder.glob("recent-*.npz")}
        name = f"recent-{max(taken, default=0) + 1}.npz"
        arrays = {one: getattr(book.texts, one) for one in _NAMES}
        arrays["edges"] = np.array(book.edges, np.int64).reshape(-1, 2)
        arrays |= {"gone": book.gone, "unlisted": book.unlisted}
        arrays |= {"values": book.holding.values, "owners": book.holding.owners}
        arrays |= {"hi": book.listing.hi, "listed": book.listing.owners}
        data = io.BytesIO()
        np.savez(data, **arrays)
        files.put(self._folder / name, data.getvalue(), trusted=False)
        return name

    def recent_of(self, digest: str) -> str:
        """Name of the file with the arrays of a feed's workbook."""
        said = json.loads((self._folder / f"state-{digest[:32]}.json").read_text("utf-8"))
        return str(said["recent"])

    def forget_others(self, digest: str | None) -> None:
        """Remove all that the workbook of one feed does not need; all, where none is remembered."""
        needed: set[str] = set()
        if digest is not None:
            file = self._folder / f"state-{digest[:32]}.json"
            said = json.loads(file.read_text("utf-8"))
            needed = {file.name, said["base"], said["recent"], UNSETTLED}
        for path in self._folder.iterdir() if self._folder.exists() else ():
            if path.name not in needed:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def save_listing(self, base: Path, listing: Listing) -> Listing:
        """Keep the listed fingerprints of a full publication in its folder, sorted."""
        order = np.argsort(listing.hi, kind="stable")
        sorted_listing = Listing(listing.hi[order], listing.owners[order])
        np.save(base / "hi.npy", sorted_listing.hi)
        np.save(base / "listed.npy", sorted_listing.owners)
        return sorted_listing
