"""How far a long file was read, so that the next run goes on from there."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from masthead.errors import CannotStart

_HEAD: Final = 1024 * 1024
"""Bytes by which a file is known again, with its size: its name may change."""


@dataclass(slots=True)
class Bookmark:
    """Where reading stopped, kept in a small file of its own."""

    file: Path
    position: int = 0
    """How many records were read."""
    finished: bool = False

    @classmethod
    def of(cls, path: Path, folder: Path, wanted: str = "") -> "Bookmark":
        """The bookmark of a file; at its beginning where it was never read.

        Args:
            path: of the file.
            folder: where bookmarks are kept.
            wanted: what of the file is read; another part has a bookmark of its own.

        Raises:
            CannotStart: the bookmark is damaged.
        """
        with path.open("rb") as opened:
            digest = hashlib.sha256(opened.read(_HEAD))
            digest.update(f"{os.fstat(opened.fileno()).st_size} {wanted}".encode())
        mark = cls(folder / f"{digest.hexdigest()[:32]}.json")
        if mark.file.exists():
            try:
                kept = json.loads(mark.file.read_text("utf-8"))
                mark.position, mark.finished = int(kept["position"]), bool(kept["finished"])
            except (ValueError, TypeError, KeyError) as error:
                raise CannotStart(
                    f"{mark.file} is damaged. Remove it: what is archived already is recognised."
                ) from error
        return mark

    def set(self, position: int) -> None:
        """Note how many records were read."""
        self.position = position
        self._write()

    def finish(self, position: int) -> None:
        """Note that all were."""
        self.finished = True
        self.set(position)

    def _write(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps({"position": self.position, "finished": self.finished}), "utf-8")
        part.replace(self.file)
