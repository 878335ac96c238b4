"""Coalitions solved one by one: within limits, verified, remembered, and never better than proven.

A coalition that is not solved to optimality is an interval; one that is not solved at all keeps the
interval that follows without solving. So a table can always be filled, whatever the limits, and
says itself how much of it is open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from optimizer.domain import Outcome, Plan, Round, Status
from optimizer.errors import VerificationFailed
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure

__all__ = [
    "CoalitionCache",
    "CoalitionLimits",
    "CoalitionSolver",
    "CoalitionTask",
    "Evaluator",
    "Known",
    "OnCoalition",
    "solve_by_cp_sat",
]


@dataclass(frozen=True, slots=True)
class CoalitionLimits:
    """How much solving a game may cost.

    Attributes
    ----------
    seconds_each : float or None
        For one coalition.
    seconds_total : float or None
        For all together; coalitions left over are not solved.
    most_solves : int
        Coalitions solved at most; those remembered do not count.
    """

    seconds_each: float | None = 10.0
    seconds_total: float | None = None
    most_solves: int = 4096


CoalitionSolver = Callable[[Round, float | None, threading.Event | None], Outcome]
"""Solves a coalition's round within seconds, or until the event is set."""


def solve_by_cp_sat(
    round_: Round, seconds: float | None, cancel: threading.Event | None
) -> Outcome:
    """Solve a coalition's round by the exact model: the solver used when none is given."""
    from optimizer.solve import Limits, solve_round

    return solve_round(round_, Limits(time_limit_seconds=seconds, workers=2, seed=0), cancel=cancel)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a coalition's number: ``low <= number <= high``.

    ``seconds`` is the time limit it was solved under (None: none), so that a longer one may try
    again.
    """

    low: int
    high: int
    seconds: float | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the bounds are equal."""
        return self.low == self.high


class CoalitionCache(Protocol):
    """Remembers coalitions by the hash of their round and measure, in memory or on disk."""

    def get(self, key: str) -> Known | None:
        """Return what is remembered, if anything."""

    def put(self, key: str, known: Known) -> None:
        """Remember."""


@dataclass(frozen=True, slots=True)
class CoalitionTask:
    """A coalition's round, and what is known of it without solving.

    Attributes
    ----------
    round : Round
    measure : str
        ``value`` (more is better) or ``cost`` (less is).
    low, high : int
        Bounds that hold anyway.
    """

    round: Round
    measure: Literal["value", "cost"]
    low: int
    high: int

    @property
    def key(self) -> str:
        """What the answer is remembered by."""
        return f"{self.measure} {self.round.content_hash()}"


OnCoalition = Callable[[int, int, float], None]
"""Called after each coalition with how many are done, how many there are, and seconds so far."""


class Evaluator:
    """Solves coalitions within limits and counts.

    Attributes
    ----------
    solves, remembered, given_up : int
        Coalitions solved now, taken from the cache, and left with the bounds that hold anyway
        because a limit was reached or somebody cancelled.
    """

    def __init__(
        self,
        limits: CoalitionLimits,
        solve: CoalitionSolver = solve_by_cp_sat,
        cache: CoalitionCache | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.limits = limits
        self.solves = 0
        self.remembered = 0
        self.given_up = 0
        self._solve = solve
        self._cache = cache
        self._cancel = cancel
        self._started = time.monotonic()
        self._known: dict[str, Known] = {}

    @property
    def seconds(self) -> float:
        """Seconds since the evaluation began."""
        return time.monotonic() - self._started

    def evaluate(self, task: CoalitionTask) -> Known:
        """Return what is known of a coalition, after solving it if that is still allowed.

        Raises
        ------
        VerificationFailed
            The solver returned a plan that breaks a rule of the coalition's round.
        BadRound
            The round has findings that stop it.
        """
        if task.low == task.high:
            return Known(task.low, task.high)
        seconds = self._seconds_left()
        remembered = self._remembered(task.key, seconds)
        if remembered is not None:
            self.remembered += 1
            return remembered
        if seconds is not None and seconds <= 0:
            self.given_up += 1
            return Known(task.low, task.high, 0.0)
        self.solves += 1
        outcome = self._solve(task.round, seconds, self._cancel)
        known = _read(task, outcome, seconds)
        self._known[task.key] = known
        if self._cache is not None and outcome.status is not Status.CANCELLED:
            self._cache.put(task.key, known)
        return known

    def _remembered(self, key: str, seconds: float | None) -> Known | None:
        known = self._known.get(key)
        if known is None and self._cache is not None:
            known = self._cache.get(key)
        if known is None or known.is_exact or known.seconds is None:
            return known
        # More time than last time may close the interval.
        return known if seconds is not None and seconds <= known.seconds else None

    def _seconds_left(self) -> float | None:
        """Return the seconds the next coalition may take; 0 when nothing may be solved any more."""
        if self._cancel is not None and self._cancel.is_set():
            return 0.0
        if self.solves >= self.limits.most_solves:
            return 0.0
        total = self.limits.seconds_total
        if total is None:
            return self.limits.seconds_each
        left = max(0.0, total - self.seconds)
        each = self.limits.seconds_each
        return left if each is None else min(left, each)


def _read(task: CoalitionTask, outcome: Outcome, seconds: float | None) -> Known:
    """Return the interval an outcome proves: the plan's own measure, and the solver's bound."""
    low, high = task.low, task.high
    bound = outcome.objective[0].bound if outcome.objective else None
    reached = None if outcome.plan is None else _verified(task, outcome.plan)
    if task.measure == "value":
        low = low if reached is None else max(low, reached)
        high = high if bound is None else max(low, min(high, bound))
    else:
        high = high if reached is None else min(high, reached)
        low = low if bound is None else min(high, max(low, bound))
    return Known(low, high, seconds)


def _verified(task: CoalitionTask, plan: Plan) -> int:
    violations = verify_plan(task.round, plan)
    if violations:
        raise VerificationFailed(violations)
    return measure(task.round, plan, task.measure)
