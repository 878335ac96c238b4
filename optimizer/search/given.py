"""Take a project over as it is given, if it fits beside the plan."""

from __future__ import annotations

from optimizer.compiled import kernel
from optimizer.search.fit import fund_room, person_open
from optimizer.search.hold import data_works, hold_package, refresh_channels
from optimizer.search.insert import may_follow, supply_works, take_back
from optimizer.search.state import State
from optimizer.search.tables import Tables

__all__ = ["take_given"]


@kernel
def _people_fit(x: Tables, s: State, p: int, k: int, o: int, start: int) -> bool:
    slot = x.who_ptr[k]
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        for _ in range(x.headcount[r]):
            e = s.plan.who[slot]
            slot += 1
            if e < 0:
                continue
            lent = x.person_department[e] != x.sponsor[p]
            if not person_open(x, s, e, lent, x.load[r], start, x.duration[o]):
                return False
    return True


@kernel
def _draw_given(x: Tables, s: State, k: int) -> bool:
    """Draw a package's money line by line; on failure nothing is drawn."""
    first = x.draw_ptr[k]
    for line in range(first, first + s.plan.draw_count[k]):
        b, segment = s.plan.draw_fund[line], s.plan.draw_segment[line]
        if s.plan.draw_cents[line] > fund_room(x, s, b, segment):
            for back in range(first, line):
                slot = x.slot_of[s.plan.draw_fund[back], s.plan.draw_segment[back]]
                s.drawn[slot] -= s.plan.draw_cents[back]
            return False
        s.drawn[x.slot_of[b, segment]] += s.plan.draw_cents[line]
    return True


@kernel
def _take_package(x: Tables, s: State, p: int, k: int, o: int) -> bool:
    start = s.plan.start[k]
    if not _people_fit(x, s, p, k, o, start):
        return False
    if not data_works(x, s, o, start):
        return False
    for u in range(x.supply_ptr[o], x.supply_ptr[o + 1]):
        f = s.plan.at[x.at_ptr[k] + u - x.supply_ptr[o]]
        if not supply_works(x, s, p, o, u, f, start):
            return False
    if not _draw_given(x, s, k):
        return False
    s.plan.option[k] = o
    hold_package(x, s, k, 1)
    refresh_channels(x, s, p)
    return True


@kernel
def take_given(x: Tables, s: State, p: int) -> bool:
    """Accept a project whose options, starts, people and draws stand in the plan's arrays.

    Whether the project may be done so by itself has been checked; here it meets the others. Two
    needs of one package that share a facility are checked one by one: the verifier looks again.
    """
    if s.plan.accepted[p] or not may_follow(x, s, p):
        return False
    first, end = x.package_ptr[p], x.package_ptr[p + 1]
    for k in range(first, end):
        o = s.plan.option[k]
        s.plan.option[k] = -1
        if not _take_package(x, s, p, k, o):
            for later in range(k + 1, end):
                s.plan.option[later] = -1
            take_back(x, s, p)
            return False
    s.plan.accepted[p] = True
    return True
