"""From the search's arrays to a plan with names, and back."""

from __future__ import annotations

from collections import defaultdict

from optimizer.domain import (
    FacilityLine,
    MoneyLine,
    Plan,
    PlannedPackage,
    PlannedProject,
    StaffingLine,
)
from optimizer.instance import Instance
from optimizer.search.state import Assignment
from optimizer.search.tables import Tables

__all__ = ["name_plan"]


def name_plan(instance: Instance, tables: Tables, plan: Assignment) -> Plan:
    """Return the plan that an assignment describes."""
    projects = []
    for p, project in enumerate(instance.round.projects):
        if plan.accepted[p]:
            first = int(tables.package_ptr[p])
            packages = tuple(
                _package(instance, tables, plan, first + i) for i in range(len(project.packages))
            )
            projects.append(PlannedProject(project=project.id, packages=packages))
    return Plan(projects=tuple(projects))


def _package(instance: Instance, x: Tables, plan: Assignment, k: int) -> PlannedPackage:
    round_ = instance.round
    p, o = int(x.package_project[k]), int(plan.option[k])
    package = round_.projects[p].packages[k - int(x.package_ptr[p])]
    mode = package.modes[int(x.option_mode[o])]
    start = int(plan.start[k])
    slot = int(x.who_ptr[k])
    staffing = []
    for r in range(int(x.place_ptr[o]), int(x.place_ptr[o + 1])):
        people = plan.who[slot : slot + int(x.headcount[r])].tolist()
        slot += len(people)
        named = sorted(e for e in people if e >= 0)
        staffing.append(
            StaffingLine(
                need=instance.needs[int(x.place_need[r])],
                experts=tuple(round_.experts[e].id for e in named),
                outsourced=len(people) - len(named),
            )
        )
    at = int(x.at_ptr[k])
    facilities = tuple(
        FacilityLine(
            need=instance.needs[int(x.supply_need[u])],
            facility=round_.facilities[int(plan.at[at + i])].id,
        )
        for i, u in enumerate(range(int(x.supply_ptr[o]), int(x.supply_ptr[o + 1])))
    )
    return PlannedPackage(
        package=package.id,
        mode=mode.id,
        start=start,
        end=start + int(x.duration[o]),
        staffing=tuple(staffing),
        facilities=facilities,
        money=_money(instance, x, plan, k),
    )


def _money(instance: Instance, x: Tables, plan: Assignment, k: int) -> tuple[MoneyLine, ...]:
    sums: dict[tuple[int, int, int], int] = defaultdict(int)
    first = int(x.draw_ptr[k])
    for line in range(first, first + int(plan.draw_count[k])):
        key = (int(plan.draw_need[line]), int(plan.draw_fund[line]), int(plan.draw_segment[line]))
        sums[key] += int(plan.draw_cents[line])
    return tuple(
        MoneyLine(
            need=instance.needs[need],
            fund=instance.round.funds[fund].id,
            period=int(x.segment_start[segment]),
            amount_cents=cents,
        )
        for (need, fund, segment), cents in sums.items()
    )
