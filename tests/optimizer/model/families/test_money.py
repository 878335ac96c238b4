"""Amounts, categories, who may draw, slots, roll-over, reserves and when money falls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.optimizer.model.families.boundary import SOUTH, Case, M, P, hold, second

CASH = f"{M}/money/0"
TWO = "/funds/0/slots"
EARLY = [("/funds/0/amount_cents", 0), (f"{P}/deadline", 3)]


def slots(first: int, then: int, cut: int = 1) -> list[dict[str, Any]]:
    return [{"start": 0, "end": cut, "amount_cents": first},
            {"start": cut, "end": 8, "amount_cents": then}]  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        ([], "/funds/0/amount_cents", 50, 49),
        ([("/funds/-", {"id": "empty", "department": "north", "categories": ["travel"]})],
         "/funds/0/categories", ["travel"], ["food"]),
        ([SOUTH, ("/funds/0/department", "south")], "/funds/0/access", {"scope": "anyone"},
         {"scope": "own"}),
        ([SOUTH, ("/funds/0/department", "south")], "/funds/0/access",
         {"scope": "listed", "departments": ["north"]}, {"scope": "participants"}),
        ([], "/funds/0/reserve_pct", 50, 51),
        ([("/funds/0/amount_cents", 51)], "/policy", {"fast_lane_reserve_pct": 0},
         {"fast_lane_reserve_pct": 2}),
        ([second(money=[{"id": "c", "category": "travel", "amount_cents": 50}])],
         "/funds/0/amount_cents", 100, 99),
        ([("/funds/0/amount_cents", 30)], "/funds/-",
         {"id": "chest", "department": "north", "amount_cents": 20},
         {"id": "chest", "department": "north", "amount_cents": 19}),
        # package a runs in periods 0 and 1; the first slot is period 0
        (EARLY, TWO, slots(25, 25), slots(24, 100)),
        ([*EARLY, (f"{CASH}/timing", "start")], TWO, slots(50, 0), slots(49, 100)),
        ([*EARLY, (f"{CASH}/timing", "end")], TWO, slots(0, 50), slots(100, 49)),
        ([*EARLY, (f"{CASH}/amount_cents", 51)], TWO, slots(26, 25), slots(25, 26)),
        ([*EARLY, (TWO, slots(100, 0))], "/funds/0/roll_over", True, False),
        ([*EARLY, ("/funds/0/roll_over", True)], TWO, slots(25, 25), slots(24, 100)),
        ([*EARLY, ("/funds/0/roll_over", True)], TWO, slots(30, 20), slots(30, 19)),
        # an outsourced place is paid by its category; li is on leave
        ([("/experts/0/availability_pct", 0), ("/funds/0/amount_cents", 90),
          ("/projects/0/packages/0/modes/0/staffing/0/outsource",
           {"rate_cents": 20, "category": "travel"})], "/funds/0/amount_cents", 90, 89),
    ],
)  # fmt: skip
def test_money(case: Case) -> None:
    hold(case)
