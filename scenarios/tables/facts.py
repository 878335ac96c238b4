"""What the domain says about a field: required, default, limits, choices.

Read from the public JSON schema of a round, so that a table can never require or allow something
else than the round itself does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from optimizer.domain import Round

__all__ = ["Facts", "field_facts", "leaf_paths"]

_Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a field of the round requires and allows.

    Attributes
    ----------
    required : bool
        No default.
    nullable : bool
        ``null`` is a value of its own.
    default : object
        Default as JSON data; ``None`` when there is none or it is null.
    minimum, maximum : int or None
    choices : tuple of str
        The only texts allowed; empty when any is.
    fields : tuple of str
        Fields of the record, or of each element of a list of records.
    may_be_empty : bool
        Whether a list may have no element.
    """

    required: bool
    nullable: bool
    default: Any
    minimum: int | None
    maximum: int | None
    choices: tuple[str, ...]
    fields: tuple[str, ...]
    may_be_empty: bool


@cache
def _round_schema() -> _Schema:
    return Round.model_json_schema()


def _resolved(schema: _Schema) -> _Schema:
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**_round_schema()["$defs"][name], **rest}
    return schema


def _variants(schema: _Schema) -> list[_Schema]:
    """Return the schemas that a value may follow, null left out."""
    schema = _resolved(schema)
    found = schema.get("anyOf") or schema.get("oneOf")
    if found is None:
        return [schema]
    return [item for part in found for item in _variants(part) if item.get("type") != "null"]


def _is_nullable(schema: _Schema) -> bool:
    return any(part.get("type") == "null" for part in _resolved(schema).get("anyOf", ()))


@cache
def field_facts(path: str) -> Facts:
    """Return what the round's schema says about a field.

    Parameters
    ----------
    path : str
        Field names from the root; ``*`` stands for every element of a list, for instance
        ``experts/*/access/scope``.

    Raises
    ------
    KeyError
        A round has no such field.
    """
    schema: _Schema = _round_schema()
    required, default = True, None
    for step in path.split("/"):
        if step == "*":
            schema = next(part["items"] for part in _variants(schema) if "items" in part)
            required, default = True, None
            continue
        variants = _variants(schema)
        owners = [v for v in variants if step in v.get("properties", {})]
        if not owners:
            raise KeyError(path)
        tag = _resolved(schema).get("discriminator", {}).get("propertyName")
        schema = owners[0]["properties"][step]
        if step == tag:  # which of several records it is: each has one choice, none is a default
            schema = {"enum": [owner["properties"][step]["const"] for owner in owners]}
        inherited: _Schema = default if isinstance(default, dict) else {}
        required = step == tag or (
            step not in inherited
            and len(owners) == len(variants)
            and all(step in owner.get("required", ()) for owner in owners)
        )
        default = inherited.get(step, schema.get("default"))
    return _facts(schema, required, default)


def _facts(schema: _Schema, required: bool, default: Any) -> Facts:
    parts = _variants(schema)
    first = parts[0]
    low, high = first.get("minimum"), first.get("maximum")
    choices = first.get("enum") or ([first["const"]] if "const" in first else [])
    element = _variants(first["items"])[0] if first.get("type") == "array" else first
    return Facts(
        required=required,
        nullable=_is_nullable(schema),
        default=default,
        minimum=low,
        maximum=high,
        choices=tuple(str(choice) for choice in choices),
        fields=tuple(element.get("properties", ())),
        may_be_empty=not first.get("minItems"),
    )


def leaf_paths() -> Iterator[str]:
    """Yield the path of every value that a round can hold, each once."""
    seen: set[str] = set()
    for path in _leaves(_round_schema(), ""):
        if path not in seen:
            seen.add(path)
            yield path


def _leaves(schema: _Schema, path: str) -> Iterator[str]:
    for variant in _variants(schema):
        if variant.get("type") == "array":
            yield from _leaves(variant["items"], f"{path}/*")
        elif "properties" in variant:
            for name, part in variant["properties"].items():
                yield from _leaves(part, f"{path}/{name}" if path else name)
        else:
            yield path


@cache
def variant_fields(path: str, kind: str) -> frozenset[str]:
    """Return the fields of the records that carry a kind, among several sorts in one list.

    Empty when there is only one sort, or none of this kind.
    """
    schema = _round_schema()
    for step in path.split("/"):
        if step == "*":
            schema = next(part["items"] for part in _variants(schema) if "items" in part)
        else:
            owner = next(v for v in _variants(schema) if step in v.get("properties", {}))
            schema = owner["properties"][step]
    return frozenset(
        name
        for variant in _variants(schema)
        if variant.get("properties", {}).get("kind", {}).get("const") == kind
        for name in variant["properties"]
    )
