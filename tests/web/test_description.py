"""The API is what its description says: every example works, and whatever else one may make of it breaks nothing."""

import asyncio
import os
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from serving import Server
from web.conftest import Caller
from web.making import SOURCES, STATEMENT, article, outlet

_CALLS: Final = int(os.environ.get("MASTHEAD_CALLS", "4"))
"""Made of each operation with a token, and as many without."""
_SEED: Final = int(os.environ.get("MASTHEAD_SEED", "1"))
"""Other numbers lead to other calls."""
schemathesis.serializer("application/x-ndjson")(lambda _ctx, value: str(value).encode("utf-8", "replace"))
_CHECKS: Final = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(scope="module")
async def described(curators: dict[str, Caller], empty_server: Server) -> Any:  # noqa: ANN401 - a schema
    """The description of a server that knows a little of everything."""
    editor = curators["editor"]
    made = await outlet(editor, "described")
    await editor.made(f"/api/outlets/{made['id']}/addresses", address="described.example")
    await editor.made(f"/api/outlets/{made['id']}/statements", **STATEMENT)
    await editor.made(f"/api/outlets/{made['id']}/notes", text="x", sources=SOURCES)
    await article(editor, "described", url="https://described.example/1", outlet="described")
    schema = schemathesis.openapi.from_dict((await editor.get("/api/openapi.json")).body)
    schema.config.update(base_url=empty_server.url)
    return schema


@pytest.mark.parametrize("role", ["admin", None])
async def test_whatever_is_made_of_the_description_is_answered_as_it_says(
    described: Any,  # noqa: ANN401 - a schema
    curators: dict[str, Caller],
    role: str | None,
) -> None:
    token = curators[role].token if role else None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 60

    def look_at(operation: Any) -> None:  # noqa: ANN401 - an operation
        @seed(_SEED)
        @settings(
            max_examples=_CALLS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:  # noqa: ANN401 - a case
            # The present version, whatever it is: else no write would get further than that.
            more = {"If-Match": "*"} if (case.headers or {}).get("If-Match") else {}
            answer = case.call(headers=headers | more)
            case.validate_response(answer, checks=_CHECKS)

        ask()

    for operation in operations:
        await asyncio.to_thread(look_at, operation)
