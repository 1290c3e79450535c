"""Bodies of calls: waited for, for a while, and read as what they are said to be."""

import asyncio
import json
from typing import Final

from aiohttp import hdrs, web
from pydantic import BaseModel

from masthead.errors import InvalidInput, UnknownType

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
_NOT_SAID: Final = "application/octet-stream"
"""What the type of a body is where nobody says which."""
BODY_SECONDS: Final = 120
"""A body that has not arrived by then is not waited for: what there is of it is held in memory."""
_MORE_FIELDS: Final = 20
"""How many fields more than it takes a body may have, each of which is named in the answer."""


async def arrived(request: web.Request) -> bytes:
    """The body of a call.

    Raises:
        HTTPRequestTimeout: it does not arrive.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


def parsed(request: web.Request, model: type[BaseModel], raw: bytes) -> BaseModel:
    """The JSON of a body.

    Raises:
        UnknownType: it says that it is something else.
        InvalidInput: it is none.
        ValidationError: the model takes no such thing.
    """
    if not raw and not any(one.is_required() for one in model.model_fields.values()):
        return model()
    taken = [JSON, *([MERGE_PATCH] if request.method == hdrs.METH_PATCH else [])]
    if request.content_type not in (*taken, _NOT_SAID):
        raise UnknownType(f"Send JSON with Content-Type: {taken[-1]}, not {request.content_type}.")
    if not raw:
        raise InvalidInput("The body is missing: send a JSON object.")
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:  # not JSON, not Unicode, a number of thousands of digits, too deep
        raise InvalidInput(f"The body is not JSON: {error}.") from error
    if isinstance(given, dict) and len(given) > len(model.model_fields) + _MORE_FIELDS:
        raise InvalidInput(f"The body has {len(given):,} fields; it takes {', '.join(model.model_fields)}.")
    return model.model_validate(given)


def require_json(request: web.Request) -> None:
    """Refuse a call that a web page had a browser make.

    A web page can have a browser send any body to any server, but none that is said to be JSON: for that it would need
    our leave. Nor can it hide that it is another site, where the way is encrypted. Readers' extensions leave the type
    out, since with it Firefox would name the copy of the extension.

    Raises:
        UnknownType: it does not say that it is JSON, and comes from another site.
    """
    if request.content_type != JSON and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise UnknownType(f"Send JSON with Content-Type: {JSON}.")
