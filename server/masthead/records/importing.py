"""Import: the lines of an export become records, all of them or none, or those that can.

Into a database without records they come with their numbers, versions and history, so that it tells readers the same
to the byte. Elsewhere they come as new records of whoever imports them, and the history of the file is left out.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Table, insert, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.errors import InvalidInput, MastheadError, Unavailable
from masthead.records.addresses import ADDRESSES
from masthead.records.articles import ARTICLES
from masthead.records.cells import read
from masthead.records.exporting import FORMAT, NOUNS, REVISION, TEXTS, Head
from masthead.records.history import NOT_FOR_READERS, Author, Revision
from masthead.records.imported import Imported, NotImported, hash_of, reason_of
from masthead.records.keeping import Noun
from masthead.records.merging import Merging
from masthead.records.notes import NOTES, Source
from masthead.records.numbering import number_on
from masthead.records.search import Searched, texts_of
from masthead.records.sketches import keep_sketch

_ADDED: Final[dict[str, dict[str, Any]]] = {"article": {"licence": None}}
"""Columns that exports of earlier versions do not have."""
LONGEST: Final = 16 * 1024 * 1024
"""Bytes of one line: a revision may hold an article's text twice."""
MOST_OF_NUMBERS: Final = 10**9
"""Numbers of records, and versions: room is left for those that follow."""
_OWNERS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("outlet_id",),
    "statement": ("outlet_id",),
    "placement": ("article_id",),
    "note": ("article_id", "outlet_id"),
    "sample": ("outlet_id",),
    "capture": ("article_id",),
}
"""Of records that belong to another one, the fields of which one must say to which."""


async def import_lines(
    session: AsyncSession,
    author: Author,
    lines: Iterable[bytes],
    *,
    address_of: Callable[[str], str],
    keep_going: bool = False,
    as_drafts: bool = False,
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Imported:
    """Take in the lines of an export.

    Args:
        session: that writes; what was taken is kept when it ends well.
        author: who imports, where records come as new ones.
        lines: of the file, each with its end or without.
        address_of: gives an address its normal form, or refuses it.
        keep_going: whether lines that can be taken are, though others cannot.
        as_drafts: whether all come as new records that are drafts, whatever the lines say, for others to look at.
        progress: is told the bytes of each line.

    Raises:
        InvalidInput: it is no export.
        NotImported: some lines cannot be taken.
    """
    work: _Whole | Merging = Merging(session, author, address_of, as_drafts=as_drafts)
    done = Imported(whole=False)
    began = False
    for number, line in enumerate(lines, 1):
        progress(len(line))
        if not line.strip():
            continue
        first, began = not began, True
        try:
            kind, row = _parsed(line)
            if kind == "export" and first:
                _check_head(row)
                if not as_drafts and not await _filled(session):
                    work, done.whole = _Whole(session, address_of), True
            elif kind == REVISION and not done.whole:
                done.history_left_out += 1
            else:
                await _take(session, work, kind, row)
                done.added[kind] += 1
        except Unavailable:
            raise  # no fault of the line
        except (MastheadError, ValidationError, StatementError, OverflowError, RecursionError, UnicodeError) as error:
            done.refuse(number, reason_of(error))
    if not began:
        raise InvalidInput("There is no line in it. The command masthead export FILE writes some.")
    await work.finish()
    if done.refused and not keep_going:
        raise NotImported(done)
    return done


async def _take(session: AsyncSession, work: "_Whole | Merging", kind: str, row: dict[str, Any]) -> None:
    if kind == "export":
        raise InvalidInput("An export begins once.")
    _check_owner(kind, row)
    async with session.begin_nested():
        await work.take(kind, row)


async def _filled(session: AsyncSession) -> bool:
    for noun in NOUNS:
        if await session.scalar(select(noun.model.id).limit(1)) is not None:
            return True
    kept = select(Revision.id).where(col(Revision.record).not_in(NOT_FOR_READERS)).limit(1)
    return await session.scalar(kept) is not None


def _parsed(line: bytes) -> tuple[str, dict[str, Any]]:
    if len(line) > LONGEST:
        raise InvalidInput(f"It has more than {LONGEST // 1024 // 1024} MB.")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"It is not JSON: {error}.") from error
    if not isinstance(given, dict) or len(given) != 1:
        raise InvalidInput('It must be an object with one member, such as {"outlet": {...}}.')
    ((kind, row),) = given.items()
    if kind not in (REVISION, "export", *(noun.name for noun in NOUNS)) or not isinstance(row, dict):
        raise InvalidInput(f"Nothing here is called {str(kind)[:40]!r}.")
    return kind, row


