"""The one place of the bounds that calls CP-SAT: masters over acceptances, exact checks of sets.

Step of the way: bound.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from optimizer.domain import Round
from optimizer.errors import SolverFault
from optimizer.instance.arrays import Bools
from optimizer.model.build import build_model

__all__ = ["Answer", "can_be_done", "run"]

DETERMINISTIC_SECONDS = 20.0
"""Of one search without a limit on the clock, in the solver's own time: it repeats exactly."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a search ended; ``bound`` is on the objective, whole, and valid whenever given."""

    proven: bool
    infeasible: bool
    values: tuple[int, ...] | None
    bound: int | None


def run(
    model: cp_model.CpModel,
    seconds: float | None,
    workers: int,
    cancel: threading.Event | None = None,
    effort: float = DETERMINISTIC_SECONDS,
) -> Answer:
    """Search a model that maximises (or has no objective).

    ``effort`` is the most of a search without a limit on the clock, in the solver's own time.

    Raises
    ------
    SolverFault
        The model is invalid.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.catch_sigint_signal = False
    parameters.cp_model_probing_level = 0
    if seconds is None:
        parameters.num_workers = 1
        parameters.max_deterministic_time = effort
    else:
        parameters.num_workers = max(1, workers)
        parameters.max_time_in_seconds = max(0.01, seconds)
    heard: list[float] = []
    solver.best_bound_callback = heard.append
    done = threading.Event()
    guard = threading.Thread(target=_stop_when_asked, args=(solver, cancel, done), daemon=True)
    if cancel is not None:
        guard.start()
    try:
        status = solver.solve(model)
    finally:
        done.set()
        if cancel is not None:
            guard.join()
    if status == cp_model.MODEL_INVALID:
        raise SolverFault(model.validate())
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    proven = status == cp_model.OPTIMAL
    bound = None
    if model.has_objective() and status != cp_model.INFEASIBLE:
        if proven:
            bound = round(solver.objective_value)
        # Stopped before the search begins, CP-SAT states the bound 0, which nothing has proved.
        elif (found or heard) and math.isfinite(solver.best_objective_bound):
            most = solver.best_objective_bound
            bound = math.floor(most + 1e-6 * max(1.0, abs(most)))
    values = tuple(solver.response_proto.solution) if found else None
    return Answer(proven, status == cp_model.INFEASIBLE, values, bound)


def _stop_when_asked(
    solver: cp_model.CpSolver, cancel: threading.Event | None, done: threading.Event
) -> None:
    """Stop the search once ``cancel`` is set, again and again: an early stop may be lost."""
    while not done.wait(0.05):
        if cancel is not None and cancel.is_set():
            solver.stop_search()


def can_be_done(
    round_: Round,
    members: Bools,
    seconds: float | None,
    workers: int,
    cancel: threading.Event | None = None,
    effort: float = DETERMINISTIC_SECONDS,
) -> bool | None:
    """Say whether projects can be accepted together, by the exact model; ``None``: unknown.

    The other projects are left out, so a set that can't be done makes every larger set impossible.
    """
    chosen = {round_.projects[p].id for p in np.flatnonzero(members).tolist()}
    if not chosen:
        return True
    projects = tuple(
        project.model_copy(update={"mandatory": True})
        for project in round_.projects
        if project.id in chosen
    )
    if any(item.project not in chosen for p in projects for item in p.prerequisites):
        return None
    answer = run(build_model(round_.with_only(projects)).model, seconds, workers, cancel, effort)
    if answer.infeasible:
        return False
    return True if answer.values is not None else None
