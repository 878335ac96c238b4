"""The one place that calls CP-SAT. It always says how the search stopped and what is usable."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ortools.sat.python import cp_model

from optimizer.domain import gap_between
from optimizer.errors import SolverFault
from optimizer.solve.limits import Limits, OnProgress, Progress

__all__ = ["Answer", "Clock", "Signal", "optimise"]


class Signal(Protocol):
    """Something that may be set to stop a search, such as a :class:`threading.Event`."""

    def is_set(self) -> bool:
        """Say whether to stop."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """How a search stopped.

    ``values`` holds a usable solution by variable index, or nothing. ``bound`` is valid whenever
    it is given.
    """

    proven: bool
    infeasible: bool
    values: tuple[int, ...] | None
    bound: int | None


class Clock:
    """Shares one time limit among the levels, in wall or deterministic seconds."""

    def __init__(self, limits: Limits, now: float) -> None:
        self.limits = limits
        self.started = now
        self.used_deterministic = 0.0

    def left(self, now: float) -> float | None:
        """Return the seconds left, or ``None`` without a limit."""
        limit = self.limits.time_limit_seconds
        if limit is None:
            return None
        spent = self.used_deterministic if self.limits.deterministic else now - self.started
        return max(0.0, limit - spent)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Reports incumbents and stops the search when asked."""

    def __init__(
        self,
        level: str,
        maximise: bool,
        clock: Clock,
        on_progress: OnProgress | None,
        on_solution: Callable[[tuple[int, ...]], None] | None,
    ) -> None:
        super().__init__()
        self._on_solution = on_solution
        self._level = level
        self._maximise = maximise
        self._clock = clock
        self._on_progress = on_progress

    def on_solution_callback(self) -> None:
        """Report the new incumbent."""
        if self._on_solution is not None:
            self._on_solution(tuple(self.response_proto.solution))
        if self._on_progress is None:
            return
        value = round(self.objective_value)
        bound = _whole_bound(self.best_objective_bound, self._maximise)
        gap = None if bound is None else gap_between(value, bound)
        seconds = time.monotonic() - self._clock.started
        self._on_progress(Progress(self._level, value, bound, gap, seconds))


def _whole_bound(bound: float, maximise: bool) -> int | None:
    if not math.isfinite(bound) or abs(bound) > 2**62:
        return None
    # Levels stay below 2^53 (see the checks), where doubles hold every whole number.
    slack = 1e-6
    return math.floor(bound + slack) if maximise else math.ceil(bound - slack)


def optimise(
    model: cp_model.CpModel,
    *,
    level: str,
    maximise: bool,
    seconds: float | None,
    clock: Clock,
    on_progress: OnProgress | None = None,
    cancel: Signal | None = None,
    workers: int | None = None,
    tuning: Mapping[str, bool | int] | None = None,
    on_solution: Callable[[tuple[int, ...]], None] | None = None,
    on_bound: Callable[[int], None] | None = None,
) -> Answer:
    """Search the model for ``seconds`` and return how it stopped.

    Parameters
    ----------
    model, level, maximise, seconds, clock, on_progress, cancel
    workers : int, optional
        Instead of all that the limits allow.
    tuning : mapping, optional
        Solver parameters beside those set for every search.
    on_solution, on_bound : callable, optional
        Called from the solver's threads with every better solution, by variable index, and every
        better bound.

    Raises
    ------
    SolverFault
        The model is invalid.
    """
    limits = clock.limits
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = limits.seed % 2**31
    parameters.num_workers = 1 if limits.deterministic else max(1, workers or limits.workers)
    # Interrupts belong to the caller, who sets ``cancel``; the solver's own handler stops one level
    # only, and aborts the process when the search runs outside the main thread.
    parameters.catch_sigint_signal = False
    # Probing ate nearly the whole limit on contended rounds of 60 projects.
    parameters.cp_model_probing_level = 0
    if seconds is not None:
        if limits.deterministic:
            parameters.max_deterministic_time = max(0.01, seconds)
        else:
            parameters.max_time_in_seconds = max(0.01, seconds)
    for name, value in (tuning or {}).items():
        setattr(parameters, name, value)
    heard: list[float] = []

    def hear(bound: float) -> None:
        heard.append(bound)
        whole = _whole_bound(bound, maximise)
        if on_bound is not None and whole is not None:
            on_bound(whole)

    solver.best_bound_callback = hear
    watch = _Watch(level, maximise, clock, on_progress, on_solution)
    done = threading.Event()
    guard = threading.Thread(target=_stop_when_asked, args=(solver, cancel, done), daemon=True)
    if cancel is not None:
        guard.start()
    try:
        status = solver.solve(model, watch)
    finally:
        done.set()
        if cancel is not None:
            guard.join()
    clock.used_deterministic += solver.response_proto.deterministic_time
    if status == cp_model.MODEL_INVALID:
        raise SolverFault(model.validate())
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = tuple(solver.response_proto.solution) if found else None
    has_objective = model.has_objective()
    # Stopped before the search begins, CP-SAT states the bound 0, which nothing has proved.
    is_stated = has_objective and (status != cp_model.UNKNOWN or bool(heard))
    bound = _whole_bound(solver.best_objective_bound, maximise) if is_stated else None
    if has_objective and status == cp_model.OPTIMAL:
        bound = round(solver.objective_value)  # proven: no slack for the float in between
    return Answer(status == cp_model.OPTIMAL, status == cp_model.INFEASIBLE, values, bound)


def _stop_when_asked(
    solver: cp_model.CpSolver, cancel: Signal | None, done: threading.Event
) -> None:
    """Stop the search once ``cancel`` is set, again and again: an early stop may be lost."""
    while not done.wait(0.05):
        if cancel is not None and cancel.is_set():
            solver.stop_search()
