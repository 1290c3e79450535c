"""masthead export --format: what is published, in the forms that other programs read."""

import json
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any, Final

from masthead.commands.output import tell, written
from masthead.config import Settings
from masthead.feed.claimreview import document, reviews_of
from masthead.feed.outletlist import as_csv, as_json
from masthead.records.articles import Article, articles
from masthead.records.base import identity, published
from masthead.records.database import Session, database
from masthead.records.outlets import published_outlets

_PORTION: Final = 100


class Form(StrEnum):
    """What is written, and how."""

    CLAIMREVIEW = "claimreview"
    OUTLETS_CSV = "outlets-csv"
    OUTLETS_JSON = "outlets-json"


async def export_published(settings: Settings, form: Form, file: str, *, force: bool) -> int:
    """Write what is published to a file, or to standard output."""
    async with database(settings.database) as records, records.reading() as session:
        outlets = await published_outlets(session)
        if form is Form.CLAIMREVIEW:
            by_number = {identity(outlet.id): outlet for outlet in outlets}
            found, notes = [], 0
            async for article in _published(session):
                found += reviews_of(article, by_number, settings.feed_name)
                notes += len(published(article.notes))
            text, count = _json(document(found)), f"{len(found):,} of {notes:,} notes on articles, those with a quote,"
        elif form is Form.OUTLETS_JSON:
            text, count = _json(as_json(outlets)), f"{len(outlets):,} outlets"
        else:
            text, count = as_csv(outlets), f"{len(outlets):,} outlets"
    with written(file, force=force) as out:
        out.write(text.encode())
    if file != "-":
        tell(f"{count} written to {file}.")
    return 0


async def _published(session: Session) -> AsyncIterator[Article]:
    after = 0
    while portion := await articles(session, drafts=False, after=after, limit=_PORTION):
        for article in portion:
            yield article
        after = identity(portion[-1].id)
        session.expunge_all()


def _json(value: Any) -> str:  # noqa: ANN401 - anything JSON can hold
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
