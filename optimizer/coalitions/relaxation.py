"""The relaxed plan of a round as a linear production game, from the round's own figures.

Projects may be accepted in part, people and facilities are counted by their total over the horizon,
and only what a round gives to a department enters the right-hand sides: effort, units, money, data,
its own requests and its own benefits. So the value of a coalition in this game is a linear
programme in its resources, no less than what the coalition is worth in truth.

References
----------
Owen, G. (1975), On the core of linear production games, Mathematical Programming 9.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from optimizer.domain import Expert, Mode, Project, Round, StaffingNeed, WorkPackage
from optimizer.domain.capacity import (
    expert_availability_pct,
    facility_units,
    fund_slots,
    spendable_cents,
)
from optimizer.domain.semantics import (
    access_allows,
    facility_fits,
    is_lent,
    required_clearance_rank,
    serves,
)

__all__ = ["RelaxedRound", "Resource", "relax_round"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A right-hand side: what it is, whose it is, and how much there is.

    Attributes
    ----------
    kind : str
        ``expert``, ``lending``, ``facility``, ``facility-lending``, ``dataset``, ``fund``,
        ``request`` (a project that its sponsor may start), ``benefit`` (what a department gets of a
        project), or ``balance`` (nobody's, amount 0).
    id : str
    department : str
        Empty for a balance.
    amount : int
        Percent-periods, unit-periods, uses, cents, or 1.
    """

    kind: str
    id: str
    department: str
    amount: int


@dataclass(frozen=True, slots=True)
class RelaxedRound:
    """``max p·z`` subject to ``A z <= b``, ``z >= 0``; every column fits below `limits`.

    Attributes
    ----------
    resources : tuple of Resource
        One a row.
    profits, limits : tuple of int
        One a column; some best solution keeps within the limits.
    columns : tuple of tuple of (row, coefficient)
    """

    resources: tuple[Resource, ...]
    profits: tuple[int, ...]
    limits: tuple[int, ...]
    columns: tuple[tuple[tuple[int, int], ...], ...]


def relax_round(round_: Round) -> RelaxedRound:
    """Return the relaxed round.

    Left out, which only makes more possible: when things happen, continuity, operators, exclusive
    channels and groups, fiscal years, pins and what is mandatory. Kept: who can do what and may be
    used by whom, how much there is of it, prerequisites, and what may be bought.
    """
    builder = _Builder(round_)
    for project in round_.projects:
        builder.add_project(project)
    return builder.built()


