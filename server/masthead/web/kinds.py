"""/problems: what each kind of problem means, at the address that its ``type`` names."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from inspect import getdoc

import jinja2
from aiohttp import web

from masthead.errors import MastheadError
from masthead.web.pages import STRICT
from masthead.web.problems import KNOWN, code_of

routes = web.RouteTableDef()

_TEMPLATES = jinja2.Environment(loader=jinja2.PackageLoader("masthead.web"), autoescape=True, trim_blocks=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    code: str
    status: HTTPStatus
    meaning: str


def kinds() -> dict[str, Kind]:
    """All kinds of problems by their code."""
    found = {kind.code: Kind(kind.code, kind.status, getdoc(kind) or "") for kind in _below(MastheadError)}
    for status, meaning in KNOWN.items():
        found.setdefault(code_of(status), Kind(code_of(status), status, meaning))
    broken = HTTPStatus.INTERNAL_SERVER_ERROR
    found["server-error"] = Kind("server-error", broken, "Something broke here; nothing was changed.")
    return dict(sorted(found.items()))


def _below(family: type[MastheadError]) -> Iterator[type[MastheadError]]:
    for kind in family.__subclasses__():
        yield kind
        yield from _below(kind)


@routes.get("/problems")
async def all_kinds(_request: web.Request) -> web.Response:
    """Every kind of problem."""
    return _page(list(kinds().values()), "Kinds of problems")


@routes.get("/problems/{code}")
async def one_kind(request: web.Request) -> web.Response:
    """One kind of problem."""
    kind = kinds().get(request.match_info["code"])
    if kind is None:
        raise web.HTTPNotFound(text="There is no such kind of problem. See /problems.\n")
    return _page([kind], kind.code)


def _page(shown: list[Kind], title: str) -> web.Response:
    text = _TEMPLATES.get_template("problems.html.j2").render(kinds=shown, title=title)
    return web.Response(text=text, content_type="text/html", headers=STRICT)
