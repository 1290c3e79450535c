"""The feed that the readers of the bench follow."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from masthead.config import Settings
from masthead.feed.publish import publish
from masthead.records.articles import Article, content_hash
from masthead.records.base import Status
from masthead.records.database import database
from masthead.records.history import Revision

_ANCIENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


async def published(folder: Path, bodies: list[str]) -> Path:
    """Publish articles of no outlet from a folder that does not exist yet; gives the folder of the feed."""
    await asyncio.to_thread(folder.mkdir)
    settings = Settings(data=folder, feed_name="bench")
    async with database(settings.database) as records:
        async with records.session() as session:
            session.add(Revision(id=1, at=_ANCIENT, who="bench", action="made", record="article", record_id=1))
            session.add_all(
                Article(
                    id=at + 1,
                    title="",
                    body=body,
                    content_hash=content_hash(body),
                    captured_at=_ANCIENT,
                    status=Status.PUBLISHED,
                    segments=[],
                )
                for at, body in enumerate(bodies)
            )
        await publish(records, settings)
    return settings.feed_folder
