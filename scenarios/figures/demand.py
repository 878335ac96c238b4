"""Demand over time: what all requests ask for, spread evenly over their windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Project, Round, WorkPackage
from scenarios.figures.pressure import effort_asked, requests_counted

__all__ = ["kind_demand", "skill_demand"]

Reals = NDArray[np.float64]


def skill_demand(round_: Round) -> Reals:
    """Return the effort asked of each skill in each period, percent of full time, shape ``(S, T)``.

    Each package is counted in the way that takes the least effort, spread evenly over the periods
    in which it may run by its own and its project's window; of an exclusive group the request with
    the most effort counts.
    """
    rows = {skill.id: row for row, skill in enumerate(round_.skills)}
    asked = np.zeros((len(rows), round_.calendar.periods))
    for project in requests_counted(round_):
        for package in project.packages:
            mode = min(package.modes, key=effort_asked)
            start, end = _window(round_, project, package)
            for need in mode.staffing:
                effort = need.headcount * need.load_pct * mode.duration
                asked[rows[need.skill], start:end] += effort / (end - start)
    return asked


def kind_demand(round_: Round) -> dict[str, Reals]:
    """Return the units asked of each kind of facility in each period, shape ``(T,)`` each.

    Counted and spread as in :func:`skill_demand`; a facility asked for by name counts for its kind.
    """
    kinds = {facility.id: facility.kind for facility in round_.facilities}
    asked = {kind: np.zeros(round_.calendar.periods) for kind in dict.fromkeys(kinds.values())}
    for project in requests_counted(round_):
        for package in project.packages:
            mode = min(package.modes, key=effort_asked)
            start, end = _window(round_, project, package)
            for need in mode.facilities:
                kind = need.kind or kinds.get(need.facility or "", "")
                if kind in asked:
                    asked[kind][start:end] += need.units * mode.duration / (end - start)
    return asked


def _window(round_: Round, project: Project, package: WorkPackage) -> tuple[int, int]:
    """Return the periods ``start <= t < end`` in which a package may run, at least one."""
    horizon = round_.calendar.periods
    start = min(max(project.earliest_start, package.earliest_start), horizon - 1)
    ends = [end for end in (project.deadline, package.deadline) if end is not None]
    return start, max(min([horizon, *ends]), start + 1)
