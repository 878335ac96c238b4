"""Take what a placed package uses, and give it back."""

from __future__ import annotations

from optimizer.compiled import kernel
from optimizer.search.fit import due_in, fund_room
from optimizer.search.goal import Goal
from optimizer.search.open import refresh_person
from optimizer.search.state import State
from optimizer.search.tables import Tables

__all__ = [
    "data_works",
    "draw_money",
    "hold_package",
    "hold_person",
    "refresh_channels",
    "return_money",
    "take_money",
]


@kernel
def hold_person(
    x: Tables, s: State, p: int, slot: int, e: int, load: int, sign: int, start: int, end: int
) -> None:
    """Take or give back a load of one person throughout."""
    s.version[0] += 1
    held, n = s.held, s.held_count[e]
    if sign > 0:
        if n < held.shape[1]:
            held[e, n] = slot
        s.held_count[e] = n + 1
    else:
        last = min(n, held.shape[1]) - 1
        for i in range(last + 1):
            if held[e, i] == slot:
                held[e, i] = held[e, last]
                break
        s.held_count[e] = n - 1
    for t in range(start, end):
        s.free[e, t] -= sign * load
    s.committed[e] += sign * load * (end - start)
    if x.person_counts[e]:
        for t in range(start, end):
            s.turns[e, t] -= sign
    if x.person_department[e] != x.sponsor[p]:
        s.lend_left[e] -= sign * load * (end - start)
        if x.person_keeps[e]:
            for t in range(start, end):
                s.free_lent[e, t] -= sign * load
    refresh_person(x, s, e, start, end)


@kernel
def data_works(x: Tables, s: State, o: int, start: int) -> bool:
    """Say whether the datasets of an option have room for one more user throughout."""
    for i in range(x.data_ptr[o], x.data_ptr[o + 1]):
        for t in range(start, start + x.duration[o]):
            if s.data_free[x.data[i], t] < 1:
                return False
    return True


@kernel
def hold_package(x: Tables, s: State, k: int, sign: int) -> None:
    """Take (``sign`` 1) or give back (-1) the people, facilities and datasets of a package."""
    p, o, start = x.package_project[k], s.plan.option[k], s.plan.start[k]
    d = x.duration[o]
    if d == 0:
        return
    end = start + d
    slot = x.who_ptr[k]
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        for _ in range(x.headcount[r]):
            e = s.plan.who[slot]
            s.place[slot] = r
            if e >= 0:
                hold_person(x, s, p, slot, e, x.load[r], sign, start, end)
            slot += 1
    for u in range(x.supply_ptr[o], x.supply_ptr[o + 1]):
        f = s.plan.at[x.at_ptr[k] + u - x.supply_ptr[o]]
        units = sign * x.units[u]
        for t in range(start, end):
            s.units_free[f, t] -= units
        if x.facility_department[f] != x.sponsor[p]:
            s.units_lend_left[f] -= units * d
            for t in range(start, end):
                s.units_lent[f, t] -= units
    for i in range(x.data_ptr[o], x.data_ptr[o + 1]):
        for t in range(start, end):
            s.data_free[x.data[i], t] -= sign


@kernel
def refresh_channels(x: Tables, s: State, p: int) -> None:
    """Work out anew from when to when a project holds each exclusive channel."""
    if s.channel_first.shape[0] == 0:
        return
    for c in range(s.channel_first.shape[0]):
        s.channel_first[c, p] = -1
        s.channel_last[c, p] = -1
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        o = s.plan.option[k]
        if o < 0 or x.duration[o] == 0:
            continue
        start, end = s.plan.start[k], s.plan.start[k] + x.duration[o]
        for u in range(x.supply_ptr[o + 1] - x.supply_ptr[o]):
            c = x.channel[s.plan.at[x.at_ptr[k] + u]]
            if c >= 0:
                first = s.channel_first[c, p]
                s.channel_first[c, p] = start if first < 0 else min(first, start)
                s.channel_last[c, p] = max(s.channel_last[c, p], end)


@kernel
def _draw(x: Tables, g: Goal, s: State, k: int, row: int, need: int, segment: int, due: int) -> int:
    """Draw cents of one need in one segment, cheapest funds first; return what is still due."""
    for i in range(x.payer_ptr[row], x.payer_ptr[row + 1]):
        if due == 0:
            return 0
        b = g.payer[i]
        take = min(due, fund_room(x, s, b, segment))
        if take > 0:
            line = x.draw_ptr[k] + s.plan.draw_count[k]
            s.plan.draw_need[line] = need
            s.plan.draw_fund[line] = b
            s.plan.draw_segment[line] = segment
            s.plan.draw_cents[line] = take
            s.plan.draw_count[k] += 1
            s.drawn[x.slot_of[b, segment]] += take
            due -= take
    return due


@kernel
def draw_money(x: Tables, g: Goal, s: State, k: int, o: int, start: int) -> bool:
    """Draw all the money of a package from funds with room; on failure nothing is drawn."""
    d = x.duration[o]
    s.plan.draw_count[k] = 0
    first, last = x.segment_of[start], x.segment_of[start + max(d, 1) - 1]
    for m in range(x.payment_ptr[o], x.payment_ptr[o + 1]):
        for segment in range(first, last + 1):
            due = due_in(x, x.cents[m], x.timing[m], start, d, segment)
            if _draw(x, g, s, k, x.payers[m], x.payment_need[m], segment, due) > 0:
                return_money(x, s, k)
                return False
    slot = x.who_ptr[k]
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        outside = 0
        for _ in range(x.headcount[r]):
            outside += s.plan.who[slot] < 0
            slot += 1
        if outside == 0 or x.outside_payers[r] < 0:
            continue
        cents = outside * x.outside_cents[r]
        for segment in range(first, last + 1):
            due = due_in(x, cents, 1, start, d, segment)
            if _draw(x, g, s, k, x.outside_payers[r], x.place_need[r], segment, due) > 0:
                return_money(x, s, k)
                return False
    return True


@kernel
def return_money(x: Tables, s: State, k: int) -> None:
    """Give back what a package draws."""
    for line in range(x.draw_ptr[k], x.draw_ptr[k] + s.plan.draw_count[k]):
        slot = x.slot_of[s.plan.draw_fund[line], s.plan.draw_segment[line]]
        s.drawn[slot] -= s.plan.draw_cents[line]


@kernel
def take_money(x: Tables, s: State, k: int) -> None:
    """Draw again what a package drew before."""
    for line in range(x.draw_ptr[k], x.draw_ptr[k] + s.plan.draw_count[k]):
        slot = x.slot_of[s.plan.draw_fund[line], s.plan.draw_segment[line]]
        s.drawn[slot] += s.plan.draw_cents[line]
