"""A pilot: the plan made by hand beside the optimizer's, and gates set beforehand.

The plan made by hand is the round's baseline (a workbook holds it on its baseline sheets). Where
there is none, requests are served in the order in which they came, as offices do without a tool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer import __version__
from optimizer.checks.facts import Facts
from optimizer.domain import (
    LevelResult,
    Outcome,
    Plan,
    Project,
    Provenance,
    Round,
    Status,
    Text,
)
from optimizer.domain.policy import is_maximised
from optimizer.explain import Inserted, Room, insert_project
from optimizer.verify import verify_plan
from optimizer.verify.measures import level_value
from scenarios.compare import PlanFigures

__all__ = ["Gate", "GateResult", "first_come_plan", "judge", "outcome_by_hand", "plan_by_hand"]


def plan_by_hand(round_: Round) -> tuple[Plan, Literal["baseline", "first-come"]]:
    """Return the plan made by hand, and where it is from.

    A baseline that breaks a rule of the round is returned as it is: the verifier says what.
    """
    if round_.baseline is not None:
        return round_.baseline.plan, "baseline"
    return first_come_plan(round_), "first-come"


def first_come_plan(round_: Round) -> Plan:
    """Return the plan in which mandatory requests come first, then all others in their order.

    Each is placed as early as it can end beside what is in already, or left out; nothing that is
    in moves again.

    Parameters
    ----------
    round_ : Round
        Passed its checks without errors.
    """
    facts = Facts(round_)
    plan = Plan()
    broken = set(map(str, verify_plan(round_, plan)))
    waiting = sorted(round_.projects, key=lambda project: not project.mandatory)
    placed = True
    while placed:  # a request that waited for its prerequisite gets another turn
        placed = False
        for project in tuple(waiting):
            longer = _with(facts, plan, project)
            if longer is None:
                continue
            breaks = set(map(str, verify_plan(round_, longer)))
            if breaks <= broken:
                plan, broken, placed = longer, breaks, True
                waiting.remove(project)
    return plan


def _with(facts: Facts, plan: Plan, project: Project) -> Plan | None:
    """Return the plan with a project added, unless it finds no place."""
    inside = {planned.project for planned in plan.projects}
    if any(before.project not in inside for before in project.prerequisites):
        return None
    found = insert_project(Room(facts, plan), project)
    if not isinstance(found, Inserted):
        return None
    return plan.model_copy(update={"projects": (*plan.projects, found.planned)})


def outcome_by_hand(round_: Round, plan: Plan) -> Outcome:
    """Return a plan made by hand as an outcome without bounds, to be compared and reported."""
    levels = tuple(
        LevelResult(
            name=level.name,
            sense="max" if is_maximised(level.terms[0].measure) else "min",
            value=level_value(round_, plan, level),
            bound=None,
            gap=None,
        )
        for level in round_.policy.levels
        if not _says_nothing(round_, {term.measure for term in level.terms})
    )
    return Outcome(
        status=Status.FEASIBLE,
        objective=levels,
        plan=plan,
        provenance=Provenance(
            round_hash=round_.content_hash(),
            roundtable=__version__,
            solver="by hand",
            seed=0,
            workers=1,
            time_limit_seconds=None,
            deterministic=True,
            plan_route="by hand",
            bound_route="",
            wall_seconds=None,
        ),
    )


def _says_nothing(round_: Round, measures: set[str]) -> bool:
    fairness = round_.policy.fairness
    unknown = fairness.rule == "none" or fairness.entitlement == "stand-alone"
    return ("fairness" in measures and unknown) or (
        "change" in measures and round_.baseline is None
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure that the optimizer's plan has to reach, set before the pilot.

    ``least_change_pct`` is against the plan made by hand, in the figure's good sense: 10 asks for
    a tenth more value, or a tenth less cost; 0 for no worse.
    """

    figure: str
    name: Text
    higher: bool
    least_change_pct: float


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate, the figure in both plans, the change in its good sense in percent, and the verdict.

    ``change_pct`` is none where the plan by hand has 0 or no such figure; then the gate is passed
    if the figure is no worse.
    """

    gate: Gate
    by_hand: float | None
    optimized: float | None
    change_pct: float | None
    passed: bool


def judge(
    by_hand: PlanFigures, optimized: PlanFigures, gates: tuple[Gate, ...]
) -> tuple[GateResult, ...]:
    """Return how the optimizer's plan fares at each gate; go only when all are passed."""
    return tuple(_judged(gate, by_hand, optimized) for gate in gates)


def _judged(gate: Gate, by_hand: PlanFigures, optimized: PlanFigures) -> GateResult:
    old: float | None = getattr(by_hand, gate.figure)
    new: float | None = getattr(optimized, gate.figure)
    if old is None or new is None:
        return GateResult(gate, old, new, None, passed=old is None and new is None)
    better = new - old if gate.higher else old - new
    if not old:
        return GateResult(gate, old, new, None, passed=better >= 0)
    change = 100 * better / abs(old)
    return GateResult(gate, old, new, change, passed=change >= gate.least_change_pct)
