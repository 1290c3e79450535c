"""Publishes from copies of a folder, each time killed by the system right before another change of a file.

    python killing.py FOLDER SMALL STEP

FOLDER holds ``feed`` and ``feed.data``, as tests make them. A copy is made beside it, ``killed``, and published in a
process of its own, which dies before its first change of a file; when a line is read from standard input, the copy is
made anew and dies STEP changes later, and so on, until one lives to the end. What became of each is told in a line.
"""

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from feed.making import settings_of
from masthead.config import Settings
from masthead.feed.publish import publish
from masthead.records.database import database

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "os.truncate", "shutil.rmtree"}


def die_at(change: int, below: Path) -> None:
    """Let this process be killed right before it makes its nth change below a folder."""
    left = change

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        # Whole folders are removed by names that are told without the folder.
        if (writes or event in CHANGES) and str(below / str(given[0])).startswith(f"{below}{os.sep}"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


async def work(settings: Settings, small: int) -> None:
    """Publish."""
    async with database(settings.database) as records:
        await publish(records, settings, small=small)


def main(folder: Path, small: int, step: int) -> None:
    """Publish and be killed, again and again."""
    killed = folder.with_name("killed")
    for change in range(1, 10_000, step):
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(folder, killed)
        child = os.fork()  # only this program's own process can be killed at so exact a point
        if child == 0:
            die_at(change, killed)
            asyncio.run(work(settings_of(killed / "feed"), small))
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, flush=True)  # noqa: T201 - the answer
        # The line is read after the last one too: whoever writes it must not find that we have gone.
        if not sys.stdin.readline() or status != -signal.SIGKILL:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
