"""Free a person for a place by seating somebody else where they are busy.

Ejection chains over named people: someone who could serve a place, but for one other place that
they fill meanwhile, is replaced there by somebody who has time, or is given time in the same way.
Only people change; starts, modes and facilities of the other projects stay as they are.

Source: Glover (1996), Ejection chains, reference structures and alternating path methods.
"""

from __future__ import annotations

import numpy as np

from optimizer.compiled import kernel
from optimizer.search.fit import person_open
from optimizer.search.goal import Goal
from optimizer.search.hold import hold_person
from optimizer.search.state import TRAIL, Scratch, State
from optimizer.search.tables import Tables

__all__ = ["free_person", "note", "reseat"]


@kernel
def reseat(x: Tables, s: State, slot: int, e: int) -> None:
    """Fill a filled slot with somebody else."""
    k, r = x.who_package[slot], s.place[slot]
    p, start = x.package_project[k], s.plan.start[k]
    end = start + x.duration[s.plan.option[k]]
    hold_person(x, s, p, slot, s.plan.who[slot], x.load[r], -1, start, end)
    s.plan.who[slot] = e
    hold_person(x, s, p, slot, e, x.load[r], 1, start, end)


@kernel
def _may_leave(x: Tables, s: State, k: int, r: int, e: int) -> bool:
    """Say whether a person may be replaced in a place without looking at anything else."""
    if x.link_ptr[r] < x.link_ptr[r + 1]:
        return False
    for i in range(x.forced_ptr[r], x.forced_ptr[r + 1]):
        if x.forced[i] == e:
            return False
    o = s.plan.option[k]
    for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
        if x.operator_skill[s.plan.at[x.at_ptr[k] + u]] >= 0:
            return False
    return True


@kernel
def _rank_of(x: Tables, s: State, k: int) -> int:
    """Clearance that the people of a placed package need."""
    o = s.plan.option[k]
    rank = x.rank[o]
    for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
        rank = max(rank, x.facility_rank[s.plan.at[x.at_ptr[k] + u]])
    return int(rank)


@kernel
def _in_team(x: Tables, s: State, k: int, e: int) -> bool:
    o = s.plan.option[k]
    slot = x.who_ptr[k]
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        for _ in range(x.headcount[r]):
            if s.plan.who[slot] == e:
                return True
            slot += 1
    return False


@kernel
def _substitute(x: Tables, g: Goal, s: State, w: Scratch, slot: int) -> int:
    """Return the cheapest person who can take a slot over as things are, or -1."""
    if w.known[slot] != s.version[0] or (w.other[slot] >= 0 and w.seat[w.other[slot]] >= 0):
        w.known[slot] = s.version[0]
        w.other[slot] = _look_for_substitute(x, g, s, w, slot)
    return int(w.other[slot])


@kernel
def _look_for_substitute(x: Tables, g: Goal, s: State, w: Scratch, slot: int) -> int:
    k, r, e = x.who_package[slot], s.place[slot], s.plan.who[slot]
    o, start = s.plan.option[k], s.plan.start[k]
    d = x.duration[o]
    end = start + d
    load, sponsor = x.load[r], x.sponsor[x.package_project[k]]
    rank = _rank_of(x, s, k)
    free, prefix = s.free, g.person_prefix
    best, least = -1, np.inf
    pool = x.pool[r]
    for i in range(x.pool_ptr[pool], x.pool_ptr[pool + 1]):
        c = x.pool_person[i]
        if c == e or w.seat[c] >= 0 or x.person_clearance[c] < rank:
            continue
        t = start
        while t < end and free[c, t] >= load:
            t += 1
        if t < end:
            continue
        cost = w.noise[(c * 7919 + w.salt[0]) & 1023] * (prefix[c, end] - prefix[c, start])
        if cost >= least:
            continue
        lent = x.person_department[c] != sponsor
        if not _in_team(x, s, k, c) and person_open(x, s, c, lent, load, start, d):
            best, least = c, cost
    s.work[0] += x.pool_ptr[pool + 1] - x.pool_ptr[pool]
    return best


