"""The one door: a valid upper bound on the accepted value of a round, with prices.

Step of the way: bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.bounds.descent import descend, first_multipliers
from optimizer.bounds.dual import Multipliers, Point, PriceDual
from optimizer.bounds.prices import Prices, prices_at
from optimizer.bounds.relaxation import relax
from optimizer.domain import Round
from optimizer.instance import Instance, compile_round

__all__ = ["BoundLimits", "BoundProgress", "ValueBound", "bound_value"]


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
    started = time.monotonic()
    limits = limits or BoundLimits()
    instance = round_ if isinstance(round_, Instance) else compile_round(round_)
    dual = PriceDual(relax(instance), limits.workers)
    keeper = _Keeper(limits, on_progress, cancel, started, dual)
    point = dual.evaluate(dual.zero())
    if not isinstance(point, Point):
        names = tuple(instance.round.projects[p].id for p in point)
        return ValueBound(None, names, "alone", None, time.monotonic() - started, ())
    if keeper.visit(point, dual.zero()):
        descend(dual, first_multipliers(dual), keeper.visit)
    return ValueBound(
        bound=keeper.bound,
        impossible=(),
        route=keeper.route,
        prices=prices_at(dual, keeper.best),
        seconds=time.monotonic() - started,
        history=tuple(keeper.history),
    )


class _Keeper:
    """Keeps the best point and says when to stop."""

    def __init__(
        self,
        limits: BoundLimits,
        on_progress: OnBound | None,
        cancel: threading.Event | None,
        started: float,
        dual: PriceDual,
    ) -> None:
        self._limits = limits
        self._on_progress = on_progress
        self._cancel = cancel
        self._started = started
        self._steps = 0
        self._least = float("inf")
        self.bound = dual.total
        self.best: Multipliers = dual.zero()
        self.route = "sum of values"
        self.history: list[BoundProgress] = []

    def visit(self, point: Point, at: Multipliers) -> bool:
        """Take note of a point; False: stop."""
        self._steps += 1
        seconds = time.monotonic() - self._started
        if point.bound < self._least:
            self._least, self.best = point.bound, at
            if point.whole < self.bound or not self.history:
                self.bound = min(self.bound, point.whole)
                self.route = "prices"
                self.history.append(BoundProgress(self.bound, self.route, seconds))
                if self._on_progress is not None:
                    self._on_progress(self.history[-1])
        limits = self._limits
        return not (
            (limits.seconds is not None and seconds >= limits.seconds)
            or (limits.steps is not None and self._steps >= limits.steps)
            or (limits.good_enough is not None and self.bound <= limits.good_enough)
            or (self._cancel is not None and self._cancel.is_set())
        )
