"""Small rounds in which several departments need, own and pay for parts of the same projects."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from optimizer.domain import Plan, Round
from optimizer.solve import Limits, solve_round

__all__ = ["by_hand", "planned", "shared_rounds"]

DEPARTMENTS = ("A", "B", "C")


def by_hand(**changes: Any) -> Round:
    """A project of two packages with every kind of cost; B needs the second only."""
    fields: dict[str, Any] = {
        "currency": "CNY",
        "calendar": {"start": "2027-01-04", "periods": 6},
        "departments": [{"id": "A"}, {"id": "B"}, {"id": "C"}],
        "skills": [{"id": "s"}],
        "experts": [
            {
                "id": "ann",
                "department": "C",
                "skills": [{"skill": "s"}],
                "rate_cents": 1001,
                "access": {"scope": "anyone"},
            }
        ],
        "facilities": [
            {
                "id": "shop",
                "kind": "channel",
                "department": "B",
                "rate_cents": 50,
                "access": {"scope": "anyone"},
                "channel": {"referral_share_pct": 10},
            }
        ],
        "datasets": [{"id": "data", "department": "C", "fee_cents": 500}],
        "funds": [
            {
                "id": "cash",
                "department": "A",
                "amount_cents": 5000,
                "access": {"scope": "anyone"},
            }
        ],
        "projects": [
            {
                "id": "X",
                "sponsor": "A",
                "participants": ["B", "C"],
                "benefits": [{"department": "A", "value": 6}, {"department": "B", "value": 4}],
                "mandatory": True,
                "due": 1,
                "late_penalty_cents": 11,
                "revenue_cents": 1009,
                "packages": [
                    {
                        "id": "first",
                        "needed_by": ["A"],
                        "modes": [
                            {
                                "id": "m",
                                "duration": 2,
                                "staffing": [{"id": "who", "skill": "s"}],
                                "datasets": [{"dataset": "data"}],
                                "money": [{"id": "kit", "category": "kit", "amount_cents": 400}],
                            }
                        ],
                    },
                    {
                        "id": "second",
                        "predecessors": [{"package": "first"}],
                        "modes": [
                            {
                                "id": "m",
                                "duration": 1,
                                "staffing": [
                                    {
                                        "id": "more",
                                        "skill": "s",
                                        "headcount": 2,
                                        "outsource": {"rate_cents": 300, "max_headcount": 1},
                                    }
                                ],
                                "facilities": [{"id": "sell", "kind": "channel"}],
                            }
                        ],
                    },
                ],
            }
        ],
    }
    return Round.model_validate(fields | changes)


def planned(round_: Round) -> Plan:
    """The plan of a round that is solved to the end."""
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.plan is not None
    return outcome.plan


@st.composite
def shared_rounds(draw: st.DrawFn) -> Round:
    """Up to three projects of one or two packages; people, a channel, data and funds cross over."""
    department = st.sampled_from(DEPARTMENTS)
    some = st.lists(department, max_size=3, unique=True)

    def package(name: str) -> dict[str, Any]:
        staffing = {
            "id": "who",
            "skill": "s",
            "load_pct": draw(st.sampled_from([30, 70, 100])),
            "outsource": {
                "rate_cents": draw(st.integers(0, 900)),
                "category": draw(st.sampled_from([None, "kit"])),
            },
        }
        cash = {"id": "kit", "category": "kit", "amount_cents": draw(st.integers(0, 700))}
        mode = {
            "id": "m",
            "duration": draw(st.integers(1, 2)),
            "staffing": draw(st.sampled_from([[], [staffing]])),
            "facilities": draw(st.sampled_from([[], [{"id": "sell", "kind": "channel"}]])),
            "datasets": draw(st.sampled_from([[], [{"dataset": "data"}]])),
            "money": draw(st.sampled_from([[], [cash]])),
        }
        return {"id": name, "needed_by": draw(some), "modes": [mode]}

    projects = [
        {
            "id": f"p{i}",
            "sponsor": draw(department),
            "participants": list(DEPARTMENTS),
            "benefits": [
                {"department": name, "value": draw(st.integers(0, 9))} for name in draw(some)
            ],
            "mandatory": draw(st.booleans()),
            "due": draw(st.sampled_from([None, 1])),
            "late_penalty_cents": draw(st.integers(0, 50)),
            "revenue_cents": draw(st.integers(0, 999)),
            "packages": [package(f"w{k}") for k in range(draw(st.integers(1, 2)))],
        }
        for i in range(draw(st.integers(1, 3)))
    ]
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": 12},
        "departments": [{"id": name, "weight": draw(st.integers(1, 3))} for name in DEPARTMENTS],
        "skills": [{"id": "s"}],
        "experts": [
            {
                "id": "e",
                "department": draw(department),
                "skills": [{"skill": "s"}],
                "rate_cents": draw(st.integers(0, 999)),
            }
        ],
        "facilities": [
            {
                "id": "shop",
                "kind": "channel",
                "department": draw(department),
                "units": 3,
                "rate_cents": draw(st.integers(0, 99)),
                "access": {"scope": "anyone"},
                "channel": {"referral_share_pct": draw(st.integers(0, 20))},
            }
        ],
        "datasets": [
            {"id": "data", "department": draw(department), "fee_cents": draw(st.integers(0, 500))}
        ],
        "funds": [
            {
                "id": f"f{i}",
                "department": draw(department),
                "amount_cents": 5000,
                "access": {"scope": "anyone"},
            }
            for i in range(3)
        ],
        "projects": projects,
        "policy": {"levels": ["value", "cost"]},
    }
    return Round.model_validate(data)