def _check_owner(kind: str, row: dict[str, Any]) -> None:
    owners = _OWNERS.get(kind, ())
    if owners and sum(row.get(name) is not None for name in owners) != 1:
        raise InvalidInput(f"It must say what it belongs to: one of {', '.join(owners)}.", field=owners[0])


def _check_head(row: dict[str, Any]) -> None:
    head = Head.model_validate(row)
    if head.format != FORMAT:
        raise InvalidInput(f"Its format is {head.format[:60]!r}; this Masthead reads {FORMAT!r}.")


class _Whole:
    """Into an empty database: rows with their numbers, and their history."""

    def __init__(self, session: AsyncSession, address_of: Callable[[str], str]) -> None:
        self._session = session
        self._address_of = address_of
        self._nouns = {noun.name: noun for noun in NOUNS}
        self._taken: set[int] = set()
        self._moved = False

    async def take(self, kind: str, row: dict[str, Any]) -> None:
        if kind == REVISION:
            await self._revision(row)
        else:
            await self._record(self._nouns[kind], row)

    async def _record(self, noun: Noun[Any], row: dict[str, Any]) -> None:
        table: Table = noun.model.__table__
        sources = row.pop("sources", []) if noun is NOTES else []
        given = {name: value for name, value in row.items() if name in noun.fields.model_fields}
        # Every text is as safe as one that came over the API.
        noun.fields.model_validate(given | ({"sources": sources} if noun is NOTES else {}))
        if noun is ADDRESSES and self._address_of(given["address"]) != given["address"]:
            raise InvalidInput(f"Its normal form is {self._address_of(given['address'])}.", field="address")
        cells = read(table, _ADDED.get(noun.name, {}) | row)
        _check_numbers(cells)
        if noun in TEXTS:
            cells["content_hash"] = hash_of(cells)
        await self._session.execute(insert(table), [cells])
        record = noun.model(**cells)
        if noun is ARTICLES:
            await keep_sketch(self._session, record)
        if noun is NOTES:
            record.sources = [Source(**source) for source in sources]
            kept = [{"note_id": cells["id"], "url": one.url, "title": one.title} for one in record.sources]
            await self._session.execute(insert(Source.__table__), kept)  # type: ignore[attr-defined]
        found = [{"record": name, "record_id": cells["id"], "text": text} for name, text in texts_of(record).items()]
        if found:
            await self._session.execute(insert(Searched.__table__), found)  # type: ignore[attr-defined]

    async def _revision(self, row: dict[str, Any]) -> None:
        table: Table = Revision.__table__  # type: ignore[attr-defined]
        cells = read(table, row)
        _check_numbers(cells)
        if cells["record"] not in self._nouns:
            raise InvalidInput(f"There is no history of {cells['record'][:40]!r} here.")
        if not self._moved:
            await self._make_room(table)
        await self._session.execute(insert(table), [cells])
        self._taken.add(cells["id"])

    async def _make_room(self, table: Table) -> None:
        """Put what was done to curators here out of the way until it is known which numbers are free."""
        self._moved = True
        await self._session.execute(update(table).values(id=-table.c.id))

    async def finish(self) -> None:
        """Number what was done to curators here anew: with numbers that the file leaves free, as its curators had."""
        table: Table = Revision.__table__  # type: ignore[attr-defined]
        own = (await self._session.scalars(select(table.c.id).where(table.c.id < 0).order_by(table.c.id.desc()))).all()
        free = 0
        for number in own:
            free += 1
            while free in self._taken:
                free += 1
            await self._session.execute(update(table).where(table.c.id == number).values(id=free))
        await number_on(self._session, {})


def _check_numbers(cells: dict[str, Any]) -> None:
    for name in ("id", "version"):
        if name in cells and not 1 <= cells[name] <= MOST_OF_NUMBERS:
            raise InvalidInput(f"It is none: {cells[name]}. They go from 1 to {MOST_OF_NUMBERS:,}.", field=name)
