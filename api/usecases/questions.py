"""Questions about the plan of a run, answered in the background as runs of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from api.access import Actor
from api.problems import Problem
from api.store import Session, rounds
from api.store import runs as store
from api.store.audit import append_event
from api.store.tables import AllocationRound, Run
from api.usecases import runs
from scenarios.figures import (
    PlanLines,
    Pressure,
    kind_pressures,
    lines_of,
    money_pressures,
    person_loads,
    skill_pressures,
)
from scenarios.why import places_of

__all__ = ["Scarcity", "answer_of", "ask", "ask_about", "scarcity"]


def ask_about(
    session: Session,
    actor: Actor,
    about: Run,
    project: str,
    person: str | None,
    wishes: runs.Wishes,
) -> Run:
    """Ask why a project is not in the plan of a run, or why a person is on it.

    Raises
    ------
    Problem
        ``conflict`` while the run has no plan; ``invalid`` when the question does not fit the plan;
        ``too-many-runs``.
    """
    plan = runs.outcome_of(about).plan
    if plan is None:
        raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
    round_ = rounds.snapshot_of(session, about.round_hash)
    if project not in {item.id for item in round_.projects}:
        raise Problem(
            "invalid", f"轮次中没有项目 {project}。", f"The round has no project {project}."
        )
    accepted = project in {item.project for item in plan.projects}
    if person is None and accepted:
        raise Problem(
            "invalid",
            f"{project} 已在计划中；可询问其中的人员。",
            f"{project} is in the plan; ask about somebody on it.",
        )
    if person is not None and not places_of(plan, project, person):
        raise Problem(
            "invalid",
            f"{person} 不在 {project} 的任何岗位上。",
            f"{person} is on no need of {project}.",
        )
    if person is None:
        return ask(session, actor, about, "why-project", {"project": project}, wishes)
    question = {"project": project, "person": person}
    return ask(session, actor, about, "why-person", question, wishes)


def ask(
    session: Session,
    actor: Actor,
    about: Run,
    kind: str,
    question: dict[str, Any],
    wishes: runs.Wishes,
) -> Run:
    """Ask something about the plan of a run, to be answered in the background.

    Parameters
    ----------
    session, actor
    about : Run
        Has a plan.
    kind, question
        See :func:`api.runs.answering.answer_question`.
    wishes : Wishes

    Raises
    ------
    Problem
        ``too-many-runs``.
    """
    department = runs.acting_for(actor)
    runs.check_room(session, department, wishes.most_waiting)
    place = store.RunPlace(
        priority=wishes.priority, department=department, kind=kind, question=question
    )
    row = store.add_run(
        session,
        about.round_id,
        about.round_hash,
        wishes.limits,
        actor.id,
        start_run_id=about.id,
        place=place,
    )
    append_event(session, actor.id, "question.ask", row.id, {"run": about.id, **question})
    return row


def answer_of(row: Run) -> dict[str, Any]:
    """Return the answer to a question.

    Raises
    ------
    Problem
        ``conflict`` while there is none.
    """
    if row.answer is None:
        raise Problem(
            "conflict",
            f"该问题处于“{row.state}”，没有回答。",
            f"The question is {row.state} and has no answer.",
        )
    answer: dict[str, Any] = json.loads(row.answer)
    return answer


@dataclass(frozen=True, slots=True)
class Scarcity:
    """How tight skills, kinds of facilities and categories of money are, the tightest first."""

    skills: tuple[Pressure, ...]
    facilities: tuple[Pressure, ...]
    money: tuple[Pressure, ...]


def scarcity(session: Session, round_row: AllocationRound, about: Run | None) -> Scarcity:
    """Return what is scarce in a frozen round; what is used, by a run's plan where one is told.

    Raises
    ------
    Problem
        ``conflict`` when the round is not frozen, or the run has no plan; ``not-found`` for a run
        of another round.
    """
    if about is None:
        round_ = rounds.snapshot_of(session, runs.solvable_base(round_row))
        lines = PlanLines()
    else:
        if about.round_id != round_row.id:
            raise Problem("not-found")
        plan = runs.outcome_of(about).plan
        if plan is None:
            raise Problem("conflict", "该求解没有计划。", "The run found no plan.")
        round_ = rounds.snapshot_of(session, about.round_hash)
        lines = lines_of(round_, plan)
    return Scarcity(
        skill_pressures(round_, person_loads(round_, lines.people)),
        kind_pressures(round_, lines.facilities),
        money_pressures(round_, lines.payments),
    )
