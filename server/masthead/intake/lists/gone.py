"""What earlier editions of a list said and this one does not, and whether it is newer than what is kept."""

from dataclasses import dataclass
from typing import Any, Final

from masthead.errors import Conflict
from masthead.intake.lists.edition import Edition
from masthead.records.addresses import ADDRESSES, Address
from masthead.records.base import Status
from masthead.records.database import Session
from masthead.records.keeping import Noun
from masthead.records.listed import imitators_of_list, last_reason, statements_of_list
from masthead.records.outlets import outlet_by_id
from masthead.records.statements import STATEMENTS, Statement

_FEW: Final = 5
_SHARE: Final = 0.1
"""Where more than a few, and than this share of what the list said, is gone, the file may not be whole."""
_MOST: Final = 0.5
"""Nor where more than one thing, and than this share of a short list."""
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Gone:
    """A statement, or an impersonator, that the list has no more."""

    noun: Noun[Any]
    record: Statement | Address
    what: str


async def ours(session: Session, mark: str, record: Statement | Address | Any) -> bool:  # noqa: ANN401 - any record
    """Whether the last to change a record was the list whose reasons begin with the mark."""
    return (await last_reason(session, record) or "").startswith(mark)


async def missing(session: Session, edition: Edition, mark: str, *, even_many: bool) -> list[Gone]:
    """What the list said once and says no more.

    What stands in a line of this edition is not gone, though the line may be refused.

    Args:
        session: on the records.
        edition: of the list.
        mark: how the history says that the list changed something.
        even_many: whether it may be much.

    Raises:
        Conflict: the records hold a newer edition, or so much is gone that the file may not be whole.
    """
    said = {one for entry in edition.entries for one in entry.holders}
    said |= {one.address for entry in edition.entries for one in entry.addresses}
    found: list[Gone] = []
    held = 0
    for noun, record in await _of_list(session, edition):
        if record.status is Status.WITHDRAWN or record.until is not None or record.stated_on is None:
            continue
        if record.stated_on > edition.day and await ours(session, mark, record):
            raise Conflict(
                f"The records hold a newer edition of this list, of {record.stated_on}; this one is of {edition.day}."
                " If that is not the day on which it was published, give the right one: --edition DAY."
            )
        held += 1
        if record.stated_on >= edition.day:
            continue
        outlet = await outlet_by_id(session, record.outlet_id)
        own = {record.address} if isinstance(record, Address) else {one.address for one in outlet.addresses}
        if not own & said and await ours(session, mark, record):
            what = record.address if isinstance(record, Address) else record.text
            found.append(Gone(noun, record, f"{outlet.slug}: {what}"))
    if not even_many and len(found) > min(max(_FEW, _SHARE * held), max(1, _MOST * held)):
        examples = "; ".join(one.what for one in found[:_EXAMPLES])
        raise Conflict(
            f"{len(found):,} of {held:,} things that the list said are not in this edition: {examples}"
            f"{'; ...' if len(found) > _EXAMPLES else '.'} Is the file whole? If it is, give --gone to mark them."
        )
    return found


async def _of_list(session: Session, edition: Edition) -> list[tuple[Noun[Any], Statement | Address]]:
    found: list[tuple[Noun[Any], Statement | Address]] = []
    for key in sorted(edition.speaks_for):
        found += [(STATEMENTS, one) for one in await statements_of_list(session, *key)]
    for by in sorted(edition.imitators_by):
        found += [(ADDRESSES, one) for one in await imitators_of_list(session, by)]
    return found
