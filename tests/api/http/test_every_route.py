"""What holds for every operation, asserted from the OpenAPI document: no route can forget it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.access import Role
from api.http.retirement import Retired
from api.http.route import ServiceRoute, open_to
from tests.api.http.planned import planned_in
from tests.api.http.service import Service, service_in
from tests.api.http.test_requests import PROJECT

BINDING = re.compile(
    r"/(accept|object|overrule|sign|refuse|withdraw|decide|publish|close|runs|rerun|commit"
    r"|delegations|\{step\}|authority|urgent|choice)$"
)
"""Addresses of writes that approve, publish, run, or move money."""
WITHOUT_VERSION = {
    "PUT /v1/principals/{principal_id}/password",  # nothing of it is ever read
    "DELETE /v1/keys/{key_id}",
    "DELETE /v1/principals/{principal_id}/sessions",
    "DELETE /v1/principals/{principal_id}/sign-in/failures",
    "DELETE /v1/sessions/current",
}
"""Writes on one thing that has no version to hold."""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The service's description of itself."""
    service = service_in(Path(tmp_path_factory.mktemp("document")))
    made: dict[str, Any] = service.client.get("/v1/openapi.json").json()
    return made


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def headers_of(operation: dict[str, Any]) -> dict[str, bool]:
    return {
        p["name"].lower(): p["required"] for p in operation["parameters"] if p["in"] == "header"
    }


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        assert "x-roles" in operation, where
        assert operation["description"], where
        assert operation["security"] or not operation["x-roles"], where
        assert path.startswith("/v1/") or path in ("/healthz", "/readyz"), where
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert set(answer["content"]) == {"application/problem+json"}, where
        if operation["x-roles"]:
            assert {"401", "403", "429"} <= set(operation["responses"]), where


def test_what_binds_needs_an_idempotency_key(document: dict[str, Any]) -> None:
    seen = 0
    for method, path, operation in operations(document):
        if method in ("POST", "PUT") and BINDING.search(path):
            seen += 1
            assert operation["x-key-required"], f"{method} {path}"
        if operation["x-roles"] and method != "GET":
            required = headers_of(operation)["idempotency-key"]
            assert required == operation["x-key-required"], f"{method} {path}"
    assert seen >= 15


