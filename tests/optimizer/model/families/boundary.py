"""One rule at a time: a value that just lets a project in, and the next one that keeps it out."""

from __future__ import annotations

import copy
from typing import Any

from optimizer.domain import Outcome, Round, Status
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from tests.optimizer.checks.rounds import set_at, sound

Case = tuple[list[tuple[str, Any]], str, Any, Any]
"""Changes to the sound round, then a place with a value that lets all in and one that doesn't."""

P = "/projects/0"
A, B = f"{P}/packages/0", f"{P}/packages/1"
M, N = f"{A}/modes/0", f"{B}/modes/0"
WU = {"id": "wu", "department": "north", "skills": [{"skill": "welding"}]}
SOUTH = ("/departments/-", {"id": "south"})


def second(**mode: Any) -> tuple[str, Any]:
    """Return the change that adds a second project of one package."""
    return "/projects/-", {
        "id": "opening",
        "sponsor": "north",
        "packages": [{"id": "o", "modes": [{"id": "m", "duration": 1, **mode}]}],
    }


def solved(changes: list[tuple[str, Any]]) -> tuple[Round, Outcome]:
    """Solve the sound round with changes, every project being worth one."""
    data = sound()
    for pointer, value in changes:
        set_at(data, pointer, copy.deepcopy(value))
    for project in data["projects"]:
        project["benefits"] = [{"department": "north", "value": 1}]
    data["policy"] = {**data.get("policy", {}), "levels": ["value"]}
    round_ = Round.model_validate(data)
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert verify_plan(round_, outcome.plan) == ()
    return round_, outcome


def all_in(changes: list[tuple[str, Any]]) -> bool:
    """Say whether every project is accepted."""
    round_, outcome = solved(changes)
    assert outcome.plan is not None
    return len(outcome.plan.projects) == len(round_.projects)


def hold(case: Case) -> None:
    """Assert that the one value lets everything in and the other one doesn't."""
    changes, pointer, good, bad = case
    assert all_in([*changes, (pointer, good)])
    assert not all_in([*changes, (pointer, bad)])
