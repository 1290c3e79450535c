"""What a browser's processes take: processor time and memory, as the system counts them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICK: Final = 1000 / os.sysconf("SC_CLK_TCK")
"""Milliseconds in which the system counts the time of whole processes."""
_OWN: Final = ("Pss_Anon:", "Pss_Shmem:")
"""What processes hold besides files, such as programs: those are held for every browser that runs on the machine."""
_FIREFOX_PAGES: Final = "Isolated Web Co"
"""Others wait for pages to come."""
_FIREFOX_EXTENSION: Final = "WebExtensions"


@dataclass(frozen=True, slots=True)
class Clock:
    """Processor time of one process so far, in milliseconds."""

    kind: str
    main_thread: float
    all: float


@dataclass(frozen=True, slots=True)
class Used:
    """Processor time, in milliseconds."""

    page: float
    """Of the main threads of processes that show pages."""
    extension: float
    """Of the process that extensions run in."""
    all: float


@dataclass(frozen=True, slots=True)
class Held:
    """Memory, in megabytes; what processes share counts once."""

    pages: float
    extension: float
    all: float


def own_children() -> set[int]:
    """The programs that this one has started."""
    return {one for one, parent in _parents().items() if parent == os.getpid()}


def with_descendants(programs: set[int]) -> set[int]:
    """Programs, and all that they have started."""
    parents = _parents()
    found = set(programs)
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> dict[int, int]:
    found = {}
    for path in _PROC.iterdir():
        if path.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                found[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def clocks(processes: Iterable[int]) -> dict[int, Clock]:
    """What processes have used so far."""
    found = {}
    for one in processes:
        with suppress(OSError):
            folder = _PROC / str(one)
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            main_thread = (folder / "task" / str(one) / "schedstat").read_text().split()[0]
            found[one] = Clock(_kind(one), int(main_thread) / 1e6, _TICK * (int(fields[11]) + int(fields[12])))
    return found


def used(before: dict[int, Clock], after: dict[int, Clock]) -> Used:
    """What was used in between; what a process did before it was given a page does not count for the page."""
    page = extension = everything = 0.0
    for one, clock in after.items():
        begun = before.get(one, Clock(clock.kind, 0, 0))
        everything += clock.all - begun.all
        if clock.kind == "extension":
            extension += clock.all - begun.all
        elif clock.kind == "page":
            page += clock.main_thread - begun.main_thread
    return Used(page, extension, everything)


def held(processes: Iterable[int]) -> Held:
    """What processes hold now."""
    pages = extension = everything = 0.0
    for one in processes:
        with suppress(OSError):
            rollup = (_PROC / str(one) / "smaps_rollup").read_text()
            size = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(_OWN)) / 1024
            kind = _kind(one)
            everything += size
            pages += size if kind == "page" else 0
            extension += size if kind == "extension" else 0
    return Held(pages, extension, everything)


def _kind(process: int) -> str:
    """Whether a process shows pages, runs extensions, or does something else for the browser."""
    folder = _PROC / str(process)
    command = (folder / "cmdline").read_bytes()
    name = (folder / "comm").read_text().strip()
    if b"--extension-process" in command or name == _FIREFOX_EXTENSION:
        return "extension"
    return "page" if b"--type=renderer" in command or name == _FIREFOX_PAGES else "other"
