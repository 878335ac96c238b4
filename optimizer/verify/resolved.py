"""The plan with its ids resolved against the round; what can't be resolved is a violation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from optimizer.domain import (
    Dataset,
    Expert,
    Facility,
    FacilityNeed,
    Fund,
    Mode,
    PlannedPackage,
    PlannedProject,
    Project,
    Round,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.plan import Plan
from optimizer.domain.semantics import load_at
from optimizer.verify.violation import Ledger

__all__ = ["Activity", "Resolved", "Staffed", "Supplied", "resolve"]


@dataclass(frozen=True)
class Staffed:
    """A staffing need with its known people and its outsourced places."""

    need: StaffingNeed
    experts: tuple[Expert, ...]
    named: int
    outsourced: int


@dataclass(frozen=True)
class Supplied:
    """A facility need with the facility that supplies it."""

    need: FacilityNeed
    facility: Facility


@dataclass(frozen=True)
class Activity:
    """A planned package whose project, package and mode are known."""

    project: Project
    package: WorkPackage
    mode: Mode
    planned: PlannedPackage
    staffed: tuple[Staffed, ...]
    supplied: tuple[Supplied, ...]

    @property
    def where(self) -> tuple[str, str]:
        """Ids of project and package."""
        return self.project.id, self.package.id

    @property
    def duration(self) -> int:
        """Periods it runs; 0 when the plan has it end before it starts."""
        return max(0, self.planned.end - self.planned.start)

    def load_pct(self, need: StaffingNeed) -> int:
        """Load of each person on a need, in percent of full time."""
        return load_at(need, self.mode, self.duration)

    @property
    def experts(self) -> tuple[Expert, ...]:
        """Everybody named on it, once each."""
        return tuple({e.id: e for line in self.staffed for e in line.experts}.values())


@dataclass
class Resolved:
    """A round and a plan side by side; the indexes are made at first use, once all is resolved."""

    round: Round
    accepted: set[str] = field(default_factory=set)
    activities: list[Activity] = field(default_factory=list)
    experts: dict[str, Expert] = field(default_factory=dict)
    facilities: dict[str, Facility] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    funds: dict[str, Fund] = field(default_factory=dict)

    def of_project(self, project: str) -> list[Activity]:
        """Return the activities of a project."""
        return self._by_project.get(project, [])

    def by_place(self) -> dict[tuple[str, str], Activity]:
        """Return the activities by project and package id."""
        return self._by_place

    @cached_property
    def _by_project(self) -> dict[str, list[Activity]]:
        found: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.activities:
            found[activity.project.id].append(activity)
        return found

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], Activity]:
        return {activity.where: activity for activity in self.activities}


def resolve(round_: Round, plan: Plan, ledger: Ledger) -> Resolved:
    """Match a plan with its round; unknown, repeated and missing ids go to the ledger."""
    resolved = Resolved(
        round_,
        experts={e.id: e for e in round_.experts},
        facilities={f.id: f for f in round_.facilities},
        datasets={d.id: d for d in round_.datasets},
        funds={f.id: f for f in round_.funds},
    )
    projects = {p.id: p for p in round_.projects}
    for planned in plan.projects:
        project = projects.get(planned.project)
        if project is None:
            ledger.add("project.unknown", planned.project)
        elif planned.project in resolved.accepted:
            ledger.add("project.twice", planned.project)
        else:
            resolved.accepted.add(project.id)
            _add_packages(resolved, project, planned, ledger)
    return resolved


def _add_packages(
    resolved: Resolved, project: Project, planned: PlannedProject, ledger: Ledger
) -> None:
    packages = {p.id: p for p in project.packages}
    seen: set[str] = set()
    for item in planned.packages:
        package = packages.get(item.package)
        if package is None:
            ledger.add("package.unknown", project.id, item.package)
            continue
        if item.package in seen:
            ledger.add("package.twice", project.id, item.package)
            continue
        seen.add(item.package)
        mode = next((m for m in package.modes if m.id == item.mode), None)
        if mode is None:
            ledger.add("package.mode", project.id, item.package, found=item.mode)
            continue
        staffed = _staffed(resolved, project, mode, item, ledger)
        supplied = _supplied(resolved, project, mode, item, ledger)
        resolved.activities.append(Activity(project, package, mode, item, staffed, supplied))
    for package_id in packages:
        if package_id not in seen:
            ledger.add("package.missing", project.id, package_id)


def _staffed(
    resolved: Resolved, project: Project, mode: Mode, planned: PlannedPackage, ledger: Ledger
) -> tuple[Staffed, ...]:
    needs = {n.id: n for n in mode.staffing}
    found: dict[str, Staffed] = {}
    for line in planned.staffing:
        where = (project.id, planned.package, line.need)
        need = needs.get(line.need)
        if need is None:
            ledger.add("need.unknown", *where)
        elif line.need in found:
            ledger.add("need.twice", *where)
        else:
            known = []
            for expert in line.experts:
                if expert in resolved.experts:
                    known.append(resolved.experts[expert])
                else:
                    ledger.add("resource.unknown", *where, resource=expert)
            found[need.id] = Staffed(need, tuple(known), len(line.experts), line.outsourced)
    return tuple(found.get(need.id, Staffed(need, (), 0, 0)) for need in mode.staffing)


def _supplied(
    resolved: Resolved, project: Project, mode: Mode, planned: PlannedPackage, ledger: Ledger
) -> tuple[Supplied, ...]:
    needs = {n.id: n for n in mode.facilities}
    seen: set[str] = set()
    supplied = []
    for line in planned.facilities:
        where = (project.id, planned.package, line.need)
        need, facility = needs.get(line.need), resolved.facilities.get(line.facility)
        if need is None:
            ledger.add("need.unknown", *where)
        elif line.need in seen:
            ledger.add("need.twice", *where)
        elif facility is None:
            ledger.add("resource.unknown", *where, resource=line.facility)
            seen.add(line.need)
        else:
            supplied.append(Supplied(need, facility))
            seen.add(line.need)
    for need_id in needs:
        if need_id not in seen:
            ledger.add("facility.missing", project.id, planned.package, need_id)
    return tuple(supplied)
