"""The one door: a valid upper bound on the accepted value of a round, with prices.

Step of the way: bound.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.bounds.acceptance import MOST_PROJECTS, Master, break_set, row_of
from optimizer.bounds.descent import descend, first_multipliers
from optimizer.bounds.dual import Multipliers, Point, PriceDual
from optimizer.bounds.prices import Prices, prices_at
from optimizer.bounds.relaxation import relax
from optimizer.domain import Round
from optimizer.instance import Instance, compile_round
from optimizer.instance.arrays import Bools

__all__ = ["BoundLimits", "BoundProgress", "ValueBound", "bound_value"]

MOST_ROWS = 200
"""Points of the descent that the master starts with."""
STALL_STEPS = 150
FEW_PROJECTS = 40
STALL_GAIN_FEW = 0.02
STALL_GAIN = 0.0005
"""Share of the bound that so many steps must gain for the descent to go on."""
SEPARATIONS = ((0.1, 50), (0.5, 100), (0.5, 400))
"""Stride and steps of the attempts to break a set; the last one is followed by an exact check."""
LEAST_EXCESS = 0.001
"""Share of the worth by which a set should be broken: rows broken by less move nothing."""


@dataclass(frozen=True, slots=True)
class BoundLimits:
    """How long a bound may take.

    Attributes
    ----------
    seconds : float or None
        On the clock.
    steps : int or None
        Most evaluations of the dual; a run limited by steps alone repeats exactly.
    workers : int
        Threads that price projects.
    good_enough : int or None
        Stop once the bound is here or below (a plan's value: it is optimal then).
    """

    seconds: float | None = 10.0
    steps: int | None = None
    workers: int = 1
    good_enough: int | None = None


@dataclass(frozen=True, slots=True)
class BoundProgress:
    """The best bound so far, by which method, and after how long."""

    bound: int
    route: str
    seconds: float


OnBound = Callable[[BoundProgress], None]


@dataclass(frozen=True)
class ValueBound:
    """An upper bound on the accepted value of every plan of a round.

    Attributes
    ----------
    bound : int or None
        ``None`` when no plan exists at all.
    impossible : tuple of str
        Projects that must be accepted and can't be done even with every resource to themselves.
    route : str
        The method that gave the bound.
    prices : Prices or None
        What one more of each resource is worth; ``None`` when no plan exists.
    seconds : float
    history : tuple of BoundProgress
        Every improvement, in order.
    """

    bound: int | None
    impossible: tuple[str, ...]
    route: str
    prices: Prices | None
    seconds: float
    history: tuple[BoundProgress, ...]


def bound_value(
    round_: Round | Instance,
    limits: BoundLimits | None = None,
    on_progress: OnBound | None = None,
    cancel: threading.Event | None = None,
) -> ValueBound:
    """Return an upper bound on the value level: accepted benefit times tier weight.

    Valid whenever it is stopped: every figure is the exact dual value at some prices, or the sum of
    all values.

    Parameters
    ----------
    round_ : Round or Instance
        Passed its checks without errors.
    limits : BoundLimits, optional
        10 seconds and one worker by default.
    on_progress : callable, optional
        Called with every better bound.
    cancel : threading.Event, optional
        Set it to stop; the best bound so far is returned.
    """
    limits = limits or BoundLimits()
    instance = round_ if isinstance(round_, Instance) else compile_round(round_)
    keeper = _Keeper(limits, on_progress, cancel)
    dual = PriceDual(relax(instance), limits.workers)
    point = dual.evaluate(dual.zero())
    if not isinstance(point, Point):
        return keeper.no_plan(tuple(instance.round.projects[p].id for p in point), "alone")
    keeper.keep(min(dual.total, point.whole), "sum of values")
    trail = _Trail(dual, keeper)
    if trail.visit(point, dual.zero()):
        descend(dual, first_multipliers(dual), trail.visit)
    if not keeper.over() and dual.value.size <= MOST_PROJECTS and not _sharpen(dual, trail, keeper):
        return keeper.no_plan((), "acceptance")
    return keeper.answer(prices_at(dual, trail.best))


def _sharpen(dual: PriceDual, trail: _Trail, keeper: _Keeper) -> bool:
    """Go on with the master over acceptances; False: no plan exists."""
    master = Master(dual, [row_of(point.cost, point.worth) for point in trail.points])
    while not keeper.over():
        answer = master.solve(keeper.seconds_left(), keeper.limits.workers, keeper.cancel)
        if answer is None:
            return False
        bound, members = answer
        keeper.keep(bound, "acceptance")
        if members is None or keeper.over():
            return True
        if _break(dual, trail.best, members, master, keeper):
            continue
        seconds, workers = keeper.seconds_left(), keeper.limits.workers
        if master.check(members, seconds, workers, keeper.cancel) is not False:
            return True  # it can be done, so the bound is the optimum; or there is no telling
    return True


def _break(
    dual: PriceDual, start: Multipliers, members: Bools, master: Master, keeper: _Keeper
) -> bool:
    """Add a row that a set breaks; False when prices leave the set alone."""
    for stride, steps in SEPARATIONS:
        excess = break_set(dual, start, members, stride, steps, keeper.over)
        keeper.count(steps)
        if excess.units > 0:
            master.rows.append(row_of(excess.cost, excess.worth))
        if excess.units > LEAST_EXCESS * excess.worth or keeper.over():
            return True
    return False


class _Keeper:
    """Keeps the best bound and says when to stop."""

    def __init__(
        self, limits: BoundLimits, on_progress: OnBound | None, cancel: threading.Event | None
    ) -> None:
        self.limits = limits
        self.cancel = cancel
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._steps = 0
        self._history: list[BoundProgress] = []

    def keep(self, bound: int, route: str) -> None:
        """Take note of a bound if it is the best so far."""
        if self._history and bound >= self._history[-1].bound:
            return
        self._history.append(BoundProgress(bound, route, self._seconds()))
        if self._on_progress is not None:
            self._on_progress(self._history[-1])

    def count(self, steps: int) -> None:
        """Count evaluations of the dual."""
        self._steps += steps

    def over(self) -> bool:
        """Say whether it is time to stop."""
        limits = self.limits
        enough = limits.good_enough is not None and self._history[-1].bound <= limits.good_enough
        return (
            enough
            or (limits.seconds is not None and self._seconds() >= limits.seconds)
            or (limits.steps is not None and self._steps >= limits.steps)
            or (self.cancel is not None and self.cancel.is_set())
        )

    def seconds_left(self) -> float | None:
        """Return the seconds left on the clock; ``None`` without a limit."""
        if self.limits.seconds is None:
            return None
        return max(0.0, self.limits.seconds - self._seconds())

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def answer(self, prices: Prices) -> ValueBound:
        """Return the best bound."""
        last = self._history[-1]
        return ValueBound(last.bound, (), last.route, prices, self._seconds(), tuple(self._history))

    def no_plan(self, impossible: tuple[str, ...], route: str) -> ValueBound:
        """Return that no plan exists."""
        return ValueBound(None, impossible, route, None, self._seconds(), tuple(self._history))


class _Trail:
    """The points of a descent: the best, and the last good ones for the master."""

    def __init__(self, dual: PriceDual, keeper: _Keeper) -> None:
        self._keeper = keeper
        self._small = dual.value.size <= MOST_PROJECTS
        self._least = float("inf")
        self._marks: list[float] = []
        self.best = dual.zero()
        self.points: deque[Point] = deque(maxlen=MOST_ROWS)

    def visit(self, point: Point, at: Multipliers) -> bool:
        """Take note of a point; False: stop."""
        self._keeper.count(1)
        if point.bound < self._least:
            self._least, self.best = point.bound, at
            self._keeper.keep(point.whole, "prices")
            if self._small:
                self.points.append(point)
        self._marks.append(self._least)
        return not (self._keeper.over() or self._stalled())

    def _stalled(self) -> bool:
        """Whether a small round gains more from its master by now."""
        if not self._small or len(self._marks) <= STALL_STEPS:
            return False
        gain = STALL_GAIN_FEW if self._few else STALL_GAIN
        return self._marks[-1 - STALL_STEPS] - self._least <= gain * abs(self._least)

    @property
    def _few(self) -> bool:
        return bool(self.points) and self.points[0].cost.size <= FEW_PROJECTS
