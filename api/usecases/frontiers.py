"""Frontiers: what fairness, cost or stability costs in value, point by point.

A frontier is a sweep along one axis, the *aim*. It begins with its two ends; when both are solved,
the aims between them are worked out from what they reached, and become cells like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from api.access import Actor
from api.problems import Problem
from api.store import Database, Session, rounds
from api.store import scenarios as store
from api.store.runs import ENDED, find_run
from api.store.tables import AllocationRound, Run, Sweep
from api.usecases import runs, sweeps
from optimizer.domain.policy import is_maximised
from scenarios.frontier import best_of, spaced
from scenarios.sweep import Axis
from scenarios.trade_off import (
    BEST_SECOND,
    BEST_VALUE,
    Aim,
    Goal,
    TradeOff,
    aims_axis,
    trade_off_of,
)

__all__ = ["MOST_POINTS", "FrontierShown", "Point", "extend", "goal_of", "points_of", "submit"]

MOST_POINTS = 50
AXIS = "aim"
ENDS: tuple[Aim, ...] = (BEST_VALUE, BEST_SECOND)

_AXIS = TypeAdapter(Axis)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a frontier: the run that found it, and what it reached.

    Attributes
    ----------
    run_id : str
    made : TradeOff
    """

    run_id: str
    made: TradeOff


@dataclass(frozen=True, slots=True)
class FrontierShown:
    """A frontier as far as it is known.

    Attributes
    ----------
    goal : str
    higher : bool
        Whether more of the second goal is better.
    points : tuple of Point
        Those that no other equals or beats, the best value first.
    dropped : int
        Solved aims that another point equals or beats, or that have no plan.
    """

    goal: Goal
    higher: bool
    points: tuple[Point, ...]
    dropped: int


def submit(
    session: Session,
    actor: Actor,
    round_row: AllocationRound,
    goal: Goal,
    points: int,
    wishes: runs.Wishes,
    most_cells: int,
) -> Sweep:
    """Submit a frontier between value and a second goal; its points become runs.

    Parameters
    ----------
    session, actor, round_row
    goal : {"fairness", "cost", "change"}
    points : int
        How many problems are solved, both ends included.
    wishes : Wishes
        Of each problem.
    most_cells : int

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen; ``invalid`` for ``change`` without a baseline,
        and for fewer than two points or too many; ``not-found`` for an unknown run to start from.
    """
    base = rounds.snapshot_of(session, runs.solvable_base(round_row))
    most = min(MOST_POINTS, most_cells)
    if not 2 <= points <= most:
        raise Problem("invalid", f"点数须为 2 到 {most}。", f"Ask for 2 to {most} points.")
    if goal == "change" and base.baseline is None:
        raise Problem(
            "invalid",
            "本轮次没有基准计划，无从计算变动。",
            "Change is counted against a baseline, and the round has none.",
        )
    grid = sweeps.Grid((aims_axis(base, goal, ENDS),))
    row = sweeps.submit(session, actor, round_row, f"frontier: {goal}", grid, wishes, most_cells)
    row.document = {**row.document, "frontier": {"goal": goal, "points": points}}
    row.cells = points
    session.flush()
    return row


def goal_of(row: Sweep) -> Goal | None:
    """Return the second goal of a frontier; none of a sweep that is none."""
    frontier = row.document.get("frontier")
    goal: Goal | None = None if frontier is None else frontier["goal"]
    return goal


def extend(database: Database, run_id: str) -> list[str]:
    """Return the runs that have to be solved now that one has ended: aims between two ends."""
    with database.reading() as session:
        run = find_run(session, run_id)
        sweep_id = None if run is None else run.sweep_id
        if sweep_id is None or _open_frontier(session, sweep_id) is None:
            return []
    with database.writing() as session:
        row = _open_frontier(session, sweep_id)
        goal = None if row is None else goal_of(row)
        if row is None or goal is None:
            return []
        if len(row.document["axes"][0]["choices"]) == len(ENDS):
            _set_between(session, row, goal)
    return sweeps.spread(database, sweep_id)


def _open_frontier(session: Session, sweep_id: str) -> Sweep | None:
    """Return a frontier both of whose ends are solved; none where nothing can follow."""
    row = store.find_sweep(session, sweep_id)
    if row is None or row.cancelled or goal_of(row) is None:
        return None
    ends = store.cells_of(session, row.id, -1, len(ENDS))
    solved = len(ends) == len(ENDS) and all(run.state in ENDED for run in ends)
    return row if solved else None


def _set_between(session: Session, row: Sweep, goal: Goal) -> None:
    """Put the aims between the ends on the axis; none where an end has no plan."""
    base = rounds.snapshot_of(session, row.base_hash)
    reached = [
        _made(goal, aim, run)
        for aim, run in zip(ENDS, store.cells_of(session, row.id, -1, len(ENDS)), strict=True)
    ]
    between: tuple[int, ...] = ()
    first, last = reached
    if first is not None and last is not None:
        between = spaced(first.second, last.second, row.document["frontier"]["points"])
    axis = aims_axis(base, goal, (*ENDS, *between))
    row.document = {**row.document, "axes": [_AXIS.dump_python(axis, mode="json")]}
    row.cells = len(ENDS) + len(between)
    session.flush()


def points_of(session: Session, row: Sweep) -> FrontierShown:
    """Return the points of a frontier that are known.

    Raises
    ------
    Problem
        ``not-found`` for a sweep that is no frontier.
    """
    goal = goal_of(row)
    if goal is None:
        raise Problem("not-found")
    aims = [choice["label"] for choice in row.document["axes"][0]["choices"]]
    solved = [run for run in store.cells_of(session, row.id) if run.state in ENDED]
    found = {}
    for run in solved:
        made = None if run.cell is None else _made(goal, aims[run.cell], run)
        if made is not None:
            found[id(made)] = Point(run.id, made)
    best = best_of([point.made for point in found.values()], is_maximised(goal))
    points = tuple(found[id(made)] for made in best)
    return FrontierShown(goal, is_maximised(goal), points, len(solved) - len(points))


def _made(goal: Goal, aim: Any, run: Run) -> TradeOff | None:
    return trade_off_of(goal, aim, None if run.outcome is None else runs.outcome_of(run))
