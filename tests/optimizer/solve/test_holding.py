"""What is held of a plan is what the model leaves to it: a part solved beside the rest fits."""

from __future__ import annotations

import pytest

from optimizer.checks import check_round
from optimizer.domain import Plan
from optimizer.findings import has_errors
from optimizer.model.build import build_model
from optimizer.solve import Limits, solve_round
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.holding import Holding
from optimizer.solve.neighbourhood import part_of
from optimizer.verify import verify_plan
from tests.properties.rounds import whole_round


@pytest.mark.parametrize("first", [0, 12])
def test_any_project_can_be_done_anew_beside_the_others(first: int) -> None:
    again = 0
    for seed in range(first, first + 12):
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        limits = Limits(time_limit_seconds=None, workers=1)
        plan = solve_round(round_, limits).plan
        if plan is None:
            continue
        for p in range(len(round_.projects)):
            part = part_of(round_, plan, {p})
            if not part.free:
                continue
            variables = build_model(part.round, held=part.held)
            accepted = sum(item.accepted for item in variables.projects.values())
            variables.model.maximize(accepted)
            answer = optimise(
                variables.model, level="any", maximise=True, seconds=None, clock=Clock(limits, 0.0)
            )
            was_in = round_.projects[p].id in {item.project for item in plan.projects}
            assert answer.values is not None
            assert answer.bound is not None
            assert answer.bound >= was_in
            order = [project.id for project in round_.projects]
            whole = part.with_rest(extract_plan(variables, answer.values), order)
            assert verify_plan(round_, whole) == ()
            again += was_in
    assert again > 5


def test_nothing_is_held_of_nothing() -> None:
    round_ = whole_round(0)
    held = Holding(round_, Plan().projects).held
    assert not held.load
    assert not held.drawn
    assert not held.channels
