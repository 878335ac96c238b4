"""Runs on frozen rounds and on scenarios of them."""

from __future__ import annotations

from typing import Any

from api.access import Actor
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, rounds
from api.store import runs as store
from api.store.audit import append_event
from api.store.runs import ENDED
from api.store.tables import AllocationRound, Run
from optimizer.domain import Outcome
from optimizer.errors import BadScenario
from scenarios.changes import Scenario, apply_scenario

__all__ = ["ask", "outcome_of", "read", "submit"]

SOLVABLE = (RoundState.FROZEN, RoundState.IN_REVIEW, RoundState.DECIDED, RoundState.PUBLISHED)


def read(session: Session, run_id: str) -> Run:
    """Return a run.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_run(session, run_id)
    if row is None:
        raise Problem("not-found")
    return row


def submit(
    session: Session,
    actor: Actor,
    round_row: AllocationRound,
    limits: dict[str, Any],
    *,
    scenario: Scenario | None = None,
    digest: str | None = None,
    start_run_id: str | None = None,
) -> Run:
    """Submit a run on a frozen round, on what a scenario makes of it, or on another snapshot.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, ``invalid`` when a change can't be made,
        ``not-found`` for an unknown run to start from.
    """
    if round_row.state not in SOLVABLE or round_row.snapshot_hash is None:
        raise Problem("conflict", "请先冻结轮次。", "The round has to be frozen first.")
    if start_run_id is not None:
        read(session, start_run_id)
    digest = digest or round_row.snapshot_hash
    if scenario is not None:
        base = rounds.snapshot_of(session, digest)
        try:
            digest = rounds.keep_snapshot(session, apply_scenario(base, scenario).round)
        except BadScenario as error:
            raise Problem("invalid", findings=error.findings) from None
    row = store.add_run(
        session,
        round_row.id,
        digest,
        limits,
        actor.id,
        scenario=None if scenario is None else scenario.model_dump(mode="json"),
        start_run_id=start_run_id,
    )
    append_event(
        session, actor.id, "run.submit", row.id, {"round": round_row.id, "hash": digest, **limits}
    )
    return row


def ask(session: Session, actor: Actor, row: Run, wish: str) -> None:
    """Ask a run to ``cancel``, or to stop now and ``keep`` its best plan.

    Raises
    ------
    Problem
        ``conflict`` when it has ended.
    """
    if row.state in ENDED:
        raise Problem("conflict", "该求解已结束。", "The run has ended.")
    row.asked_to = wish
    append_event(session, actor.id, f"run.{wish}", row.id)


def outcome_of(row: Run) -> Outcome:
    """Return the outcome of a run.

    Raises
    ------
    Problem
        ``conflict`` while there is none.
    """
    if row.outcome is None:
        raise Problem(
            "conflict",
            f"该求解处于“{row.state}”，没有结果。",
            f"The run is {row.state} and has no outcome.",
        )
    return Outcome.model_validate_json(row.outcome)
