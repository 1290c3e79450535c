"""Publish: read what is published from the records, build the feed, write its files."""

import asyncio
from dataclasses import dataclass

from masthead.config import Settings
from masthead.feed.content import Content, Records, build
from masthead.feed.files import Written, write_feed
from masthead.records.articles import published_articles
from masthead.records.database import Database
from masthead.records.history import latest
from masthead.records.outlets import outlets
from masthead.records.samples import published_samples


@dataclass(frozen=True, slots=True)
class Publication:
    """A feed as it was just written."""

    content: Content
    files: Written


async def publish(database: Database, settings: Settings) -> Publication:
    """Bring the feed folder to what is published now.

    Raises:
        CannotStart: the folder cannot be written.
    """
    async with database.reading() as session:
        version, as_of = await latest(session)
        records = Records(
            outlets=list(await outlets(session)),
            articles=[article async for article in published_articles(session)],
            version=version,
            as_of=as_of,
            samples=[sample async for sample in published_samples(session)],
        )
    return await asyncio.to_thread(_build_and_write, records, settings)


def _build_and_write(records: Records, settings: Settings) -> Publication:
    content = build(
        records,
        name=settings.feed_name,
        group_size=settings.group_size,
        refresh_seconds=settings.refresh_seconds,
    )
    return Publication(content, write_feed(settings.feed_folder, content))
