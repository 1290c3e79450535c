"""Starts the program many times for the price of once.

Half of what a command costs is importing what it is made of. So all that tests run are children of one process that
has imported it and has done nothing else: each is a process of its own, with its own environment, input and output,
that runs the program's ``main``. The command as a shell finds it is run by the tests of the documentation.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Final

from masthead.__main__ import main

_COMMANDS: Final = Path(__file__).resolve().parent.parent / "server" / "masthead" / "commands"
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "masthead.__main__",
        *(f"masthead.commands.{name.stem}" for name in _COMMANDS.glob("[a-z]*.py")),
        "masthead.web.app",
        "masthead.records.migrating",
        "alembic.command",
        "sqlalchemy.dialects.postgresql.asyncpg",
        "sqlalchemy.dialects.sqlite.aiosqlite",
        "aiosqlite",
        "asyncpg",
    ]
)


class Running:
    """A process that runs the program."""

    def __init__(self, arguments: list[str], env: Mapping[str, str], stdin: Path, out: Connection | Path) -> None:
        self._process = _CONTEXT.Process(target=_run, args=(arguments, dict(env), stdin, out), name="masthead")
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """The status it ended with, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """The status it ends with.

        Raises:
            TimeoutError: it did not end in that many seconds.
        """
        self._process.join(timeout)
        if (status := self._process.exitcode) is None:
            raise TimeoutError(f"{self._process} runs for more than {timeout} seconds")
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self._process.is_alive() and self._process.pid:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it on the spot."""
        self._process.kill()
        self._process.join()


def start(arguments: list[str], env: Mapping[str, str]) -> tuple[Running, IO[str]]:
    """Start the program in a session of its own; also where to read what it prints."""
    ours, its = multiprocessing.Pipe(duplex=False)
    running = Running(arguments, env, Path(os.devnull), its)
    its.close()
    said = os.fdopen(os.dup(ours.fileno()), encoding="utf-8")
    ours.close()
    return running, said


def run(arguments: list[str], env: Mapping[str, str], stdin: bytes, patience: float) -> tuple[int, bytes, bytes]:
    """Run the program to its end; status, output and complaints."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "0"
        given.write_bytes(stdin)
        running = Running(arguments, env, given, Path(folder))
        try:
            status = running.wait(patience)
        finally:
            running.kill()
        return status, (Path(folder) / "1").read_bytes(), (Path(folder) / "2").read_bytes()


def _run(arguments: list[str], env: dict[str, str], stdin: Path, out: Connection | Path) -> None:
    """What the new process does."""
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.dup2(os.open(stdin, os.O_RDONLY), 0)
    for number in (1, 2):
        if isinstance(out, Path):
            os.dup2(os.open(out / str(number), os.O_WRONLY | os.O_CREAT, 0o600), number)
        else:
            os.dup2(out.fileno(), number)
    if not isinstance(out, Path):
        out.close()
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - as long as the process lives
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1)  # noqa: SIM115
    sys.argv = ["masthead", *arguments]
    main()
