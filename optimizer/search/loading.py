"""From a plan with names to the search's arrays: what still fits is taken over, the rest is not.

A plan may come from a baseline, from another round, from a saved outcome or from the solver.
"""

from __future__ import annotations

from optimizer.domain import Plan, PlannedPackage, PlannedProject
from optimizer.instance import Instance
from optimizer.search.given import take_given
from optimizer.search.packed import pack
from optimizer.search.state import OUTSIDE, State
from optimizer.search.tables import Tables
from optimizer.verify import verify_plan

__all__ = ["Loader"]


class Loader:
    """Puts named plans into states of one round."""

    def __init__(self, instance: Instance, tables: Tables) -> None:
        round_ = instance.round
        self._instance = instance
        self._tables = tables
        self._packed = pack(tables)
        self._projects = {project.id: p for p, project in enumerate(round_.projects)}
        self._experts = {expert.id: e for e, expert in enumerate(round_.experts)}
        self._facilities = {facility.id: f for f, facility in enumerate(round_.facilities)}
        self._funds = {fund.id: b for b, fund in enumerate(round_.funds)}
        self._needs = {name: i for i, name in enumerate(instance.needs)}
        self._segments = {int(t): i for i, t in enumerate(instance.funds.segment_start)}

    def load(self, state: State, plan: Plan, verified: bool = False) -> tuple[int, ...]:
        """Accept the plan's projects in a state that accepts nothing; return those left out.

        Parameters
        ----------
        verified
            The plan is known to break no rule of the round.

        Returns
        -------
        tuple of int
            Projects of the round that the plan accepts and the state does not.
        """
        broken = set() if verified else {v.project for v in verify_plan(self._instance.round, plan)}
        packed = pack(state)
        waiting: list[int] = []
        missing: list[int] = []
        for planned in plan.projects:
            p = self._projects.get(planned.project)
            if p is None:
                continue
            good = planned.project not in broken and self._write(state, p, planned)
            (waiting if good else missing).append(p)
        required = self._instance.projects.required
        value = self._instance.projects.value
        waiting.sort(key=lambda p: (not required[p], -int(value[p]), p))
        moved = True
        while moved:  # again and again: prerequisites come first
            left = [p for p in waiting if not take_given(self._packed, packed, p)]
            moved, waiting = len(left) < len(waiting) and bool(left), self._again(state, plan, left)
        for p in waiting:
            self._wipe(state, p)  # a project that is out holds nothing and must not look placed
        return tuple(sorted({*missing, *waiting}))

    def _again(self, state: State, plan: Plan, left: list[int]) -> list[int]:
        """Write projects anew that a failed attempt has wiped."""
        planned = {item.project: item for item in plan.projects}
        for p in left:
            self._write(state, p, planned[self._instance.round.projects[p].id])
        return left

    def _write(self, state: State, p: int, planned: PlannedProject) -> bool:
        """Write a project's arrays without accepting it; False: the round has no such option."""
        x = self._tables
        packages = {line.package: line for line in planned.packages}
        first = int(x.package_ptr[p])
        for i, package in enumerate(self._instance.round.projects[p].packages):
            line = packages.get(package.id)
            if line is None or not self._write_package(state, p, first + i, line):
                self._wipe(state, p)
                return False
        return True

    def _wipe(self, state: State, p: int) -> None:
        first, end = int(self._tables.package_ptr[p]), int(self._tables.package_ptr[p + 1])
        state.plan.option[first:end] = -1

    def _write_package(self, state: State, p: int, k: int, line: PlannedPackage) -> bool:
        x, plan = self._tables, state.plan
        package = self._instance.round.projects[p].packages[k - int(x.package_ptr[p])]
        modes = [mode.id for mode in package.modes]
        if line.mode not in modes:
            return False
        mode, duration = modes.index(line.mode), line.end - line.start
        option = next(
            (
                o
                for o in range(int(x.option_ptr[k]), int(x.option_ptr[k + 1]))
                if x.option_mode[o] == mode and x.duration[o] == duration
            ),
            None,
        )
        if option is None:
            return False
        plan.option[k], plan.start[k] = option, line.start
        people = {staffing.need: staffing for staffing in line.staffing}
        slot = int(x.who_ptr[k])
        for r in range(int(x.place_ptr[option]), int(x.place_ptr[option + 1])):
            staffing = people.get(self._instance.needs[int(x.place_need[r])])
            named = [] if staffing is None else [self._experts[e] for e in staffing.experts]
            outside = int(x.headcount[r]) - len(named)
            if outside < 0:
                return False
            plan.who[slot : slot + len(named) + outside] = [*named, *([OUTSIDE] * outside)]
            slot += len(named) + outside
        supplied = {item.need: item.facility for item in line.facilities}
        for i, u in enumerate(range(int(x.supply_ptr[option]), int(x.supply_ptr[option + 1]))):
            facility = supplied[self._instance.needs[int(x.supply_need[u])]]
            plan.at[int(x.at_ptr[k]) + i] = self._facilities[facility]
        return self._write_money(state, k, line)

    def _write_money(self, state: State, k: int, line: PlannedPackage) -> bool:
        x, plan = self._tables, state.plan
        first, room = int(x.draw_ptr[k]), int(x.draw_ptr[k + 1] - x.draw_ptr[k])
        if len(line.money) > room:
            return False
        for at, item in enumerate(line.money, start=first):
            plan.draw_need[at] = self._needs[item.need]
            plan.draw_fund[at] = self._funds[item.fund]
            plan.draw_segment[at] = self._segments[item.period]
            plan.draw_cents[at] = item.amount_cents
        plan.draw_count[k] = len(line.money)
        return True
