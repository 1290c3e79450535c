"""Answers that were given to creates with an Idempotency-Key: a retry gets them again, and creates nothing."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, Text, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, delete, select

from masthead.errors import KeyReused
from masthead.records.base import now

KEPT: Final = timedelta(hours=24)
"""How long an answer is remembered."""


class Retry(SQLModel, table=True):
    """The answer to a create."""

    __tablename__ = "retry"
    __table_args__ = (UniqueConstraint("curator_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    curator_id: int = Field(foreign_key="curator.id")
    key: str = Field(max_length=200)
    call: str = Field(max_length=64)
    """Digest of what was asked for."""
    answer: str = Field(sa_column=Column(Text, nullable=False))
    tag: str | None = Field(default=None, max_length=40)
    place: str | None = Field(default=None, max_length=300)
    at: datetime = Field(index=True)


def digest(route: str, body: bytes) -> str:
    """What a call asks for, in short."""
    return hashlib.sha256(route.encode() + b"\n" + body).hexdigest()


async def answered(session: AsyncSession, curator_id: int, key: str, call: str) -> Retry | None:
    """The answer that a curator's create with this key got, if there was one lately.

    Raises:
        KeyReused: the key was used for another call.
    """
    await session.execute(delete(Retry).where(col(Retry.at) < now() - KEPT))
    known = await session.scalar(select(Retry).where(Retry.curator_id == curator_id, Retry.key == key))
    if known is not None and known.call != call:
        raise KeyReused("This Idempotency-Key was used for another call. Make a new one for each thing you create.")
    return known


async def remember_answer(session: AsyncSession, retry: Retry) -> None:
    """Keep an answer, in the transaction that it tells of."""
    session.add(retry)
    await session.flush()
