"""Place one project beside the plan as it stands, whole or not at all.

Every option and start of every package is priced; a dynamic program over the precedence graph,
backwards, adds what the successors will cost; then packages are placed forwards, each at its
cheapest start, with named people, facilities and money. The program is exact when the graph is a
tree without a person counted twice, and a good guess otherwise; what does not fit is tried
elsewhere a few times and then given up.
"""

from __future__ import annotations

import numpy as np

from optimizer.compiled import kernel
from optimizer.search.fit import NEVER, option_costs
from optimizer.search.goal import Goal
from optimizer.search.hold import (
    data_works,
    draw_money,
    hold_package,
    refresh_channels,
    return_money,
)
from optimizer.search.open import find_starts
from optimizer.search.staff import staff_package
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = [
    "insert_project",
    "may_accept",
    "may_follow",
    "remove_project",
    "supply_works",
    "take_back",
]

TRIES = 25
"""Starts tried for one package before the project is given up."""
CHAIN_TRIES = 8
"""The same where chains are allowed: each try looks at many people."""
FACILITY_TRIES = 4


@kernel
def may_accept(x: Tables, s: State, p: int) -> bool:
    """Say whether the search may put a project in."""
    return not (s.plan.accepted[p] or x.closed[p]) and may_follow(x, s, p)


@kernel
def may_follow(x: Tables, s: State, p: int) -> bool:
    """Say whether groups and prerequisites let a project in."""
    if x.group[p] >= 0:
        for q in range(len(x.group)):
            if x.group[q] == x.group[p] and s.plan.accepted[q]:
                return False
    ready = True
    for i in range(x.need_ptr[p], x.need_ptr[p + 1]):
        ready = ready and s.plan.accepted[x.need_project[i]]
    return ready


@kernel
def _first_period(x: Tables, s: State, p: int) -> int:
    """First period that the prerequisites leave to a project."""
    first = 0
    for i in range(x.need_ptr[p], x.need_ptr[p + 1]):
        if x.need_lag[i] > -(1 << 59):
            first = max(first, s.last_end[x.need_project[i]] + x.need_lag[i])
    return first


@kernel
def _price_packages(x: Tables, g: Goal, s: State, w: Scratch, p: int, shift: int) -> bool:
    """Price every option of a project, the package that fails most often first."""
    first, end = x.package_ptr[p], x.package_ptr[p + 1]
    base = x.option_ptr[first]
    for i in range(end - first):
        w.visit[i] = first + i
    for i in range(1, end - first):
        k = w.visit[i]
        j = i
        while j > 0 and s.failures[w.visit[j - 1]] < s.failures[k]:
            w.visit[j] = w.visit[j - 1]
            j -= 1
        w.visit[j] = k
    for i in range(end - first):
        k = w.visit[i]
        any_way = False
        lo = max(x.earliest[k], shift)
        for o in range(x.option_ptr[k], x.option_ptr[k + 1]):
            hi = min(x.last_start[k], x.latest[k] - x.duration[o])
            if find_starts(x, s, w, p, o, o - base, lo, hi):
                any_way = True
        if not any_way:
            s.failures[k] += 1
            return False
    for k in range(first, end):
        any_way = False
        lo = max(x.earliest[k], shift)
        for o in range(x.option_ptr[k], x.option_ptr[k + 1]):
            hi = min(x.last_start[k], x.latest[k] - x.duration[o])
            if lo <= hi and option_costs(x, g, s, w, p, k, o, o - base, lo, hi):
                any_way = True
        if not any_way:
            s.failures[k] += 1
            return False
    return True


@kernel
def _least(w: Scratch, kk: int, lo: int, hi: int, most: int) -> float:
    """Least total of a package over starts ``lo .. hi``; ``most`` is its greatest start."""
    if lo > hi:
        return NEVER
    if hi >= most:
        return float(w.suffix[kk, lo])
    least = NEVER
    for start in range(lo, hi + 1):
        least = min(least, w.best[kk, start])
    return least


@kernel
def _tail(x: Tables, w: Scratch, k: int, first: int, end: int, shift: int) -> float:
    """What the successors of a package that ends at ``end`` cost at least."""
    total = 0.0
    for arc in range(x.after_ptr[k], x.after_ptr[k + 1]):
        c = x.after[arc]
        lo = max(x.earliest[c], shift, end + x.after_min[arc])
        least = _least(
            w, c - first, lo, min(x.last_start[c], end + x.after_max[arc]), x.last_start[c]
        )
        if least >= NEVER:
            return NEVER
        if x.after_tree[arc]:
            total += least
    return total


