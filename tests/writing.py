"""Writers who create outlets at a real server over HTTP, each as fast as it is answered."""

import http.client
import itertools
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from serving import Server, masthead

PATIENCE: Final = 120
"""Seconds after which something that should have happened counts as broken, on the slowest machine."""
_numbers = itertools.count()


def editor(data: Path) -> str:
    """The token of a new editor."""
    added = masthead(data, "curator", "add", f"Editor {next(_numbers)}", "--role", "editor")
    assert added.returncode == 0, added.stderr
    return added.stdout.strip()


class Writing:
    """What some writers have done so far."""

    def __init__(self, server: Server, token: str) -> None:
        self._server = server
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._changed = threading.Condition()
        self._acknowledged: list[str] = []
        self.over = threading.Event()

    @property
    def acknowledged(self) -> set[str]:
        """Slugs of the outlets that the server has said it keeps."""
        with self._changed:
            return set(self._acknowledged)

    def wait_for(self, count: int) -> None:
        """Wait until so many outlets are kept."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._acknowledged) >= count, PATIENCE)

    def write(self) -> None:
        """Create outlets until it is over, or the server is gone."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)) as connection:
            while not self.over.is_set():
                slug = f"outlet-{next(_numbers)}"
                body = json.dumps({"slug": slug, "name": f"Ωutlet {slug}", "languages": ["en", "ru"]})
                try:
                    connection.request("POST", "/api/outlets", body, self._headers)
                    answer = connection.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException):
                    return
                if answer.status == 201:
                    with self._changed:
                        self._acknowledged.append(slug)
                        self._changed.notify_all()


@contextmanager
def writing(server: Server, token: str, *, writers: int = 4) -> Iterator[Writing]:
    """Some writers at work for the length of a block."""
    work = Writing(server, token)
    threads = [threading.Thread(target=work.write, daemon=True) for _ in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield work
    finally:
        work.over.set()
        for thread in threads:
            thread.join(PATIENCE)


def rows_of(data: Path, tables: list[str]) -> dict[str, list[dict[str, Any]]]:
    """All rows of some tables of a data folder's database, exactly as they are kept there."""
    with closing(sqlite3.connect(data / "masthead.db")) as connection:
        connection.row_factory = sqlite3.Row
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1') for name in tables}  # noqa: S608 - our own tables
        return {name: [dict(row) for row in rows] for name, rows in found.items()}


def is_sound(data: Path) -> None:
    """A data folder's database is whole, and each outlet has its revision and each revision its outlet."""
    with closing(sqlite3.connect(data / "masthead.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        outlets = connection.execute("SELECT id, slug FROM outlet ORDER BY id").fetchall()
        revisions = connection.execute(
            "SELECT record_id, json_extract(after, '$.slug') FROM revision"
            " WHERE record = 'outlet' AND action = 'added' ORDER BY record_id"
        ).fetchall()
        assert revisions == outlets
