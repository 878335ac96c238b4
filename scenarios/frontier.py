"""What one goal costs in another: value against fairness, cost or change, point by point.

The ends come first, each goal before the other; between them the second goal has evenly spaced,
exact targets, each an epsilon-constraint problem of its own (:mod:`scenarios.trade_off`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from optimizer.domain import Plan, Round
from optimizer.domain.policy import is_maximised
from optimizer.solve import Limits
from scenarios.sweep import SweepProgress
from scenarios.trade_off import BEST_SECOND, BEST_VALUE, Aim, Goal, TradeOff, solve_at

__all__ = ["Frontier", "best_of", "spaced", "trace_frontier"]


@dataclass(frozen=True, slots=True)
class Frontier:
    """Mutually non-dominated points, the best value first.

    Attributes
    ----------
    goal : str
    higher : bool
        Whether more of the second goal is better.
    points : tuple of TradeOff
    dropped : int
        Solved aims whose plan another point equals or beats, or that have no plan.
    """

    goal: Goal
    higher: bool
    points: tuple[TradeOff, ...]
    dropped: int


def trace_frontier(
    round_: Round,
    goal: Goal,
    limits: Limits | None = None,
    *,
    points: int = 7,
    start: Plan | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Frontier:
    """Return the frontier between value and a second goal.

    Parameters
    ----------
    round_, goal, limits
        See :func:`scenarios.trade_off.solve_at`.
    points : int
        How many problems are solved, both ends included.
    start, executor, on_progress, cancel
        See :func:`scenarios.sweep.run_sweep`.

    Raises
    ------
    ValueError
        ``change`` without a baseline, or fewer than two points.
    """
    if points < 2:
        raise ValueError("a frontier has two ends: ask for at least 2 points")

    def solve(aims: Sequence[Aim]) -> dict[Aim, TradeOff]:
        return solve_at(
            round_,
            goal,
            aims,
            limits,
            start=start,
            executor=executor,
            on_progress=on_progress,
            cancel=cancel,
        )

    ends = solve((BEST_VALUE, BEST_SECOND))
    between: tuple[int, ...] = ()
    if len(ends) == 2:
        between = spaced(ends[BEST_VALUE].second, ends[BEST_SECOND].second, points)
    stopped = cancel is not None and cancel.is_set()
    found = {**ends, **({} if stopped else solve(between))}
    best = best_of(found.values(), is_maximised(goal))
    return Frontier(goal, is_maximised(goal), best, 2 + len(between) - len(best))


def spaced(first: int, last: int, points: int) -> tuple[int, ...]:
    """Return the whole numbers strictly between two ends that cut their distance evenly."""
    cuts = (first + (last - first) * i // (points - 1) for i in range(1, points - 1))
    return tuple(dict.fromkeys(cut for cut in cuts if cut not in (first, last)))


def best_of(found: Iterable[TradeOff], higher: bool) -> tuple[TradeOff, ...]:
    """Return the points that no other beats, best value first; of equals the one found first."""
    sign = 1 if higher else -1
    ordered = sorted(found, key=lambda p: (-p.value, -sign * p.second))
    points: list[TradeOff] = []
    for point in ordered:
        if not points or sign * point.second > sign * points[-1].second:
            points.append(point)
    return tuple(points)
