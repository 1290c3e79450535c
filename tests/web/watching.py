"""What the tests of limits, logs and numbers need: tokens, plain calls, and what a server has written."""

import json
from typing import Any

import aiohttp

from masthead.records.curators import Role, add_curator
from masthead.records.database import database
from masthead.records.history import Author
from serving import Server
from web.feed_folder import Reply, ask


async def token_of(server: Server, name: str, role: Role = Role.EDITOR) -> str:
    """The token of a new curator."""
    async with database(server.database) as records, records.session() as session:
        return await add_curator(session, Author("a test"), name, role)


async def call(server: Server, path: str, method: str = "GET", *, token: str | None = None, **headers: str) -> Reply:
    """Call a server, with a token or without."""
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await ask(server.url + path, method, **headers)


async def post(server: Server, path: str, body: object, **headers: str) -> Reply:
    """Send JSON to a server, without a token."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.post(server.url + path, json=body, headers=named) as answer:
        return Reply(answer.status, answer.headers, await answer.read())


def code(reply: Reply) -> str:
    """Of which kind a problem is."""
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    kind: str = json.loads(reply.body)["type"]
    return kind.removeprefix("/problems/")


def log(server: Server) -> list[str]:
    """The lines that a server has logged since it was ready; all of them once it has ended."""
    last = next(number for number, line in enumerate(server.said) if line.startswith("  Data "))
    return [line for line in server.said[last + 1 :] if line.strip()]


def events(server: Server, event: str) -> list[dict[str, Any]]:
    """What was logged of one event, by a server that logs JSON."""
    return [line for line in map(json.loads, log(server)) if line["event"] == event]
