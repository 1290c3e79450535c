"""Run programs that keep off the terminal, and end each with all its children."""

import asyncio
import os
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

START_SECONDS = 60
END_SECONDS = 10
_LINES_KEPT = 20
_LONGEST_LINE = 1 << 20


class StartError(Exception):
    """A program did not start, or a browser did not take its extension."""


class Program:
    """A running program and the last lines it wrote."""

    def __init__(self, process: Process, output: asyncio.StreamReader, announcement: re.Pattern[str] | None) -> None:
        self._process = process
        self._output = output
        self._announcement = announcement
        self._lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._announced: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen())

    @property
    def said(self) -> str:
        """The last lines it wrote."""
        return "".join(self._lines).rstrip()

    async def announced(self) -> str:
        """Wait for the line that matches the announcement and return its first group.

        Raises:
            StartError: the program ended or stayed silent; holds the last lines it wrote.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                if found := await self._announced:
                    return found
        raise StartError(f"the program did not start; it said:\n{self.said}")

    async def ended(self, within: float) -> bool:
        """Wait at most so many seconds until the program ends, and tell whether it did."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._process.wait()
        return self._process.returncode is not None

    async def end(self) -> None:
        """End the program politely, then whatever is left of its group by force."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        await self.ended(within=END_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        # The pipe closes when the last child is gone: only then is nobody left to write to the profile.
        await asyncio.wait([self._listener], timeout=END_SECONDS)
        self._listener.cancel()

    async def _listen(self) -> None:
        while line := await self._output.readline():
            text = line.decode(errors="replace")
            self._lines.append(text)
            if self._announcement and not self._announced.done() and (match := self._announcement.search(text)):
                self._announced.set_result(match[1])
        if not self._announced.done():
            self._announced.set_result(None)


@asynccontextmanager
async def running(
    command: Sequence[str],
    *,
    announcement: re.Pattern[str] | None = None,
    home: Path | None = None,
) -> AsyncIterator[Program]:
    """Run a program, and end it and its children at the end.

    Args:
        command: the program and its arguments.
        announcement: the line `Program.announced` waits for.
        home: a folder that takes the place of the user's home and of the folder for temporary files.
    """
    async with _pipe() as (output, inlet):
        try:
            process = await asyncio.create_subprocess_exec(
                *_tied(command),
                stdin=DEVNULL,
                stdout=inlet,
                stderr=inlet,
                env=_at_home(home) if home else None,
                start_new_session=True,
            )
        finally:
            os.close(inlet)
        program = Program(process, output, announcement)
        try:
            yield program
        finally:
            await program.end()


def _tied(command: Sequence[str]) -> list[str]:
    """Tie a program's life to ours, so that it ends even when we are killed and cannot end it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig=TERM", *command] if setpriv else [*command]


def _at_home(home: Path) -> dict[str, str]:
    """Describe an environment in which all files go below one folder, and the display stays within reach."""
    elsewhere = {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}
    return {name: value for name, value in os.environ.items() if name not in elsewhere} | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "XAUTHORITY": os.environ.get("XAUTHORITY", str(Path.home() / ".Xauthority")),
    }


@asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, int]]:
    """Make a pipe whose reading end is ours to close, whoever still holds the other end."""
    outlet, inlet = os.pipe()
    output = asyncio.StreamReader(limit=_LONGEST_LINE)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output),
        os.fdopen(outlet, "rb", buffering=0),
    )
    try:
        yield output, inlet
    finally:
        transport.close()
