"""Export: the records and their history as JSON Lines, one record a line, for another Masthead or any program.

Curators and tokens are not exported, and of what was done to them the history has nothing. What a backup is for:
everything, exactly, on the same kind of machine; what an export is for: the records, to be read, kept and given away.
"""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.records.addresses import ADDRESSES
from masthead.records.articles import ARTICLES, PLACEMENTS
from masthead.records.base import Told
from masthead.records.captures import CAPTURES
from masthead.records.cells import told
from masthead.records.history import NOT_FOR_READERS, Revision
from masthead.records.keeping import Noun
from masthead.records.notes import NOTES, Note
from masthead.records.outlets import OUTLETS
from masthead.records.samples import SAMPLES
from masthead.records.statements import STATEMENTS

FORMAT: Final = "masthead-export/1"
NOUNS: Final[tuple[Noun[Any], ...]] = (OUTLETS, ADDRESSES, STATEMENTS, ARTICLES, PLACEMENTS, NOTES, SAMPLES, CAPTURES)
"""In the order of the lines: what others refer to comes first."""
TEXTS: Final[tuple[Noun[Any], ...]] = (ARTICLES, SAMPLES, CAPTURES)
"""Those that hold a text, and its hash."""
REVISION: Final = "revision"
_PORTION: Final = 100


class Head(BaseModel):
    """The first line."""

    model_config = ConfigDict(extra="ignore")
    format: str
    masthead: str
    """Version of the program that wrote it."""


async def export_lines(session: AsyncSession, version: str) -> AsyncIterator[str]:
    """The lines of an export, as of one moment, each without its end.

    Args:
        session: sees one state of the records.
        version: of the program.
    """
    yield _line("export", Head(format=FORMAT, masthead=version).model_dump())
    for noun in NOUNS:
        async for record in _all(session, noun.model, noun.whole if noun is NOTES else ()):
            yield _line(noun.name, _record(record))
    async for revision in _all(session, Revision):
        if revision.record not in NOT_FOR_READERS:
            yield _line(REVISION, told(Revision.__table__, revision.model_dump()))  # type: ignore[attr-defined]


def _record(record: Told) -> dict[str, Any]:
    row = told(type(record).__table__, record.model_dump())  # type: ignore[attr-defined]
    if isinstance(record, Note):
        row["sources"] = record.snapshot()["sources"]
    return row


async def _all(session: AsyncSession, model: Any, whole: Any = ()) -> AsyncIterator[Any]:  # noqa: ANN401 - any table
    after = 0
    query = select(model).order_by(col(model.id)).limit(_PORTION).options(*whole)
    while portion := (await session.scalars(query.where(col(model.id) > after))).all():
        for record in portion:
            yield record
        after = portion[-1].id
        session.expunge_all()


def _line(kind: str, told_of_it: dict[str, Any]) -> str:
    return json.dumps({kind: told_of_it}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
