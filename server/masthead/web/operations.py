"""The thin layer between HTTP and the nouns: validate, sign in, one transaction, render; and tell OpenAPI the same."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from aiohttp import hdrs, web
from pydantic import BaseModel

from masthead.errors import NotSignedIn
from masthead.records.base import Kept, identity
from masthead.records.curators import Curator, Role, still_signed_in
from masthead.records.database import Session
from masthead.records.history import Author
from masthead.web import retrying
from masthead.web.bodies import JSON, arrived, parsed
from masthead.web.keys import CURATOR, DATABASE, PUBLISHER, TOKEN
from masthead.web.turns import TAKEN_APART

_SIGN_IN: Final = "This needs a curator's token: Authorization: Bearer TOKEN"


@dataclass(slots=True)
class Call:
    """One call: who asks, what for, and the transaction it runs in."""

    request: web.Request
    session: Session
    curator: Curator | None
    body: Any
    """The validated body, an instance of the operation's ``body``."""
    query: Any
    """The validated query string, an instance of the operation's ``query``."""
    raw: bytes = b""
    """The body of an operation that takes lines."""
    prepared: Any = None
    """What the operation's ``prepare`` has made of the body."""
    around: Any = None
    """What the operation's ``around`` gives."""
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    """What is done, in a thread, once the transaction is kept."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of the answer."""
    status: HTTPStatus | None = None
    """Of the answer, where it is not the operation's own."""
    more: bool = False
    """Whether a list has more than the part that is told."""
    concerns_readers: bool = True
    """Whether readers may be told something else by what the call changes: then the feed follows."""

    @property
    def author(self) -> Author:
        """Who the history names for the changes of this call, and why, if the body says it."""
        return Author(self.known_curator.name, getattr(self.body, "reason", None))

    @property
    def known_curator(self) -> Curator:
        """The curator who asks; an operation that needs a role has one."""
        if self.curator is None:
            raise NotSignedIn(_SIGN_IN)
        return self.curator

    def number(self, name: str = "id") -> int:
        """A number from the path."""
        return int(self.request.match_info[name])

    def tell_version(self, record: Kept, *, at: str | None = None) -> None:
        """Tell which version of a record the answer holds; of a new one also where it is, a path below /api."""
        self.headers[hdrs.ETAG] = f'"{record.version}"'
        if at is not None:
            self.headers[hdrs.LOCATION] = f"/api/{at}/{identity(record.id)}"

    def tell_found_or_made(self, record: Kept, *, at: str, new: bool) -> None:
        """Tell the version of a record, and where it is if it was made; if it was there already, that it was found."""
        self.tell_version(record, at=at if new else None)
        if not new:
            self.status = HTTPStatus.OK


