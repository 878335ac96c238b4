"""From what-if to the plan: adopting a scenario's plan, or taking over one project from it."""

from __future__ import annotations

from dataclasses import replace

from api.access import Actor
from api.problems import Problem
from api.store import Session, rounds
from api.store.audit import append_event
from api.store.tables import AllocationRound, Run
from api.usecases import runs
from api.usecases.reruns import least_change_round
from api.usecases.review import put_under_review
from optimizer.checks.report import finding
from optimizer.domain import ModePin, PersonPin, Pin, PlannedProject, ProjectPin, StartPin, Text
from optimizer.findings import Finding
from optimizer.verify import Violation, verify_plan

__all__ = ["adopt", "take_over"]


def adopt(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    run: Run,
    *,
    with_changes: bool = False,
    reason: str = "",
) -> tuple[int, int]:
    """Put the plan of a scenario's run under review; return its lines and how many are open.

    A plan that holds in the round as it was frozen can be adopted as it is. One that needs what the
    scenario assumes (people to be hired, money to be found) is adopted together with the changes,
    when that is said, and why.

    Raises
    ------
    Problem
        ``not-found`` for a run of another round; ``conflict`` without a plan, or when the plan
        does not hold without the changes, with what is missing; ``invalid`` without a reason.
    """
    if run.round_id != row.id:
        raise Problem("not-found")
    plan = runs.outcome_of(run).plan
    if plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    frozen = rounds.snapshot_of(session, runs.solvable_base(row))
    missing = [_finding(violation) for violation in verify_plan(frozen, plan)]
    if missing and not with_changes:
        raise Problem(
            "conflict",
            "该计划须连同情景的变更一起采纳（with_changes）。",
            "The plan needs what the scenario changes: adopt it with_changes.",
            findings=missing,
        )
    if missing and not reason.strip():
        raise Problem("invalid", "请说明理由。", "Give a reason.")
    said = {
        "run": run.id,
        "changes": [pair["en"] for pair in run.sentences],
        "with_changes": bool(missing),
        "reason": reason,
    }
    append_event(session, actor.id, "scenario.adopt", row.id, said)
    return put_under_review(session, actor, row, run.id)


def _finding(violation: Violation) -> Finding:
    return finding(
        f"plan.{violation.code}",
        "",
        violation.message_zh,
        violation.message_en,
        fix=(
            "连同情景的变更一起采纳，或先变更清单。",
            "Adopt the changes with it, or change the inventory first.",
        ),
        found="" if violation.found is None else str(violation.found),
        expected="" if violation.limit is None else str(violation.limit),
        subject=tuple(
            part
            for part in (violation.project, violation.package, violation.need, violation.resource)
            if part is not None
        ),
    )


def take_over(
    session: Session,
    actor: Actor,
    row: AllocationRound,
    project_id: str,
    source: Run,
    onto: Run,
    wishes: runs.Wishes,
) -> Run:
    """Submit a run in which one project is as in another plan, and as little else as can be moves.

    Parameters
    ----------
    session, actor, row
    project_id : str
        Accepted in the plan of ``source``.
    source, onto : Run
        The run to take the project from, and the one whose plan is to change.
    wishes : Wishes
        How to solve it.

    Raises
    ------
    Problem
        ``not-found`` for runs of another round; ``conflict`` when a plan is missing, or the project
        is not in the source's; ``invalid`` when the round can't hold the project like that.
    """
    if row.id not in (source.round_id, onto.round_id) or source.round_id != onto.round_id:
        raise Problem("not-found")
    there, here = runs.outcome_of(source).plan, runs.outcome_of(onto).plan
    if there is None or here is None:
        raise Problem("conflict", "没有计划。", "There is no plan.")
    taken = next((p for p in there.projects if p.project == project_id), None)
    if taken is None:
        raise Problem(
            "conflict",
            f"项目 {project_id} 不在该方案中。",
            f"Project {project_id} is not in that plan.",
        )
    base = rounds.snapshot_of(session, onto.round_hash)
    kept = tuple(pin for pin in base.pins if pin.project != project_id)
    pins = _pins_of(taken, f"taken over from {source.id}")
    changed = least_change_round(base.model_copy(update={"pins": kept}), here, pins)
    digest = rounds.keep_snapshot(session, changed)
    sentence = Text(
        zh=f"项目 {project_id} 按另一方案安排",
        en=f"Project {project_id} is done as in another plan",
    )
    wishes = replace(wishes, start_run_id=onto.id)
    new = runs.submit(session, actor, row, wishes, digest=digest, sentences=[sentence])
    said = {"run": new.id, "project": project_id, "from": source.id, "onto": onto.id}
    append_event(session, actor.id, "scenario.take-over", row.id, said)
    return new


def _pins_of(taken: PlannedProject, reason: str) -> list[Pin]:
    project = taken.project
    pins: list[Pin] = [ProjectPin(project=project, accepted=True, reason=reason)]
    for item in taken.packages:
        package = item.package
        pins += [
            ModePin(project=project, package=package, mode=item.mode, reason=reason),
            StartPin(project=project, package=package, start=item.start, reason=reason),
        ]
        pins += [
            PersonPin(
                project=project, package=package, need=named.need, expert=expert, reason=reason
            )
            for named in item.staffing
            for expert in named.experts
        ]
    return pins
