"""The one door: a valid upper bound on the accepted value of a round, with prices.

Step of the way: bound.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from optimizer.bounds.acceptance import MOST_PROJECTS, row_of
from optimizer.bounds.branching import Tree
from optimizer.bounds.descent import descend, first_multipliers
from optimizer.bounds.dual import Multipliers, Point, PriceDual
from optimizer.bounds.prices import Prices, prices_at
from optimizer.bounds.relaxation import relax
from optimizer.domain import Round
from optimizer.instance import Instance, compile_round

__all__ = ["BoundLimits", "BoundProgress", "ValueBound", "bound_value"]

MOST_ROWS = 200
"""Points of the descent that the master starts with."""
FEW_PROJECTS = 40
SHARE_FEW, SHARE_SOME = 0.2, 0.85
"""Of the time, for the descent: of few projects, and of as many as a master takes; else all."""
STEPS, STEPS_PER_PACKAGE = 10_000, 20
"""After so many steps a descent has settled; the second is for few projects."""
JOIN_AFTER = 0.5
"""Of a descent: from then on needs are filled together, if that pays."""
LEAST_JOINED = 0.004
"""Share of the bound by which it pays at once, beyond what slower steps lose."""
LEAST_WAIT = 0.25
"""Seconds that the first prices may take in any case."""


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
    keeper.keep(dual.total, "sum of values")
    point = _first_point(dual, keeper)
    if point is None:
        return keeper.answer(prices_at(dual, dual.zero()))
    if not isinstance(point, Point):
        return keeper.no_plan(tuple(instance.round.projects[p].id for p in point), "alone")
    keeper.keep(point.whole, "sum of values")
    trail = _Trail(dual, keeper)
    if trail.visit(point, dual.zero()):
        _descend(dual, trail, keeper)
    if not keeper.over() and dual.value.size <= MOST_PROJECTS and not _sharpen(dual, trail, keeper):
        return keeper.no_plan((), "acceptance")
    return keeper.answer(prices_at(dual, trail.best))


def _first_point(dual: PriceDual, keeper: _Keeper) -> Point | list[int] | None:
    """Return the dual at no prices; ``None`` when time is over before.

    The kernels may have to be compiled, once on a machine: that goes on in a thread of its own when
    the caller no longer waits, so that the next bound finds them.
    """
    pool = ThreadPoolExecutor(1)
    future = pool.submit(dual.evaluate, dual.zero())
    pool.shutdown(wait=False)
    while not future.done():
        if keeper.seconds() >= LEAST_WAIT and keeper.over():
            return None
        try:
            return future.result(timeout=0.02)
        except TimeoutError:
            continue
    return future.result()


def _descend(dual: PriceDual, trail: _Trail, keeper: _Keeper) -> None:
    """Walk down from one price for all, over the share of the time that prices get."""
    share, most = 1.0, None if keeper.limits.seconds is not None else STEPS
    if dual.value.size <= FEW_PROJECTS:
        share, most = SHARE_FEW, STEPS_PER_PACKAGE * dual.relaxation.forest.visit.size
    elif dual.value.size <= MOST_PROJECTS:
        share, most = SHARE_SOME, STEPS
    dual.joined = False
    start = first_multipliers(dual, keeper.over)
    before = keeper.seconds()
    dual.evaluate(start)
    way = keeper.way(share, most)
    tried = False

    def visit(point: Point, at: Multipliers) -> bool:
        nonlocal tried
        go_on = trail.visit(point, at)
        if go_on and not tried and way.gone() >= JOIN_AFTER:
            tried = True
            return _join_needs(dual, trail)
        return go_on

    descend(dual, start, way.steps(keeper.seconds() - before), way.gone, visit)
    dual.joined = True


def _join_needs(dual: PriceDual, trail: _Trail) -> bool:
    """Fill the needs of packages together if the bound falls enough by that; False: stop."""
    least = trail.least
    dual.joined = True
    point = dual.evaluate(trail.best)
    go_on = not isinstance(point, Point) or trail.visit(point, trail.best)
    dual.joined = trail.is_small or least - trail.least > LEAST_JOINED * abs(least)
    return go_on


def _sharpen(dual: PriceDual, trail: _Trail, keeper: _Keeper) -> bool:
    """Go on with whole acceptances and starts; False: no plan exists."""
    tree = Tree(dual, keeper, keeper.limits.workers, keeper.cancel)
    return tree.grow(trail.best, tuple(row_of(point.cost, point.worth) for point in trail.points))


class _Keeper:
    """Keeps the best bound and says when to stop."""

    def __init__(
        self, limits: BoundLimits, on_progress: OnBound | None, cancel: threading.Event | None
    ) -> None:
        self.limits = limits
        self.cancel = cancel
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._history: list[BoundProgress] = []
        self.steps = 0

    def keep(self, bound: int, route: str) -> None:
        """Take note of a bound if it is the best so far."""
        if self._history and bound >= self._history[-1].bound:
            return
        self._history.append(BoundProgress(bound, route, self.seconds()))
        if self._on_progress is not None:
            self._on_progress(self._history[-1])

    def count(self, steps: int) -> None:
        """Count evaluations of the dual."""
        self.steps += steps

    def over(self) -> bool:
        """Say whether it is time to stop."""
        limits = self.limits
        enough = limits.good_enough is not None and self._history[-1].bound <= limits.good_enough
        return (
            enough
            or (limits.seconds is not None and self.seconds() >= limits.seconds)
            or (limits.steps is not None and self.steps >= limits.steps)
            or (self.cancel is not None and self.cancel.is_set())
        )

    def way(self, share: float, most: int | None) -> _Way:
        """Return a share of what is left of the limits, and no more steps than ``most``."""
        left, steps = self.seconds_left(), self.limits.steps
        return _Way(
            self,
            None if left is None else share * left,
            None if steps is None else share * (steps - self.steps),
            most,
        )

    def seconds_left(self) -> float | None:
        """Return the seconds left on the clock; ``None`` without a limit."""
        if self.limits.seconds is None:
            return None
        return max(0.0, self.limits.seconds - self.seconds())

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._started

    def answer(self, prices: Prices) -> ValueBound:
        """Return the best bound."""
        last = self._history[-1]
        return ValueBound(last.bound, (), last.route, prices, self.seconds(), tuple(self._history))

    def no_plan(self, impossible: tuple[str, ...], route: str) -> ValueBound:
        """Return that no plan exists."""
        return ValueBound(None, impossible, route, None, self.seconds(), tuple(self._history))


class _Way:
    """A part of the limits, and how much of it is gone."""

    def __init__(
        self, keeper: _Keeper, seconds: float | None, share: float | None, most: int | None
    ) -> None:
        self._keeper = keeper
        self._from = keeper.seconds(), keeper.steps
        self._seconds = seconds
        self._steps = [max(1.0, float(limit)) for limit in (share, most) if limit is not None]

    def steps(self, seconds_each: float) -> int:
        """Return about how many steps it takes."""
        counts = list(self._steps)
        if self._seconds is not None:
            counts.append(self._seconds / max(seconds_each, 1e-6))
        return int(min(counts, default=STEPS))

    def gone(self) -> float:
        """Return how much of it is gone, 1 at the end."""
        since, before = self._from
        parts = [(self._keeper.steps - before) / most for most in self._steps]
        if self._seconds is not None:
            parts.append((self._keeper.seconds() - since) / max(self._seconds, 1e-6))
        return max(parts, default=0.0)


class _Trail:
    """The points of a descent: the best, and the last good ones for the master."""

    def __init__(self, dual: PriceDual, keeper: _Keeper) -> None:
        self._keeper = keeper
        self.least = float("inf")
        self.is_small = dual.value.size <= MOST_PROJECTS
        self.best = dual.zero()
        self.points: deque[Point] = deque(maxlen=MOST_ROWS)

    def visit(self, point: Point, at: Multipliers) -> bool:
        """Take note of a point; False: stop."""
        self._keeper.count(1)
        if point.bound < self.least:
            self.least, self.best = point.bound, at
            self._keeper.keep(point.whole, "prices")
            if self.is_small:
                self.points.append(point)
        return not self._keeper.over()
