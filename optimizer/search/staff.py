"""Name the people of one package at one start: cheapest first, and a matching when that is stuck.

A place takes the cheapest person still free; when none is left, people move between places along
a shortest augmenting path, so that a package that can be staffed is staffed.
"""

from __future__ import annotations

import numpy as np

from optimizer.compiled import kernel
from optimizer.search.chain import free_person
from optimizer.search.fit import person_extra, person_open
from optimizer.search.goal import Goal
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = ["staff_package"]

EMPTY = -2
"""A slot nobody takes yet; ``OUTSIDE`` is -1."""


@kernel
def _gather(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, start: int, rank: int
) -> None:
    """Collect who can serve each place, cheapest first, and empty the slots."""
    d = x.duration[o]
    first = x.place_ptr[o]
    n, slots = 0, 0
    w.candidate_ptr[0] = 0
    w.slot_ptr[0] = 0
    for r in range(first, x.place_ptr[o + 1]):
        n = _gather_place(x, g, s, w, p, r, d, start, rank, n)
        w.candidate_ptr[r - first + 1] = n
        for _ in range(x.headcount[r]):
            w.slot_who[slots] = EMPTY
            w.slot_fixed[slots] = False
            w.slot_place[slots] = r - first
            slots += 1
        w.slot_ptr[r - first + 1] = slots
        w.outside_left[r - first] = 0 if rank > x.outside_rank else x.most_outside[r]


@kernel
def _gather_place(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, r: int, d: int, start: int, rank: int, n: int
) -> int:
    """Add a place's candidates after the first ``n``, cheapest first; return how many there are."""
    people, department, clearance = x.pool_person, x.person_department, x.person_clearance
    keeps, counts, lend_left = x.person_keeps, x.person_counts, s.lend_left
    free, prefix, noise = s.free, g.person_prefix, w.noise
    candidate, candidate_cost = w.candidate, w.candidate_cost
    load, sponsor, salt = x.load[r], x.sponsor[p], w.salt[0]
    begin, end = n, start + d
    pool = x.pool[r]
    for i in range(x.pool_ptr[pool], x.pool_ptr[pool + 1]):
        e = people[i]
        if clearance[e] < rank:
            continue
        t = start
        while t < end and free[e, t] >= load:
            t += 1
        if t < end:
            continue
        lent = department[e] != sponsor
        if lent and lend_left[e] < load * d:
            continue
        limited = counts[e] or (lent and keeps[e])
        if limited and not person_open(x, s, e, lent, load, start, d):
            continue
        cost = load * noise[(e * 7919 + salt) & 1023] * (prefix[e, end] - prefix[e, start])
        if g.detail:
            cost += person_extra(x, g, s, w, p, r, e, d)
        j = n
        while j > begin and candidate_cost[j - 1] > cost:
            candidate[j] = candidate[j - 1]
            candidate_cost[j] = candidate_cost[j - 1]
            j -= 1
        candidate[j] = e
        candidate_cost[j] = cost
        n += 1
    return n


@kernel
def _is_candidate(w: Scratch, place: int, e: int) -> bool:
    for i in range(w.candidate_ptr[place], w.candidate_ptr[place + 1]):
        if w.candidate[i] == e:
            return True
    return False


@kernel
def _fix(w: Scratch, place: int, e: int) -> bool:
    """Seat a person who must serve a place."""
    if w.seat[e] >= 0:
        return bool(w.slot_place[w.seat[e]] == place)
    if not _is_candidate(w, place, e):
        return False
    for slot in range(w.slot_ptr[place], w.slot_ptr[place + 1]):
        if w.slot_who[slot] == EMPTY:
            w.slot_who[slot] = e
            w.slot_fixed[slot] = True
            w.seat[e] = slot
            return True
    return False


@kernel
def _linked_place(x: Tables, s: State, q: int, need: int) -> int:
    """Return the place of a need in the option that a package runs in, or -1."""
    o = s.plan.option[q]
    if o >= 0:
        for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
            if x.place_need[r] == need:
                return r
    return -1


