"""Tiny rounds with every family present, for comparing bounds with proven optima."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Severity

PERIODS = 5
DEPARTMENTS = ("A", "B")
SKILLS = ("s", "t")


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to four projects of up to four packages, three or four people, five periods."""
    count = draw(st.integers(1, 4))
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": PERIODS},
        "departments": [{"id": d} for d in DEPARTMENTS],
        "skills": [{"id": s} for s in SKILLS],
        "experts": [_expert(draw, i) for i in range(draw(st.integers(3, 4)))],
        "facilities": [_facility(draw, i) for i in range(2)],
        "datasets": [
            {"id": "d0", "department": "A", "max_users": draw(st.sampled_from([None, 1]))}
        ],
        "funds": [_fund(draw, i) for i in range(2)],
        "projects": [_project(draw, i) for i in range(count)],
        "policy": {
            "levels": ["value"],
            "load_limit_pct": draw(st.sampled_from([100, 100, 90])),
        },
    }
    if draw(st.integers(0, 3)) == 0:
        data["projects"][0]["mandatory"] = True
    data["pins"] = _pins(draw, data)
    return Round.model_validate(data)


def sound(round_: Round) -> bool:
    """Whether the checks find nothing that stops the round."""
    return all(finding.severity is not Severity.ERROR for finding in check_round(round_))


def _sometimes(draw: st.DrawFn, value: Any, otherwise: Any = None) -> Any:
    return value if draw(st.integers(0, 3)) == 0 else otherwise


def _expert(draw: st.DrawFn, i: int) -> dict[str, Any]:
    return {
        "id": f"e{i}",
        "department": draw(st.sampled_from(DEPARTMENTS)),
        "skills": [
            {"skill": skill, "level": draw(st.integers(1, 3))}
            for skill in draw(st.sampled_from([["s"], ["t"], ["s", "t"]]))
        ],
        "availability_pct": draw(st.sampled_from([50, 80, 100])),
        "exceptions": _sometimes(draw, [{"start": 1, "end": 2, "value": 40}], []),
        "access": {"scope": draw(st.sampled_from(["own", "participants", "anyone"]))},
        "keep_pct": _sometimes(draw, 50, 0),
        "max_packages": _sometimes(draw, 1),
        "lend_limit_pct_periods": _sometimes(draw, 100),
    }


def _facility(draw: st.DrawFn, i: int) -> dict[str, Any]:
    return {
        "id": f"f{i}",
        "kind": draw(st.sampled_from(["lab", "desk"])),
        "department": draw(st.sampled_from(DEPARTMENTS)),
        "units": draw(st.integers(1, 3)),
        "access": {"scope": draw(st.sampled_from(["participants", "anyone"]))},
        "keep_units": _sometimes(draw, 1, 0),
        "lend_limit_unit_periods": _sometimes(draw, 2),
        "operator": _sometimes(draw, {"skill": "s", "level": 1}),
        "channel": _sometimes(draw, {"exclusive": True, "protection_periods": 1}),
    }


def _fund(draw: st.DrawFn, i: int) -> dict[str, Any]:
    slots = [
        {"start": 0, "end": 2, "amount_cents": draw(st.integers(0, 60))},
        {"start": 2, "end": PERIODS, "amount_cents": draw(st.integers(0, 60))},
    ]
    return {
        "id": f"b{i}",
        "department": draw(st.sampled_from(DEPARTMENTS)),
        "amount_cents": draw(st.integers(0, 100)),
        "slots": _sometimes(draw, slots, []),
        "roll_over": draw(st.booleans()),
        "categories": draw(st.sampled_from([[], ["cash"], ["hire"]])),
        "access": {"scope": draw(st.sampled_from(["own", "participants", "anyone"]))},
    }


def _project(draw: st.DrawFn, i: int) -> dict[str, Any]:
    packages = draw(st.integers(1, 4))
    return {
        "id": f"p{i}",
        "sponsor": draw(st.sampled_from(DEPARTMENTS)),
        "participants": draw(st.sampled_from([[], list(DEPARTMENTS)])),
        "benefits": [{"department": "A", "value": draw(st.integers(1, 20))}],
        "tier": draw(st.integers(1, 3)),
        "deadline": draw(st.sampled_from([None, None, 4])),
        "exclusive_group": _sometimes(draw, "g"),
        "prerequisites": _sometimes(
            draw, [{"project": f"p{i - 1}", "min_lag": draw(st.sampled_from([None, 0]))}], []
        )
        if i
        else [],
        "packages": [_package(draw, k) for k in range(packages)],
    }


def _package(draw: st.DrawFn, k: int) -> dict[str, Any]:
    before = [
        {
            "package": f"w{j}",
            "min_lag": draw(st.integers(-1, 1)),
            "max_lag": draw(st.sampled_from([None, None, 2])),
        }
        for j in range(k)
        if draw(st.booleans())
    ]
    return {
        "id": f"w{k}",
        "modes": [_mode(draw, m, k) for m in range(draw(st.sampled_from([1, 1, 2])))],
        "predecessors": before,
    }


def _mode(draw: st.DrawFn, m: int, k: int) -> dict[str, Any]:
    duration = draw(st.integers(0 if k else 1, 2))
    return {
        "id": f"m{m}",
        "duration": duration,
        "max_duration": _sometimes(draw, duration + 1) if duration else None,
        "staffing": [_staffing(draw, n) for n in range(draw(st.sampled_from([0, 1, 1, 2])))],
        "facilities": _sometimes(
            draw, [{"id": "f", "kind": "lab", "units": draw(st.integers(1, 2))}], []
        ),
        "datasets": _sometimes(draw, [{"dataset": "d0"}], []),
        "money": _sometimes(
            draw,
            [
                {
                    "id": "c",
                    "category": "cash",
                    "amount_cents": draw(st.integers(0, 50)),
                    "timing": draw(st.sampled_from(["start", "spread", "end"])),
                }
            ],
            [],
        ),
    }


def _staffing(draw: st.DrawFn, n: int) -> dict[str, Any]:
    market = {
        "rate_cents": 20,
        "category": draw(st.sampled_from([None, "hire"])),
        "max_headcount": 1,
    }
    return {
        "id": f"n{n}",
        "skill": draw(st.sampled_from(SKILLS)),
        "min_level": draw(st.sampled_from([1, 1, 2])),
        "headcount": draw(st.sampled_from([1, 1, 2])),
        "load_pct": draw(st.sampled_from([20, 40, 50, 60, 100])),
        "outsource": _sometimes(draw, market),
    }


def _pins(draw: st.DrawFn, data: dict[str, Any]) -> list[dict[str, Any]]:
    kind = draw(st.sampled_from(["", "", "", "project", "start", "window", "mode", "person"]))
    project = data["projects"][-1]
    package = project["packages"][0]
    at = {"kind": kind, "project": project["id"]}
    if kind == "project":
        return [{**at, "accepted": draw(st.booleans())}]
    at["package"] = package["id"]
    if kind == "start":
        return [{**at, "start": draw(st.integers(0, 2))}]
    if kind == "window":
        return [{**at, "earliest_start": 1, "deadline": 4}]
    if kind == "mode":
        return [{**at, "mode": package["modes"][-1]["id"]}]
    if kind == "person" and package["modes"][0]["staffing"]:
        return [{**at, "need": "n0", "expert": "e0", "assigned": draw(st.booleans())}]
    return []
