"""Who may work on a project, and when a team and its facilities are free for a package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Project, SecurityLevel
from optimizer.domain.semantics import access_allows
from scenarios.generate.draw import Draw
from scenarios.generate.people import Office
from scenarios.generate.sketch import Place

__all__ = ["Pool", "Workforce"]

IntArray = NDArray[np.int64]


class Workforce:
    """The people of an office, found by department; made once for all projects."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.members: list[list[int]] = [[] for _ in office.departments]
        self.wider: list[int] = []
        """People whose access is not simply that of their department's projects."""
        self.typical = office.offered.max(axis=1).tolist()
        self.total = office.offered.sum(axis=1).tolist()
        self.levels = [{s.skill: s.level for s in expert.skills} for expert in office.experts]
        self.ranks = [expert.clearance.rank for expert in office.experts]
        self.department = [int(expert.department[1:]) for expert in office.experts]
        for i, expert in enumerate(office.experts):
            if expert.access.scope == "participants":
                self.members[self.department[i]].append(i)
            else:
                self.wider.append(i)


class Pool:
    """The people one project may use, with what its witness has taken of them so far."""

    def __init__(
        self, workforce: Workforce, project: Project, departments: list[int], level: SecurityLevel
    ) -> None:
        office = workforce.office
        self.workforce = workforce
        self.sponsor = departments[0]
        people = [i for d in departments for i in workforce.members[d]]
        people += [
            i
            for i in workforce.wider
            if access_allows(office.experts[i].access, office.experts[i].department, project)
        ]
        self.people = [i for i in people if workforce.ranks[i] >= level.rank]
        self.by_skill: dict[str, list[int]] = {}
        self.by_cluster: dict[int, list[int]] = {}
        for i in self.people:
            for skill in workforce.levels[i]:
                self.by_skill.setdefault(skill, []).append(i)
            self.by_cluster.setdefault(office.best_cluster[i], []).append(i)
        self._free: dict[int, IntArray] = {}

    def free(self, i: int) -> IntArray:
        """Return what is left of a person, in percent by period."""
        if i not in self._free:
            lent = self.workforce.department[i] != self.sponsor
            kept = self.workforce.office.experts[i].keep_pct if lent else 0
            self._free[i] = np.maximum(self.workforce.office.offered[i] - kept, 0)
        return self._free[i]

    def team(
        self, draw: Draw, lead: int, skill: str, level: int, load: int, more: int, taken: set[int]
    ) -> list[int]:
        """Return the lead and up to ``more`` others who can do the same at the load."""
        typical, levels = self.workforce.typical, self.workforce.levels
        others = [
            i
            for i in self.by_skill[skill]
            if i != lead and i not in taken and typical[i] >= load and levels[i][skill] >= level
        ]
        return [lead, *draw.some(others, more)]

    def first_start(self, places: list[Place], duration: int, low: int, high: int) -> int | None:
        """Return the first start in ``[low, high]`` at which everybody is free, or ``None``."""
        if low > high:
            return None
        busy = np.zeros(self.workforce.office.calendar.periods + 1, dtype=np.int64)
        for place in places:
            for i in place.team:
                busy[1:] += self.free(i) < place.load
        blocked = np.cumsum(busy)
        fits = blocked[low + duration : high + duration + 1] == blocked[low : high + 1]
        return low + int(fits.argmax()) if fits.any() else None

    def free_after(self, places: list[Place], end: int, until: int) -> bool:
        """Say whether a team could go on from ``end`` to ``until`` at its loads."""
        return until <= self.workforce.office.calendar.periods and all(
            bool((self.free(i)[end:until] >= place.load).all())
            for place in places
            for i in place.team
        )

    def take(self, places: list[Place], start: int, end: int) -> None:
        """Book a team for ``[start, end)``."""
        for place in places:
            for i in place.team:
                self.free(i)[start:end] -= place.load
