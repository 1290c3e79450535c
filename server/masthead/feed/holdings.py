"""Who holds which shingle, for archives of any size: sorted on disk, in portions that fit into memory."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import numpy as np
import numpy.typing as npt

from masthead.feed.common import Holding, Index, U64Array

_PARTS: Final = 64
"""Portions by the top bits of a shingle: a million articles make portions of 150 MB."""
_IN_MEMORY: Final = 8_000_000
"""Fewer rows than this are sorted at once."""
_PORTION: Final = 8_000_000
"""Rows that are looked at at once."""
VALUES: Final = "values.npy"
OWNERS: Final = "owners.npy"


class HoldingBuilder:
    """Takes in the shingles of texts, in the order of their numbers, and sorts them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spool = folder / "spool"
        self._waiting: list[tuple[U64Array, npt.NDArray[np.uint32]]] = []
        self._rows = 0
        self._spooled = 0

    def add(self, values: U64Array, owners: npt.NDArray[np.uint32]) -> None:
        """Take in rows: shingles, and the number of the text that holds each."""
        self._waiting.append((values, owners))
        self._rows += len(values)
        if self._rows - self._spooled >= _IN_MEMORY:
            self._spill()

    def finish(self) -> Holding:
        """Sort, and write the files of the folder."""
        if not self._spooled:
            values, owners = _joined(self._waiting)
            order = np.argsort(values, kind="stable")
            np.save(self._folder / VALUES, values[order])
            np.save(self._folder / OWNERS, owners[order])
            return open_holding(self._folder)
        self._spill()
        # Written as streams: what is mapped would count as memory.
        with (self._folder / VALUES).open("wb") as values_file, (self._folder / OWNERS).open("wb") as owners_file:
            self._begin(values_file, np.dtype(np.uint64))
            self._begin(owners_file, np.dtype(np.uint32))
            for part in range(_PARTS):
                held = np.fromfile(self._spool / f"{part}.values", np.uint64)
                order = np.argsort(held, kind="stable")
                held[order].tofile(values_file)
                np.fromfile(self._spool / f"{part}.owners", np.uint32)[order].tofile(owners_file)
        shutil.rmtree(self._spool)
        return open_holding(self._folder)

    def _begin(self, file: BinaryIO, kind: np.dtype[Any]) -> None:
        head = {"descr": kind.str, "fortran_order": False, "shape": (self._rows,)}
        np.lib.format.write_array_header_1_0(file, head)

    def _spill(self) -> None:
        """Append what waits to the portions on disk."""
        self._spool.mkdir(exist_ok=True)
        values, owners = _joined(self._waiting)
        part = (values >> np.uint64(64 - _PARTS.bit_length() + 1)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        values, owners = values[order], owners[order]
        bounds = np.searchsorted(part[order], np.arange(_PARTS + 1))
        for at in range(_PARTS):
            rows = slice(bounds[at], bounds[at + 1])
            with (self._spool / f"{at}.values").open("ab") as file:
                values[rows].tofile(file)
            with (self._spool / f"{at}.owners").open("ab") as file:
                owners[rows].tofile(file)
        self._spooled = self._rows
        self._waiting = []


def open_holding(folder: Path) -> Holding:
    """What a builder wrote; it is read from disk as it is needed."""
    values, owners = folder / VALUES, folder / OWNERS
    # An empty file cannot be mapped.
    mode: Literal["r"] | None = "r" if values.stat().st_size > 4096 else None
    return Holding(np.load(values, mmap_mode=mode), np.load(owners, mmap_mode=mode))


def _joined(rows: Sequence[tuple[U64Array, npt.NDArray[np.uint32]]]) -> tuple[U64Array, npt.NDArray[np.uint32]]:
    if not rows:
        return np.empty(0, np.uint64), np.empty(0, np.uint32)
    return np.concatenate([one for one, _ in rows]), np.concatenate([other for _, other in rows])


def portions(holding: Holding) -> Iterator[tuple[U64Array, Index]]:
    """All rows, in portions that end where a shingle ends."""
    at, end = 0, len(holding.values)
    while at < end:
        last = min(at + _PORTION, end)
        if last < end:
            # As far as the shingle reaches that the portion would cut.
            last = int(np.searchsorted(holding.values, holding.values[last - 1], "right"))
        yield _read(holding.values, at, last), _read(holding.owners, at, last).astype(np.int64)
        at = last


def _read(array: npt.NDArray[Any], first: int, last: int) -> npt.NDArray[Any]:
    """A part of an array; of one that is mapped, read anew: what is mapped and looked at counts as memory."""
    if not isinstance(array, np.memmap) or array.filename is None:
        return array[first:last]
    offset = array.offset + first * array.itemsize
    return np.fromfile(array.filename, array.dtype, last - first, offset=offset)
