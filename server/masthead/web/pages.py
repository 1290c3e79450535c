"""Pages for people: the start page, the extension as a zip, the API's documentation."""

import asyncio
import importlib.util
import io
import json
import zipfile
from functools import cache
from pathlib import Path

import jinja2
from aiohttp import web

from masthead.demo import content as demo
from masthead.web.api import OPERATIONS
from masthead.web.keys import SETTINGS
from masthead.web.openapi import describe

routes = web.RouteTableDef()

_TEMPLATES = jinja2.Environment(loader=jinja2.PackageLoader("masthead.web"), autoescape=True, trim_blocks=True)
STRICT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " script-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_DOCS_FILES = frozenset({"swagger_bundle.js", "swagger_style.css"})


@routes.get("/")
async def start(request: web.Request) -> web.Response:
    """What Masthead is, how to load the extension, and where to look next."""
    settings = request.app[SETTINGS]
    pages = demo.load().pages if settings.demo else ()
    text = _TEMPLATES.get_template("start.html.j2").render(
        pages=pages, port=request.url.port, origin=str(request.url.origin()), folder=settings.extension.resolve()
    )
    return web.Response(text=text, content_type="text/html", headers=STRICT)


@routes.get("/extension.zip")
async def extension(request: web.Request) -> web.Response:
    """The extension, packed from its folder as it is."""
    folder = request.app[SETTINGS].extension
    if not (folder / "manifest.json").is_file():
        raise web.HTTPNotFound(text="This server has no extension folder; set MASTHEAD_EXTENSION.\n")
    data = await asyncio.to_thread(packed, folder)
    return web.Response(
        body=data,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="masthead-extension.zip"'},
    )


def packed(folder: Path) -> bytes:
    """A folder as a zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".d.ts")):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


@routes.get("/api/openapi.json")
async def openapi(_request: web.Request) -> web.Response:
    """The API's description."""
    return web.Response(text=_description(), content_type="application/json")


@cache
def _description() -> str:
    return json.dumps(describe(OPERATIONS), ensure_ascii=False)


@routes.get("/api/docs")
async def docs(_request: web.Request) -> web.Response:
    """The API's documentation, without anything from another host."""
    text = _TEMPLATES.get_template("docs.html.j2").render()
    return web.Response(text=text, content_type="text/html", headers=STRICT)


@routes.get("/api/docs/{file}")
async def docs_file(request: web.Request) -> web.StreamResponse:
    """A file of the bundled documentation viewer."""
    name = request.match_info["file"]
    if name == "start.js":
        text = _TEMPLATES.get_template("docs.js").render()
        return web.Response(text=text, content_type="text/javascript")
    # Importing the package would load megabytes into memory; only its files are wanted.
    viewer = importlib.util.find_spec("offapi")
    if name not in _DOCS_FILES or viewer is None or viewer.origin is None:
        raise web.HTTPNotFound
    return web.FileResponse(Path(viewer.origin).parent / name)
