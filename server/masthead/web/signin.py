"""Who asks: found out, and counted, before anything of a call is looked at."""

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from masthead.errors import NotSignedIn, TooMany
from masthead.records.curators import Curator, curator_of
from masthead.web.keys import CURATOR, DATABASE, LIMITS, METRICS, SETTINGS
from masthead.web.naming import is_api
from masthead.web.networks import network_of

_log = structlog.get_logger()


@web.middleware
async def sign_in_first(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a call of the API in, with its curator if it names one; everything else passes."""
    if is_api(request):
        curator = await sign_in(request)
        if curator is not None:
            request[CURATOR] = curator
    return await handler(request)


async def sign_in(request: web.Request) -> Curator | None:
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
            curator = await curator_of(session, token.strip())
    except NotSignedIn:
        await _failed(request, "unknown token")
        raise
    await limits.count_token(curator.id)
    return curator


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
