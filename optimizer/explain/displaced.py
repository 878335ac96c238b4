"""Why a project that could be done alone is not in a plan: what it needs, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.domain import Blocker, Plan, PlannedProject, Project, Round
from optimizer.explain.insertion import Inserted, insert_project
from optimizer.explain.room import Room
from optimizer.verify import verify_plan

__all__ = ["Displacement", "explain_displaced", "fits_alone"]


@dataclass(frozen=True, slots=True)
class Displacement:
    """What inserting a project into a plan came to.

    ``fits`` holds a verified plan with the project in it; else ``blockers`` name what is taken.
    """

    fits: Plan | None
    blockers: tuple[Blocker, ...]


def explain_displaced(room: Room, plan: Plan, project: Project) -> Displacement:
    """Try to insert a project into a plan and tell what came of it.

    Parameters
    ----------
    room : Room
        What ``plan`` leaves free.
    plan : Plan
    project : Project
        A rejected one whose prerequisites are accepted.
    """
    found = insert_project(room, project)
    if not isinstance(found, Inserted):
        return Displacement(None, found.blockers)
    longer = _with(room.facts.round, plan, found.planned)
    if verify_plan(room.facts.round, longer):
        return Displacement(None, ())
    return Displacement(longer, ())


def _with(round_: Round, plan: Plan, planned: PlannedProject) -> Plan:
    places = {project.id: i for i, project in enumerate(round_.projects)}
    projects = sorted((*plan.projects, planned), key=lambda item: places[item.project])
    return Plan(projects=tuple(projects))


def fits_alone(empty: Room, project: Project) -> bool:
    """Say whether the project, with what it needs first, was placed with everything to itself.

    ``False`` proves nothing: the insertion is a heuristic.
    """
    room = empty
    planned = []
    for needed in empty.facts.with_prerequisites([project.id]):
        found = insert_project(room, needed)
        if not isinstance(found, Inserted):
            return False
        planned.append(found.planned)
        room = Room(empty.facts, Plan(projects=tuple(planned)))
    return True
