"""The what-if page: plans side by side, scenarios run and adopted."""

from __future__ import annotations

import re

import pytest

from tests.api.console.door import Door
from tests.api.http.conftest import Working, working
from tests.api.http.test_frontiers import cells_of
from tests.api.http.test_runs import followed, submit

__all__ = ["working"]  # the fixture


def run_of(service_at: Working, **body: object) -> str:
    service, at = service_at
    made = submit(service, at, key=f"k{len(body)}", time_limit_seconds=10, **body)
    assert made.status_code == 202
    followed(service, str(made.headers["location"]))
    return str(made.json()["id"])


@pytest.fixture
def door(working: Working) -> Door:
    return Door(working.service)


def test_plans_stand_side_by_side_and_losers_are_named(working: Working, door: Door) -> None:
    base = run_of(working)
    without = {
        "name": {"zh": "无", "en": "Without P1"},
        "changes": [{"kind": "force-project", "project": "P1", "accepted": False}],
    }
    other = run_of(working, scenario=without)
    page = f"/rounds/{working.round.rsplit('/', 1)[1]}/compare"
    leader = door.browser("leader")
    shown = leader.get(f"{page}?lang=en&base={base}&run={other}").text
    assert "Without P1" in shown
    assert "lost" in shown
    assert "data-chart" in shown
    assert door.browser("lab").get(page).status_code == 403
    # The other way round it is won, and may be taken over.
    shown = leader.get(f"{page}?lang=en&base={other}&run={base}").text
    assert "Take over P1" in shown or "Take over" in shown
    sent = {"project": "P1", "source": base, "onto": other, "time_limit": "5"}
    answer = leader.send(f"{page}/take-over", sent, **{"Idempotency-Key": "t"})
    assert answer.headers["hx-redirect"].startswith("/runs/")


def test_a_scenario_of_ones_own_is_kept_and_run(working: Working, door: Door) -> None:
    page = f"/rounds/{working.round.rsplit('/', 1)[1]}/compare"
    leader = door.browser("leader")
    leader.get(page)
    sent: dict[str, object] = {"name": "Less", "load_pct": "100", "leaver": "data"}
    answer = leader.send(f"{page}/own", sent, **{"Idempotency-Key": "s"})
    run = answer.headers["hx-redirect"].rsplit("/", 1)[1]
    told = working.service.client.get(f"/v1/runs/{run}", headers=working.service.headers["office"])
    assert told.json()["scenario"]["changes"] == [
        {"kind": "withdraw-department", "department": "data"}
    ]


def test_a_ready_made_scenario_that_cannot_be_made_is_left_out(
    working: Working, door: Door
) -> None:
    office = working.service.headers["office"]
    made = working.service.client.get(f"{working.round}/ready-scenarios", headers=office)
    assert made.status_code == 200
    page = f"/rounds/{working.round.rsplit('/', 1)[1]}/compare"
    shown = door.browser("office").get(f"{page}?lang=en").text
    for item in made.json():
        assert item["scenario"]["name"]["en"] in shown


def test_a_frontier_is_traced_and_its_points_are_compared(working: Working, door: Door) -> None:
    page = f"/rounds/{working.round.rsplit('/', 1)[1]}/compare"
    leader = door.browser("leader")
    assert "Trace a frontier" in leader.get(f"{page}?lang=en").text
    base = run_of(working)
    sent: dict[str, object] = {"goal": "cost", "points": "2", "time_limit": "10"}
    answer = leader.send(f"{page}/frontier", sent, **{"Idempotency-Key": "f"})
    sweep = re.search(r"frontier=(swp_\w+)#", answer.headers["hx-redirect"])
    assert sweep is not None
    cells_of(working, sweep[1])
    shown = leader.get(f"{page}/frontier/{sweep[1]}?lang=en&base={base}").text
    assert "2 of 2 points are solved" in shown
    assert "hx-trigger" not in shown.partition("<details")[0]
    to = re.search(r'href="([^"]+run=run_\w+[^"]*)"', shown)
    assert to is not None
    chosen = leader.get(to[1].replace("&amp;", "&").partition("#")[0])
    assert chosen.status_code == 200
    assert "◆" in chosen.text
    assert door.browser("lab").get(f"{page}/frontier/{sweep[1]}").status_code == 403
