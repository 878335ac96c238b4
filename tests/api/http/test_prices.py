"""Prices of a frozen round: asked for, worked out in the background once, read by many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.runs.pricing import price_round
from api.store import runs
from api.store.runs import RunState
from scenarios.sample import sample_round
from tests.api.console.door import Door
from tests.api.http.planned import Planned, planned_in
from tests.api.http.published import ask, get


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    return planned_in(tmp_path)


def answered(planned: Planned, run_id: str, found: object) -> None:
    """End a question as the engine would."""
    with planned.service.database.writing() as session:
        row = runs.find_run(session, run_id)
        assert row is not None
        runs.end_run(session, row, RunState.DONE, answer=json.dumps({"prices": found}))


def test_prices_are_asked_for_and_then_read_by_all(planned: Planned) -> None:
    at = f"{planned.run}/prices"
    assert get(planned, "auditor", at).status_code == 409
    assert ask(planned, "auditor", at, {}).status_code == 403
    asked = ask(planned, "leader", at, {})
    assert (asked.status_code, asked.json()["kind"]) == (202, "prices")
    assert get(planned, "auditor", at).headers["retry-after"] == "5"
    found = {"bound": 7, "people": [[1.5]], "skills": [[0.0]], "facilities": []}
    answered(planned, asked.json()["id"], found)
    for who in ("office", "leader", "auditor"):
        assert get(planned, who, at).json() == found
    assert get(planned, "lab", at).status_code == 403
    assert get(planned, "office", "/v1/runs/none/prices").status_code == 404


def test_a_round_without_prices_says_so(planned: Planned) -> None:
    at = f"{planned.run}/prices"
    answered(planned, ask(planned, "leader", at, {}).json()["id"], None)
    refused = get(planned, "leader", at)
    assert refused.status_code == 409
    assert "no prices" in refused.json()["detail"]


def test_the_page_asks_and_waits(planned: Planned) -> None:
    door, at = Door(planned.service), f"{planned.run.removeprefix('/v1')}/heat"
    page = f"{at}?rows=skills&measure=worth&lang=en"
    leader = door.browser("leader")
    assert f'hx-post="{at}/prices"' in leader.get(page).text
    assert f'hx-post="{at}/prices"' not in door.browser("auditor").get(page).text
    sent = leader.send(f"{at}/prices", {"rows": "skills"}, **{"Idempotency-Key": "k"})
    assert sent.status_code == 204
    assert 'hx-trigger="every 3s"' in leader.get(page).text


@pytest.mark.long
def test_the_sample_has_prices() -> None:
    round_ = sample_round()
    found = price_round(round_)
    assert found is not None
    assert len(found["people"]) == len(round_.experts)
    assert {len(row) for row in found["skills"]} == {round_.calendar.periods}
    assert max(max(row) for row in found["skills"]) > 0
