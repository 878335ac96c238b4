"""The OpenAPI document: what FastAPI derives, and what holds for every operation of ours.

Problems, credentials and conventions are added from what the routes say of themselves (roles,
required keys), so that no route repeats them and none can forget them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from api.http.findings import FindingAnswer
from api.problems import PROBLEMS
from api.usecases.inventory import KINDS
from optimizer.domain import Project

__all__ = ["ProblemAnswer", "describe"]

Json = dict[str, Any]
DOCUMENTS: dict[str, type[BaseModel]] = {"Project": Project} | {
    model.__name__: model for model in KINDS.values()
}
"""Models of bodies that routes take as they are, to find everything wrong with them at once."""
_REFS = "#/components/schemas/{model}"
_PROBLEM = {"$ref": "#/components/schemas/ProblemAnswer"}


class ProblemAnswer(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    code: str = Field(description="Stable; clients decide by it.")
    status: int
    title: str
    instance: str
    detail: str | None = None
    findings: list[FindingAnswer] | None = Field(
        default=None, description="Everything that is wrong with the content, with its place."
    )


def describe(app: FastAPI) -> None:
    """Let an application's document say what holds for every operation."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "session": {"type": "apiKey", "in": "cookie", "name": "roundtable_session"},
    }
    models: list[type[BaseModel]] = [ProblemAnswer, *DOCUMENTS.values()]
    for model in models:
        made = model.model_json_schema(ref_template=_REFS)
        for name, schema in made.pop("$defs", {}).items():
            schemas.setdefault(name, schema)
        schemas.setdefault(model.__name__, made)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def _complete(path: str, method: str, operation: Json) -> None:
    parameters = operation.setdefault("parameters", [])
    roles, writes = operation.get("x-roles", []), method not in ("get", "head")
    operation["security"] = [{"key": []}, {"session": []}] if roles else []
    if roles and writes:
        parameters.append(_key_parameter(required=bool(operation.get("x-key-required"))))
    for parameter in parameters:
        if parameter["name"].lower() == "if-match":
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 1}
    names = operation.pop("x-document", [])
    if names:
        refs = [{"$ref": _REFS.format(model=name)} for name in names]
        schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
        for content in operation["requestBody"]["content"].values():
            content["schema"] = schema
    for status in sorted(_statuses(path, writes, operation)):
        operation["responses"][str(status)] = {
            "description": _phrase(status),
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        }


def _key_parameter(*, required: bool) -> Json:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": required,
        "description": "The same request with the same key has one effect and the same answer.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
    }


def _statuses(path: str, writes: bool, operation: Json) -> set[int]:
    found = set(operation.pop("x-problems", []))
    names = {parameter["name"].lower() for parameter in operation["parameters"]}
    if operation.get("x-roles"):
        found |= {401, 403, 429}
    if names or "requestBody" in operation:
        found |= {400, 422}
    if "{" in path:
        found |= {404, 409}
    if writes:
        found |= {409, 413}
    if "if-match" in names:
        found |= {412, 428}
    return found


def _phrase(status: int) -> str:
    known = [kind.en for kind in PROBLEMS.values() if kind.status == status]
    return " ".join(known) or HTTPStatus(status).phrase
