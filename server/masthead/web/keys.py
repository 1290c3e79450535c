"""State that handlers share, typed; set in one place (app.py)."""

from typing import Final

from aiohttp import web

from masthead.config import Settings
from masthead.records.curators import Curator, Token
from masthead.records.database import Database
from masthead.web.limits import Limits
from masthead.web.matcher import Matcher
from masthead.web.metrics import Metrics
from masthead.web.publisher import Publisher

SETTINGS: Final = web.AppKey("settings", Settings)
DATABASE: Final = web.AppKey("database", Database)
PUBLISHER: Final = web.AppKey("publisher", Publisher)
LIMITS: Final = web.AppKey("limits", Limits)
METRICS: Final = web.AppKey("metrics", Metrics)
MATCHER: Final = web.AppKey("matcher", Matcher)

CURATOR: Final = web.RequestKey("curator", Curator)
"""Who asks; a stranger's request has none."""
TOKEN: Final = web.RequestKey("token", Token)
"""By which token that is known."""
REQUEST_ID: Final = web.RequestKey("request_id", str)
"""Of requests below /api/ only."""
