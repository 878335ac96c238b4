"""Windows, lags both ways, modes and durations."""

from __future__ import annotations

import pytest

from tests.optimizer.model.families.boundary import A, B, Case, M, P, hold, solved

LAG = f"{B}/predecessors/0"


@pytest.mark.parametrize(
    "case",
    [
        ([], f"{P}/deadline", 3, 2),
        ([], f"{P}/earliest_start", 5, 6),
        ([], f"{A}/earliest_start", 5, 6),
        ([], f"{A}/deadline", 2, 1),
        ([], f"{B}/deadline", 3, 2),
        ([(f"{P}/deadline", 5)], f"{LAG}/min_lag", 2, 3),
        ([(f"{P}/deadline", 2)], f"{LAG}/min_lag", -1, 0),
        ([(f"{P}/deadline", 2), (f"{LAG}/max_lag", -2), (f"{LAG}/min_lag", -2)],
         f"{B}/earliest_start", 0, 1),
        ([(f"{A}/deadline", 3), (f"{B}/earliest_start", 5)], f"{LAG}/max_lag", 2, 1),
        ([(f"{P}/deadline", 3), (f"{M}/duration", 3)], f"{A}/modes/-",
         {"id": "quick", "duration": 2}, {"id": "quick", "duration": 3}),
        ([("/experts/0/availability_pct", 50)], f"{M}/max_duration", 4, 3),
        ([("/experts/0/availability_pct", 50), (f"{M}/max_duration", 4)], f"{P}/deadline", 5, 4),
        ([(f"{B}/modes/0/duration", 0), (f"{LAG}/min_lag", 6)], f"{P}/deadline", 8, 7),
    ],
)  # fmt: skip
def test_times(case: Case) -> None:
    hold(case)


def test_a_milestone_may_stand_at_the_very_end() -> None:
    _, outcome = solved([(f"{B}/modes/0/duration", 0), (f"{B}/earliest_start", 8)])
    assert outcome.plan is not None
    (project,) = outcome.plan.projects
    assert (project.packages[1].start, project.packages[1].end) == (8, 8)


def test_spread_effort_is_rounded_up() -> None:
    """Two periods at 100 % over three: 67 % in each, not 66."""
    wide = [(f"{M}/max_duration", 3)]
    _, outcome = solved([*wide, ("/experts/0/availability_pct", 67)])
    assert outcome.plan is not None
    assert (
        outcome.plan.projects[0].packages[0].end - outcome.plan.projects[0].packages[0].start == 3
    )
    _, outcome = solved([*wide, ("/experts/0/availability_pct", 66)])
    assert outcome.plan is not None
    assert outcome.plan.projects == ()
