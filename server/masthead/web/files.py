"""The feed's files over HTTP: the same that any static web server would hand out, with the right headers."""

import re
from typing import Final

from aiohttp import hdrs, web

from masthead.web.keys import SETTINGS

routes = web.RouteTableDef()

_PATH: Final = re.compile(
    r"index\.json|lists/[0-9a-f]{16}\.bin|outlets/[0-9a-f]{16}\.json|hashes/\d{1,2}-\d{1,8}\.json|articles/\d{1,8}\.json"
)


@routes.get("/feed/{path:.+}")
async def feed_file(request: web.Request) -> web.StreamResponse:
    """A file of the feed; anyone may read it from anywhere, and nothing of the reader is asked or kept."""
    path = request.match_info["path"]
    file = request.app[SETTINGS].feed_folder / path
    if not _PATH.fullmatch(path) or not file.is_file():
        raise web.HTTPNotFound(text="The feed has no such file.\n")
    answer = web.FileResponse(file)
    answer.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers[hdrs.CACHE_CONTROL] = _caching(path)
    answer.content_type = "application/octet-stream" if path.endswith(".bin") else "application/json"
    return answer


def _caching(path: str) -> str:
    # Lists and directories are named by their content; the others must show a withdrawal soon.
    if path.startswith(("lists/", "outlets/")):
        return "public, max-age=31536000, immutable"
    return "public, max-age=60"
