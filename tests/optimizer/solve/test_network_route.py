"""Rounds that are networks: levels, bounds, repeatability, stopping."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from optimizer.domain import Outcome, Round, Status
from optimizer.solve import Limits, Progress, solve_round
from optimizer.verify import verify_plan
from tests.optimizer.schedule.rounds import in_lab, network_round, package, staffed

FULL = Limits(time_limit_seconds=None, workers=2)
REPEATABLE = Limits(time_limit_seconds=2.0, workers=1, seed=5, deterministic=True)


def hall(count: int, **changes: Any) -> Round:
    """Packages of odd lengths that share people and a lab: not solved by inspection."""
    packages = [
        package(
            f"w{i}",
            {**staffed(1 + i % 4, "st"[i % 2]), **in_lab(1 + i % 4, 1 + i % 2)},
            after=(f"w{i - 3}",) if i % 3 == 0 and i else (),
        )
        for i in range(count)
    ]
    return network_round(packages, calendar={"start": "2026-01-05", "periods": 90}, **changes)


def figures(outcome: Outcome) -> list[tuple[str, int | None, int | None]]:
    return [(level.name, level.value, level.bound) for level in outcome.objective]


@pytest.mark.parametrize("workers", [1, 2])
def test_makespan_then_cost(workers: int) -> None:
    """Two of s at once need e1 (30) and one more; the cheapest team within 2 periods is taken."""
    round_ = network_round(
        [package("a", staffed(2)), package("b", staffed(2))], levels=("makespan", "cost")
    )
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=workers))
    assert outcome.status is Status.OPTIMAL
    assert figures(outcome) == [("makespan", 2, 2), ("cost", 60, 60)]


def test_cost_then_makespan() -> None:
    round_ = network_round(
        [package("a", staffed(2)), package("b", staffed(2))], levels=("cost", "makespan")
    )
    outcome = solve_round(round_, FULL)
    assert figures(outcome) == [("cost", 40, 40), ("makespan", 4, 4)]


def test_a_level_gives_up_what_the_policy_allows() -> None:
    """A tenth more than the least makespan of 10 changes nothing, half more lets e2 do both."""
    packages = [package("a", staffed(10)), package("b", staffed(5))]
    for give_up, cost in ((10, 10 * 10 + 5 * 20), (50, 15 * 10)):
        levels = [
            {"name": "makespan", "terms": [{"measure": "makespan"}], "give_up_pct": give_up},
            "cost",
        ]
        outcome = solve_round(network_round(packages, policy={"levels": levels}), FULL)
        first, second = outcome.objective
        assert (first.best, second.value) == (10, cost)


def test_a_weighted_level_reports_in_its_own_unit() -> None:
    levels = [{"name": "weeks", "terms": [{"measure": "makespan", "weight": 7}]}]
    outcome = solve_round(
        network_round([package("a", in_lab(3, 1))], policy={"levels": levels}), FULL
    )
    assert figures(outcome) == [("weeks", 21, 21)]
    assert outcome.status is Status.OPTIMAL


def test_the_outcome_names_its_routes() -> None:
    outcome = solve_round(hall(12), Limits(time_limit_seconds=None, workers=2))
    assert outcome.provenance.plan_route in ("timetable search", "cp-sat")
    assert outcome.provenance.bound_route in ("energy", "cp-sat")
    chain = network_round([package("a", in_lab(3, 1)), package("b", in_lab(3, 1), after=("a",))])
    assert solve_round(chain, FULL).provenance.bound_route == "energy"


def test_windows_that_cannot_hold_are_explained() -> None:
    packages = [package(name, in_lab(3, 2), deadline=5) for name in "ab"]
    outcome = solve_round(network_round(packages), FULL)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.conflict is not None
    assert outcome.conflict.members == ("mandatory:P", "window:P")


def test_maximum_lags_are_kept() -> None:
    """b must start at a's end, and c takes the whole lab from 3 to 5: only after it both fit."""
    last = package("b", in_lab(2, 1))
    last["predecessors"] = [{"package": "a", "max_lag": 0}]
    blocked = package("c", in_lab(2, 2), earliest_start=3, deadline=5)
    outcome = solve_round(network_round([package("a", in_lab(2, 1)), last, blocked]), FULL)
    assert figures(outcome) == [("makespan", 9, 9)]


def test_the_same_seed_gives_the_same_bytes() -> None:
    round_ = hall(16, levels=("makespan", "cost"))
    once, again = (solve_round(round_, REPEATABLE).model_dump_json() for _ in range(2))
    assert once == again


def test_progress_meets_from_both_sides() -> None:
    seen: list[Progress] = []
    outcome = solve_round(hall(20), FULL, seen.append)
    values = [p.incumbent for p in seen if p.incumbent is not None]
    bounds = [p.bound for p in seen if p.bound is not None]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    assert outcome.status is Status.OPTIMAL
    assert values[-1] == bounds[-1] == outcome.objective[0].value


def test_stopping_at_the_first_plan_keeps_it() -> None:
    round_ = hall(24)
    stop = threading.Event()

    def stop_soon(progress: Progress) -> None:
        if progress.incumbent is not None:
            stop.set()

    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=2), stop_soon, stop)
    assert outcome.plan is not None
    assert verify_plan(round_, outcome.plan) == ()
    (makespan,) = outcome.objective
    assert makespan.value is not None
    assert makespan.bound is not None
    assert makespan.bound <= makespan.value
