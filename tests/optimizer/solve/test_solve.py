"""Solving: every status, conflicts, pins, determinism, cancelling."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from optimizer.domain import Outcome, Round, Status
from optimizer.errors import BadRound
from optimizer.solve import Limits, Progress, solve_round
from optimizer.verify import verify_plan


def make_round(**changes: Any) -> Round:
    """Two projects, two people, a lab, a fund with two slots, continuity and outsourcing."""
    first = {
        "id": "w1",
        "modes": [
            {
                "id": "m",
                "duration": 2,
                "max_duration": 4,
                "staffing": [{"id": "s1", "skill": "ml", "load_pct": 60}],
                "facilities": [{"id": "f1", "kind": "lab"}],
                "money": [{"id": "m1", "category": "cash", "amount_cents": 90}],
            }
        ],
    }
    second = {
        "id": "w2",
        "modes": [
            {
                "id": "m",
                "duration": 2,
                "staffing": [
                    {"id": "s1", "skill": "ml", "same_as": {"package": "w1", "need": "s1"}},
                    {
                        "id": "s2",
                        "skill": "ml",
                        "load_pct": 50,
                        "outsource": {"rate_cents": 20, "category": "cash"},
                    },
                ],
            }
        ],
        "predecessors": [{"package": "w1", "min_lag": 0, "max_lag": 1}],
    }
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": 8},
        "departments": [{"id": "A"}, {"id": "B"}],
        "skills": [{"id": "ml"}],
        "experts": [
            {
                "id": f"e{i}",
                "department": "A" if i else "B",
                "skills": [{"skill": "ml", "level": 3}],
                "rate_cents": 100 * (i + 1),
            }
            for i in range(2)
        ],
        "facilities": [{"id": "lab1", "kind": "lab", "department": "A", "rate_cents": 10}],
        "funds": [
            {
                "id": "F",
                "department": "A",
                "slots": [
                    {"start": 0, "end": 4, "amount_cents": 100},
                    {"start": 4, "end": 8, "amount_cents": 150},
                ],
                "categories": ["cash"],
                "access": {"scope": "participants"},
            }
        ],
        "projects": [
            {
                "id": f"P{i}",
                "sponsor": "A",
                "participants": ["B"],
                "benefits": [
                    {"department": "A", "value": 10 + i},
                    {"department": "B", "value": 3},
                ],
                "packages": [first, second],
            }
            for i in range(2)
        ],
        **changes,
    }
    return Round.model_validate(data)


def solve(round_: Round, **limits: Any) -> Outcome:
    return solve_round(round_, Limits(**{"time_limit_seconds": None, "workers": 1, **limits}))


def test_a_whole_round_is_solved_to_optimality() -> None:
    round_ = make_round()
    outcome = solve(round_)
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert verify_plan(round_, outcome.plan) == ()
    assert all(level.gap == 0 for level in outcome.objective)


def test_levels_that_say_nothing_leave_any_plan() -> None:
    """Fairness without a rule and change without a baseline: whatever is allowed will do."""
    policy = {"levels": ["fairness", "change"]}
    outcome = solve(make_round(policy=policy))
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, ())
    assert outcome.plan is not None
    pins = [
        {"kind": "project", "project": "P0", "accepted": True},
        {"kind": "start", "project": "P0", "package": "w1", "start": 0},
        {"kind": "window", "project": "P0", "package": "w2", "earliest_start": 6},
    ]
    assert solve(make_round(policy=policy, pins=pins)).status is Status.INFEASIBLE


@pytest.mark.parametrize("rule", ["max-min", "leximin", "nash"])
@pytest.mark.parametrize("entitlement", ["weight", "capacity", "stand-alone"])
def test_every_fairness_rule_gives_a_plan(rule: str, entitlement: str) -> None:
    policy = {"fairness": {"rule": rule, "entitlement": entitlement}}
    outcome = solve(make_round(policy=policy), time_limit_seconds=20)
    assert outcome.plan is not None
    for level in outcome.objective:
        assert level.value is not None
        if level.sense == "max" and level.bound is not None:
            assert level.value <= level.bound


def test_clashing_pins_are_named() -> None:
    pins = [
        {"kind": "project", "project": "P0", "accepted": True},
        {"kind": "project", "project": "P1", "accepted": True},
        {"kind": "start", "project": "P0", "package": "w1", "start": 0},
        {"kind": "window", "project": "P0", "package": "w2", "earliest_start": 6},
    ]
    outcome = solve(make_round(pins=pins))
    assert outcome.status is Status.INFEASIBLE
    assert outcome.plan is None
    assert outcome.conflict is not None
    assert outcome.conflict.minimal
    assert [name.split(":")[:3] for name in outcome.conflict.members] == [
        ["pin", "0", "project"],
        ["pin", "2", "start"],
        ["pin", "3", "window"],
    ]


def test_pins_hold() -> None:
    pins = [
        {"kind": "project", "project": "P0", "accepted": True},
        {"kind": "person", "project": "P0", "package": "w1", "need": "s1", "expert": "e1"},
        {"kind": "start", "project": "P0", "package": "w1", "start": 1},
    ]
    outcome = solve(make_round(pins=pins))
    assert outcome.plan is not None
    package = outcome.plan.projects[0].packages[0]
    assert (package.start, package.staffing[0].experts) == (1, ("e1",))


def test_deterministic_mode_gives_the_same_bytes() -> None:
    texts = {
        solve(make_round(), time_limit_seconds=5, deterministic=True, seed=7).model_dump_json()
        for _ in range(2)
    }
    assert len(texts) == 1


def test_a_cancelled_solve_is_an_answer() -> None:
    cancel = threading.Event()
    cancel.set()
    outcome = solve_round(make_round(), Limits(workers=1), cancel=cancel)
    assert outcome.status in (Status.CANCELLED, Status.OPTIMAL)


def test_progress_brackets_the_optimum() -> None:
    seen: list[Progress] = []
    outcome = solve_round(make_round(), Limits(workers=1), on_progress=seen.append)
    best = outcome.objective[0].value
    assert best is not None
    values = [step for step in seen if step.level == "value"]
    assert values
    assert all(step.incumbent is not None and step.incumbent <= best for step in values)
    assert all(step.bound is None or step.bound >= best for step in values)


def test_nothing_changes_against_its_own_plan() -> None:
    first = solve(make_round())
    assert first.plan is not None
    baseline = {"plan": first.plan.model_dump(mode="json")}
    policy = {"levels": ["value", "change"]}
    again = solve(make_round(baseline=baseline, policy=policy))
    assert again.changes == ()
    assert again.objective[-1].value == 0


def test_a_bad_round_is_refused() -> None:
    with pytest.raises(BadRound):
        solve(make_round(skills=[]))
