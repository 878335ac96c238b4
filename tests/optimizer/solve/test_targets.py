"""A level with a target is done when it is reached; what goes beyond counts for nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest

from optimizer.domain import Outcome, Round, Status
from optimizer.instance import compile_round
from optimizer.solve import Limits, solve_round
from optimizer.solve.engine import Clock
from optimizer.solve.levels import stages_of
from optimizer.solve.search_route import PlanSearch
from optimizer.verify.measures import measure
from tests.optimizer.solve.test_leximin import money_round


def asking(*levels: dict[str, Any]) -> Round:
    """Nine projects of which money pays for half, under these levels."""
    data = money_round(5).model_dump(mode="json")
    data["policy"]["levels"] = list(levels)
    data["policy"]["fairness"] = {"rule": "max-min", "entitlement": "equal"}
    return Round.model_validate(data)


def solve(round_: Round) -> Outcome:
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    return outcome


def figure(round_: Round, outcome: Outcome, name: str) -> int:
    assert outcome.plan is not None
    return measure(round_, outcome.plan, name)


def test_enough_value_leaves_the_rest_to_the_next_level() -> None:
    best = solve(asking({"name": "value"}, {"name": "cost"}))
    top = best.objective[0].value
    assert top is not None
    round_ = asking({"name": "value", "target": top // 2}, {"name": "cost"})
    modest = solve(round_)
    assert modest.objective[0].value == modest.objective[0].bound == top // 2
    assert top // 2 <= figure(round_, modest, "value") < top
    assert figure(round_, modest, "cost") < figure(round_, best, "cost")


def test_a_target_out_of_reach_changes_nothing() -> None:
    plain = solve(asking({"name": "value"}, {"name": "cost"}))
    eager = solve(asking({"name": "value", "target": 10**9}, {"name": "cost"}))
    assert [level.value for level in plain.objective] == [level.value for level in eager.objective]


def test_a_budget_comes_first() -> None:
    free = solve(asking({"name": "value"}, {"name": "cost"}))
    budget = figure(asking({"name": "value"}), free, "cost") // 2
    round_ = asking({"name": "cost", "target": budget}, {"name": "value"})
    thrifty = solve(round_)
    assert thrifty.objective[0].value == budget
    assert figure(round_, thrifty, "cost") <= budget
    assert 0 < figure(round_, thrifty, "value") < figure(round_, free, "value")


@pytest.mark.long
def test_the_search_of_large_rounds_stops_at_the_target_too() -> None:
    round_ = asking({"name": "value", "target": 20}, {"name": "cost"})
    clock = Clock(Limits(time_limit_seconds=10, workers=1), time.monotonic())
    stages = stages_of(round_, {})
    search = PlanSearch(compile_round(round_), stages, {}, clock, None, None, None)
    search.run()
    value = search.results(search.plan)[0]
    assert (value.value, value.bound) == (20, 20)
