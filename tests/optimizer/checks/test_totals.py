"""Demand above everything that exists, figures too large to count, and things said twice."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Finding, has_errors
from tests.optimizer.checks.rounds import codes, set_at, sound

P = "/projects/0"
M = f"{P}/packages/0/modes/0"


def findings(data: dict[str, Any], code: str) -> list[Finding]:
    return [f for f in check_round(Round.model_validate(data)) if f.code == code]


def crowd(count: int, **fields: Any) -> dict[str, Any]:
    """Projects like the bridge, enough money for all of them, eight periods for one person."""
    data = sound()
    set_at(data, "/funds/0/amount_cents", 10_000)
    for i in range(1, count):
        set_at(data, f"{P.rsplit('/', 1)[0]}/-", {**data["projects"][0], "id": f"bridge-{i}"})
    for project in data["projects"]:
        project.update(fields)
    return data


@pytest.mark.parametrize(("count", "over"), [(4, False), (5, True)])
def test_work_beyond_the_people_and_the_things(count: int, over: bool) -> None:
    expected = {"staffing.skill-overbooked", "facility.kind-overbooked"} if over else set()
    assert codes(crowd(count)) == expected


def test_it_says_when_even_what_must_be_done_is_too_much() -> None:
    (found,) = findings(crowd(5, mandatory=True), "staffing.skill-overbooked")
    assert "must be accepted" in found.message_en
    assert not has_errors(check_round(Round.model_validate(crowd(5, mandatory=True))))
    (found,) = findings(crowd(5), "staffing.skill-overbooked")
    assert "must be accepted" not in found.message_en


def test_a_level_that_few_have_is_counted_apart() -> None:
    data = crowd(5)
    novices = [
        {"id": f"n{i}", "department": "north", "skills": [{"skill": "welding", "level": 1}]}
        for i in range(3)
    ]
    data["experts"] += novices
    data["facilities"][0]["units"] = 2
    assert codes(data) == set()
    data["experts"][0]["skills"][0]["level"] = 2
    for project in data["projects"]:
        project["packages"][0]["modes"][0]["staffing"][0]["min_level"] = 2
    (found,) = findings(data, "staffing.skill-overbooked")
    assert "from level 2" in found.message_en
    assert (found.found, found.expected) == ("1000", "at most 800")


@pytest.mark.parametrize(("cents", "over"), [(250, False), (249, True)])
def test_money_of_a_category(cents: int, over: bool) -> None:
    data = crowd(5)
    data["experts"][0]["exceptions"] = []
    set_at(data, "/funds/0/amount_cents", cents)
    assert ("money.category-overbooked" in codes(data)) is over


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        (f"{P}/benefits", [{"department": "north", "value": 10**9}], None),
        ("/departments/0/credit", 10**12, "number.sums-too-large"),
        ("/departments/0/credit", 10**11, None),
        ("/policy", {"fairness": {"rule": "nash"},
                     "tier_weights": [{"tier": 3, "weight": 1001}]}, "number.sums-too-large"),
        ("/policy", {"tier_weights": [{"tier": 3, "weight": 1001}]}, None),
        ("/policy", {"tier_weights": [{"tier": 3, "weight": 1_000_000}],
                     "levels": [{"name": "value", "terms": [{"measure": "value", "weight": 10}]}]},
         "number.sums-too-large"),
        (f"{M}/money/0/amount_cents", 10**13, None),
        ("/policy", {"levels": [{"name": "cost", "terms": [
            {"measure": "cost", "weight": 1_000_000}]}]}, None),
        ("/experts/0/rate_cents", 10**13, None),
        (f"{P}/late_penalty_cents", 10**13, None),
        ("/facilities/0/rate_cents", 10**13, None),
    ],
)  # fmt: skip
def test_figures_that_can_not_be_counted_exactly(
    pointer: str, value: Any, code: str | None
) -> None:
    data = sound()
    set_at(data, f"{P}/benefits", [{"department": "north", "value": 10**9}])
    set_at(data, "/policy", {"fairness": {"rule": "nash"}})
    set_at(data, pointer, value)
    assert ("number.sums-too-large" in codes(data)) is (code is not None)


def test_costs_that_can_not_be_counted_exactly() -> None:
    data = sound()
    set_at(data, "/experts/0/rate_cents", 10**13)
    set_at(data, "/calendar/periods", 2000)
    set_at(data, f"{M}/duration", 900)
    assert "number.sums-too-large" not in codes(data)
    set_at(data, f"{M}/duration", 901)
    assert "number.sums-too-large" in codes(data)


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/experts/0/skills/-", {"skill": "welding", "level": 2}, "duplicate.skill"),
        (f"{P}/benefits", [{"department": "north", "value": 1}] * 2, "duplicate.benefit"),
        (f"{P}/packages/1/predecessors/-", {"package": "a", "min_lag": 1}, "duplicate.predecessor"),
        ("/policy", {"tier_weights": [{"tier": 1, "weight": 1}] * 2}, "duplicate.tier"),
        ("/policy", {"levels": ["value", "value"]}, "duplicate.level"),
        ("/experts/0/exceptions", [{"start": 8, "end": 9, "value": 0}], "calendar.outside-horizon"),
        ("/facilities/0/exceptions", [{"start": 7, "end": 9, "value": 1}], None),
    ],
)
def test_things_said_twice_or_outside_the_round(pointer: str, value: Any, code: str | None) -> None:
    data = sound()
    set_at(data, pointer, value)
    assert codes(data) == ({code} if code else set())


def test_wished_for_and_forbidden() -> None:
    data = sound()
    wu = {"id": "wu", "department": "north", "skills": []}
    set_at(data, "/experts/-", wu)
    set_at(data, f"{P}/requested_experts", ["wu"])
    assert codes(data) == set()
    set_at(data, f"{P}/forbidden_experts", ["wu"])
    assert codes(data) == {"project.wished-and-forbidden"}


def test_leave_for_ever_is_read_at_once() -> None:
    data = sound()
    ever = [{"first_day": "0001-01-01", "last_day": "9999-12-31"}]
    set_at(data, "/experts/0/leave", ever)
    assert "staffing.load" in codes(data)