@kernel
def _add_tails(x: Tables, w: Scratch, p: int, shift: int) -> float:
    """Fill ``w.total`` backwards over the precedence graph; return the least cost of it all."""
    first, end = x.package_ptr[p], x.package_ptr[p + 1]
    base = x.option_ptr[first]
    whole = 0.0
    for i in range(end - 1, first - 1, -1):
        k = x.order[i]
        kk = k - first
        lo = max(x.earliest[k], shift)
        for start in range(lo, x.last_start[k] + 2):
            w.best[kk, start] = NEVER
        for o in range(x.option_ptr[k], x.option_ptr[k + 1]):
            hi = min(x.last_start[k], x.latest[k] - x.duration[o])
            for start in range(lo, hi + 1):
                total = w.cost[o - base, start]
                if total < NEVER:
                    total += _tail(x, w, k, first, start + x.duration[o], shift)
                w.total[o - base, start] = total
                w.best[kk, start] = min(w.best[kk, start], total)
        w.suffix[kk, x.last_start[k] + 1] = NEVER
        for start in range(x.last_start[k], lo - 1, -1):
            w.suffix[kk, start] = min(w.best[kk, start], w.suffix[kk, start + 1])
        least = w.suffix[kk, lo] if lo <= x.last_start[k] else NEVER
        if least >= NEVER:
            return NEVER
        if x.before_ptr[k] == x.before_ptr[k + 1]:
            whole += least
    return whole


@kernel
def supply_works(x: Tables, s: State, p: int, o: int, u: int, f: int, start: int) -> bool:
    """Say whether a facility can supply a need throughout."""
    d, units = x.duration[o], x.units[u]
    lent = x.facility_department[f] != x.sponsor[p]
    if lent and s.units_lend_left[f] < units * d:
        return False
    for t in range(start, start + d):
        if s.units_free[f, t] < units:
            return False
        if lent and x.facility_keeps[f] and s.units_lent[f, t] < units:
            return False
    c = x.channel[f]
    if d == 0 or c < 0:
        return True
    # From first to last use: what the project holds already counts.
    first, end = start, start + d
    if s.channel_first[c, p] >= 0:
        first, end = min(first, s.channel_first[c, p]), max(end, s.channel_last[c, p])
    for q in range(s.channel_first.shape[1]):
        taken = s.channel_first[c, q]
        if (
            taken >= 0
            and q != p
            and taken < end + x.protection[f]
            and first < s.channel_last[c, q] + x.protection[f]
        ):
            return False
    return True


@kernel
def _take_units(x: Tables, s: State, p: int, o: int, u: int, f: int, start: int, sign: int) -> None:
    """Set units aside while the supplies of a package are being chosen."""
    for t in range(start, start + x.duration[o]):
        s.units_free[f, t] -= sign * x.units[u]
        if x.facility_department[f] != x.sponsor[p]:
            s.units_lent[f, t] -= sign * x.units[u]


@kernel
def _choose_supplies(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, start: int, skip: int
) -> bool:
    """Choose the cheapest facility for every need; ``skip`` passes over that many choices."""
    d = x.duration[o]
    first = x.supply_ptr[o]
    good = True
    done = 0
    for u in range(first, x.supply_ptr[o + 1]):
        pool = x.supply_pool[u]
        width = x.facility_pool_ptr[pool + 1] - x.facility_pool_ptr[pool]
        passes = skip % width
        skip //= width
        chosen = -1
        for _ in range(passes + 1):
            best, least = -1, np.inf
            for i in range(x.facility_pool_ptr[pool], x.facility_pool_ptr[pool + 1]):
                f = x.facility_pool[i]
                price = g.cents_pull * x.facility_rate[f] * d * x.units[u]
                price += x.units[u] * float(
                    g.facility_prefix[f, start + d] - g.facility_prefix[f, start]
                )
                price += 1e-9 * i
                passed = w.passed[i - x.facility_pool_ptr[pool]]
                if price < least and not passed and supply_works(x, s, p, o, u, f, start):
                    best, least = i, price
            chosen = best
            if best >= 0:
                w.passed[best - x.facility_pool_ptr[pool]] = True
        for i in range(width):
            w.passed[i] = False
        if chosen < 0:
            good = False
            break
        w.supply[u - first] = x.facility_pool[chosen]
        _take_units(x, s, p, o, u, x.facility_pool[chosen], start, 1)
        done += 1
    for u in range(first, first + done):
        _take_units(x, s, p, o, u, w.supply[u - first], start, -1)
    return good


