"""Where one mode of a package could go beside a plan, need by need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import (
    FacilityNeed,
    Mode,
    PersonPin,
    Project,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.semantics import (
    access_allows,
    facility_fits,
    is_lent,
    load_at,
    required_clearance_rank,
)
from optimizer.explain.room import Room

__all__ = ["Bools", "ModeOption"]

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Pinned:
    wanted: frozenset[str]
    barred: frozenset[str]


class ModeOption:
    """One mode at one duration, held against what is free in every period.

    The rows of the boolean tables are people or facilities, the columns are starts.
    """

    def __init__(
        self,
        room: Room,
        project: Project,
        package: WorkPackage,
        mode: Mode,
        duration: int,
        pins: tuple[PersonPin, ...],
    ) -> None:
        self.room = room
        self.project = project
        self.package = package
        self.mode = mode
        self.duration = duration
        self.rank = required_clearance_rank(project, mode, room.facts.datasets)
        self._people: dict[str, tuple[list[str], Bools]] = {}
        self._things: dict[str, tuple[list[str], Bools]] = {}
        self._pins = {
            need.id: _Pinned(
                frozenset(p.expert for p in pins if p.need == need.id and p.assigned),
                frozenset(p.expert for p in pins if p.need == need.id and not p.assigned),
            )
            for need in mode.staffing
        }

    def load(self, need: StaffingNeed) -> int:
        """Return each person's load in percent."""
        return load_at(need, self.mode, self.duration)

    @cached_property
    def possible(self) -> bool:
        """Whether the mode may be used at all: its datasets are open to the project."""
        for need in self.mode.datasets:
            dataset = self.room.facts.datasets[need.dataset]
            if not access_allows(dataset.access, dataset.department, self.project):
                return False
            if dataset.purposes and need.purpose not in dataset.purposes:
                return False
        return True

    # People

    def able(self, need: StaffingNeed) -> list[str]:
        """Return who can serve a need, were they free: skill, level, access, clearance, pins."""
        pinned = self._pins[need.id]
        people = [
            expert.id
            for expert in self.room.facts.able(need, self.project)
            if expert.clearance.rank >= self.rank and expert.id not in pinned.barred
        ]
        if pinned.wanted:  # they come first; a need has no room for others than these and more
            people.sort(key=lambda name: name not in pinned.wanted)
        return people

    def wanted(self, need: StaffingNeed) -> frozenset[str]:
        """Return who is pinned on a need."""
        return self._pins[need.id].wanted

    def people_free(self, need: StaffingNeed) -> tuple[list[str], Bools]:
        """Return who is able, and for each of them and each start whether they are free."""
        if need.id not in self._people:
            self._people[need.id] = self._people_free(need)
        return self._people[need.id]

    def _people_free(self, need: StaffingNeed) -> tuple[list[str], Bools]:
        room, load = self.room, self.load(need)
        names = self.able(need)
        rows = np.array([room.expert_row[name] for name in names], dtype=np.int64)
        experts = room.facts.round.experts
        owners = (experts[row].department for row in rows)
        lent = np.array([is_lent(owner, self.project) for owner in owners], dtype=bool)
        free = (room.load[rows] >= load) & (room.at_once[rows] >= 1)
        if load:
            free &= (room.lent_load[rows] >= load) | ~lent[:, None]
        open_ = self._without_break(free)
        effort = load * self.duration
        open_ &= ((room.lendable[rows] >= effort) | ~lent)[:, None]
        return names, open_

    def outsiders(self, need: StaffingNeed, rank: int) -> int:
        """Return the places of a need that may go outside at a clearance."""
        policy = self.room.facts.round.policy
        if need.outsource is None or rank > policy.outsource_clearance.rank:
            return 0
        most = need.outsource.max_headcount
        return need.headcount if most is None else min(most, need.headcount)

    # Things

    def suppliers(self, need: FacilityNeed) -> list[str]:
        """Return the facilities that may supply a need, the least demanding first."""
        fitting = [
            facility
            for facility in self.room.facts.suppliers(need)
            if facility_fits(facility, need, self.project)
        ]
        fitting.sort(key=lambda f: (f.operator is not None, f.security_level.rank))
        return [facility.id for facility in fitting]

    def facilities_free(self, need: FacilityNeed) -> tuple[list[str], Bools]:
        """Return the suppliers, and for each of them and each start whether its units are free."""
        if need.id not in self._things:
            self._things[need.id] = self._facilities_free(need)
        return self._things[need.id]

    def _facilities_free(self, need: FacilityNeed) -> tuple[list[str], Bools]:
        room = self.room
        names = self.suppliers(need)
        rows = np.array([room.facility_row[name] for name in names], dtype=np.int64)
        facilities = [room.facts.round.facilities[row] for row in rows]
        lent = np.array([is_lent(f.department, self.project) for f in facilities], dtype=bool)
        free = room.units[rows] >= need.units
        free &= (room.lent_units[rows] >= need.units) | ~lent[:, None]
        open_ = self._without_break(free)
        effort = need.units * self.duration
        open_ &= ((room.lendable_units[rows] >= effort) | ~lent)[:, None]
        for i, facility in enumerate(facilities):
            if facility.channel is not None and facility.channel.exclusive and self.duration:
                guard = facility.channel.protection_periods
                open_[i] &= self._channel_open(facility.id, guard, open_.shape[1])
        return names, open_

    def _channel_open(self, channel: str, guard: int, starts: int) -> Bools:
        hulls = self.room.hulls.get(channel, {})
        begin = np.arange(starts)
        end = begin + self.duration
        own = hulls.get(self.project.id)
        if own is not None:
            begin, end = np.minimum(begin, own[0]), np.maximum(end, own[1])
        open_ = np.ones(starts, dtype=bool)
        for project, (first, last) in hulls.items():
            if project != self.project.id:
                open_ &= (end + guard <= first) | (begin >= last + guard)
        return open_

    def dataset_free(self, name: str) -> Bools:
        """Return for each start whether a dataset takes one more user."""
        row = self.room.dataset_row[name]
        open_: Bools = self._without_break(self.room.users[row : row + 1] >= 1)[0]
        return open_

    def _without_break(self, free: Bools) -> Bools:
        """Return for each row and start whether ``free`` holds for the whole duration."""
        rows, periods = free.shape
        if self.duration == 0:
            return np.ones((rows, periods + 1), dtype=bool)
        if self.duration > periods:
            return np.zeros((rows, 0), dtype=bool)
        busy = np.zeros((rows, periods + 1), dtype=np.int64)
        np.cumsum(~free, axis=1, out=busy[:, 1:])
        open_: Bools = busy[:, self.duration :] == busy[:, : -self.duration]
        return open_

    def lacking(self, starts: range) -> NDArray[np.int64]:
        """Return for each start how many needs can't be met there, each looked at alone."""
        where = slice(starts.start, starts.stop)
        count = np.zeros(len(starts), dtype=np.int64)
        for need in self.mode.staffing:
            _, open_ = self.people_free(need)
            places = need.headcount - self.outsiders(need, self.rank)
            count += open_[:, where].sum(axis=0) < places
        for wanted in self.mode.facilities:
            _, open_ = self.facilities_free(wanted)
            count += ~open_[:, where].any(axis=0)
        for name in {need.dataset for need in self.mode.datasets}:
            count += ~self.dataset_free(name)[where]
        return count
