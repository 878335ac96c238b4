"""Infeasible rounds: what clashes, no more than that, and within the time there is."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from optimizer.domain import Conflict, Outcome, Round, Status
from optimizer.solve import Limits, solve_round
from optimizer.solve.conflict import explain_conflict
from tests.optimizer.checks.rounds import set_at, sound


def rivals(count: int, **fields: Any) -> dict[str, Any]:
    """Projects that each want the one welder for two of eight weeks; money is no matter."""
    data = sound()
    set_at(data, "/funds/0/amount_cents", 10_000)
    set_at(data, "/projects/0/packages/1", {"id": "b", "modes": [{"id": "m", "duration": 0}]})
    project = data["projects"][0]
    data["projects"] = [{**project, "id": f"P{i}", **fields} for i in range(count)]
    return data


def conflict(data: dict[str, Any], **limits: Any) -> Conflict:
    limits = {"time_limit_seconds": None, "workers": 1, **limits}
    outcome: Outcome = solve_round(Round.model_validate(data), Limits(**limits))
    assert outcome.status is Status.INFEASIBLE
    assert outcome.plan is None
    assert outcome.conflict is not None
    return outcome.conflict


def test_mandatory_projects_that_are_one_too_many() -> None:
    found = conflict(rivals(5, mandatory=True))
    assert found.minimal
    assert found.members == tuple(f"mandatory:P{i}" for i in range(5))
    assert "P4 finds no place" in found.reason.en
    assert "li" in found.reason.zh


def test_what_has_no_part_in_it_is_left_out() -> None:
    data = rivals(4, mandatory=True)
    quick = {"id": "quick", "sponsor": "north", "mandatory": True,
             "packages": [{"id": "a", "modes": [{"id": "m", "duration": 1}]}]}  # fmt: skip
    set_at(data, "/projects/-", quick)
    pins = [
        {"kind": "start", "project": "quick", "package": "a", "start": 0},
        {"kind": "start", "project": "P0", "package": "a", "start": 1},
        {"kind": "project", "project": "P2", "accepted": True},
    ]
    set_at(data, "/pins", pins)
    found = conflict(data)
    assert found.minimal
    assert set(found.members) == {
        *(f"mandatory:P{i}" for i in range(4)),
        "pin:1:start:P0/a/1",
    } or set(found.members) == {
        *(f"mandatory:P{i}" for i in (0, 1, 3)),
        "pin:1:start:P0/a/1",
        "pin:2:project:P2",
    }


def test_a_window_takes_part() -> None:
    data = rivals(2, mandatory=True)
    assert solve_round(Round.model_validate(data), Limits(None, workers=1)).plan is not None
    set_at(data, "/projects/0/deadline", 3)
    set_at(data, "/projects/1/deadline", 3)
    found = conflict(data)
    assert found.minimal
    assert len(found.members) == 4
    assert set(found.members) >= {"mandatory:P0", "mandatory:P1"}


def test_an_exclusive_group_and_a_prerequisite() -> None:
    data = rivals(2, exclusive_group="g")
    set_at(data, "/projects/0/mandatory", True)
    needy = {"id": "needy", "sponsor": "north", "mandatory": True,
             "prerequisites": [{"project": "P1"}],
             "packages": [{"id": "a", "modes": [{"id": "m", "duration": 1}]}]}  # fmt: skip
    set_at(data, "/projects/-", needy)
    assert conflict(data).members == ("mandatory:P0", "mandatory:needy")


@pytest.mark.parametrize("deterministic", [True, False])
def test_a_conflict_is_told_the_same_way_again(deterministic: bool) -> None:
    data = rivals(6, mandatory=True)
    limits = {"deterministic": deterministic, "time_limit_seconds": 20, "seed": 3}
    assert conflict(data, **limits) == conflict(data, **limits)


def test_without_time_or_after_an_interrupt_everything_is_named_and_nothing_claimed() -> None:
    round_ = Round.model_validate(rivals(5, mandatory=True))
    cancel = threading.Event()
    cancel.set()
    found = explain_conflict(round_, Limits(workers=1), cancel, 10.0)
    assert not found.minimal
    assert found.members == tuple(f"mandatory:P{i}" for i in range(5))
