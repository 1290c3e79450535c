"""Our server beside nginx with the configuration that we ship, on the same folder: `masthead serve` and wrk."""

import json
import random
import shutil
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.feed.table import MEGA, table, took, whole

from masthead.config import Settings
from masthead.feed import paths
from masthead.feed.reader import Reader
from masthead.feed.source import FolderSource
from serving import environment, free_port, program
from web.nginx import running

SCRIPT: Final = Path(__file__).with_name("wrk.lua")
SECONDS: Final = 5
TURNS: Final = 3
"""How often each of the two is asked, in turn."""
CONNECTIONS: Final = 16
GROUPS: Final = 200
"""Groups that are asked for, one after the other."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, all the time."""

    name: str
    paths: list[str]
    headers: dict[str, str]
    status: int
    known: bool = False
    """Whether the asker has the file already, and says so."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one server did in one turn."""

    requests: float
    """In a second."""
    bytes: float
    """In a second."""
    slow: float
    """Seconds after which 99 % had their answer."""


def missing_programs() -> list[str]:
    """What is needed and not installed."""
    return [name for name in ("wrk", "nginx") if not _program(name)]


def measure_load(settings: Settings, work: Path) -> dict[str, dict[str, list[Load]]]:
    """Ask both servers, in turn: by question, by server.

    Args:
        settings: of an archive that is published.
        work: folder for what nginx and wrk need; it must not hold a folder `nginx`.
    """
    found: dict[str, dict[str, list[Load]]] = {}
    with ExitStack() as servers:
        ours = servers.enter_context(_ours(settings))
        changes = {"/var/lib/masthead/feed": str(settings.feed_folder), "127.0.0.1:8080": ours.removeprefix("http://")}
        nginx = servers.enter_context(running(work / "nginx", "masthead.conf", changes))
        for question in _questions(settings):
            paths = work / "paths"
            paths.write_text("".join(f"/feed/{path}\n" for path in question.paths), "ascii")
            said = {name: _headers(url, question) for name, url in (("ours", ours), ("nginx", nginx))}
            loads = found[question.name] = {"ours": [], "nginx": []}
            for _ in range(TURNS):
                for name, url in (("ours", ours), ("nginx", nginx)):
                    loads[name].append(_asked(url, paths, said[name]))
    return found


@contextmanager
def _ours(settings: Settings) -> Iterator[str]:
    """Our server, on the archive's data."""
    port = free_port()
    env = environment(settings.data, port=str(port), window=str(settings.window))
    url = f"http://127.0.0.1:{port}"
    with program([sys.executable, "-m", "masthead", "serve"], env, f"Masthead is at {url}"):
        yield url


def _questions(settings: Settings) -> list[Question]:
    feed = Reader(FolderSource(settings.feed_folder))
    groups = [paths.group_path(number, digest.hex()) for number, digest in feed.table.digests.items()]
    some = random.Random(1).sample(groups, min(GROUPS, len(groups)))
    return [
        Question("index.json, unchanged (304)", ["index.json"], {}, 304, known=True),
        Question("index.json", ["index.json"], {}, 200),
        Question("groups, brotli", some, {"Accept-Encoding": "br"}, 200),
        Question("groups, not compressed", some, {}, 200),
        Question("the whole list", [paths.list_path(feed.index.list.sha256)], {}, 200),
    ]


def _headers(url: str, question: Question) -> dict[str, str]:
    """Headers that a server must get for a question, once it has answered it rightly for each path."""
    headers = dict(question.headers)
    for path in question.paths:
        if question.known:
            headers["If-None-Match"] = _answer(f"{url}/feed/{path}", question.headers, 200)
        _answer(f"{url}/feed/{path}", headers, question.status)
    return headers


def _answer(url: str, headers: dict[str, str], status: int) -> str:
    """Ask once, and hand back the tag of the answer.

    Raises:
        SystemExit: the answer is another than it should be.
    """
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own servers
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own servers
            answer.read()
            told = answer.status, answer.headers
    except urllib.error.HTTPError as error:
        told = error.code, error.headers
    if told[0] != status or told[1].get("Content-Encoding") != headers.get("Accept-Encoding"):
        raise SystemExit(f"{url} answers {told[0]}, compressed as {told[1].get('Content-Encoding')}.")
    return str(told[1]["ETag"])


def _asked(url: str, paths: Path, headers: dict[str, str]) -> Load:
    """Ask as fast as a server answers, for a few seconds."""
    wrk = _program("wrk") or ""
    command = [
        wrk,
        "--threads",
        "1",
        "--connections",
        str(CONNECTIONS),
        "--duration",
        f"{SECONDS}s",
        "--timeout",
        "30s",
    ]
    command += ["--script", str(SCRIPT), url, "--", str(paths), *(f"{name}={value}" for name, value in headers.items())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - a program we were told of
    told = json.loads(done.stdout.splitlines()[-1])
    if told["failed"]:
        raise SystemExit(f"{told['failed']} requests to {url} failed.")
    seconds = told["microseconds"] / MEGA
    return Load(told["requests"] / seconds, told["bytes"] / seconds, told["slow"] / MEGA)


def tell_load(articles: int, found: dict[str, dict[str, list[Load]]]) -> None:
    """Print the table."""
    print("### Serving\n")
    head = "asked for|ours, requests/s|nginx, requests/s|ratio|ours, MB/s|nginx, MB/s|ours, 99 %|nginx, 99 %".split("|")
    rows = []
    for question, loads in found.items():
        requests, sent, slow = (
            [statistics.median(getattr(one, what) for one in loads[name]) for name in ("ours", "nginx")]
            for what in ("requests", "bytes", "slow")
        )
        cells = [*map(whole, requests), f"{requests[0] / requests[1]:.2f}", *(whole(one / MEGA) for one in sent)]
        rows.append([question, *cells, *map(took, slow)])
    print(table(head, rows))
    print(
        f"The feed of {whole(articles)} articles, {CONNECTIONS} connections on the loopback, median of {TURNS} turns of"
        f" {SECONDS} s: ours, nginx, ours, nginx.\n"
    )


def _program(name: str) -> str | None:
    # Debian keeps nginx where only root looks.
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")
