"""Runs on frozen rounds and on scenarios of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from api.access import Actor
from api.access.life import RoundState
from api.problems import Problem
from api.store import Session, rounds
from api.store import runs as store
from api.store.audit import append_event
from api.store.runs import ENDED, RunState
from api.store.tables import AllocationRound, Run
from api.store.tables import Scenario as ScenarioRow
from api.usecases.announcements import Notice, announce
from optimizer.domain import Outcome, Round, Text
from optimizer.errors import BadScenario
from scenarios.changes import Applied, Scenario, apply_scenario

__all__ = [
    "Prepared",
    "Wishes",
    "acting_for",
    "applied_to",
    "ask",
    "check_room",
    "end_without_plan",
    "outcome_of",
    "pairs",
    "prepare",
    "read",
    "solvable_base",
    "submit",
    "tell_end",
]

SOLVABLE = (RoundState.FROZEN, RoundState.IN_REVIEW, RoundState.DECIDED, RoundState.PUBLISHED)
STOPPED_EARLY = "stopped before a plan was found"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a run is to be solved.

    Attributes
    ----------
    limits : dict
        Arguments of :class:`optimizer.solve.Limits`.
    priority : int
        1 is the most urgent, 9 the least.
    start_run_id : str or None
        The run whose plan it starts from.
    most_waiting : int
        Runs that a department may have under way or waiting; 0: no limit.
    """

    limits: dict[str, Any]
    priority: int = store.ORDINARY
    start_run_id: str | None = None
    most_waiting: int = 0


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


def acting_for(actor: Actor) -> str:
    """Return the department on whose behalf somebody runs; empty for the office and for leaders."""
    return min((grant.department for grant in actor.grants if grant.department), default="")


def solvable_base(round_row: AllocationRound) -> str:
    """Return the hash of the frozen round.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen.
    """
    if round_row.state not in SOLVABLE or round_row.snapshot_hash is None:
        raise Problem("conflict", "请先冻结轮次。", "The round has to be frozen first.")
    return round_row.snapshot_hash


def applied_to(base: Round, scenario: Scenario) -> Applied:
    """Return what a scenario makes of a round.

    Raises
    ------
    Problem
        ``invalid`` when a change can't be made.
    """
    try:
        return apply_scenario(base, scenario)
    except BadScenario as error:
        raise Problem("invalid", findings=error.findings) from None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a scenario makes of a frozen round, worked out beforehand."""

    base: str
    scenario: Scenario
    applied: Applied

    def fits(self, base: str, scenario: Scenario) -> bool:
        """Say whether it is of that frozen round and that scenario."""
        return (self.base, self.scenario) == (base, scenario)


def prepare(session: Session, round_row: AllocationRound, scenario: Scenario) -> Prepared:
    """Work out what a scenario makes of a frozen round; nothing is written.

    On a large round that takes seconds, in which others may write.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, ``invalid`` when a change can't be made.
    """
    base = solvable_base(round_row)
    return Prepared(base, scenario, applied_to(rounds.snapshot_of(session, base), scenario))


def pairs(words: Iterable[Text]) -> list[dict[str, str]]:
    """Return words in both languages as the store keeps them."""
    return [{"zh": text.zh, "en": text.en} for text in words]


def submit(
    session: Session,
    actor: Actor,
    round_row: AllocationRound,
    limits: dict[str, Any] | Wishes,
    *,
    scenario: Scenario | None = None,
    kept: ScenarioRow | None = None,
    digest: str | None = None,
    start_run_id: str | None = None,
    sentences: Iterable[Text] = (),
    prepared: Prepared | None = None,
) -> Run:
    """Submit a run on a frozen round, on what a scenario makes of it, or on another snapshot.

    Parameters
    ----------
    session, actor, round_row
    limits : dict or Wishes
        How to solve it.
    scenario : Scenario, optional
        Made and solved once.
    kept : ScenarioRow, optional
        A scenario that is kept.
    digest : str, optional
        Another snapshot.
    start_run_id : str, optional
        The run whose plan it starts from, where ``limits`` does not say.
    sentences : iterable of Text
        What is changed in that other snapshot.
    prepared : Prepared, optional
        What the scenario makes of the round; worked out here where it is not of this one.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, ``invalid`` when a change can't be made,
        ``not-found`` for an unknown run to start from, ``too-many-runs``.
    """
    wishes = limits if isinstance(limits, Wishes) else Wishes(limits, start_run_id=start_run_id)
    base = solvable_base(round_row)
    if wishes.start_run_id is not None:
        read(session, wishes.start_run_id)
    place = store.RunPlace(priority=wishes.priority, department=acting_for(actor))
    check_room(session, place.department, wishes.most_waiting)
    digest, said = digest or base, pairs(sentences)
    if kept is not None:
        digest, said = kept.round_hash, kept.sentences
        place = replace(place, scenario_id=kept.id)
    elif scenario is not None:
        if prepared is None or not prepared.fits(digest, scenario):
            prepared = Prepared(
                digest, scenario, applied_to(rounds.snapshot_of(session, digest), scenario)
            )
        applied = prepared.applied
        digest, said = rounds.keep_snapshot(session, applied.round), pairs(applied.sentences)
    document = kept.document if kept is not None else None
    if scenario is not None:
        document = scenario.model_dump(mode="json")
    row = store.add_run(
        session,
        round_row.id,
        digest,
        wishes.limits,
        actor.id,
        scenario=document,
        sentences=said,
        start_run_id=wishes.start_run_id,
        place=place,
    )
    detail = {"round": round_row.id, "hash": digest, "priority": wishes.priority, **wishes.limits}
    append_event(session, actor.id, "run.submit", row.id, detail)
    return row


def check_room(session: Session, department: str, most: int) -> None:
    """Refuse a run of a department that has ``most`` of them waiting or under way (0: never).

    Raises
    ------
    Problem
        ``too-many-runs``.
    """
    if most and store.count_waiting(session, department) >= most:
        raise Problem(
            "too-many-runs",
            f"已有 {most} 个求解未结束。",
            f"{most} runs have not ended yet.",
            headers={"Retry-After": "30"},
        )


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
    if row.state == RunState.QUEUED:  # nobody has begun it: it need not wait for its turn to end
        end_without_plan(session, row)


def end_without_plan(session: Session, row: Run) -> None:
    """End a run that was stopped; one that had no plan to keep says so, and is not called done."""
    error = STOPPED_EARLY if row.asked_to == "keep" else ""
    store.end_run(session, row, RunState.CANCELLED, error=error)
    tell_end(session, row)


def tell_end(session: Session, row: Run) -> None:
    """Tell the audit chain, and whoever wants to hear of it, how a run ended."""
    told = {"state": row.state, "error": row.error}
    append_event(session, "system", "run.end", row.id, told)
    data = {"run": row.id, "round": row.round_id, "state": row.state}
    announce(session, [Notice("run.ended", f"/v1/runs/{row.id}", data)])


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
