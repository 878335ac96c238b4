"""The round of a published plan, open again: what has begun holds, the rest may move."""

from __future__ import annotations

import pytest

from optimizer.domain import ModePin, PersonPin, ProjectPin, StartPin, WindowPin
from optimizer.errors import BadScenario
from optimizer.verify import verify_plan
from scenarios.amendments import HELD, Extension, freed_round, rerun_round
from tests.scenarios.amendments.published import plan_of, small_round


def test_before_anything_has_begun_only_who_is_out_is_held() -> None:
    base = small_round()
    free = freed_round(base, plan_of(base))
    assert free.pins == (*base.pins, ProjectPin(project="P3", accepted=False, reason=HELD))
    assert freed_round(base, plan_of(base), wanted=("P3",)).pins == base.pins


def test_what_has_begun_keeps_its_time_mode_and_people_and_nothing_else_begins_earlier() -> None:
    base = small_round()
    plan = plan_of(base)
    first = plan.projects[0].packages[0]
    free = freed_round(base, plan, wanted=("P3",), from_period=first.start + 1)
    assert not verify_plan(free, plan)
    held = [pin for pin in free.pins if pin.project == "P1"]
    assert ProjectPin(project="P1", accepted=True, reason=HELD) in held
    about = {type(pin) for pin in held if getattr(pin, "package", None) == first.package}
    assert about == {StartPin, ModePin, PersonPin}
    (later,) = (pin for pin in free.pins if pin.project == "P3")
    assert isinstance(later, WindowPin)
    assert later.earliest_start == first.start + 1


def test_a_re_run_leaves_nothing_held_behind() -> None:
    base = small_round()
    longer = Extension(project="P1", package="A", periods=1)
    changed = rerun_round(base, plan_of(base), longer, from_period=1)
    plan = plan_of(changed)
    free = freed_round(changed, plan, wanted=("P3",), policy=base.policy)
    assert HELD not in {pin.reason for pin in free.pins}
    assert free.policy == base.policy
    assert free.baseline is None
    assert not verify_plan(free, plan)


def test_what_can_not_be_done_any_more_is_a_finding() -> None:
    base = small_round()
    with pytest.raises(BadScenario):
        freed_round(base, plan_of(base), wanted=("P3",), from_period=base.calendar.periods)
