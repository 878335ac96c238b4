"""Windows: lags both ways, modes, prerequisites; found when too short, and not a period sooner."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.findings import Finding, has_errors
from tests.optimizer.checks.rounds import codes, set_at, sound

P = "/projects/0"
A, B = f"{P}/packages/0", f"{P}/packages/1"


def chain(**lags: int) -> dict[str, Any]:
    """a (2 periods) before c (3 periods) before b (1 period), and b linked to a by lags."""
    data = sound()
    middle = {"id": "c", "modes": [{"id": "m", "duration": 3}], "predecessors": [{"package": "a"}]}
    set_at(data, f"{P}/packages/-", middle)
    set_at(data, f"{B}/predecessors", [{"package": "c"}, {"package": "a", **lags}])
    return data


def only(data: dict[str, Any], code: str) -> Finding:
    (found,) = [f for f in check_round(Round.model_validate(data)) if f.code == code]
    return found


@pytest.mark.parametrize(("lag", "code"), [(3, None), (2, "precedence.max-lag")])
def test_a_maximum_lag_leaves_room_for_what_lies_between(lag: int, code: str | None) -> None:
    assert codes(chain(max_lag=lag)) == ({code} if code else set())


def test_the_maximum_lag_that_fails_is_named() -> None:
    found = only(chain(max_lag=1), "precedence.max-lag")
    assert found.place.pointer == f"{B}/predecessors/1/max_lag"
    assert found.found == "1"


def test_maximum_lags_that_fail_only_together_are_all_named() -> None:
    data = chain()
    # a at 0..2, c at 2..5; b's own window starts at 7, and both lags must stretch to it.
    set_at(data, f"{B}/earliest_start", 7)
    set_at(data, f"{B}/predecessors/0/max_lag", 0)
    assert codes(data) == set()
    set_at(data, f"{P}/packages/2/predecessors/0/max_lag", 1)
    assert codes(data) == set()
    set_at(data, f"{A}/deadline", 2)
    found = [f for f in check_round(Round.model_validate(data)) if f.code == "precedence.max-lag"]
    assert len(found) == 2


def test_a_negative_maximum_lag_asks_for_an_overlap() -> None:
    data = sound()
    set_at(data, f"{B}/predecessors/0", {"package": "a", "min_lag": -2, "max_lag": -1})
    assert codes(data) == set()
    set_at(data, f"{B}/earliest_start", 7)  # then a ends at 8 and starts at 6
    assert codes(data) == set()
    set_at(data, f"{A}/deadline", 7)
    assert codes(data) == {"precedence.max-lag"}


def test_the_shortest_mode_counts_and_longer_ones_that_can_not_are_named() -> None:
    data = sound()
    set_at(data, f"{P}/deadline", 3)
    assert codes(data) == set()
    set_at(data, f"{B}/modes/-", {"id": "slow", "duration": 2})
    found = only(data, "precedence.mode-too-long")
    assert (found.found, found.expected) == ("2", "at most 1")
    set_at(data, f"{P}/deadline", 4)
    assert codes(data) == set()


def test_a_mandatory_project_with_too_little_time_stops_the_round() -> None:
    data = sound()
    set_at(data, f"{P}/deadline", 2)
    assert not has_errors(check_round(Round.model_validate(data)))
    set_at(data, f"{P}/mandatory", True)
    assert has_errors(check_round(Round.model_validate(data)))


@pytest.mark.parametrize(("longest", "code"), [(401, None), (402, "mode.too-many-durations")])
def test_a_mode_has_only_so_many_durations(longest: int, code: str | None) -> None:
    data = sound()
    set_at(data, "/calendar/periods", 1000)
    set_at(data, f"{A}/modes/0/max_duration", longest)
    assert codes(data) == ({code} if code else set())
    set_at(data, f"{P}/deadline", 300)  # most of them are beyond the window
    assert codes(data) == set()


def two_projects(min_lag: int | None) -> dict[str, Any]:
    data = sound()
    later = {
        "id": "opening", "sponsor": "north", "deadline": 5,
        "prerequisites": [{"project": "bridge", "min_lag": min_lag}],
        "packages": [{"id": "a", "modes": [{"id": "m", "duration": 1}]}],
    }  # fmt: skip
    set_at(data, "/projects/-", later)
    return data


@pytest.mark.parametrize(
    ("min_lag", "code"), [(1, None), (2, "precedence.window-too-short"), (None, None)]
)
def test_a_prerequisite_takes_its_time_first(min_lag: int | None, code: str | None) -> None:
    assert codes(two_projects(min_lag)) == ({code} if code else set())


def test_what_a_mandatory_project_needs_first_must_be_possible() -> None:
    data = two_projects(None)
    set_at(data, f"{P}/deadline", 2)
    assert not has_errors(check_round(Round.model_validate(data)))
    set_at(data, "/projects/1/mandatory", True)
    assert has_errors(check_round(Round.model_validate(data)))
