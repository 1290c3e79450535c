"""The extension's own code outside a browser: a reader of a feed in a folder that holds what it has received."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

SCRIPT: Final = Path(__file__).with_name("reader.js")


@dataclass(frozen=True, slots=True)
class Received:
    """What a refresh took."""

    seconds: float
    files: dict[str, int]
    """Bytes of each file on the wire, by its path."""

    def of(self, room: str) -> int:
        """Bytes of the files of one kind."""
        return sum(count for path, count in self.files.items() if path.partition("/")[0] == room)

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(self.files.values())


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Seconds that a page took in a worker."""

    cut: float
    looked: float
    groups: int
    """Groups that were read for it."""


@dataclass(frozen=True, slots=True)
class Woken:
    """What a new worker thread told."""

    opened: float
    """Seconds until what was kept was in force."""
    validated: float
    """Seconds to look at every entry of the list; 0 where that was not asked for."""
    pages: list[PageTimes]


class ExtensionReader:
    """A running reader."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def receive(self) -> Received:
        """Bring it to what the feed is now."""
        told = self._ask({"do": "receive"})
        return Received(told["milliseconds"] / 1000, told["files"])

    def work(self, pages: Sequence[str], workers: int, *, validate: bool = False) -> list[Woken]:
        """Have new worker threads look up pages, one thread after the other, all pages in each."""
        told = self._ask({"do": "work", "pages": pages, "workers": workers, "validate": validate})
        return [
            Woken(
                one["opened"] / 1000,
                (one["validated"] or 0) / 1000,
                [PageTimes(page["cut"] / 1000, page["looked"] / 1000, page["groups"]) for page in one["pages"]],
            )
            for one in told
        ]

    def _ask(self, command: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        given, said = _pipe(self._process.stdin), _pipe(self._process.stdout)
        given.write(json.dumps(command) + "\n")
        given.flush()
        line = said.readline()
        if not line:
            raise SystemExit(f"{SCRIPT.name} ended with status {self._process.wait()}.")
        return json.loads(line)


@contextmanager
def extension_reader(folder: Path) -> Iterator[ExtensionReader]:
    """A reader of the feed in a folder, until the end of the block."""
    node = shutil.which("node")
    if node is None:
        raise SystemExit("The bench runs the extension's code: install Node 20 or later and put node on the PATH.")
    command = [node, str(SCRIPT), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
        yield ExtensionReader(process)


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise SystemExit("The process has no pipe.")
    return stream