Handler = Callable[[Call], Awaitable[BaseModel | None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    summary: str
    handler: Handler
    answer: type[BaseModel] | None
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    role: Role | None
    status: HTTPStatus
    changes: bool
    """Whether it changes records: then it runs in a transaction that writes, and the feed follows."""
    conditional: bool
    """Whether it needs If-Match."""
    retryable: bool
    """Whether it takes an Idempotency-Key."""
    prepare: Callable[[Any], Any] | None
    lines: bool
    """Whether its body is JSON Lines, which the handler reads."""
    gather: Callable[[web.Request, Any], Awaitable[Any]] | None
    """Gets what the body speaks of over the network, before the transaction begins, for ``prepare``."""
    around: Callable[[web.Request, Any], AbstractAsyncContextManager[Any]] | None
    """What is entered before the transaction begins and left after it has ended, with what ``prepare`` has made."""
    finds: bool
    """Whether it may find that what it would create is there, and answer with that and 200."""


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
        answer: type[BaseModel] | None,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        role: Role | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        changes: bool | None = None,
        conditional: bool = False,
        retryable: bool | None = None,
        prepare: Callable[[Any], Any] | None = None,
        lines: bool = False,
        finds: bool = False,
        gather: Callable[[web.Request, Any], Awaitable[Any]] | None = None,
        around: Callable[[web.Request, Any], AbstractAsyncContextManager[Any]] | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a handler as an operation.

        Args:
            method: HTTP method.
            path: below /api, with ``{name}`` for numbers.
            summary: what it does, in a few words, for the documentation.
            answer: model of the answer; None where it has no body.
            body: model of the JSON body, if it takes one.
            query: model of the query string, if it takes one.
            role: the role it needs, None for everyone.
            status: of a success.
            changes: whether it changes records; by default everything but GET does.
            conditional: whether it needs If-Match; the handler compares.
            retryable: whether it takes an Idempotency-Key; by default what creates does.
            lines: whether its body is JSON Lines.
            finds: whether it may find that what it would create is there already; then the handler sets the status.
            prepare: what is made of the body before the transaction begins, in a thread: whatever takes its time.
            gather: gets what the body speaks of over the network; what it gives goes to ``prepare`` in its place.
            around: what is kept outside the records for as long as the transaction runs, and longer if it says so.
        """

        def declare(handler: Handler) -> Handler:
            writes = method != hdrs.METH_GET if changes is None else changes
            again = writes and status is HTTPStatus.CREATED if retryable is None else retryable
            operation = Operation(
                method,
                path,
                summary,
                handler,
                answer,
                body,
                query,
                role,
                status,
                writes,
                conditional,
                again,
                prepare,
                lines,
                gather,
                around,
                finds,
            )
            self.all.append(operation)
            return handler

        return declare


def route(operation: Operation) -> web.RouteDef:
    """The aiohttp route of an operation."""

    async def handle(request: web.Request) -> web.Response:
        # Who asks comes first: a stranger's body is not even looked at.
        curator = request.get(CURATOR)
        if operation.role is not None:
            if curator is None:
                raise NotSignedIn(_SIGN_IN)
            curator.require(operation.role)
        query = operation.query.model_validate(dict(request.query)) if operation.query is not None else None
        raw = await arrived(request) if operation.body is not None or operation.lines else b""
        body = None if operation.body is None else parsed(request, operation.body, raw)
        again = retrying.asked(request, curator, raw) if operation.retryable else None
        if not operation.retryable:
            retrying.refuse(request)
        database = request.app[DATABASE]
        if again is not None and (known := await _answered(request, operation, again)) is not None:
            return known
        prepared = await _prepared(request, operation, body)
        async with AsyncExitStack() as stack:
            around = await stack.enter_async_context(operation.around(request, prepared)) if operation.around else None
            session = await stack.enter_async_context(database.session() if operation.changes else database.reading())
            curator = await _now(request, session, operation)
            if again is not None and (known := await again.answered(session)) is not None:
                return known
            call = Call(request, session, curator, body, query, raw, prepared, around)
            answer = await operation.handler(call)
            # Inside the transaction: an answer that cannot be told must leave nothing behind.
            told = b"" if answer is None else answer.model_dump_json().encode()
            if again is not None:
                await again.remember(session, told, call.headers)
        for done in call.afterwards:
            await asyncio.to_thread(done)
        if operation.changes and call.concerns_readers:
            request.app[PUBLISHER].note_change()
        kind = JSON if answer is not None else None
        return web.Response(
            body=told or None, status=call.status or operation.status, content_type=kind, headers=call.headers
        )

    path = "/api" + operation.path.replace("}", ":[0-9]{1,18}}")
    return web.route(operation.method, path, handle)


async def _now(request: web.Request, session: Session, operation: Operation) -> Curator | None:
    """Who asks, now: a body may take its time to arrive, and a call to be let in."""
    if CURATOR not in request:
        return None
    curator = await still_signed_in(session, request[TOKEN])
    if operation.role is not None:
        curator.require(operation.role)
    return curator


async def _answered(request: web.Request, operation: Operation, again: retrying.Again) -> web.Response | None:
    """The answer that was given already, where it would take work, or the network, to come to it once more."""
    if operation.prepare is None:
        return None
    async with request.app[DATABASE].session() as session:
        await _now(request, session, operation)
        return await again.answered(session)


async def _prepared(request: web.Request, operation: Operation, body: BaseModel | None) -> Any:  # noqa: ANN401 - its own
    """What the operation makes of the body before its transaction begins."""
    if operation.prepare is None:
        return None
    given = body if operation.gather is None else await operation.gather(request, body)
    token = request[TOKEN].id if TOKEN in request else None
    async with request.app[TAKEN_APART].turn(token):
        return await asyncio.to_thread(operation.prepare, given)
