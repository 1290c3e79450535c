"""Who asks: found out, and counted, before anything of a call is looked at."""

import contextlib

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from masthead.errors import NotSignedIn, TooMany, Unavailable
from masthead.records.base import now
from masthead.records.curators import SignedIn, note_use, signed_in
from masthead.web.keys import CURATOR, DATABASE, LIMITS, METRICS, SETTINGS, TOKEN
from masthead.web.naming import is_api
from masthead.web.networks import network_of

_log = structlog.get_logger()


@web.middleware
async def sign_in_first(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a call of the API in, with its curator if it names one; everything else passes."""
    if is_api(request):
        known = await sign_in(request)
        if known is not None:
            request[CURATOR], request[TOKEN] = known.curator, known.token
    return await handler(request)


async def sign_in(request: web.Request) -> SignedIn | None:
    """The curator whose token the call has, or None if it has no token.

    A known token gets in whatever others of its network do: nobody guesses 256 bits, so that refusing it would keep
    out colleagues only.

    Raises:
        NotSignedIn: there is a token, but it is nobody's.
        TooMany: the token, or without one the network, has called too often, or failed too often.
    """
    limits = request.app[LIMITS]
    header = request.headers.get(hdrs.AUTHORIZATION)
    if header is None:
        await limits.count_network(network_of(request, request.app[SETTINGS]))
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        await _failed(request, "malformed header")
        raise NotSignedIn("Send the token as: Authorization: Bearer TOKEN")
    try:
        async with request.app[DATABASE].reading() as session:
            known = await signed_in(session, token.strip())
    except NotSignedIn:
        await _failed(request, "unknown token")
        raise
    await limits.count_token(known.token.id)
    if known.token.last_used_on != now().date():
        # Whoever only reads need not wait for writers, nor be turned away where nobody can write at present.
        with contextlib.suppress(Unavailable):
            async with request.app[DATABASE].session() as session:
                await note_use(session, known.token)
    return known


async def _failed(request: web.Request, reason: str) -> None:
    """Count and log a failed sign-in, without a letter of what was sent as the token.

    Raises:
        TooMany: too many of this network have failed.
    """
    network = network_of(request, request.app[SETTINGS])
    request.app[METRICS].sign_in_failed()
    try:
        await request.app[LIMITS].count_failed(network)
    except TooMany:
        _log.warning("sign-in failed", network=network, reason=reason, limited=True)
        raise
    _log.warning("sign-in failed", network=network, reason=reason)
