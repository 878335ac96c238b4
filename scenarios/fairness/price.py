"""The price of fairness: what value a guarantee to the worst-off department costs.

References
----------
Bertsimas, Farias & Trichakis (2011), The price of fairness, Operations Research 59(1).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from optimizer.domain import Plan, Round
from optimizer.solve import Limits
from scenarios.sweep import SweepProgress
from scenarios.trade_off import BEST_SECOND, BEST_VALUE, Aim, TradeOff, solve_at

__all__ = ["GUARANTEES", "FairnessPrice", "PricePoint", "price_of_fairness"]

GUARANTEES = (25, 50, 75, 90, 100)
"""Percent of the largest share that the worst-off department could have."""


@dataclass(frozen=True, slots=True)
class PricePoint:
    """The best plan found under one guarantee.

    Attributes
    ----------
    guarantee_pct : int
        Percent of the best worst-off share found.
    target : int
        The share guaranteed.
    worst : int
        The share of the worst-off department in the plan.
    value, value_bound, gap : int, int or None, float or None
    price : float or None
        Part of the best value given up, between the two plans found.
    price_range : tuple of float or None
        What the price of the optima can be, from the bounds of both.
    plan : Plan
    """

    guarantee_pct: int
    target: int
    worst: int
    value: int
    value_bound: int | None
    gap: float | None
    price: float | None
    price_range: tuple[float, float] | None
    plan: Plan


@dataclass(frozen=True, slots=True)
class FairnessPrice:
    """The curve, the cheapest guarantee first.

    Attributes
    ----------
    free : TradeOff or None
        The plan of the best value: what is fair at no price.
    best_worst : int or None
        The largest share of the worst-off department found.
    best_worst_bound : int or None
        No plan gives the worst-off department more.
    points : tuple of PricePoint
        Guarantees that were reached in time.
    """

    free: TradeOff | None
    best_worst: int | None
    best_worst_bound: int | None
    points: tuple[PricePoint, ...]


def price_of_fairness(
    round_: Round,
    limits: Limits | None = None,
    *,
    guarantees: Sequence[int] = GUARANTEES,
    start: Plan | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> FairnessPrice:
    """Return value against guarantees to the worst-off department.

    Parameters
    ----------
    round_ : Round
        Shares are counted against the entitlements of its policy, whatever its fairness rule.
    limits : Limits, optional
        For each solve: two ends, and every guarantee that the plan of best value breaks.
    guarantees : sequence of int
        Percent of the best worst-off share, 0 to 100.
    start, executor, on_progress, cancel
        See :func:`scenarios.sweep.run_sweep`.

    Raises
    ------
    ValueError
        A guarantee outside 0 to 100 percent.
    """
    if not all(0 <= pct <= 100 for pct in guarantees):
        raise ValueError("guarantees lie between 0 and 100 percent")

    def solve(aims: Sequence[Aim]) -> dict[Aim, TradeOff]:
        return solve_at(
            round_,
            "fairness",
            aims,
            limits,
            start=start,
            executor=executor,
            on_progress=on_progress,
            cancel=cancel,
        )

    ends = solve((BEST_VALUE, BEST_SECOND))
    free, fairest = ends.get(BEST_VALUE), ends.get(BEST_SECOND)
    if free is None or fairest is None:
        return FairnessPrice(free, None, None, ())
    if free.second > fairest.second:
        fairest = free  # out of time before the far end was reached
    targets = {pct: -(-fairest.second * pct // 100) for pct in sorted(set(guarantees))}
    asked = {t for t in targets.values() if free.second < t < fairest.second}
    stopped = cancel is not None and cancel.is_set()
    found = {} if stopped else solve(tuple(sorted(asked)))
    points = []
    for pct, target in targets.items():
        known = free if target <= free.second else found.get(target)
        point = fairest if target >= fairest.second and known is None else known
        if point is not None:
            points.append(_point(pct, target, point, free))
    bound = ends[BEST_SECOND].second_bound
    return FairnessPrice(free, fairest.second, bound, tuple(points))


def _point(pct: int, target: int, found: TradeOff, free: TradeOff) -> PricePoint:
    plan = found.outcome.plan
    if plan is None:
        raise ValueError("a trade-off has a plan")
    price = 1 - found.value / free.value if free.value else None
    return PricePoint(
        guarantee_pct=pct,
        target=target,
        worst=found.second,
        value=found.value,
        value_bound=found.value_bound,
        gap=found.gap,
        price=price,
        price_range=_range(found, free),
        plan=plan,
    )


def _range(found: TradeOff, free: TradeOff) -> tuple[float, float] | None:
    """Return the least and the largest price of the optima that the bounds leave open."""
    if found.value_bound is None or free.value_bound is None or free.value <= 0:
        return None
    least = 1 - min(1.0, found.value_bound / free.value)
    return least, max(least, 1 - found.value / free.value_bound)
