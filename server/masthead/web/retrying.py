"""Idempotency-Key: whoever does not know whether a create arrived sends it again, and it is created once."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from masthead.errors import InvalidInput
from masthead.records.base import identity, now
from masthead.records.curators import Curator
from masthead.records.database import Session
from masthead.records.retries import Retry, answered, digest, remember_answer

HEADER: Final = "Idempotency-Key"
_USABLE: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Again:
    """A call that may be the second one of its kind."""

    curator_id: int
    key: str
    call: str

    async def answered(self, session: Session) -> web.Response | None:
        """The answer that the first call got.

        Raises:
            KeyReused: the first call was another.
        """
        known = await answered(session, self.curator_id, self.key, self.call)
        if known is None:
            return None
        headers = {"Idempotency-Replayed": "true"}
        if known.tag is not None:
            headers[hdrs.ETAG] = known.tag
        if known.place is not None:
            headers[hdrs.LOCATION] = known.place
        # What was found to be there already has no new place.
        status = HTTPStatus.OK if known.place is None else HTTPStatus.CREATED
        return web.Response(text=known.answer, status=status, content_type="application/json", headers=headers)

    async def remember(self, session: Session, told: bytes, headers: dict[str, str]) -> None:
        """Keep the answer for the next one."""
        kept = Retry(
            curator_id=self.curator_id,
            key=self.key,
            call=self.call,
            answer=told.decode(),
            tag=headers.get(hdrs.ETAG),
            place=headers.get(hdrs.LOCATION),
            at=now(),
        )
        await remember_answer(session, kept)


def asked(request: web.Request, curator: Curator | None, body: bytes) -> Again | None:
    """What the key of a call says, if it has one.

    Raises:
        InvalidInput: it cannot be used.
    """
    key = request.headers.get(HEADER)
    if key is None or curator is None:
        return None
    if not _USABLE.fullmatch(key):
        raise InvalidInput("An Idempotency-Key has 1 to 200 visible ASCII characters, such as a UUID.")
    return Again(identity(curator.id), key, digest(f"{request.method} {request.path}", body))


def refuse(request: web.Request) -> None:
    """Refuse a key where it would promise what is not kept.

    Raises:
        InvalidInput: there is one.
    """
    if HEADER in request.headers:
        raise InvalidInput(f"No {HEADER} is taken here: changes go by If-Match, and what holds a token is told once.")
