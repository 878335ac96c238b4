"""Which requests a round takes: its own and those that no round has, each once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.http.service import Service
from tests.api.http.test_requests import PROJECT, RULES, step
from tests.api.http.test_rounds import take


@pytest.fixture
def two(service: Service) -> tuple[str, str]:
    """Two rounds that collect, with people and skills for their requests."""
    office = service.headers["office"]
    service.client.post("/v1/inventory/skills", json={"id": "test"}, headers=office)
    expert = {"id": "E1", "department": "lab", "skills": [{"skill": "test"}]}
    service.client.post("/v1/inventory/experts", json=expert, headers=office)
    return opened(service), opened(service)


def opened(service: Service) -> str:
    body = {"title": "R", "rules": RULES}
    made = service.client.post("/v1/rounds", json=body, headers=service.headers["office"])
    at = str(made.headers["location"])
    take(service, at, "open")
    return at


def approved(service: Service, key: str, round_: str = "") -> str:
    document = {**PROJECT, "id": key}
    made = service.client.post("/v1/requests", json=document, headers=service.headers["lab"])
    at = str(made.headers["location"])
    if round_:
        assert meant_for(service, at, round_, "lab").status_code == 200
    step(service, at, "submit", "lab")
    step(service, at, "assess", "office", score=80)
    assert step(service, at, "approve", "leader").status_code == 200
    return at


def meant_for(service: Service, at: str, round_: str, who: str) -> Any:
    body = {"round_id": round_.rsplit("/", 1)[1] if round_ else None}
    headers = {**service.headers[who], "If-Match": "*"}
    return service.client.put(f"{at}/round", json=body, headers=headers)


def taken(service: Service, at: str) -> list[str]:
    """Freeze a round and return its projects."""
    frozen = take(service, at, "freeze")
    assert frozen.status_code == 200, frozen.text
    snapshot = service.client.get(f"{at}/snapshot", headers=service.headers["leader"]).json()
    return [project["id"] for project in snapshot["projects"]]


def test_a_round_takes_what_is_meant_for_it_and_what_no_round_has(
    service: Service, two: tuple[str, str]
) -> None:
    first, second = two
    for key, meant in (("P1", ""), ("P2", first), ("P3", second)):
        approved(service, key, meant)
    preview = service.client.get(f"{second}/preview", headers=service.headers["office"]).json()
    assert taken(service, first) == ["P1", "P2"]
    assert taken(service, second) == ["P3"]
    assert preview["hash"]  # what it said before the other round took one
    reopened = take(service, first, "reopen", reason="one was forgotten")
    assert reopened.status_code == 200
    approved(service, "P4")
    assert taken(service, first) == ["P1", "P2", "P4"]


def test_a_request_is_addressed_until_a_round_has_taken_it(
    service: Service, two: tuple[str, str]
) -> None:
    first, second = two
    at = approved(service, "P1", first)
    assert meant_for(service, at, second, "lab").status_code == 409  # it is submitted
    assert meant_for(service, at, second, "data").status_code == 404
    assert meant_for(service, at, second, "leader").status_code == 403
    assert meant_for(service, at, "/v1/rounds/none", "office").status_code == 404
    done = meant_for(service, at, second, "office")
    assert done.json()["round_id"] == second.rsplit("/", 1)[1]
    assert taken(service, second) == ["P1"]
    assert meant_for(service, at, first, "office").status_code == 409
    assert meant_for(service, at, "", "office").status_code == 409
