"""What-if: scenarios of a round, and sweeps over many of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["Scenario", "Sweep"]


class Scenario(Row):
    """Named changes to a frozen round; never changed, so that its runs stay comparable."""

    __tablename__ = "scenario"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    base_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    """The round that it changes."""
    round_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    """The round that it makes."""
    document: Mapped[dict[str, Any]]
    sentences: Mapped[list[Any]]
    """Each change as a sentence in both languages."""
    notes: Mapped[list[Any]]
    """What else follows from the changes."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class Sweep(Row):
    """A grid of changes to a frozen round; each cell is a run."""

    __tablename__ = "sweep"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    base_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    name: Mapped[str]
    document: Mapped[dict[str, Any]]
    """Axes, and how many cells of how many are drawn."""
    limits: Mapped[dict[str, Any]]
    start_run_id: Mapped[str | None]
    priority: Mapped[int]
    department: Mapped[str]
    cells: Mapped[int]
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]
    spread_at: Mapped[datetime | None]
    """When every cell had become a run."""
    cancelled: Mapped[bool] = mapped_column(default=False)
