"""What-if over HTTP: scenarios, their runs, sweeps, plans side by side, adoption."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.api.http.conftest import Working
from tests.api.http.service import Service
from tests.api.http.test_runs import followed, submit

WITHOUT_E1 = {"kind": "remove-expert", "expert": "E1"}
LEFT_OUT = {"kind": "force-project", "project": "P1", "accepted": False}
NEW = {
    "kind": "add-expert",
    "expert": {"id": "E9", "department": "lab", "skills": [{"skill": "test"}]},
}


def post(service: Service, at: str, who: str = "office", key: str = "", **body: Any) -> Any:
    key = key or hashlib.sha256(f"{at}{body}".encode()).hexdigest()
    headers = {**service.headers[who], "Idempotency-Key": key}
    return service.client.post(at, json=body, headers=headers)


def get(service: Service, at: str, who: str = "leader") -> Any:
    answer = service.client.get(at, headers=service.headers[who])
    assert answer.status_code == 200, answer.text
    return answer.json()


def kept(service: Service, at: str, name: str, *changes: dict[str, Any]) -> str:
    """Keep a scenario and return its address."""
    words = {"zh": name, "en": name}
    made = post(service, f"{at}/scenarios", name=words, changes=list(changes))
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


def solved(service: Service, at: str, **body: Any) -> str:
    """Run a scenario or a round to its end and return the run's id."""
    made = post(service, f"{at}/runs", time_limit_seconds=20, **body)
    assert made.status_code == 202, made.text
    followed(service, str(made.headers["location"]))
    return str(made.json()["id"])


def experts(service: Service, run: str) -> set[str]:
    outcome = get(service, f"/v1/runs/{run}/outcome")
    return {
        expert
        for project in outcome["plan"]["projects"]
        for package in project["packages"]
        for staffing in package["staffing"]
        for expert in staffing["experts"]
    }


def test_a_scenario_is_told_before_it_is_kept(working: Working) -> None:
    service, at = working
    body = {"changes": [WITHOUT_E1]}
    office = service.headers["office"]
    answer = service.client.post(f"{at}/scenarios?validate_only=true", json=body, headers=office)
    assert answer.status_code == 200
    told = answer.json()
    assert told["id"] is None
    assert "E1" in told["sentences"][0]["zh"]
    assert "E1" in told["sentences"][0]["en"]
    assert get(service, f"{at}/scenarios")["items"] == []
    scenario = kept(service, at, "without E1", WITHOUT_E1)
    read = get(service, scenario)
    assert read["round_hash"] == told["round_hash"]
    assert get(service, f"{at}/scenarios")["items"] == [read]
    bad = post(service, f"{at}/scenarios", changes=[{**WITHOUT_E1, "expert": "E7"}, LEFT_OUT])
    assert bad.status_code == 422
    assert [f["code"] for f in bad.json()["findings"]] == ["change.unknown-expert"]
    assert bad.json()["findings"][0]["place"]["pointer"] == "/changes/0/expert"
    assert post(service, f"{at}/scenarios", "auditor", changes=[LEFT_OUT]).status_code == 403


def test_ready_made_scenarios_can_be_kept(working: Working) -> None:
    service, at = working
    ready = get(service, f"{at}/ready-scenarios")
    assert ready
    for item in ready:
        assert item["sentences"]
        assert post(service, f"{at}/scenarios", **item["scenario"]).status_code == 201


def test_plans_side_by_side_adopted_and_taken_over(working: Working) -> None:
    service, at = working
    base = solved(service, at)
    first = next(iter(experts(service, base)))
    other = kept(service, at, "other", {"kind": "remove-expert", "expert": first})
    swapped = solved(service, other)
    dropped = solved(service, kept(service, at, "dropped", LEFT_OUT))
    made = get(service, f"{at}/comparison?base={base}&run={swapped}&run={dropped}")
    assert made["base"]["figures"]["accepted"] == 1
    one, two = made["sides"]
    assert (one["name"]["en"], two["name"]["en"]) == ("other", "dropped")
    assert [p["fate"] for p in one["projects"]] == ["restaffed"]
    assert [p["fate"] for p in two["projects"]] == ["lost"]
    assert {d["name"]: d["verdict"] for d in two["deltas"]}["value"] == "worse"
    listed = get(service, f"/v1/runs/{swapped}")
    assert listed["figures"]["accepted"] == 1
    assert listed["sentences"] == one["sentences"]
    assert listed["scenario_id"] == other.rpartition("/")[2]

    # The project alone is taken over from the other plan into the first one.
    body: dict[str, Any] = {"project": "P1", "from_run_id": swapped, "onto_run_id": base}
    taken = post(service, f"{at}/takeovers", time_limit_seconds=20, **body)
    assert taken.status_code == 202, taken.text
    followed(service, str(taken.headers["location"]))
    assert experts(service, taken.json()["id"]) == experts(service, swapped) != {first}
    missing = {**body, "from_run_id": dropped}
    assert post(service, f"{at}/takeovers", **missing).status_code == 409

    # A plan that holds in the frozen round needs no changes with it.
    adopted = post(service, f"{at}/adoptions", run_id=swapped)
    assert adopted.json() == {"lines": 2, "open": 2}
    assert get(service, at)["run_id"] == swapped