@kernel
def _fits_without(x: Tables, s: State, e: int, slot: int, load: int, start: int, end: int) -> bool:
    """Say whether a person could take a load if they left a slot, which they hold meanwhile."""
    k, r = x.who_package[slot], s.place[slot]
    begin = s.plan.start[k]
    stop = begin + x.duration[s.plan.option[k]]
    if stop <= start or end <= begin:
        return False
    free, given = s.free, x.load[r]
    for t in range(start, end):  # noqa: SIM110 (compiled)
        if free[e, t] + (given if begin <= t < stop else 0) < load:
            return False
    return True


@kernel
def _fills(s: State, slot: int, k: int, e: int) -> bool:
    """Say whether a person fills a slot: the list of somebody with very many may be out of date."""
    return bool(s.plan.who[slot] == e and s.plan.option[k] >= 0)


@kernel
def _would_open(
    x: Tables, s: State, p: int, e: int, slot: int, load: int, start: int, end: int
) -> bool:
    """Say whether replacing a person in a slot of another project gives them time for a load."""
    k = x.who_package[slot]
    return bool(
        x.package_project[k] != p
        and _fills(s, slot, k, e)
        and _fits_without(x, s, e, slot, load, start, end)
        and _may_leave(x, s, k, s.place[slot], e)
    )


@kernel
def note(w: Scratch, slot: int, e: int) -> None:
    """Put on the trail who filled a slot; or -1 and a project put in."""
    n = w.trail_length[0]
    w.trail[n, 0], w.trail[n, 1] = slot, e
    w.trail_length[0] = n + 1


@kernel
def _vacate(
    x: Tables,
    g: Goal,
    s: State,
    w: Scratch,
    p: int,
    avoid: int,
    e: int,
    load: int,
    lent: bool,
    start: int,
    d: int,
) -> bool:
    """Give a person time for a load: somebody who has time takes over one of their slots."""
    held = s.held
    for j in range(min(s.held_count[e], held.shape[1])):
        slot = held[e, j]
        k = x.who_package[slot]
        if k == avoid or not _would_open(x, s, p, e, slot, load, start, start + d):
            continue
        other = _substitute(x, g, s, w, slot)
        if other < 0:
            continue
        reseat(x, s, slot, other)
        if person_open(x, s, e, lent, load, start, d):
            note(w, slot, e)
            return True
        reseat(x, s, slot, e)
    return False


@kernel
def _vacate_by_two(
    x: Tables,
    g: Goal,
    s: State,
    w: Scratch,
    p: int,
    e: int,
    load: int,
    lent: bool,
    start: int,
    d: int,
) -> bool:
    """The same by somebody who must be given time first."""
    held = s.held
    for j in range(min(s.held_count[e], held.shape[1])):
        slot = held[e, j]
        k = x.who_package[slot]
        if not _would_open(x, s, p, e, slot, load, start, start + d):
            continue
        there = s.place[slot]
        rank, sponsor = _rank_of(x, s, k), x.sponsor[x.package_project[k]]
        begin = s.plan.start[k]
        length = x.duration[s.plan.option[k]]
        pool = x.pool[there]
        for i in range(x.pool_ptr[pool], x.pool_ptr[pool + 1]):
            c = x.pool_person[i]
            if c == e or w.seat[c] >= 0 or x.person_clearance[c] < rank or _in_team(x, s, k, c):
                continue
            away = x.person_department[c] != sponsor
            if not _vacate(x, g, s, w, p, k, c, x.load[there], away, begin, length):
                continue
            reseat(x, s, slot, c)
            note(w, slot, e)
            return person_open(x, s, e, lent, load, start, d)
    return False


@kernel
def free_person(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, r: int, start: int, d: int, rank: int
) -> int:
    """Free somebody for a place of a package not placed yet; return who it is, or -1.

    What was changed stands on the trail.
    """
    load, sponsor = x.load[r], x.sponsor[p]
    pool = x.pool[r]
    first = x.pool_ptr[pool]
    size = x.pool_ptr[pool + 1] - first
    for length in range(w.chain[0]):
        for i in range(size):
            e = x.pool_person[first + (i + w.salt[0]) % size]
            if w.seat[e] >= 0 or x.person_clearance[e] < rank:
                continue
            if w.trail_length[0] >= TRAIL - 2:
                return -1
            lent = x.person_department[e] != sponsor
            if length == 0:
                done = _vacate(x, g, s, w, p, -1, e, load, lent, start, d)
            else:
                done = _vacate_by_two(x, g, s, w, p, e, load, lent, start, d)
            if done:
                return int(e)
    return -1
