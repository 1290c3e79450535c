"""Curators and their tokens."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, select

from masthead.errors import Conflict, NotAllowed, NotSignedIn
from masthead.records.base import choice, now
from masthead.records.history import Author, record_change


class Role(StrEnum):
    """How far a curator's word reaches, from least to most."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


_ORDER = [Role.CONTRIBUTOR, Role.EDITOR, Role.ADMIN]


class Curator(SQLModel, table=True):
    """Someone who keeps the records; the token itself is never stored."""

    __tablename__ = "curator"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=300)
    role: Role = Field(sa_column=Column(choice(Role), nullable=False))
    token_hash: str = Field(max_length=64, unique=True, index=True)
    created_at: datetime

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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


async def add_curator(session: AsyncSession, author: Author, name: str, role: Role) -> str:
    """Add a curator.

    Returns:
        The token, which exists nowhere else from here on.

    Raises:
        Conflict: the name is taken.
    """
    if await session.scalar(select(Curator.id).where(Curator.name == name)):
        raise Conflict(f"There is a curator {name!r} already. Choose another name.", field="name")
    token = "masthead_" + secrets.token_urlsafe(32)
    curator = Curator(name=name, role=role, token_hash=_hash(token), created_at=now())
    session.add(curator)
    await session.flush()
    revision = await record_change(session, author, "added", curator)
    revision.after = {key: value for key, value in (revision.after or {}).items() if key != "token_hash"}
    return token


async def curator_of(session: AsyncSession, token: str) -> Curator:
    """The curator a token belongs to; found by its hash, so that timing tells nothing of the token.

    Raises:
        NotSignedIn: nobody's.
    """
    curator = await session.scalar(select(Curator).where(Curator.token_hash == _hash(token)))
    if curator is None:
        raise NotSignedIn("This token is not known here. Ask an admin for one: masthead curator add NAME --role ROLE")
    return curator
