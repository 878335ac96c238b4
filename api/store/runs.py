"""Runs, and what is said about them while they go on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.identifiers import new_id
from api.store.tables import Run, RunEvent

__all__ = [
    "ENDED",
    "ORDINARY",
    "SOLVE",
    "RunPlace",
    "RunState",
    "add_run",
    "answers_about",
    "count_open",
    "count_waiting",
    "end_run",
    "events_after",
    "find_run",
    "keep_hint",
    "list_runs",
    "runs_of_kind",
    "say",
    "start_run",
    "waiting_about",
    "waiting_runs",
]


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


SOLVE = "solve"
"""The kind of a run that looks for a plan."""
ORDINARY = 5
"""Priority of a run that says none; 1 is the most urgent, 9 the least."""
ENDED = (RunState.DONE, RunState.CANCELLED, RunState.FAILED)


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a run comes from and where it waits.

    Attributes
    ----------
    queue : str
        ``interactive`` or ``sweep``.
    priority : int
        Of a queue's runs those of the lowest number go first.
    department : str
        On whose behalf it runs; empty for the office's.
    scenario_id, sweep_id, cell : optional
        The scenario that is kept, or the sweep and the number of the cell in it.
    kind, question
        What is asked about the plan to start from, where it is no solve.
    """

    queue: str = "interactive"
    priority: int = ORDINARY
    department: str = ""
    scenario_id: str | None = None
    sweep_id: str | None = None
    cell: int | None = None
    kind: str = SOLVE
    question: dict[str, Any] | None = None


def add_run(
    session: Session,
    round_id: str,
    round_hash: str,
    limits: dict[str, Any],
    by: str,
    *,
    scenario: dict[str, Any] | None = None,
    sentences: list[Any] | None = None,
    start_run_id: str | None = None,
    place: RunPlace | None = None,
) -> Run:
    """Add a queued run."""
    row = Run(
        id=new_id("run"),
        round_id=round_id,
        round_hash=round_hash,
        scenario=scenario,
        sentences=sentences or [],
        limits=limits,
        start_run_id=start_run_id,
        **asdict(place or RunPlace()),
        state=RunState.QUEUED,
        submitted_by=by,
        submitted_at=datetime.now(UTC),
        error="",
    )
    session.add(row)
    session.flush()
    say(session, row.id, "state", {"state": RunState.QUEUED.value})
    return row


def find_run(session: Session, run_id: str) -> Run | None:
    """Return the run with an id."""
    return session.get(Run, run_id)


def list_runs(
    session: Session,
    *,
    round_id: str | None = None,
    kind: str | None = SOLVE,
    after: str = "",
    limit: int = 100,
) -> list[Run]:
    """Return runs of a kind in the order of their ids, from behind ``after``."""
    query = select(Run).where(Run.id > after)
    if kind is not None:
        query = query.where(Run.kind == kind)
    if round_id is not None:
        query = query.where(Run.round_id == round_id)
    return list(session.scalars(query.order_by(Run.id).limit(limit)))


def answers_about(session: Session, about: Run) -> list[Run]:
    """Return the questions about the plan of a run that are answered, the newest first."""
    query = select(Run).where(
        Run.round_id == about.round_id,
        Run.start_run_id == about.id,
        Run.kind != SOLVE,
        Run.state == RunState.DONE,
    )
    return list(session.scalars(query.order_by(Run.id.desc())))


def waiting_about(session: Session, about: Run) -> list[Run]:
    """Return the questions about the plan of a run that are waiting or under way."""
    query = select(Run).where(
        Run.round_id == about.round_id,
        Run.start_run_id == about.id,
        Run.kind != SOLVE,
        Run.state.not_in(ENDED),
    )
    return list(session.scalars(query.order_by(Run.id)))


def runs_of_kind(session: Session, about: Run, kind: str) -> list[Run]:
    """Return the runs of a kind on the very round of another run, the newest first."""
    query = select(Run).where(
        Run.round_id == about.round_id, Run.round_hash == about.round_hash, Run.kind == kind
    )
    return list(session.scalars(query.order_by(Run.id.desc())))


def count_waiting(session: Session, department: str) -> int:
    """Return how many runs of a department have not ended, cells of sweeps left out."""
    query = (
        select(func.count())
        .select_from(Run)
        .where(
            Run.department == department,
            Run.sweep_id.is_(None),
            Run.state.in_([RunState.QUEUED, RunState.RUNNING]),
        )
    )
    return session.scalar(query) or 0


def count_open(session: Session) -> list[tuple[str, str, int]]:
    """Return queue, state and number of the runs that have not ended."""
    query = (
        select(Run.queue, Run.state, func.count())
        .where(Run.state.in_([RunState.QUEUED, RunState.RUNNING]))
        .group_by(Run.queue, Run.state)
    )
    return [(row.queue, row.state, row[2]) for row in session.execute(query)]


def waiting_runs(session: Session) -> list[str]:
    """Return the ids of the runs that have not ended, the most urgent first, then the oldest."""
    query = select(Run.id).where(Run.state.in_([RunState.QUEUED, RunState.RUNNING]))
    return list(session.scalars(query.order_by(Run.priority, Run.id)))


def start_run(session: Session, row: Run) -> None:
    """Note that a run has begun (again, when its worker died)."""
    row.state = RunState.RUNNING
    row.started_at = datetime.now(UTC)
    say(session, row.id, "state", {"state": row.state})


def keep_hint(session: Session, row: Run, plan: str) -> None:
    """Keep the best plan of an interrupted solve, as JSON, for the next one to start from."""
    row.hint = plan
    say(session, row.id, "interrupted", {})


def end_run(
    session: Session,
    row: Run,
    state: RunState,
    outcome: str | None = None,
    error: str = "",
    figures: dict[str, Any] | None = None,
    answer: str | None = None,
) -> None:
    """Note how a run ended; a run ends once, whatever is said later."""
    if row.state in ENDED:
        return
    row.figures, row.answer = figures, answer
    row.state, row.outcome, row.error, row.hint = state, outcome, error, None
    row.ended_at = datetime.now(UTC)
    say(session, row.id, "state", {"state": state.value, "error": error})


def say(session: Session, run_id: str, kind: str, data: dict[str, Any]) -> int:
    """Add a word about a run and return its number."""
    query = select(func.max(RunEvent.number)).where(RunEvent.run_id == run_id)
    number = (session.scalar(query) or 0) + 1
    session.add(RunEvent(run_id=run_id, number=number, kind=kind, data=data))
    session.flush()
    return number


def events_after(session: Session, run_id: str, number: int, limit: int = 500) -> list[RunEvent]:
    """Return what was said about a run after a number."""
    query = select(RunEvent).where(RunEvent.run_id == run_id, RunEvent.number > number)
    return list(session.scalars(query.order_by(RunEvent.number).limit(limit)))
