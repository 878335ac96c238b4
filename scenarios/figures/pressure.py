"""Where the round is tight: what all requests ask for against everything that exists.

Skills, kinds of facilities and categories of money are seen alike. Capacity is stated generously
(whole horizon; access, clearance, windows and lending limits left out), so a pressure above 100 %
is certainly more than can be served, and one below may still be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from optimizer.domain import Mode, Project, Round
from optimizer.domain.capacity import facility_units, fund_slots, spendable_cents
from scenarios.figures.lines import FacilityUse, Payment
from scenarios.figures.loads import Loads
from scenarios.figures.tightness import tight_sets

__all__ = [
    "Pressure",
    "asked_modes",
    "effort_asked",
    "kind_pressures",
    "money_pressures",
    "requests_counted",
    "skill_pressures",
]


Node = TypeVar("Node", str, tuple[str, int])


@dataclass(frozen=True, slots=True)
class Pressure:
    """How tight a skill, a kind of facility or a category of money is.

    Attributes
    ----------
    name : str
        Id of the skill, the kind or the category.
    level : int
        The tightest level of a skill (the lowest of equals); 0 for others.
    asked : int
        What all requests ask for, at this level and above: percent-periods, unit-periods or cents.
    capacity : int
        What all who can serve it offer; people with several skills stand under each of them.
    suppliers : int
        Experts, facilities or funds that can serve it.
    load : Fraction or None
        Least load of its suppliers if every request were served and the suppliers divided as
        evenly as can be (1 is all they offer); none when it is asked for and nobody can serve it.
    shared_with : tuple of str
        The other names that load the same suppliers to the same degree.
    used : int
        What the plan uses of those suppliers, for whatever purpose.
    """

    name: str
    level: int
    asked: int
    capacity: int
    suppliers: int
    load: Fraction | None
    shared_with: tuple[str, ...]
    used: int

    @property
    def load_pct(self) -> float | None:
        """``load`` in percent."""
        return None if self.load is None else float(100 * self.load)

    @property
    def used_pct(self) -> float:
        """``used`` in percent of ``capacity``; 0 without any."""
        return 100 * self.used / self.capacity if self.capacity else 0.0


def effort_asked(mode: Mode) -> int:
    """Return the percent-periods that the places of a mode ask for at its shortest duration."""
    return sum(need.headcount * need.load_pct * mode.duration for need in mode.staffing)


def asked_modes(project: Project) -> list[Mode]:
    """Return for each package the mode with the least effort (the first of equals)."""
    return [min(package.modes, key=effort_asked) for package in project.packages]


def requests_counted(round_: Round) -> tuple[Project, ...]:
    """Return the requests that may all be wanted at once.

    Of an exclusive group only the one with the most effort stands for the group.
    """
    chosen: dict[tuple[str, str], Project] = {}
    for project in round_.projects:
        group = project.exclusive_group
        key = ("project", project.id) if group is None else ("group", group)
        held = chosen.get(key)
        if held is None or _effort(project) > _effort(held):
            chosen[key] = project
    return tuple(chosen.values())


def _effort(project: Project) -> int:
    return sum(effort_asked(mode) for mode in asked_modes(project))


def skill_pressures(round_: Round, people: Loads) -> tuple[Pressure, ...]:
    """Return the pressure on every skill that is asked for, at its tightest level, highest first.

    Parameters
    ----------
    round_ : Round
    people : Loads
        As :func:`scenarios.figures.person_loads` returns them.
    """
    asked: dict[tuple[str, int], int] = defaultdict(int)
    for project in requests_counted(round_):
        for mode in asked_modes(project):
            for need in mode.staffing:
                effort = need.headcount * need.load_pct * mode.duration
                asked[need.skill, need.min_level] += effort
    offers = []
    for row, expert in enumerate(round_.experts):
        best: dict[str, int] = {}
        for has in expert.skills:
            best[has.skill] = max(best.get(has.skill, 0), has.level)
        able = frozenset(key for key in asked if best.get(key[0], 0) >= key[1])
        offers.append((able, int(people.limit[row].sum()), int(people.used[row].sum())))
    loads = _loads(asked, [(able, amount) for able, amount, _ in offers])
    rows = []
    for skill in dict.fromkeys(key[0] for key in asked):
        levels = [key for key in asked if key[0] == skill]
        key = min(levels, key=lambda k: (_rank(loads[k][0]), k[1]))
        holders = [(amount, used) for able, amount, used in offers if key in able]
        others = dict.fromkeys(name for name, _ in loads[key][1] if name != skill)
        rows.append(
            Pressure(
                name=skill,
                level=key[1],
                asked=sum(asked[k] for k in levels if k[1] >= key[1]),
                capacity=sum(amount for amount, _ in holders),
                suppliers=len(holders),
                load=loads[key][0],
                shared_with=tuple(sorted(others)),
                used=sum(used for _, used in holders),
            )
        )
    return _sorted(rows)


def kind_pressures(round_: Round, uses: Iterable[FacilityUse]) -> tuple[Pressure, ...]:
    """Return the pressure on every kind of facility that is asked for, highest first."""
    kind_of = {facility.id: facility.kind for facility in round_.facilities}
    asked: dict[str, int] = defaultdict(int)
    for project in requests_counted(round_):
        for mode in asked_modes(project):
            for need in mode.facilities:
                kind = need.kind if need.facility is None else kind_of.get(need.facility)
                asked[kind or ""] += need.units * mode.duration
    used: dict[str, int] = defaultdict(int)
    for use in uses:
        used[use.kind] += use.unit_periods
    capacity: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for facility in round_.facilities:
        capacity[facility.kind] += int(np.sum(facility_units(round_.calendar, facility)))
        counts[facility.kind] += 1
    return _sorted(
        [
            Pressure(
                name=kind,
                level=0,
                asked=amount,
                capacity=capacity[kind],
                suppliers=counts[kind],
                load=Fraction(amount, capacity[kind]) if capacity[kind] else None,
                shared_with=(),
                used=used[kind],
            )
            for kind, amount in asked.items()
            if amount
        ]
    )


def money_pressures(round_: Round, payments: Iterable[Payment]) -> tuple[Pressure, ...]:
    """Return the pressure on every category of money, outsourcing left out, highest first.

    Capacity is what all slots of the funds that may pay the category let projects draw.
    """
    asked: dict[str, int] = defaultdict(int)
    for project in requests_counted(round_):
        for mode in asked_modes(project):
            for need in mode.money:
                asked[need.category] += need.amount_cents
    drawn: dict[str, int] = defaultdict(int)
    for payment in payments:
        drawn[payment.fund] += payment.cents
    offers = []
    for fund in round_.funds:
        able = frozenset(c for c in asked if not fund.categories or c in fund.categories)
        slots = fund_slots(fund, round_.calendar.periods)
        amount = sum(spendable_cents(round_.policy, fund, slot) for slot in slots)
        offers.append((able, amount, drawn[fund.id]))
    loads = _loads(asked, [(able, amount) for able, amount, _ in offers])
    return _sorted(
        [
            Pressure(
                name=category,
                level=0,
                asked=amount,
                capacity=sum(held for able, held, _ in offers if category in able),
                suppliers=sum(category in able for able, _, _ in offers),
                load=loads[category][0],
                shared_with=tuple(sorted(loads[category][1] - {category})),
                used=sum(used for able, _, used in offers if category in able),
            )
            for category, amount in asked.items()
            if amount
        ]
    )


def _loads(
    asked: dict[Node, int], offers: list[tuple[frozenset[Node], int]]
) -> dict[Node, tuple[Fraction | None, frozenset[Node]]]:
    """Return for each demand the load of its suppliers and the demands it shares it with."""
    loads: dict[Node, tuple[Fraction | None, frozenset[Node]]] = {
        node: (Fraction(0), frozenset({node})) for node in asked
    }
    for tight in tight_sets(asked, offers):
        for node in tight.members:
            loads[node] = (tight.ratio, tight.members)
    return loads


def _rank(load: Fraction | None) -> Fraction:
    """Return a key that puts the highest load first, and what nobody can serve before it."""
    return Fraction(-(10**9)) if load is None else -load


def _sorted(rows: list[Pressure]) -> tuple[Pressure, ...]:
    own = {row.name: Fraction(row.asked, max(1, row.capacity)) for row in rows}
    return tuple(sorted(rows, key=lambda row: (_rank(row.load), -own[row.name], row.name)))
