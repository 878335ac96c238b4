from __future__ import annotations

from itertools import combinations

import pytest

from optimizer.domain import Baseline, Benefit, Plan, Round
from optimizer.solve import Limits
from optimizer.verify import verify_plan
from scenarios.frontier import Frontier, trace_frontier
from tests.optimizer.solve.test_leximin import money_round
from tests.scenarios.changes.organisation import organisation

LIMITS = Limits(time_limit_seconds=30, deterministic=True)


def contended() -> Round:
    """Only one of P1 and P2 fits, and each pleases one department."""
    base = organisation()
    testers = tuple(e for e in base.experts if e.id == "E1")
    lab, data, _ = base.projects
    lab = lab.model_copy(update={"benefits": (Benefit(department="lab", value=60),), "deadline": 2})
    both = (Benefit(department="lab", value=20), Benefit(department="data", value=25))
    data = data.model_copy(update={"benefits": both, "deadline": 2})
    return base.model_copy(update={"experts": testers, "projects": (lab, data), "pins": ()})


def non_dominated(frontier: Frontier) -> bool:
    sign = 1 if frontier.higher else -1
    pairs = [(p.value, sign * p.second) for p in frontier.points]
    return all(not (a[0] >= b[0] and a[1] >= b[1]) for a in pairs for b in pairs if a is not b)


def test_value_is_given_up_for_the_worst_off_department() -> None:
    frontier = trace_frontier(contended(), "fairness", LIMITS, points=3)
    assert [(p.target, p.value) for p in frontier.points] == [(None, 60), (None, 45)]
    assert frontier.points[0].second == 0 < frontier.points[1].second
    assert all(p.gap == 0 for p in frontier.points)
    assert non_dominated(frontier)
    assert frontier.dropped == 1  # half way to the far end lies nothing else


def test_value_is_given_up_for_cost() -> None:
    round_ = organisation()
    frontier = trace_frontier(round_, "cost", LIMITS, points=5)
    assert len(frontier.points) > 2
    assert non_dominated(frontier)
    assert frontier.points[-1].second == 0  # nothing needs to be done
    for point in frontier.points:
        assert point.outcome.plan is not None
        assert not verify_plan(round_, point.outcome.plan)
        assert point.target is None or point.second <= point.target


def test_every_target_gives_the_best_value_there_is() -> None:
    round_ = money_round(7)
    (fund,) = round_.funds
    costs = {p.id: p.packages[0].modes[0].money[0].amount_cents for p in round_.projects}
    values = {p.id: 1 * p.benefit * round_.policy.tier_weight(p.tier) for p in round_.projects}
    frontier = trace_frontier(round_, "cost", LIMITS, points=6)
    for point in frontier.points:
        budget = fund.amount_cents if point.target is None else point.target
        if point.second == 0 and point.target is None:
            continue
        affordable = (
            chosen
            for size in range(len(costs) + 1)
            for chosen in combinations(costs, size)
            if sum(costs[p] for p in chosen) <= budget
        )
        assert point.value == max(sum(values[p] for p in chosen) for chosen in affordable)


def test_change_needs_a_baseline() -> None:
    with pytest.raises(ValueError, match="baseline"):
        trace_frontier(organisation(), "change", LIMITS)
    round_ = organisation().model_copy(update={"baseline": Baseline(plan=Plan())})
    frontier = trace_frontier(round_, "change", LIMITS, points=2)
    assert [p.second for p in frontier.points] == [30, 0]  # three projects in, ten points each


def test_a_frontier_has_two_ends() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        trace_frontier(organisation(), "cost", LIMITS, points=1)