@kernel
def _keep_only(s: State, w: Scratch, place: int, first: int, end: int) -> None:
    """Leave a place only the candidates among people of another package's slots."""
    base = w.candidate_ptr[place]
    kept = base
    for i in range(base, w.candidate_ptr[place + 1]):
        for slot in range(first, end):
            if s.plan.who[slot] == w.candidate[i]:
                w.candidate[kept] = w.candidate[i]
                w.candidate_cost[kept] = w.candidate_cost[i]
                kept += 1
                break
    # Rows are read by their two ends: what is dropped becomes nobody.
    for i in range(kept, w.candidate_ptr[place + 1]):
        w.candidate[i] = -1


@kernel
def _tie(x: Tables, s: State, w: Scratch, o: int) -> bool:
    """Hold continuity with packages of the project that are already placed."""
    first = x.place_ptr[o]
    for r in range(first, x.place_ptr[o + 1]):
        for i in range(x.link_ptr[r], x.link_ptr[r + 1]):
            q = x.link_package[i]
            there = _linked_place(x, s, q, x.link_need[i])
            if there < 0:
                continue
            slot = x.who_ptr[q]
            for other in range(x.place_ptr[s.plan.option[q]], there):
                slot += x.headcount[other]
            end = slot + x.headcount[there]
            named = 0
            for at in range(slot, end):
                named += s.plan.who[at] >= 0
            if x.headcount[r] <= named:
                _keep_only(s, w, r - first, slot, end)
                continue
            for at in range(slot, end):
                if s.plan.who[at] >= 0 and not _fix(w, r - first, s.plan.who[at]):
                    return False
    return True


@kernel
def _operates(x: Tables, e: int, f: int) -> bool:
    return bool(x.person_level[e, x.operator_skill[f]] >= x.operator_level[f])


@kernel
def _seat_operator(x: Tables, w: Scratch, places: int, f: int) -> bool:
    """See that somebody seated can operate a facility; else seat the cheapest who can."""
    for slot in range(w.slot_ptr[places]):
        if w.slot_who[slot] >= 0 and _operates(x, w.slot_who[slot], f):
            return True
    best, where = -1, -1
    least = np.float32(np.inf)
    for place in range(places):
        room = False
        for slot in range(w.slot_ptr[place], w.slot_ptr[place + 1]):
            room = room or w.slot_who[slot] == EMPTY
        if not room:
            continue
        for i in range(w.candidate_ptr[place], w.candidate_ptr[place + 1]):
            e = w.candidate[i]
            if e >= 0 and w.seat[e] < 0 and w.candidate_cost[i] < least and _operates(x, e, f):
                best, where, least = e, place, w.candidate_cost[i]
    return best >= 0 and _fix(w, where, best)


@kernel
def _next_free(w: Scratch, place: int) -> int:
    """Return the position of the cheapest candidate of a place not seated anywhere, or -1."""
    for i in range(w.candidate_ptr[place], w.candidate_ptr[place + 1]):
        if w.candidate[i] >= 0 and w.seat[w.candidate[i]] < 0:
            return i
    return -1


@kernel
def _shift(w: Scratch, place: int, slot: int, at: int, newcomer: int) -> None:
    """Seat a newcomer at the end of an augmenting path and move everybody one place on."""
    while at != place:
        moved = w.parent_person[at]
        freed = w.seat[moved]
        w.slot_who[freed] = newcomer
        if newcomer >= 0:
            w.seat[newcomer] = freed
        newcomer = moved
        at = w.parent_place[at]
    w.slot_who[slot] = newcomer
    w.seat[newcomer] = slot


@kernel
def _augment(w: Scratch, places: int, place: int, slot: int) -> bool:
    """Fill an empty slot by moving people between places (breadth first over places)."""
    for i in range(places):
        w.parent_place[i] = -1
    w.parent_place[place] = place
    w.queue[0] = place
    head, tail = 0, 1
    while head < tail:
        here = w.queue[head]
        head += 1
        for i in range(w.candidate_ptr[here], w.candidate_ptr[here + 1]):
            e = w.candidate[i]
            if e < 0 or w.seat[e] < 0 or w.slot_fixed[w.seat[e]]:
                continue
            there = w.slot_place[w.seat[e]]
            if w.parent_place[there] >= 0:
                continue
            w.parent_place[there] = here
            w.parent_person[there] = e
            free = _next_free(w, there)
            if free >= 0:
                _shift(w, place, slot, there, w.candidate[free])
                return True
            if w.outside_left[there] > 0:
                w.outside_left[there] -= 1
                _shift(w, place, slot, there, -1)
                return True
            w.queue[tail] = there
            tail += 1
    return False


