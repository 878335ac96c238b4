"""Sweeps: a grid of changes to a frozen round, each cell a run; a cell that fails is a row, too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from api.access import Actor
from api.problems import Problem
from api.store import Database, Session, rounds
from api.store import runs as run_store
from api.store import scenarios as store
from api.store.audit import append_event
from api.store.runs import ENDED, RunPlace, RunState
from api.store.tables import AllocationRound, Run, Sweep
from api.usecases import runs
from optimizer.domain import Round, Text
from optimizer.errors import BadScenario
from scenarios.changes import Applied, Scenario, apply_changes
from scenarios.sweep import Axis, Cell, cartesian, sampled
from scenarios.trade_off import Goal, aim_name

__all__ = [
    "FIGURES",
    "Grid",
    "cancel",
    "news_of",
    "read",
    "rows_of",
    "spread",
    "state_of",
    "submit",
]

FIGURES = (
    "status", "value", "bound", "gap", "accepted", "worst_off", "jain", "cost_cents", "makespan",
    "changed_lines", "seconds",
)  # fmt: skip
"""Figures of a row; one that does not exist is null."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sweep: every combination along the axes, or a sample of them."""

    axes: tuple[Axis, ...]
    sample: int | None = None
    seed: int = 0

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells in their order.

        Raises
        ------
        ValueError
            Two axes have the same name.
        """
        if self.sample is None:
            return cartesian(self.axes)
        return sampled(self.axes, self.sample, self.seed)

    def size(self) -> int:
        """Return the number of cells without making them."""
        total = 1
        for axis in self.axes:
            total *= len(axis.choices)
        return total if self.sample is None else min(self.sample, total)


_GRID = TypeAdapter(Grid)


@dataclass(frozen=True, slots=True)
class _Made:
    """A cell as a scenario, with the round it makes or what stands in the way."""

    scenario: dict[str, Any]
    applied: Applied | None
    error: str = ""
    limits: dict[str, Any] = field(default_factory=dict)


def read(session: Session, sweep_id: str) -> Sweep:
    """Return a sweep.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_sweep(session, sweep_id)
    if row is None:
        raise Problem("not-found")
    return row


def submit(
    session: Session,
    actor: Actor,
    round_row: AllocationRound,
    name: str,
    grid: Grid,
    wishes: runs.Wishes,
    most_cells: int,
) -> Sweep:
    """Submit a sweep; its cells become runs in the background.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, ``invalid`` for too many cells or axes of the
        same name, ``not-found`` for an unknown run to start from.
    """
    base = runs.solvable_base(round_row)
    if wishes.start_run_id is not None:
        runs.read(session, wishes.start_run_id)
    if not 1 <= grid.size() <= most_cells:
        raise Problem(
            "invalid",
            f"共 {grid.size()} 个格，最多 {most_cells} 个；请用 sample 抽样。",
            f"There are {grid.size()} cells, of at most {most_cells}: draw a sample.",
        )
    try:
        cells = len(grid.cells())
    except ValueError:
        raise Problem("invalid", "坐标轴重名。", "Two axes have the same name.") from None
    row = store.add_sweep(
        session,
        round_id=round_row.id,
        base_hash=base,
        name=name,
        document=_GRID.dump_python(grid, mode="json"),
        limits=wishes.limits,
        start_run_id=wishes.start_run_id,
        priority=wishes.priority,
        department=runs.acting_for(actor),
        cells=cells,
        submitted_by=actor.id,
    )
    said = {"round": round_row.id, "hash": base, "cells": cells}
    append_event(session, actor.id, "sweep.submit", row.id, said)
    return row


def spread(database: Database, sweep_id: str) -> list[str]:
    """Make a run of every cell that is none yet; return the runs still to be solved.

    A cell whose changes can't be made is a run that failed, with the reason.
    """
    with database.reading() as session:
        row = store.find_sweep(session, sweep_id)
        if row is None:
            return []
        base = rounds.snapshot_of(session, row.base_hash)
        grid, limits = _GRID.validate_python(row.document), row.limits
        goal = (row.document.get("frontier") or {}).get("goal")
    for cell in grid.cells():
        with database.reading() as session:
            if store.find_cell(session, sweep_id, cell.index) is not None:
                continue
        made = _made(base, cell, limits, _name(base, cell, goal))
        # A transaction for each: others write in between.
        with database.writing() as session:
            row = store.find_sweep(session, sweep_id)
            if row is None or row.cancelled:
                break
            if store.find_cell(session, sweep_id, cell.index) is None:
                _add_cell(session, row, cell, made)
    with database.writing() as session:
        row = read(session, sweep_id)
        row.spread_at = row.spread_at or datetime.now(UTC)
        return [run.id for run in store.cells_of(session, sweep_id) if run.state not in ENDED]


