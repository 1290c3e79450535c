"""Turn the values a browser sends over BiDi into plain Python ones."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""Whatever a page's JavaScript gave: None, bool, int, float, str, list or dict."""


def plain(remote: Mapping[str, Value]) -> Value:
    """Convert one BiDi remote value; what has no Python twin, such as a node, stays as the browser described it."""
    match remote["type"]:
        case "undefined" | "null":
            return None
        case "string" | "boolean" | "date":
            return remote["value"]
        case "number" | "bigint":
            return _number(remote)
        case "array" | "set":
            return [plain(item) for item in remote["value"]]
        case "object" | "map":
            return {key if isinstance(key, str) else plain(key): plain(item) for key, item in remote["value"]}
        case _:
            return dict(remote)


def _number(remote: Mapping[str, Value]) -> float:
    """Read a number; those that JSON lacks come as text: NaN, -0, Infinity, -Infinity and big integers."""
    value: int | float | str = remote["value"]
    if isinstance(value, str):
        return int(value) if remote["type"] == "bigint" else float(value)
    return value
