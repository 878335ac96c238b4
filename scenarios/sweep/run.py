"""Running the cells of a sweep, anywhere an executor is given; a failed cell is a row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from optimizer.domain import Outcome, Plan, Round
from optimizer.errors import BadScenario, RoundtableError
from optimizer.solve import Limits, solve_round
from scenarios.changes import apply_changes
from scenarios.compare import plan_figures
from scenarios.sweep.grid import Cell

__all__ = ["COLUMNS", "SweepProgress", "run_sweep"]

COLUMNS = (
    "cell", "changes", "status", "value", "bound", "gap", "accepted", "worst_off", "jain",
    "cost_cents", "makespan", "changed_lines", "seconds", "round_hash", "error",
)  # fmt: skip
"""Columns of a sweep's frame after those of its axes; a figure that does not exist is missing."""


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """A cell is done; ``row`` is its row of the frame."""

    done: int
    cells: int
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Task:
    """A cell with all it takes to solve it in another process."""

    base: Round
    cell: Cell
    limits: Limits
    start: Plan | None


def run_sweep(
    base: Round,
    cells: Sequence[Cell],
    limits: Limits | None = None,
    *,
    start: Plan | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[SweepProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> tuple[pd.DataFrame, dict[int, Outcome]]:
    """Solve the base round under each cell's changes.

    Parameters
    ----------
    base : Round
    cells : sequence of Cell
        See :func:`scenarios.sweep.cartesian`.
    limits : Limits, optional
        For each cell; a cell's seed overrules theirs.
    start : Plan, optional
        A plan of the base round: each cell starts from it, and ``changed_lines`` counts against it.
    executor : concurrent.futures.Executor, optional
        Where the cells run; in this thread when not given.
    on_progress : callable, optional
        Called in this thread whenever a cell is done.
    cancel : threading.Event, optional
        No further cell starts once it is set; cells under way in this thread stop and keep
        their best plan.

    Returns
    -------
    frame : pandas.DataFrame
        One row a cell in the order of the cells: a column for each axis, then `COLUMNS`.
        A cell that could not be solved has the status ``failed`` and the reason in ``error``;
        one that never ran has the status ``not run``.
    outcomes : dict of int to Outcome
        By the cell's index, for the cells that were solved.
    """
    tasks = [_Task(base, cell, _limits(limits, cell), start) for cell in cells]
    rows: dict[int, dict[str, Any]] = {}
    outcomes: dict[int, Outcome] = {}

    def keep(cell: Cell, row: dict[str, Any], outcome: Outcome | None) -> None:
        rows[cell.index] = row
        if outcome is not None:
            outcomes[cell.index] = outcome
        if on_progress is not None:
            on_progress(SweepProgress(len(rows), len(cells), row))

    if executor is None:
        for task in tasks:
            if cancel is not None and cancel.is_set():
                break
            keep(task.cell, *_solve_cell(task, cancel))
    else:
        _run_elsewhere(executor, tasks, keep, cancel)
    listed = [rows.get(cell.index, _row(cell, status="not run")) for cell in cells]
    names = [name for name, _ in cells[0].labels] if cells else []
    return pd.DataFrame(listed, columns=[*names, *COLUMNS]), outcomes


def _limits(limits: Limits | None, cell: Cell) -> Limits:
    limits = limits or Limits()
    return limits if cell.seed is None else replace(limits, seed=cell.seed)


def _run_elsewhere(
    executor: Executor,
    tasks: Sequence[_Task],
    keep: Callable[[Cell, dict[str, Any], Outcome | None], None],
    cancel: threading.Event | None,
) -> None:
    futures: dict[Future[tuple[dict[str, Any], Outcome | None]], Cell] = {
        executor.submit(_solve_cell, task): task.cell for task in tasks
    }
    for future in as_completed(futures):
        cell = futures[future]
        try:
            row, outcome = future.result()
        except CancelledError:
            continue
        except Exception as error:  # noqa: BLE001 (a worker that died is a row, too)
            row, outcome = (
                _row(cell, status="failed", error=f"{type(error).__name__}: {error}"),
                None,
            )
        keep(cell, row, outcome)
        if cancel is not None and cancel.is_set():
            for waiting in futures:
                waiting.cancel()


def _solve_cell(
    task: _Task, cancel: threading.Event | None = None
) -> tuple[dict[str, Any], Outcome | None]:
    """Return the row of a cell and its outcome; what goes wrong stands in the row."""
    began = time.monotonic()
    try:
        applied = apply_changes(task.base, task.cell.changes)
        outcome = solve_round(applied.round, task.limits, cancel=cancel, start=task.start)
    except RoundtableError as error:
        reason = str(error)
        if isinstance(error, BadScenario):
            reason = "; ".join(f.message_en for f in error.findings)
        return _row(task.cell, status="failed", error=reason), None
    first = outcome.objective[0] if outcome.objective else None
    row = _row(
        task.cell,
        status=outcome.status.value,
        changes="; ".join(sentence.en for sentence in applied.sentences),
        bound=None if first is None else first.bound,
        gap=None if first is None else first.gap,
        seconds=round(time.monotonic() - began, 3),
        round_hash=applied.round.content_hash(),
    )
    figures = plan_figures(applied.round, outcome, task.start)
    if figures is not None:
        row.update(
            value=figures.value,
            accepted=figures.accepted,
            worst_off=figures.worst_off,
            jain=figures.jain,
            cost_cents=figures.cost_cents,
            makespan=figures.makespan,
            changed_lines=figures.changed_lines,
        )
    return row, outcome


def _row(cell: Cell, **known: object) -> dict[str, Any]:
    row: dict[str, Any] = dict(cell.labels)
    row.update(dict.fromkeys(COLUMNS))
    row.update(cell=cell.index, changes="", error="")
    row.update(known)
    return row
