"""/api/notes: what curators say about articles and outlets, with their sources; /api/sources: those sources."""

from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, Field

from masthead.records.base import Status, identity
from masthead.records.curators import Role
from masthead.records.lists import sources
from masthead.records.notes import NOTES, Note, NoteFields, NoteIn, add_note
from masthead.safe import Language, Line
from masthead.web.api.articles import RESOURCE as ARTICLE
from masthead.web.api.listing import ListQuery, Number, PageQuery, Words, cut, filters, next_of, portion
from masthead.web.api.outlets import RESOURCE as OUTLET
from masthead.web.api.shapes import NoteOut
from masthead.web.operations import Call, Operations
from masthead.web.permissions import status_for
from masthead.web.resources import Resource, declare, patch_of

operations = Operations()


class NotesOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[NoteOut]
    next: int | None


class NotesQuery(ListQuery):
    """Which notes."""

    outlet: Line | None = Field(
        None, description="Number or slug of the outlet they are about.", examples=["southfront"]
    )
    article: Number | None = Field(None, description="Number of the article they are about.", examples=[1])
    language: Language | None = Field(None, examples=["en"])


class NoteSourceOut(BaseModel):
    """A source, and the note that relies on it."""

    id: int
    note_id: int
    note_status: Status
    url: str
    title: str | None


class SourcesOut(BaseModel):
    """A part of the list; ``next`` is the ``after`` of the following one."""

    items: list[NoteSourceOut]
    next: int | None


class SourcesQuery(PageQuery):
    """Which sources."""

    note: Number | None = Field(None, description="Number of the note that relies on them.", examples=[1])
    q: Words | None = Field(None, description="All these parts of URL or title.", examples=["port.example"])


async def _shown(_call: Call, note: Note) -> NoteOut:
    return NoteOut.model_validate(note)


@operations.add("GET", "/notes", "List notes", query=NotesQuery, answer=NotesOut)
async def list_notes(call: Call) -> NotesOut:
    """Notes by number."""
    found = await portion(call, NOTES, *await filters(call, Note, "outlet", "article", "language"))
    return NotesOut(items=[await _shown(call, note) for note in found], next=next_of(call, found))


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
    article = await ARTICLE.read(call)
    return await _added(call, article_id=identity(article.id))


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
    outlet = await OUTLET.read(call)
    return await _added(call, outlet_id=identity(outlet.id))


async def _added(call: Call, **about: int) -> NoteOut:
    status = status_for(call, call.body.status)
    note = await add_note(call.session, call.author, call.body, status=status, **about)
    call.tell_version(note, at="notes")
    return await _shown(call, note)


@operations.add("GET", "/sources", "List the sources of notes", query=SourcesQuery, answer=SourcesOut)
async def list_sources(call: Call) -> SourcesOut:
    """Sources by number, each with its note: which notes rely on a source that has changed its mind?"""
    query: SourcesQuery = call.query
    found = await sources(
        call.session,
        told_only=call.curator is None,
        words=query.q,
        note=query.note,
        after=query.after,
        limit=query.limit + 1,
    )
    part = cut(call, found)
    items = [
        NoteSourceOut(
            id=identity(source.id),
            note_id=identity(note.id),
            note_status=note.status,
            url=source.url,
            title=source.title,
        )
        for source, note in part
    ]
    return SourcesOut(items=items, next=next_of(call, [source for source, _ in part]))


RESOURCE: Final = Resource(
    noun=NOTES,
    path="notes",
    label="a note",
    answer=NoteOut,
    shown=_shown,
    patch=patch_of(NoteFields, "NotePatch"),
)
declare(operations, RESOURCE)
