"""Rounds from scheduling instances: one department, everything mandatory, time is what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import networkx as nx

from optimizer.domain import (
    Access,
    Calendar,
    Department,
    Expert,
    Facility,
    Fund,
    Mode,
    ObjectiveLevel,
    PeriodKind,
    Policy,
    Predecessor,
    Project,
    Round,
    Skill,
    Text,
    WorkPackage,
)
from scenarios.formats.source import refuse
from scenarios.formats.tokens import LARGEST

__all__ = [
    "ANYONE",
    "NOTHING",
    "OFFICE",
    "critical_path",
    "makespan_round",
    "packages_of",
    "predecessors_of",
    "project_of",
    "successors_of",
]

OFFICE = "D1"
"""The one implicit department."""
ANYONE = Access(scope="anyone")
NOTHING = WorkPackage(id="1", modes=(Mode(id="1", duration=0),))
START = date(2026, 1, 1)
"""Instances have no dates; periods are consecutive days from here, weekends included."""


def predecessors_of(successors: Sequence[Sequence[int]]) -> list[tuple[Predecessor, ...]]:
    """Return the predecessors of packages ``1..n`` from their 1-based successors."""
    before: list[list[int]] = [[] for _ in successors]
    for i, followers in enumerate(successors, start=1):
        for j in dict.fromkeys(followers):
            before[j - 1].append(i)
    return [tuple(Predecessor(package=str(i)) for i in sorted(row)) for row in before]


def packages_of(round: Round) -> tuple[WorkPackage, ...]:
    """Return the packages of the one project that a layout holds; a second one is left out.

    A round without projects gives a milestone, so that its text can be read and compared.
    """
    return round.projects[0].packages if round.projects else (NOTHING,)


def successors_of(packages: Sequence[WorkPackage]) -> list[list[int]]:
    """Return the 1-based successors of packages ``1..n`` from their predecessors."""
    number = {package.id: i for i, package in enumerate(packages, start=1)}
    after: list[list[int]] = [[] for _ in packages]
    for i, package in enumerate(packages, start=1):
        for before in package.predecessors:
            if before.package in number:
                after[number[before.package] - 1].append(i)
    return after


def critical_path(packages: Sequence[WorkPackage]) -> int:
    """Return the length of the longest path of shortest durations; 0 where paths run in circles."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(1, len(packages) + 1))
    for i, after in enumerate(successors_of(packages), start=1):
        graph.add_edges_from((i, j) for j in after)
    if not nx.is_directed_acyclic_graph(graph):
        return 0
    ends: dict[int, int] = {}
    for i in nx.topological_sort(graph):
        start = max((ends[j] for j in graph.predecessors(i)), default=0)
        ends[i] = start + min(mode.duration for mode in packages[i - 1].modes)
    return max(ends.values(), default=0)


def project_of(
    id: str, packages: Iterable[WorkPackage], *, title: str = "", earliest_start: int = 0
) -> Project:
    """Return a mandatory project of the one department."""
    return Project(
        id=id,
        title=Text(en=title),
        sponsor=OFFICE,
        mandatory=True,
        earliest_start=earliest_start,
        packages=tuple(packages),
    )


def makespan_round(
    file: str,
    projects: Sequence[Project],
    *,
    facilities: Iterable[Facility] = (),
    funds: Iterable[Fund] = (),
    skills: Iterable[Skill] = (),
    experts: Iterable[Expert] = (),
    levels: Sequence[str] = ("makespan",),
) -> Round:
    """Return the round of an instance.

    The horizon is the sum of every package's longest duration plus positive lags and the latest
    release date: any feasible instance has a left-shifted schedule that fits.

    Raises
    ------
    BadFile
        The horizon is beyond what a calendar holds.
    """
    packages = [package for project in projects for package in project.packages]
    horizon = max((project.earliest_start for project in projects), default=0)
    horizon += sum(max(mode.duration for mode in package.modes) for package in packages)
    horizon += sum(max(p.min_lag, 0) for package in packages for p in package.predecessors)
    if horizon > LARGEST:
        refuse(
            "file.horizon-too-long",
            file=file,
            en=f"The durations add up to {horizon} periods.",
            zh=f"各工期合计 {horizon} 个周期。",
            found=str(horizon),
            expected=f"at most {LARGEST} periods",
            fix_en="Use longer periods.",
            fix_zh="请使用更长的周期。",
        )
    return Round(
        title=Text(en=file.split(".")[0]),
        calendar=Calendar(
            start=START,
            period=PeriodKind.DAY,
            periods=max(horizon, 1),
            working_weekdays=(1, 2, 3, 4, 5, 6, 7),
        ),
        departments=(Department(id=OFFICE),),
        skills=tuple(skills),
        experts=tuple(experts),
        facilities=tuple(facilities),
        funds=tuple(funds),
        projects=tuple(projects),
        policy=Policy(levels=tuple(ObjectiveLevel.model_validate(level) for level in levels)),
    )
