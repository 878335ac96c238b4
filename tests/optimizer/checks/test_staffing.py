"""Staffing: who could serve, who comes closest, and what is asked of the people together."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Finding
from tests.optimizer.checks.rounds import codes, set_at, sound

P = "/projects/0"
M = f"{P}/packages/0/modes/0"
WU = {"id": "wu", "department": "north", "skills": [{"skill": "welding", "level": 3}]}


def findings(data: dict[str, Any], code: str) -> list[Finding]:
    return [f for f in check_round(Round.model_validate(data)) if f.code == code]


@pytest.mark.parametrize(
    ("pointer", "value", "code", "lack"),
    [
        (f"{M}/staffing/0/min_level", 2, "staffing.nobody", "the level"),
        (f"{P}/forbidden_experts", ["li"], "staffing.nobody", "forbidden"),
        ("/experts/0/access", {"scope": "listed"}, None, ""),
        (f"{P}/security_level", "general-2", "staffing.clearance", "clearance"),
        ("/facilities/0/security_level", "core", "staffing.clearance", "clearance"),
        ("/datasets/0/security_level", "important", "staffing.clearance", "clearance"),
        (f"{M}/staffing/0/load_pct", 100, None, ""),
        ("/experts/0/availability_pct", 99, "staffing.load", "enough time"),
        ("/policy", {"load_limit_pct": 99}, "staffing.load", "enough time"),
    ],
)
def test_who_comes_closest_is_named_with_what_they_lack(
    pointer: str, value: Any, code: str | None, lack: str
) -> None:
    data = sound()
    set_at(data, pointer, value)
    assert codes(data) == ({code} if code else set())
    if code:
        (found,) = findings(data, code)
        assert "li (lacks" in found.suggestion_en
        assert lack in found.suggestion_en
        assert found.suggestion_zh.count("li") == 1


def test_the_closest_come_first() -> None:
    data = sound()
    for name, level in (("far", 1), ("near", 4), ("nearer", 4)):
        person = {**WU, "id": name, "skills": [{"skill": "welding", "level": level}]}
        set_at(data, "/experts/-", person)
    set_at(data, f"{P}/forbidden_experts", ["near"])
    set_at(data, f"{M}/staffing/0/min_level", 5)
    (found,) = findings(data, "staffing.nobody")
    order = [found.suggestion_en.index(name) for name in ("nearer", "li", "far")]
    assert order == sorted(order)
    assert "near (" not in found.suggestion_en


def test_an_expert_of_another_department_needs_access() -> None:
    data = sound()
    set_at(data, "/departments/-", {"id": "south"})
    set_at(data, "/experts/0/department", "south")
    assert codes(data) == {"staffing.nobody"}
    set_at(data, f"{P}/participants", ["south"])
    assert codes(data) == set()
    set_at(data, "/experts/0/keep_pct", 1)
    assert codes(data) == {"staffing.load"}
    set_at(data, "/experts/0/keep_pct", 0)
    set_at(data, "/experts/0/lend_limit_pct_periods", 200)
    assert codes(data) == set()
    set_at(data, "/experts/0/lend_limit_pct_periods", 199)
    assert codes(data) == {"staffing.load"}


def test_the_time_must_be_free_without_a_break_inside_the_window() -> None:
    data = sound()
    holes = [{"start": t, "end": t + 1, "value": 50} for t in (0, 2, 5)]
    set_at(data, "/experts/0/exceptions", holes)
    assert codes(data) == set()  # periods 3 and 4 are free, and package b follows in time
    set_at(data, f"{P}/deadline", 5)
    assert codes(data) == {"staffing.load"}
    set_at(data, f"{M}/max_duration", 4)  # over four periods half the load is enough
    assert codes(data) == set()


def test_one_person_can_not_be_two() -> None:
    data = sound()
    set_at(data, f"{M}/staffing/-", {"id": "t", "skill": "welding"})
    assert codes(data) == {"staffing.too-few-together"}
    set_at(data, "/experts/-", WU)
    assert codes(data) == set()
    set_at(data, f"{M}/staffing/-", {"id": "u", "skill": "welding", "min_level": 3})
    set_at(data, "/experts/-", {**WU, "id": "xu", "skills": [{"skill": "welding", "level": 1}]})
    assert codes(data) == set()
    set_at(data, f"{M}/staffing/1/min_level", 3)
    assert codes(data) == {"staffing.too-few-together"}
    set_at(data, f"{M}/staffing/1/outsource", {"rate_cents": 1})
    assert codes(data) == set()


def test_a_facility_wants_an_operator() -> None:
    data = sound()
    set_at(data, "/facilities/0/operator", {"skill": "welding", "level": 1})
    assert codes(data) == set()
    set_at(data, "/facilities/0/operator", {"skill": "welding", "level": 2})
    assert codes(data) == {"facility.no-operator"}
    set_at(data, "/facilities/-", {"id": "yard", "kind": "lab", "department": "north"})
    assert codes(data) == set()


def test_clearance_goes_by_the_least_guarded_facility() -> None:
    data = sound()
    set_at(data, "/facilities/0/security_level", "core")
    assert codes(data) == {"staffing.clearance"}
    set_at(data, "/facilities/-", {"id": "yard", "kind": "lab", "department": "north"})
    assert codes(data) == set()


def test_outsourcing_ends_where_clearance_begins() -> None:
    data = sound()
    set_at(data, f"{M}/staffing/0", {"id": "s", "skill": "welding", "headcount": 5,
                                     "outsource": {"rate_cents": 1}})  # fmt: skip
    assert codes(data) == set()
    set_at(data, f"{P}/security_level", "general-2")
    assert codes(data) == {"staffing.clearance"}
    set_at(data, "/policy", {"outsource_clearance": "general-2"})
    assert codes(data) == set()


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/facilities/0/exceptions", [{"start": 1, "end": 8, "value": 0}], "facility.not-enough"),
        ("/facilities/0/exceptions", [{"start": 2, "end": 8, "value": 0}], None),
        ("/facilities/0/lend_limit_unit_periods", 0, None),
        ("/datasets/0/max_users", 0, "dataset.no-users"),
        ("/datasets/0/max_users", 1, None),
        ("/funds/0/reserve_pct", 50, None),
        ("/funds/0/reserve_pct", 51, "money.above-funds"),
    ],
)
def test_things_and_money_of_a_mode(pointer: str, value: Any, code: str | None) -> None:
    data = sound()
    set_at(data, pointer, value)
    assert (code in codes(data)) if code else codes(data) == set()


def test_money_comes_from_slots_that_the_window_reaches() -> None:
    data = sound()
    set_at(data, "/funds/0/amount_cents", 0)
    slots = [{"start": 0, "end": 2, "amount_cents": 20}, {"start": 6, "end": 8, "amount_cents": 50}]
    set_at(data, "/funds/0/slots", slots)
    assert codes(data) == set()
    set_at(data, f"{P}/deadline", 6)  # package b ends by then, so a by 5
    assert "money.above-funds" in codes(data)
    set_at(data, f"{P}/deadline", 8)
    set_at(data, f"{P}/packages/0/earliest_start", 4)
    set_at(data, "/funds/0/slots/1/amount_cents", 30)
    assert "money.above-funds" in codes(data)
    set_at(data, "/funds/0/roll_over", True)
    assert codes(data) == set()


def test_money_of_a_whole_project() -> None:
    data = sound()
    cash = [{"id": "c", "category": "travel", "amount_cents": 50}]
    set_at(data, f"{P}/packages/1/modes/0/money", cash)
    assert codes(data) == set()
    set_at(data, f"{P}/packages/1/modes/0/money/0/amount_cents", 51)
    assert "money.project-above-funds" in codes(data)
    set_at(data, f"{P}/packages/1/modes/-", {"id": "free", "duration": 1})
    assert codes(data) == set()
