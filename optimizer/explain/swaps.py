"""Who could stand on a need in place of the person a plan names, and what that would change.

Step of the way: explain. Everybody who qualifies is put in the person's place, the plan is verified
again and its levels are measured again: no solver, and nothing estimated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.checks.facts import Facts
from optimizer.domain import (
    Expert,
    Plan,
    PlannedPackage,
    Round,
    StaffingLine,
    StaffingNeed,
)
from optimizer.domain.semantics import required_clearance_rank, serves
from optimizer.explain.room import Room
from optimizer.verify import verify_plan
from optimizer.verify.measures import level_value

__all__ = ["Place", "Swap", "find_place", "swaps"]

MOST_TRIED = 60
"""People who are tried, those with the nearest level first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A staffing need of a planned package."""

    project: str
    package: PlannedPackage
    need: StaffingNeed
    line: StaffingLine


@dataclass(frozen=True, slots=True)
class Swap:
    """Somebody else in the place.

    Attributes
    ----------
    expert : Expert
    level : int
        Of the skill asked for.
    plan : Plan or None
        With them in the place; ``None``: the plan would break a rule.
    held_by : tuple of str
        The projects that hold them at that time.
    values : tuple of (str, int, int)
        Name, value before and value after of every level that the swap can change.
    """

    expert: Expert
    level: int
    plan: Plan | None
    held_by: tuple[str, ...]
    values: tuple[tuple[str, int, int], ...]


def find_place(round_: Round, plan: Plan, project: str, package: str, need: str) -> Place | None:
    """Return a staffing need as planned; ``None``: the plan has none of that name."""
    asked = next((p for p in round_.projects if p.id == project), None)
    planned = next((p for p in plan.projects if p.project == project), None)
    if asked is None or planned is None:
        return None
    for line in planned.packages:
        if line.package != package:
            continue
        modes = [m for p in asked.packages if p.id == package for m in p.modes if m.id == line.mode]
        for wanted in (n for mode in modes for n in mode.staffing if n.id == need):
            for staffing in line.staffing:
                if staffing.need == need:
                    return Place(project, line, wanted, staffing)
    return None


def swaps(round_: Round, plan: Plan, place: Place, expert: str) -> tuple[Swap, ...]:
    """Return everybody else who qualifies for a place, the best first.

    Those who can step in come first, in the order of the policy's levels; then those who can't, the
    nearest level first.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that the verifier finds nothing against.
    place : Place
    expert : str
        Named on the place.
    """
    facts = Facts(round_)
    room = Room(facts, plan)
    project = facts.projects[place.project]
    mode = next(
        mode
        for package in project.packages
        if package.id == place.package.package
        for mode in package.modes
        if mode.id == place.package.mode
    )
    used = {line.facility for line in place.package.facilities}
    things = tuple(f for f in round_.facilities if f.id in used)
    rank = required_clearance_rank(project, mode, facts.datasets, things)
    here = {name for line in place.package.staffing for name in line.experts}
    able = [
        other
        for other in round_.experts
        if other.id not in here
        and other.clearance.rank >= rank
        and serves(other, place.need, project)
    ]
    able.sort(key=lambda other: (_level(other, place.need.skill) - place.need.min_level, other.id))
    before = _measured(round_, plan)
    found = [_swap(round_, room, plan, place, expert, other, before) for other in able[:MOST_TRIED]]
    maximise = {level.name: level.maximise for level in round_.policy.levels}

    def rank_of(swap: Swap) -> tuple[object, ...]:
        gains = [(old - new) * (1 if maximise[name] else -1) for name, old, new in swap.values]
        return swap.plan is None, *gains, swap.level, swap.expert.id

    return tuple(sorted(found, key=rank_of))


def _swap(
    round_: Round,
    room: Room,
    plan: Plan,
    place: Place,
    expert: str,
    other: Expert,
    before: Sequence[tuple[str, int]],
) -> Swap:
    level = _level(other, place.need.skill)
    changed = _with(plan, place, expert, other.id)
    start, end = place.package.start, max(place.package.end, place.package.start + 1)
    held = tuple(
        name for name in room.holders("expert", other.id, start, end) if name != place.project
    )
    if verify_plan(round_, changed):
        return Swap(other, level, None, held, ())
    after = dict(_measured(round_, changed))
    return Swap(other, level, changed, held, tuple((n, v, after[n]) for n, v in before))


def _measured(round_: Round, plan: Plan) -> list[tuple[str, int]]:
    """Return the levels that depend on who does what; acceptance stays as it is."""
    return [
        (level.name, level_value(round_, plan, level))
        for level in round_.policy.levels
        if all(term.measure in ("cost", "people", "change") for term in level.terms)
    ]


def _level(expert: Expert, skill: str) -> int:
    return max((s.level for s in expert.skills if s.skill == skill), default=0)


def _with(plan: Plan, place: Place, expert: str, other: str) -> Plan:
    experts = tuple(other if name == expert else name for name in place.line.experts)
    line = place.line.model_copy(update={"experts": experts})
    staffing = tuple(line if s.need == line.need else s for s in place.package.staffing)
    package = place.package.model_copy(update={"staffing": staffing})
    projects = tuple(
        project.model_copy(
            update={
                "packages": tuple(
                    package if p.package == package.package else p for p in project.packages
                )
            }
        )
        if project.project == place.project
        else project
        for project in plan.projects
    )
    return Plan(projects=projects)
