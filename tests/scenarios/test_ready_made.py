from __future__ import annotations

from datetime import date

import pytest

from optimizer.errors import BadScenario
from scenarios.changes import HireExperts, apply_scenario
from scenarios.figures import person_loads, skill_pressures
from scenarios.ready_made import (
    more_of_the_scarcest_skill,
    no_reserve,
    project_by,
    ready_made,
    without_department,
)
from tests.scenarios.changes.organisation import organisation


def test_every_ready_made_scenario_fits_its_round() -> None:
    base = organisation()
    scenarios = ready_made(base)
    assert [s.name.en for s in scenarios][-2:] == [
        "Without Laboratory (lab)",
        "Without Data (data)",
    ]
    for scenario in scenarios:
        assert scenario.name.zh
        assert apply_scenario(base, scenario).round.content_hash() != base.content_hash()


def test_ten_percent_more_is_ten_percent_more() -> None:
    base = organisation()
    before = skill_pressures(base, person_loads(base, ()))[0]
    scenario = more_of_the_scarcest_skill(base, 10)
    assert scenario is not None
    after = apply_scenario(base, scenario).round
    now = next(p for p in skill_pressures(after, person_loads(after, ())) if p.name == before.name)
    assert before.capacity < now.capacity <= before.capacity * 1.1
    assert now.capacity > before.capacity * 1.09
    assert all(isinstance(change, HireExperts) for change in scenario.changes)


def test_more_of_nothing_is_no_scenario() -> None:
    assert more_of_the_scarcest_skill(organisation().model_copy(update={"projects": ()})) is None


def test_no_reserve_overrules_the_funds_own() -> None:
    base = organisation()
    kept = base.funds[0].model_copy(update={"reserve_pct": 20})
    base = base.model_copy(update={"funds": (kept, *base.funds[1:])})
    assert any(s.name.en == "No reserve" for s in ready_made(base))
    changed = apply_scenario(base, no_reserve(base)).round
    assert changed.funds[0].reserve_pct is None
    assert changed.policy.fast_lane_reserve_pct == 0


def test_unknown_names_are_findings() -> None:
    with pytest.raises(BadScenario):
        without_department(organisation(), "sales")
    with pytest.raises(BadScenario):
        project_by(organisation(), "P77", date(2026, 8, 2))
