from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import has_errors
from tests.optimizer.checks.rounds import codes, set_at, sound

P = "/projects/0"
M = f"{P}/packages/0/modes/0"
LEAVE = {"first_day": "2026-01-06", "last_day": "2026-01-07"}
STEP = {"start": 1, "end": 3, "value": 100}
SLOT = {"start": 0, "end": 4, "amount_cents": 50}


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/calendar", {"start": "9999-01-04", "periods": 90}, "calendar.too-long"),
        ("/experts/0/leave", [LEAVE, LEAVE], "calendar.overlapping-leave"),
        ("/experts/0/exceptions", [STEP, STEP], "calendar.overlapping-exception"),
        ("/facilities/0/exceptions", [{**STEP, "end": 1}], "calendar.reversed-exception"),
        ("/funds/0/slots", [SLOT, SLOT], "calendar.overlapping-slot"),
        ("/experts/0/leave", [{**LEAVE, "last_day": "2026-01-05"}], "calendar.reversed-leave"),
        (f"{M}/max_duration", 1, "calendar.reversed-duration"),
        (f"{P}/packages/0", {"id": "a", "modes": [{"id": "m", "duration": 0}],
                             "earliest_start": 3, "deadline": 2}, "calendar.reversed-window"),
        (f"{M}/staffing/0/headcount", 2, "staffing.nobody"),
        (f"{P}/forbidden_experts", ["li"], "staffing.nobody"),
        (f"{P}/security_level", "core", "staffing.clearance"),
        ("/experts/0/availability_pct", 90, "staffing.load"),
        (f"{M}/facilities/0/units", 2, "facility.not-enough"),
        (f"{M}/datasets/0/purpose", "sale", "dataset.purpose"),
        ("/datasets/0/access", {"scope": "listed"}, ""),
        (f"{M}/money/0/amount_cents", 101, "money.above-funds"),
        (f"{M}/money/0/amount_cents", 100, ""),
        ("/funds/0/currency", "USD", "money.mixed-currency"),
        ("/funds/0/slots", [SLOT], "money.amount-beside-slots"),
    ],
)  # fmt: skip
def test_one_fault_is_found_and_nothing_on_the_right_side_of_it(
    pointer: str, value: Any, code: str
) -> None:
    data = sound()
    assert codes(data) == set()
    set_at(data, pointer, value)
    found = codes(data)
    assert code in found if code else found == set()


def test_a_dataset_of_another_department_may_be_closed() -> None:
    data = sound()
    set_at(data, "/departments/-", {"id": "south"})
    set_at(data, "/datasets/0/department", "south")
    assert codes(data) == set()
    set_at(data, "/datasets/0/access", {"scope": "own"})
    assert codes(data) == {"dataset.no-access"}


def test_an_impossible_project_stops_the_round_only_when_it_must_be_done() -> None:
    data = sound()
    set_at(data, f"{M}/staffing/0/headcount", 2)
    assert not has_errors(check_round(Round.model_validate(data)))
    set_at(data, f"{P}/mandatory", True)
    assert has_errors(check_round(Round.model_validate(data)))
    set_at(data, f"{P}/packages/0/modes/-", {"id": "other", "duration": 1})
    assert not has_errors(check_round(Round.model_validate(data)))


def test_outsourcing_fills_what_nobody_here_can() -> None:
    data = sound()
    set_at(data, f"{M}/staffing/0/headcount", 3)
    set_at(data, f"{M}/staffing/0/outsource", {"rate_cents": 1, "max_headcount": 1})
    assert codes(data) == {"staffing.nobody"}
    set_at(data, f"{M}/staffing/0/outsource", {"rate_cents": 1, "max_headcount": 2})
    assert codes(data) == set()


def test_a_skill_asked_for_beyond_its_capacity_is_a_warning() -> None:
    data = sound()
    set_at(data, f"{M}/duration", 4)
    set_at(data, f"{P}/packages/1/modes/0/staffing", [{"id": "t", "skill": "welding"}])
    set_at(data, f"{P}/packages/1/modes/0/duration", 4)
    set_at(data, f"{P}/packages/1/predecessors", [])
    assert codes(data) == set()
    set_at(data, "/experts/0/exceptions", [{"start": 0, "end": 1, "value": 99}])
    assert codes(data) == {"staffing.skill-overbooked"}
