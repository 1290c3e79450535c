"""Removing what readers were never told of, with the drafts that belong to it."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col, select

from masthead.errors import Conflict
from masthead.records.articles import Article
from masthead.records.base import Status, Told
from masthead.records.captures import Capture
from masthead.records.history import Author
from masthead.records.keeping import never_published, remove
from masthead.records.notes import Note
from masthead.records.outlets import Address, Outlet, Statement
from masthead.records.placements import Placement
from masthead.records.samples import Sample

_PARTS: dict[type[Told], tuple[tuple[Any, str], ...]] = {
    Outlet: ((Address, "outlet_id"), (Statement, "outlet_id"), (Note, "outlet_id")),
    Article: ((Placement, "article_id"), (Note, "article_id"), (Capture, "article_id")),
}
_USERS: dict[type[Told], tuple[tuple[Any, str], ...]] = {
    Outlet: ((Article, "articles"), (Sample, "samples"), (Placement, "placements")),
}


async def parts_of(session: AsyncSession, record: Told) -> list[Told]:
    """The records that go with a record when it is removed."""
    parts: list[Told] = []
    for model, field in _PARTS.get(type(record), ()):
        query = select(model).where(getattr(model, field) == record.id)
        query = query.options(selectinload(Note.sources)) if model is Note else query  # type: ignore[arg-type]
        parts += (await session.scalars(query)).all()
    return parts


async def remove_whole(session: AsyncSession, author: Author, record: Told) -> list[str]:
    """Remove a draft, and the drafts that belong to it; gives the files of captures that nothing names any more.

    Raises:
        Conflict: readers were told of it, or of what belongs to it, or others still name it.
    """
    name = f"{type(record).__name__} {record.id}"
    never_published(record)
    parts = await parts_of(session, record)
    told = [part for part in parts if part.status is not Status.DRAFT]
    if told:
        part = f"{type(told[0]).__name__.lower()} {told[0].id}"
        raise Conflict(f"{name} cannot be removed: its {part} was published, so it stays in the history.")
    for model, plural in _USERS.get(type(record), ()):
        number = await session.scalar(select(func.count()).where(model.outlet_id == record.id))
        if number:
            said = f"1 {plural.removesuffix('s')}" if number == 1 else f"{number} {plural}"
            raise Conflict(f"{name} is named by {said}. Give another outlet there, or remove that, first.")
    for one in parts:
        await remove(session, author, one)
    await remove(session, author, record)
    files = {one.raw_file for one in (record, *parts) if isinstance(one, Capture) and one.raw_file}
    named = await session.scalars(select(Capture.raw_file).where(col(Capture.raw_file).in_(files)))
    return sorted(files - set(named.all()))
