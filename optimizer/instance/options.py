"""Options of every package, and what each of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.domain import (
    FacilityNeed,
    Mode,
    MoneyNeed,
    Project,
    Round,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.semantics import (
    access_allows,
    durations,
    load_at,
    required_clearance_rank,
    staffing_cents,
)
from optimizer.instance.access import AccessTable
from optimizer.instance.arrays import (
    FundPins,
    Ints,
    Options,
    Payments,
    People,
    Places,
    Supplies,
)
from optimizer.instance.pins import Pinned
from optimizer.instance.rows import Rows, ints, offsets, pools_of

__all__ = ["OptionTables"]

TIMINGS = {"start": 0, "spread": 1, "end": 2}


@dataclass(frozen=True)
class _Place:
    need: int
    skill: int
    min_level: int
    headcount: int
    load: int
    pool: int
    forced: tuple[int, ...]
    most_outside: int
    outside_cents: int
    outside_payers: int
    same_package: int
    same_need: int


@dataclass(frozen=True)
class _Supply:
    need: int
    units: int
    pool: int


@dataclass(frozen=True)
class _Payment:
    need: int
    cents: int
    timing: int
    payers: int


@dataclass(frozen=True)
class _Option:
    package: int
    mode: int
    duration: int
    rank: int
    datasets: tuple[int, ...]
    places: tuple[_Place, ...]
    supplies: tuple[_Supply, ...]
    payments: tuple[_Payment, ...]


class OptionTables:
    """Collects options package by package, then gives them as arrays."""

    def __init__(self, round_: Round, people: People, pinned: Pinned) -> None:
        departments = {item.id: i for i, item in enumerate(round_.departments)}
        self._round = round_
        self._people = people
        self._pinned = pinned
        self._skills = {item.id: i for i, item in enumerate(round_.skills)}
        self._experts = {item.id: i for i, item in enumerate(round_.experts)}
        self._datasets = {item.id: item for item in round_.datasets}
        self._dataset_index = {item.id: i for i, item in enumerate(round_.datasets)}
        self._fund_index = {item.id: i for i, item in enumerate(round_.funds)}
        self._expert_access = AccessTable(round_.experts, departments)
        self._facility_access = AccessTable(round_.facilities, departments)
        self._fund_access = AccessTable(round_.funds, departments)
        self._holders = [np.flatnonzero(people.level[:, s]) for s in range(len(round_.skills))]
        self.expert_rows, self.facility_rows, self.payer_rows = Rows(), Rows(), Rows()
        self._facility_memo: dict[tuple[tuple[str, ...], str | None, str | None], int] = {}
        self._payer_memo: dict[tuple[tuple[str, ...], str], int] = {}
        self.needs: dict[str, int] = {}
        self._items: list[_Option] = []
        self._fund_pins: list[tuple[int, int, int, int]] = []

    def add_package(
        self,
        project: Project,
        package: WorkPackage,
        index: int,
        first: int,
        window: tuple[int, int, int],
    ) -> int:
        """Add the options of package ``index``; return how many a plan could use.

        ``first`` is the index of the project's first package, ``window`` that of
        :meth:`Pinned.window`.
        """
        earliest, last_start, latest = window
        before = len(self._items)
        at = (project.id, package.id)
        modes = self._pinned.modes.get(at, set())
        pinned_needs = self._pinned.needs.get(at, set())
        for m, mode in enumerate(package.modes):
            barred = modes and modes != {mode.id}
            lacks = pinned_needs - {need.id for need in mode.staffing}
            if barred or lacks or earliest > last_start or not self._data_allowed(project, mode):
                continue
            longest = latest - earliest
            for duration in durations(mode):
                if duration <= longest:
                    option = self._option(project, package, mode, m, duration, index, first)
                    self._items += [] if option is None else [option]
        self._fund_pins += [
            (index, self._need(pin.need), self._fund_index[pin.fund], pin.amount_cents)
            for pin in self._pinned.funds.get(at, ())
        ]
        return len(self._items) - before

    def _data_allowed(self, project: Project, mode: Mode) -> bool:
        for need in mode.datasets:
            dataset = self._datasets[need.dataset]
            if not access_allows(dataset.access, dataset.department, project):
                return False
            if dataset.purposes and need.purpose not in dataset.purposes:
                return False
        return True

    def _option(
        self,
        project: Project,
        package: WorkPackage,
        mode: Mode,
        position: int,
        duration: int,
        index: int,
        first: int,
    ) -> _Option | None:
        rank = required_clearance_rank(project, mode, self._datasets)
        places, supplies, payments = [], [], []
        for need in mode.staffing:
            place = self._place(project, package, mode, need, duration, rank, first)
            if place is None:
                return None
            places.append(place)
        for asked in mode.facilities:
            supply = self._supply(project, asked)
            if supply is None:
                return None
            supplies.append(supply)
        for money in mode.money:
            payment = self._payment(project, money)
            if payment is None:
                return None
            payments.append(payment)
        used = tuple(sorted({self._dataset_index[need.dataset] for need in mode.datasets}))
        return _Option(
            index, position, duration, rank, used, tuple(places), tuple(supplies), tuple(payments)
        )

    def _place(
        self,
        project: Project,
        package: WorkPackage,
        mode: Mode,
        need: StaffingNeed,
        duration: int,
        rank: int,
        first: int,
    ) -> _Place | None:
        pins = self._pinned.people.get((project.id, package.id, need.id), {})
        said = {self._experts[id_]: answers for id_, answers in pins.items()}
        out = [e for e, answers in said.items() if False in answers]
        forced = tuple(sorted(e for e, answers in said.items() if True in answers))
        skill = self._skills[need.skill]
        members = self._able(project, skill, need.min_level, rank, out)
        load = load_at(need, mode, duration)
        terms, allowed = need.outsource, self._round.policy.outsource_clearance.rank
        outside, cents, payers = 0, 0, -1
        if terms is not None and rank <= allowed:
            outside = min(need.headcount, terms.max_headcount or need.headcount)
            cents = staffing_cents(terms.rate_cents, load, duration)
            if terms.category is not None:
                payers = self._payers(project, terms.category)
                outside = 0 if cents and not len(self.payer_rows.members(payers)) else outside
        hopeless = not set(forced) <= set(members.tolist()) or len(forced) > need.headcount
        if hopeless or len(members) + outside < need.headcount:
            return None
        same_package, same_need = -1, -1
        if need.same_as is not None:
            order = [item.id for item in project.packages]
            same_package = first + order.index(need.same_as.package)
            same_need = self._need(need.same_as.need)
        return _Place(
            self._need(need.id), skill, need.min_level, need.headcount, load,
            self.expert_rows.add(members), forced, outside, cents, payers, same_package, same_need,
        )  # fmt: skip

    def _able(self, project: Project, skill: int, level: int, rank: int, out: list[int]) -> Ints:
        holders = self._holders[skill]
        people = self._people
        fits = (people.level[holders, skill] >= level) & (people.clearance[holders] >= rank)
        fits &= self._expert_access.allowed(project)[holders]
        members = holders[fits]
        away = [self._experts[id_] for id_ in project.forbidden_experts if id_ in self._experts]
        if away or out:
            members = members[~np.isin(members, [*away, *out])]
        able: Ints = members.astype(np.int64)
        return able

    def _supply(self, project: Project, need: FacilityNeed) -> _Supply | None:
        key = (project.departments, need.kind, need.facility)
        if key not in self._facility_memo:
            allowed = self._facility_access.allowed(project)
            fitting = [
                f
                for f, facility in enumerate(self._round.facilities)
                if allowed[f] and (need.facility == facility.id or need.kind == facility.kind)
            ]
            self._facility_memo[key] = self.facility_rows.add(np.asarray(fitting, dtype=np.int64))
        row = self._facility_memo[key]
        if not len(self.facility_rows.members(row)):
            return None
        return _Supply(self._need(need.id), need.units, row)

    def _payment(self, project: Project, need: MoneyNeed) -> _Payment | None:
        payers = self._payers(project, need.category)
        if need.amount_cents and not len(self.payer_rows.members(payers)):
            return None
        return _Payment(self._need(need.id), need.amount_cents, TIMINGS[need.timing], payers)

    def _payers(self, project: Project, category: str) -> int:
        key = (project.departments, category)
        if key not in self._payer_memo:
            allowed = self._fund_access.allowed(project)
            paying = [
                b
                for b, fund in enumerate(self._round.funds)
                if allowed[b] and (not fund.categories or category in fund.categories)
            ]
            self._payer_memo[key] = self.payer_rows.add(np.asarray(paying, dtype=np.int64))
        return self._payer_memo[key]

    def _need(self, name: str) -> int:
        return self.needs.setdefault(name, len(self.needs))

    def fund_pins(self) -> FundPins:
        """Return the pins on funds."""
        return FundPins(*(ints(row[i] for row in self._fund_pins) for i in range(4)))

    def options(self) -> Options:
        """Return the options added so far."""
        return Options(
            package=ints(item.package for item in self._items),
            mode=ints(item.mode for item in self._items),
            duration=ints(item.duration for item in self._items),
            rank=ints(item.rank for item in self._items),
            place_ptr=offsets([len(item.places) for item in self._items]),
            supply_ptr=offsets([len(item.supplies) for item in self._items]),
            payment_ptr=offsets([len(item.payments) for item in self._items]),
            datasets=pools_of([item.datasets for item in self._items]),
        )

    def _all_places(self) -> Iterator[tuple[int, _Place]]:
        for o, option in enumerate(self._items):
            for place in option.places:
                yield o, place

    def places(self) -> Places:
        """Return the staffing needs of the options."""
        every = list(self._all_places())
        return Places(
            option=ints(o for o, _ in every),
            forced=pools_of([place.forced for _, place in every]),
            **{
                name: ints(getattr(place, name) for _, place in every)
                for name in (
                    "need", "skill", "min_level", "headcount", "load", "pool", "most_outside",
                    "outside_cents", "outside_payers", "same_package", "same_need",
                )
            },
        )  # fmt: skip

    def supplies(self) -> Supplies:
        """Return the facility needs of the options."""
        every = [(o, item) for o, option in enumerate(self._items) for item in option.supplies]
        return Supplies(
            option=ints(o for o, _ in every),
            need=ints(item.need for _, item in every),
            units=ints(item.units for _, item in every),
            pool=ints(item.pool for _, item in every),
        )

    def payments(self) -> Payments:
        """Return the money needs of the options."""
        every = [(o, item) for o, option in enumerate(self._items) for item in option.payments]
        return Payments(
            option=ints(o for o, _ in every),
            need=ints(item.need for _, item in every),
            cents=ints(item.cents for _, item in every),
            timing=ints(item.timing for _, item in every),
            payers=ints(item.payers for _, item in every),
        )
