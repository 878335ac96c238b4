"""What one goal costs in another: value against fairness, cost or change, point by point.

Each point is an epsilon-constraint problem solved on its own: the best of the second goal among the
plans whose value is at least a stated share of the best one (Haimes, Lasdon & Wismer 1971). The
first level fixes the share, so every point carries a bound and a gap of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

from optimizer.domain import ObjectiveLevel, Outcome, Plan, Round, Term
from optimizer.solve import Limits
from scenarios.changes import AnyChange, SetFairness, SetLevels
from scenarios.sweep import Axis, Choice, SweepProgress, cartesian, run_sweep

__all__ = ["GIVE_UPS", "Frontier", "FrontierPoint", "Goal", "trace_frontier"]

Goal = Literal["fairness", "cost", "change"]

GIVE_UPS = (0, 2, 5, 10, 20, 35, 50)
"""Percent of the best value that the points of a frontier may give up."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan that no other point beats in both goals.

    Attributes
    ----------
    give_up_pct : int
        The least share of the best value that had to be given up for it, among those tried.
    value, value_bound : int, int or None
    second, second_bound : int, int or None
        The second goal (ppm of an entitlement, cents or changes), and its bound at this share.
    gap : float or None
        Of the second goal.
    outcome : Outcome
    """

    give_up_pct: int
    value: int
    value_bound: int | None
    second: int
    second_bound: int | None
    gap: float | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Frontier:
    """Mutually non-dominated points, the best value first.

    Attributes
    ----------
    goal : str
    higher : bool
        Whether more of the second goal is better.
    points : tuple of FrontierPoint
    dropped : int
        Solved shares whose plan another point equals or beats, or that have no plan.
    """

    goal: Goal
    higher: bool
    points: tuple[FrontierPoint, ...]
    dropped: int


def trace_frontier(
    round_: Round,
    goal: Goal,
    limits: Limits | None = None,
    *,
    give_ups: Sequence[int] = GIVE_UPS,
    start: Plan | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Frontier:
    """Return the frontier between value and a second goal.

    Parameters
    ----------
    round_ : Round
        Under the fairness rule ``none``, ``fairness`` means max-min here.
    goal : {"fairness", "cost", "change"}
        ``change`` counts against the round's baseline.
    limits : Limits, optional
        For each point.
    give_ups : sequence of int
        Shares of the best value, in percent.
    start, executor, on_progress, cancel
        See :func:`scenarios.sweep.run_sweep`.

    Raises
    ------
    ValueError
        ``change`` without a baseline, or a share outside 0 to 100.
    """
    if goal == "change" and round_.baseline is None:
        raise ValueError("change is counted against a baseline, and the round has none")
    if not all(0 <= share <= 100 for share in give_ups):
        raise ValueError("shares lie between 0 and 100 percent")
    fairness = round_.policy.fairness
    rule: tuple[AnyChange, ...] = ()
    if goal == "fairness" and fairness.rule == "none":
        rule = (SetFairness(fairness=fairness.model_copy(update={"rule": "max-min"})),)
    axis = Axis(
        "give_up_pct",
        tuple(Choice(pct, (*rule, SetLevels(levels=_levels(goal, pct)))) for pct in give_ups),
    )
    cells = cartesian([axis])
    _, outcomes = run_sweep(
        round_,
        cells,
        limits,
        start=start,
        executor=executor,
        on_progress=on_progress,
        cancel=cancel,
    )
    found = [
        point
        for cell in cells
        if (point := _point(int(cell.labels[0][1]), outcomes.get(cell.index))) is not None
    ]
    higher = goal == "fairness"
    points = _best(found, higher)
    return Frontier(goal, higher, points, len(cells) - len(points))


def _levels(goal: Goal, give_up_pct: int) -> tuple[ObjectiveLevel, ...]:
    first = ObjectiveLevel(name="value", terms=(Term(measure="value"),), give_up_pct=give_up_pct)
    return first, ObjectiveLevel(name=goal, terms=(Term(measure=goal),))


def _point(give_up_pct: int, outcome: Outcome | None) -> FrontierPoint | None:
    if outcome is None or outcome.plan is None:
        return None
    # Leximin is solved as several levels; the first of them is the worst-off department.
    value, second = outcome.objective[0], outcome.objective[1]
    if value.value is None or second.value is None:
        return None
    return FrontierPoint(
        give_up_pct, value.value, value.bound, second.value, second.bound, second.gap, outcome
    )


def _best(found: Sequence[FrontierPoint], higher: bool) -> tuple[FrontierPoint, ...]:
    """Return the points that no other beats, best value first; of equals the one found first."""
    sign = 1 if higher else -1
    ordered = sorted(found, key=lambda p: (-p.value, -sign * p.second, p.give_up_pct))
    points: list[FrontierPoint] = []
    for point in ordered:
        if not points or sign * point.second > sign * points[-1].second:
            points.append(point)
    return tuple(points)
