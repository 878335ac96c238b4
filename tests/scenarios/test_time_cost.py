"""The frontier between makespan and cost."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.domain import Round
from optimizer.solve import Limits
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.time_cost import trace_time_cost

FULL = Limits(time_limit_seconds=None, workers=2)


def workshop(count: int, **changes: Any) -> Round:
    """Packages of two periods; one person is slow to get and cheap, the others dear."""
    skill = [{"skill": "s"}]
    anyone = {"access": {"scope": "anyone"}}
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": 2 * count},
        "departments": [{"id": "A"}],
        "skills": [{"id": "s"}],
        "experts": [
            {"id": f"e{i}", "department": "A", "skills": skill, "rate_cents": 10 * 3**i, **anyone}
            for i in range(3)
        ],
        "projects": [
            {
                "id": "P",
                "sponsor": "A",
                "mandatory": True,
                "packages": [
                    {
                        "id": f"w{i}",
                        "modes": [
                            {
                                "id": "m",
                                "duration": 2,
                                "staffing": [{"id": "n", "skill": "s"}],
                            }
                        ],
                    }
                    for i in range(count)
                ],
            }
        ],
        "policy": {"levels": ["makespan"]},
    }
    return Round.model_validate({**data, **changes})


def test_every_trade_of_time_for_money_is_found() -> None:
    """Rates 10, 30, 90: of six packages of two periods everybody does two, then fewer are dear."""
    frontier = trace_time_cost(workshop(6), FULL, points=9)
    assert [(p.makespan, p.cost) for p in frontier.points] == [
        (4, 2 * 2 * (10 + 30 + 90)),
        (6, 2 * 3 * (10 + 30)),
        (8, 2 * (4 * 10 + 2 * 30)),
        (10, 2 * (5 * 10 + 30)),
        (12, 2 * 6 * 10),
    ]


def test_points_are_verified_and_their_bounds_hold() -> None:
    round_ = workshop(5)
    frontier = trace_time_cost(round_, FULL, points=4)
    assert frontier.solved == 4
    for point in frontier.points:
        plan = point.outcome.plan
        assert plan is not None
        assert verify_plan(round_, plan) == ()
        assert measure(round_, plan, "makespan") == point.makespan
        assert measure(round_, plan, "cost") == point.cost
        assert point.cost_bound == point.cost


def test_a_frontier_has_two_ends() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        trace_time_cost(workshop(2), FULL, points=1)
