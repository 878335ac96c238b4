"""What a change of a published plan would do, by its re-run, and who has to agree to that."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from api.problems import Problem
from api.store import Session, rounds
from api.store.runs import RunState, find_run
from api.store.tables import AllocationRound, ChangeRequest
from api.usecases.lines import PlanLine, review_lines
from api.usecases.publications import Published, published
from optimizer.domain import Outcome, Plan, Round, Status
from optimizer.domain.types import Text
from optimizer.sharing.plans import PlanShares, share_plan
from scenarios.amendments import SettlementDifference, settle_difference

__all__ = ["CheckState", "Effect", "LineEffect", "effect_of"]


class CheckState(StrEnum):
    """What the re-run of a change says."""

    CHECKING = "checking"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    """Proved: with everything else as agreed, it can't be."""
    UNKNOWN = "unknown"
    """No plan was found in the time, and nothing proved."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LineEffect:
    """A line of the plan that is new, changed or gone; ``before``, ``after``: what it says."""

    key: tuple[str, str, str, str]
    kind: str
    owner: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do.

    Attributes
    ----------
    feasibility : CheckState
    reason : Text
        Why it can't be; empty unless it is known.
    lines : tuple of LineEffect
    asked : tuple of str
        Departments that have to agree: who gives something new or otherwise, and who sponsors the
        project or another one that is moved.
    settlement : SettlementDifference or None
    cost_before, cost_after : int or None
        Cents.
    base : Published
        The version that it would change.
    round : Round or None
    outcome : Outcome or None
    shares : PlanShares or None
    """

    feasibility: CheckState
    base: Published
    reason: Text = field(default_factory=Text)
    lines: tuple[LineEffect, ...] = ()
    asked: tuple[str, ...] = ()
    settlement: SettlementDifference | None = None
    cost_before: int | None = None
    cost_after: int | None = None
    round: Round | None = None
    outcome: Outcome | None = None
    shares: PlanShares | None = None

    @property
    def projects(self) -> dict[str, set[str]]:
        """The projects whose lines change, each with the owners of these lines."""
        found: dict[str, set[str]] = {}
        for line in self.lines:
            found.setdefault(line.key[0], set()).add(line.owner)
        return found


def effect_of(session: Session, row: AllocationRound, change: ChangeRequest) -> Effect:
    """Return what a change would do to the version that it was checked against."""
    base = published(session, row, change.number)
    run = find_run(session, change.run_id)
    if run is None:
        raise Problem("fault")
    if run.outcome is None:
        ended = {RunState.FAILED: CheckState.FAILED, RunState.CANCELLED: CheckState.UNKNOWN}
        return Effect(ended.get(RunState(run.state), CheckState.CHECKING), base)
    outcome = Outcome.model_validate_json(run.outcome)
    if outcome.plan is None:
        proved = outcome.status is Status.INFEASIBLE
        reason = Text() if outcome.conflict is None else outcome.conflict.reason
        told = CheckState.INFEASIBLE if proved else CheckState.UNKNOWN
        return Effect(told, base, reason, outcome=outcome)
    round_ = rounds.snapshot_of(session, run.round_hash)
    shares = share_plan(round_, outcome.plan)
    lines = _changed(base, round_, outcome.plan)
    return Effect(
        CheckState.FEASIBLE,
        base,
        lines=lines,
        asked=_asked(round_, change.project, lines),
        settlement=settle_difference(base.shares, shares),
        cost_before=base.shares.total_cents,
        cost_after=shares.total_cents,
        round=round_,
        outcome=outcome,
        shares=shares,
    )


def _changed(base: Published, round_: Round, plan: Plan) -> tuple[LineEffect, ...]:
    before = {line.key: line for line in review_lines(base.round, base.plan)}
    after = {line.key: line for line in review_lines(round_, plan)}
    lines = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        either: PlanLine | None = now or was
        if either is None or (was and now and was.document == now.document):
            continue
        lines.append(
            LineEffect(
                key=key,
                kind=either.kind,
                owner=either.owner,
                before=None if was is None else was.document,
                after=None if now is None else now.document,
            )
        )
    return tuple(lines)


def _asked(round_: Round, project: str, lines: tuple[LineEffect, ...]) -> tuple[str, ...]:
    sponsors = {p.id: p.sponsor for p in round_.projects}
    named = {sponsors[project]}
    named |= {line.owner for line in lines if line.after is not None}
    named |= {sponsors[line.key[0]] for line in lines}
    return tuple(d.id for d in round_.departments if d.id in named)
