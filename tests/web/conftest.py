"""How the tests of the web speak to a server: over HTTP, as curators and as strangers."""

import io
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from databases import counts
from masthead.feed.paths import directory_path, group_path, table_path
from masthead.matching.tables import decode_table
from masthead.records.curators import Role, add_curator
from masthead.records.database import database
from masthead.records.history import Author
from serving import Server


class Loopback(AbstractResolver):
    """Every name is this machine, as browsers hold it for .localhost."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that keeps no cookies and knows the demo's hosts."""
    connector = aiohttp.TCPConnector(resolver=Loopback())
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@dataclass(frozen=True)
class Answer:
    """What a call was answered."""

    status: int
    content_type: str
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Caller:
    """Somebody who calls the API, with a token or without."""

    http: aiohttp.ClientSession
    server: Server
    token: str | None = None

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)

    async def post(self, path: str, **body: object) -> Answer:
        return await self.call("POST", path, json.dumps(body).encode())

    async def made(self, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """Post what must be accepted, and return the answer's body."""
        answer = await self.post(path, **body)
        assert answer.status in {200, 201}, answer
        return answer.body

    async def step(self, path: str, step: str, **body: object) -> Answer:
        """Publish, withdraw or take back a record, as whoever has just read it."""
        tag = (await self.get(path)).headers["ETag"]
        return await self.call("POST", f"{path}/{step}", json.dumps(body).encode(), headers={"If-Match": tag})

    async def stepped(self, path: str, step: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """Take a step that must be accepted, and return the record."""
        answer = await self.step(path, step, **body)
        assert answer.status == 200, answer
        return answer.body

    async def patch(self, path: str, tag: str | None, **body: object) -> Answer:
        """Change a record, as whoever knows the version of that tag."""
        headers = {"If-Match": tag} if tag is not None else {}
        data = json.dumps(body).encode()
        return await self.call("PATCH", path, data, "application/merge-patch+json", headers)

    async def changed(self, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """Change a record, as whoever has just read it, and return it."""
        answer = await self.patch(path, (await self.get(path)).headers["ETag"], **body)
        assert answer.status == 200, answer
        return answer.body

    async def delete(self, path: str) -> Answer:
        """Remove a record, as whoever has just read it."""
        return await self.call("DELETE", path, headers={"If-Match": (await self.get(path)).headers["ETag"]})

    async def call(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        headers = dict(headers) | ({"Content-Type": content_type} if data is not None else {})
        body = io.BytesIO(data) if data is not None else None
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        async with self.http.request(method, self.server.url + path, data=body, headers=headers) as answer:
            text = await answer.text()
            told = json.loads(text) if "json" in answer.content_type else text
            return Answer(answer.status, answer.content_type, told, answer.headers)

    async def feed(self) -> dict[str, Any]:
        """All that the feed's files say now: index, directory, and the articles by title."""
        index = json.loads((await self.get("/feed/index.json")).body["content"])
        async with self.http.get(f"{self.server.url}/feed/{table_path(index['table']['sha256'])}") as answer:
            table = decode_table(await answer.read())
        paths = [group_path(number, digest.hex()) for number, digest in table.digests.items()]
        groups = [(await self.get(f"/feed/{path}")).body for path in paths]
        return {
            "index": index,
            "directory": (await self.get("/feed/" + directory_path(index["directory"]["sha256"]))).body,
            "articles": {article["title"]: article for group in groups for article in group["articles"]},
        }

    def records(self) -> dict[str, int]:
        """How many records of each kind the server's database holds."""
        return counts(self.server.database)


@pytest.fixture(scope="module")
async def curators(empty_server: Server, http: aiohttp.ClientSession) -> dict[str, Caller]:
    """A curator of each role, and a stranger without a token."""
    callers = {"stranger": Caller(http, empty_server)}
    async with database(empty_server.database) as records, records.session() as session:
        for role in Role:
            token = await add_curator(session, Author("a test"), f"a curator, {role.value}", role)
            callers[role.value] = Caller(http, empty_server, token)
    return callers


@pytest.fixture
def editor(curators: dict[str, Caller]) -> Caller:
    return curators["editor"]


@pytest.fixture
def contributor(curators: dict[str, Caller]) -> Caller:
    return curators["contributor"]


@pytest.fixture
def stranger(curators: dict[str, Caller]) -> Caller:
    return curators["stranger"]
