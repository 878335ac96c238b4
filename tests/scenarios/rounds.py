"""A round and a plan small enough to compute every figure of by hand."""

from __future__ import annotations

from typing import Any

from optimizer.domain import Outcome, Round

START = "2026-01-05"


def hand_round() -> Round:
    """Three departments, ten weeks; P2 and P3 exclude each other, the baseline had P1 and P2."""
    return Round.model_validate(
        {
            "title": {"zh": "手算轮次", "en": "Round by hand"},
            "calendar": {"start": START, "periods": 10},
            "departments": [
                {"id": "A", "name": {"zh": "甲部", "en": "Alpha"}},
                {"id": "B", "name": {"zh": "乙部", "en": "Beta"}},
                {"id": "C", "name": {"zh": "丙部", "en": "Gamma"}},
            ],
            "skills": [
                {"id": "analysis", "name": {"zh": "分析", "en": "Analysis"}},
                {"id": "build", "name": {"zh": "开发", "en": "Building"}},
            ],
            "experts": [
                {
                    "id": "a1",
                    "name": {"zh": "安一", "en": "Ann One"},
                    "department": "A",
                    "skills": [{"skill": "analysis", "level": 3}],
                    "rate_cents": 1000,
                },
                {
                    "id": "a2",
                    "name": {"zh": "安二", "en": "Ann Two"},
                    "department": "A",
                    "skills": [{"skill": "build", "level": 4}],
                    "availability_pct": 50,
                    "leave": [{"first_day": START, "last_day": "2026-01-09"}],
                    "rate_cents": 800,
                },
                {
                    "id": "b1",
                    "name": {"zh": "白一", "en": "Ben One"},
                    "department": "B",
                    "skills": [
                        {"skill": "analysis", "level": 5},
                        {"skill": "build", "level": 2},
                    ],
                    "rate_cents": 2000,
                    "access": {"scope": "anyone"},
                },
            ],
            "facilities": [
                {
                    "id": "lab",
                    "name": {"zh": "实验室", "en": "Laboratory"},
                    "kind": "lab",
                    "department": "B",
                    "units": 2,
                    "rate_cents": 500,
                    "access": {"scope": "anyone"},
                },
                {
                    "id": "fair",
                    "kind": "channel",
                    "department": "C",
                    "access": {"scope": "anyone"},
                    "channel": {"referral_share_pct": 10},
                },
            ],
            "datasets": [{"id": "ds", "department": "B", "fee_cents": 300}],
            "funds": [
                {
                    "id": "FA",
                    "name": {"zh": "甲部资金", "en": "Alpha's fund"},
                    "department": "A",
                    "slots": [
                        {"start": 0, "end": 5, "amount_cents": 10_000},
                        {"start": 5, "end": 10, "amount_cents": 20_000},
                    ],
                    "roll_over": True,
                    "reserve_pct": 10,
                },
                {
                    "id": "FB",
                    "department": "B",
                    "amount_cents": 50_000,
                    "access": {"scope": "anyone"},
                },
            ],
            "projects": [_p1(), _p2(), _p3(), _p4()],
            "pins": [{"kind": "start", "project": "P1", "package": "W1", "start": 0}],
            "baseline": {"plan": {"projects": [_planned_p1(4), _planned_p2()]}},
        }
    )


def _p1() -> dict[str, Any]:
    first = {
        "id": "m",
        "duration": 3,
        "staffing": [
            {"id": "n1", "skill": "analysis", "min_level": 2, "headcount": 2, "load_pct": 50}
        ],
        "facilities": [{"id": "f1", "kind": "lab"}],
        "datasets": [{"dataset": "ds"}],
        "money": [{"id": "c1", "category": "cash", "amount_cents": 9000}],
    }
    second = {
        "id": "m",
        "duration": 4,
        "staffing": [
            {
                "id": "n1",
                "skill": "build",
                "headcount": 2,
                "load_pct": 50,
                "outsource": {"rate_cents": 3000, "category": "market"},
            }
        ],
        "facilities": [{"id": "f2", "facility": "fair"}],
        "money": [{"id": "c2", "category": "cash", "amount_cents": 5000, "timing": "end"}],
    }
    return {
        "id": "P1",
        "title": {"zh": "第一项", "en": "First"},
        "sponsor": "A",
        "participants": ["B"],
        "benefits": [{"department": "A", "value": 10}, {"department": "B", "value": 5}],
        "tier": 1,
        "due": 5,
        "late_penalty_cents": 100,
        "deadline": 9,
        "revenue_cents": 5000,
        "packages": [
            {"id": "W1", "name": {"zh": "一", "en": "One"}, "modes": [first]},
            {"id": "W2", "modes": [second], "predecessors": [{"package": "W1"}]},
        ],
    }


