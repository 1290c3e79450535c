"""/history: what readers were told of an article, an outlet or a note, change by change, for readers without tools.

The pages are plain HTML that runs nothing and loads nothing. Like the feed, they are logged nowhere.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import jinja2
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from masthead.errors import MastheadError, NotFound
from masthead.records.database import Session
from masthead.records.history import Revision
from masthead.records.lookback import last_told, outlet_with_slug, told_changes, told_slugs
from masthead.web.changes import change_of, is_told
from masthead.web.keys import DATABASE, LIMITS, SETTINGS
from masthead.web.networks import network_of

routes = web.RouteTableDef()

_PER_PAGE: Final = 25
_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("masthead.web"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_STYLE: Final = _TEMPLATES.get_template("history.css").render()
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    f" style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    hdrs.CACHE_CONTROL: "no-store",
}
_NOTHING: Final = "There is no history here. Readers were never told of it, or its address is another."


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a history is about."""

    kind: str
    number: int


_Find = Callable[[Session, str], Awaitable[int | None]]


def _told(find: _Find, kind: str) -> Handler:
    """The page of a kind of record that is found by the last part of its address."""

    async def page(request: web.Request) -> web.Response:
        try:
            await request.app[LIMITS].count_network(network_of(request, request.app[SETTINGS]))
            async with request.app[DATABASE].reading() as session:
                number = await find(session, request.match_info["name"])
                if number is None:
                    raise NotFound(_NOTHING)
                told = await _page(session, _Subject(kind, number), _before(request))
        except MastheadError as error:
            return _refused(error)
        return _html("history.html.j2", HTTPStatus.OK, **told)

    return page


def _html(template: str, status: HTTPStatus, **given: object) -> web.Response:
    text = _TEMPLATES.get_template(template).render(style=_STYLE, **given)
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)


def _refused(error: MastheadError) -> web.Response:
    answer = _html("history-refused.html.j2", error.status, title=error.status.phrase, message=error.message)
    if error.retry_after is not None:
        answer.headers[hdrs.RETRY_AFTER] = str(error.retry_after)
    return answer


def _before(request: web.Request) -> int | None:
    """Before which change the page begins.

    Raises:
        NotFound: it is no number.
    """
    given = request.query.get("before")
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise NotFound(_NOTHING)
    return int(given)


async def _page(session: Session, subject: _Subject, before: int | None) -> dict[str, Any]:
    last = await last_told(session, subject.kind, subject.number)
    if last is None:
        raise NotFound(_NOTHING)
    found = await told_changes(session, subject.kind, subject.number, before=before, limit=_PER_PAGE + 1)
    shown = found[:_PER_PAGE]
    slugs = await told_slugs(session, _outlets(shown))
    return {
        "kind": subject.kind,
        "number": subject.number,
        "name": _name(last),
        "about": await _about(session, last),
        "withdrawn": None if is_told(last.after) else last,
        "changes": [change_of(one, await _earlier(session, one), slugs) for one in shown],
        "later": before is not None,
        "next": shown[-1].id if len(found) > _PER_PAGE else None,
    }


def _outlets(revisions: Sequence[Revision]) -> set[int]:
    """Numbers of all outlets that changes name."""
    sides = [side for one in revisions for side in (one.before, one.after) if side]
    return {side["outlet_id"] for side in sides if side.get("outlet_id") is not None}


async def _earlier(session: Session, revision: Revision) -> dict[str, Any] | None:
    """What readers were told last of a record that is published again: what changed meanwhile, they see now."""
    if is_told(revision.before) or revision.before is None:
        return None
    last = await last_told(session, revision.record, revision.record_id, before=revision.id)
    return None if last is None else next((side for side in (last.after, last.before) if is_told(side)), None)


def _name(revision: Revision) -> str | None:
    """The name that readers know a record by."""
    told = revision.after if is_told(revision.after) else revision.before
    name: str | None = (told or {}).get("title" if revision.record == "article" else "name")
    return name


@dataclass(frozen=True, slots=True)
class _Above:
    """The record that a note is on: what it is called, where its history is, and whether readers are told of it."""

    name: str
    link: str
    told: bool


async def _about(session: Session, revision: Revision) -> _Above | None:
    if revision.of_record is None or revision.of_id is None:
        return None
    above = await last_told(session, revision.of_record, revision.of_id)
    if above is None:
        return None
    told = above.after if is_told(above.after) else above.before
    last_part = revision.of_id if revision.of_record == "article" else (told or {}).get("slug")
    name = _name(above) or f"{revision.of_record} {revision.of_id}"
    return _Above(name, f"../{revision.of_record}s/{last_part}", is_told(above.after))


async def _by_number(_session: Session, name: str) -> int | None:
    return int(name)


routes.get(r"/history/articles/{name:[0-9]{1,18}}")(_told(_by_number, "article"))
routes.get(r"/history/notes/{name:[0-9]{1,18}}")(_told(_by_number, "note"))
routes.get(r"/history/outlets/{name:[a-z0-9-]{1,80}}")(_told(outlet_with_slug, "outlet"))
