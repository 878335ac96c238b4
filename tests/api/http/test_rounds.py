"""A round from draft to frozen, and back with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import Round
from tests.api.http.service import Service
from tests.api.http.test_requests import PROJECT, RULES, step, write


@pytest.fixture
def at(service: Service) -> str:
    """A round that collects, with one approved request and somebody to do it."""
    office = service.headers["office"]
    made = service.client.post("/v1/rounds", json={"title": "R", "rules": RULES}, headers=office)
    assert made.status_code == 201, made.text
    address = str(made.headers["location"])
    take(service, address, "open")
    service.client.post("/v1/inventory/skills", json={"id": "test"}, headers=office)
    expert = {"id": "E1", "department": "lab", "skills": [{"skill": "test"}]}
    service.client.post("/v1/inventory/experts", json=expert, headers=office)
    request, _ = write(service)
    step(service, request, "submit", "lab")
    step(service, request, "assess", "office", score=80)
    step(service, request, "approve", "leader")
    return address


def take(service: Service, address: str, name: str, query: str = "", **body: Any) -> Any:
    headers = {**service.headers["office"], "If-Match": "*"}
    return service.client.post(f"{address}/{name}{query}", json=body or None, headers=headers)


def test_what_is_frozen_is_the_inventory_and_the_approved_requests(
    service: Service, at: str
) -> None:
    draft = {**PROJECT, "id": "P2"}
    service.client.post("/v1/requests", json=draft, headers=service.headers["lab"])
    preview = service.client.get(f"{at}/preview", headers=service.headers["office"]).json()
    assert preview["ready"] is True
    frozen = take(service, at, "freeze").json()
    assert frozen["round"]["state"] == "frozen"
    assert frozen["round"]["snapshot_hash"] == preview["hash"]
    document = service.client.get(f"{at}/snapshot", headers=service.headers["leader"]).json()
    snapshot = Round.model_validate(document)
    assert snapshot.content_hash() == preview["hash"]
    assert [p.id for p in snapshot.projects] == ["P1"]
    # What is reported afterwards does not reach it.
    expert = {"id": "E2", "department": "lab", "skills": [{"skill": "test"}]}
    service.client.post("/v1/inventory/experts", json=expert, headers=service.headers["office"])
    again = service.client.get(f"{at}/snapshot", headers=service.headers["leader"]).json()
    assert again == document


def test_errors_stop_the_freeze_all_at_once(service: Service, at: str) -> None:
    office = service.headers["office"]
    broken = {"id": "E2", "department": "lab", "skills": [{"skill": "a"}, {"skill": "b"}]}
    service.client.post("/v1/inventory/experts", json=broken, headers=office)
    answer = take(service, at, "freeze")
    assert answer.status_code == 422
    assert [f["code"] for f in answer.json()["findings"]] == ["reference.unknown-skill"] * 2
    assert service.client.get(at, headers=office).json()["state"] == "collecting"


def test_stale_things_are_left_out_and_said(service: Service, at: str) -> None:
    frozen = take(service, at, "freeze", "?stale_days=0").json()
    left = frozen["round"]["left_out"]
    assert [(item["kind"], item["key"]) for item in left] == [("experts", "E1")]


def test_reopening_needs_a_reason_and_forgets_the_snapshot(service: Service, at: str) -> None:
    take(service, at, "freeze")
    assert take(service, at, "reopen", reason=" ").status_code == 422
    reopened = take(service, at, "reopen", reason="two experts were forgotten").json()
    assert (reopened["state"], reopened["snapshot_hash"]) == ("collecting", None)


def test_steps_out_of_turn_are_conflicts(service: Service, at: str) -> None:
    assert take(service, at, "open").status_code == 409
    assert take(service, at, "reopen", reason="why not").status_code == 409
    take(service, at, "freeze")
    body = {"title": "R", "rules": RULES}
    headers = {**service.headers["office"], "If-Match": "*"}
    assert service.client.put(at, json=body, headers=headers).status_code == 409


def test_rules_hold_no_inventory(service: Service) -> None:
    office = service.headers["office"]
    for rules in ({**RULES, "experts": []}, {"calendar": {"start": "soon"}}):
        answer = service.client.post(
            "/v1/rounds", json={"title": "R", "rules": rules}, headers=office
        )
        assert answer.status_code == 422


def test_only_the_office_moves_a_round(service: Service, at: str) -> None:
    headers = {**service.headers["leader"], "If-Match": "*"}
    assert service.client.post(f"{at}/freeze", headers=headers).status_code == 403
    assert service.client.get(f"{at}/snapshot", headers=service.headers["lab"]).status_code == 403