@kernel
def _equip_and_staff(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, k: int, o: int, start: int
) -> bool:
    """Choose facilities and people of a package; other facilities when these find no people."""
    choices = 1
    for u in range(x.supply_ptr[o], x.supply_ptr[o + 1]):
        pool = x.supply_pool[u]
        for i in range(x.facility_pool_ptr[pool], x.facility_pool_ptr[pool + 1]):
            f = x.facility_pool[i]
            if x.operator_skill[f] >= 0 or x.facility_rank[f] > x.rank[o]:
                choices = FACILITY_TRIES
    for skip in range(choices):
        if not _choose_supplies(x, g, s, w, p, o, start, skip):
            if skip == 0:
                return False
            continue
        rank = x.rank[o]
        for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
            rank = max(rank, x.facility_rank[w.supply[u]])
        if staff_package(x, g, s, w, p, o, start, rank):
            for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
                s.plan.at[x.at_ptr[k] + u] = w.supply[u]
            places = x.place_ptr[o + 1] - x.place_ptr[o]
            for slot in range(w.slot_ptr[places]):
                s.plan.who[x.who_ptr[k] + slot] = w.slot_who[slot]
            return True
    return False


@kernel
def _place_at(x: Tables, g: Goal, s: State, w: Scratch, p: int, k: int, o: int, start: int) -> bool:
    if not data_works(x, s, o, start) or not _equip_and_staff(x, g, s, w, p, k, o, start):
        return False
    if not draw_money(x, g, s, k, o, start):
        return False
    s.plan.option[k] = o
    s.plan.start[k] = start
    hold_package(x, s, k, 1)
    refresh_channels(x, s, p)
    if g.points_pull > 0.0:
        for slot in range(x.who_ptr[k], x.who_ptr[k] + _people(x, o)):
            if s.plan.who[slot] >= 0:
                w.marks[s.plan.who[slot]] = w.stamp[0]
    return True


@kernel
def _people(x: Tables, o: int) -> int:
    count = 0
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        count += x.headcount[r]
    return count


@kernel
def _bounds_of_start(x: Tables, s: State, k: int, lo: int) -> tuple[int, int]:
    """Least and greatest start of a package after its placed predecessors."""
    hi = x.last_start[k]
    for arc in range(x.before_ptr[k], x.before_ptr[k + 1]):
        j = x.before[arc]
        end = s.plan.start[j] + x.duration[s.plan.option[j]]
        lo = max(lo, end + x.before_min[arc])
        hi = min(hi, end + x.before_max[arc])
    return lo, hi


@kernel
def _place_package(x: Tables, g: Goal, s: State, w: Scratch, p: int, k: int, shift: int) -> float:
    """Place a package at its cheapest start that works; return its own cost, or ``NEVER``."""
    base = x.option_ptr[x.package_ptr[p]]
    lo, hi = _bounds_of_start(x, s, k, max(x.earliest[k], shift))
    for _ in range(CHAIN_TRIES if w.chain[0] > 0 else TRIES):
        best, at = -1, 0
        least = NEVER
        for o in range(x.option_ptr[k], x.option_ptr[k + 1]):
            last = min(hi, x.latest[k] - x.duration[o])
            for start in range(lo, last + 1):
                if w.total[o - base, start] < least:
                    best, at, least = o, start, w.total[o - base, start]
        if best < 0:
            return NEVER
        if _place_at(x, g, s, w, p, k, best, at):
            return float(w.cost[best - base, at])
        w.total[best - base, at] = NEVER
    return NEVER


@kernel
def take_back(x: Tables, s: State, p: int) -> None:
    """Give back what the packages of a project use, and leave them unplaced."""
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        if s.plan.option[k] >= 0:
            hold_package(x, s, k, -1)
            return_money(x, s, k)
            s.plan.option[k] = -1
    refresh_channels(x, s, p)


@kernel
def insert_project(x: Tables, g: Goal, s: State, w: Scratch, p: int, chain: int) -> bool:
    """Place a project if it fits; say whether it is in.

    Parameters
    ----------
    chain
        Most people reseated in other projects to free one for a place. What they left stands on
        the trail, also when the project does not fit in the end.
    """
    w.stamp[0] += 1
    w.chain[0] = chain
    shift = _first_period(x, s, p)
    if not _price_packages(x, g, s, w, p, shift):
        return False
    whole = _add_tails(x, w, p, shift)
    s.asked[p] = whole
    if whole >= NEVER:
        return False
    for i in range(x.package_ptr[p], x.package_ptr[p + 1]):
        k = x.order[i]
        cost = _place_package(x, g, s, w, p, k, shift)
        if cost >= NEVER:
            s.failures[k] += 1
            take_back(x, s, p)
            return False
    s.plan.accepted[p] = True
    last = 0
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        last = max(last, s.plan.start[k] + x.duration[s.plan.option[k]])
    s.last_end[p] = last
    return True


@kernel
def remove_project(x: Tables, s: State, p: int) -> None:
    """Take a project out of the plan and give back what it uses."""
    s.plan.accepted[p] = False
    take_back(x, s, p)