def test_a_plan_that_needs_the_changes_is_adopted_with_them(working: Working) -> None:
    service, at = working
    without = [{"kind": "remove-expert", "expert": expert} for expert in ("E1", "E2")]
    run = solved(service, kept(service, at, "new people", *without, NEW))
    assert experts(service, run) == {"E9"}
    refused = post(service, f"{at}/adoptions", run_id=run)
    assert refused.status_code == 409
    assert any("E9" in finding["subject"] for finding in refused.json()["findings"])
    silent = post(service, f"{at}/adoptions", run_id=run, with_changes=True)
    assert silent.status_code == 422
    body: dict[str, Any] = {"run_id": run, "with_changes": True, "reason": "E9 begins in January"}
    assert post(service, f"{at}/adoptions", **body).status_code == 200
    trail = get(service, "/v1/audit?size=500", "auditor")["items"]
    (event,) = [event for event in trail if event["action"] == "scenario.adopt"]
    assert event["detail"]["with_changes"] is True


AXES = [
    {
        "name": "people",
        "choices": [
            {"label": "all"},
            {"label": "one", "changes": [WITHOUT_E1]},
            {"label": "unknown", "changes": [{**WITHOUT_E1, "expert": "E7"}]},
        ],
    },
    {"name": "P1", "choices": [{"label": "in"}, {"label": "out", "changes": [LEFT_OUT]}]},
]


def test_a_sweep_has_a_row_for_every_cell(working: Working) -> None:
    service, at = working
    body: dict[str, Any] = {"name": "people", "axes": AXES, "time_limit_seconds": 20}
    made = post(service, f"{at}/sweeps", **body)
    assert made.status_code == 202, made.text
    sweep = str(made.headers["location"])
    assert (made.json()["state"], made.json()["cells"]) == ("queued", 6)
    for run in _runs_of(service, sweep, 6):
        followed(service, f"/v1/runs/{run}")
    shown = get(service, sweep)
    assert shown["state"] == "done"
    assert shown["counts"] == {"done": 4, "failed": 2}
    rows = get(service, f"{sweep}/rows?size=4")
    rows = rows["items"] + get(service, f"{sweep}/rows?cursor={rows['next']}")["items"]
    assert [row["cell"] for row in rows] == list(range(6))
    assert [row["labels"]["people"] for row in rows[::2]] == ["all", "one", "unknown"]
    assert [row["accepted"] for row in rows] == [1, 0, 1, 0, None, None]
    assert all("E7" in row["error"] and row["status"] is None for row in rows[4:])
    assert all(row["bound"] == row["value"] and row["gap"] == 0 for row in rows[:4])
    assert "E1" in rows[2]["changes"][0]["en"]
    assert post(service, f"{sweep}/cancel").status_code == 409
    assert [item["id"] for item in get(service, f"{at}/sweeps")["items"]] == [shown["id"]]


def _runs_of(service: Service, sweep: str, cells: int) -> list[str]:
    """Wait until every cell of a sweep is a run."""
    while True:
        rows = get(service, f"{sweep}/rows")["items"]
        assert len(rows) == cells
        if all(row["run_id"] for row in rows):
            return [row["run_id"] for row in rows]


@pytest.mark.parametrize(
    "axes", [[AXES[0], AXES[0]], [{"name": "x", "choices": [{"label": n} for n in range(401)]}]]
)
def test_sweeps_that_make_no_sense_are_refused(working: Working, axes: list[Any]) -> None:
    service, at = working
    assert post(service, f"{at}/sweeps", axes=axes).status_code == 422


def test_a_sweep_is_cancelled_with_its_cells(working: Working) -> None:
    service, at = working
    axes = [{"name": "seed", "choices": [{"label": n, "seed": n} for n in range(40)]}]
    sweep = str(post(service, f"{at}/sweeps", axes=axes).headers["location"])
    assert post(service, f"{sweep}/cancel").status_code == 202
    assert get(service, sweep)["state"] == "cancelled"
    # What was under way ends, nothing else begins.
    while any(
        row["run_id"] and row["state"] in ("queued", "running")
        for row in get(service, f"{sweep}/rows")["items"]
    ):
        pass
    # A run that somebody waits for is not held up.
    followed(service, str(submit(service, at, time_limit_seconds=20).headers["location"]))
