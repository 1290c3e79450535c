"""Lists of records: what anyone may see, what is asked for, and a portion at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Text, and_, cast, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from masthead.errors import InvalidInput
from masthead.records.articles import Article
from masthead.records.base import Kept, Status, Told, identity
from masthead.records.keeping import Noun
from masthead.records.notes import Note, Source
from masthead.records.outlets import Address, Outlet, Statement
from masthead.records.placements import Placement
from masthead.records.search import found_by

R = TypeVar("R", bound=Kept)
Condition = ColumnElement[bool]


def told_to_all(model: type[Kept]) -> Condition:
    """The condition that readers are told of a record: it is published, and so is what it belongs to."""
    if not issubclass(model, Told):
        raise TypeError(f"nobody is told of a {model.__name__}")
    own: Condition = col(model.status) == Status.PUBLISHED
    of_outlet: Any = select(Outlet.id).where(Outlet.status == Status.PUBLISHED)
    of_article: Any = select(Article.id).where(Article.status == Status.PUBLISHED)
    if issubclass(model, Address | Statement):
        return and_(own, col(model.outlet_id).in_(of_outlet))
    if issubclass(model, Placement):
        return and_(own, col(model.article_id).in_(of_article))
    if issubclass(model, Note):
        return and_(own, or_(col(model.outlet_id).in_(of_outlet), col(model.article_id).in_(of_article)))
    return own


async def is_told(session: AsyncSession, record: Told) -> bool:
    """Whether readers are told of a record."""
    model = type(record)
    query = select(model.id).where(model.id == record.id, told_to_all(model))
    return not record.secret and await session.scalar(query) is not None


async def told_outlets(session: AsyncSession, numbers: set[int]) -> set[int]:
    """Those of some outlets of which readers are told."""
    if not numbers:
        return set()
    query = select(Outlet.id).where(col(Outlet.id).in_(numbers), Outlet.status == Status.PUBLISHED)
    return {identity(number) for number in (await session.scalars(query)).all()}


async def listed(
    session: AsyncSession, noun: Noun[R], *conditions: Condition, after: int = 0, limit: int = 50
) -> Sequence[R]:
    """The records of a kind that meet all conditions, by number from ``after`` on, each with its parts."""
    model: Any = noun.model
    query = select(model).where(col(model.id) > after, *conditions).order_by(col(model.id)).limit(limit)
    return (await session.scalars(query.options(*noun.whole))).all()


def with_words(session: AsyncSession, model: type[Kept], words: str, *, by_all: bool) -> Condition:
    """The condition that a record holds all words of a query; for a stranger, where strangers can read them."""
    return found_by(session, model, words, by_all=by_all)


def with_status(model: type[Told], status: Status) -> Condition:
    """The condition that a record has a status."""
    return col(model.status) == status


def changed_since(model: type[Kept], moment: datetime) -> Condition:
    """The condition that a record was added or changed at a moment or later."""
    return col(model.changed_at) >= moment


def equal(model: type[Kept], name: str, value: object) -> Condition:
    """The condition that a field has a value."""
    condition: Condition = getattr(model, name) == value
    return condition


def between(model: type[Kept], name: str, first: object | None, last: object | None) -> list[Condition]:
    """The conditions that a field's value lies between two, both included, where they are given."""
    column: Any = getattr(model, name)
    return [*([column >= first] if first is not None else []), *([column <= last] if last is not None else [])]


def in_language(language: str) -> Condition:
    """The condition that an outlet publishes in a language."""
    return cast(col(Outlet.languages), Text).contains(f'"{language}"', autoescape=True)


def with_address(address: str, *, told_only: bool) -> Condition:
    """The condition that an outlet has or had an address, or that one imitates it."""
    held: Any = select(Address.outlet_id).where(Address.address == address, Address.status != Status.WITHDRAWN)
    if told_only:
        held = held.where(Address.status == Status.PUBLISHED)
    return col(Outlet.id).in_(held)


def below(model: type[Kept], name: str, url: str) -> Condition:
    """The condition that a URL begins with another one."""
    column: Any = getattr(model, name)
    condition: Condition = column.startswith(url, autoescape=True)
    return condition


async def outlet_number(session: AsyncSession, named: str, *, told_only: bool) -> int:
    """The number of an outlet that is named by number or slug.

    Raises:
        InvalidInput: there is none, or none that anyone may know of.
    """
    told: list[Condition] = [told_to_all(Outlet)] if told_only else []
    key = Outlet.id == int(named) if named.isdecimal() and len(named) < 19 else Outlet.slug == named
    number: int | None = await session.scalar(select(Outlet.id).where(key, *told))
    if number is None:
        raise InvalidInput(f"There is no outlet {named!r}. Give its number or its slug.", field="outlet")
    return number


async def sources(
    session: AsyncSession, *, told_only: bool, words: str | None, note: int | None, after: int, limit: int
) -> list[tuple[Source, Note]]:
    """Sources of notes by number from ``after`` on, each with its note."""
    query: Any = select(Source, Note).join(Note, col(Note.id) == Source.note_id).where(col(Source.id) > after)
    if told_only:
        query = query.where(told_to_all(Note))
    if note is not None:
        query = query.where(Note.id == note)
    for word in (words or "").split():
        query = query.where(
            or_(
                col(Source.url).icontains(word, autoescape=True),
                col(Source.title).icontains(word, autoescape=True),
            )
        )
    rows = await session.execute(query.order_by(col(Source.id)).limit(limit))
    return [(source, kept) for source, kept in rows]
