"""The part of JSON Schema (draft 2020-12) that the published schemas use, as a validator."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_NOTES = {"title", "description", "default", "discriminator", "format", "$schema", "$id", "$defs"}


def accepts(root: dict[str, Any], value: Any, node: dict[str, Any] | None = None) -> bool:
    """Say whether a schema accepts a value; an unknown keyword is an error, never ignored."""
    node = root if node is None else node

    def inner(part: dict[str, Any], item: Any) -> bool:
        return accepts(root, item, part)

    rules: dict[str, Callable[[Any], bool]] = {
        "$ref": lambda ref: inner(root["$defs"][ref.removeprefix("#/$defs/")], value),
        "anyOf": lambda parts: any(inner(part, value) for part in parts),
        "oneOf": lambda parts: sum(inner(part, value) for part in parts) == 1,
        "type": lambda name: (
            isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
        ),
        "const": lambda only: value == only,
        "enum": lambda choices: value in choices,
        "minimum": lambda low: not isinstance(value, int | float) or value >= low,
        "maximum": lambda high: not isinstance(value, int | float) or value <= high,
        "minLength": lambda low: not isinstance(value, str) or len(value) >= low,
        "maxLength": lambda high: not isinstance(value, str) or len(value) <= high,
        "pattern": lambda text: not isinstance(value, str) or re.search(text, value) is not None,
        "minItems": lambda low: not isinstance(value, list) or len(value) >= low,
        "items": lambda part: not isinstance(value, list) or all(inner(part, v) for v in value),
        "required": lambda names: not isinstance(value, dict) or set(names) <= value.keys(),
        "properties": lambda parts: (
            not isinstance(value, dict)
            or all(inner(part, value[name]) for name, part in parts.items() if name in value)
        ),
        "additionalProperties": lambda _: (
            not isinstance(value, dict) or value.keys() <= node["properties"].keys()
        ),
    }
    return all(rules[key](part) for key, part in node.items() if key not in _NOTES)
