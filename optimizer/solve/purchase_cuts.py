"""Rows that are implied, and that let the solver see early what must be bought at each start.

A place whose people are all taken at a start needs somebody hired there; a hired person is paid for
at least as long as any one package lasts, and for as much work as is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from optimizer.domain.capacity import IntArray, expert_availability_pct, facility_units
from optimizer.domain.semantics import is_lent
from optimizer.model.variables import Option, PackageVars, Variables

__all__ = ["add_start_cuts"]

Bools = NDArray[np.bool_]

FULL = 10**6
"""Taken off the free time of somebody who is on as many packages as they may be."""


def add_start_cuts(
    variables: Variables, offered: Collection[str], below: Collection[int] = ()
) -> None:
    """Add start literals ``s_t`` and, with them, who can't be there and how many must be hired.

    ``y_e + sum of s_t where e is taken <= 1`` for each person and facility; for each place
    ``sum of hired >= sum_t lack_t s_t - headcount (1 - x)``, ``lack_t`` counting those who are
    neither there at ``t`` nor outsourced. The same once more with those who are there and lack the
    level on the left, not in ``lack_t``.

    Parameters
    ----------
    variables : Variables
    offered : collection of str
        People and facilities of the market.
    below : collection of int
        Indices of literals that put somebody on a place above their level.
    """
    cuts = _Cuts(variables, frozenset(offered), frozenset(below))
    for vars_ in variables.all_packages():
        cuts.add(vars_)


class _Cuts:
    def __init__(
        self, variables: Variables, offered: frozenset[str], below: frozenset[int]
    ) -> None:
        self.below = below
        self.variables = variables
        self.model = variables.model
        self.offered = offered
        round_, held = variables.round, variables.held
        self.periods = round_.calendar.periods
        self.free: dict[str, IntArray] = {}
        self.lendable: dict[str, IntArray] = {}
        self.owners: dict[str, str] = {}
        for expert in round_.experts:
            offers = expert_availability_pct(round_.calendar, expert)
            limit: IntArray = offers * round_.policy.load_limit_pct // 100
            free: IntArray = limit - held.load.get(expert.id, 0)
            if expert.max_packages is not None:
                full = np.asarray(held.packages.get(expert.id, 0)) >= expert.max_packages
                free = free - full.astype(np.int64) * FULL
            self.free[expert.id] = free
            lendable: IntArray = np.maximum(limit - expert.keep_pct, 0)
            left: IntArray = lendable - held.lent.get(expert.id, 0)
            self.lendable[expert.id] = left if expert.keep_pct else free
            self.owners[expert.id] = expert.department
        self.units: dict[str, IntArray] = {
            f.id: facility_units(round_.calendar, f) - held.units.get(f.id, 0)
            for f in round_.facilities
        }

    def add(self, vars_: PackageVars) -> None:
        """Add the rows of one package."""
        domain = list(vars_.start.proto.domain)
        starts = range(domain[0], domain[-1] + 1)
        at = [self.model.new_bool_var("") for _ in starts]
        self.model.add_exactly_one(at)
        self.model.add(vars_.start == sum(s * lit for s, lit in zip(starts, at, strict=True)))
        for option in vars_.options:
            if option.duration:
                self._people(vars_, option, starts, at)
                self._facilities(option, starts, at)

    def _people(
        self, vars_: PackageVars, option: Option, starts: range, at: list[cp_model.IntVar]
    ) -> None:
        for place in option.places:
            if not place.load_pct:
                continue
            there, able = (np.zeros(len(starts), dtype=np.int64) for _ in range(2))
            hired, raised = [], []
            for name, literal in place.experts.items():
                if name in self.offered:
                    hired.append(literal)
                    continue
                lent = is_lent(self.owners[name], vars_.project)
                room = self.free[name]
                if lent:
                    room = np.minimum(room, self.lendable[name])
                open_ = self._open(room >= place.load_pct, option.duration, starts)
                self._keep_out(literal, open_, at)
                there += open_
                if literal.index in self.below:
                    raised.append(literal)
                else:
                    able += open_
            inside = place.need.headcount - len(place.outside)
            self._hire(option, hired, inside - there, at)
            if raised:
                self._hire(option, [*hired, *raised], inside - able, at)

    def _facilities(self, option: Option, starts: range, at: list[cp_model.IntVar]) -> None:
        for supply in option.supplies:
            there = np.zeros(len(starts), dtype=np.int64)
            rented = []
            for name, literal in supply.facilities.items():
                if name in self.offered:
                    rented.append(literal)
                    continue
                enough = self.units[name] >= supply.need.units
                open_ = self._open(enough, option.duration, starts)
                self._keep_out(literal, open_, at)
                there += open_
            self._hire(option, rented, 1 - there, at)

    def _open(self, free: Bools, duration: int, starts: range) -> Bools:
        """Return for each start whether ``free`` holds throughout."""
        taken = np.concatenate(([0], np.cumsum(~free)))
        open_ = np.zeros(len(starts), dtype=np.bool_)
        for i, start in enumerate(starts):
            end = start + duration
            open_[i] = end <= self.periods and taken[end] == taken[start]
        return open_

    def _keep_out(self, literal: cp_model.IntVar, open_: Bools, at: list[cp_model.IntVar]) -> None:
        shut = [at[i] for i in np.flatnonzero(~open_).tolist()]
        if shut:
            self.model.add_at_most_one([literal, *shut])

    def _hire(
        self,
        option: Option,
        hired: Iterable[cp_model.IntVar],
        lack: IntArray,
        at: list[cp_model.IntVar],
    ) -> None:
        most = int(max(0, lack.max(initial=0)))
        if not most:
            return
        needed = sum(int(lack[i]) * at[i] for i in np.flatnonzero(lack > 0).tolist())
        self.model.add(sum(hired) >= needed - most * (1 - option.chosen))
