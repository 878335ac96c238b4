"""The plain model of a round of people as a textbook writes it: one optional interval a person.

It stands beside ours where PyJobShop has no model (several people at once) and for cost. CP-SAT
with its default parameters; no redundant constraint, no bound of our own, no hint.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from optimizer.domain import Plan, PlannedPackage, PlannedProject, Round, StaffingLine, gap_between
from optimizer.domain.semantics import serves, staffing_cents
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure

__all__ = ["run_named_model"]


class _Named:
    """Starts, named people and both measures of a round of mandatory one-mode packages."""

    def __init__(self, round_: Round) -> None:
        modes = [mode for p in round_.projects for k in p.packages for mode in k.modes]
        if (
            round_.facilities
            or round_.funds
            or len(modes) != sum(len(p.packages) for p in round_.projects)
        ):
            raise ValueError("the plain named model knows people and packages of one mode only")
        self.round = round_
        self.model = model = cp_model.CpModel()
        self.starts: dict[tuple[str, str], cp_model.IntVar] = {}
        self.on: dict[tuple[str, str, str, str], cp_model.IntVar] = {}
        self.makespan = model.new_int_var(0, round_.calendar.periods, "makespan")
        self.cost: list[cp_model.LinearExprT] = []
        self._busy: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        for project in round_.projects:
            for package in project.packages:
                self._add_package(project.id, package.id)
            for package in project.packages:
                for before in package.predecessors:
                    duration = self._mode(project.id, before.package).duration
                    model.add(
                        self.starts[project.id, package.id]
                        >= self.starts[project.id, before.package] + duration + before.min_lag
                    )
        for intervals in self._busy.values():
            model.add_no_overlap(intervals)

    def _mode(self, project: str, package: str) -> Any:
        item = next(p for p in self.round.projects if p.id == project)
        (mode,) = next(k for k in item.packages if k.id == package).modes
        return mode

    def _add_package(self, project_id: str, package_id: str) -> None:
        model, periods = self.model, self.round.calendar.periods
        project = next(p for p in self.round.projects if p.id == project_id)
        mode = self._mode(project_id, package_id)
        start = model.new_int_var(0, periods - mode.duration, f"start[{project_id}/{package_id}]")
        self.starts[project_id, package_id] = start
        model.add(self.makespan >= start + mode.duration)
        once: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for need in mode.staffing:
            chosen = []
            for expert in self.round.experts:
                if not serves(expert, need, project):
                    continue
                on = model.new_bool_var(f"on[{project_id}/{package_id}/{need.id}/{expert.id}]")
                self.on[project_id, package_id, need.id, expert.id] = on
                self._busy[expert.id].append(
                    model.new_optional_fixed_size_interval_var(start, mode.duration, on, "")
                )
                cents = staffing_cents(expert.rate_cents, need.load_pct, mode.duration)
                self.cost.append(cents * on)
                chosen.append(on)
                once[expert.id].append(on)
            model.add(sum(chosen) == need.headcount)
        for literals in once.values():
            model.add_at_most_one(literals)

    def plan(self, solver: cp_model.CpSolver) -> Plan:
        """Return the plan of the solver's values."""
        projects = []
        for project in self.round.projects:
            packages = []
            for package in project.packages:
                mode = self._mode(project.id, package.id)
                start = solver.value(self.starts[project.id, package.id])
                staffing = tuple(
                    StaffingLine(
                        need=need.id,
                        experts=tuple(
                            e.id
                            for e in self.round.experts
                            if (on := self.on.get((project.id, package.id, need.id, e.id)))
                            is not None
                            and solver.value(on)
                        ),
                    )
                    for need in mode.staffing
                )
                packages.append(
                    PlannedPackage(
                        package=package.id,
                        mode=mode.id,
                        start=start,
                        end=start + mode.duration,
                        staffing=staffing,
                    )
                )
            projects.append(PlannedProject(project=project.id, packages=tuple(packages)))
        return Plan(projects=tuple(projects))


def run_named_model(
    round_: Round, seconds: float, workers: int, seed: int, objective: str = "makespan"
) -> dict[str, Any]:
    """Minimise ``makespan`` or ``cost`` on the plain named model and return the figures."""
    started = time.monotonic()
    named = _Named(round_)
    named.model.minimize(named.makespan if objective == "makespan" else sum(named.cost))
    built = time.monotonic() - started
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, seconds - built)
    status = solver.solve(named.model)
    spent = time.monotonic() - started
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    plan = named.plan(solver) if found else None
    value = None if plan is None else measure(round_, plan, objective)
    bound = round(solver.best_objective_bound)
    return {
        "status": solver.status_name(status).lower(),
        "value": value,
        "bound": bound,
        "gap": None if value is None else gap_between(value, bound),
        "levels": []
        if plan is None
        else [[name, measure(round_, plan, name), None] for name in ("makespan", "cost")],
        "seconds": round(spent, 2),
        "build_seconds": round(built, 2),
        "violations": None if plan is None else len(verify_plan(round_, plan)),
    }
