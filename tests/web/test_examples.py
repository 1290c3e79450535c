"""Every example in the API's description is a call that works as it stands."""

import json
import re
from typing import Any, Final

import pytest

from feed.making import prose
from web.conftest import Caller

_NO_EXAMPLE: Final = {"UndoIn"}
"""Bodies for which the description can show none."""


class Records:
    """Makes a record for each call, so that none meets what another one did."""

    def __init__(self, admin: Caller, description: Any) -> None:  # noqa: ANN401 - JSON
        self._admin = admin
        self._paths = description["paths"]
        self._made = 0

    async def path(self, path: str, method: str) -> str:
        """A path with the number of a record on which that can be done."""
        noun, _, below = path.removeprefix("/api/").partition("/{id}")
        if "{id}" not in path:
            return path
        # What is added belongs to the outlet and the article of the examples, the first ones.
        adds = below.removeprefix("/") in {"addresses", "statements", "notes", "samples", "placements"}
        draft = method == "delete" or below == "/publish"
        number = 1 if adds or noun == "revisions" else await self._make(noun, draft=draft)
        return path.replace("{id}", str(number))

    async def _make(self, noun: str, *, draft: bool) -> int:
        self._made += 1
        status = {"status": "draft" if draft else "published"}
        makers: dict[str, tuple[str, dict[str, Any]]] = {
            "outlets": ("/api/outlets", {"slug": f"made-{self._made}", "name": "Made", **status}),
            "addresses": ("/api/outlets/1/addresses", {"address": f"made-{self._made}.example", **status}),
            "statements": ("/api/outlets/1/statements", self._example("/api/outlets/{id}/statements") | status),
            "articles": ("/api/articles", {"text": f"A headline, {self._made}\n\n{prose(self._made)}", **status}),
            "placements": ("/api/articles/1/placements", {"url": f"https://a.example/{self._made}", **status}),
            "notes": ("/api/outlets/1/notes", self._example("/api/outlets/{id}/notes") | status),
            "samples": ("/api/outlets/1/samples", {"text": prose(self._made), **status}),
            "curators": ("/api/curators", {"name": f"curator {self._made}", "role": "editor"}),
        }
        if noun == "reports":
            url = f"https://reported.example/{self._made}"
            await self._admin.post("/api/reports", **self._example("/api/reports") | {"url": url})
            return int((await self._admin.get("/api/reports?limit=200")).body["items"][-1]["id"])
        if noun == "tokens":
            someone = await self._make("curators", draft=draft)
            made = await self._admin.made(f"/api/curators/{someone}/tokens", label="made")
        elif noun == "captures":
            path, body = makers["articles"]
            await self._admin.made(path, **body)
            again = await self._admin.made(path, **body | {"text": f"{body['text']}\n\n{prose('again', 30)}"})
            return int(again["capture"])
        else:
            path, body = makers[noun]
            made = await self._admin.made(path, **body)
        return int(made["id"])

    def _example(self, path: str) -> dict[str, Any]:
        example: dict[str, Any] = self._paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
        return example


@pytest.fixture(scope="module")
async def admin(curators: dict[str, Caller]) -> Caller:
    return curators["admin"]


@pytest.fixture(scope="module")
async def description(admin: Caller) -> Any:  # noqa: ANN401 - JSON
    return (await admin.get("/api/openapi.json")).body


def _operations(description: Any) -> list[tuple[str, str, Any]]:  # noqa: ANN401 - JSON
    """Path, method and what is told of each; those first that make the outlet and the article others speak of."""
    first = ["/api/outlets", "/api/outlets/{id}/addresses", "/api/articles"]
    paths = [*first, *(path for path in description["paths"] if path not in first)]
    return [(path, method, told) for path in paths for method, told in description["paths"][path].items()]


def _bodies(told: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - JSON
    content = told.get("requestBody", {}).get("content", {})
    return [(kind, one["example"]) for kind, one in content.items() if "example" in one]


def _named(told: Any) -> set[str]:  # noqa: ANN401 - JSON
    content = told.get("requestBody", {}).get("content", {}).values()
    return {one["schema"]["$ref"].rpartition("/")[2] for one in content if "$ref" in one["schema"]}


async def test_every_body_has_an_example_but_those_that_can_have_none(description: Any) -> None:  # noqa: ANN401 - JSON
    without = [told for _, _, told in _operations(description) if "requestBody" in told and not _bodies(told)]
    assert {name for told in without for name in _named(told)} == _NO_EXAMPLE


async def test_every_example_works_as_it_stands(admin: Caller, description: Any) -> None:  # noqa: ANN401 - JSON
    records = Records(admin, description)
    done: list[str] = []

    async def call(path: str, method: str, told: Any, kind: str, example: Any, query: str = "") -> None:  # noqa: ANN401
        headers = {
            one["name"]: one["example"] for one in told["parameters"] if one["in"] == "header" and "example" in one
        }
        body = None if example is None else (example if isinstance(example, str) else json.dumps(example)).encode()
        where = await records.path(path, method) + query
        answer = await admin.call(method.upper(), where, body, kind, headers)
        assert f"{answer.status}" in told["responses"], (method, where, answer)
        assert answer.status < 300, (method, where, example, answer)
        done.append(f"{method} {path}{query}")

    for path, method, told in _operations(description):
        # Of several kinds of the same body the first: an outlet of this name can be added only once.
        for kind, example in _bodies(told)[:1]:
            await call(path, method, told, kind, example)
        for one in told["parameters"]:
            if one["in"] == "query" and "example" in one:
                await call(path, method, told, "", None, f"?{one['name']}={one['example']}")
    assert len(done) > 70, done
    # What the examples of bodies have added is what the examples of filters look for.
    found = await admin.get("/api/outlets?slug=southfront&country=RU&language=ru&address=https://southfront.press/")
    assert [one["slug"] for one in found.body["items"]] == ["southfront"]


async def test_no_schema_has_examples_that_no_test_would_call(description: Any) -> None:  # noqa: ANN401 - JSON
    assert not re.findall(r'"examples":', json.dumps(description["components"]))
