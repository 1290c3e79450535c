"""How a request is named in logs and metrics: by what was asked for in general, never by what exactly or by whom."""

from typing import Final

from aiohttp import web

UNKNOWN: Final = "unknown"
"""Shared by all that was asked for and is not there."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def is_api(request: web.Request) -> bool:
    """Whether a request is for the curators' API, its documentation included."""
    return request.path == "/api" or request.path.startswith("/api/")


def is_feed(request: web.Request) -> bool:
    """Whether a request is for the feed."""
    return request.path == "/feed" or request.path.startswith("/feed/")


def route_of(request: web.Request) -> str:
    """The template of the path, such as /api/articles/{id}."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else UNKNOWN


def method_of(request: web.Request) -> str:
    """The method; what is none may be any text."""
    return request.method if request.method in _METHODS else UNKNOWN
