"""Histories over HTTP: anyone sees those of what readers were told; drafts, samples and curators have others."""

from typing import Any

from masthead.errors import NotFound
from masthead.records.curators import Role
from masthead.records.history import NOT_FOR_READERS, listed_revisions, of_or_below
from masthead.records.keeping import Noun
from masthead.records.lists import Condition
from masthead.web.api.listing import cut, next_of
from masthead.web.api.shapes import RevisionOut, RevisionsOut
from masthead.web.operations import Call


async def history_of(call: Call, noun: Noun[Any]) -> RevisionsOut:
    """The history of one record and of what belongs to it, also when it is withdrawn or removed.

    Raises:
        NotFound: it has none that the caller may see.
    """
    number = call.number()
    told = await revisions(call, of_or_below(noun.name, number))
    if not told.items and call.query.after == 0:
        raise NotFound(noun.missing(number))
    return told


async def revisions(call: Call, *conditions: Condition) -> RevisionsOut:
    """Those revisions that meet all conditions, as far as the caller may see them."""
    found = await listed_revisions(
        call.session,
        *conditions,
        open_only=call.curator is None,
        without=frozenset() if call.curator and call.curator.reaches(Role.ADMIN) else NOT_FOR_READERS,
        after=call.query.after,
        limit=call.query.limit + 1,
    )
    found = cut(call, found)
    return RevisionsOut(items=[RevisionOut.of(revision) for revision in found], next=next_of(call, found))