def test_changes_of_a_thing_need_its_version(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        where = f"{method} {path}"
        if method in ("PUT", "PATCH", "DELETE") and where not in WITHOUT_VERSION:
            assert headers_of(operation)["if-match"], where
            assert {"412", "428"} <= set(operation["responses"]), where
        if method == "PATCH":
            assert set(operation["requestBody"]["content"]) == {"application/merge-patch+json"}


def test_every_list_has_pages(document: dict[str, Any]) -> None:
    lists = 0
    for method, path, operation in operations(document):
        if method != "GET" or "200" not in operation["responses"]:
            continue
        content = operation["responses"]["200"].get("content", {})
        ref = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        shape = document["components"]["schemas"].get(ref.rsplit("/", 1)[-1], {})
        if "items" in shape.get("properties", {}):
            lists += 1
            names = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
            assert "size" in names, path
            assert names & {"cursor", "after"}, path  # the audit chain goes by its numbers
    assert lists >= 8


def test_every_thing_that_is_read_has_a_tag(document: dict[str, Any], tmp_path: Path) -> None:
    planned = planned_in(tmp_path)
    service, seen = planned.service, 0
    known = {
        "round_id": planned.round_id,
        "run_id": planned.run.rsplit("/", 1)[1],
        "kind": "experts",
        "project": "P1",
        "principal_id": planned.ids["lab"],
        "scope": "project",
        "key": "P1",
    }
    for name, at in (
        ("item_id", "/v1/inventory/experts"),
        ("request_id", "/v1/requests"),
        ("line_id", f"{planned.at}/lines"),
    ):
        answer = service.client.get(at, headers=service.headers["office"])
        known[name] = answer.json()["items"][0]["id"]
    for method, path, operation in operations(document):
        if method != "GET" or path.endswith("/events") or not operation["x-roles"]:
            continue
        who = service.headers["admin" if "admin" in operation["x-roles"] else "office"]
        answer = service.client.get(path.format_map(_Known(known)), headers=who)
        if answer.status_code != 200:
            continue
        seen += 1
        tag = answer.headers["etag"]
        assert re.fullmatch(r'"[^"]+"', tag), path  # strong
        again = service.client.get(
            path.format_map(_Known(known)), headers={**who, "If-None-Match": tag}
        )
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == tag, path
        assert "vary" in answer.headers, path
    assert seen >= 25


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "unknown"


def amend(service: Service, who: str, at: str, patch: Any, **headers: str) -> Any:
    kind = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
    given = {**service.headers[who], **kind, **headers}
    return service.client.patch(at, json=patch, headers=given)


def test_merge_patches_change_only_what_they_name(service: Service) -> None:
    expert = {"id": "E1", "department": "lab", "rate_cents": 5, "name": {"zh": "安", "en": "Ann"}}
    made = service.client.post(
        "/v1/inventory/experts", json=expert, headers=service.headers["office"]
    )
    at, tag = made.headers["location"], made.headers["etag"]
    done = amend(service, "lab", at, {"rate_cents": None, "name": {"en": "Anne"}})
    assert done.status_code == 200, done.text
    assert done.json()["document"]["name"] == {"zh": "安", "en": "Anne"}
    assert done.json()["document"]["rate_cents"] == 0
    assert amend(service, "lab", at, {}, **{"If-Match": tag}).status_code == 412
    assert amend(service, "data", at, {}).status_code == 404
    assert amend(service, "lab", at, {"colour": 1}).status_code == 422
    assert amend(service, "lab", at, [1]).status_code == 422
    plain = amend(service, "lab", at, {}, **{"Content-Type": "application/json"})
    assert plain.status_code == 415
    deep: dict[str, Any] = {}
    for _ in range(200):
        deep = {"name": deep}
    assert amend(service, "lab", at, deep).status_code == 422


def test_requests_rounds_and_people_are_amended(service: Service) -> None:
    office, admin = service.headers["office"], service.headers["admin"]
    request = service.client.post("/v1/requests", json=PROJECT, headers=service.headers["lab"])
    at = request.headers["location"]
    assert amend(service, "lab", at, {"tier": 1}).json()["document"]["tier"] == 1
    assert amend(service, "team", at, {"tier": 2}).status_code == 403
    body = {"title": "R", "rules": {"calendar": {"start": "2026-07-06", "periods": 8}}}
    made = service.client.post("/v1/rounds", json=body, headers=office)
    at = made.headers["location"]
    done = amend(service, "office", at, {"rules": {"calendar": {"periods": 9}}}).json()
    assert (done["title"], done["rules"]["calendar"]["periods"]) == ("R", 9)
    assert amend(service, "office", at, {"state": "published"}).status_code == 422
    people = service.client.get("/v1/principals", headers=admin).json()["items"]
    lab = next(p for p in people if p["login"] == "lab")
    at = f"/v1/principals/{lab['id']}"
    assert amend(service, "admin", at, {"active": "no"}).status_code == 422
    assert amend(service, "admin", at, {"active": False}).json()["active"] is False
    assert service.client.get("/v1/me", headers=service.headers["lab"]).status_code == 401
    own = service.client.get("/v1/me", headers=admin).json()["id"]
    assert amend(service, "admin", f"/v1/principals/{own}", {"active": False}).status_code == 409


def test_limits_are_told_before_they_are_reached(tmp_path: Path) -> None:
    service = service_in(tmp_path, rate_limit_per_minute=5)
    for left in (4, 3):
        answer = service.client.get("/v1/me", headers=service.headers["office"])
        assert re.fullmatch(rf'"default";r={left};t=\d+', answer.headers["ratelimit"])
        assert answer.headers["ratelimit-policy"] == '"default";q=5;w=60'


def test_an_operation_that_ends_says_so(service: Service) -> None:
    router = APIRouter(prefix="/v1", route_class=ServiceRoute)
    end = Retired(
        deprecated_at=datetime(2026, 1, 1, tzinfo=UTC),
        sunset_at=datetime(2026, 7, 1, tzinfo=UTC),
        successor="/v1/me",
    )

    @router.get("/old-me", **open_to(Role.OFFICE, retired=end))
    def old_me() -> dict[str, str]:
        """Say nothing any more."""
        return {}

    app = FastAPI()
    for name in ("settings", "database", "rates"):
        setattr(app.state, name, getattr(service.app.state, name))
    app.include_router(router)
    answer = TestClient(app).get("/v1/old-me", headers=service.headers["office"])
    assert answer.headers["deprecation"] == "@1767225600"
    assert answer.headers["sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert answer.headers["link"] == '</v1/me>; rel="successor-version"'
    assert app.openapi()["paths"]["/v1/old-me"]["get"]["deprecated"] is True
