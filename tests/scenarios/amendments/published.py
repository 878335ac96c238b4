"""A small round with a plan that is published, to ask changes of."""

from __future__ import annotations

from functools import cache
from typing import Any

from optimizer.domain import Outcome, Plan, Round
from optimizer.solve import Limits, solve_round

__all__ = ["LIMITS", "answer", "plan_of", "small_round"]

LIMITS = Limits(time_limit_seconds=20, workers=1, seed=0)


@cache
def small_round() -> Round:
    """Two departments and three projects, of which two fit."""
    return Round.model_validate(
        {
            "calendar": {"start": "2026-07-06", "period": "week", "periods": 10},
            "departments": [{"id": "lab"}, {"id": "data"}],
            "skills": [{"id": "test"}],
            "experts": [
                _expert("E1", "lab", 10_000),
                _expert("E2", "data", 20_000),
                _expert("E3", "data", 30_001),
            ],
            "facilities": [
                {
                    "id": f"bench-{n}", "kind": "bench", "department": "lab", "units": 2,
                    "rate_cents": 700 + n, "access": {"scope": "anyone"},
                }
                for n in (1, 2)
            ],
            "funds": [
                {
                    "id": f"F-{d}", "department": d, "amount_cents": 50_000,
                    "access": {"scope": "anyone"},
                }
                for d in ("lab", "data")
            ],
            "projects": [
                _project("P1", "lab", 40, packages=[_package("A"), _package("B", "A")]),
                _project("P2", "data", 60, packages=[_package("A")]),
                _project("P3", "lab", 1, packages=[_package("A", money=90_000)]),
            ],
        }
    )  # fmt: skip


def _expert(id_: str, department: str, rate: int) -> dict[str, Any]:
    return {
        "id": id_,
        "department": department,
        "skills": [{"skill": "test", "level": 3}],
        "rate_cents": rate,
        "access": {"scope": "anyone"},
    }


def _package(id_: str, after: str | None = None, money: int = 9_999) -> dict[str, Any]:
    mode = {
        "id": "m",
        "duration": 2,
        "staffing": [{"id": "s", "skill": "test"}],
        "facilities": [{"id": "f", "kind": "bench"}],
        "money": [{"id": "c", "category": "cash", "amount_cents": money}],
    }
    before = [{"package": after}] if after else []
    return {"id": id_, "modes": [mode], "predecessors": before}


def _project(id_: str, sponsor: str, value: int, packages: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": id_,
        "sponsor": sponsor,
        "participants": ["lab", "data"],
        "benefits": [
            {"department": "lab", "value": value},
            {"department": "data", "value": value // 2},
        ],
        "deadline": 8,
        "packages": packages,
    }


@cache
def answer(round_: Round) -> Outcome:
    """Return the outcome of a round, solved once."""
    return solve_round(round_, LIMITS)


def plan_of(round_: Round) -> Plan:
    """Return the plan of a round that has one."""
    plan = answer(round_).plan
    assert plan is not None
    return plan
