from __future__ import annotations

import copy
from typing import Any

import pytest

from optimizer.checks import read_round
from optimizer.findings import has_errors
from tests.optimizer.checks.rounds import set_at, sound


def test_a_sound_round_is_read_without_findings() -> None:
    round_, findings = read_round(sound())
    assert round_ is not None
    assert findings == []


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/funds/0/amount_cents", -5, "number.too-small"),
        ("/experts/0/availability_pct", 101, "number.too-large"),
        ("/experts/0/availability_pct", "half", "number.not-a-number"),
        ("/experts/0/availability_pct", float("nan"), "number.not-a-number"),
        ("/experts/0/availability_pct", 1.5, "number.not-whole"),
        ("/experts/0/colour", 1, "structure.unknown-field"),
        ("/experts", 3, "structure.wrong-type"),
        ("/experts/0", "li", "structure.wrong-type"),
        ("/calendar/start", "soon", "structure.wrong-type"),
        ("/projects/0/packages", [], "structure.empty-list"),
        ("/experts/0/clearance", "top", "structure.unknown-choice"),
        ("/pins", [{"kind": "wish"}], "structure.unknown-choice"),
        ("/pins", [{"kind": "start", "project": "bridge", "start": 0}], "structure.missing"),
        ("/departments/0/id", " north", "text.wrong-form"),
        ("/projects/0/packages/0/modes/0/facilities/0", {"id": "f"}, "structure.inconsistent"),
    ],
)
def test_one_fault_of_shape_gives_one_finding(pointer: str, value: Any, code: str) -> None:
    data = sound()
    set_at(data, pointer, value)
    before = copy.deepcopy(data)
    round_, findings = read_round(data)
    assert round_ is None
    assert [item.code for item in findings if item.severity == "error"] == [code]
    assert all(item.message_zh and item.suggestion_en for item in findings)
    assert repr(data) == repr(before)


@pytest.mark.parametrize("data", [None, [], "round", 3, {}])
def test_what_is_no_round_at_all_is_a_finding(data: object) -> None:
    round_, findings = read_round(data)
    assert round_ is None
    assert has_errors(findings)


def test_faults_of_shape_and_of_content_are_reported_together() -> None:
    data = sound()
    set_at(data, "/projects/0/packages/0/modes/0/money/0/amount_cents", -1)
    set_at(data, "/experts/0/skills/0/skill", "weldin")
    set_at(data, "/projects/0/packages/0/predecessors", [{"package": "b"}])
    _, findings = read_round(data)
    by_code = {item.code: item for item in findings}
    assert {"number.too-small", "reference.unknown-skill", "precedence.cycle"} <= set(by_code)
    assert by_code["precedence.cycle"].found == "a → b → a"
    assert "welding" in by_code["reference.unknown-skill"].suggestion_en
    place = by_code["number.too-small"].place.pointer
    assert place == "/projects/0/packages/0/modes/0/money/0/amount_cents"


def _places(data: Any, at: str = "") -> list[str]:
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    places = []
    for step, value in steps:
        places.append(f"{at}/{step}")
        if isinstance(value, dict | list):
            places += _places(value, f"{at}/{step}")
    return places


@pytest.mark.parametrize("junk", [None, -1, "", [], {}, [None], True, {"x": 1}])
def test_junk_anywhere_is_found_or_read_and_never_raised(junk: Any) -> None:
    for pointer in _places(sound()):
        data = sound()
        set_at(data, pointer, copy.deepcopy(junk))
        round_, findings = read_round(data)
        assert (round_ is None) == has_errors(findings), pointer
