"""Curators, and the tokens by which they are known; a token itself is never stored."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col, select

from masthead.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn
from masthead.records.base import NUMBERED_ONCE, Kept, choice, identity, now
from masthead.records.history import COMMAND_LINE, Author
from masthead.records.keeping import Noun, add, change, one
from masthead.safe import Line

PREFIX: Final = "masthead_"
_SHOWN: Final = len(PREFIX) + 6
"""Characters of a token that are kept to tell it from others: 36 of its 256 bits."""


class Role(StrEnum):
    """How far a curator's word reaches, from least to most."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


_ORDER: Final = [Role.CONTRIBUTOR, Role.EDITOR, Role.ADMIN]


class CuratorFields(BaseModel):
    """What is known of a curator."""

    model_config = ConfigDict(extra="forbid")
    name: Line
    role: Role


class Curator(Kept, table=True):
    """Someone who keeps the records."""

    __tablename__ = "curator"
    __table_args__ = NUMBERED_ONCE
    name: str = Field(unique=True, max_length=300)
    role: Role = Field(sa_column=Column(choice(Role), nullable=False))
    created_at: datetime
    ended_at: datetime | None = None
    """When the curator stopped being one; the name stays in the history."""

    def reaches(self, role: Role) -> bool:
        """Whether the curator has this role or a higher one."""
        return _ORDER.index(self.role) >= _ORDER.index(role)

    def require(self, role: Role) -> None:
        """Refuse unless the curator has this role or a higher one.

        Raises:
            NotAllowed: naming the role that is needed.
        """
        if not self.reaches(role):
            raise NotAllowed(f"This needs the role {role.value}; {self.name} is {self.role.value}.")


class Token(Kept, table=True):
    """What a curator's programs show to be let in."""

    __tablename__ = "token"
    __table_args__ = NUMBERED_ONCE
    curator_id: int = Field(foreign_key="curator.id", index=True)
    token_hash: str = Field(max_length=64, unique=True, index=True)
    prefix: str = Field(max_length=40)
    """Its first characters, to tell it from others."""
    label: str | None = Field(default=None, max_length=300)
    """What it is used for."""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_on: date | None = None

    def snapshot(self) -> dict[str, object]:
        """All of it but the hash."""
        return self.model_dump(mode="json", exclude={"token_hash"})

    def parent(self) -> tuple[str, int]:
        """Its curator."""
        return "curator", self.curator_id


class _TokenFields(BaseModel):
    model_config = ConfigDict(extra="forbid")
    revoked_at: datetime | None = None


