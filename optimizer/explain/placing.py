"""Place one package at one start beside a plan: facilities, different people, and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from optimizer.domain import (
    Blocker,
    ExpertSkill,
    FacilityLine,
    MoneyLine,
    PlannedPackage,
    StaffingLine,
    StaffingNeed,
)
from optimizer.domain.capacity import fiscal_segments, money_by_period, spread
from optimizer.domain.semantics import access_allows, staffing_cents
from optimizer.explain.blocking import facility_blocker, money_blocker, people_blocker
from optimizer.explain.matching import fill_places
from optimizer.explain.options import ModeOption

__all__ = ["Placing"]

MOST_WAYS = 24
"""Ways to have the operators that are tried at one start."""


class Placing:
    """Tries one option at one start.

    Parameters
    ----------
    option : ModeOption
    start : int
    companions : mapping of str to frozenset of str
        For needs bound by continuity: the people named on the other side, by need id.
    """

    def __init__(
        self, option: ModeOption, start: int, companions: Mapping[str, frozenset[str]]
    ) -> None:
        self.option = option
        self.start = start
        self.end = start + option.duration
        self.companions = companions
        self.blockers: list[Blocker] = []

    def attempt(self) -> PlannedPackage | None:
        """Return the package as it could run, or ``None``; then ``blockers`` say why not."""
        facilities = self._facilities()
        if facilities is None:
            return None
        staffing = self._people(facilities)
        if staffing is None:
            return None
        money = self._money(staffing)
        if money is None:
            return None
        return PlannedPackage(
            package=self.option.package.id,
            mode=self.option.mode.id,
            start=self.start,
            end=self.end,
            staffing=tuple(staffing),
            facilities=tuple(
                FacilityLine(need=need, facility=name) for need, name in facilities.items()
            ),
            money=tuple(money),
        )

    # Facilities

    def _facilities(self) -> dict[str, str] | None:
        """Return a free facility for each need; two needs may share one that is large enough."""
        chosen: dict[str, str] = {}
        taken: dict[str, int] = defaultdict(int)
        room = self.option.room
        for need in self.option.mode.facilities:
            names, open_ = self.option.facilities_free(need)
            for i, name in enumerate(names):
                row = room.facility_row[name]
                free = (
                    int(room.units[row, self.start : self.end].min())
                    if self.end > self.start
                    else 0
                )
                beside = not taken[name] or free - taken[name] >= need.units
                if open_[i, self.start] and (beside or self.end == self.start):
                    chosen[need.id] = name
                    taken[name] += need.units
                    break
            else:
                self.blockers.append(facility_blocker(self.option, need, self.start))
                return None
        return chosen

    # People

    def _people(self, facilities: dict[str, str]) -> list[StaffingLine] | None:
        """Return different people for all places, an operator among them where one is wanted."""
        option = self.option
        ranks = [
            option.room.facts.facility(name).security_level.rank for name in facilities.values()
        ]
        rank = max([option.rank, *ranks])
        places: list[StaffingNeed] = []
        choices: list[list[str]] = []
        for need in option.mode.staffing:
            able = self._able(need, rank)
            missing = sorted(option.wanted(need) - set(able))
            if missing:
                self.blockers.append(people_blocker(option, need, self.start, missing))
                return None
            for _ in range(need.headcount):
                places.append(need)
                choices.append(able)
        for fixed in self._with_operators(facilities, places, choices):
            filled = fill_places(choices, fixed)
            lines = self._lines(places, filled, rank)
            if lines is not None:
                return lines
        self.blockers += [people_blocker(option, need, self.start) for need in option.mode.staffing]
        return None

    def _able(self, need: StaffingNeed, rank: int) -> list[str]:
        names, open_ = self.option.people_free(need)
        experts = self.option.room.facts.experts
        able = [
            name
            for i, name in enumerate(names)
            if open_[i, self.start] and experts[name].clearance.rank >= rank
        ]
        first = self.companions.get(need.id)
        if first is not None:
            if need.headcount <= len(first):
                return [name for name in able if name in first]
            able.sort(key=lambda name: name not in first)
        return able

    def _with_operators(
        self, facilities: dict[str, str], places: list[StaffingNeed], choices: list[list[str]]
    ) -> list[dict[int, str]]:
        """Return starts for the matching: pinned people, and ways to have every operator."""
        pinned: dict[int, str] = {}
        for need in self.option.mode.staffing:
            free = (i for i, place in enumerate(places) if place is need)
            pinned.update(zip(free, sorted(self.option.wanted(need)), strict=False))
        starts = [pinned]
        for name in facilities.values():
            asked = self.option.room.facts.facility(name).operator
            if asked is not None:
                longer = [way for fixed in starts for way in self._ways(fixed, choices, asked)]
                starts = longer[:MOST_WAYS]
        return starts

    def _ways(
        self, fixed: dict[int, str], choices: list[list[str]], asked: ExpertSkill
    ) -> Iterator[dict[int, str]]:
        """Yield the ways to have an operator at one of the places."""
        experts = self.option.room.facts.experts
        for i, able in enumerate(choices):
            for name in able:
                skilled = any(
                    s.skill == asked.skill and s.level >= asked.level for s in experts[name].skills
                )
                here = fixed.get(i)
                if skilled and (here == name or (here is None and name not in fixed.values())):
                    yield {**fixed, i: name}

    def _lines(
        self, places: list[StaffingNeed], filled: dict[int, str], rank: int
    ) -> list[StaffingLine] | None:
        lines = []
        for need in self.option.mode.staffing:
            named = [filled[i] for i, place in enumerate(places) if place is need and i in filled]
            outside = need.headcount - len(named)
            if outside > self.option.outsiders(need, rank):
                return None
            if not self.option.wanted(need) <= set(named):
                return None
            first = self.companions.get(need.id)
            if first is not None and not (set(named) <= first or first <= set(named)):
                return None
            lines.append(StaffingLine(need=need.id, experts=tuple(named), outsourced=outside))
        return lines

    # Money

    def _money(self, staffing: list[StaffingLine]) -> list[MoneyLine] | None:
        option, room = self.option, self.option.room
        starts = [start for start, _ in fiscal_segments(room.facts.round)]
        due: dict[tuple[str, str, int], int] = defaultdict(int)

        def falls(need: str, category: str, by_period: dict[int, int]) -> None:
            for period, cents in by_period.items():
                segment = max(start for start in starts if start <= period)
                due[need, category, segment] += cents

        for cash in option.mode.money:
            by_period = money_by_period(cash, self.start, option.duration)
            falls(cash.id, cash.category, by_period)
        outside = {line.need: line.outsourced for line in staffing}
        for need in option.mode.staffing:
            terms = need.outsource
            if terms is not None and terms.category is not None and outside[need.id]:
                each = staffing_cents(terms.rate_cents, option.load(need), option.duration)
                by_period = spread(each * outside[need.id], self.start, option.duration)
                falls(need.id, terms.category, by_period)
        purse = room.copy_of_money()
        lines = []
        for (name, category, segment), cents in sorted(due.items(), key=lambda item: item[0][2]):
            for fund in self._payers(category):
                drawn = min(cents, purse.left_in(fund, segment))
                if drawn > 0:
                    purse.draw(fund, segment, drawn)
                    cents -= drawn
                    lines.append(
                        MoneyLine(need=name, fund=fund, period=segment, amount_cents=drawn)
                    )
            if cents:
                self.blockers.append(
                    money_blocker(option, name, category, segment, cents, self._payers(category))
                )
                return None
        return lines

    def _payers(self, category: str) -> list[str]:
        """Return the funds that may pay a category, those that pay little else first."""
        project = self.option.project
        paying = [
            fund
            for fund in self.option.room.facts.round.funds
            if (not fund.categories or category in fund.categories)
            and access_allows(fund.access, fund.department, project)
        ]
        paying.sort(key=lambda fund: len(fund.categories) or 10**6)
        return [fund.id for fund in paying]
