"""A hostile publisher: a sound feed whose files are changed, named by their new content, stated and signed again."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from masthead.errors import FeedError
from masthead.feed import paths, shapes
from masthead.feed.reader import Reader
from masthead.feed.signing import FeedKey, load_key, read_signed
from masthead.feed.source import FolderSource
from masthead.matching.tables import Table, decode_table

Change = Callable[[dict[str, Any]], Any]
"""Changes JSON in place, or gives what is to stand there instead."""


def edited(data: bytes | str, change: Change) -> bytes:
    """JSON after a change."""
    value = json.loads(data)
    return json.dumps(change(value) or value).encode()


class Spoilt:
    """A feed in a folder, in the hands of whoever has its key."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        self.folder = folder
        self.key: FeedKey = load_key(key_file)

    def reader(self) -> Reader:
        """A reader who sees the feed for the first time."""
        return Reader(FolderSource(self.folder))

    def read(self, text: str) -> list[int]:
        """Articles that a reader finds on a page; every kind of file is asked for."""
        return [match.article.id for match in self.reader().read(text, "https://elsewhere.example/").matches]

    def refused(self, text: str, words: str = ".") -> None:
        """A reader of a page refuses the feed, and says why."""
        with pytest.raises(FeedError, match=words):
            self.read(text)

    @property
    def index(self) -> shapes.Index:
        """What the index says."""
        return read_signed((self.folder / "index.json").read_bytes())[1]

    @property
    def table(self) -> Table:
        """The table in force."""
        return decode_table(self.file("tables").read_bytes())

    def file(self, kind: str, group: int = 0) -> Path:
        """The file in force: ``index.json``, or that of a room."""
        index = self.index
        if kind == "articles":
            return self.folder / paths.group_path(group, self.table.digests[group].hex())
        held = {
            "index.json": kind,
            "lists": paths.list_path(index.list.sha256),
            "tables": paths.table_path(index.table.sha256),
            "outlets": paths.directory_path(index.directory.sha256),
        }
        return self.folder / held[kind]

    def frame(self, change: Change) -> None:
        """Change what stands around the content of index.json."""
        path = self.folder / "index.json"
        path.write_bytes(edited(path.read_bytes(), change))

    def sign(self, content: str) -> None:
        """Say something else in index.json, whatever it is, and sign it."""
        self.frame(lambda signed: signed.update(content=content, signature=self.key.sign(content).signature))

    def say(self, change: Change) -> None:
        """Change the content of index.json, and sign it."""
        signed = json.loads((self.folder / "index.json").read_bytes())
        self.sign(edited(signed["content"], change).decode())

    def put(self, kind: str, data: bytes, group: int = 0) -> None:
        """Put something else in the place of a file, under its right name, and state it."""
        digest = hashlib.sha256(data).hexdigest()
        if kind == "articles":
            table = self.table
            (self.folder / paths.group_path(group, digest)).write_bytes(data)
            self.put("tables", Table({**table.digests, group: bytes.fromhex(digest[:32])}).encode())
            return
        path_of = {"lists": paths.list_path, "tables": paths.table_path, "outlets": paths.directory_path}
        name = {"lists": "list", "tables": "table", "outlets": "directory"}[kind]
        (self.folder / path_of[kind](digest)).write_bytes(data)
        self.say(lambda index: index[name].update(sha256=digest))

    def change(self, kind: str, change: Change) -> None:
        """Change a JSON file, name it by its content, and state it."""
        if kind == "index.json":
            self.say(change)
        else:
            self.put(kind, edited(self.file(kind).read_bytes(), change))