CURATORS: Final = Noun(Curator, CuratorFields, where="List them at /api/curators.")
TOKENS: Final = Noun(Token, _TokenFields, where="List those of a curator at /api/curators/ID.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A curator, and the token by which we know."""

    curator: Curator
    token: Token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


async def add_curator(
    session: AsyncSession, author: Author, name: str, role: Role, *, expires_at: datetime | None = None
) -> str:
    """Add a curator with a first token.

    Returns:
        The token, which exists nowhere else from here on.

    Raises:
        Conflict: the name is taken; names stay taken, since the history tells people apart by them.
    """
    taken = {one.casefold() for one in (await session.scalars(select(Curator.name))).all()}
    if name.casefold() in taken | {COMMAND_LINE.name}:
        raise Conflict(f"There is a curator {name!r} already, or was. Choose another name.", field="name")
    curator = await add(session, author, CURATORS, Curator(name=name, role=role, created_at=now()))
    return (await add_token(session, author, curator, expires_at=expires_at))[1]


async def add_token(
    session: AsyncSession,
    author: Author,
    curator: Curator,
    *,
    label: str | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Give a curator another token.

    Returns:
        What is kept of it, and the token, which exists nowhere else from here on.

    Raises:
        Conflict: the curator is none any more.
        InvalidInput: it would have expired already.
    """
    if curator.ended_at is not None:
        raise Conflict(f"{curator.name} is no curator any more. Add a curator with another name.")
    if expires_at is not None and expires_at <= now():
        raise InvalidInput("The token would have expired already. Give a time to come.", field="expires_at")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        curator_id=identity(curator.id),
        token_hash=_hash(secret),
        prefix=secret[:_SHOWN],
        label=label,
        created_at=now(),
        expires_at=expires_at,
    )
    return await add(session, author, TOKENS, token), secret


async def signed_in(session: AsyncSession, token: str) -> SignedIn:
    """Whose token it is; found by its hash, so that timing tells nothing of the token.

    Raises:
        NotSignedIn: nobody's, or it counts no more.
    """
    return await _signed_in(session, col(Token.token_hash) == _hash(token))


async def still_signed_in(session: AsyncSession, token: Token) -> Curator:
    """The curator of a token that was good when a call began, as both are now.

    Raises:
        NotSignedIn: it counts no more.
    """
    return (await _signed_in(session, col(Token.id) == token.id)).curator


async def _signed_in(session: AsyncSession, whose: ColumnElement[bool]) -> SignedIn:
    query = select(Curator, Token).join(Token, col(Token.curator_id) == Curator.id).where(whose)
    found = (await session.execute(query, execution_options={"populate_existing": True})).first()
    if found is None:
        raise NotSignedIn("This token is not known here. Ask an admin for one: masthead curator add NAME --role ROLE")
    known = SignedIn(*found)
    if known.token.revoked_at is not None or known.curator.ended_at is not None:
        raise NotSignedIn("This token was revoked. Ask an admin for another: masthead curator token NAME")
    if known.token.expires_at is not None and known.token.expires_at <= now():
        raise NotSignedIn("This token has expired. Ask an admin for another: masthead curator token NAME")
    return known


async def curator_of(session: AsyncSession, token: str) -> Curator:
    """The curator a token belongs to.

    Raises:
        NotSignedIn: nobody's, or it counts no more.
    """
    return (await signed_in(session, token)).curator


async def note_use(session: AsyncSession, token: Token) -> None:
    """Keep the day on which a token was last used; no more is kept of it, and no version is made of it."""
    await session.execute(update(Token).where(col(Token.id) == token.id).values(last_used_on=now().date()))


async def curator_by_name(session: AsyncSession, name: str) -> Curator:
    """The curator of that name.

    Raises:
        NotFound: there is none.
    """
    curator = await session.scalar(select(Curator).where(Curator.name == name))
    if curator is None:
        raise NotFound(f"There is no curator {name!r}. List them: masthead curator list", field="name")
    return curator


async def all_curators(session: AsyncSession) -> Sequence[Curator]:
    """All curators, those included that are none any more, oldest first."""
    return (await session.scalars(select(Curator).order_by(col(Curator.id)))).all()


async def tokens_of(session: AsyncSession, curator: Curator) -> Sequence[Token]:
    """All tokens that a curator ever had, oldest first."""
    query = select(Token).where(Token.curator_id == curator.id).order_by(col(Token.id))
    return (await session.scalars(query)).all()


async def revoke_token(session: AsyncSession, author: Author, token_id: int) -> Token:
    """Let a token count no more; one that was revoked stays as it is.

    Raises:
        NotFound: there is none.
    """
    token = await one(session, TOKENS, token_id)
    if token.revoked_at is None:
        await change(session, author, TOKENS, token, {"revoked_at": now()}, "revoked")
    return token


async def change_curator(session: AsyncSession, author: Author, curator: Curator, given: CuratorFields) -> Curator:
    """Give a curator another role; the name stays, since the history tells people apart by it.

    Raises:
        Conflict: nobody could manage curators any more.
        InvalidInput: it is another name.
    """
    if given.name != curator.name:
        raise InvalidInput("A name stays: the history knows the curator by it.", field="name")
    if curator.role is Role.ADMIN and given.role is not Role.ADMIN:
        await _another_admin(session, curator)
    return await change(session, author, CURATORS, curator, {"role": given.role})


async def end_curator(session: AsyncSession, author: Author, curator: Curator) -> Curator:
    """Let somebody be a curator no more: all tokens are revoked, what was written stays.

    Raises:
        Conflict: nobody could manage curators any more.
    """
    if curator.ended_at is not None:
        return curator
    if curator.role is Role.ADMIN:
        await _another_admin(session, curator)
    for token in await tokens_of(session, curator):
        await revoke_token(session, author, identity(token.id))
    return await change(session, author, CURATORS, curator, {"ended_at": now()}, "ended")


async def _another_admin(session: AsyncSession, curator: Curator) -> None:
    query = select(Curator.id).where(
        Curator.role == Role.ADMIN, col(Curator.ended_at).is_(None), Curator.id != curator.id
    )
    if await session.scalar(query.limit(1)) is None:
        raise Conflict(f"{curator.name} is the only admin. Make somebody else an admin first.")
