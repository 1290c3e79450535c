"""masthead curator: who keeps the records, and with which tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from typing import Annotated

from cyclopts import App, Parameter

from masthead.commands.output import tell
from masthead.config import load_settings, prepare_data_folder
from masthead.errors import NotFound
from masthead.records.base import identity
from masthead.records.curators import (
    CuratorFields,
    Role,
    Token,
    add_curator,
    add_token,
    all_curators,
    change_curator,
    curator_by_name,
    end_curator,
    revoke_token,
    tokens_of,
)
from masthead.records.database import Session, database
from masthead.records.history import COMMAND_LINE, Author

curator = App(name="curator", help="Keep curators and their tokens.")

_Name = Annotated[str, Parameter(help="Who it is.")]
_Expires = Annotated[date | None, Parameter(help="Last day on which the token counts, such as 2027-01-31.")]
_Role = Annotated[Role, Parameter(help="contributor writes drafts, editor publishes, admin manages curators.")]
_Why = Annotated[str | None, Parameter(help="Why; the history keeps it.")]


@asynccontextmanager
async def _records() -> AsyncIterator[Session]:
    settings = load_settings()
    prepare_data_folder(settings)
    async with database(settings.database) as records, records.session() as session:
        yield session


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(23, 59, 59), UTC)


@curator.command(name="add")
async def curator_add(
    name: _Name,
    /,
    *,
    role: _Role,
    expires: _Expires = None,
) -> int:
    """Add a curator and print the token: this once, it is not kept."""
    async with _records() as session:
        token = await add_curator(session, COMMAND_LINE, name, role, expires_at=_end_of(expires))
    tell(token)
    return 0


@curator.command(name="list")
async def curator_list() -> int:
    """List curators and their tokens."""
    async with _records() as session:
        known = await all_curators(session)
        for one in known:
            ended = f", ended on {one.ended_at:%Y-%m-%d}" if one.ended_at else ""
            tell(f"{one.name}: {one.role.value}{ended}")
            for token in await tokens_of(session, one):
                tell(f"  token {token.id}  {_about(token)}")
    if not known:
        tell("There is no curator yet. Add one: masthead curator add NAME --role ROLE")
    return 0


def _about(token: Token) -> str:
    parts = [f"{token.prefix}…", *([token.label] if token.label else []), f"made on {token.created_at:%Y-%m-%d}"]
    parts.append(f"last used on {token.last_used_on}" if token.last_used_on else "never used")
    if token.expires_at:
        parts.append(f"expires on {token.expires_at:%Y-%m-%d}")
    if token.revoked_at:
        parts.append(f"revoked on {token.revoked_at:%Y-%m-%d}")
    return ", ".join(parts)


@curator.command(name="token")
async def curator_token(
    name: _Name,
    /,
    *,
    label: Annotated[str | None, Parameter(help="What it is for.")] = None,
    expires: _Expires = None,
) -> int:
    """Give a curator another token and print it: this once, it is not kept."""
    async with _records() as session:
        whose = await curator_by_name(session, name)
        _, token = await add_token(session, COMMAND_LINE, whose, label=label, expires_at=_end_of(expires))
    tell(token)
    return 0


@curator.command(name="revoke")
async def curator_revoke(
    name: _Name,
    token: Annotated[int | None, Parameter(help="Number of the token; by default all.")] = None,
    /,
    *,
    why: _Why = None,
) -> int:
    """Let a curator's token count no more, or all of them."""
    async with _records() as session:
        whose = await curator_by_name(session, name)
        numbers = [identity(one.id) for one in await tokens_of(session, whose)]
        if token is not None and token not in numbers:
            raise NotFound(f"{name} has no token {token}. List them: masthead curator list")
        for number in numbers if token is None else [token]:
            await revoke_token(session, Author(COMMAND_LINE.name, why), number)
    tell(f"Revoked: {'all tokens' if token is None else f'token {token}'} of {name}.")
    return 0


@curator.command(name="role")
async def curator_role(name: _Name, role: _Role, /, *, why: _Why = None) -> int:
    """Give a curator another role."""
    async with _records() as session:
        whose = await curator_by_name(session, name)
        await change_curator(session, Author(COMMAND_LINE.name, why), whose, CuratorFields(name=name, role=role))
    tell(f"{name} is {role.value} now.")
    return 0


@curator.command(name="end")
async def curator_end(name: _Name, /, *, why: _Why = None) -> int:
    """Let somebody be a curator no more: all tokens are revoked, what was written stays."""
    async with _records() as session:
        await end_curator(session, Author(COMMAND_LINE.name, why), await curator_by_name(session, name))
    tell(f"{name} is no curator any more.")
    return 0
