"""The thin layer between HTTP and the nouns: validate, sign in, one transaction, render; and tell OpenAPI the same."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aiohttp import hdrs, web
from pydantic import BaseModel

from masthead.errors import InvalidInput, NotSignedIn
from masthead.records.curators import Curator, Role
from masthead.records.database import Session
from masthead.records.history import Author
from masthead.web.keys import CURATOR, DATABASE, PUBLISHER

_SIGN_IN: Final = "This needs a curator's token: Authorization: Bearer TOKEN"


@dataclass(slots=True)
class Call:
    """One call: who asks, what for, and the transaction it runs in."""

    request: web.Request
    session: Session
    curator: Curator | None
    body: Any
    """The validated body, an instance of the operation's ``body``."""

    @property
    def author(self) -> Author:
        """Who the history names for the changes of this call."""
        return Author(self.known_curator.name)

    @property
    def known_curator(self) -> Curator:
        """The curator who asks; an operation that needs a role has one."""
        if self.curator is None:
            raise NotSignedIn(_SIGN_IN)
        return self.curator

    def number(self, name: str) -> int:
        """A number from the path."""
        return int(self.request.match_info[name])


Handler = Callable[[Call], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    summary: str
    handler: Handler
    answer: type[BaseModel]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    role: Role | None
    status: HTTPStatus
    changes: bool
    """Whether it changes records: then it runs in a transaction that writes, and the feed follows."""


class Operations:
    """The operations of one noun."""

    def __init__(self) -> None:
        self.all: list[Operation] = []

    def add(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        answer: type[BaseModel],
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        role: Role | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        changes: bool | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a handler as an operation.

        Args:
            method: HTTP method.
            path: below /api, with ``{name}`` for numbers.
            summary: what it does, in a few words, for the documentation.
            answer: model of the answer.
            body: model of the JSON body, if it takes one.
            query: model of the query string, if it takes one.
            role: the role it needs, None for everyone.
            status: of a success.
            changes: whether it changes records; by default everything but GET does.
        """

        def declare(handler: Handler) -> Handler:
            writes = method != hdrs.METH_GET if changes is None else changes
            self.all.append(Operation(method, path, summary, handler, answer, body, query, role, status, writes))
            return handler

        return declare


def route(operation: Operation) -> web.RouteDef:
    """The aiohttp route of an operation."""

    async def handle(request: web.Request) -> web.Response:
        database = request.app[DATABASE]
        # Who asks comes first: a stranger's body is not even looked at.
        curator = request.get(CURATOR)
        if operation.role is not None:
            if curator is None:
                raise NotSignedIn(_SIGN_IN)
            curator.require(operation.role)
        body = await _body(request, operation)
        async with database.session() if operation.changes else database.reading() as session:
            answer = await operation.handler(Call(request, session, curator, body))
            # Inside the transaction: an answer that cannot be told must leave nothing behind.
            told = answer.model_dump_json().encode()
        if operation.changes:
            request.app[PUBLISHER].note_change()
        return web.Response(body=told, status=operation.status, content_type="application/json")

    path = "/api" + operation.path.replace("}", ":[0-9]{1,18}}")
    return web.route(operation.method, path, handle)


async def _body(request: web.Request, operation: Operation) -> BaseModel | None:
    if operation.query is not None:
        return operation.query.model_validate(dict(request.query))
    if operation.body is None:
        return None
    if request.content_type not in ("application/json", "application/octet-stream"):
        raise InvalidInput(f"Send JSON with Content-Type: application/json, not {request.content_type}.")
    raw = await request.read()
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:  # not JSON, not Unicode, a number of thousands of digits, too deep
        raise InvalidInput(f"The body is not JSON: {error}.") from error
    return operation.body.model_validate(given)
