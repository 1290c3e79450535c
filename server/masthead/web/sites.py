"""The demo's fake sites, served by their Host header: only where the demo is switched on."""

from functools import cache

from aiohttp import web
from aiohttp.typedefs import Handler

from masthead.demo import content, sites
from masthead.web.keys import SETTINGS


@cache
def _content() -> content.DemoContent:
    return content.load()


@web.middleware
async def demo_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer for the demo's hosts; every other host gets the application itself."""
    settings = request.app[SETTINGS]
    try:
        host = (request.url.origin().host or "").lower()
    except ValueError:
        raise web.HTTPBadRequest(text="The Host header is no host.\n") from None
    if not settings.demo or host not in sites.HOSTS:
        return await handler(request)
    text = sites.render(_content(), host, request.path, request.url.port or settings.port)
    if text is None:
        raise web.HTTPNotFound(text="This demo site has no such page.\n")
    return web.Response(text=text, content_type="text/html")
