"""Carry a plan over into a round it was not made for: keep what still holds, put back what fits.

Step of the way: explain, though what it gives is a start for a solve: after a small change most of
a plan still holds, and most of the rest finds another place at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.checks.facts import Facts
from optimizer.domain import Plan, PlannedProject, Project, ProjectPin, Round
from optimizer.explain.insertion import Inserted, insert_project
from optimizer.explain.room import Room
from optimizer.verify import verify_plan

__all__ = ["carry_over"]

MOST_TRIED = 200
"""Projects that are put back or tried anew."""


def carry_over(round_: Round, plan: Plan) -> Plan | None:
    """Return a plan of the round that keeps as much of another plan as stands.

    Projects that break a rule leave, with what requires them; then they and others are put in where
    they fit, what must be accepted first, then by value.

    Returns
    -------
    Plan or None
        ``None``: what must be accepted was not placed. That proves nothing.
    """
    facts = Facts(round_)
    carried = _filled(facts, _standing(facts, plan))
    return None if verify_plan(round_, carried) else carried


def _standing(facts: Facts, plan: Plan) -> list[PlannedProject]:
    """Return the projects of a plan that stand together; what is worth most goes first."""
    round_ = facts.round
    planned = {item.project: item for item in plan.projects}
    there = [project for project in round_.projects if project.id in planned]
    kept: list[PlannedProject] = []
    for project in facts.with_prerequisites(p.id for p in _by_rank(facts, there)):
        if project.id in planned and _stands(round_, [*kept, planned[project.id]]):
            kept.append(planned[project.id])
    return kept


def _stands(round_: Round, items: list[PlannedProject]) -> bool:
    """Say whether projects break no rule together; what is not there yet is left aside."""
    names = {item.project for item in items}
    violations = verify_plan(round_, _ordered(round_, items))
    return not any(v.project is None or v.project in names for v in violations)


def _by_rank(facts: Facts, projects: Sequence[Project]) -> list[Project]:
    weight = facts.round.policy.tier_weight
    return sorted(projects, key=lambda p: (p.id not in facts.forced, -weight(p.tier) * p.benefit))


def _filled(facts: Facts, kept: list[PlannedProject]) -> Plan:
    round_ = facts.round
    placed = list(kept)
    inside = {item.project for item in placed}
    out = {p.project for p in round_.pins if isinstance(p, ProjectPin) and not p.accepted}
    groups = {project.exclusive_group for project in round_.projects if project.id in inside} - {
        None
    }
    room = Room(facts, _ordered(round_, placed))
    tried = 0
    waiting = facts.with_prerequisites(p.id for p in _by_rank(facts, round_.projects))
    for project in waiting:
        ready = all(before.project in inside for before in project.prerequisites)
        if project.id in inside or project.id in out or not ready or tried >= MOST_TRIED:
            continue
        if project.exclusive_group is not None and project.exclusive_group in groups:
            continue
        tried += 1
        found = insert_project(room, project)
        if not isinstance(found, Inserted):
            continue
        if not _stands(round_, [*placed, found.planned]):
            continue
        placed.append(found.planned)
        inside.add(project.id)
        groups.add(project.exclusive_group)
        room = Room(facts, _ordered(round_, placed))
    return _ordered(round_, placed)


def _ordered(round_: Round, items: list[PlannedProject]) -> Plan:
    by_id = {item.project: item for item in items}
    return Plan(projects=tuple(by_id[p.id] for p in round_.projects if p.id in by_id))
