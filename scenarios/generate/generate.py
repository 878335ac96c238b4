"""Generate a round: believable, contended to order, the same from the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import (
    AuthorityLimit,
    Expert,
    FairnessPolicy,
    ObjectiveLevel,
    PlannedProject,
    Policy,
    Project,
    Round,
    SecurityLevel,
    Term,
    Text,
)
from optimizer.domain.capacity import fiscal_segments
from scenarios.generate.agreed import with_agreements
from scenarios.generate.compose import witness_of
from scenarios.generate.draw import Draw
from scenarios.generate.means import (
    YUAN,
    Means,
    draw_means,
    finished_facilities,
    finished_funds,
    write_datasets,
)
from scenarios.generate.people import Office, draw_office
from scenarios.generate.project import (
    LEAST_EFFORT,
    Quotas,
    Site,
    add_milestone,
    book,
    draw_project,
    extend,
)
from scenarios.generate.shape import Shape, UnusableShape
from scenarios.generate.sketch import ProjectSketch
from scenarios.generate.team import Workforce
from scenarios.generate.terms import compose_project, reduced

IntArray = NDArray[np.int64]

__all__ = ["Generated", "generate", "generate_round"]


@dataclass(frozen=True, slots=True)
class Generated:
    """A round, and what is known about it from the way it was made.

    Attributes
    ----------
    round_ : Round
    witnesses : tuple of PlannedProject
        For each project, in order, a plan for it alone.
    clusters : tuple of tuple of str
        Ids of skills that belong together: people have their skills mainly in one cluster.
    """

    round_: Round
    witnesses: tuple[PlannedProject, ...]
    clusters: tuple[tuple[str, ...], ...]


def generate_round(shape: Shape) -> Round:
    """Return the round of a shape."""
    return generate(shape).round_


def generate(shape: Shape) -> Generated:
    """Return the round of a shape with the witness of each project.

    Raises
    ------
    UnusableShape
        The people can't be kept as busy as wanted by so few projects.
    """
    office = draw_office(shape)
    means = draw_means(shape, office)
    pilots: dict[int, int] = {}
    sketches = _sketches(shape, office, means, pilots)
    policy = _policy(shape)
    round_ = Round(
        title=Text(
            zh=f"生成轮次：{shape.experts} 人 {shape.projects} 个项目（种子 {shape.seed}）",
            en=f"Generated round: {shape.experts} people, {shape.projects} projects, "
            f"seed {shape.seed}",
        ),
        calendar=office.calendar,
        departments=office.departments,
        skills=office.skills,
        experts=_limited(shape, office, sketches),
        facilities=finished_facilities(shape, means),
        datasets=write_datasets(shape, means),
        funds=finished_funds(shape, means, policy.fast_lane_reserve_pct),
        projects=_projects(shape, sketches, pilots),
        policy=policy,
    )
    cuts = tuple(start for start, _ in fiscal_segments(round_))
    witnesses = tuple(witness_of(sketch, cuts) for sketch in sketches)
    clusters = tuple(
        tuple(s.id for s in office.skills if office.cluster_of_skill[s.id] == c)
        for c in range(shape.clusters)
    )
    return Generated(with_agreements(shape, round_, witnesses), witnesses, clusters)


def _projects(
    shape: Shape, sketches: list[ProjectSketch], pilots: dict[int, int]
) -> tuple[Project, ...]:
    whole = set(pilots.values())
    earlier: list[ProjectSketch] = []
    projects = []
    for sketch in sketches:
        pilot_of = pilots.get(sketch.index)
        has_pilot = sketch.index in whole
        projects.append(compose_project(shape, sketch, earlier, pilot_of, has_pilot))
        if pilot_of is None and not has_pilot:
            earlier.append(sketch)
    return tuple(projects)


def _sketches(
    shape: Shape, office: Office, means: Means, pilots: dict[int, int]
) -> list[ProjectSketch]:
    """Draw the projects until the people are asked for as much as wanted; note the pilots."""
    draw = Draw(shape.seed, "projects")
    workforce = Workforce(office)
    capacity = [0] * shape.clusters
    for cluster, total in zip(office.best_cluster, workforce.total, strict=True):
        capacity[cluster] += total
    quotas = Quotas([total * shape.contention_pct // 100 for total in capacity])
    staff = _staff(shape, office, workforce)
    weights = [draw.integer(40, 200) for _ in range(shape.projects)]
    sites: list[Site | None] = []
    for index in range(shape.projects):
        before = sites[-1] if index else None
        room = shape.everything and before and len(pilots) < max(1, shape.projects // 15)
        if room and before and len(before.sketch.packages) > 1 and draw.chance(8):
            pilots[index] = index - 1
            sites.append(None)
            continue
        # What earlier projects left over or overdrew is spread over the ones to come.
        budget = max(0, sum(quotas.left)) * weights[index] // sum(weights[index:])
        site = None
        for count in (draw.weighted((1, 2, 3, 4), (17, 42, 27, 14)), 4, shape.departments):
            departments = _departments(draw, count, staff, quotas)
            site = site or draw_project(
                shape, means, workforce, index, departments, max(budget, LEAST_EFFORT), quotas
            )
        if site is None:
            raise UnusableShape(
                f"项目 {index} 无人可用：请增加人员或周数",
                f"nobody is free for project {index}: take more people or weeks",
            )
        sites.append(site)
    _ask_for_the_rest(shape, sites, quotas)
    sketches: list[ProjectSketch] = []
    for index, site in enumerate(sites):
        if site is None:
            sketches.append(reduced(sketches[-1], index))
            continue
        if shape.everything and draw.chance(20):
            add_milestone(site.sketch)
        book(site.sketch)
        sketches.append(site.sketch)
    return sketches


def _ask_for_the_rest(shape: Shape, sites: Sequence[Site | None], quotas: Quotas) -> None:
    """Add packages, one a project and turn, until the people are asked for as much as wanted."""
    wanted = sum(quotas.whole)
    for most in (*(2500,) * 6, *(1000,) * 6):
        for site in sites:
            left = sum(quotas.left)
            if left * 200 < wanted or left < LEAST_EFFORT:
                return
            if site is not None:
                extend(site, min(left, most), quotas)
    asked = wanted - sum(quotas.left)
    if asked * 100 < wanted * 95:
        reached = asked * shape.contention_pct // wanted
        raise UnusableShape(
            f"{shape.projects} 个项目只能用到人力的 {reached} %，达不到 {shape.contention_pct} %："
            "请增加项目或减少人员",
            f"{shape.projects} projects can ask for {reached} % of the people, not for "
            f"{shape.contention_pct} %: take more projects or fewer people",
        )


def _staff(shape: Shape, office: Office, workforce: Workforce) -> list[list[int]]:
    """Return percent-periods on offer by department and cluster."""
    staff = [[0] * shape.clusters for _ in range(shape.departments)]
    for i, cluster in enumerate(office.best_cluster):
        staff[workforce.department[i]][cluster] += workforce.total[i]
    return staff


def _departments(draw: Draw, count: int, staff: list[list[int]], quotas: Quotas) -> list[int]:
    """Return different departments, those with people still to be asked for more often."""
    weights = [
        sum(total * quotas.weight(c) for c, total in enumerate(totals)) // 1000 for totals in staff
    ]
    chosen: list[int] = []
    for _ in range(min(count, len(staff))):
        department = draw.weighted(range(len(weights)), weights)
        while department in chosen:  # every weight left may be 0
            department = (department + 1) % len(weights)
        chosen.append(department)
        weights[department] = 0
    return chosen


def _limited(shape: Shape, office: Office, sketches: list[ProjectSketch]) -> tuple[Expert, ...]:
    """Return the people with limits on packages at once and on lending, where there are any."""
    if not shape.everything:
        return office.experts
    at_once = np.zeros((shape.experts,), dtype=np.int64)
    lent = np.zeros((shape.experts,), dtype=np.int64)
    for sketch in sketches:
        held: dict[int, IntArray] = {}
        load: dict[int, int] = {}
        for package in sketch.packages:
            for place in package.places:
                for i in place.team:
                    zeros = np.zeros(shape.periods, dtype=np.int64)
                    held.setdefault(i, zeros)[package.start : package.end] += 1
                    load[i] = load.get(i, 0) + place.load * package.duration
        for i, packages in held.items():
            at_once[i] = max(at_once[i], packages.max())
            if office.experts[i].department != f"D{sketch.sponsor}":
                lent[i] = max(lent[i], load[i])
    draw = Draw(shape.seed, "limits")
    experts = []
    for i, expert in enumerate(office.experts):
        most, limit = None, None
        if draw.chance(35):
            most = max(int(at_once[i]), draw.integer(2, 4))
        if draw.chance(15):
            limit = max(int(lent[i]), int(office.offered[i].sum()) * draw.integer(50, 80) // 100)
        update = {"max_packages": most, "lend_limit_pct_periods": limit}
        experts.append(expert.model_copy(update=update))
    return tuple(experts)


def _policy(shape: Shape) -> Policy:
    if not shape.everything:
        return Policy(levels=(ObjectiveLevel.model_validate("value"),))
    names = ("value", "fairness", "cost", "people", "change")
    return Policy(
        levels=tuple(
            ObjectiveLevel(
                name=name, terms=(Term(measure=name),), give_up_pct=3 if name == "value" else 0
            )
            for name in names
        ),
        fairness=FairnessPolicy(rule="max-min", entitlement="weight", use_credit=True),
        fast_lane_reserve_pct=10,
        load_limit_pct=100,
        outsource_clearance=SecurityLevel.GENERAL_2,
        authority_limits=(
            AuthorityLimit(signer="部门负责人 head of department", up_to_cents=100_000 * YUAN),
            AuthorityLimit(signer="分管领导 executive", up_to_cents=500_000 * YUAN),
            AuthorityLimit(signer="领导小组 leading group"),
        ),
    )
