"""/api/curators: who keeps the records, and with which tokens; for admins, but for one's own."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from masthead.records.base import identity
from masthead.records.curators import (
    CURATORS,
    Curator,
    CuratorFields,
    Role,
    add_curator,
    add_token,
    all_curators,
    change_curator,
    curator_by_name,
    end_curator,
    revoke_token,
    tokens_of,
)
from masthead.records.keeping import one
from masthead.safe import Line, Paragraph
from masthead.web.api.listing import Moment
from masthead.web.conditions import expect
from masthead.web.operations import Call, Operations
from masthead.web.resources import patch_of

operations = Operations()


class TokenOut(BaseModel):
    """What is known of a token; never the token itself."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    prefix: str = Field(description="Its first characters, to tell it from others.")
    label: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None


class CuratorOut(BaseModel):
    """A curator with all tokens."""

    id: int
    version: int
    name: str
    role: Role
    created_at: datetime
    ended_at: datetime | None
    tokens: list[TokenOut]

    @classmethod
    async def of(cls, call: Call, curator: Curator) -> Self:
        """The curator as admins see one, and as one sees oneself."""
        tokens = [TokenOut.model_validate(token) for token in await tokens_of(call.session, curator)]
        return cls(**curator.model_dump(exclude={"changed_at"}), tokens=tokens)


class CuratorsOut(BaseModel):
    """All curators, those included that are none any more."""

    items: list[CuratorOut]


class CuratorIn(CuratorFields):
    """Who is to be a curator."""

    expires_at: Moment | None = Field(None, description="When the first token expires; by default never.")


class TokenIn(BaseModel):
    """What a new token is for."""

    model_config = ConfigDict(extra="forbid")
    label: Line | None = Field(None)
    expires_at: Moment | None = Field(None, description="By default never.")


class NewCuratorOut(CuratorOut):
    """A new curator, with the first token."""

    token: str = Field(description="Shown this once; it is not kept.")


class NewTokenOut(TokenOut):
    """A new token."""

    token: str = Field(description="Shown this once; it is not kept.")


class EndIn(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: Paragraph | None = None


async def _to_write(call: Call) -> Curator:
    curator = await one(call.session, CURATORS, call.number())
    await expect(call, curator, lambda: CuratorOut.of(call, curator))
    return curator


async def _told(call: Call, curator: Curator) -> CuratorOut:
    call.tell_version(curator)
    return await CuratorOut.of(call, curator)


@operations.add("GET", "/me", "Read who you are", answer=CuratorOut, role=Role.CONTRIBUTOR)
async def read_me(call: Call) -> CuratorOut:
    """The curator whose token the call has."""
    return await _told(call, call.known_curator)


@operations.add("GET", "/curators", "List curators", answer=CuratorsOut, role=Role.ADMIN)
async def list_curators(call: Call) -> CuratorsOut:
    """All curators, oldest first."""
    return CuratorsOut(items=[await CuratorOut.of(call, one) for one in await all_curators(call.session)])


@operations.add(
    "POST",
    "/curators",
    "Add a curator",
    body=CuratorIn,
    answer=NewCuratorOut,
    role=Role.ADMIN,
    status=HTTPStatus.CREATED,
    retryable=False,
)
async def create_curator(call: Call) -> NewCuratorOut:
    """Add a curator with a first token."""
    given: CuratorIn = call.body
    token = await add_curator(call.session, call.author, given.name, given.role, expires_at=given.expires_at)
    curator = await curator_by_name(call.session, given.name)
    call.tell_version(curator, at="curators")
    return NewCuratorOut(**(await CuratorOut.of(call, curator)).model_dump(), token=token)


@operations.add("GET", "/curators/{id}", "Read a curator", answer=CuratorOut, role=Role.ADMIN)
async def read_curator(call: Call) -> CuratorOut:
    """One curator."""
    return await _told(call, await one(call.session, CURATORS, call.number()))


@operations.add(
    "PATCH",
    "/curators/{id}",
    "Give a curator another role",
    body=patch_of(CuratorFields, "CuratorPatch"),
    answer=CuratorOut,
    role=Role.ADMIN,
    conditional=True,
)
async def patch_curator(call: Call) -> CuratorOut:
    """Change a role; it counts from the next call on."""
    curator = await _to_write(call)
    given: dict[str, Any] = call.body.model_dump(include=call.body.model_fields_set - {"reason"})
    fields = CuratorFields.model_validate({"name": curator.name, "role": curator.role} | given)
    return await _told(call, await change_curator(call.session, call.author, curator, fields))


@operations.add(
    "POST",
    "/curators/{id}/end",
    "Let somebody be a curator no more",
    body=EndIn,
    answer=CuratorOut,
    role=Role.ADMIN,
    conditional=True,
)
async def end(call: Call) -> CuratorOut:
    """Revoke all tokens of a curator; what was written stays."""
    return await _told(call, await end_curator(call.session, call.author, await _to_write(call)))


@operations.add(
    "POST",
    "/curators/{id}/tokens",
    "Give a curator another token",
    body=TokenIn,
    answer=NewTokenOut,
    role=Role.ADMIN,
    status=HTTPStatus.CREATED,
    retryable=False,
)
async def create_token(call: Call) -> NewTokenOut:
    """Make a token."""
    curator = await one(call.session, CURATORS, call.number())
    given: TokenIn = call.body
    token, secret = await add_token(call.session, call.author, curator, label=given.label, expires_at=given.expires_at)
    return NewTokenOut(**TokenOut.model_validate(token).model_dump(), token=secret)


@operations.add("POST", "/tokens/{id}/revoke", "Revoke a token", body=EndIn, answer=TokenOut, role=Role.CONTRIBUTOR)
async def revoke(call: Call) -> TokenOut:
    """Let a token count no more, from the next call on; one's own, or as an admin any."""
    own = {identity(token.id) for token in await tokens_of(call.session, call.known_curator)}
    if call.number() not in own:
        call.known_curator.require(Role.ADMIN)
    return TokenOut.model_validate(await revoke_token(call.session, call.author, call.number()))
