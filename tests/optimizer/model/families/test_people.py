"""Load over time, packages at once, what the owner keeps and what it lends."""

from __future__ import annotations

import pytest

from tests.optimizer.model.families.boundary import SOUTH, Case, M, P, hold, second

NEED = f"{M}/staffing/0"
BESIDE = second(staffing=[{"id": "s", "skill": "welding", "load_pct": 40}])
SHORT = [BESIDE, (f"{NEED}/load_pct", 60), (f"{P}/deadline", 3), ("/projects/1/deadline", 1)]
LENT = [SOUTH, (f"{P}/sponsor", "south"), (f"{P}/participants", ["north"]),
        ("/funds/0/access", {"scope": "participants"})]  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        (SHORT, "/projects/1/packages/0/modes/0/staffing/0/load_pct", 40, 41),
        (SHORT, "/experts/0/availability_pct", 100, 99),
        (SHORT, "/policy", {"load_limit_pct": 100}, {"load_limit_pct": 99}),
        (SHORT, "/experts/0/max_packages", 2, 1),
        ([(f"{P}/deadline", 3)], "/experts/0/exceptions", [{"start": 2, "end": 8, "value": 0}],
         [{"start": 1, "end": 8, "value": 0}]),
        ([(f"{P}/deadline", 3)], "/experts/0/leave",
         [{"first_day": "2026-01-19", "last_day": "2026-02-28"}],
         [{"first_day": "2026-01-16", "last_day": "2026-02-28"}]),
        ([*LENT, (f"{NEED}/load_pct", 60)], "/experts/0/keep_pct", 40, 41),
        ([*LENT, (f"{NEED}/load_pct", 60)], "/experts/0/lend_limit_pct_periods", 120, 119),
        (LENT, "/experts/0/access", {"scope": "participants"}, {"scope": "own"}),
        # what the owner keeps is for the projects it sponsors
        ([*LENT, (f"{NEED}/load_pct", 60), ("/experts/0/keep_pct", 41)], f"{P}/sponsor", "north",
         "south"),
    ],
)  # fmt: skip
def test_people(case: Case) -> None:
    hold(case)
