"""Rounds: frozen, solved, reviewed, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.rows import Row

__all__ = ["AllocationRound", "Publication", "ReviewLine", "Run", "RunEvent", "Snapshot"]


class Snapshot(Row):
    """A round as it was frozen, by its content hash; never changed."""

    __tablename__ = "snapshot"

    hash: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class AllocationRound(Row):
    """An allocation round: its rules, its state, what was frozen and what was chosen."""

    __tablename__ = "allocation_round"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    """Title, currency, calendar, policy and pins, as a round holds them."""
    snapshot_hash: Mapped[str | None] = mapped_column(ForeignKey("snapshot.hash"))
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    """What was not frozen, and why."""
    run_id: Mapped[str | None]
    """The run whose plan is under review, decided or published."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Run(Row):
    """A solve of a snapshot, or of what a scenario makes of it, in the background."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("sweep_id", "cell"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    round_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    """The round that is solved: the frozen one, or the one that the scenario makes of it."""
    kind: Mapped[str]
    """``solve``, or the kind of question that is answered about the plan of a run."""
    question: Mapped[dict[str, Any] | None]
    """What is asked; the run asked about is the one to start from."""
    answer: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The answer's JSON."""
    scenario: Mapped[dict[str, Any] | None]
    limits: Mapped[dict[str, Any]]
    start_run_id: Mapped[str | None]
    """The run whose plan it starts from."""
    queue: Mapped[str]
    """``interactive`` or ``sweep``."""
    priority: Mapped[int]
    """Of the runs of a queue, the lowest number goes first."""
    department: Mapped[str]
    """On whose behalf it runs; empty for the office's."""
    scenario_id: Mapped[str | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    sweep_id: Mapped[str | None] = mapped_column(ForeignKey("sweep.id"))
    cell: Mapped[int | None]
    """Its number in the sweep."""
    sentences: Mapped[list[Any]] = mapped_column(default=list)
    """What the scenario changes, each a pair of words."""
    figures: Mapped[dict[str, Any] | None]
    """The headline figures of the plan."""
    hint: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The best plan of a solve that was cut short, as JSON, to start from when it is resumed."""
    state: Mapped[str] = mapped_column(index=True)
    asked_to: Mapped[str | None]
    """``cancel`` or ``keep`` (stop now, keep the best plan)."""
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    progress: Mapped[dict[str, Any] | None]
    """The last word of the search: level, incumbent, bound, gap, seconds."""
    outcome: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The outcome's JSON, verified again before it was kept; read only where it is asked for."""
    error: Mapped[str] = mapped_column(Text, default="")


class RunEvent(Row):
    """A word about a run, in the order said; readers resume from a number."""

    __tablename__ = "run_event"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


class ReviewLine(Row):
    """One line of a plan under review: what one owner is asked to give, or one team to accept."""

    __tablename__ = "review_line"
    __table_args__ = (UniqueConstraint("round_id", "project", "package", "need", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), index=True)
    project: Mapped[str] = mapped_column(index=True)
    package: Mapped[str]
    need: Mapped[str]
    """Empty for the package's time and for a dataset."""
    kind: Mapped[str]
    """``person``, ``facility``, ``dataset``, ``money`` or ``time``."""
    subject: Mapped[str]
    """The person, facility, dataset or fund; empty for a time."""
    owner: Mapped[str] = mapped_column(index=True)
    """The department that is asked; for a time, the project's sponsor."""
    document: Mapped[dict[str, Any]]
    """Periods, dates, load or amount."""
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Publication(Row):
    """A version of a published plan with its fixed cost shares; never changed."""

    __tablename__ = "publication"

    round_id: Mapped[str] = mapped_column(ForeignKey("allocation_round.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, server_default="1")
    """1 for what was decided at first, then one more for every change."""
    change_id: Mapped[str | None]
    """The change that made it."""
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"))
    round_hash: Mapped[str] = mapped_column(ForeignKey("snapshot.hash"))
    outcome: Mapped[str] = mapped_column(Text)
    shares: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str]
