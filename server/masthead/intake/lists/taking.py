"""An edition of a list held against the records: what is new is added, what changed is changed, what is gone is marked.

What a curator withdrew or changed stays as the curator made it. To take the same edition twice changes nothing.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from masthead.errors import Conflict, InvalidInput
from masthead.intake.lists.changes import changed, fields_of
from masthead.intake.lists.edition import Edition, Entry, Review
from masthead.intake.lists.gone import Gone, missing, ours
from masthead.intake.lists.naming import slug_of, spellings
from masthead.intake.lists.tally import Fate, Tally
from masthead.records.addresses import ADDRESSES, AddressFields, AddressRole
from masthead.records.articles import article_by_id
from masthead.records.base import Status, Told, identity
from masthead.records.database import Session
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.keeping import Noun, change, set_status
from masthead.records.keeping import one as the_record
from masthead.records.listed import (
    addresses_kept,
    articles_standing_at,
    impersonators_at,
    notes_by_source,
    outlets_holding,
    slug_taken,
    statements_kept,
    withdrawn_from,
)
from masthead.records.notes import NOTES, add_note
from masthead.records.outlets import (
    OUTLETS,
    Outlet,
    OutletFields,
    add_address,
    add_outlet,
    add_statement,
    outlet_by_id,
    outlet_by_slug,
)
from masthead.records.statements import STATEMENTS, StatementFields, kind_of
from masthead.safe import not_to_come

T = TypeVar("T", bound=Told)
_WAITING: Final = {
    Fate.CHANGED: Fate.WAITS_TO_CHANGE,
    Fate.CONFIRMED: Fate.WAITS_TO_BE_CONFIRMED,
    Fate.GONE: Fate.WAITS_TO_GO,
}


class Taking:
    """Takes an edition, entry by entry; or only says what would become of it."""

    def __init__(self, edition: Edition, file: str, *, publish: bool, dry_run: bool) -> None:
        """Prepare.

        Args:
            edition: of a list.
            file: its name, for the history.
            publish: whether what is new is told to readers; else it comes as drafts.
            dry_run: whether nothing is changed.
        """
        self.tally = Tally()
        self.done = 0
        """Entries that are taken, or refused, for good: the caller counts them."""
        self._edition = edition
        self._author = Author(COMMAND_LINE.name, f"{self._mark}{edition.day}, from {file}")
        self._status = Status.PUBLISHED if publish else Status.DRAFT
        self._dry_run = dry_run
        self._gone: list[Gone] = []
        self._hold_back = False

    @property
    def _mark(self) -> str:
        """How the history says why something was changed that came of this list."""
        return f"{self._edition.name}, edition of "

    async def begin(self, session: Session, *, even_many: bool = False) -> None:
        """See what of earlier editions is gone, before anything is changed.

        Args:
            session: on the records.
            even_many: whether it may be much.

        Raises:
            Conflict: the records hold a newer edition, or so much is gone that the file may not be whole.
            InvalidInput: there is nothing in the edition that could be taken.
        """
        try:
            not_to_come(self._edition.day)
        except ValueError as error:
            raise InvalidInput(f"The edition of {self._edition.day} {error}.", field="edition") from error
        if not self._edition.entries and not self._edition.reviews:
            refused = self._edition.refused
            why = f"Line {refused[0].line}: {refused[0].why}" if refused else "There is no line in it."
            raise InvalidInput(f"Nothing in the list can be taken. {why}")
        self._gone = await missing(session, self._edition, self._mark, even_many=even_many)
        self._hold_back = self._edition.mentioned.unclear > 0 and not even_many

    async def entry(self, session: Session, entry: Entry) -> None:
        """Take what the list says of an outlet.

        Raises:
            MastheadError: it cannot stand beside what is kept; nothing of the entry is taken.
        """
        outlet = await self._outlet(session, entry)
        if outlet is not None and outlet.status is Status.WITHDRAWN:
            self.tally.note(Fate.KEPT, "outlet", f"{outlet.slug}: withdrawn")
            return
        if outlet is None and (taken := await withdrawn_from(session, entry.holders)):
            # To make another outlet of it would undo what the curator did.
            self.tally.note(Fate.KEPT, "address", taken[0])
            return
        await self._refuse_conflicts(session, entry, outlet)
        each = {(one.address, one.role): one for one in entry.addresses}
        addresses = [one for one in each.values() if await self._may_imitate(session, entry, one)]
        if outlet is None:
            outlet = await self._new_outlet(session, entry)
        else:
            await self._keep_or_publish(session, OUTLETS, outlet, outlet.slug)
        for address in addresses:
            await self._address(session, outlet, address)
        for statement in entry.statements:
            await self._statement(session, outlet, statement)

    async def review(self, session: Session, review: Review) -> None:
        """Take a note on the articles that stand where it says.

        Raises:
            MastheadError: none does, or there is no room for the note.
        """
        articles = await articles_standing_at(session, spellings(review.urls))
        if not articles:
            raise InvalidInput("No archived article stands where the claim appeared. Archive the page first.")
        for number in articles:
            article = await article_by_id(session, number)
            what = f"article {number}: {review.note.text}"
            held = await self._own(session, await notes_by_source(session, number, review.note.sources[0].url))
            if held is not None:
                await self._held(session, NOTES, held, review.note.model_dump(), what)
                continue
            self.tally.note(Fate.ADDED, "note", what)
            if not self._dry_run:
                status = self._status if article.status is Status.PUBLISHED else Status.DRAFT
                await add_note(session, self._author, review.note, status=status, article_id=number)

    async def end(self, session: Session) -> None:
        """Mark what is gone: it holds until the day of this edition.

        Nothing is marked where a refused line may be what is missing, unless the curator has said that much is gone.
        """
        for one in self._gone:
            if self._hold_back:
                self.tally.note(Fate.HELD_BACK, one.noun.name, one.what)
                continue
            if self._may(Fate.GONE, one.record, one.noun, one.what) and not self._dry_run:
                record = await the_record(session, one.noun, identity(one.record.id))
                values = {**fields_of(one.noun, record), "until": self._edition.day}
                await change(session, self._author, one.noun, record, values)

    def _may(self, fate: Fate, record: Told, noun: Noun[Any], what: str) -> bool:
        """Note what becomes of a record; False where it waits until it is to be published: readers are told of it."""
        waits = record.status is Status.PUBLISHED and self._status is Status.DRAFT
        self.tally.note(_WAITING[fate] if waits else fate, noun.name, what)
        return not waits

    async def _outlet(self, session: Session, entry: Entry) -> Outlet | None:
        if entry.slug is not None and await slug_taken(session, entry.slug):
            return await outlet_by_slug(session, entry.slug)
        held = await outlets_holding(session, entry.holders)
        if len(held) > 1:
            raise Conflict(f"Its addresses belong to several outlets: {', '.join(held.values())}.")
        return await outlet_by_id(session, next(iter(held))) if held else None

    async def _refuse_conflicts(self, session: Session, entry: Entry, outlet: Outlet | None) -> None:
        """Refuse an entry one address of which is somebody else's, or called an impersonator."""
        for one in entry.addresses:
            if one.role is AddressRole.IMPERSONATOR:
                continue
            others = await outlets_holding(session, [one.address])
            if any(outlet is None or number != outlet.id for number in others):
                raise Conflict(f"{one.address} belongs to another outlet.")
            for found in await impersonators_at(session, one.address):
                if found.until is None:
                    raise Conflict(f"{one.address} is kept as an impersonator (address {found.id}).")

    async def _may_imitate(self, session: Session, entry: Entry, one: AddressFields) -> bool:
        """Whether an address may be called an impersonator; one that an outlet holds is refused, and it alone."""
        if one.role is not AddressRole.IMPERSONATOR:
            return True
        holders = await outlets_holding(session, [one.address])
        if holders:
            why = f"{one.address} is held by the outlet {next(iter(holders.values()))!r}."
            self._edition.refuse(entry.line, one.address, why)
        return not holders

    async def _new_outlet(self, session: Session, entry: Entry) -> Outlet:
        slug = await self._slug(session, entry)
        self.tally.note(Fate.ADDED, "outlet", f"{slug}: {entry.name}")
        fields = OutletFields.model_validate({"slug": slug, "name": entry.name} | entry.fields)
        if self._dry_run:
            return Outlet(**fields.model_dump(), status=self._status, addresses=[], statements=[])
        added = await add_outlet(session, self._author, fields, status=self._status)
        return await outlet_by_id(session, identity(added.id))

    async def _slug(self, session: Session, entry: Entry) -> str:
        given = [entry.slug, slug_of(entry.name), slug_of(entry.holders[0]) if entry.holders else None]
        for one in filter(None, given):
            if not await slug_taken(session, one):
                return one
        raise InvalidInput("No slug is free that says what it is. Add the outlet by hand first, then import again.")

    async def _address(self, session: Session, outlet: Outlet, given: AddressFields) -> None:
        what = f"{outlet.slug}: {given.address} ({given.role})"
        held = await self._own(session, await addresses_kept(session, outlet.id, given.address, given.role))
        if held is not None and held.status is Status.WITHDRAWN:
            self.tally.note(Fate.KEPT, "address", f"{what} (withdrawn)")
        elif held is not None and given.role is not AddressRole.IMPERSONATOR:
            # That it belongs to the outlet is known: by whom it is said, and since when, stays as it is.
            await self._keep_or_publish(session, ADDRESSES, held, what)
        elif held is not None:
            await self._held(session, ADDRESSES, held, given.model_dump(), what)
        else:
            self.tally.note(Fate.ADDED, "address", what)
            if not self._dry_run:
                await add_address(session, self._author, outlet, given, status=self._status_below(outlet))

    async def _statement(self, session: Session, outlet: Outlet, given: StatementFields) -> None:
        what = f"{outlet.slug}: {given.text}"
        kept = await statements_kept(session, outlet.id, given.stated_by, given.source_url, given.topic)
        held = await self._own(session, kept)
        if held is not None:
            await self._held(session, STATEMENTS, held, given.model_dump() | {"kind": kind_of(given)}, what)
            return
        self.tally.note(Fate.ADDED, "statement", what)
        if not self._dry_run:
            await add_statement(session, self._author, outlet, given, status=self._status_below(outlet))

    def _status_below(self, outlet: Outlet) -> Status:
        """What belongs to a draft outlet stays a draft with it."""
        return self._status if outlet.status is Status.PUBLISHED else Status.DRAFT

    async def _held(self, session: Session, noun: Noun[Any], record: Any, values: dict[str, Any], what: str) -> None:  # noqa: ANN401 - any record
        """Bring a record that is kept already to what this edition says."""
        if record.status is Status.WITHDRAWN:
            self.tally.note(Fate.KEPT, noun.name, f"{what} (withdrawn)")
            return
        kept = fields_of(noun, record)
        if {name: kept[name] for name in values} == values:
            await self._keep_or_publish(session, noun, record, what)
            return
        if not await self._ours(session, record):
            self.tally.note(Fate.KEPT, noun.name, what)
            return
        fate, what = changed(kept, values, what)
        if self._may(fate, record, noun, what) and not self._dry_run:
            await change(session, self._author, noun, record, kept | values)
            await self._publish(session, noun, record)

    async def _keep_or_publish(self, session: Session, noun: Noun[Any], record: Told, what: str) -> None:
        if record.status is not Status.DRAFT or self._status is not Status.PUBLISHED:
            self.tally.note(Fate.UNCHANGED, noun.name, what)
        elif not await self._ours(session, record):
            # Somebody may have made something else of it since: who publishes must have seen that.
            self.tally.note(Fate.KEPT, noun.name, f"{what} (a draft, not published)")
        else:
            self.tally.note(Fate.PUBLISHED, noun.name, what)
            if not self._dry_run:
                await self._publish(session, noun, record)

    async def _publish(self, session: Session, noun: Noun[Any], record: Told) -> None:
        if record.status is Status.DRAFT and self._status is Status.PUBLISHED:
            await set_status(session, self._author, noun, record, Status.PUBLISHED)

    async def _own(self, session: Session, kept: Sequence[T]) -> T | None:
        """Of the records that stand for the same thing the list's own, else the first."""
        for one in kept if len(kept) > 1 else ():
            if await self._ours(session, one):
                return one
        return kept[0] if kept else None

    async def _ours(self, session: Session, record: Told) -> bool:
        return await ours(session, self._mark, record)
