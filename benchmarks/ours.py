"""Runs of Roundtable, and of its own full model by plain CP-SAT."""

from __future__ import annotations

import time
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.trace import Trace
from optimizer.domain import Plan, Round, gap_between
from optimizer.model.build import build_model
from optimizer.solve import Limits, Progress, solve_round
from optimizer.solve.extract import extract_plan
from optimizer.solve.levels import stages_of
from optimizer.verify import verify_plan
from optimizer.verify.measures import level_value

__all__ = ["run_full_model", "run_roundtable"]


def run_roundtable(
    round_: Round, seconds: float, workers: int, seed: int, marks: tuple[float, ...] = ()
) -> dict[str, Any]:
    """Solve a round by `solve_round` and return the figures of its first level.

    ``marks`` are the seconds at which value and bound are read.
    """
    first = round_.policy.levels[0]
    trace = Trace(first.maximise)

    def watch(progress: Progress) -> None:
        if progress.level == first.name:
            trace.add(progress.seconds, progress.incumbent, progress.bound)

    started = time.monotonic()
    outcome = solve_round(round_, Limits(seconds, workers, seed), watch)
    spent = time.monotonic() - started
    level = outcome.objective[0] if outcome.objective else None
    value, bound = (None, None) if level is None else (level.value, level.bound)
    trace.add(min(spent, seconds), value, bound)
    return {
        "status": outcome.status.value,
        "value": value,
        "bound": bound,
        "gap": _gap(value, bound),
        "levels": [[x.name, x.value, x.bound] for x in outcome.objective],
        "seconds": round(spent, 2),
        "first_seconds": trace.first_seconds,
        "violations": None if outcome.plan is None else len(verify_plan(round_, outcome.plan)),
        "plan_route": outcome.provenance.plan_route,
        "bound_route": outcome.provenance.bound_route,
        "marks": _marks(trace, marks),
        "trace": trace.to_json(),
    }


def run_full_model(
    round_: Round,
    seconds: float,
    workers: int,
    seed: int,
    marks: tuple[float, ...] = (),
    probing: bool = True,
) -> dict[str, Any]:
    """Solve the first level on the full model by one plain CP-SAT call.

    Everything but time, workers and seed is the solver's default; ``probing`` off sets
    ``cp_model_probing_level = 0``. The time counts from the start of building the model.
    """
    started = time.monotonic()
    stage = stages_of(round_, {})[0]
    variables = build_model(round_)
    expression = stage.expression(variables)
    (variables.model.maximize if stage.maximise else variables.model.minimize)(expression)
    built = time.monotonic() - started
    trace = Trace(stage.maximise)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - built)
    if not probing:
        solver.parameters.cp_model_probing_level = 0
    solver.best_bound_callback = lambda bound: trace.add(
        time.monotonic() - started, None, _whole(bound)
    )
    watch = _Watch(trace, started)
    status = solver.solve(variables.model, watch)
    spent = time.monotonic() - started
    plan: Plan | None = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        plan = extract_plan(variables, tuple(solver.response_proto.solution))
    value = None if plan is None else level_value(round_, plan, round_.policy.levels[0])
    bound = _whole(solver.best_objective_bound)
    trace.add(min(spent, seconds), value, bound)
    return {
        "status": solver.status_name(status).lower(),
        "value": value,
        "bound": bound,
        "gap": _gap(value, bound),
        "seconds": round(spent, 2),
        "build_seconds": round(built, 2),
        "first_seconds": trace.first_seconds,
        "violations": None if plan is None else len(verify_plan(round_, plan)),
        "marks": _marks(trace, marks),
        "trace": trace.to_json(),
    }


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, trace: Trace, started: float) -> None:
        super().__init__()
        self._trace = trace
        self._started = started

    def on_solution_callback(self) -> None:
        seconds = time.monotonic() - self._started
        bound = _whole(self.best_objective_bound)
        self._trace.add(seconds, round(self.objective_value), bound)


def _whole(bound: float) -> int | None:
    """Return the bound CP-SAT proved, or nothing where it proved none."""
    return round(bound) if abs(bound) < 2**62 else None


def _gap(value: int | None, bound: int | None) -> float | None:
    return None if value is None or bound is None else gap_between(value, bound)


def _marks(trace: Trace, marks: tuple[float, ...]) -> list[dict[str, Any]]:
    rows = []
    for mark in marks:
        value, bound = trace.at(mark)
        rows.append({"at": mark, "value": value, "bound": bound, "gap": _gap(value, bound)})
    return rows
