"""What a plan leaves free of everybody and everything, and who holds the rest."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from optimizer.checks.facts import Facts
from optimizer.domain import Plan
from optimizer.domain.capacity import IntArray, fund_slots, spendable_cents
from optimizer.domain.semantics import is_lent
from optimizer.verify.resolved import Activity, resolve
from optimizer.verify.violation import Ledger

__all__ = ["Hold", "Room"]

PLENTY = 2**40
"""Stands for a limit that is not set."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Use of one resource by a project in ``start <= t < end``; money has only its amount."""

    project: str
    start: int
    end: int
    amount: int


class Room:
    """Free capacity by resource and period; rows are in the round's order.

    Parameters
    ----------
    facts : Facts
        Of a round without errors.
    plan : Plan
        Any allowed plan of the round; what it uses is taken away.
    """

    def __init__(self, facts: Facts, plan: Plan) -> None:
        round_ = facts.round
        self.facts = facts
        self.periods = round_.calendar.periods
        self.expert_row = {expert.id: i for i, expert in enumerate(round_.experts)}
        self.facility_row = {facility.id: i for i, facility in enumerate(round_.facilities)}
        self.dataset_row = {dataset.id: i for i, dataset in enumerate(round_.datasets)}
        experts, facilities = round_.experts, round_.facilities
        self.load = self._stacked([facts.limited[e.id] for e in experts])
        self.lent_load = self._stacked([facts.limited[e.id] - e.keep_pct for e in experts])
        self.at_once = self._filled([e.max_packages for e in experts])
        self.lendable = _limits([e.lend_limit_pct_periods for e in experts])
        self.units = self._stacked([facts.units[f.id] for f in facilities])
        self.lent_units = self._stacked([facts.units[f.id] - f.keep_units for f in facilities])
        self.lendable_units = _limits([f.lend_limit_unit_periods for f in facilities])
        self.users = self._filled([d.max_users for d in round_.datasets])
        self.hulls: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        """First and last use of each exclusive channel by project."""
        self.cents = {
            fund.id: [
                spendable_cents(round_.policy, fund, slot)
                for slot in fund_slots(fund, self.periods)
            ]
            for fund in round_.funds
        }
        self.holds: dict[tuple[str, str], list[Hold]] = defaultdict(list)
        """Uses by kind (``expert``, ``facility``, ``dataset``, ``fund``) and id."""
        self.ends: dict[str, int] = {}
        """Last end of each project that is in."""
        for activity in resolve(round_, plan, Ledger()).activities:
            self.take(activity)

    def _stacked(self, rows: Iterable[IntArray]) -> IntArray:
        listed = list(rows)
        return np.stack(listed) if listed else np.zeros((0, self.periods), dtype=np.int64)

    def _filled(self, limits: list[int | None]) -> IntArray:
        return np.repeat(_limits(limits)[:, None], self.periods, axis=1)

    def copy(self) -> Room:
        """Return a room of its own, to try something in."""
        twin = copy.copy(self)
        for name in ("load", "lent_load", "at_once", "lendable"):
            setattr(twin, name, getattr(self, name).copy())
        for name in ("units", "lent_units", "lendable_units", "users"):
            setattr(twin, name, getattr(self, name).copy())
        twin.hulls = defaultdict(dict, {name: dict(held) for name, held in self.hulls.items()})
        twin.cents = {name: list(left) for name, left in self.cents.items()}
        twin.holds = defaultdict(list, {key: list(held) for key, held in self.holds.items()})
        twin.ends = dict(self.ends)
        return twin

    def take(self, activity: Activity) -> None:
        """Take away what a package uses."""
        project, start = activity.project, activity.planned.start
        duration = activity.duration
        end = start + duration
        self.ends[project.id] = max(self.ends.get(project.id, 0), activity.planned.end)
        for line in activity.staffed:
            load = activity.load_pct(line.need)
            for expert in line.experts:
                row = self.expert_row[expert.id]
                self.load[row, start:end] -= load
                self.at_once[row, start:end] -= 1
                if is_lent(expert.department, project):
                    self.lent_load[row, start:end] -= load
                    self.lendable[row] -= load * duration
                self._hold("expert", expert.id, project.id, start, end, load)
        for supplied in activity.supplied:
            facility, units = supplied.facility, supplied.need.units
            row = self.facility_row[facility.id]
            self.units[row, start:end] -= units
            if is_lent(facility.department, project):
                self.lent_units[row, start:end] -= units
                self.lendable_units[row] -= units * duration
            self._hold("facility", facility.id, project.id, start, end, units)
            if facility.channel is not None and facility.channel.exclusive and duration:
                first, last = self.hulls[facility.id].get(project.id, (start, end))
                self.hulls[facility.id][project.id] = (min(first, start), max(last, end))
        for name in {need.dataset for need in activity.mode.datasets}:
            self.users[self.dataset_row[name], start:end] -= 1
            self._hold("dataset", name, project.id, start, end, 1)
        for money in activity.planned.money:
            self.draw(money.fund, money.period, money.amount_cents)
            when = money.period
            self._hold("fund", money.fund, project.id, when, when, money.amount_cents)

    def _hold(self, kind: str, name: str, project: str, start: int, end: int, amount: int) -> None:
        self.holds[kind, name].append(Hold(project, start, end, amount))

    # Money

    def copy_of_money(self) -> Room:
        """Return a room whose money alone is its own, to try payments in."""
        twin = copy.copy(self)
        twin.cents = {name: list(left) for name, left in self.cents.items()}
        return twin

    def left_in(self, fund_id: str, period: int) -> int:
        """Return what a fund may still pay for money that falls in a period."""
        fund = self.facts.funds[fund_id]
        slots = fund_slots(fund, self.periods)
        here = next((i for i, s in enumerate(slots) if s.start <= period < s.end), None)
        if here is None:
            return 0
        left = self.cents[fund_id]
        if not fund.roll_over:
            return left[here]
        # Money drawn now is missing in every later slot: the tightest cumulative balance counts.
        balances = np.cumsum(left)
        return int(balances[here:].min())

    def draw(self, fund_id: str, period: int, cents: int) -> None:
        """Take money from a fund, in the slot of a period."""
        fund = self.facts.funds[fund_id]
        for i, slot in enumerate(fund_slots(fund, self.periods)):
            if slot.start <= period < slot.end:
                self.cents[fund_id][i] -= cents
                return

    # Who holds what

    def holders(self, kind: str, name: str, start: int, end: int) -> tuple[str, ...]:
        """Return the projects that use a resource in ``start <= t < end``, largest use first."""
        used: dict[str, int] = defaultdict(int)
        for hold in self.holds.get((kind, name), ()):
            overlap = min(hold.end, end) - max(hold.start, start)
            if kind == "fund":
                overlap = 1
            if overlap > 0:
                used[hold.project] += hold.amount * overlap
        return tuple(sorted(used, key=lambda project: (-used[project], project)))


def _limits(values: list[int | None]) -> IntArray:
    return np.array([PLENTY if v is None else v for v in values], dtype=np.int64)
