"""A run from the queue to its outcome, over HTTP, with the engine at work."""

from __future__ import annotations

import json
from typing import Any

from api.store import rounds
from api.store import runs as store
from optimizer.domain import Outcome
from optimizer.verify import verify_plan
from tests.api.http.conftest import Working
from tests.api.http.service import Service
from tests.api.http.test_rounds import take


def submit(service: Service, at: str, key: str = "k", **body: Any) -> Any:
    headers = {**service.headers["office"], "Idempotency-Key": key}
    return service.client.post(f"{at}/runs", json=body, headers=headers)


def followed(service: Service, at: str) -> list[tuple[int, str, dict[str, Any]]]:
    """Read the stream of a run to its end."""
    answer = service.client.get(f"{at}/events", headers=service.headers["leader"])
    events = []
    for block in answer.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "id" in fields:
            events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return events


def test_a_run_ends_with_a_verified_outcome(working: Working) -> None:
    service, at = working
    made = submit(service, at, time_limit_seconds=20)
    assert made.status_code == 202
    run = str(made.headers["location"])
    events = followed(service, run)
    states = [data["state"] for _, kind, data in events if kind == "state"]
    assert states == ["queued", "running", "done"]
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    answer = service.client.get(f"{run}/outcome", headers=service.headers["leader"])
    outcome = Outcome.model_validate(answer.json())
    assert outcome.plan is not None
    assert [p.project for p in outcome.plan.projects] == ["P1"]
    with service.database.reading() as session:
        round_ = rounds.snapshot_of(session, made.json()["round_hash"])
    assert outcome.provenance.round_hash == round_.content_hash()
    assert not verify_plan(round_, outcome.plan)


def test_a_scenario_is_solved_on_a_round_of_its_own(working: Working) -> None:
    service, at = working
    scenario = {"changes": [{"kind": "force-project", "project": "P1", "accepted": False}]}
    made = submit(service, at, scenario=scenario, time_limit_seconds=20)
    assert made.status_code == 202
    run = str(made.headers["location"])
    followed(service, run)
    outcome = service.client.get(f"{run}/outcome", headers=service.headers["office"]).json()
    assert outcome["plan"]["projects"] == []
    bad = {"changes": [{"kind": "force-project", "project": "P7"}]}
    answer = submit(service, at, key="other", scenario=bad)
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"] == "change.unknown-project"


def test_a_run_needs_a_key_and_runs_once_for_it(working: Working) -> None:
    service, at = working
    office = service.headers["office"]
    assert service.client.post(f"{at}/runs", json={}, headers=office).status_code == 400
    first, again = (submit(service, at, time_limit_seconds=20) for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    listed = service.client.get(f"{at}/runs", headers=office).json()["items"]
    assert len(listed) == 1
    followed(service, str(first.headers["location"]))


def test_who_may_run(working: Working) -> None:
    service, at = working
    headers = {**service.headers["lab"], "Idempotency-Key": "k"}
    assert service.client.post(f"{at}/runs", json={}, headers=headers).status_code == 403


def test_a_round_that_collects_is_not_solved(working: Working) -> None:
    service, at = working
    take(service, at, "reopen", reason="more to come")
    assert submit(service, at).status_code == 409


def test_an_ended_run_is_not_cancelled(working: Working) -> None:
    service, at = working
    run = str(submit(service, at, time_limit_seconds=20).headers["location"])
    followed(service, run)
    answer = service.client.post(f"{run}/cancel", headers=service.headers["office"])
    assert answer.status_code == 409


def test_a_run_stopped_before_it_has_a_plan_is_not_done(working: Working) -> None:
    service, at = working
    with service.database.writing() as session:
        row = rounds.find_round(session, at.rsplit("/", 1)[1])
        assert row is not None
        assert row.snapshot_hash is not None
        run = store.add_run(session, row.id, row.snapshot_hash, {"time_limit_seconds": 5}, "test")
        run.asked_to = "keep"
    service.app.state.engine.enqueue(run.id)
    followed(service, f"/v1/runs/{run.id}")
    ended = service.client.get(f"/v1/runs/{run.id}", headers=service.headers["office"]).json()
    assert (ended["state"], ended["error"]) == ("cancelled", "stopped before a plan was found")
    outcome = service.client.get(f"/v1/runs/{run.id}/outcome", headers=service.headers["office"])
    assert outcome.status_code == 409


def test_a_stream_resumes_behind_the_number_last_seen(working: Working) -> None:
    service, at = working
    run = str(submit(service, at, time_limit_seconds=20).headers["location"])
    whole = followed(service, run)
    headers = {**service.headers["office"], "Last-Event-ID": "2"}
    answer = service.client.get(f"{run}/events", headers=headers)
    assert f"id: {whole[2][0]}\n" in answer.text
    assert "id: 2\n" not in answer.text
