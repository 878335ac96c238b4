"""Leximin: every share in turn is as large as the lower ones allow."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest

from optimizer.domain import Round, Status
from optimizer.solve import Limits, solve_round
from optimizer.verify.fairness import fairness_vector

DEPARTMENTS = ("A", "B", "C", "D")


def money_round(seed: int, projects: int = 9, departments: tuple[str, ...] = DEPARTMENTS) -> Round:
    """Projects that cost nothing but money, and one fund that pays for about half of it."""
    draw = random.Random(seed)
    costs = [draw.randint(5, 40) for _ in range(projects)]
    asked = [
        {
            "id": f"p{i}",
            "sponsor": draw.choice(departments),
            "benefits": [
                {"department": d, "value": draw.randint(1, 9)}
                for d in draw.sample(departments, draw.choice([1, 1, 2]))
            ],
            "packages": [
                {
                    "id": "w",
                    "modes": [
                        {
                            "id": "m",
                            "duration": 1,
                            "money": [{"id": "cash", "category": "any", "amount_cents": cost}],
                        }
                    ],
                }
            ],
        }
        for i, cost in enumerate(costs)
    ]
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": 2},
        "skills": [{"id": "s"}],
        "experts": [
            {"id": "e", "department": departments[0], "skills": [{"skill": "s", "level": 1}]}
        ],
        "departments": [
            {"id": d, "weight": draw.randint(0, 3), "credit": draw.randint(-3, 3)}
            for d in departments
        ],
        "funds": [
            {
                "id": "F",
                "department": departments[0],
                "amount_cents": sum(costs) // 2,
                "access": {"scope": "anyone"},
            }
        ],
        "projects": asked,
        "policy": {
            "levels": ["fairness"],
            "fairness": {
                "rule": "leximin",
                "entitlement": draw.choice(["weight", "equal"]),
                "use_credit": draw.random() < 0.5,
            },
        },
    }
    return Round.model_validate(data)


def best_vector(round_: Round) -> tuple[int, ...]:
    """The lexicographically greatest vector of shares over every affordable set of projects."""
    (fund,) = round_.funds
    costs = {p.id: p.packages[0].modes[0].money[0].amount_cents for p in round_.projects}
    return max(
        fairness_vector(round_, set(chosen))
        for size in range(len(costs) + 1)
        for chosen in combinations(costs, size)
        if sum(costs[p] for p in chosen) <= fund.amount_cents
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_vector_of_shares_is_the_greatest_there_is(seed: int) -> None:
    round_ = money_round(seed)
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    shares = tuple(level.value for level in outcome.objective)
    assert shares == best_vector(round_)
    assert shares == tuple(level.bound for level in outcome.objective)


def test_many_departments_are_served_in_turn() -> None:
    round_ = money_round(3, projects=40, departments=tuple(f"d{i:02}" for i in range(16)))
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    shares = [level.value for level in outcome.objective]
    assert len(shares) > 10
    assert shares == sorted(shares, key=lambda share: share or 0)
