"""What tests of the curators' API add over and over."""

from typing import Any

from feed.making import prose
from web.conftest import Caller

SOURCES = [{"url": "https://register.example/weir", "title": "Company register"}]
STATEMENT = {
    "topic": "ownership",
    "text": "It belongs to the waterworks.",
    "stated_by": "Company register",
    "stated_on": "2024-01-01",
    "source_url": "https://register.example/weir",
}


async def outlet(caller: Caller, slug: str, **more: object) -> Any:  # noqa: ANN401 - JSON
    """Add an outlet."""
    return await caller.made("/api/outlets", slug=slug, name=slug.replace("-", " ").title(), **more)


async def article(caller: Caller, seed: str, **more: object) -> Any:  # noqa: ANN401 - JSON
    """Archive a text of made-up words."""
    return await caller.made("/api/articles", text=f"A headline, {seed}\n\n{prose(seed)}", **more)
