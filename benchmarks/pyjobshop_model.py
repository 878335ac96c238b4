"""The same instance as PyJobShop takes it.

Facilities are its renewable resources, funds its consumable ones, people its machines; a package
with one person from a pool has one mode for each person who may do it, which is how PyJobShop's own
examples write alternatives. Several people at once (MSPSP) would need a mode for every
combination: it has no model of that.
"""

from __future__ import annotations

import time
from typing import Any

import pyjobshop
from pyjobshop.Solution import Solution

from optimizer.domain import (
    FacilityLine,
    Mode,
    MoneyLine,
    Plan,
    PlannedPackage,
    PlannedProject,
    Project,
    Round,
    StaffingLine,
    WorkPackage,
    gap_between,
)
from optimizer.domain.semantics import facility_fits, serves
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure

__all__ = ["NotModelled", "run_pyjobshop"]


class NotModelled(Exception):
    """PyJobShop has no model of this round."""


class _Translation:
    """A PyJobShop model and what each of its modes means in the round."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.model = pyjobshop.Model()
        self.meaning: list[tuple[Project, WorkPackage, Mode, str | None]] = []
        self._pools = {f.id: self.model.add_renewable(f.units) for f in round_.facilities}
        self._stores = {f.id: self.model.add_consumable(f.amount_cents) for f in round_.funds}
        self._people = {e.id: self.model.add_machine() for e in round_.experts}
        for project in round_.projects:
            self._add_project(project)

    def _add_project(self, project: Project) -> None:
        tasks = {}
        for package in project.packages:
            task = self.model.add_task(
                earliest_start=max(project.earliest_start, package.earliest_start)
            )
            tasks[package.id] = task
            for mode in package.modes:
                for person in self._who(project, mode):
                    self._add_mode(task, project, package, mode, person)
        for package in project.packages:
            for before in package.predecessors:
                if before.max_lag is not None:
                    raise NotModelled("maximum lags")
                self.model.add_end_before_start(
                    tasks[before.package], tasks[package.id], before.min_lag
                )

    def _who(self, project: Project, mode: Mode) -> list[str | None]:
        if not mode.staffing:
            return [None]
        if len(mode.staffing) > 1 or mode.staffing[0].headcount > 1:
            raise NotModelled("several people at once")
        return [e.id for e in self.round.experts if serves(e, mode.staffing[0], project)]

    def _add_mode(
        self, task: Any, project: Project, package: WorkPackage, mode: Mode, person: str | None
    ) -> None:
        resources: list[Any] = []
        demands: list[int] = []
        for need in mode.facilities:
            resources.append(self._pools[_only_facility(self.round, project, mode, need.id)])
            demands.append(need.units)
        for money in mode.money:
            resources.append(self._stores[_only_fund(self.round, money.category)])
            demands.append(money.amount_cents)
        if person is not None:
            resources.append(self._people[person])
            demands.append(0)
        self.model.add_mode(task, resources, mode.duration, demands)
        self.meaning.append((project, package, mode, person))

    def plan(self, solution: Solution) -> Plan:
        """Return the plan a solution describes."""
        lines: dict[str, list[PlannedPackage]] = {p.id: [] for p in self.round.projects}
        for task in solution.tasks:
            project, package, mode, person = self.meaning[task.mode]
            lines[project.id].append(
                PlannedPackage(
                    package=package.id,
                    mode=mode.id,
                    start=task.start,
                    end=task.end,
                    staffing=tuple(
                        StaffingLine(need=need.id, experts=(person,))
                        for need in mode.staffing
                        if person is not None
                    ),
                    facilities=tuple(
                        FacilityLine(
                            need=need.id,
                            facility=_only_facility(self.round, project, mode, need.id),
                        )
                        for need in mode.facilities
                    ),
                    money=tuple(
                        MoneyLine(
                            need=money.id,
                            fund=_only_fund(self.round, money.category),
                            amount_cents=money.amount_cents,
                        )
                        for money in mode.money
                        if money.amount_cents
                    ),
                )
            )
        return Plan(
            projects=tuple(
                PlannedProject(project=id_, packages=tuple(packages))
                for id_, packages in lines.items()
            )
        )


def _only_facility(round_: Round, project: Project, mode: Mode, need_id: str) -> str:
    need = next(need for need in mode.facilities if need.id == need_id)
    fitting = [f.id for f in round_.facilities if facility_fits(f, need, project)]
    if len(fitting) != 1:
        raise NotModelled("a choice of facilities")
    return fitting[0]


def _only_fund(round_: Round, category: str) -> str:
    paying = [f.id for f in round_.funds if not f.categories or category in f.categories]
    if len(paying) != 1:
        raise NotModelled("a choice of funds")
    return paying[0]


def run_pyjobshop(round_: Round, seconds: float, workers: int, seed: int) -> dict[str, Any]:
    """Minimise the makespan by PyJobShop and return the figures.

    Raises
    ------
    NotModelled
        PyJobShop has no model of the round.
    """
    started = time.monotonic()
    translation = _Translation(round_)
    built = time.monotonic() - started
    result = translation.model.solve(
        time_limit=max(0.1, seconds - built),
        num_workers=workers,
        display=False,
        random_seed=seed,
    )
    spent = time.monotonic() - started
    found = result.status in (pyjobshop.SolveStatus.OPTIMAL, pyjobshop.SolveStatus.FEASIBLE)
    plan = translation.plan(result.best) if found else None
    value = None if plan is None else measure(round_, plan, "makespan")
    bound = round(result.lower_bound)
    return {
        "status": result.status.value.lower(),
        "value": value,
        "bound": bound,
        "gap": None if value is None else gap_between(value, bound),
        "seconds": round(spent, 2),
        "build_seconds": round(built, 2),
        "violations": None if plan is None else len(verify_plan(round_, plan)),
    }
