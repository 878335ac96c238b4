from __future__ import annotations

from typing import Any

import pytest

from tests.optimizer.checks.rounds import codes, set_at, sound

P = "/projects/0"
M = f"{P}/packages/0/modes/0"


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/experts/0/department", "nort", "reference.unknown-department"),
        ("/funds/0/access", {"departments": ["x"]}, "reference.unknown-department"),
        (f"{M}/staffing/0/skill", "weldin", "reference.unknown-skill"),
        (f"{P}/requested_experts", ["wu"], "reference.unknown-expert"),
        (f"{M}/facilities/0", {"id": "f", "facility": "x"}, "reference.unknown-facility"),
        (f"{M}/facilities/0/kind", "la", "reference.unknown-kind"),
        (f"{M}/datasets/0/dataset", "x", "reference.unknown-dataset"),
        (f"{M}/money/0/category", "x", "reference.unknown-category"),
        (f"{P}/prerequisites", [{"project": "x"}], "reference.unknown-project"),
        (f"{P}/packages/1/predecessors/0/package", "x", "reference.unknown-package"),
        (f"{M}/staffing/0/same_as", {"package": "b", "need": "x"}, "reference.unknown-need"),
        ("/skills/-", {"id": "welding"}, "duplicate.id"),
        (f"{M}/money/0/id", "s", "duplicate.need-id"),
        (f"{P}/prerequisites", [{"project": "bridge"}], "precedence.prerequisite-cycle"),
        (f"{P}/packages/0/predecessors", [{"package": "b"}], "precedence.cycle"),
        (f"{P}/packages/1/predecessors/0/max_lag", -1, "precedence.lag-order"),
        (f"{P}/deadline", 2, "precedence.window-too-short"),
    ],
)
def test_one_fault_is_found(pointer: str, value: Any, code: str) -> None:
    data = sound()
    assert codes(data) == set()
    set_at(data, pointer, value)
    assert code in codes(data)


def test_a_window_just_long_enough_is_fine() -> None:
    data = sound()
    set_at(data, "/projects/0/deadline", 3)
    assert codes(data) == set()
