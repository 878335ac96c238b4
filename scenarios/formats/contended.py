"""Contended rounds: a plain JSON of numbered people, pools, funds and projects.

Numbers become ids with a letter in front (``E7`` is the expert 7). One unit of money is one cent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from optimizer.domain import (
    Access,
    Benefit,
    Calendar,
    Department,
    Expert,
    ExpertSkill,
    Facility,
    FacilityNeed,
    Fund,
    Mode,
    MoneyNeed,
    ObjectiveLevel,
    PeriodKind,
    Policy,
    Predecessor,
    Project,
    Round,
    Skill,
    StaffingNeed,
    Step,
    Text,
    WorkPackage,
)
from optimizer.domain.capacity import expert_availability_pct, facility_units
from scenarios.formats.json_walk import Node
from scenarios.formats.source import parse_json
from scenarios.formats.tokens import LARGEST

__all__ = ["compress", "read", "write"]

START = date(2026, 1, 5)
MONEY = 10**13
CATEGORIES = ("general", "capital")
_NUMBERED = re.compile(r"[A-Z][0-9]{1,6}")


def compress(values: Sequence[int]) -> tuple[int, tuple[Step, ...]]:
    """Return the commonest value (the largest of equals) and steps where others hold."""
    counts = Counter(values)
    default = max(counts, key=lambda value: (counts[value], value))
    steps = []
    at = 0
    for value, run in groupby(values):
        end = at + len(list(run))
        if value != default:
            steps.append(Step(start=at, end=end, value=value))
        at = end
    return default, tuple(steps)


def read(text: str, file: str) -> Round:
    """Return the round of a contended file; raises `BadFile`."""
    root = Node(parse_json(text, file), file)
    T = root.get("periods").integer(1, LARGEST)
    D = root.get("departments").integer(1, LARGEST)
    S = root.get("skills").integer(0, LARGEST)
    experts = [_expert(node, i, T, D, S) for i, node in enumerate(root.get("experts").items())]
    facilities = [_facility(node, i, T, D) for i, node in enumerate(root.get("facilities").items())]
    return Round(
        title=Text(en=root.get("name").text()),
        calendar=Calendar(start=START, period=PeriodKind.WEEK, periods=T),
        departments=tuple(Department(id=f"D{d}") for d in range(D)),
        skills=tuple(Skill(id=f"S{s}") for s in range(S)),
        experts=tuple(experts),
        facilities=tuple(facilities),
        funds=tuple(_fund(node, i, D) for i, node in enumerate(root.get("funds").items())),
        projects=tuple(
            _project(node, i, D, S) for i, node in enumerate(root.get("projects").items())
        ),
        policy=Policy(levels=(ObjectiveLevel.model_validate("value"),)),
    )


def _profile(node: Node, T: int, high: int) -> tuple[int, tuple[Step, ...]]:
    values = [item.integer(0, high) for item in node.items()]
    if len(values) != T:
        node.reject(f"a list of {T} values, one for each period")
    return compress(values)


def _expert(node: Node, i: int, T: int, D: int, S: int) -> Expert:
    node.get("id").integer(i, i)
    skills = []
    for skill, level in node.get("skills").fields():
        if not (skill.isascii() and skill.isdigit() and len(skill) < 7 and int(skill) < S):
            level.reject(f"the level of a skill from 0 to {S - 1}")
        skills.append(ExpertSkill(skill=f"S{int(skill)}", level=level.integer(1, 5)))
    default, steps = _profile(node.get("availability_pct"), T, 100)
    return Expert(
        id=f"E{i}",
        department=f"D{node.get('department').integer(0, D - 1)}",
        skills=tuple(skills),
        availability_pct=default,
        exceptions=steps,
        rate_cents=node.get("cost_per_period").integer(0, MONEY),
        access=Access(scope="participants"),
    )


def _facility(node: Node, i: int, T: int, D: int) -> Facility:
    node.get("id").integer(i, i)
    default, steps = _profile(node.get("units"), T, 10**9)
    return Facility(
        id=f"F{i}",
        kind=f"K{node.get('kind').integer(0, LARGEST)}",
        department=f"D{node.get('department').integer(0, D - 1)}",
        units=default,
        exceptions=steps,
        rate_cents=node.get("cost_per_unit_period").integer(0, MONEY),
        access=Access(scope="anyone" if node.get("shared").truth() else "participants"),
    )


def _fund(node: Node, i: int, D: int) -> Fund:
    node.get("id").integer(i, i)
    category = node.get("category").text()
    if category not in (*CATEGORIES, "either"):
        node.get("category").reject("general, capital or either")
    return Fund(
        id=f"B{i}",
        department=f"D{node.get('department').integer(0, D - 1)}",
        amount_cents=node.get("amount").integer(0, MONEY),
        categories=CATEGORIES if category == "either" else (category,),
        access=Access(scope="participants" if node.get("shareable").truth() else "own"),
    )


def _project(node: Node, i: int, D: int, S: int) -> Project:
    node.get("id").integer(i, i)
    packages = node.get("packages").items()
    if not packages:
        node.get("packages").reject("a list with a package")
    before: list[list[Predecessor]] = [[] for _ in packages]
    for row in node.get("precedence").items():
        first = row.get("before").integer(0, len(packages) - 1)
        then = row.get("after").integer(0, len(packages) - 1)
        lag = row.get("lag").integer(-LARGEST, LARGEST)
        before[then].append(Predecessor(package=f"W{first}", min_lag=lag))
    sponsor = f"D{node.get('sponsor').integer(0, D - 1)}"
    return Project(
        id=f"P{i}",
        sponsor=sponsor,
        participants=tuple(
            f"D{item.integer(0, D - 1)}" for item in node.get("participants").items()
        ),
        benefits=(Benefit(department=sponsor, value=node.get("value").integer(0, 10**9)),),
        tier=3,
        mandatory=node.get("mandatory").truth(),
        earliest_start=node.get("release").integer(0, LARGEST),
        deadline=node.get("deadline").integer(0, LARGEST),
        packages=tuple(_package(package, w, before[w], S) for w, package in enumerate(packages)),
    )


def _package(node: Node, w: int, before: list[Predecessor], S: int) -> WorkPackage:
    modes = node.get("modes").items()
    if not modes:
        node.get("modes").reject("a list with a mode")
    return WorkPackage(
        id=f"W{w}",
        modes=tuple(_mode(mode, m, S) for m, mode in enumerate(modes)),
        predecessors=tuple(before),
    )


def _mode(node: Node, m: int, S: int) -> Mode:
    money = ((c, node.get("money").get(c).integer(0, MONEY)) for c in CATEGORIES)
    return Mode(
        id=f"M{m}",
        duration=node.get("duration").integer(1, LARGEST),
        staffing=tuple(
            StaffingNeed(
                id=f"R{r}",
                skill=f"S{role.get('skill').integer(0, S - 1)}",
                min_level=role.get("level").integer(1, 5),
                headcount=role.get("headcount").integer(1, 10_000),
                load_pct=role.get("load_pct").integer(1, 100),
            )
            for r, role in enumerate(node.get("roles").items())
        ),
        facilities=tuple(
            FacilityNeed(
                id=f"F{f}",
                kind=f"K{need.get('kind').integer(0, LARGEST)}",
                units=need.get("units").integer(1, 10**9),
            )
            for f, need in enumerate(node.get("facilities").items())
        ),
        money=tuple(
            MoneyNeed(id=c, category=c, amount_cents=amount, timing="spread")
            for c, amount in money
            if amount
        ),
    )


def write(round: Round) -> str:
    """Return the contended text of a round, without what the layout has no place for."""
    calendar = round.calendar
    D, S = max(len(round.departments), 1), len(round.skills)
    data: dict[str, Any] = {
        "name": round.title.en,
        "periods": calendar.periods,
        "departments": D,
        "skills": S,
        "experts": [
            {
                "id": i,
                "department": _number(expert.department, D),
                "skills": {str(_number(s.skill, S)): s.level for s in expert.skills if S},
                "availability_pct": _availability(calendar, expert),
                "cost_per_period": expert.rate_cents,
            }
            for i, expert in enumerate(round.experts)
        ],
        "facilities": [
            {
                "id": i,
                "kind": _number(facility.kind),
                "department": _number(facility.department, D),
                "shared": facility.access.scope == "anyone",
                "cost_per_unit_period": facility.rate_cents,
                "units": facility_units(calendar, facility).tolist(),
            }
            for i, facility in enumerate(round.facilities)
        ],
        "funds": [
            {
                "id": i,
                "department": _number(fund.department, D),
                "shareable": fund.access.scope == "participants",
                "category": _category(fund),
                "amount": fund.amount_cents,
            }
            for i, fund in enumerate(round.funds)
        ],
        "projects": [_project_data(project, i, D, S) for i, project in enumerate(round.projects)],
    }
    return json.dumps(data)


def _availability(calendar: Calendar, expert: Expert) -> list[int]:
    try:
        return [int(value) for value in expert_availability_pct(calendar, expert)]
    except (OverflowError, ValueError):  # leave in a calendar beyond the dates there are
        return [expert.availability_pct] * calendar.periods


def _number(id: str, count: int = LARGEST) -> int:
    """Return the number behind an id's letter; 0 for an id that this format would not give."""
    number = int(id[1:]) if _NUMBERED.fullmatch(id) else 0
    return number if number < count else 0


