"""The file of a backup: lines of JSON under gzip, written whole or not at all, and recognised when it is damaged.

The first line says what it is, each of the next is a row, and the last has the counts and a digest of all before it.
"""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, NoReturn

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Table

from masthead.errors import CannotStart, Conflict, InvalidInput
from masthead.records.cells import read

FORMAT: Final = "masthead-backup"
FORM: Final = 1
"""Version of this format; another is not read."""
LONGEST_LINE: Final = 64 * 1024 * 1024
"""In bytes: a revision of the longest article has about half of it. A file of strangers must not fill the memory."""


class Header(BaseModel):
    """The first line: what the file is, and of what."""

    format: Literal["masthead-backup"] = FORMAT
    form: int = FORM
    masthead: str
    """Version of Masthead that wrote it."""
    revision: str
    """Of the tables, as Alembic counts them."""
    made_at: datetime
    database: str
    """Which kind it was; any kind takes it."""


class End(BaseModel):
    """The last line."""

    counts: dict[str, int]
    """Rows of each table."""
    numbers: dict[str, int] = Field(default_factory=dict)
    """The last number that each table gave to a row, that of a removed one perhaps."""
    sha256: str
    """Of all lines before."""


class Writer:
    """Writes the lines of a backup."""

    def __init__(self, file: Path, out: BinaryIO) -> None:
        self._file = file
        self._out = out
        self._packed = zlib.compressobj(wbits=31)
        self._digest = hashlib.sha256()
        self._counts: Counter[str] = Counter()

    def begin(self, header: Header, tables: list[str]) -> None:
        """Write the first line, for the rows of these tables."""
        self._counts.update(dict.fromkeys(tables, 0))
        self._line(header.model_dump(mode="json"))

    def row(self, table: str, row: Mapping[str, Any]) -> None:
        """Write a row."""
        self._counts[table] += 1
        self._line({"table": table, "row": row})

    def end(self, numbers: dict[str, int]) -> End:
        """Write the last line, and see that all is on the disk."""
        end = End(counts=dict(self._counts), numbers=numbers, sha256=self._digest.hexdigest())
        self._line(end.model_dump(mode="json"))
        with _writing(self._file):
            self._out.write(self._packed.flush())
            self._out.flush()
            os.fsync(self._out.fileno())
        return end

    def _line(self, value: Mapping[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # JSON columns may hold half a surrogate pair; it must come back as it was.
        line = text.encode("utf-8", "surrogatepass") + b"\n"
        if len(line) > LONGEST_LINE:
            raise InvalidInput(f"A row of {value.get('table')} is too long for a backup: {len(line):,} bytes.")
        self._digest.update(line)
        with _writing(self._file):
            self._out.write(self._packed.compress(line))


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotStart(
            f"The backup {file} cannot be written ({error.strerror}). Choose another place; nothing is left of it."
        ) from error


@contextmanager
def new_file(file: Path, *, force: bool) -> Iterator[Writer]:
    """A backup file that appears at the end of the block, whole; where the block raises, nothing has changed.

    Raises:
        CannotStart: it cannot be written there.
        Conflict: a file is there and may not be replaced.
    """
    _refuse_to_replace(file, force=force)
    with _writing(file):
        # Only its owner can read it, and its name is nobody else's: of two backups at once each is whole.
        handle, name = tempfile.mkstemp(prefix=f".{file.name[:100]}.", suffix=".part", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as out:
            yield Writer(file, out)
        _refuse_to_replace(file, force=force)
        with _writing(file):
            part.replace(file)
            _keep_names(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _refuse_to_replace(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise Conflict(f"{file} is a folder. Give the name of a file in it.")
    if file.exists() and not force:
        raise Conflict(f"{file} is there already. Choose another name, or replace it with --force.")


def _keep_names(folder: Path) -> None:
    """See that the folder's names are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Reader:
    """Reads the lines of a backup, as often as need be, and recognises what was damaged or cut short."""

    def __init__(self, file: Path, packed: BinaryIO) -> None:
        self.file = file
        self._packed = packed
        self._size = os.fstat(packed.fileno()).st_size
        self.header = self._header(next(self._lines(), b""))
        self.end: End | None = None
        """The last line, once all has been read."""

    @property
    def share(self) -> float:
        """How far it is read, from 0 to 1."""
        return self._packed.tell() / max(self._size, 1)

    def read(self, tables: Mapping[str, Table]) -> Iterator[tuple[Table, dict[str, Any]]]:
        """All rows, as these tables hold them.

        Raises:
            InvalidInput: the file is damaged, or no table can hold a row.
        """
        for name, row in self.rows():
            table = tables.get(name)
            if table is None:
                self.refuse(f"it has rows of a table {name[:60]!r}, which is not known")
            try:
                cells = read(table, row)
            except InvalidInput as error:
                self.refuse(error.message)
            yield table, cells

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The tables' names and rows, from the first on; whoever gets to the end knows that the file is whole.

        Raises:
            InvalidInput: it is not.
        """
        digest = hashlib.sha256()
        counts: Counter[str] = Counter()
        end: End | None = None
        for number, line in enumerate(self._lines()):
            if end is not None:
                self._refuse("something follows its end")
            if number > 0:
                value = self._json(line)
                if "table" not in value:
                    end = self._end(value)
                    continue
                table, row = value["table"], value.get("row")
                if not isinstance(table, str) or not isinstance(row, dict) or len(value) != 2:
                    self._refuse("a line is no row")
                counts[table] += 1
                yield table, row
            digest.update(line)
        if end is None:
            self._refuse("its end is missing")
        if end.sha256 != digest.hexdigest():
            self._refuse("its content does not fit its digest")
        if any(counts[table] != end.counts.get(table, 0) for table in counts.keys() | end.counts.keys()):
            self._refuse("it has not as many rows as it says")
        self.end = end

    def refuse(self, reason: str) -> NoReturn:
        """Refuse what a row says.

        Raises:
            InvalidInput: always.
        """
        raise InvalidInput(f"{self.file} cannot be restored: {reason}. Nothing was changed.")

    def _refuse(self, reason: str) -> NoReturn:
        raise InvalidInput(f"{self.file} is damaged: {reason}. Nothing was changed; take another backup.")

    def _lines(self) -> Iterator[bytes]:
        self._packed.seek(0)
        try:
            with gzip.GzipFile(fileobj=self._packed, mode="rb") as plain:
                while line := plain.readline(LONGEST_LINE + 1):
                    if len(line) > LONGEST_LINE:
                        self._refuse("a line is too long")
                    yield line
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            if isinstance(error, gzip.BadGzipFile) and self._packed.tell() <= 2:
                raise _no_backup(self.file) from error
            self._refuse("it is cut short" if isinstance(error, EOFError) else "it cannot be unpacked")
        except OSError as error:
            raise InvalidInput(f"{self.file} cannot be read ({error.strerror}).") from error

    def _json(self, line: bytes) -> dict[str, Any]:
        try:
            value = json.loads(line.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            self._refuse("a line is no JSON")
        if not isinstance(value, dict):
            self._refuse("a line is no row")
        return value

    def _end(self, value: dict[str, Any]) -> End:
        try:
            return End.model_validate(value, strict=True)
        except ValidationError:
            self._refuse("a line is no row")

    def _header(self, line: bytes) -> Header:
        try:
            header = Header.model_validate_json(line)
        except ValidationError as error:
            raise _no_backup(self.file) from error
        if header.form != FORM:
            raise InvalidInput(
                f"{self.file} was made by Masthead {header.masthead[:40]} in a form that this one does not know."
                " Restore it with that version."
            )
        return header


def _no_backup(file: Path) -> InvalidInput:
    return InvalidInput(f"{file} is no backup of Masthead. Give a file that masthead backup has written.")


@contextmanager
def open_file(file: Path) -> Iterator[Reader]:
    """A backup that can be read.

    Raises:
        InvalidInput: it cannot, or is none.
    """
    try:
        packed = file.open("rb")
    except OSError as error:
        raise InvalidInput(f"The backup {file} cannot be read ({error.strerror}).") from error
    with packed:
        yield Reader(file, packed)
