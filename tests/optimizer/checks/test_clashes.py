"""Pins that are fine one by one and can't hold together."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Finding, Severity, has_errors
from tests.optimizer.checks.rounds import codes, set_at, sound

A = {"project": "bridge", "package": "a"}
B = {"project": "bridge", "package": "b"}
M = "/projects/0/packages/0/modes/0"
FUND = {"kind": "fund", **A, "need": "c", "fund": "purse"}
PERSON = {"kind": "person", **A, "need": "s"}
WU = {"id": "wu", "department": "north", "skills": [{"skill": "welding"}]}
OUT = {"kind": "project", "project": "bridge", "accepted": False}


def with_pins(*pins: dict[str, Any]) -> dict[str, Any]:
    data = sound()
    set_at(data, "/pins", list(pins))
    return data


def clash(data: dict[str, Any]) -> Finding:
    (found,) = [f for f in check_round(Round.model_validate(data)) if f.code == "pin.clash"]
    return found


@pytest.mark.parametrize(
    ("pins", "clashing"),
    [
        ([{"kind": "start", **A, "start": 2}, {"kind": "window", **A, "deadline": 4}], None),
        ([{"kind": "start", **A, "start": 3}, {"kind": "window", **A, "deadline": 4}], "0, 1"),
        ([{"kind": "start", **A, "start": 3}, {"kind": "window", **A, "earliest_start": 4}],
         "0, 1"),
        ([{"kind": "window", **A, "deadline": 3}, {"kind": "window", **A, "earliest_start": 2}],
         "0, 1"),
        ([{"kind": "window", **A, "deadline": 4}, {"kind": "window", **A, "earliest_start": 2}],
         None),
    ],
)  # fmt: skip
def test_times_of_one_package(pins: list[Any], clashing: str | None) -> None:
    data = with_pins(*pins)
    if clashing is None:
        assert codes(data) == set()
    else:
        found = clash(data)
        assert (found.found, found.severity) == (clashing, Severity.ERROR)


@pytest.mark.parametrize(("start", "free"), [(4, True), (3, False)])
def test_times_of_packages_that_follow_each_other(start: int, free: bool) -> None:
    """The solver names such a clash too, so the round is not stopped."""
    ours = {"kind": "start", **A, "start": 2}
    data = with_pins(
        {"kind": "window", **A, "deadline": 7}, ours, {"kind": "start", **B, "start": start}
    )
    if free:
        assert codes(data) == set()
    else:
        found = clash(data)
        assert (found.found, found.severity) == ("1, 2", Severity.WARNING)


def test_a_mode_that_is_too_long_for_a_window() -> None:
    window = {"kind": "window", **A, "deadline": 4}
    data = with_pins({"kind": "mode", **A, "mode": "slow"}, window)
    set_at(data, "/projects/0/packages/0/modes/-", {"id": "slow", "duration": 4})
    assert codes(data) == set()
    set_at(data, "/projects/0/packages/0/modes/1/duration", 5)
    assert clash(data).found == "0, 1"


def test_a_start_that_leaves_no_time_for_what_follows() -> None:
    assert codes(with_pins({"kind": "start", **A, "start": 5})) == set()
    assert clash(with_pins({"kind": "start", **A, "start": 6})).severity is Severity.WARNING


def test_people_and_a_mode_without_their_need() -> None:
    data = with_pins({"kind": "mode", **A, "mode": "other"}, {**PERSON, "expert": "li"})
    set_at(data, "/projects/0/packages/0/modes/-", {"id": "other", "duration": 1})
    assert "no need 's'" in clash(data).message_en
    set_at(data, "/pins/0/mode", "m")
    assert codes(data) == set()
    set_at(data, "/pins/0", {**PERSON, "expert": "li"})
    assert codes(data) == set()


def test_more_people_than_places() -> None:
    data = with_pins({**PERSON, "expert": "li"}, {**PERSON, "expert": "wu"})
    set_at(data, "/experts/-", WU)
    assert "takes 1" in clash(data).message_en
    set_at(data, f"{M}/staffing/0/headcount", 2)
    assert codes(data) == set()
    set_at(data, "/pins/1/assigned", False)
    assert "left with 1" in clash(data).message_en
    set_at(data, f"{M}/staffing/0/outsource", {"rate_cents": 1})
    assert codes(data) == set()


def test_one_person_on_two_needs_of_a_package() -> None:
    data = with_pins({**PERSON, "expert": "li"}, {**PERSON, "need": "t", "expert": "li"})
    set_at(data, f"{M}/staffing/-", {"id": "t", "skill": "welding"})
    set_at(data, "/experts/-", WU)
    assert "both 's' and 't'" in clash(data).message_en
    set_at(data, "/pins/1/expert", "wu")
    assert codes(data) == set()


def test_a_pinned_person_needs_clearance() -> None:
    data = with_pins({**PERSON, "expert": "li"})
    set_at(data, "/experts/-", {**WU, "clearance": "core"})
    set_at(data, "/projects/0/security_level", "general-2")
    assert "clearance" in clash(data).message_en
    set_at(data, "/pins/0/expert", "wu")
    assert codes(data) == set()


def test_people_who_are_to_stay() -> None:
    later = {"kind": "person", **B, "need": "s", "expert": "wu"}
    data = with_pins({**PERSON, "expert": "li"}, later)
    set_at(data, "/experts/-", WU)
    need = {"id": "s", "skill": "welding", "same_as": {"package": "a", "need": "s"}}
    set_at(data, "/projects/0/packages/1/modes/0/staffing", [need])
    assert "a/s" in clash(data).message_en
    set_at(data, "/pins/1/expert", "li")
    assert codes(data) == set()


@pytest.mark.parametrize(("first", "second", "clashes"), [(30, 20, False), (30, 21, True)])
def test_funds_that_pay_more_than_the_need(first: int, second: int, clashes: bool) -> None:
    data = with_pins(
        {**FUND, "amount_cents": first}, {**FUND, "fund": "chest", "amount_cents": second}
    )
    set_at(data, "/funds/-", {"id": "chest", "department": "north", "amount_cents": 100})
    assert codes(data) == ({"pin.clash"} if clashes else set())


def test_funds_that_pay_less_than_the_need() -> None:
    data = with_pins({**FUND, "amount_cents": 30})
    assert "no other fund" in clash(data).message_en
    set_at(data, "/funds/-", {"id": "chest", "department": "north", "amount_cents": 20})
    assert codes(data) == set()


def test_pinned_draws_beyond_the_fund() -> None:
    pins = [{**FUND, "amount_cents": 50}, {**FUND, **B, "amount_cents": 50}]
    data = with_pins(*pins)
    cash = [{"id": "c", "category": "travel", "amount_cents": 50}]
    set_at(data, "/projects/0/packages/1/modes/0/money", cash)
    set_at(data, "/projects/0/mandatory", True)
    assert codes(data) == set()
    set_at(data, "/funds/-", {"id": "chest", "department": "north", "amount_cents": 50})
    set_at(data, "/funds/0/amount_cents", 99)
    assert codes(data) == {"pin.fund-overdrawn"}
    set_at(data, "/projects/0/mandatory", False)
    assert codes(data) == set()


def other(**fields: Any) -> dict[str, Any]:
    packages = [{"id": "a", "modes": [{"id": "m", "duration": 1}]}]
    return {"id": "opening", "sponsor": "north", "packages": packages, **fields}


def test_a_prerequisite_of_a_project_that_must_be_in_is_pinned_out() -> None:
    data = with_pins(OUT)
    set_at(data, "/projects/-", other(prerequisites=[{"project": "bridge"}]))
    assert codes(data) == set()
    set_at(data, "/pins/-", {**OUT, "project": "opening", "accepted": True})
    assert codes(data) == {"pin.prerequisite-out"}


def test_two_of_an_exclusive_group_must_be_in() -> None:
    data = with_pins({**OUT, "accepted": True})
    set_at(data, "/projects/0/exclusive_group", "g")
    set_at(data, "/projects/-", other(exclusive_group="g"))
    assert codes(data) == set()
    set_at(data, "/projects/1/mandatory", True)
    assert codes(data) == {"acceptance.exclusive-group"}
    assert not has_errors(check_round(Round.model_validate(data)))
    set_at(data, "/projects/1/exclusive_group", "h")
    assert codes(data) == set()


def test_a_prerequisite_in_the_same_exclusive_group() -> None:
    data = sound()
    set_at(data, "/projects/0/exclusive_group", "g")
    set_at(data, "/projects/-", other(exclusive_group="g", prerequisites=[{"project": "bridge"}]))
    assert codes(data) == {"acceptance.prerequisite-in-group"}
    set_at(data, "/projects/1/exclusive_group", "h")
    assert codes(data) == set()
