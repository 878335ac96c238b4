"""What holds for every route: problems, versions, keys, pages, languages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.store import Database
from tests.api.http.service import Service, service_in

EXPERT = {"id": "E1", "department": "lab", "rate_cents": 5000}


def test_it_lives_and_is_ready(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert service.client.get("/healthz").json()["status"] == "ok"
    assert service.client.get("/readyz").status_code == 200

    def fail(_: Database) -> bool:
        raise OSError("no database")

    monkeypatch.setattr(Database, "is_ready", fail)
    assert service.client.get("/readyz").status_code == 503


def test_every_operation_says_who_may_call_it(service: Service) -> None:
    document = service.client.get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert "x-roles" in operation, path


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer rt_wrong"}])
def test_without_a_key_nothing_is_read(service: Service, headers: dict[str, str]) -> None:
    answer = service.client.get("/v1/inventory/experts", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthenticated"


def test_a_revoked_key_opens_nothing(service: Service) -> None:
    admin = service.headers["admin"]
    made = service.client.post(
        "/v1/principals",
        json={"name": "N", "login": "n", "grants": [{"role": "office"}]},
        headers=admin,
    ).json()
    key = service.client.post(
        f"/v1/principals/{made['id']}/keys", json={"label": "k"}, headers=admin
    ).json()
    bearer = {"Authorization": f"Bearer {key['key']}"}
    assert service.client.get("/v1/me", headers=bearer).json()["grants"][0]["role"] == "office"
    assert service.client.delete(f"/v1/keys/{key['id']}", headers=admin).status_code == 204
    assert service.client.get("/v1/me", headers=bearer).status_code == 401


def test_problems_speak_the_readers_language(service: Service) -> None:
    for asked, words in (
        ({"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "请先登录。"),
        ({"Accept-Language": "de, en;q=0.5, zh;q=0.2"}, "Sign in first."),
        ({}, "Sign in first."),
    ):
        answer = service.client.get("/v1/me", headers=asked)
        assert answer.json()["title"] == words


def test_bad_bodies_become_findings_with_places(service: Service) -> None:
    office = service.headers["office"]
    bad = {"id": "E1", "department": "lab", "availability_pct": 120, "colour": "red"}
    answer = service.client.post("/v1/inventory/experts", json=bad, headers=office)
    assert answer.status_code == 422
    places = {f["place"]["pointer"] for f in answer.json()["findings"]}
    assert places == {"/availability_pct", "/colour"}
    assert service.client.get("/v1/inventory/experts", headers=office).json()["items"] == []
    answer = service.client.post(
        "/v1/inventory/experts",
        content=b"{",
        headers={**office, "Content-Type": "application/json"},
    )
    assert answer.status_code == 400


def test_a_version_is_needed_and_must_be_the_newest(service: Service) -> None:
    office = service.headers["office"]
    made = service.client.post("/v1/inventory/experts", json=EXPERT, headers=office)
    at, tag = made.headers["location"], made.headers["etag"]
    changed = {**EXPERT, "rate_cents": 6000}
    assert service.client.put(at, json=changed, headers=office).status_code == 428
    first = service.client.put(at, json=changed, headers={**office, "If-Match": tag})
    assert first.status_code == 200
    stale = service.client.put(at, json=EXPERT, headers={**office, "If-Match": tag})
    assert stale.status_code == 412
    assert stale.headers["etag"] == first.headers["etag"] != tag
    assert service.client.get(at, headers=office).json()["document"]["rate_cents"] == 6000


def test_a_request_sent_twice_has_one_effect(service: Service) -> None:
    office = {**service.headers["office"], "Idempotency-Key": "a-key"}
    first = service.client.post("/v1/inventory/experts", json=EXPERT, headers=office)
    again = service.client.post("/v1/inventory/experts", json=EXPERT, headers=office)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"
    other = {**EXPERT, "id": "E2"}
    assert (
        service.client.post("/v1/inventory/experts", json=other, headers=office).status_code == 422
    )
    # A key belongs to whoever used it.
    lab = {**service.headers["lab"], "Idempotency-Key": "a-key"}
    assert service.client.post("/v1/inventory/experts", json=other, headers=lab).status_code == 201


def test_the_same_key_in_parallel_has_one_effect(service: Service) -> None:
    office = {**service.headers["office"], "Idempotency-Key": "parallel"}

    def send(_: int) -> int:
        answer = service.client.post("/v1/inventory/experts", json=EXPERT, headers=office)
        return int(answer.status_code)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(16))) == {201}
    items = service.client.get("/v1/inventory/experts", headers=service.headers["office"])
    assert len(items.json()["items"]) == 1


def test_pages_hold_everything_once(service: Service) -> None:
    office = service.headers["office"]
    for number in range(7):
        document = {"id": f"S{number}"}
        service.client.post("/v1/inventory/skills", json=document, headers=office)
    seen, cursor = [], None
    while True:
        query = {"size": 3} if cursor is None else {"size": 3, "cursor": cursor}
        page = service.client.get("/v1/inventory/skills", params=query, headers=office).json()
        seen += [item["key"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"S{number}" for number in range(7)]
    bad = service.client.get("/v1/inventory/skills?cursor=%E4%BD%A0", headers=office)
    assert bad.status_code == 400


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    service = service_in(tmp_path, rate_limit_per_minute=3)
    answers = [service.client.get("/v1/me", headers=service.headers["office"]) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["retry-after"]) > 0
    assert service.client.get("/v1/me", headers=service.headers["lab"]).status_code == 200


def test_a_body_too_large_is_refused(tmp_path: Path) -> None:
    service = service_in(tmp_path, upload_bytes=100)
    body = {"id": "x" * 200}
    answer = service.client.post(
        "/v1/inventory/skills", json=body, headers=service.headers["office"]
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"
