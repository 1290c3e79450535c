"""If-Match: a write names the version it is about, so that nobody's work is overwritten unseen."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs
from pydantic import BaseModel

from masthead.errors import PreconditionRequired, Stale
from masthead.records.base import Kept
from masthead.web.operations import Call


async def expect(call: Call, record: Kept, shown: Callable[[], Awaitable[BaseModel]]) -> None:
    """Refuse a write that is not about the present version of a record.

    Args:
        call: the call.
        record: as it is now.
        shown: what the caller gets to see of it, if it has another version.

    Raises:
        PreconditionRequired: the call names no version.
        Stale: it names another one.
    """
    named = call.request.if_match
    if not named:
        said = "is no entity tag" if hdrs.IF_MATCH in call.request.headers else "is missing"
        raise PreconditionRequired(
            f'If-Match {said}. Read the record, then send its ETag back, such as: If-Match: "{record.version}".'
        )
    # Proxies that compress make tags weak; of a version number that changes nothing.
    if not any(tag.value in ("*", str(record.version)) for tag in named):
        raise Stale(
            f"It was changed since you read it: version {record.version} is the present one, see current."
            " Look at it, and send your change again with its ETag.",
            current=(await shown()).model_dump(mode="json"),
        )
