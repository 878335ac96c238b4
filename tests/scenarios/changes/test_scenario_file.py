from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import Text
from optimizer.errors import BadFile, BadScenario
from scenarios.changes import (
    AnyChange,
    ForceProject,
    HireExperts,
    ScaleFund,
    Scenario,
    SetFacilityUnits,
    SetReserve,
    apply_changes,
    apply_scenario,
    read_scenario,
    write_scenario,
)
from tests.scenarios.changes.organisation import organisation


def test_a_scenario_that_changes_nothing_gives_the_same_hash() -> None:
    base = organisation()
    assert apply_scenario(base, Scenario()).round.content_hash() == base.content_hash()
    same = (ScaleFund(fund="F1", percent=100), SetReserve(percent=0))
    assert apply_changes(base, same).round.content_hash() == base.content_hash()


def test_a_file_gives_the_scenario_back_and_stays_small(tmp_path: Path) -> None:
    scenario = Scenario(
        name=Text(zh="不留储备", en="No reserve"),
        base_hash=organisation().content_hash(),
        changes=(SetReserve(percent=0), ForceProject(project="P1")),
    )
    path = tmp_path / "scenario.json"
    write_scenario(scenario, path)
    assert read_scenario(path) == scenario
    assert json.loads(path.read_text("utf-8"))["changes"] == [
        {"kind": "set-reserve", "percent": 0},
        {"kind": "force-project", "project": "P1"},
    ]


def test_another_base_is_refused() -> None:
    scenario = Scenario(base_hash="sha256:0", changes=(SetReserve(percent=1),))
    with pytest.raises(BadScenario) as caught:
        apply_scenario(organisation(), scenario)
    assert caught.value.findings[0].code == "scenario.other-base"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"changes": [{"kind": "nothing"}]}', '{"changes": [{"kind": "set-reserve"}]}'],
)
def test_a_broken_file_becomes_findings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile) as caught:
        read_scenario(path)
    assert caught.value.findings


CHANGES: st.SearchStrategy[AnyChange] = st.one_of(
    st.builds(ScaleFund, fund=st.sampled_from(["F1", "F2"]), percent=st.integers(0, 300)),
    st.builds(SetReserve, percent=st.integers(0, 100)),
    st.builds(SetFacilityUnits, facility=st.just("bench"), units=st.integers(0, 5)),
    st.builds(ForceProject, project=st.sampled_from(["P1", "P2", "P3"])),
)


@given(st.lists(CHANGES, max_size=5), st.integers(0, 5))
def test_changes_compose(changes: list[AnyChange], cut: int) -> None:
    base = organisation()
    at_once = apply_changes(base, tuple(changes)).round
    first = apply_changes(base, tuple(changes[:cut])).round
    assert apply_changes(first, tuple(changes[cut:])).round == at_once


def test_hired_people_of_two_changes_need_two_prefixes() -> None:
    hire = HireExperts(department="lab", skill="stats")
    with pytest.raises(BadScenario):
        apply_changes(organisation(), (hire, hire))
    other = hire.model_copy(update={"prefix": "more"})
    assert len(apply_changes(organisation(), (hire, other)).round.experts) == 5
