from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import has_errors
from tests.optimizer.checks.rounds import codes, set_at, sound

A = {"project": "bridge", "package": "a"}
START = {"kind": "start", **A, "start": 0}
FUND = {"kind": "fund", **A, "need": "c", "fund": "purse", "amount_cents": 50}
PERSON = {"kind": "person", **A, "need": "s", "expert": "li"}
IN = {"kind": "project", "project": "bridge", "accepted": True}


@pytest.mark.parametrize(
    ("pins", "code"),
    [
        ([START, START, FUND, PERSON, IN], None),
        ([START, {**START, "start": 1}], "pin.contradiction"),
        ([IN, {**IN, "accepted": False}], "pin.contradiction"),
        ([{**START, "start": 5}], None),
        ([{**START, "start": 6}], "pin.clash"),
        ([{**START, "start": 7}], "pin.start-outside-window"),
        ([{"kind": "window", **A, "deadline": 2}], None),
        ([{"kind": "window", **A, "deadline": 1}], "pin.window-too-short"),
        ([{**FUND, "amount_cents": 51}], "pin.above-need"),
        ([{**FUND, "need": "f"}], "pin.wrong-fund"),
        ([{**FUND, "fund": "x"}], "reference.unknown-fund"),
        ([{**PERSON, "need": "f"}], "pin.ineligible-person"),
        ([{**PERSON, "need": "f", "assigned": False}], None),
        ([{**PERSON, "expert": "x"}], "reference.unknown-expert"),
        ([{**PERSON, "need": "x"}], "reference.unknown-need"),
        ([{**START, "package": "x"}], "reference.unknown-package"),
        ([{**IN, "project": "x"}], "reference.unknown-project"),
        ([{"kind": "mode", **A, "mode": "m"}], None),
        ([{"kind": "mode", **A, "mode": "x"}], "reference.unknown-mode"),
    ],
)
def test_pins(pins: list[Any], code: str | None) -> None:
    data = sound()
    set_at(data, "/pins", pins)
    assert codes(data) == ({code} if code else set())


def test_a_mandatory_project_is_not_pinned_out() -> None:
    data = sound()
    set_at(data, "/pins", [{**IN, "accepted": False}])
    assert codes(data) == set()
    set_at(data, "/projects/0/mandatory", True)
    assert codes(data) == {"pin.mandatory-out"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"package": "x"}, "baseline.unknown-package"),
        ({"mode": "x"}, "baseline.unknown-mode"),
        ({"staffing": [{"need": "s", "experts": ["x"]}]}, "baseline.unknown-expert"),
    ],
)
def test_the_baseline_may_name_what_is_gone(change: dict[str, Any], code: str | None) -> None:
    data = sound()
    package = {"package": "a", "mode": "m", "start": 0, "end": 2, **change}
    planned = {"project": "bridge", "packages": [package]}
    set_at(data, "/baseline", {"plan": {"projects": [planned]}})
    assert codes(data) == ({code} if code else set())
    assert not has_errors(check_round(Round.model_validate(data)))
    planned["project"] = "gone"
    assert codes(data) == {"baseline.unknown-project"}
