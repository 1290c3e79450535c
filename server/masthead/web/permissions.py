"""Who may do what with which record, beyond the role that a call needs."""

from masthead.errors import Conflict, InvalidInput, MissingReason, NeedsReview, NotAllowed
from masthead.records.articles import writers_of_draft
from masthead.records.base import Status, Told, identity
from masthead.records.curators import Role
from masthead.records.history import revisions_of
from masthead.records.removal import parts_of
from masthead.web.keys import SETTINGS
from masthead.web.operations import Call


def reviewed(call: Call) -> bool:
    """Whether nobody may publish alone what they wrote: MASTHEAD_REVIEW."""
    return call.request.app[SETTINGS].review == "required"


def status_for(call: Call, wanted: Status | None) -> Status:
    """The status a new record gets: what was asked for, else as far as the curator's role reaches.

    Raises:
        NotAllowed: a contributor asks to publish, or somebody else must look first.
        InvalidInput: a new record cannot be withdrawn.
    """
    curator = call.known_curator
    if wanted is Status.WITHDRAWN:
        raise InvalidInput("A new record is a draft or published; nothing is there to withdraw yet.", field="status")
    if wanted is Status.PUBLISHED:
        curator.require(Role.EDITOR)
        if reviewed(call):
            raise NeedsReview("Here somebody else must look first: add it as a draft, and ask another editor.")
    if wanted is not None:
        return wanted
    return Status.PUBLISHED if curator.reaches(Role.EDITOR) and not reviewed(call) else Status.DRAFT


def may_change(call: Call, record: Told) -> None:
    """Refuse a change of what a record says.

    Raises:
        NotAllowed: contributors change drafts only, and nobody what is published where another must look first.
        MissingReason: readers were told of it, and the call does not say why it is changed.
    """
    if record.status is Status.DRAFT:
        return
    call.known_curator.require(Role.EDITOR)
    if record.status is Status.PUBLISHED and reviewed(call):
        raise NeedsReview("Here somebody else must look first: withdraw it, change it, and ask another editor.")
    need_reason(call)


def need_reason(call: Call) -> None:
    """Refuse a call that does not say why.

    Raises:
        MissingReason: it does not.
    """
    if call.author.why is None:
        raise MissingReason("Say why: readers were told of this, so the history keeps a reason.", field="reason")


async def may_publish(call: Call, record: Told) -> None:
    """Refuse to publish what is published, or what nobody else has seen where somebody must.

    Raises:
        Conflict: it is published.
        NeedsReview: the curator wrote some of it since it was last published.
    """
    if record.status is Status.PUBLISHED:
        raise Conflict("It is published already.")
    if not reviewed(call):
        return
    if call.known_curator.name in await writers_of_draft(call.session, record):
        raise NeedsReview("You wrote some of this, and here somebody else must publish it. Ask another editor.")


def may_withdraw(call: Call, record: Told) -> None:
    """Refuse to withdraw what readers are not told of.

    Raises:
        Conflict: it is no longer published, or never was.
        MissingReason: the call does not say why.
    """
    if record.status is Status.WITHDRAWN:
        raise Conflict("It is withdrawn already.")
    if record.status is Status.DRAFT:
        raise Conflict("It was never published: delete it instead.")
    need_reason(call)


async def may_remove(call: Call, record: Told) -> None:
    """Refuse contributors to remove what somebody else has begun, be it a part of their own draft.

    Raises:
        NotAllowed: they did not begin it.
    """
    curator = call.known_curator
    if curator.reaches(Role.EDITOR):
        return
    for one in (record, *await parts_of(call.session, record)):
        name = str(one.__tablename__)
        begun = await revisions_of(call.session, name, identity(one.id))
        if not begun or begun[0].who != curator.name:
            whose = "" if one is record else f" {name.capitalize()} {one.id}, which belongs to it, is somebody else's."
            raise NotAllowed(f"Contributors remove drafts of their own only.{whose} This needs the role editor.")