class _Builder:
    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.datasets = {d.id: d for d in round_.datasets}
        self._rows: list[Resource] = []
        self._places: dict[tuple[str, str], int] = {}
        self._profits: list[int] = []
        self._limits: list[int] = []
        self._columns: list[dict[int, int]] = []
        self._done: dict[str, int] = {}
        self._add_owned()
        for project in round_.projects:
            self._done[project.id] = self._column(0, 1)

    # ---- rows and columns --------------------------------------------------------------------

    def _row(self, kind: str, id_: str, department: str = "", amount: int = 0) -> int:
        self._places[kind, id_] = len(self._rows)
        self._rows.append(Resource(kind, id_, department, amount))
        return len(self._rows) - 1

    def _column(self, profit: int, limit: int) -> int:
        self._profits.append(profit)
        self._limits.append(limit)
        self._columns.append(defaultdict(int))
        return len(self._columns) - 1

    def _use(self, column: int, kind: str, id_: str, amount: int) -> None:
        place = self._places.get((kind, id_))
        if place is not None and amount:
            self._columns[column][place] += amount

    def _enter(self, column: int, row: int, amount: int) -> None:
        self._columns[column][row] += amount

    def built(self) -> RelaxedRound:
        columns = tuple(
            tuple(sorted((row, a) for row, a in column.items() if a)) for column in self._columns
        )
        return RelaxedRound(tuple(self._rows), tuple(self._profits), tuple(self._limits), columns)

    # ---- what departments have ---------------------------------------------------------------

    def _add_owned(self) -> None:
        round_, calendar = self.round, self.round.calendar
        for expert in round_.experts:
            offered = expert_availability_pct(calendar, expert)
            limited = offered * round_.policy.load_limit_pct // 100
            self._row("expert", expert.id, expert.department, int(limited.sum()))
            lendable = [int(np.maximum(0, offered - expert.keep_pct).sum())]
            if expert.lend_limit_pct_periods is not None:
                lendable.append(expert.lend_limit_pct_periods)
            if min(lendable) < int(limited.sum()):
                self._row("lending", expert.id, expert.department, min(lendable))
        for facility in round_.facilities:
            units = facility_units(calendar, facility)
            self._row("facility", facility.id, facility.department, int(units.sum()))
            lendable = [int(np.maximum(0, units - facility.keep_units).sum())]
            if facility.lend_limit_unit_periods is not None:
                lendable.append(facility.lend_limit_unit_periods)
            if min(lendable) < int(units.sum()):
                self._row("facility-lending", facility.id, facility.department, min(lendable))
        uses = sum(len(project.packages) for project in round_.projects)
        for dataset in round_.datasets:
            self._row("dataset", dataset.id, dataset.department, uses)
        for fund in round_.funds:
            slots = fund_slots(fund, calendar.periods)
            amount = sum(spendable_cents(round_.policy, fund, slot) for slot in slots)
            self._row("fund", fund.id, fund.department, amount)

    # ---- what projects ask for ---------------------------------------------------------------

    def add_project(self, project: Project) -> None:
        done = self._done[project.id]
        self._enter(done, self._row("request", project.id, project.sponsor, 1), 1)
        weight = self.round.policy.tier_weight(project.tier)
        for k, benefit in enumerate(project.benefits):
            name = f"{project.id}/{benefit.department}/{k}"
            gained = self._column(weight * benefit.value, 1)
            self._enter(gained, self._row("benefit", name, benefit.department, 1), 1)
            row = self._row("balance", f"benefit {name}")
            self._enter(gained, row, 1)
            self._enter(done, row, -1)
        for before in project.prerequisites:
            row = self._row("balance", f"prerequisite {project.id}/{before.project}")
            self._enter(done, row, 1)
            self._enter(self._done[before.project], row, -1)
        for package in project.packages:
            self._add_package(project, package, done)

    def _add_package(self, project: Project, package: WorkPackage, done: int) -> None:
        row = self._row("balance", f"package {project.id}/{package.id}")
        self._enter(done, row, 1)
        for mode in package.modes:
            datasets = [self.datasets[need.dataset] for need in mode.datasets]
            if any(
                not access_allows(dataset.access, dataset.department, project)
                or (dataset.purposes and need.purpose not in dataset.purposes)
                for dataset, need in zip(datasets, mode.datasets, strict=True)
            ):
                continue
            chosen = self._column(0, 1)
            self._enter(chosen, row, -1)
            for dataset in {d.id: d for d in datasets}:
                self._use(chosen, "dataset", dataset, 1)
            name = f"{project.id}/{package.id}/{mode.id}"
            for need in mode.staffing:
                self._add_staffing(project, mode, need, chosen, f"{name}/{need.id}")
            self._add_facilities(project, mode, chosen, name)
            for money in mode.money:
                paid = self._row("balance", f"money {name}/{money.id}")
                self._enter(chosen, paid, money.amount_cents)
                self._add_draws(project, money.category, paid, money.amount_cents)

    def _add_staffing(
        self, project: Project, mode: Mode, need: StaffingNeed, chosen: int, name: str
    ) -> None:
        row = self._row("balance", f"staffing {name}")
        self._enter(chosen, row, need.headcount)
        effort = need.load_pct * mode.duration
        rank = required_clearance_rank(project, mode, self.datasets)
        for expert in self.round.experts:
            if serves(expert, need, project) and expert.clearance.rank >= rank:
                self._add_place(project, expert, row, chosen, effort, f"{name}/{expert.id}")
        terms = need.outsource
        if terms is None or rank > self.round.policy.outsource_clearance.rank:
            return
        most = min(need.headcount, terms.max_headcount or need.headcount)
        outside = self._column(0, most)
        self._enter(outside, row, -1)
        limit = self._row("balance", f"outside {name}")
        self._enter(outside, limit, 1)
        self._enter(chosen, limit, -most)
        if terms.category is not None:
            cents = terms.rate_cents * effort // 100
            paid = self._row("balance", f"market {name}")
            self._enter(outside, paid, cents)
            self._add_draws(project, terms.category, paid, cents * most)

    def _add_place(
        self, project: Project, expert: Expert, row: int, chosen: int, effort: int, name: str
    ) -> None:
        place = self._column(0, 1)
        self._enter(place, row, -1)
        once = self._row("balance", f"place {name}")
        self._enter(place, once, 1)
        self._enter(chosen, once, -1)
        self._use(place, "expert", expert.id, effort)
        if is_lent(expert.department, project):
            self._use(place, "lending", expert.id, effort)

    def _add_facilities(self, project: Project, mode: Mode, chosen: int, name: str) -> None:
        for need in mode.facilities:
            row = self._row("balance", f"facility {name}/{need.id}")
            self._enter(chosen, row, 1)
            for facility in self.round.facilities:
                if facility_fits(facility, need, project):
                    supplied = self._column(0, 1)
                    self._enter(supplied, row, -1)
                    amount = need.units * mode.duration
                    self._use(supplied, "facility", facility.id, amount)
                    if is_lent(facility.department, project):
                        self._use(supplied, "facility-lending", facility.id, amount)

    def _add_draws(self, project: Project, category: str, paid: int, most: int) -> None:
        for fund in self.round.funds:
            if access_allows(fund.access, fund.department, project) and (
                not fund.categories or category in fund.categories
            ):
                drawn = self._column(0, most)
                self._enter(drawn, paid, -1)
                self._use(drawn, "fund", fund.id, 1)
