"""The published schemas of a round and of an outcome, made from the models.

The files in ``optimizer/domain/schemas/`` are what a consumer pins: one for each document and
version, never edited by hand. ``roundtable schema round`` writes the same text.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from optimizer.domain.outcome import Outcome
from optimizer.domain.round import Round
from optimizer.domain.types import Frozen

__all__ = ["DOCUMENTS", "Document", "document_schema", "published_schema", "schema_name"]

Document = Literal["round", "outcome"]
DOCUMENTS: dict[str, type[Frozen]] = {"round": Round, "outcome": Outcome}
"""The documents with a published schema, by name."""


def schema_name(document: Document) -> str:
    """Return the name of a document's published file, for instance ``round-1.0.json``."""
    version = DOCUMENTS[document].model_fields["schema_version"].default
    return f"{document}-{version}.json"


def document_schema(document: Document) -> str:
    """Return the JSON Schema (draft 2020-12) of a document, made from its models now.

    It describes what is read: everything the schema accepts has the shape of the document. What
    holds *between* objects (ids that exist, no cycles) is the checks' business.
    """
    model = DOCUMENTS[document]
    _, definitions = models_json_schema([(model, "validation")], schema_generator=_Generator)
    others = definitions["$defs"]
    own = others.pop(model.__name__)
    schema = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:roundtable:{schema_name(document).removesuffix('.json')}",
        **{key: own.pop(key) for key in ("title", "description", "type", "required")},
        **own,
        "$defs": dict(sorted(others.items())),
    }
    return json.dumps(_unwrapped(schema), ensure_ascii=False, indent=1) + "\n"


def published_schema(document: Document) -> str:
    """Return the text of a document's packaged schema file."""
    folder = files("optimizer.domain") / "schemas"
    return (folder / schema_name(document)).read_text("utf-8")


class _Generator(GenerateJsonSchema):
    """Leaves out the titles made from field names: the name itself says as much."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (the parent's)
        """Say that no field gets a title."""
        return False


def _unwrapped(node: Any) -> Any:
    """Return a schema with every description on one line."""
    if isinstance(node, list):
        return [_unwrapped(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: " ".join(value.split())
        if key == "description" and isinstance(value, str)
        else _unwrapped(value)
        for key, value in node.items()
    }
