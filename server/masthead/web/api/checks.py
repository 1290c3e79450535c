"""/api/articles/{id}/check: a dry run before publishing."""

import asyncio
from typing import Final

from masthead.feed.archive import read_archive
from masthead.feed.check import Subject, check
from masthead.feed.findings import Check
from masthead.records.articles import article_by_id
from masthead.records.curators import Role
from masthead.records.outlets import outlet_by_id
from masthead.web.operations import Call, Operations

operations = Operations()

_ONE_AT_A_TIME: Final = asyncio.Lock()
"""A check holds the shingles of the whole archive in memory: many at once must not."""


@operations.add(
    "POST",
    "/articles/{id}/check",
    "Check an article before it is published",
    answer=Check,
    role=Role.CONTRIBUTOR,
    changes=False,
)
async def check_article(call: Call) -> Check:
    """Say what of an article is evidence and what else in the archive it is like; drafts and withdrawn ones too."""
    async with _ONE_AT_A_TIME:
        article = await article_by_id(call.session, call.number("id"))
        outlet = await outlet_by_id(call.session, article.outlet_id) if article.outlet_id else None
        subject = Subject(article.body, article=article.id, title=article.title, outlet=outlet, url=article.url)
        return await check(call.session, await read_archive(call.session), subject)
