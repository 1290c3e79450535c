"""How far a long file was read, so that the next run goes on from there."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from masthead.errors import CannotStart, UnreadableText

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
            UnreadableText: the file cannot be read.
            CannotStart: the bookmark is damaged.
        """
        try:
            with path.open("rb") as opened:
                digest = hashlib.sha256(opened.read(_HEAD))
                digest.update(f"{os.fstat(opened.fileno()).st_size} {wanted}".encode())
        except OSError as error:
            raise UnreadableText(f"{path} cannot be read ({error.strerror}).") from error
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

    def set(self, position: int, *, finished: bool = False) -> None:
        """Note how many records were read, and whether these are all.

        Raises:
            CannotStart: it cannot be noted.
        """
        self.position, self.finished = position, finished
        part = self.file.with_suffix(".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"position": position, "finished": finished}), "utf-8")
            part.replace(self.file)
        except OSError as error:
            raise CannotStart(f"{self.file} cannot be written ({error.strerror}). See that there is room.") from error
