"""Lists over HTTP: a portion at a time, with the way to the next one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from aiohttp import hdrs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from masthead.records.base import Kept, Status, Told, identity
from masthead.records.keeping import Noun
from masthead.records.lists import (
    Condition,
    changed_since,
    equal,
    listed,
    outlet_number,
    told_to_all,
    with_status,
    with_words,
)
from masthead.safe import clean
from masthead.web.operations import Call


def _aware(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("lies before all time, or after it") from error


Words = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(clean)]
Number = Annotated[int, Field(ge=1, lt=10**18)]
Moment = Annotated[datetime, AfterValidator(_aware)]


class PageQuery(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")
    after: int = Field(0, ge=0, lt=10**18, description="Only what has a higher number: the `next` of the part before.")
    limit: int = Field(50, ge=1, le=200, description="How many at most.", examples=[20])


class ListQuery(PageQuery):
    """Which records of a list, and which part of it."""

    status: Status | None = Field(None, description="Of strangers' lists only what is published is part.")
    changed_since: Moment | None = Field(
        None, description="Added or changed at this moment or later, ISO 8601.", examples=["2026-11-01T00:00:00Z"]
    )
    q: Words | None = Field(
        None, description="All these words, or parts of words, in any script.", examples=["south front"]
    )


async def portion(call: Call, noun: Noun[Any], *conditions: Condition) -> Sequence[Any]:
    """The records that are asked for, as far as the caller may see them."""
    query: ListQuery = call.query
    model: type[Told] = noun.model
    wanted = list(conditions)
    if call.curator is None:
        wanted.append(told_to_all(model))
    if query.status is not None:
        wanted.append(with_status(model, query.status))
    if query.changed_since is not None:
        wanted.append(changed_since(model, query.changed_since))
    if query.q is not None:
        wanted.append(with_words(call.session, model, query.q, by_all=call.curator is None))
    return cut(call, await listed(call.session, noun, *wanted, after=query.after, limit=query.limit + 1))


def cut(call: Call, found: Sequence[Any]) -> Sequence[Any]:
    """The records of one part; of what was found it is told whether there is more. Ask for one more than the limit."""
    limit: int = call.query.limit
    call.more = len(found) > limit
    return found[:limit]


async def filters(call: Call, model: type[Kept], *names: str) -> list[Condition]:
    """The conditions of those query parameters that are fields of the record; ``outlet`` may be number or slug."""
    found: list[Condition] = []
    for name in names:
        value = getattr(call.query, name)
        if value is None:
            continue
        if name == "outlet":
            number = await outlet_number(call.session, value, told_only=call.curator is None)
            found.append(equal(model, "outlet_id", number))
        else:
            found.append(equal(model, f"{name}_id" if name in ("article", "note") else name, value))
    return found


def next_of(call: Call, found: Sequence[Any]) -> int | None:
    """The cursor of the next part, told as a Link too; None where this is the last one."""
    if not call.more:
        return None
    last = identity(found[-1].id)
    url = call.request.rel_url.update_query(after=str(last))
    call.headers[hdrs.LINK] = f'<{url.raw_path_qs}>; rel="next"'
    return last
