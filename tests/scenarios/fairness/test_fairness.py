from __future__ import annotations

from itertools import combinations

import pytest

from optimizer.domain import Plan, PlannedProject, Round
from optimizer.solve import Limits
from optimizer.verify.fairness import fairness_vector
from scenarios.fairness import carried_credits, fairness_figures, price_of_fairness
from scenarios.fairness.indices import gini_index
from tests.optimizer.solve.test_leximin import money_round
from tests.scenarios.changes.organisation import organisation

LIMITS = Limits(time_limit_seconds=30, deterministic=True)


def accepting(*projects: str) -> Plan:
    return Plan(projects=tuple(PlannedProject(project=p, packages=()) for p in projects))


def two_projects(**also: int) -> Round:
    """P1 brings 40 points to lab, P2 60 to data and more to others; weights are equal."""
    data = organisation().model_dump(mode="json")
    data["policy"]["tier_weights"] = [{"tier": tier, "weight": 1} for tier in (1, 2, 3)]
    one, other, _ = data["projects"]
    one["benefits"] = [{"department": "lab", "value": 40}]
    worth = {"data": 60, **also}
    other["benefits"] = [{"department": d, "value": v} for d, v in worth.items()]
    return Round.model_validate(data)


def test_shares_and_indices_by_hand() -> None:
    figures = fairness_figures(two_projects(), accepting("P1", "P2"))
    lab, data = figures.shares
    assert (lab.department, lab.utility, lab.share, lab.due) == ("lab", 40, 80, 50.0)
    assert (data.department, data.utility, data.share, data.due) == ("data", 60, 120, 50.0)
    assert figures.worst == lab
    assert figures.jain == pytest.approx(200**2 / (2 * (80**2 + 120**2)))
    assert figures.gini == pytest.approx(0.1)
    assert not figures.envies  # neither gains by what the other sponsors


def test_a_department_envies_projects_that_would_serve_it_better() -> None:
    figures = fairness_figures(two_projects(lab=70), accepting("P1", "P2"))
    (envy,) = figures.envies
    assert (envy.department, envy.envied, envy.points) == ("lab", "data", 30.0)


def test_nobody_served_has_no_index() -> None:
    figures = fairness_figures(organisation(), Plan())
    assert (figures.jain, figures.gini) == (None, None)
    assert gini_index([]) is None


@pytest.mark.parametrize("seed", range(20))
def test_credits_keep_their_sum_and_favour_who_got_less(seed: int) -> None:
    round_ = money_round(seed)
    plan = accepting(*(p.id for p in round_.projects[: 3 + seed % 4]))
    owed = carried_credits(round_, plan)
    assert sum(owed.values()) == sum(d.credit for d in round_.departments)
    due = {s.department: s for s in fairness_figures(_plain(round_), plan).shares}
    for department in round_.departments:
        gained = owed[department.id] - department.credit
        share = due[department.id]
        assert abs(gained - (share.due - share.utility)) < 1


def _plain(round_: Round) -> Round:
    """The round without credit counted."""
    data = round_.model_dump(mode="json")
    data["policy"]["fairness"]["use_credit"] = False
    return Round.model_validate(data)


@pytest.mark.parametrize("seed", [1, 4])
def test_each_guarantee_costs_the_least_value_there_is(seed: int) -> None:
    round_ = money_round(seed)
    (fund,) = round_.funds
    costs = {p.id: p.packages[0].modes[0].money[0].amount_cents for p in round_.projects}
    values = {p.id: p.benefit * round_.policy.tier_weight(p.tier) for p in round_.projects}
    affordable = [
        set(chosen)
        for size in range(len(costs) + 1)
        for chosen in combinations(costs, size)
        if sum(costs[p] for p in chosen) <= fund.amount_cents
    ]
    worst = {frozenset(c): min(fairness_vector(round_, c)) for c in affordable}
    price = price_of_fairness(round_, LIMITS, guarantees=(0, 50, 100))
    assert price.best_worst == price.best_worst_bound == max(worst.values())
    assert [point.guarantee_pct for point in price.points] == [0, 50, 100]
    best = max(sum(values[p] for p in c) for c in affordable)
    for point in price.points:
        reached = [c for c in affordable if worst[frozenset(c)] >= point.target]
        assert point.value == max(sum(values[p] for p in c) for c in reached)
        assert point.worst >= point.target
        assert point.price == pytest.approx(1 - point.value / best)
        assert point.price_range == (pytest.approx(point.price), pytest.approx(point.price))


def test_guarantees_are_percentages() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        price_of_fairness(organisation(), LIMITS, guarantees=(101,))
