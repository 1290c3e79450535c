"""Notes on articles and outlets, and the steps from draft to published to withdrawn."""

from datetime import date
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict

from masthead.errors import InvalidInput
from masthead.records.articles import article_by_id
from masthead.records.base import Status
from masthead.records.curators import Curator, Role
from masthead.records.history import Author
from masthead.records.notes import NoteIn, add_note, note_by_id, set_note_status
from masthead.records.outlets import outlet_by_id
from masthead.safe import Paragraph
from masthead.web.operations import Call, Operations

operations = Operations()


class SourceOut(BaseModel):
    """Where a note can be checked."""

    model_config = ConfigDict(from_attributes=True)
    url: str
    title: str | None


class NoteOut(BaseModel):
    """A note as it is kept."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    article_id: int | None
    outlet_id: int | None
    text: str
    quote: str | None
    language: str | None
    status: Status
    published_on: date | None
    sources: list[SourceOut]


class WithdrawIn(BaseModel):
    """Why something is withdrawn; the history keeps it."""

    model_config = ConfigDict(extra="forbid")
    reason: Paragraph


def status_for(curator: Curator, wanted: Status | None) -> Status:
    """The status a new record gets: what was asked for, else as far as the curator's role reaches.

    Raises:
        NotAllowed: a contributor asks to publish.
        InvalidInput: a new record cannot be withdrawn.
    """
    if wanted is Status.WITHDRAWN:
        raise InvalidInput("A new record is a draft or published; nothing is there to withdraw yet.", field="status")
    if wanted is Status.PUBLISHED:
        curator.require(Role.EDITOR)
    return wanted or (Status.PUBLISHED if curator.reaches(Role.EDITOR) else Status.DRAFT)


@operations.add(
    "POST",
    "/articles/{id}/notes",
    "Add a note to an article",
    body=NoteIn,
    answer=NoteOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_article_note(call: Call) -> NoteOut:
    """Add a note to an article; a quote must stand in it word for word."""
    article = await article_by_id(call.session, call.number("id"))
    given: NoteIn = call.body
    if given.quote is not None and " ".join(given.quote.split()) not in " ".join(article.body.split()):
        raise InvalidInput("The quote does not stand in the article word for word.", field="quote")
    status = status_for(call.known_curator, given.status)
    return NoteOut.model_validate(
        await add_note(call.session, call.author, given, status=status, article_id=article.id)
    )


@operations.add(
    "POST",
    "/outlets/{id}/notes",
    "Add a note to an outlet",
    body=NoteIn,
    answer=NoteOut,
    role=Role.CONTRIBUTOR,
    status=HTTPStatus.CREATED,
)
async def create_outlet_note(call: Call) -> NoteOut:
    """Add a note to an outlet."""
    outlet = await outlet_by_id(call.session, call.number("id"))
    given: NoteIn = call.body
    if given.quote is not None:
        raise InvalidInput("A quote belongs to a note on an article.", field="quote")
    status = status_for(call.known_curator, given.status)
    return NoteOut.model_validate(await add_note(call.session, call.author, given, status=status, outlet_id=outlet.id))


@operations.add("POST", "/notes/{id}/publish", "Publish a note", answer=NoteOut, role=Role.EDITOR)
async def publish_note(call: Call) -> NoteOut:
    """Tell readers."""
    note = await note_by_id(call.session, call.number("id"))
    return NoteOut.model_validate(await set_note_status(call.session, call.author, note, Status.PUBLISHED))


@operations.add("POST", "/notes/{id}/withdraw", "Withdraw a note", body=WithdrawIn, answer=NoteOut, role=Role.EDITOR)
async def withdraw_note(call: Call) -> NoteOut:
    """Stop telling readers, and keep why."""
    note = await note_by_id(call.session, call.number("id"))
    author = Author(call.known_curator.name, call.body.reason)
    return NoteOut.model_validate(await set_note_status(call.session, author, note, Status.WITHDRAWN))
