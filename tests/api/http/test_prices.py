"""Prices of a frozen round: who may read them, and that they are worked out once."""

from __future__ import annotations

import pytest

from api.runs.pricing import price_in_child
from api.store import rounds, runs
from api.usecases import prices
from optimizer.domain import Round
from scenarios.sample import sample_round
from tests.api.http.service import Service


def a_run(service: Service) -> str:
    with service.database.writing() as session:
        row = rounds.add_round(session, "R", "frozen", {})
        row.snapshot_hash = rounds.keep_snapshot(session, sample_round())
        return runs.add_run(session, row.id, row.snapshot_hash, {}, "nobody").id


def test_prices_are_worked_out_once_for_all(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def price(round_: Round) -> dict[str, object]:
        asked.append(round_.content_hash())
        return {"bound": 7, "people": [[1.5]], "skills": [[0.0]], "facilities": []}

    monkeypatch.setattr(prices, "price_in_child", price)
    prices.forget()
    at = f"/v1/runs/{a_run(service)}/prices"
    for who in ("office", "leader", "auditor"):
        answer = service.client.get(at, headers=service.headers[who])
        assert answer.json()["people"] == [[1.5]]
    assert len(asked) == 1
    assert service.client.get(at, headers=service.headers["lab"]).status_code == 403
    nothing = service.client.get("/v1/runs/none/prices", headers=service.headers["office"])
    assert nothing.status_code == 404
    prices.forget()


def test_a_round_without_prices_says_so(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "price_in_child", lambda _: None)
    prices.forget()
    at = f"/v1/runs/{a_run(service)}/prices"
    assert service.client.get(at, headers=service.headers["office"]).status_code == 409
    prices.forget()


@pytest.mark.long
def test_the_child_prices_the_sample() -> None:
    found = price_in_child(sample_round())
    assert found is not None
    round_ = sample_round()
    assert len(found["people"]) == len(round_.experts)
    assert {len(row) for row in found["skills"]} == {round_.calendar.periods}
    assert max(max(row) for row in found["skills"]) > 0
