"""Where a search begins: what must be accepted, the baseline, and hints that are whole plans."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.checks import check_round
from optimizer.domain import Plan, Round, Status
from optimizer.findings import has_errors
from optimizer.model.build import build_model
from optimizer.solve import Limits, solve_round
from optimizer.solve.engine import Clock
from optimizer.solve.forced import begin, needed_projects
from optimizer.solve.hints import hint_plan
from optimizer.verify import verify_plan
from tests.optimizer.checks.rounds import set_at, sound
from tests.properties.rounds import whole_round

EXACT = Limits(time_limit_seconds=None, workers=1)


def projects(**fields: Any) -> dict[str, Any]:
    """The bridge, an opening that needs it first, and a third that nobody must do."""
    data = sound()
    package = [{"id": "a", "modes": [{"id": "m", "duration": 1}]}]
    opening = {"id": "opening", "sponsor": "north", "packages": package,
               "prerequisites": [{"project": "bridge"}], **fields}  # fmt: skip
    set_at(data, "/projects/-", opening)
    set_at(data, "/projects/-", {"id": "third", "sponsor": "north", "packages": package})
    return data


@pytest.mark.parametrize(
    ("fields", "pins", "needed"),
    [
        ({}, [], []),
        ({"mandatory": True}, [], ["bridge", "opening"]),
        ({}, [{"kind": "project", "project": "opening", "accepted": True}], ["bridge", "opening"]),
        ({}, [{"kind": "project", "project": "opening", "accepted": False}], []),
    ],
)
def test_what_must_be_accepted_with_what_it_needs(
    fields: dict[str, Any], pins: list[Any], needed: list[str]
) -> None:
    data = projects(**fields)
    set_at(data, "/pins", pins)
    round_ = Round.model_validate(data)
    found = [project.id for project in needed_projects(round_.projects, round_.pins)]
    assert found == needed
    beginning = begin(round_, Clock(EXACT, time.monotonic()), None)
    assert beginning.plan is not None
    assert [project.project for project in beginning.plan.projects] == needed
    assert verify_plan(round_, beginning.plan) == ()


def test_a_part_that_can_not_be_is_the_end_of_it() -> None:
    data = projects(mandatory=True)
    set_at(data, "/pins", [{"kind": "project", "project": "bridge", "accepted": False}])
    beginning = begin(Round.model_validate(data), Clock(EXACT, time.monotonic()), None)
    assert beginning.infeasible
    assert beginning.plan is None


def test_a_good_baseline_is_never_lost() -> None:
    """The search has no time to find anything; the plan of last time is still allowed."""
    data = projects()
    set_at(data, "/projects/0/benefits", [{"department": "north", "value": 5}])
    set_at(data, "/policy", {"levels": ["value"]})
    before = solve_round(Round.model_validate(data), EXACT)
    assert before.plan is not None
    set_at(data, "/baseline", {"plan": before.plan.model_dump(mode="json")})
    again = solve_round(Round.model_validate(data), Limits(1e-6, 1, deterministic=True))
    assert again.plan is not None
    assert again.objective[0].value == 5
    data["baseline"]["plan"]["projects"][0]["packages"][0]["end"] += 1  # no plan of this round
    assert solve_round(Round.model_validate(data), EXACT).status is Status.OPTIMAL


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_a_hinted_plan_is_a_solution(seed: int) -> None:
    round_ = whole_round(seed)
    assume(not has_errors(check_round(round_)))
    outcome = solve_round(round_, EXACT)
    assume(outcome.plan is not None)
    assert outcome.plan is not None
    for plan in (outcome.plan, Plan()):
        if verify_plan(round_, plan):
            continue
        variables = build_model(round_)
        hint_plan(variables, plan)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        assert solver.solve(variables.model) == cp_model.OPTIMAL
