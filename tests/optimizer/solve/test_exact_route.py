"""The exact search with the search before it and the bound by prices beside it."""

from __future__ import annotations

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round, Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, Progress, solve_round
from optimizer.solve import solve as solve_module
from optimizer.solve.warm import compile_packages
from optimizer.verify import verify_plan
from scenarios.generate import Shape, generate_round
from tests.properties.rounds import whole_round

pytestmark = pytest.mark.long  # compiles the whole search


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Have the search and the bounds ready: without them there is no help."""
    compile_packages(("search", "bounds"))


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Help the exact search on every round, however small."""
    monkeypatch.setattr(solve_module, "MOST_ALONE", -1)


def rounds() -> list[Round]:
    found = [whole_round(seed) for seed in range(14)]
    return [round_ for round_ in found if not has_errors(check_round(round_))]


def test_help_changes_no_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for round_ in rounds():
        alone = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        with monkeypatch.context() as patch:
            patch.setattr(solve_module, "MOST_ALONE", -1)
            helped = solve_round(round_, Limits(time_limit_seconds=10.0, workers=2))
        assert helped.status is alone.status
        if alone.plan is None:
            continue
        assert helped.plan is not None
        assert verify_plan(round_, helped.plan) == ()
        values = [[(level.value, level.bound) for level in o.objective] for o in (alone, helped)]
        assert values[0] == values[1]
        compared += 1
    assert compared > 8


@pytest.mark.usefixtures("helped")
def test_the_bound_shown_is_the_better_of_two() -> None:
    round_ = generate_round(Shape(30, 12, seed=1))
    seen: list[Progress] = []
    outcome = solve_round(round_, Limits(time_limit_seconds=6.0), seen.append)
    assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL)
    level = outcome.objective[0]
    assert level.value is not None
    assert level.bound is not None
    bounds = [step.bound for step in seen if step.bound is not None and step.level == level.name]
    assert bounds == sorted(bounds, reverse=True)
    assert level.bound <= bounds[-1]
    assert outcome.provenance.bound_route in ("prices", "acceptance", "cp-sat", "sum of values")
    assert outcome.provenance.plan_route.startswith(("search", "cp-sat"))
