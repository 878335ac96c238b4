"""Scenarios and sweeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import Run, Scenario, Sweep

__all__ = [
    "add_scenario",
    "add_sweep",
    "cells_of",
    "count_cells",
    "ended_cells",
    "find_cell",
    "find_scenario",
    "find_sweep",
    "list_scenarios",
    "list_sweeps",
    "unspread_sweeps",
]


def add_scenario(
    session: Session,
    round_id: str,
    base_hash: str,
    round_hash: str,
    by: str,
    *,
    document: dict[str, Any],
    sentences: list[Any],
    notes: list[Any],
) -> Scenario:
    """Add a scenario of a round."""
    row = Scenario(
        id=new_id("scn"),
        round_id=round_id,
        base_hash=base_hash,
        round_hash=round_hash,
        document=document,
        sentences=sentences,
        notes=notes,
        made_by=by,
        made_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def find_scenario(session: Session, scenario_id: str) -> Scenario | None:
    """Return the scenario with an id."""
    return session.get(Scenario, scenario_id)


def list_scenarios(
    session: Session, round_id: str, after: str = "", limit: int = 100
) -> list[Scenario]:
    """Return the scenarios of a round in the order of their ids, from behind ``after``."""
    query = select(Scenario).where(Scenario.round_id == round_id, Scenario.id > after)
    return list(session.scalars(query.order_by(Scenario.id).limit(limit)))


def add_sweep(session: Session, **columns: Any) -> Sweep:
    """Add a sweep; ``columns`` are those of the table but the id and the time."""
    row = Sweep(id=new_id("swp"), submitted_at=datetime.now(UTC), **columns)
    session.add(row)
    session.flush()
    return row


def find_sweep(session: Session, sweep_id: str) -> Sweep | None:
    """Return the sweep with an id."""
    return session.get(Sweep, sweep_id)


def list_sweeps(session: Session, round_id: str, after: str = "", limit: int = 100) -> list[Sweep]:
    """Return the sweeps of a round in the order of their ids, from behind ``after``."""
    query = select(Sweep).where(Sweep.round_id == round_id, Sweep.id > after)
    return list(session.scalars(query.order_by(Sweep.id).limit(limit)))


def unspread_sweeps(session: Session) -> list[str]:
    """Return the ids of the sweeps of which not every cell is a run yet."""
    query = select(Sweep.id).where(Sweep.spread_at.is_(None), Sweep.cancelled.is_(False))
    return list(session.scalars(query.order_by(Sweep.id)))


def find_cell(session: Session, sweep_id: str, cell: int) -> Run | None:
    """Return the run of a cell."""
    return session.scalar(select(Run).where(Run.sweep_id == sweep_id, Run.cell == cell))


def cells_of(
    session: Session, sweep_id: str, after: int = -1, limit: int | None = None
) -> list[Run]:
    """Return the runs of a sweep in the order of their cells, from behind number ``after``."""
    query = select(Run).where(Run.sweep_id == sweep_id, Run.cell > after).order_by(Run.cell)
    return list(session.scalars(query.limit(limit)))


def ended_cells(session: Session, sweep_id: str) -> list[tuple[int, str, str]]:
    """Return number, run and state of the cells that have ended, in the order of their numbers."""
    query = (
        select(Run.cell, Run.id, Run.state)
        .where(Run.sweep_id == sweep_id, Run.ended_at.is_not(None))
        .order_by(Run.cell)
    )
    return [(row.cell or 0, row.id, row.state) for row in session.execute(query)]


def count_cells(session: Session, sweep_id: str) -> dict[str, int]:
    """Return how many cells are in each state."""
    query = select(Run.state, func.count()).where(Run.sweep_id == sweep_id).group_by(Run.state)
    return {row.state: row[1] for row in session.execute(query)}
