"""The OpenAPI 3.1 description, made from the same models that validate."""

import re
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from masthead import __version__
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
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def describe(operations: list[Operation]) -> dict[str, Any]:
    """The description of the whole API."""
    models: list[tuple[type[BaseModel], Any]] = []
    for operation in operations:
        models.append((operation.answer, "serialization"))
        if operation.body is not None:
            models.append((operation.body, "validation"))
    references, definitions = models_json_schema(
        sorted(set(models), key=str), ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault("/api" + operation.path, {})[operation.method.lower()] = _operation(operation, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Masthead",
            "version": __version__,
            "description": "Outlets, articles and notes: what readers are told, kept by curators.",
        },
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, references: dict[Any, Any]) -> dict[str, Any]:
    problem = {
        "description": "Refused",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    told: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": f"{operation.method.lower()}{re.sub(r'[^a-z]+', '_', operation.path)}".rstrip("_"),
        "tags": [operation.path.split("/")[1]],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
            for name in re.findall(r"{(\w+)}", operation.path)
        ],
        "responses": {
            str(operation.status.value): {
                "description": HTTPStatus(operation.status).phrase,
                "content": {"application/json": {"schema": references[operation.answer, "serialization"]}},
            },
            "default": problem,
        },
    }
    if operation.query is not None:
        for name, schema in operation.query.model_json_schema()["properties"].items():
            told["parameters"].append({"name": name, "in": "query", "required": False, "schema": schema})
    if operation.body is not None:
        content = {"application/json": {"schema": references[operation.body, "validation"]}}
        told["requestBody"] = {"required": True, "content": content}
    if operation.role is not None:
        told["security"] = [{"token": []}]
        told["description"] = f"Needs the role {operation.role.value}."
    return told
