"""How records are kept, whatever their kind: added, changed, published, withdrawn, taken back, removed.

Each step makes another version of the record, a revision in its history, and what search finds; all in the transaction
of the session that is handed in. Who may do what, and whether the caller knows the latest version, is the web's to say.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from masthead.errors import Conflict, NotFound
from masthead.records.base import Kept, Status, Told, now
from masthead.records.history import Author, Revision, record_change, record_removal
from masthead.records.search import forget, remember

R = TypeVar("R", bound=Kept)
T = TypeVar("T", bound=Told)


async def _no_check(_session: AsyncSession, _record: Any) -> None:  # noqa: ANN401 - any record
    return None


def _set(record: Any, values: dict[str, Any]) -> None:  # noqa: ANN401 - any record
    for name, value in values.items():
        setattr(record, name, value)


def _nothing(_record: Any) -> None:  # noqa: ANN401 - any record
    return None


@dataclass(frozen=True)
class Noun(Generic[R]):
    """A kind of record, and what is special about it."""

    model: type[R]
    fields: type[BaseModel]
    """What curators can change of it; every change is validated by it as a whole."""
    whole: Sequence[Any] = ()
    """How its parts are loaded with it."""
    check: Callable[[AsyncSession, R], Awaitable[None]] = _no_check
    """Raises if the record, as it is now, cannot stand beside the others."""
    written: Callable[[AsyncSession, R], Awaitable[None]] = _no_check
    """What else follows when the record was added or changed."""
    put: Callable[[R, dict[str, Any]], None] = field(default=_set)
    """Sets the values of some fields."""
    on_publish: Callable[[R], None] = field(default=_nothing)
    where: str = ""
    """Where such records are listed, as a sentence for those who ask for one that is not there."""

    @property
    def name(self) -> str:
        """Its name in the history, and in sentences."""
        return str(self.model.__tablename__)

    def missing(self, number: int) -> str:
        """What is said of one that is not there, or that the asking person must not know of."""
        return f"There is no {self.name} {number}. {self.where}".rstrip()


async def one(session: AsyncSession, noun: Noun[R], number: int) -> R:
    """The record of that number, with its parts.

    Raises:
        NotFound: there is none.
    """
    query = select(noun.model).where(noun.model.id == number).options(*noun.whole)
    record = await session.scalar(query, execution_options={"populate_existing": True})
    if record is None:
        raise NotFound(noun.missing(number))
    return record


async def add(session: AsyncSession, author: Author, noun: Noun[R], record: R, action: str = "added") -> R:
    """Keep a new record.

    Raises:
        MastheadError: it cannot stand beside the others, see ``Noun.check``.
    """
    with session.no_autoflush:
        await noun.check(session, record)
    if isinstance(record, Told) and record.status is Status.PUBLISHED:
        noun.on_publish(record)
    session.add(record)
    await session.flush()
    await record_change(session, author, action, record)
    await remember(session, record)
    await noun.written(session, record)
    return record


async def change(
    session: AsyncSession, author: Author, noun: Noun[R], record: R, values: Mapping[str, Any], action: str = "changed"
) -> R:
    """Set fields of a record to valid values; where they are what they were, nothing happens.

    Raises:
        MastheadError: it could not stand beside the others, see ``Noun.check``.
    """
    before = record.snapshot()
    with session.no_autoflush:
        noun.put(record, dict(values))
        if record.snapshot() == before:
            return record
        await noun.check(session, record)
    await _written(session, author, action, record, before)
    await noun.written(session, record)
    return record


async def set_status(session: AsyncSession, author: Author, noun: Noun[T], record: T, status: Status) -> T:
    """Publish, withdraw, or take back to draft.

    Raises:
        MastheadError: what was withdrawn can no longer stand beside the others.
    """
    before = record.snapshot()
    with session.no_autoflush:
        record.status = status
        if status is Status.PUBLISHED:
            noun.on_publish(record)
        if status is not Status.WITHDRAWN:
            await noun.check(session, record)
    return await _written(session, author, status.value, record, before)


async def take_back(session: AsyncSession, author: Author, noun: Noun[R], record: R, revision: Revision) -> R:
    """Make the fields of a record again what they were after one of its revisions; its status stays.

    Raises:
        Conflict: there is nothing to go back to, or other records have taken its place.
        ValidationError: what was valid then is not any more.
    """
    if revision.after is None:
        raise Conflict(f"After revision {revision.id} the {noun.name} was not there.", field="revision")
    names = noun.fields.model_fields.keys()
    kept = {name: value for name, value in revision.after.items() if name in names}
    return await change(session, author, noun, record, noun.fields.model_validate(kept).model_dump(), "taken back")


async def remove(session: AsyncSession, author: Author, record: Told) -> None:
    """Remove a record of which readers were never told; the history keeps what it was.

    Raises:
        Conflict: they were.
    """
    never_published(record)
    await record_removal(session, author, record)
    await forget(session, record)
    await session.delete(record)
    await session.flush()


def never_published(record: Told) -> None:
    """Refuse to remove what readers were told of.

    Raises:
        Conflict: they were.
    """
    if record.status is not Status.DRAFT:
        raise Conflict(
            f"{type(record).__name__} {record.id} was published, so it stays in the history. Withdraw it instead."
        )


async def _written(session: AsyncSession, author: Author, action: str, record: R, before: dict[str, Any]) -> R:
    record.version += 1
    record.changed_at = now()
    session.add(record)
    await session.flush()
    await record_change(session, author, action, record, before)
    await remember(session, record)
    return record
