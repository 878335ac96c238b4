"""Facilities, datasets, money and pins of the time-indexed model."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pulp

from optimizer.domain import (
    Facility,
    FacilityNeed,
    Fund,
    FundPin,
    ModePin,
    PersonPin,
    Pin,
    Project,
    ProjectPin,
    Round,
    StartPin,
    WindowPin,
)
from optimizer.domain.capacity import (
    facility_units,
    fiscal_segments,
    fund_slots,
    money_by_period,
    spendable_cents,
    spread,
)
from optimizer.domain.semantics import access_allows, facility_fits, staffing_cents
from tests.properties.time_indexed import Run, Sum, TimeIndexed, Var

_Need = tuple[str, str, str, str]
"""Project, package, mode and need."""
_Segment = tuple[str, str, str, str, int]
"""The same with the first period of a fiscal segment."""


class WholeRound(TimeIndexed):
    """The time-indexed model with every family."""

    def __init__(self, round_: Round) -> None:
        super().__init__(round_)
        self.use: dict[tuple[int, str, str], Var] = {}
        self.draw: dict[tuple[str, str, str, str, str, int], Var] = {}
        self._facilities()
        self._channels()
        self._datasets()
        self._money()
        for pin in round_.pins:
            self._pin(pin)

    # Facilities

    def _facilities(self) -> None:
        for run in self.runs:
            for need in run.mode.facilities:
                supply = []
                for facility in self.round.facilities:
                    if facility_fits(facility, need, run.project):
                        used = self.use[run.number, need.id, facility.id] = self.binary()
                        supply.append(used)
                        self._conditions(run, facility, used)
                self.require(pulp.lpSum(supply) == run.chosen)
        for facility in self.round.facilities:
            self._units(facility)

    def _conditions(self, run: Run, facility: Facility, used: Var) -> None:
        rank, operators = facility.security_level.rank, []
        for expert in self.round.experts:
            on = self.places_of(run, expert)
            if expert.clearance.rank < rank:
                self.require(pulp.lpSum(on) <= 1 - used)
            asked = facility.operator
            if asked is not None and any(
                has.skill == asked.skill and has.level >= asked.level for has in expert.skills
            ):
                operators += on
        if facility.operator is not None:
            self.require(used <= pulp.lpSum(operators))
        if rank > self.round.policy.outsource_clearance.rank:
            for need in run.mode.staffing:
                self.require(pulp.lpSum(self.outside[run.number, need.id]) <= 1 - used)

    def uses_of(self, facility: Facility) -> list[tuple[Run, FacilityNeed, Var]]:
        return [
            (run, need, self.use[run.number, need.id, facility.id])
            for run in self.runs
            for need in run.mode.facilities
            if (run.number, need.id, facility.id) in self.use
        ]

    def _units(self, facility: Facility) -> None:
        uses = self.uses_of(facility)
        lent = [item for item in uses if item[0].project.sponsor != facility.department]
        units = facility_units(self.round.calendar, facility)
        for t in range(self.round.calendar.periods):
            taken = pulp.lpSum(need.units * on for run, need, on in uses if run.covers(t))
            self.require(taken <= int(units[t]))
            if facility.keep_units:
                away = pulp.lpSum(need.units * on for run, need, on in lent if run.covers(t))
                self.require(away <= max(int(units[t]) - facility.keep_units, 0))
        if facility.lend_limit_unit_periods is not None:
            total = pulp.lpSum(need.units * run.duration * on for run, need, on in lent)
            self.require(total <= facility.lend_limit_unit_periods)

    def _channels(self) -> None:
        """Two projects use an exclusive channel one after the other, protection in between."""
        for facility in self.round.facilities:
            if facility.channel is None or not facility.channel.exclusive:
                continue
            guard = facility.channel.protection_periods
            by_project: dict[str, list[tuple[Run, Var]]] = defaultdict(list)
            for run, _, on in self.uses_of(facility):
                if run.duration:
                    by_project[run.project.id].append((run, on))
            for one, other in combinations(by_project.values(), 2):
                one_first = self.binary()
                for run, on in one:
                    for later, on_later in other:
                        if later.start < run.end + guard:
                            self.require(on + on_later <= 2 - one_first)
                        if run.start < later.end + guard:
                            self.require(on + on_later <= 1 + one_first)

    # Datasets

    def _datasets(self) -> None:
        for dataset in self.round.datasets:
            users = []
            for run in self.runs:
                needs = [need for need in run.mode.datasets if need.dataset == dataset.id]
                if not needs:
                    continue
                users.append(run)
                allowed = access_allows(dataset.access, dataset.department, run.project)
                purposes = {need.purpose for need in needs}
                if not allowed or (dataset.purposes and not purposes <= set(dataset.purposes)):
                    self.require(run.chosen == 0)
            if dataset.max_users is not None:
                for t in range(self.round.calendar.periods):
                    now = pulp.lpSum(run.chosen for run in users if run.covers(t))
                    self.require(now <= dataset.max_users)

    # Money

    def _money(self) -> None:
        due, category = self._due()
        spent: dict[tuple[str, int], list[Var]] = defaultdict(list)
        for key, amounts in due.items():
            project, start = self.projects[key[0]], key[4]
            paid = []
            for fund in self.round.funds:
                if self._may_pay(fund, project, category[key[:4]], start):
                    drawn = self.integer(0, None)
                    self.draw[*key[:4], fund.id, start] = drawn
                    spent[fund.id, start].append(drawn)
                    paid.append(drawn)
            self.require(pulp.lpSum(paid) == pulp.lpSum(amounts))
        for fund in self.round.funds:
            before: list[Var] = []
            granted = 0
            for slot in fund_slots(fund, self.round.calendar.periods):
                here = [
                    drawn
                    for (name, start), draws in spent.items()
                    if name == fund.id and slot.start <= start < slot.end
                    for drawn in draws
                ]
                before = before + here if fund.roll_over else here
                granted = spendable_cents(self.round.policy, fund, slot) + granted * fund.roll_over
                self.require(pulp.lpSum(before) <= granted)

    def _due(self) -> tuple[dict[_Segment, list[Sum]], dict[_Need, str]]:
        """Return what falls due in each fiscal segment, and the category of each need."""
        segments = fiscal_segments(self.round)
        due: dict[_Segment, list[Sum]] = defaultdict(list)
        category: dict[_Need, str] = {}

        def falls(need: _Need, by_period: dict[int, int], literal: Var) -> None:
            for start, cents in _by_segment(by_period, segments).items():
                due[*need, start].append(cents * literal)

        for run in self.runs:
            place = (run.project.id, run.package.id, run.mode.id)
            for cash in run.mode.money:
                category[*place, cash.id] = cash.category
                by_period = money_by_period(cash, run.start, run.duration)
                falls((*place, cash.id), by_period, run.chosen)
            for staffing in run.mode.staffing:
                terms = staffing.outsource
                if terms is None or terms.category is None:
                    continue
                category[*place, staffing.id] = terms.category
                each = staffing_cents(terms.rate_cents, run.load(staffing), run.duration)
                for count, on in enumerate(self.outside[run.number, staffing.id], start=1):
                    by_period = spread(each * count, run.start, run.duration)
                    falls((*place, staffing.id), by_period, on)
        return due, category

    def _may_pay(self, fund: Fund, project: Project, category: str, start: int) -> bool:
        slots = fund_slots(fund, self.round.calendar.periods)
        return (
            any(slot.start <= start < slot.end for slot in slots)
            and (not fund.categories or category in fund.categories)
            and access_allows(fund.access, fund.department, project)
        )

    # Pins

    def _pin(self, pin: Pin) -> None:
        accepted = self.accepted[pin.project]
        if isinstance(pin, ProjectPin):
            self.require(accepted == int(pin.accepted))
            return
        for run in self.of_package[pin.project, pin.package]:
            if not _respects(run, pin):
                self.require(run.chosen == 0)
            if isinstance(pin, PersonPin):
                on = self.on.get((run.number, pin.need, pin.expert), 0)
                self.require(on == (run.chosen if pin.assigned else 0))
        if isinstance(pin, FundPin):
            paid = pulp.lpSum(
                drawn
                for key, drawn in self.draw.items()
                if (key[0], key[1], key[3], key[4])
                == (pin.project, pin.package, pin.need, pin.fund)
            )
            self.require(paid == pin.amount_cents * accepted)


def _respects(run: Run, pin: Pin) -> bool:
    """Say whether a run has the start, the mode or the window that a pin asks for."""
    if isinstance(pin, StartPin):
        return run.start == pin.start
    if isinstance(pin, ModePin):
        return run.mode.id == pin.mode
    if isinstance(pin, WindowPin):
        last = run.end if pin.deadline is None else pin.deadline
        return pin.earliest_start <= run.start and run.end <= last
    return True


def _by_segment(falling: dict[int, int], segments: tuple[tuple[int, int], ...]) -> dict[int, int]:
    """Cents by first period of the fiscal segment; the very end belongs to the last one."""
    sums: dict[int, int] = defaultdict(int)
    for t, cents in falling.items():
        sums[max(start for start, _ in segments if start <= t)] += cents
    return sums