def _p2() -> dict[str, Any]:
    need = {"id": "n", "skill": "build", "min_level": 3}
    return {
        "id": "P2",
        "title": {"zh": "第二项", "en": "Second"},
        "sponsor": "B",
        "tier": 2,
        "benefits": [{"department": "B", "value": 8}],
        "exclusive_group": "g",
        "packages": [{"id": "W", "modes": [{"id": "m", "duration": 2, "staffing": [need]}]}],
    }


def _p3() -> dict[str, Any]:
    mode = {
        "id": "m",
        "duration": 2,
        "staffing": [{"id": "n", "skill": "analysis", "min_level": 4}],
        "facilities": [{"id": "f", "kind": "lab", "units": 2}],
    }
    return {
        "id": "P3",
        "title": {"zh": "第三项", "en": "Third"},
        "sponsor": "B",
        "benefits": [{"department": "B", "value": 3}, {"department": "C", "value": 1}],
        "exclusive_group": "g",
        "packages": [{"id": "W", "modes": [mode]}],
    }


def _p4() -> dict[str, Any]:
    need = {"id": "n", "skill": "analysis", "min_level": 3}
    return {
        "id": "P4",
        "title": {"zh": "第四项", "en": "Fourth"},
        "sponsor": "C",
        "benefits": [{"department": "C", "value": 6}],
        "packages": [{"id": "W", "modes": [{"id": "m", "duration": 3, "staffing": [need]}]}],
    }


def _planned_p1(second_start: int) -> dict[str, Any]:
    return {
        "project": "P1",
        "packages": [
            {
                "package": "W1",
                "mode": "m",
                "start": 0,
                "end": 3,
                "staffing": [{"need": "n1", "experts": ["a1", "b1"]}],
                "facilities": [{"need": "f1", "facility": "lab"}],
                "money": [{"need": "c1", "fund": "FA", "period": 0, "amount_cents": 9000}],
            },
            {
                "package": "W2",
                "mode": "m",
                "start": second_start,
                "end": second_start + 4,
                "staffing": [{"need": "n1", "experts": ["a2"], "outsourced": 1}],
                "facilities": [{"need": "f2", "facility": "fair"}],
                "money": [
                    {"need": "n1", "fund": "FB", "period": 0, "amount_cents": 3000},
                    {"need": "n1", "fund": "FA", "period": 5, "amount_cents": 3000},
                    {"need": "c2", "fund": "FA", "period": 5, "amount_cents": 5000},
                ],
            },
        ],
    }


def _planned_p2() -> dict[str, Any]:
    staffing = [{"need": "n", "experts": ["a2"]}]
    package = {"package": "W", "mode": "m", "start": 8, "end": 10, "staffing": staffing}
    return {"project": "P2", "packages": [package]}


def hand_outcome() -> Outcome:
    """A plan that accepts P1 (two weeks late) and P3 and keeps every rule."""
    third = {
        "package": "W",
        "mode": "m",
        "start": 4,
        "end": 6,
        "staffing": [{"need": "n", "experts": ["b1"]}],
        "facilities": [{"need": "f", "facility": "lab"}],
    }
    return Outcome.model_validate(
        {
            "status": "feasible",
            "objective": [
                {"name": "value", "sense": "max", "value": 64, "bound": 80, "gap": 0.2},
                {"name": "cost", "sense": "min", "value": 34_600, "bound": 34_600, "gap": 0.0},
                {"name": "people", "sense": "min", "value": 484, "bound": None, "gap": None},
            ],
            "plan": {"projects": [_planned_p1(3), {"project": "P3", "packages": [third]}]},
            "rejected": [
                {
                    "project": "P2",
                    "code": "exclusive-group",
                    "reason": {"zh": "同组的 P3 已入选。", "en": "P3 of its group is accepted."},
                },
                {
                    "project": "P4",
                    "code": "displaced",
                    "reason": {"zh": "资源有限。", "en": "Resources are scarce."},
                },
            ],
            "changes": [
                {"kind": "project-out", "project": "P2"},
                {"kind": "project-in", "project": "P3"},
                {"kind": "start", "project": "P1", "package": "W2", "before": "4", "after": "3"},
            ],
            "provenance": {
                "round_hash": hand_round().content_hash(),
                "roundtable": "0.1.0",
                "solver": "by hand",
                "seed": 0,
                "workers": 1,
                "time_limit_seconds": 10.0,
                "deterministic": False,
                "wall_seconds": 10.0,
            },
        }
    )


def infeasible_outcome() -> Outcome:
    """The same round without an answer, and the conditions that clash."""
    data = hand_outcome().model_dump(mode="json")
    conflict = {
        "members": ["mandatory:P1", "pin:0:start:P1/W1/0"],
        "minimal": True,
        "reason": {"zh": "不能同时成立。", "en": "They can't hold together."},
    }
    empty: dict[str, Any] = {"status": "infeasible", "objective": [], "plan": None, "rejected": []}
    return Outcome.model_validate({**data, **empty, "changes": [], "conflict": conflict})
