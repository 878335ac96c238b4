"""What the search is after: levels of the objective, and prices that steer where work goes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.instance.arrays import Ints

__all__ = ["KINDS", "Goal"]

KINDS = {
    "linear": 0,
    "max-min": 1,
    "ranked": 2,
    "nash": 3,
    "cost": 4,
    "people": 5,
    "change": 6,
    "makespan": 7,
}
"""Codes of the measures a term may hold; ``ranked``: the share of a rank, least first (leximin)."""


class Goal(NamedTuple):
    """Levels, each a sum of terms and maximised, and prices.

    Level 0 is minus the required projects that are missing. ``aim`` is the level being improved;
    the levels before it never fall below ``floor``.
    """

    aim: int
    floor: Ints
    cap: Ints
    """By level: what goes beyond it counts for nothing."""
    term_ptr: Ints
    term_kind: Ints
    term_weight: Ints
    term_row: Ints
    """Row of ``linear``, or how many shares are summed."""
    linear: Ints
    """``(rows, P)`` what accepting a project adds."""
    worth: Ints
    """``(P,)`` what accepting a project is worth in the order of insertion."""
    entitlement: Ints
    """``(D,)`` parts per million."""
    base_utility: Ints
    benefit_ptr: Ints
    benefit_department: Ints
    benefit_value: Ints
    """Benefit x tier weight."""
    wish_weight: int
    handover_weight: int
    balance_weight: int
    change_project: int
    change_start: int
    change_mode: int
    change_person: int
    # steering
    person_prefix: NDArray[np.float32]
    """``(E, T + 1)`` running sum of the price of one percent."""
    facility_prefix: NDArray[np.float32]
    """``(F, T + 1)`` running sum of the price of one unit."""
    fund_price: NDArray[np.float64]
    """``(B,)`` price of one cent."""
    payer: Ints
    """Funds of each payer row, cheapest first."""
    leaning: float
    """What a point of prices weighs beside a point of the level, between plans."""
    unit: float
    """Mean price of a percent-period: the scale of what is drawn at random."""
    cents_pull: float
    points_pull: float
    change_pull: float
    end_pull: float
    """Weight of one cent, penalty point, change and period of end beside the prices."""
    detail: bool
    """Whether cost, people, change or makespan are measured at all."""
