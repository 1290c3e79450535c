"""What earlier editions of a list said and this one does not, and whether it is newer than what is kept."""

from dataclasses import dataclass
from typing import Any, Final

from masthead.errors import Conflict
from masthead.intake.lists.edition import Edition
from masthead.records.addresses import ADDRESSES, Address
from masthead.records.base import Status
from masthead.records.database import Session
from masthead.records.history import COMMAND_LINE
from masthead.records.keeping import Noun
from masthead.records.listed import impersonators_of_list, known_by, last_change, statements_of_list
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
    """Whether the last to change a record was the list whose reasons begin with the mark.

    Only who can run commands takes in lists: a curator could write the same reason.
    """
    last = await last_change(session, record)
    return last is not None and last.name == COMMAND_LINE.name and (last.why or "").startswith(mark)


async def missing(session: Session, edition: Edition, mark: str, *, even_many: bool) -> list[Gone]:
    """What the list said once and says no more.

    What stands in a line of this edition is not gone, though the line may be refused. Of a refused line that may be
    about anybody, see ``Mentioned.unclear``, the caller must think.

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
    by_slug = {entry.slug for entry in edition.entries if entry.statements} | edition.mentioned.slugs
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
        slug, known = await known_by(session, record.outlet_id)
        own = {record.address} if isinstance(record, Address) else known
        if own & said or edition.mentioned.cover(own) or (isinstance(record, Statement) and slug in by_slug):
            continue
        if await ours(session, mark, record):
            what = record.address if isinstance(record, Address) else record.text
            found.append(Gone(noun, record, f"{slug}: {what}"))
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
    for by in sorted(edition.impersonators_by):
        found += [(ADDRESSES, one) for one in await impersonators_of_list(session, by)]
    return found
