"""The objective levels of the plan as it stands, as the verifier measures them."""

from __future__ import annotations

import math

import numpy as np

from optimizer.compiled import kernel
from optimizer.instance.arrays import Ints
from optimizer.search.fit import staffing_price
from optimizer.search.goal import Goal
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = ["measure_levels", "measure_project", "total_price"]

PPM = 1_000_000


@kernel
def _cents(x: Tables, s: State, w: Scratch, p: int) -> int:
    """Cost of an accepted project: people, facilities, cash, outsourcing, fees, lateness."""
    cents = 0
    fees = 0
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        o = s.plan.option[k]
        d = x.duration[o]
        slot = x.who_ptr[k]
        for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
            for _ in range(x.headcount[r]):
                e = s.plan.who[slot]
                slot += 1
                if e < 0:
                    cents += x.outside_cents[r]
                else:
                    cents += staffing_price(x.person_rate[e], x.load[r], d)
        for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
            f = s.plan.at[x.at_ptr[k] + u]
            cents += x.facility_rate[f] * x.units[x.supply_ptr[o] + u] * d
            if x.referral_pct[f] > 0 and w.seen_facility[f] != w.stamp[0]:
                w.seen_facility[f] = w.stamp[0]
                fees += x.revenue[p] * x.referral_pct[f] // 100
        for m in range(x.payment_ptr[o], x.payment_ptr[o + 1]):
            cents += x.cents[m]
        for i in range(x.data_ptr[o], x.data_ptr[o + 1]):
            if w.seen_data[x.data[i]] != w.stamp[0]:
                w.seen_data[x.data[i]] = w.stamp[0]
                fees += x.fee[x.data[i]]
    return int(cents + fees + x.late_penalty[p] * max(0, s.last_end[p] - x.due[p]))


@kernel
def _points(x: Tables, g: Goal, s: State, w: Scratch, p: int) -> int:
    """Wishes that are not met and pairs of person and project."""
    points = 0
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        o = s.plan.option[k]
        slot = x.who_ptr[k]
        for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
            for _ in range(x.headcount[r]):
                e = s.plan.who[slot]
                slot += 1
                if e >= 0 and w.marks[e] != w.stamp[0]:
                    w.marks[e] = w.stamp[0]
                    points += g.handover_weight
    for i in range(x.wish_ptr[p], x.wish_ptr[p + 1]):
        if w.marks[x.wish_person[i]] != w.stamp[0]:
            points += g.wish_weight
    return points


@kernel
def _changes(x: Tables, g: Goal, s: State, p: int) -> int:
    """Weighted differences of an accepted project from the baseline."""
    if not x.base_project[p]:
        return g.change_project
    total = 0
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        if x.base_start[k] < 0:
            continue
        o = s.plan.option[k]
        total += g.change_start * (s.plan.start[k] != x.base_start[k])
        total += g.change_mode * (x.option_mode[o] != x.base_mode[k])
        total += g.change_person * x.base_lost[k]
        for i in range(x.base_ptr[k], x.base_ptr[k + 1]):
            kept = False
            slot = x.who_ptr[k]
            for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
                for _ in range(x.headcount[r]):
                    if x.place_need[r] == x.base_need[i] and s.plan.who[slot] == x.base_person[i]:
                        kept = True
                    slot += 1
            total += 0 if kept else g.change_person
    return total


@kernel
def _price(x: Tables, g: Goal, s: State, p: int) -> float:
    """What an accepted project takes of people, at prices."""
    total, prefix, who = 0.0, g.person_prefix, s.plan.who
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        o, start = s.plan.option[k], s.plan.start[k]
        end = start + x.duration[o]
        slot = x.who_ptr[k]
        for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
            for _ in range(x.headcount[r]):
                e = who[slot]
                slot += 1
                if e >= 0:
                    total += x.load[r] * (prefix[e, end] - prefix[e, start])
    return total


@kernel
def total_price(s: State) -> float:
    """What the plan takes of people, at prices."""
    total = 0.0
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            total += s.price[p]
    return total


@kernel
def measure_project(x: Tables, g: Goal, s: State, w: Scratch, p: int) -> None:
    """Write what an accepted project costs, burdens people with, and changes."""
    last = 0
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        last = max(last, s.plan.start[k] + x.duration[s.plan.option[k]])
    s.last_end[p] = last
    s.price[p] = _price(x, g, s, p)
    if g.detail:
        w.stamp[0] += 1
        s.cents[p] = _cents(x, s, w, p)
        s.points[p] = _points(x, g, s, w, p)
        s.changes[p] = _changes(x, g, s, p)


@kernel
def _utilities(g: Goal, s: State, w: Scratch) -> None:
    for d in range(len(g.base_utility)):
        w.utility[d] = g.base_utility[d]
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            for i in range(g.benefit_ptr[p], g.benefit_ptr[p + 1]):
                w.utility[g.benefit_department[i]] += g.benefit_value[i]


@kernel
def _fairness(g: Goal, s: State, w: Scratch, kind: int, rank: int) -> int:
    """Least share (1), share of a rank from 1, the least first (2), or weighted logarithms (3)."""
    _utilities(g, s, w)
    if kind == 3:
        total = 0
        for d in range(len(g.base_utility)):
            log = math.floor(1000.0 * math.log1p(max(0, w.utility[d])) + 0.5)
            total += g.entitlement[d] * int(log)
        return total // PPM
    n = 0
    for d in range(len(g.base_utility)):
        if g.entitlement[d] > 0:
            w.utility[n] = w.utility[d] * PPM // g.entitlement[d]
            n += 1
    if n == 0:
        return 0
    shares = np.sort(w.utility[:n])
    return int(shares[min(rank, n) - 1] if kind == 2 else shares[0])


@kernel
def _people(x: Tables, g: Goal, s: State) -> int:
    total = 0
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            total += s.points[p]
    peak = 0
    for e in range(len(s.committed)):
        if x.person_offer[e] > 0:
            peak = max(peak, s.committed[e] * 1000 // x.person_offer[e])
    return total + g.balance_weight * peak


@kernel
def _change(x: Tables, g: Goal, s: State) -> int:
    total = g.change_project * x.base_gone
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            total += s.changes[p]
        elif x.base_project[p]:
            total += g.change_project
    return total


@kernel
def _term(x: Tables, g: Goal, s: State, w: Scratch, kind: int, row: int) -> int:
    if kind == 0:
        total = 0
        for p in range(len(s.plan.accepted)):
            if s.plan.accepted[p]:
                total += g.linear[row, p]
        return total
    if kind <= 3:
        return _fairness(g, s, w, kind, row)
    if kind == 4:
        total = 0
        for p in range(len(s.plan.accepted)):
            if s.plan.accepted[p]:
                total += s.cents[p]
        return total
    if kind == 5:
        return _people(x, g, s)
    if kind == 6:
        return _change(x, g, s)
    last = 0
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            last = max(last, s.last_end[p])
    return last


@kernel
def measure_levels(x: Tables, g: Goal, s: State, w: Scratch, levels: Ints) -> None:
    """Write the levels up to the one aimed at, each so that more is better."""
    for i in range(g.aim + 1):
        levels[i] = 0
        for j in range(g.term_ptr[i], g.term_ptr[i + 1]):
            levels[i] += g.term_weight[j] * _term(x, g, s, w, g.term_kind[j], g.term_row[j])
        levels[i] = min(levels[i], g.cap[i])
