from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.api.http.service import Service, service_in
from tests.api.http.test_requests import RULES, step, write
from tests.api.http.test_rounds import take


class Working(NamedTuple):
    """A service whose engine works, and the address of a frozen round."""

    service: Service
    round: str


def _expert(id_: str) -> dict[str, Any]:
    skills = [{"skill": "test"}]
    return {"id": id_, "department": "lab", "skills": skills, "rate_cents": 90_000}


@pytest.fixture
def service(tmp_path: Path, database_url: str | None) -> Iterator[Service]:
    """A service with two departments."""
    made = service_in(tmp_path, database_url=database_url)
    for department in ("lab", "data"):
        answer = made.client.post(
            "/v1/inventory/departments", json={"id": department}, headers=made.headers["office"]
        )
        assert answer.status_code == 201
    yield made
    made.client.close()
    made.database.close()


@pytest.fixture
def working(tmp_path: Path, database_url: str | None) -> Iterator[Working]:
    """A service whose runs are worked on, and the address of a frozen round."""
    service = service_in(tmp_path, database_url=database_url)
    with service.at_work():
        office = service.headers["office"]
        for kind, document in (
            ("departments", {"id": "lab"}),
            ("departments", {"id": "data"}),
            ("skills", {"id": "test"}),
            ("experts", _expert("E1")),
            ("experts", _expert("E2")),
        ):
            service.client.post(f"/v1/inventory/{kind}", json=document, headers=office)
        made = service.client.post(
            "/v1/rounds", json={"title": "R", "rules": RULES}, headers=office
        )
        at = str(made.headers["location"])
        take(service, at, "open")
        request, _ = write(service)
        step(service, request, "submit", "lab")
        step(service, request, "assess", "office", score=80)
        step(service, request, "approve", "leader")
        assert take(service, at, "freeze").status_code == 200
        yield Working(service, at)
