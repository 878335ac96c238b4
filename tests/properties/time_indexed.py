"""A second model of a round, written from the domain's words alone: time-indexed, for a MILP.

One binary for every package, mode, duration and start; people, facilities and money hang on those.
It shares nothing with :mod:`optimizer.model` and is only good for very small rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pulp

from optimizer.domain import Expert, Mode, Project, Round, StaffingNeed, WorkPackage
from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.semantics import durations, latest_end, load_at, serves

Var: TypeAlias = Any  # pulp has no types
Sum: TypeAlias = Any


@dataclass(frozen=True)
class Run:
    """One way a package may run."""

    number: int
    project: Project
    package: WorkPackage
    mode: Mode
    duration: int
    start: int
    chosen: Var

    @property
    def end(self) -> int:
        return self.start + self.duration

    def covers(self, period: int) -> bool:
        return self.start <= period < self.end

    def load(self, need: StaffingNeed) -> int:
        return load_at(need, self.mode, self.duration)


class TimeIndexed:
    """Acceptance, schedule and people; what else there is stands in the modules beside."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.problem = pulp.LpProblem("round", pulp.LpMaximize)
        self._count = 0
        self.accepted = {p.id: self.binary() for p in round_.projects}
        self.projects = {p.id: p for p in round_.projects}
        self.experts = {e.id: e for e in round_.experts}
        self.datasets = {d.id: d for d in round_.datasets}
        self.runs = [run for p in round_.projects for k in p.packages for run in self._runs(p, k)]
        self.runs = [
            Run(i, r.project, r.package, r.mode, r.duration, r.start, r.chosen)
            for i, r in enumerate(self.runs)
        ]
        self.of_package: dict[tuple[str, str], list[Run]] = defaultdict(list)
        for run in self.runs:
            self.of_package[run.project.id, run.package.id].append(run)
        self.on: dict[tuple[int, str, str], Var] = {}
        self.outside: dict[tuple[int, str], list[Var]] = {}
        self._acceptance()
        self._schedule()
        self._staffing()
        self._continuity()
        self._loads()

    # Building blocks

    def binary(self) -> Var:
        self._count += 1
        return self.problem.add_variable(f"b{self._count}", cat="Binary")

    def integer(self, low: int | None, high: int | None) -> Var:
        self._count += 1
        return self.problem.add_variable(f"i{self._count}", low, high, cat="Integer")

    def require(self, constraint: object) -> None:
        # A comparison of two constants is a bool: true says nothing, false can't be met.
        if constraint is False:
            constraint = pulp.lpSum([self.binary()]) >= 2
        if constraint is not True:
            self.problem += constraint

    def start_of(self, project: str, package: str) -> Sum:
        return pulp.lpSum(run.start * run.chosen for run in self.of_package[project, package])

    def end_of(self, project: str, package: str) -> Sum:
        return pulp.lpSum(run.end * run.chosen for run in self.of_package[project, package])

    def _runs(self, project: Project, package: WorkPackage) -> Iterator[Run]:
        first = max(project.earliest_start, package.earliest_start)
        last = latest_end(self.round, project, package.deadline)
        for mode in package.modes:
            for duration in durations(mode):
                for start in range(first, last - duration + 1):
                    yield Run(0, project, package, mode, duration, start, self.binary())

    # Acceptance and time

    def _acceptance(self) -> None:
        far = 4 * self.round.calendar.periods + 1000
        groups: dict[str, list[Var]] = defaultdict(list)
        for project in self.round.projects:
            accepted = self.accepted[project.id]
            if project.mandatory:
                self.require(accepted == 1)
            if project.exclusive_group is not None:
                groups[project.exclusive_group].append(accepted)
            for needed in project.prerequisites:
                self.require(accepted <= self.accepted[needed.project])
                if needed.min_lag is None:
                    continue
                for ours in project.packages:
                    for theirs in self.projects[needed.project].packages:
                        after = self.end_of(needed.project, theirs.id) + needed.min_lag
                        self.require(
                            self.start_of(project.id, ours.id) >= after - far * (1 - accepted)
                        )
        for members in groups.values():
            self.require(pulp.lpSum(members) <= 1)

    def _schedule(self) -> None:
        for project in self.round.projects:
            accepted = self.accepted[project.id]
            for package in project.packages:
                runs = self.of_package[project.id, package.id]
                self.require(pulp.lpSum(run.chosen for run in runs) == accepted)
                start = self.start_of(project.id, package.id)
                for link in package.predecessors:
                    between = start - self.end_of(project.id, link.package)
                    self.require(between >= link.min_lag * accepted)
                    if link.max_lag is not None:
                        self.require(between <= link.max_lag * accepted)

    # People

    def _staffing(self) -> None:
        policy = self.round.policy
        for run in self.runs:
            rank = self.plain_rank(run)
            for need in run.mode.staffing:
                named = []
                for expert in self.round.experts:
                    if expert.clearance.rank >= rank and serves(expert, need, run.project):
                        self.on[run.number, need.id, expert.id] = place = self.binary()
                        self.require(place <= run.chosen)
                        named.append(place)
                counts: list[Var] = []
                if need.outsource is not None and rank <= policy.outsource_clearance.rank:
                    most = need.outsource.max_headcount or need.headcount
                    counts = [self.binary() for _ in range(min(most, need.headcount))]
                    self.require(pulp.lpSum(counts) <= run.chosen)
                self.outside[run.number, need.id] = counts
                filled = pulp.lpSum(named) + pulp.lpSum(c * v for c, v in enumerate(counts, 1))
                self.require(filled == need.headcount * run.chosen)
            for expert in self.round.experts:
                self.require(pulp.lpSum(self.places_of(run, expert)) <= run.chosen)

    def plain_rank(self, run: Run) -> int:
        """Clearance that a run needs for its project and its datasets; facilities come on top."""
        levels = [run.project.security_level]
        levels += [self.datasets[need.dataset].security_level for need in run.mode.datasets]
        return max(level.rank for level in levels)

    def places_of(self, run: Run, expert: Expert) -> list[Var]:
        keys = [(run.number, need.id, expert.id) for need in run.mode.staffing]
        return [self.on[key] for key in keys if key in self.on]

    def _continuity(self) -> None:
        """Of two linked needs, one's people are all among the other's."""
        for run in self.runs:
            for need in run.mode.staffing:
                link = need.same_as
                if link is None:
                    continue
                for other in self.of_package[run.project.id, link.package]:
                    if not any(twin.id == link.need for twin in other.mode.staffing):
                        continue
                    ours_among = self.binary()
                    slack = 2 - run.chosen - other.chosen
                    for expert in self.experts:
                        here = self.on.get((run.number, need.id, expert), 0)
                        there = self.on.get((other.number, link.need, expert), 0)
                        self.require(here - there <= 1 - ours_among + slack)
                        self.require(there - here <= ours_among + slack)

    def _loads(self) -> None:
        round_ = self.round
        for expert in round_.experts:
            offered = expert_availability_pct(round_.calendar, expert)
            limit = [int(value) * round_.policy.load_limit_pct // 100 for value in offered]
            work = [
                (run, run.load(need), self.on[run.number, need.id, expert.id])
                for run in self.runs
                for need in run.mode.staffing
                if (run.number, need.id, expert.id) in self.on
            ]
            lent = [item for item in work if item[0].project.sponsor != expert.department]
            for t in range(round_.calendar.periods):
                now = [item for item in work if item[0].covers(t)]
                self.require(pulp.lpSum(load * on for _, load, on in now) <= limit[t])
                if expert.keep_pct:
                    away = [item for item in lent if item[0].covers(t)]
                    left = max(limit[t] - expert.keep_pct, 0)
                    self.require(pulp.lpSum(load * on for _, load, on in away) <= left)
                if expert.max_packages is not None:
                    self.require(pulp.lpSum(on for _, _, on in now) <= expert.max_packages)
            if expert.lend_limit_pct_periods is not None:
                total = pulp.lpSum(load * run.duration * on for run, load, on in lent)
                self.require(total <= expert.lend_limit_pct_periods)
