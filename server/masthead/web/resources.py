"""What can be done with records of every kind: read, change, publish, withdraw, take back, remove, look back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import hdrs
from pydantic import BaseModel, ConfigDict, Field, create_model

from masthead.errors import NotFound
from masthead.intake.raw import forget
from masthead.records.base import Status, Told
from masthead.records.curators import Role
from masthead.records.history import revision_of
from masthead.records.keeping import Noun, change, one, set_status, take_back
from masthead.records.lists import is_told
from masthead.records.removal import remove_whole
from masthead.safe import Paragraph
from masthead.web.api.listing import PageQuery
from masthead.web.api.shapes import RevisionsOut, StepIn, UndoIn, WithdrawIn
from masthead.web.conditions import expect
from masthead.web.history import history_of
from masthead.web.keys import SETTINGS
from masthead.web.operations import Call, Operations
from masthead.web.permissions import may_change, may_publish, may_remove, may_withdraw

R = TypeVar("R", bound=Told)
_REASON = Field(None, description="Why; needed where readers were told of the record.")


@dataclass(frozen=True)
class Resource(Generic[R]):
    """A kind of record as the API offers it."""

    noun: Noun[R]
    path: str
    """Its name in paths, such as outlets."""
    label: str
    """Its name in sentences, such as "an outlet"."""
    answer: type[BaseModel]
    shown: Callable[[Call, R], Awaitable[BaseModel]]
    """What the caller may see of a record."""
    patch: type[BaseModel] | None
    """What can be changed of it; None where nothing can."""
    values: Callable[[Call, dict[str, Any]], Awaitable[dict[str, Any]]] | None = None
    """Turns what was given into what is kept: an address into its normal form, a slug into a number."""
    set_status: Callable[..., Awaitable[R]] | None = None
    """How its status is set, where that is special."""

    async def read(self, call: Call) -> R:
        """The record that the call is about.

        Raises:
            NotFound: there is none, or the caller must not know of it.
        """
        number = call.number()
        record = await one(call.session, self.noun, number)
        if call.curator is None and not await is_told(call.session, record):
            # The same answer as for a number that was never given.
            raise NotFound(self.noun.missing(number))
        return record

    async def to_write(self, call: Call) -> R:
        """The record that the call is about to change.

        Raises:
            PreconditionRequired: the call does not say which version it knows.
            Stale: it knows an older one.
        """
        record = await self.read(call)
        await expect(call, record, lambda: self.shown(call, record))
        return record

    async def told(self, call: Call, record: R) -> BaseModel:
        """The answer: the record with its version."""
        call.tell_version(record)
        return await self.shown(call, record)


def patch_of(fields: type[BaseModel], name: str) -> type[BaseModel]:
    """A merge patch (RFC 7396) of some fields: what is left out stays, null takes a value away."""
    optional: dict[str, Any] = {
        key: (info.rebuild_annotation() | None, Field(None, description=info.description))
        for key, info in fields.model_fields.items()
    }
    config = ConfigDict(extra="forbid")
    return create_model(
        name, __config__=config, __doc__=patch_of.__doc__, reason=(Paragraph | None, _REASON), **optional
    )


def declare(operations: Operations, resource: Resource[Any]) -> None:
    """Offer all that can be done with a kind of record."""
    _reading(operations, resource)
    if resource.patch is not None:
        _changing(operations, resource)
    _stepping(operations, resource)


def _reading(operations: Operations, resource: Resource[Any]) -> None:
    path, label = f"/{resource.path}/{{id}}", resource.label
    role = Role.CONTRIBUTOR if resource.noun.model.secret else None

    @operations.add("GET", path, f"Read {label}", answer=resource.answer, role=role)
    async def read(call: Call) -> BaseModel:
        return await resource.told(call, await resource.read(call))

    @operations.add(
        "GET", f"{path}/revisions", f"Read the history of {label}", query=PageQuery, answer=RevisionsOut, role=role
    )
    async def revisions(call: Call) -> BaseModel:
        return await history_of(call, resource.noun)


def _changing(operations: Operations, resource: Resource[Any]) -> None:
    path, label, answer = f"/{resource.path}/{{id}}", resource.label, resource.answer

    @operations.add(
        "PATCH", path, f"Change {label}", body=resource.patch, answer=answer, role=Role.CONTRIBUTOR, conditional=True
    )
    async def patch(call: Call) -> BaseModel:
        record = await resource.to_write(call)
        may_change(call, record)
        given = call.body.model_dump(mode="json", include=call.body.model_fields_set - {"reason"})
        if resource.values is not None:
            given = await resource.values(call, given)
        fields = resource.noun.fields
        present = {name: value for name, value in record.snapshot().items() if name in fields.model_fields}
        merged = {name: value for name, value in (present | given).items() if name not in given or value is not None}
        values = fields.model_validate(merged).model_dump()
        return await resource.told(call, await change(call.session, call.author, resource.noun, record, values))

    @operations.add(
        "POST",
        f"{path}/undo",
        f"Take {label} back to an earlier revision",
        body=UndoIn,
        answer=answer,
        role=Role.CONTRIBUTOR,
        conditional=True,
    )
    async def undo(call: Call) -> BaseModel:
        record = await resource.to_write(call)
        may_change(call, record)
        revision = await revision_of(call.session, record, call.body.revision)
        return await resource.told(call, await take_back(call.session, call.author, resource.noun, record, revision))


def _stepping(operations: Operations, resource: Resource[Any]) -> None:
    path, label, answer = f"/{resource.path}/{{id}}", resource.label, resource.answer

    async def stepped(call: Call, record: Any, status: Status) -> BaseModel:  # noqa: ANN401 - any record
        if resource.set_status is not None:
            return await resource.told(call, await resource.set_status(call.session, call.author, record, status))
        return await resource.told(call, await set_status(call.session, call.author, resource.noun, record, status))

    @operations.add(
        "POST", f"{path}/publish", f"Publish {label}", body=StepIn, answer=answer, role=Role.EDITOR, conditional=True
    )
    async def publish(call: Call) -> BaseModel:
        record = await resource.to_write(call)
        await may_publish(call, record)
        return await stepped(call, record, Status.PUBLISHED)

    @operations.add(
        "POST",
        f"{path}/withdraw",
        f"Withdraw {label}",
        body=WithdrawIn,
        answer=answer,
        role=Role.EDITOR,
        conditional=True,
    )
    async def withdraw(call: Call) -> BaseModel:
        record = await resource.to_write(call)
        may_withdraw(call, record)
        return await stepped(call, record, Status.WITHDRAWN)

    @operations.add(
        hdrs.METH_DELETE,
        path,
        f"Remove {label} that was never published",
        answer=None,
        role=Role.CONTRIBUTOR,
        status=HTTPStatus.NO_CONTENT,
        conditional=True,
    )
    async def remove(call: Call) -> None:
        record = await resource.to_write(call)
        await may_remove(call, record)
        folder = call.request.app[SETTINGS].captures_folder
        for file in await remove_whole(call.session, call.author, record):
            call.afterwards.append(partial(forget, folder, file))
