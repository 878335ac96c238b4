"""What-if: scenarios of a frozen round, and plans side by side."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor
from api.problems import Problem
from api.store import Session, rounds
from api.store import scenarios as store
from api.store.audit import append_event
from api.store.tables import AllocationRound, Run
from api.store.tables import Scenario as ScenarioRow
from api.usecases import runs
from optimizer.domain import Text
from scenarios.changes import Applied, Scenario
from scenarios.compare import Case, Comparison, compare_plans
from scenarios.ready_made import ready_made

__all__ = ["Ready", "compare", "keep", "name_of", "preview", "read", "ready"]

MOST_SIDES = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made scenario, and what it would change."""

    scenario: Scenario
    sentences: tuple[Text, ...]
    notes: tuple[Text, ...]


MADE_MOST = 16
_made: dict[str, tuple[Ready, ...]] = {}
"""Ready-made scenarios by frozen round, which never changes: each is applied and checked once."""


def read(session: Session, scenario_id: str) -> ScenarioRow:
    """Return a scenario.

    Raises
    ------
    Problem
        ``not-found``.
    """
    row = store.find_scenario(session, scenario_id)
    if row is None:
        raise Problem("not-found")
    return row


def preview(session: Session, round_row: AllocationRound, scenario: Scenario) -> Applied:
    """Return what a scenario would make of a frozen round; nothing is kept.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, ``invalid`` with every change that can't be made.
    """
    return runs.applied_to(rounds.snapshot_of(session, runs.solvable_base(round_row)), scenario)


def keep(
    session: Session,
    actor: Actor,
    round_row: AllocationRound,
    scenario: Scenario,
    prepared: runs.Prepared | None = None,
) -> ScenarioRow:
    """Keep a scenario of a frozen round; what it makes of it may have been worked out before.

    Raises
    ------
    Problem
        See :func:`preview`.
    """
    base = runs.solvable_base(round_row)
    if prepared is None or not prepared.fits(base, scenario):
        prepared = runs.prepare(session, round_row, scenario)
    applied = prepared.applied
    row = store.add_scenario(
        session,
        round_row.id,
        base,
        rounds.keep_snapshot(session, applied.round),
        actor.id,
        document=scenario.model_dump(mode="json"),
        sentences=runs.pairs(applied.sentences),
        notes=runs.pairs(applied.notes),
    )
    said = {"round": round_row.id, "changes": len(scenario.changes), "hash": row.round_hash}
    append_event(session, actor.id, "scenario.keep", row.id, said)
    return row


def ready(session: Session, round_row: AllocationRound) -> tuple[Ready, ...]:
    """Return the ready-made scenarios of a frozen round that can be made.

    A department on which an agreed project hangs can't withdraw, for instance; that scenario is
    left out.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen.
    """
    digest = runs.solvable_base(round_row)
    known = _made.get(digest)
    if known is not None:
        return known
    base = rounds.snapshot_of(session, digest)
    made: list[Ready] = []
    for scenario in ready_made(base):
        try:
            applied = runs.applied_to(base, scenario)
        except Problem as problem:
            if problem.code != "invalid":
                raise
            continue
        made.append(Ready(scenario, applied.sentences, applied.notes))
    if len(_made) >= MADE_MOST:
        _made.pop(next(iter(_made)), None)
    _made[digest] = whole = tuple(made)
    return whole


def compare(
    session: Session, round_row: AllocationRound, base_id: str, other_ids: list[str]
) -> Comparison:
    """Return the plans of runs of a round side by side, against the first.

    Raises
    ------
    Problem
        ``not-found``, also for a run of another round; ``conflict`` for a run that has no outcome
        yet, or no plan to compare with; ``invalid`` for too many runs.
    """
    if not 1 <= len(other_ids) <= MOST_SIDES:
        raise Problem(
            "invalid",
            f"请给出一到 {MOST_SIDES} 个求解与基准比较。",
            f"Give one to {MOST_SIDES} runs to compare with the base.",
        )
    base, *others = (runs.read(session, run_id) for run_id in (base_id, *other_ids))
    if any(run.round_id != round_row.id for run in (base, *others)):
        raise Problem("not-found")
    cases = [_case(session, run) for run in (base, *others)]
    if cases[0].outcome.plan is None:
        raise Problem("conflict", "基准没有计划。", "The base run has no plan.")
    return compare_plans(cases[0], cases[1:])


def _case(session: Session, run: Run) -> Case:
    round_, outcome = rounds.snapshot_of(session, run.round_hash), runs.outcome_of(run)
    sentences = tuple(Text.model_validate(pair) for pair in run.sentences)
    return Case(name_of(run), round_, outcome, sentences)


def name_of(run: Run) -> Text:
    """Return what a run is called: as its scenario, or after the round as it was frozen."""
    name = Text.model_validate((run.scenario or {}).get("name") or {})
    if name != Text():
        return name
    if run.scenario is not None:
        return Text(zh="未命名情景", en="Unnamed scenario")
    if run.sentences:
        return Text.model_validate(run.sentences[0])
    return Text(zh="冻结的轮次", en="The round as frozen")
