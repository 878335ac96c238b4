"""Read a plan out of solver values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from optimizer.domain import (
    FacilityLine,
    MoneyLine,
    Plan,
    PlannedPackage,
    PlannedProject,
    StaffingLine,
)
from optimizer.model.variables import PackageVars, Variables

__all__ = ["extract_plan"]


def extract_plan(variables: Variables, values: Sequence[int]) -> Plan:
    """Return the plan that solver values describe (``values`` by variable index)."""
    money: dict[tuple[str, str, str], list[MoneyLine]] = defaultdict(list)
    for (project, package, mode, need, fund, period), draw in variables.draws.items():
        cents = values[draw.index]
        if cents:
            money[project, package, mode].append(
                MoneyLine(need=need, fund=fund, period=period, amount_cents=cents)
            )
    projects = []
    for item in variables.projects.values():
        if values[item.accepted.index]:
            packages = tuple(_package(p, values, money) for p in item.packages.values())
            projects.append(PlannedProject(project=item.project.id, packages=packages))
    return Plan(projects=tuple(projects))


def _package(
    vars_: PackageVars,
    values: Sequence[int],
    money: dict[tuple[str, str, str], list[MoneyLine]],
) -> PlannedPackage:
    option = next(o for o in vars_.options if values[o.chosen.index])
    start = values[vars_.start.index]
    staffing = tuple(
        StaffingLine(
            need=place.need.id,
            experts=tuple(id_ for id_, lit in place.experts.items() if values[lit.index]),
            outsourced=sum(i for i, lit in enumerate(place.outside, 1) if values[lit.index]),
        )
        for place in option.places
    )
    facilities = tuple(
        FacilityLine(need=supply.need.id, facility=id_)
        for supply in option.supplies
        for id_, lit in supply.facilities.items()
        if values[lit.index]
    )
    return PlannedPackage(
        package=vars_.package.id,
        mode=option.mode.id,
        start=start,
        end=start + option.duration,
        staffing=staffing,
        facilities=facilities,
        money=tuple(money[vars_.project.id, vars_.package.id, option.mode.id]),
    )
