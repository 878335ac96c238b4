"""Departments and their people: skills that go together, part-time calendars, leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import (
    Access,
    Calendar,
    Department,
    Expert,
    ExpertSkill,
    Leave,
    SecurityLevel,
    Skill,
    Step,
    Text,
)
from optimizer.domain.capacity import expert_availability_pct
from scenarios.generate.catalogue import CLUSTERS, department_name
from scenarios.generate.draw import Draw
from scenarios.generate.names import person_name
from scenarios.generate.shape import Shape

__all__ = ["CLEARANCES", "START", "Office", "access_of", "draw_office"]

START = date(2026, 1, 5)
LEVELS = (1, 2, 3, 4, 5)
CLEARANCES = tuple(SecurityLevel)


@dataclass(frozen=True)
class Office:
    """The people side of a round, and which skill belongs to which cluster.

    ``offered`` is each person's availability in percent, shape ``(experts, periods)``;
    ``best_cluster`` is the cluster of each person's strongest skill.
    """

    calendar: Calendar
    departments: tuple[Department, ...]
    skills: tuple[Skill, ...]
    experts: tuple[Expert, ...]
    cluster_of_skill: dict[str, int]
    best_cluster: tuple[int, ...]
    offered: NDArray[np.int64]


def draw_office(shape: Shape) -> Office:
    """Return departments, skills and people of a round."""
    calendar = _calendar(shape)
    cluster_of_skill: dict[str, int] = {}
    skills: list[Skill] = []
    for c in range(shape.clusters):
        for zh, en in CLUSTERS[c].skills:
            skill = Skill(id=f"S{len(skills)}", name=Text(zh=zh, en=en))
            skills.append(skill)
            cluster_of_skill[skill.id] = c
    experts = _experts(shape, calendar, skills, cluster_of_skill)
    best = tuple(
        cluster_of_skill[max(expert.skills, key=lambda s: s.level).skill] for expert in experts
    )
    offered = np.stack([expert_availability_pct(calendar, expert) for expert in experts])
    return Office(
        calendar, _departments(shape), tuple(skills), experts, cluster_of_skill, best, offered
    )


def _calendar(shape: Shape) -> Calendar:
    if not shape.everything:
        return Calendar(start=START, periods=shape.periods)
    years = range(START.year, START.year + shape.periods // 52 + 2)
    holidays = [date(year, 1, 1) for year in years]
    holidays += [date(year, 5, day) for year in years for day in range(1, 4)]
    holidays += [date(year, 10, day) for year in years for day in range(1, 8)]
    # The Saturday before the autumn holidays makes up for one of its days.
    made_up = []
    for year in years:
        first = date(year, 10, 1)
        made_up.append(first - timedelta(days=(first.isoweekday() + 1) % 7 or 7))
    return Calendar(
        start=START,
        periods=shape.periods,
        holidays=tuple(holidays),
        extra_working_days=tuple(made_up),
    )


def _departments(shape: Shape) -> tuple[Department, ...]:
    draw = Draw(shape.seed, "departments")
    departments = []
    for d in range(shape.departments):
        department = Department(id=f"D{d}", name=_unit_name(shape, d))
        if shape.everything:
            update = {
                "weight": draw.integer(1, 5),
                "credit": draw.integer(-30, 40) if draw.chance(30) else 0,
                "can_pay_cents": draw.integer(20, 80) * 10_000_000 if draw.chance(30) else None,
            }
            department = department.model_copy(update=update)
        departments.append(department)
    return tuple(departments)


def _unit_name(shape: Shape, d: int) -> Text:
    """Return the name of department ``d``: the turn-th of the cluster that it mainly has."""
    cluster, turn = d % shape.clusters, d // shape.clusters
    return department_name(cluster + turn * len(CLUSTERS))


def _sizes(shape: Shape, draw: Draw) -> list[int]:
    """Return the number of people in each department; nobody is alone where there are enough."""
    least = max(1, shape.experts // (3 * shape.departments))
    sizes = [least] * shape.departments
    weights = [draw.integer(1, 4) for _ in sizes]
    for _ in range(shape.experts - sum(sizes)):
        sizes[draw.weighted(range(len(sizes)), weights)] += 1
    return sizes


def _experts(
    shape: Shape, calendar: Calendar, skills: list[Skill], cluster_of_skill: dict[str, int]
) -> tuple[Expert, ...]:
    draw = Draw(shape.seed, "people")
    by_cluster: list[list[str]] = [[] for _ in range(shape.clusters)]
    for skill in skills:
        by_cluster[cluster_of_skill[skill.id]].append(skill.id)
    experts: list[Expert] = []
    for d, size in enumerate(_sizes(shape, draw)):
        for _ in range(size):
            experts.append(_expert(shape, calendar, draw, len(experts), d, by_cluster))
    return tuple(experts)


def _expert(
    shape: Shape,
    calendar: Calendar,
    draw: Draw,
    index: int,
    d: int,
    by_cluster: list[list[str]],
) -> Expert:
    seniority = draw.weighted(LEVELS, (8, 22, 33, 25, 12))
    main = d % len(by_cluster)
    other = (main + draw.integer(1, min(2, len(by_cluster) - 1))) % len(by_cluster)
    if draw.chance(20):
        main, other = other, main
    share = draw.weighted((100, 80, 60, 50), (72, 13, 9, 6))
    exceptions, leave = _absences(shape, calendar, draw, share)
    expert = Expert(
        id=f"E{index}",
        name=person_name(draw),
        department=f"D{d}",
        skills=_skills(draw, seniority, by_cluster[main], by_cluster[other]),
        availability_pct=share,
        exceptions=exceptions,
        leave=leave,
        rate_cents=(3000 + 1400 * seniority + 50 * draw.integer(0, 16)) * 100,
        access=Access(scope="participants"),
    )
    if not shape.everything:
        return expert
    scope = draw.weighted(("participants", "anyone", "listed", "own"), (80, 12, 5, 3))
    listed = draw.some([f"D{k}" for k in range(shape.departments) if k != d], 2)
    rank = min(5, max(0, seniority - 1 + draw.integer(-1, 1)))
    return expert.model_copy(
        update={
            "access": access_of(scope, listed),
            "clearance": CLEARANCES[rank],
            "keep_pct": 20 if share == 100 and draw.chance(10) else 0,
        }
    )


def access_of(scope: str, listed: list[str]) -> Access:
    """Return the access of a scope; the departments count for ``listed`` only."""
    departments = listed if scope == "listed" else []
    return Access.model_validate({"scope": scope, "departments": departments})


def _skills(
    draw: Draw, seniority: int, main: list[str], other: list[str]
) -> tuple[ExpertSkill, ...]:
    """Return skills whose levels go with seniority: the first is the strongest."""
    count = draw.weighted((1, 2, 3, 4), (20, 40, 28, 12))
    own = draw.some(main, min(count, 3 if draw.chance(60) else 2))
    first = min(5, max(1, seniority + draw.integer(0, 1)))
    levels = [first] + [min(first, max(1, seniority - draw.integer(0, 2))) for _ in own[1:]]
    beside = draw.some(other, count - len(own))
    own += beside
    levels += [min(first, max(1, seniority - draw.integer(1, 3))) for _ in beside]
    return tuple(ExpertSkill(skill=s, level=k) for s, k in zip(own, levels, strict=True))


def _absences(
    shape: Shape, calendar: Calendar, draw: Draw, share: int
) -> tuple[tuple[Step, ...], tuple[Leave, ...]]:
    """Return weeks off, drawn apart from each other; with all families, dated leave too."""
    weeks = [draw.integer(1, 2) for _ in range(max(1, shape.periods // 20))]
    stretch = shape.periods // len(weeks)
    steps: list[Step] = []
    leave: list[Leave] = []
    for turn, length in enumerate(weeks):
        start = turn * stretch + draw.integer(0, stretch - length - 1)
        if not shape.everything:
            steps.append(Step(start=start, end=start + length, value=0))
            continue
        first = calendar.first_day(start) + timedelta(days=draw.integer(0, 2))
        last = calendar.last_day(start + length - 1) - timedelta(days=2)
        leave.append(Leave(first_day=first, last_day=last, reason=draw.pick(_REASONS)))
    if shape.everything and draw.chance(12):
        start = draw.integer(0, shape.periods // 2)
        end = min(shape.periods, start + draw.integer(6, 16))
        steps.append(Step(start=start, end=end, value=share // 2))
    return tuple(steps), tuple(leave)


_REASONS = ("年假 annual leave", "培训 training", "探亲 family visit")
