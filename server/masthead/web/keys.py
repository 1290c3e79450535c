"""State that handlers share, typed; set in one place (app.py)."""

from typing import Final

from aiohttp import web

from masthead.config import Settings
from masthead.records.database import Database
from masthead.web.publisher import Publisher

SETTINGS: Final = web.AppKey("settings", Settings)
DATABASE: Final = web.AppKey("database", Database)
PUBLISHER: Final = web.AppKey("publisher", Publisher)
