"""Starts the real program for tests: commands that end, and a server that stays until the test is over."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, TypeVar

from databases import sqlite
from starting import Running, run, start

ROOT: Final = Path(__file__).resolve().parent.parent
SEED: Final = ROOT.parent / "shared" / "seed"
"""Where the seed lies on the machines of those who have it; it is never part of the repo."""
MASTHEAD: Final = (sys.executable, "-m", "masthead")
_PATIENCE: Final = 120
"""Seconds after which something that should have happened counts as broken, on the slowest machine."""


@dataclass(frozen=True)
class Server:
    """A running server and where its things are."""

    url: str
    port: int
    data: Path
    token: str
    """Of the demo curator; empty where no demo is loaded."""
    database: str
    """URL of its database."""
    said: list[str] = field(default_factory=list)
    """The lines it has printed; all of them once it has ended."""


def environment(data: Path, /, **settings: str) -> dict[str, str]:
    """The environment of a program whose only settings are the given ones."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MASTHEAD_")}
    return inherited | {"MASTHEAD_DATA": str(data)} | {f"MASTHEAD_{name.upper()}": settings[name] for name in settings}


def masthead(
    data: Path, /, *arguments: str | Path, stdin: bytes = b"", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; what it prints is UTF-8."""
    given = [*map(str, arguments)]
    status, out, complaints = run(given, environment(data, **settings), stdin, _PATIENCE)
    return subprocess.CompletedProcess(given, status, out.decode(), complaints.decode())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def program(
    arguments: list[str], env: dict[str, str], sign: str, said: list[str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Run another program from the line in which it says that it is ready until the end of the block.

    Args:
        arguments: the program and its arguments.
        env: its whole environment.
        sign: what the line contains.
        said: gets the lines that it prints.
    """
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True, start_new_session=True
    )
    with _ready(process, process.stdout or sys.stdin, sign, [] if said is None else said):
        yield process


_Process = TypeVar("_Process", "subprocess.Popen[str]", Running)


@contextmanager
def _ready(process: _Process, stream: IO[str], sign: str, said: list[str]) -> Iterator[_Process]:
    """A process from the line in which it says that it is ready; in the end it is told to stop, and has stopped."""
    listener = _Listener(stream, sign, said)
    try:
        listener.start()
        if not listener.settled.wait(_PATIENCE) or not listener.ready:
            raise RuntimeError(f"{process} did not get ready; it said:\n{''.join(listener.said)}")
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PATIENCE)
        finally:
            process.kill()
            process.wait(_PATIENCE)
            listener.join()
            stream.close()


class _Listener(threading.Thread):
    """Reads what a program says, so that its pipe never fills, and looks for a sign."""

    def __init__(self, stream: IO[str], sign: str, said: list[str]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._sign = sign
        self.settled = threading.Event()
        """The sign was seen, or the program has ended."""
        self.ready = False
        self.said = said

    def run(self) -> None:
        for line in self._stream:
            self.said.append(line)
            if self._sign in line:
                self.ready = True
                self.settled.set()
        self.settled.set()


@contextmanager
def serving(data: Path, *, demo: bool = False, port: int | None = None, **settings: str) -> Iterator[Server]:
    """Serve the records of a data folder until the end of the block; it must then end well."""
    with killable(data, demo=demo, port=port, **settings) as (server, process):
        yield server
    if process.returncode != 0:
        raise RuntimeError(f"masthead serve ended with status {process.returncode}")


@contextmanager
def killable(
    data: Path, *, demo: bool = False, port: int | None = None, **settings: str
) -> Iterator[tuple[Server, Running]]:
    """A server that need not end well, and its process."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    said: list[str] = []
    arguments = ["serve", *(["--demo"] if demo else [])]
    process, stream = start(arguments, environment(data, port=str(port), **settings))
    with _ready(process, stream, f"Masthead is at {url}", said):
        # The port is open already, so this waits until the server answers.
        with urllib.request.urlopen(f"{url}/healthz", timeout=_PATIENCE) as answer:  # noqa: S310 - our own server
            answer.read()
        token = data / "demo-token"
        known = token.read_text("utf-8").strip() if token.exists() else ""
        yield Server(url, port, data, known, settings.get("database_url") or sqlite(data), said), process