@kernel
def _free_somebody(
    x: Tables,
    g: Goal,
    s: State,
    w: Scratch,
    p: int,
    o: int,
    start: int,
    rank: int,
    place: int,
    slot: int,
) -> bool:
    """Fill a slot with somebody who is replaced elsewhere."""
    first = w.trail_length[0]
    e = free_person(x, g, s, w, p, x.place_ptr[o] + place, start, x.duration[o], rank)
    for j in range(first, w.trail_length[0]):
        other = s.plan.who[w.trail[j, 0]]
        for i in range(w.candidate_ptr[x.place_ptr[o + 1] - x.place_ptr[o]]):
            if w.candidate[i] == other:
                w.candidate[i] = -1
    if e < 0:
        return False
    w.slot_who[slot] = e
    w.slot_fixed[slot] = True  # for other places of the package they may not be a candidate
    w.seat[e] = slot
    return True


@kernel
def _fill(
    x: Tables,
    g: Goal,
    s: State,
    w: Scratch,
    p: int,
    o: int,
    start: int,
    rank: int,
    place: int,
    out: float,
) -> bool:
    """Fill the empty slots of a place."""
    places = x.place_ptr[o + 1] - x.place_ptr[o]
    for slot in range(w.slot_ptr[place], w.slot_ptr[place + 1]):
        if w.slot_who[slot] != EMPTY:
            continue
        i = _next_free(w, place)
        if w.outside_left[place] > 0 and (i < 0 or out < w.candidate_cost[i]):
            w.outside_left[place] -= 1
            w.slot_who[slot] = -1
        elif i >= 0:
            w.slot_who[slot] = w.candidate[i]
            w.seat[w.candidate[i]] = slot
        elif not _augment(w, places, place, slot) and not (
            w.chain[0] > 0 and _free_somebody(x, g, s, w, p, o, start, rank, place, slot)
        ):
            return False
    return True


@kernel
def _fill_all(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, start: int, rank: int
) -> bool:
    """Fill every place, the one with the least choice first."""
    first = x.place_ptr[o]
    places = x.place_ptr[o + 1] - first
    for i in range(places):
        w.queue[i] = i
    for i in range(1, places):  # few places: insertion sort by choice
        here = w.queue[i]
        choice = w.candidate_ptr[here + 1] - w.candidate_ptr[here] - x.headcount[first + here]
        j = i
        while j > 0:
            there = w.queue[j - 1]
            other = w.candidate_ptr[there + 1] - w.candidate_ptr[there] - x.headcount[first + there]
            if other <= choice:
                break
            w.queue[j] = there
            j -= 1
        w.queue[j] = here
    for i in range(places):
        w.order[i] = w.queue[i]
    for i in range(places):
        r = first + w.order[i]
        out = g.cents_pull * x.outside_cents[r]
        row = x.outside_payers[r]
        if row >= 0 and x.payer_ptr[row] < x.payer_ptr[row + 1]:
            out += g.fund_price[g.payer[x.payer_ptr[row]]] * x.outside_cents[r]
        if not _fill(x, g, s, w, p, o, start, rank, w.order[i], out):
            return False
    return True


@kernel
def staff_package(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, start: int, rank: int
) -> bool:
    """Name the people of an option into ``w.slot_who``; say whether every place is filled.

    Parameters
    ----------
    rank
        Clearance asked, that of the facilities in ``w.supply`` included.
    """
    _gather(x, g, s, w, p, o, start, rank)
    first = x.place_ptr[o]
    places = x.place_ptr[o + 1] - first
    good = True
    for r in range(first, x.place_ptr[o + 1]):
        for i in range(x.forced_ptr[r], x.forced_ptr[r + 1]):
            good = good and _fix(w, r - first, x.forced[i])
    good = good and _tie(x, s, w, o)
    for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
        f = w.supply[u]
        if x.operator_skill[f] >= 0:
            good = good and _seat_operator(x, w, places, f)
    good = good and _fill_all(x, g, s, w, p, o, start, rank)
    for slot in range(w.slot_ptr[places]):
        if w.slot_who[slot] >= 0:
            w.seat[w.slot_who[slot]] = -1
    return good
