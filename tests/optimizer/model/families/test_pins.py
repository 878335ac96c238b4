"""What was agreed holds if its project is accepted, and its project may be rejected."""

from __future__ import annotations

from typing import Any

import pytest

from tests.optimizer.model.families.boundary import WU, A, M, P, all_in, solved

AT = {"project": "bridge", "package": "a"}
PERSON = {"kind": "person", **AT, "need": "s"}
FUND = {"kind": "fund", **AT, "need": "c"}
CHEST = ("/funds/-", {"id": "chest", "department": "north", "amount_cents": 40})


@pytest.mark.parametrize(
    ("changes", "pin", "what", "wanted"),
    [
        ([], {"kind": "start", **AT, "start": 3}, "start", 3),
        ([], {"kind": "window", **AT, "earliest_start": 4}, "start", 4),
        ([(f"{A}/earliest_start", 0)], {"kind": "window", **AT, "deadline": 2}, "end", 2),
        ([(f"{A}/modes/-", {"id": "other", "duration": 1})], {"kind": "mode", **AT, "mode": "m"},
         "mode", "m"),
        ([("/experts/-", WU)], {**PERSON, "expert": "wu"}, "people", ("wu",)),
        ([("/experts/-", WU)], {**PERSON, "expert": "wu", "assigned": False}, "people", ("li",)),
        ([CHEST], {**FUND, "fund": "chest", "amount_cents": 40}, "chest", 40),
        ([CHEST], {**FUND, "fund": "chest", "amount_cents": 0}, "chest", 0),
    ],
)  # fmt: skip
def test_a_pin_holds(changes: list[Any], pin: dict[str, Any], what: str, wanted: Any) -> None:
    _, outcome = solved([*changes, ("/pins", [pin])])
    assert outcome.plan is not None
    line = outcome.plan.projects[0].packages[0]
    found = {
        "start": line.start,
        "end": line.end,
        "mode": line.mode,
        "people": line.staffing[0].experts if line.staffing else (),
        "chest": sum(cash.amount_cents for cash in line.money if cash.fund == "chest"),
    }
    assert found[what] == wanted


@pytest.mark.parametrize(
    "pin",
    [
        {"kind": "start", **AT, "start": 1},
        {"kind": "window", **AT, "earliest_start": 1},
        {**PERSON, "expert": "wu"},
        {**FUND, "fund": "chest", "amount_cents": 41},
        {"kind": "project", "project": "bridge", "accepted": False},
    ],
)
def test_a_pin_that_can_not_hold_keeps_its_project_out(pin: dict[str, Any]) -> None:
    tight = [CHEST, (f"{P}/deadline", 3), ("/experts/-", {**WU, "clearance": "general-1"}),
             ("/experts/1/availability_pct", 0)]  # fmt: skip
    assert all_in(tight)
    assert not all_in([*tight, ("/pins", [pin])])


def test_a_project_pinned_in_displaces_a_better_one() -> None:
    rival = {"id": "rival", "sponsor": "north", "exclusive_group": "g",
             "packages": [{"id": "a", "modes": [{"id": "m", "duration": 1}]}]}  # fmt: skip
    changes = [("/projects/-", rival), (f"{P}/exclusive_group", "g")]
    for name in ("bridge", "rival"):
        pin = {"kind": "project", "project": name, "accepted": True}
        _, outcome = solved([*changes, ("/pins", [pin])])
        assert outcome.plan is not None
        assert [project.project for project in outcome.plan.projects] == [name]


def test_a_pin_on_a_mode_leaves_the_others_out() -> None:
    quick = {"id": "quick", "duration": 1}
    tight = [(f"{A}/modes/-", quick), (f"{P}/deadline", 2)]
    assert all_in(tight)
    assert not all_in([*tight, ("/pins", [{"kind": "mode", **AT, "mode": "m"}])])
    assert all_in([*tight, (f"{M}/duration", 1), ("/pins", [{"kind": "mode", **AT, "mode": "m"}])])
