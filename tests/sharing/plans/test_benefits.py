"""Planned against actual benefit: by hand, with what is open left open."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import Round
from optimizer.sharing import share_plan
from optimizer.sharing.plans import (
    Actuals,
    BenefitEvaluation,
    check_actuals,
    evaluate_benefits,
    requester_drift,
)
from tests.sharing.plans.rounds import by_hand, planned


def evaluated(actuals: dict[str, Any] | None) -> BenefitEvaluation:
    round_ = by_hand()
    plan = planned(round_)
    given = None if actuals is None else Actuals.model_validate(actuals)
    if given is not None:
        assert check_actuals(round_, plan, given) == ()
    return evaluate_benefits(round_, plan, share_plan(round_, plan), given)


def test_without_actuals_everything_actual_is_open() -> None:
    found = evaluated(None)
    a, b, c = found.departments
    assert (a.planned_points, b.planned_points, c.planned_points) == (6, 4, 0)
    assert a.planned_return == pytest.approx(6 * 100_000 / 3639)
    assert c.planned_return is None
    assert a.actual_points is None
    assert a.actual_return is None
    assert found.requesters == ()


def test_actual_benefit_return_and_drift() -> None:
    benefits = [{"department": "A", "value": 3}, {"department": "C", "value": 5}]
    actuals = {"projects": [{"project": "X", "cost_cents": 5250, "benefits": benefits}]}
    found = evaluated(actuals)
    a, b, c = found.departments
    assert (a.actual_points, b.actual_points, c.actual_points) == (3, 0, 5)
    assert a.actual_return == pytest.approx(3 * 100_000 / 3639)
    assert c.actual_return is None  # C pays nothing for it
    (drift,) = found.requesters
    assert (drift.sponsor, drift.planned_points, drift.actual_points) == ("A", 10, 8)
    assert drift.benefit_drift_pct == pytest.approx(-20)
    assert drift.cost_drift_pct == pytest.approx(20)
    (both,) = requester_drift([found, found])
    assert (both.benefit_projects, both.planned_points) == (2, 20)
    assert both.benefit_drift_pct == pytest.approx(-20)
    assert BenefitEvaluation.model_validate_json(found.model_dump_json()) == found


def test_a_cost_alone_says_nothing_of_the_benefit() -> None:
    found = evaluated({"projects": [{"project": "X", "cost_cents": 4375}]})
    assert found.departments[0].actual_points is None
    (drift,) = found.requesters
    assert (drift.benefit_projects, drift.cost_projects) == (0, 1)
    assert drift.benefit_drift_pct is None
    assert drift.cost_drift_pct == pytest.approx(0)


def test_every_fault_of_the_actuals_is_found_with_its_place() -> None:
    round_: Round = by_hand()
    twice = [{"department": "A", "value": 1}, {"department": "A", "value": 2}]
    actuals = Actuals.model_validate(
        {
            "round_hash": "sha256:other",
            "projects": [
                {"project": "X", "benefits": [{"department": "Z", "value": 1}, *twice]},
                {"project": "X"},
                {"project": "Y"},
            ],
        }
    )
    found = {f.code: f.place.pointer for f in check_actuals(round_, planned(round_), actuals)}
    assert found == {
        "actuals.other-round": "/round_hash",
        "actuals.unknown-department": "/projects/0/benefits/0/department",
        "actuals.duplicate-department": "/projects/0/benefits/2/department",
        "actuals.duplicate-project": "/projects/1/project",
        "actuals.unknown-project": "/projects/2/project",
    }
    other = by_hand(currency="EUR")
    with pytest.raises(ValueError, match="another round"):
        evaluate_benefits(other, planned(other), share_plan(round_, planned(round_)))