def _category(fund: Fund) -> str:
    single = len(fund.categories) == 1 and fund.categories[0] in CATEGORIES
    return fund.categories[0] if single else "either"


def _project_data(project: Project, i: int, D: int, S: int) -> dict[str, Any]:
    count = len(project.packages)
    return {
        "id": i,
        "sponsor": _number(project.sponsor, D),
        "participants": [_number(department, D) for department in project.participants],
        "value": min(project.benefit, 10**9),
        "mandatory": project.mandatory,
        "release": project.earliest_start,
        "deadline": LARGEST if project.deadline is None else project.deadline,
        "precedence": [
            {"before": _number(p.package, count), "after": w, "lag": p.min_lag}
            for w, package in enumerate(project.packages)
            for p in package.predecessors
        ],
        "packages": [
            {"modes": [_mode_data(mode, S) for mode in package.modes]}
            for package in project.packages
        ],
    }


def _mode_data(mode: Mode, S: int) -> dict[str, Any]:
    money = {need.category: need.amount_cents for need in mode.money}
    return {
        "duration": max(mode.duration, 1),
        "roles": [
            {
                "skill": _number(need.skill, S),
                "level": need.min_level,
                "headcount": need.headcount,
                "load_pct": need.load_pct,
            }
            for need in mode.staffing
            if S
        ],
        "facilities": [
            {"kind": _number(need.kind or ""), "units": need.units} for need in mode.facilities
        ],
        "money": {category: money.get(category, 0) for category in CATEGORIES},
    }
