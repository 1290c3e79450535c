"""The OpenAPI 3.1 description, made from the same models that validate."""

import re
from http import HTTPStatus
from typing import Any, Final

from aiohttp import hdrs
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from masthead import __version__
from masthead.web.bodies import JSON, MERGE_PATCH
from masthead.web.examples import BODIES, LINES
from masthead.web.operations import Operation

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem: `detail` says what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "current": {"type": "object", "description": "With 412: the record as it is now."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


_REFUSALS: Final = {
    HTTPStatus.BAD_REQUEST: "The body is not what its Content-Encoding says",
    HTTPStatus.UNAUTHORIZED: "No token, or one that does not count",
    HTTPStatus.FORBIDDEN: "The role does not reach that far; the detail says which does",
    HTTPStatus.NOT_FOUND: "There is no such record, or you must not know of it",
    HTTPStatus.CONFLICT: "Something else stands there, or the record is not in the state for this",
    HTTPStatus.PRECONDITION_FAILED: "The record was changed since you read it; `current` holds it",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More bytes than are taken",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "No JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something given cannot be used; `errors` names the fields",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many calls; Retry-After says how many seconds to wait",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is away; Retry-After says how many seconds to wait",
}
_TAG: Final = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}
_LOCATION: Final = {"Location": {"description": "Where the new record is.", "schema": {"type": "string"}}}
_IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that you know.",
    "schema": {"type": "string"},
    "example": '"1"',
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name of your own for this create, such as a UUID: sent again within 24 hours, the same call"
    " gets the same answer and creates nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def describe(operations: list[Operation]) -> dict[str, Any]:
    """The description of the whole API."""
    models: set[tuple[type[BaseModel], Any]] = set()
    for operation in operations:
        if operation.answer is not None:
            models.add((operation.answer, "serialization"))
        models |= {(model, "validation") for model in (operation.body, operation.query) if model is not None}
    references, definitions = models_json_schema(sorted(models, key=str), ref_template="#/components/schemas/{model}")
    schemas = definitions.get("$defs", {})
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        told = _operation(operation, references, schemas)
        paths.setdefault("/api" + operation.path, {})[operation.method.lower()] = told
    queries = {
        _name(references[operation.query, "validation"]) for operation in operations if operation.query is not None
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Masthead",
            "version": __version__,
            "description": "Outlets, articles and notes: what readers are told, kept by curators.",
        },
        "paths": paths,
        "components": {
            "schemas": {**{name: one for name, one in schemas.items() if name not in queries}, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _operation(operation: Operation, references: dict[Any, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": f"{operation.method.lower()}{re.sub(r'[^a-z]+', '_', operation.path)}".rstrip("_"),
        "tags": [operation.path.split("/")[1]],
        "parameters": [*_parameters(operation, references, schemas)],
        "responses": _responses(operation, references),
    }
    if operation.body is not None:
        kinds = [MERGE_PATCH, JSON] if operation.method == hdrs.METH_PATCH else [JSON]
        schema = references[operation.body, "validation"]
        needed = any(one.is_required() for one in operation.body.model_fields.values())
        name = operation.body.__name__
        shown = {"schema": schema} | ({"example": BODIES[name]} if name in BODIES else {})
        told["requestBody"] = {"required": needed, "content": dict.fromkeys(kinds, shown)}
    if operation.lines:
        shown = {"schema": {"type": "string"}, "example": LINES}
        told["requestBody"] = {"required": True, "content": {"application/x-ndjson": shown}}
    if operation.role is not None:
        told["security"] = [{"token": []}]
        told["description"] = f"Needs the role {operation.role.value}."
    else:
        told["security"] = [{}, {"token": []}]
    return told


def _parameters(operation: Operation, references: dict[Any, Any], schemas: dict[str, Any]) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**18}
    told: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": number}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    if operation.query is not None:
        model = schemas[_name(references[operation.query, "validation"])]
        for name, schema in model["properties"].items():
            shown = {key: value for key, value in schema.items() if key not in {"description", "examples"}}
            some = [one for one in shown.get("anyOf", ()) if one != {"type": "null"}]
            if len(some) == 1:  # a query has no null: it leaves a parameter out
                shown = some[0]
            required = name in model.get("required", ())
            one = {"name": name, "in": "query", "required": required, "schema": shown}
            more = {"description": schema.get("description"), "example": next(iter(schema.get("examples", ())), None)}
            told.append(one | {key: value for key, value in more.items() if value is not None})
    if operation.conditional:
        told.append(_IF_MATCH)
    if operation.retryable:
        told.append(_KEY)
    return told


def _responses(operation: Operation, references: dict[Any, Any]) -> dict[str, Any]:
    status = HTTPStatus(operation.status)
    success: dict[str, Any] = {"description": status.phrase}
    if operation.answer is not None:
        success["content"] = {"application/json": {"schema": references[operation.answer, "serialization"]}}
    headers = (_TAG if operation.conditional or operation.retryable else {}) | (
        _LOCATION if operation.retryable else {}
    )
    if headers and operation.answer is not None:
        success["headers"] = headers
    told = {str(status.value): success}
    if operation.finds:
        there = {key: value for key, value in success.get("headers", {}).items() if key != "Location"}
        told["200"] = success | {"description": "It is there already, and stays as it is", "headers": there}
    for refusal in _refusals(operation):
        told[str(refusal.value)] = {
            "description": _REFUSALS[refusal],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return told


def _refusals(operation: Operation) -> list[HTTPStatus]:
    """With which statuses an operation may be refused, in order."""
    found = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
    if operation.role is not None:
        found.add(HTTPStatus.FORBIDDEN)
    if "{" in operation.path:
        found.add(HTTPStatus.NOT_FOUND)
    if operation.lines:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    if operation.body is not None:
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    # An Idempotency-Key that cannot be used is refused everywhere.
    found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if operation.changes:
        found.add(HTTPStatus.CONFLICT)
    if operation.conditional:
        found |= {HTTPStatus.PRECONDITION_REQUIRED, HTTPStatus.PRECONDITION_FAILED}
    return sorted(found)
