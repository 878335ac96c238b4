"""A request from draft to approval, and who may take which step."""

from __future__ import annotations

import secrets
from typing import Any

from tests.api.http.service import Service

PROJECT: dict[str, Any] = {
    "id": "P1",
    "title": {"zh": "试点", "en": "Pilot"},
    "sponsor": "lab",
    "benefits": [{"department": "lab", "value": 10}],
    "packages": [
        {
            "id": "A",
            "modes": [{"id": "m", "duration": 2, "staffing": [{"id": "s", "skill": "test"}]}],
        }
    ],
}
RULES = {"calendar": {"start": "2026-07-06", "periods": 8}}


def write(service: Service, who: str = "lab") -> tuple[str, str]:
    answer = service.client.post("/v1/requests", json=PROJECT, headers=service.headers[who])
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"]), str(answer.headers["etag"])


def step(service: Service, at: str, name: str, who: str, **body: Any) -> Any:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    headers = {**service.headers[who], "If-Match": "*", **key}
    return service.client.post(f"{at}/{name}", json=body, headers=headers)


def test_from_draft_to_approved(service: Service) -> None:
    at, _ = write(service)
    assert step(service, at, "submit", "lab").json()["state"] == "submitted"
    assessed = step(service, at, "assess", "office", note="fits", score=70).json()
    assert assessed["assessments"][0]["score"] == 70
    assert assessed["steps"] == ["assess", "approve", "return", "reject"]
    assert step(service, at, "approve", "leader").json()["state"] == "approved"
    assert step(service, at, "submit", "lab").status_code == 409


def test_a_returned_request_is_changed_and_comes_again(service: Service) -> None:
    at, _ = write(service)
    step(service, at, "submit", "lab")
    changed = {**PROJECT, "tier": 1}
    put = {**service.headers["lab"], "If-Match": "*"}
    assert service.client.put(at, json=changed, headers=put).status_code == 409
    assert step(service, at, "return", "office").status_code == 422  # without a reason
    assert step(service, at, "return", "office", note="which tier?").json()["state"] == "returned"
    assert service.client.put(at, json=changed, headers=put).json()["document"]["tier"] == 1
    assert step(service, at, "submit", "lab").json()["state"] == "submitted"


def test_nobody_decides_on_a_request_of_their_own(service: Service) -> None:
    at, _ = write(service, "office")
    step(service, at, "submit", "office")
    answer = step(service, at, "assess", "office", score=100)
    assert answer.status_code == 403


def test_steps_belong_to_roles(service: Service) -> None:
    at, _ = write(service)
    assert step(service, at, "submit", "leader").status_code == 403
    step(service, at, "submit", "lab")
    assert step(service, at, "assess", "lab", score=90).status_code == 403
    step(service, at, "assess", "office", score=50)
    assert step(service, at, "approve", "office").status_code == 403
    assert step(service, at, "approve", "lab").status_code == 403


def test_other_departments_do_not_see_it(service: Service) -> None:
    at, _ = write(service)
    assert service.client.get(at, headers=service.headers["data"]).status_code == 404
    assert service.client.get("/v1/requests", headers=service.headers["data"]).json()["items"] == []
    # The team of the project does.
    assert service.client.get(at, headers=service.headers["team"]).status_code == 200


def test_feasibility_says_what_stands_in_the_way(service: Service) -> None:
    office = service.headers["office"]

    def ask() -> Any:
        lab = service.headers["lab"]
        return service.client.post("/v1/requests/feasibility", json=PROJECT, headers=lab)

    assert ask().status_code == 409
    service.client.post("/v1/rounds", json={"title": "R", "rules": RULES}, headers=office)
    answer = ask().json()
    assert answer["feasible"] is False
    assert {f["code"] for f in answer["findings"]} == {"reference.unknown-skill"}
    service.client.post("/v1/inventory/skills", json={"id": "test"}, headers=office)
    answer = ask().json()
    assert answer["feasible"] is False
    assert any(f["code"].startswith("staffing.") for f in answer["findings"])
    expert = {"id": "E1", "department": "lab", "skills": [{"skill": "test"}]}
    service.client.post("/v1/inventory/experts", json=expert, headers=office)
    answer = ask().json()
    assert answer == {"feasible": True, "findings": []}