def _name(base: Round, cell: Cell, goal: Goal | None) -> Text:
    """Return what a cell is called: as a point of a frontier, or by its labels."""
    if goal is not None:
        aim: Any = cell.labels[0][1]
        return aim_name(goal, aim, base.currency)
    label = " · ".join(f"{name} {value}" for name, value in cell.labels)
    return Text(zh=label, en=label)


def _made(base: Round, cell: Cell, limits: dict[str, Any], name: Text) -> _Made:
    scenario = Scenario(name=name, changes=cell.changes)
    document = scenario.model_dump(mode="json")
    given = limits if cell.seed is None else {**limits, "seed": cell.seed}
    try:
        return _Made(document, apply_changes(base, cell.changes), limits=given)
    except BadScenario as error:
        reason = "; ".join(finding.message_en for finding in error.findings)
        return _Made(document, None, reason, given)


def _add_cell(session: Session, row: Sweep, cell: Cell, made: _Made) -> None:
    applied = made.applied
    digest = row.base_hash if applied is None else rounds.keep_snapshot(session, applied.round)
    run = run_store.add_run(
        session,
        row.round_id,
        digest,
        made.limits,
        row.submitted_by,
        scenario=made.scenario,
        sentences=[] if applied is None else runs.pairs(applied.sentences),
        start_run_id=row.start_run_id,
        place=RunPlace("sweep", row.priority, row.department, sweep_id=row.id, cell=cell.index),
    )
    if applied is None:
        run_store.end_run(session, run, RunState.FAILED, error=made.error)


def rows_of(session: Session, row: Sweep, after: int, limit: int) -> list[dict[str, Any]]:
    """Return the cells of a sweep from behind number ``after`` as rows of its table."""
    grid: Grid = _GRID.validate_python(row.document)
    solved = {run.cell: run for run in store.cells_of(session, row.id, after, limit)}
    cells = grid.cells()[after + 1 : after + 1 + limit]
    return [_row(cell, solved.get(cell.index)) for cell in cells]


def _row(cell: Cell, run: Run | None) -> dict[str, Any]:
    figures = {} if run is None or run.figures is None else run.figures
    return {
        "cell": cell.index,
        "labels": dict(cell.labels),
        "run_id": None if run is None else run.id,
        "state": RunState.QUEUED.value if run is None else run.state,
        "changes": [] if run is None else run.sentences,
        "round_hash": None if run is None else run.round_hash,
        "error": "" if run is None else run.error,
        **{name: figures.get(name) for name in FIGURES},
    }


def state_of(session: Session, row: Sweep) -> tuple[RunState, dict[str, int]]:
    """Return where a sweep stands, and how many of its cells are in each state."""
    counts = store.count_cells(session, row.id)
    ended = sum(counts.get(state, 0) for state in ENDED)
    if row.cancelled:
        return RunState.CANCELLED, counts
    if ended >= row.cells:
        return RunState.DONE, counts
    begun = ended or counts.get(RunState.RUNNING, 0)
    return (RunState.RUNNING if begun else RunState.QUEUED), counts


def news_of(
    session: Session, sweep_id: str, known: frozenset[int]
) -> tuple[list[dict[str, Any]], RunState, dict[str, int]]:
    """Return the cells that have ended and are not known, where the sweep stands, and its counts.

    A sweep that is gone has ended.
    """
    row = store.find_sweep(session, sweep_id)
    if row is None:
        return [], RunState.CANCELLED, {}
    state, counts = state_of(session, row)
    news = [
        {"cell": cell, "run": run_id, "state": ended}
        for cell, run_id, ended in store.ended_cells(session, sweep_id)
        if cell not in known
    ]
    return news, state, counts


def cancel(session: Session, actor: Actor, row: Sweep) -> None:
    """End a sweep: no further cell begins, those under way are cancelled, the others stay.

    Raises
    ------
    Problem
        ``conflict`` when it has ended.
    """
    state, _ = state_of(session, row)
    if state in ENDED:
        raise Problem("conflict", "该扫描已结束。", "The sweep has ended.")
    row.cancelled = True
    append_event(session, actor.id, "sweep.cancel", row.id)
    for run in store.cells_of(session, row.id):
        if run.state not in ENDED:
            runs.ask(session, actor, run, "cancel")
