"""Frontiers over HTTP: ends first, then the points between, each a run that can be compared."""

from __future__ import annotations

from typing import Any

from tests.api.http.conftest import Working, working
from tests.api.http.test_runs import followed
from tests.api.http.test_scenarios import get, post

__all__ = ["working"]  # the fixture


def cells_of(working: Working, sweep: str) -> list[dict[str, Any]]:
    """Wait until every cell of a frontier has ended; return its rows."""
    while True:
        rows: list[dict[str, Any]] = get(working.service, f"/v1/sweeps/{sweep}/rows")["items"]
        for row in rows:
            if row["run_id"]:
                followed(working.service, f"/v1/runs/{row['run_id']}")
        shown = get(working.service, f"/v1/frontiers/{sweep}")
        if shown["state"] == "done":
            return list(get(working.service, f"/v1/sweeps/{sweep}/rows")["items"])


def test_the_ends_come_first_and_then_what_lies_between(working: Working) -> None:
    service, at = working
    made = post(service, f"{at}/frontiers", goal="cost", points=4, time_limit_seconds=20)
    assert made.status_code == 202, made.text
    sweep = str(made.json()["id"])
    assert made.json()["points"] == []
    rows = cells_of(working, sweep)
    assert [row["labels"]["aim"] for row in rows[:2]] == ["value first", "second first"]
    shown = get(service, f"/v1/frontiers/{sweep}")
    points = shown["points"]
    assert not shown["higher"]
    assert len(points) + shown["dropped"] == len(rows) == shown["cells"]
    assert points
    # None beats another: less cost is bought with value.
    assert [p["value"] for p in points] == sorted({p["value"] for p in points}, reverse=True)
    assert [p["second"] for p in points] == sorted({p["second"] for p in points}, reverse=True)
    best = max(row["value"] for row in rows if row["value"] is not None)
    assert points[0]["value"] == best
    runs = [row["run_id"] for row in rows]
    assert {point["run_id"] for point in points} <= set(runs)
    told = get(service, f"{at}/comparison?base={points[0]['run_id']}&run={points[-1]['run_id']}")
    assert told


def test_frontiers_that_make_no_sense_are_refused(working: Working) -> None:
    service, at = working
    assert post(service, f"{at}/frontiers", goal="change").status_code == 422
    assert post(service, f"{at}/frontiers", goal="cost", points=1).status_code == 422
    assert post(service, f"{at}/frontiers", who="lab", goal="cost").status_code == 403
    axes = [{"name": "x", "choices": [{"label": 1}]}]
    sweep = post(service, f"{at}/sweeps", axes=axes).json()["id"]
    answer = service.client.get(f"/v1/frontiers/{sweep}", headers=service.headers["leader"])
    assert answer.status_code == 404
