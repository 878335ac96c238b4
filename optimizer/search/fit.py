"""What each start of an option would cost, at prices, beside the plan as it stands."""

from __future__ import annotations

import numpy as np

from optimizer.compiled import kernel
from optimizer.search.goal import Goal
from optimizer.search.open import has_bit, people_starts
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = ["NEVER", "option_costs", "person_extra", "person_open", "staffing_price"]

NEVER = float("inf")
"""Cost of what can't be done."""
MOST_MISSING = 2
"""People of one place whom chains may have to free."""
MISSING_PRICE = 3.0
"""What a missing person costs, in mean prices of the same work."""
ONE = np.uint64(1)
ZERO = np.uint64(0)
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
SHIFT = np.uint64(58)
BIT_OF = np.zeros(64, dtype=np.int64)
BIT_OF[(np.uint64(1) << np.arange(64, dtype=np.uint64)) * DE_BRUIJN >> SHIFT] = np.arange(64)
"""Position of the only bit of a word, found by a product with a de Bruijn sequence."""


@kernel
def staffing_price(rate: int, load: int, duration: int) -> int:
    """Rate x load x periods, rounded half up (as :func:`optimizer.domain.semantics`)."""
    return (rate * load * duration + 50) // 100


@kernel
def person_open(
    x: Tables, s: State, e: int, lent: bool, load: int, start: int, duration: int
) -> bool:
    """Say whether a person can take a load throughout."""
    if lent and s.lend_left[e] < load * duration:
        return False
    kept, counted = lent and x.person_keeps[e], x.person_counts[e]
    for t in range(start, start + duration):
        if s.free[e, t] < load:
            return False
        if kept and s.free_lent[e, t] < load:
            return False
        if counted and s.turns[e, t] < 1:
            return False
    return True


@kernel
def person_extra(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, r: int, e: int, duration: int
) -> float:
    """What naming a person adds to cost, wishes and changes, weighted."""
    extra = g.cents_pull * staffing_price(x.person_rate[e], x.load[r], duration)
    if g.points_pull > 0.0:
        if w.marks[e] != w.stamp[0]:  # not on the project yet
            points = g.handover_weight
            for i in range(x.wish_ptr[p], x.wish_ptr[p + 1]):
                if x.wish_person[i] == e:
                    points -= g.wish_weight
            extra += g.points_pull * points
        share = x.load[r] * duration / max(1, x.person_offer[e])
        busy = s.committed[e] / max(1, x.person_offer[e])
        extra += g.points_pull * g.balance_weight * 1000.0 * share * busy
    if g.change_pull > 0.0:
        k, need = x.option_package[x.place_option[r]], x.place_need[r]
        for i in range(x.base_ptr[k], x.base_ptr[k + 1]):
            if x.base_person[i] == e and x.base_need[i] == need:
                extra -= g.change_pull * g.change_person
    return extra


@kernel
def _insert_top(w: Scratch, start: int, h: int, cost: float) -> None:
    """Keep a cost if it is among the ``h`` least of a start."""
    n = w.found[start]
    if n < h:
        j = n
        w.found[start] = n + 1
    elif cost < w.top[start, h - 1]:
        j = h - 1
    else:
        return
    while j > 0 and w.top[start, j - 1] > cost:
        w.top[start, j] = w.top[start, j - 1]
        j -= 1
    w.top[start, j] = cost


@kernel
def _offer_people(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, r: int, d: int, row: int, lo: int, hi: int
) -> None:
    """Offer everybody of a place's pool to every start in which they can serve."""
    pool = x.pool[r]
    rows = people_starts(x, s, w, p, r, d, x.pool_ptr[pool], x.pool_ptr[pool + 1])
    h, load, salt = x.headcount[r], x.load[r], w.salt[0]
    who, reach, starts, noise, prefix = (
        w.reach_person, w.reach, w.starts, w.noise, g.person_prefix,
    )  # fmt: skip
    top, count = w.top, w.found
    for i in range(rows):
        e = who[i]
        extra = 0.0
        if g.detail:
            extra = person_extra(x, g, s, w, p, r, e, d)
        scale = load * noise[(e * 7919 + salt) & 1023]
        for q in range(lo >> 6, (hi >> 6) + 1):
            bits = reach[i, q] & starts[row, q]
            while bits != ZERO:  # the starts that are set, lowest first
                low = bits & (~bits + ONE)
                bits ^= low
                start = (q << 6) + BIT_OF[(low * DE_BRUIJN) >> SHIFT]
                cost = extra + scale * (prefix[e, start + d] - prefix[e, start])
                j = count[start]
                if j < h:
                    count[start] = j + 1
                elif cost < top[start, h - 1]:
                    j = h - 1
                else:
                    continue
                while j > 0 and top[start, j - 1] > cost:
                    top[start, j] = top[start, j - 1]
                    j -= 1
                top[start, j] = cost


@kernel
def _outside_price(x: Tables, g: Goal, r: int) -> float:
    """A place filled from the market: what it costs, and the price of the fund that pays."""
    price = g.cents_pull * x.outside_cents[r]
    row = x.outside_payers[r]
    if row >= 0 and x.payer_ptr[row] < x.payer_ptr[row + 1]:
        price += g.fund_price[g.payer[x.payer_ptr[row]]] * x.outside_cents[r]
    return float(price)


@kernel
def _add_place(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, r: int, row: int, lo: int, hi: int
) -> None:
    """Add the cheapest filling of a place to every start; a start without one costs ``NEVER``.

    Where chains are allowed, a few people may be missing: they are to be freed, and are dear.
    """
    d, h, most = x.duration[o], x.headcount[r], x.most_outside[r]
    for start in range(lo, hi + 1):
        w.found[start] = 0
    _offer_people(x, g, s, w, p, r, d, row, lo, hi)
    out = _outside_price(x, g, r) if most > 0 else 0.0
    freed = MOST_MISSING if w.chain[0] > 0 else 0
    dear = MISSING_PRICE * g.unit * x.load[r] * d
    for start in range(lo, hi + 1):
        n = w.found[start]
        missing = max(0, h - n - most)
        if missing > freed:
            w.cost[row, start] = NEVER
            continue
        total, named, outside = missing * dear, 0, 0
        for _ in range(h - missing):
            if outside < most and (named >= n or out < w.top[start, named]):
                total += out
                outside += 1
            else:
                total += w.top[start, named]
                named += 1
        w.cost[row, start] += total


@kernel
def _channel_shut(x: Tables, s: State, f: int, p: int, start: int, end: int) -> bool:
    """Say whether another project holds an exclusive channel at some time."""
    c = x.channel[f]
    for q in range(s.channel_first.shape[1]):
        first = s.channel_first[c, q]
        if (
            first >= 0
            and q != p
            and first < end + x.protection[f]
            and start < s.channel_last[c, q] + x.protection[f]
        ):
            return True
    return False


@kernel
def _add_supply(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, o: int, u: int, row: int, lo: int, hi: int
) -> None:
    """Add the cheapest facility of a need to every start."""
    d, units = x.duration[o], x.units[u]
    for start in range(lo, hi + 1):
        w.found[start] = 0
    pool = x.supply_pool[u]
    for i in range(x.facility_pool_ptr[pool], x.facility_pool_ptr[pool + 1]):
        f = x.facility_pool[i]
        lent = x.facility_department[f] != x.sponsor[p]
        if lent and s.units_lend_left[f] < units * d:
            continue
        base = g.cents_pull * x.facility_rate[f] * units * d
        kept = lent and x.facility_keeps[f]
        run = 0
        for t in range(lo, hi + max(d, 1)):
            if d > 0 and (s.units_free[f, t] < units or (kept and s.units_lent[f, t] < units)):
                run = 0
                continue
            run += 1
            if run >= d:
                start = t + 1 - max(d, 1)
                if d > 0 and x.channel[f] >= 0 and _channel_shut(x, s, f, p, start, start + d):
                    continue
                price = units * (g.facility_prefix[f, start + d] - g.facility_prefix[f, start])
                _insert_top(w, start, 1, base + price)
    for start in range(lo, hi + 1):
        w.cost[row, start] = w.cost[row, start] + w.top[start, 0] if w.found[start] else NEVER


@kernel
def _shut_data(x: Tables, s: State, w: Scratch, o: int, row: int, lo: int, hi: int) -> None:
    """Shut the starts in which a dataset has no room."""
    d = x.duration[o]
    for i in range(x.data_ptr[o], x.data_ptr[o + 1]):
        for start in range(lo, hi + 1):
            for t in range(start, start + d):
                if s.data_free[x.data[i], t] < 1:
                    w.cost[row, start] = NEVER
                    break


@kernel
def fund_room(x: Tables, s: State, b: int, segment: int) -> int:
    """Cents that a fund can still pay in a segment."""
    slot = x.slot_of[b, segment]
    if slot < 0:
        return 0
    if not x.rolls_over[b]:
        return int(x.spendable[slot] - s.drawn[slot])
    granted, drawn = 0, 0
    room = -1
    for i in range(x.slot_ptr[b], x.slot_ptr[b + 1]):
        granted += x.spendable[i]
        drawn += s.drawn[i]
        if i >= slot and (room < 0 or granted - drawn < room):
            room = granted - drawn
    return room


@kernel
def due_in(x: Tables, cents: int, timing: int, start: int, d: int, segment: int) -> int:
    """Cents of a need that fall in a segment."""
    if d <= 1 or timing != 1:
        at = start + d - 1 if timing == 2 and d > 1 else start
        return cents if x.segment_of[at] == segment else 0
    each, odd = cents // d, cents % d
    total = 0
    for i in range(d):
        if x.segment_of[start + i] == segment:
            total += each + (1 if i < odd else 0)
    return total


@kernel
def _payment_price(x: Tables, g: Goal, s: State, m: int, start: int, d: int) -> float:
    """Price of a money need at a start, paid by the cheapest funds with room."""
    row = x.payers[m]
    total = g.cents_pull * x.cents[m]
    last = x.segment_of[start + max(d, 1) - 1]
    for segment in range(x.segment_of[start], last + 1):
        due = due_in(x, x.cents[m], x.timing[m], start, d, segment)
        for i in range(x.payer_ptr[row], x.payer_ptr[row + 1]):
            if due == 0:
                break
            b = g.payer[i]
            take = min(due, fund_room(x, s, b, segment))
            total += take * g.fund_price[b]
            due -= take
        if due > 0:
            return NEVER
    return float(total)


@kernel
def _add_payment(
    x: Tables, g: Goal, s: State, w: Scratch, o: int, m: int, row: int, lo: int, hi: int
) -> None:
    d = x.duration[o]
    if len(x.segment_start) == 1:
        price = _payment_price(x, g, s, m, lo, d)
        for start in range(lo, hi + 1):
            w.cost[row, start] += price
        return
    for start in range(lo, hi + 1):
        if w.cost[row, start] < NEVER:
            w.cost[row, start] += _payment_price(x, g, s, m, start, d)


@kernel
def _timing_price(x: Tables, g: Goal, p: int, k: int, o: int, start: int) -> float:
    """Lateness, span and changes of start and mode, weighted."""
    price = 0.0
    end = start + x.duration[o]
    if x.after_ptr[k] == x.after_ptr[k + 1]:
        price += g.end_pull * end
        if end > x.due[p]:
            price += g.cents_pull * x.late_penalty[p] * (end - x.due[p])
    if g.change_pull > 0.0 and x.base_start[k] >= 0:
        if start != x.base_start[k]:
            price += g.change_pull * g.change_start
        if x.option_mode[o] != x.base_mode[k]:
            price += g.change_pull * g.change_mode
    return price


@kernel
def option_costs(
    x: Tables, g: Goal, s: State, w: Scratch, p: int, k: int, o: int, row: int, lo: int, hi: int
) -> bool:
    """Write what starts ``lo .. hi`` cost into a row of ``w.cost``; say whether any can be done.

    People are priced place by place, so that one person may be counted for two places of a
    package, or for packages that overlap: the staffing of the chosen start decides.
    """
    work = 0.0
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        work += x.load[r] * x.headcount[r]
    work *= x.duration[o]
    for start in range(lo, hi + 1):
        if not has_bit(w.starts, row, start):
            w.cost[row, start] = NEVER
            continue
        w.cost[row, start] = work * w.bias[start]
        if g.detail:
            w.cost[row, start] += _timing_price(x, g, p, k, o, start)
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        _add_place(x, g, s, w, p, o, r, row, lo, hi)
    for u in range(x.supply_ptr[o], x.supply_ptr[o + 1]):
        _add_supply(x, g, s, w, p, o, u, row, lo, hi)
    _shut_data(x, s, w, o, row, lo, hi)
    for m in range(x.payment_ptr[o], x.payment_ptr[o + 1]):
        _add_payment(x, g, s, w, o, m, row, lo, hi)
    some = False
    for start in range(lo, hi + 1):
        some = some or w.cost[row, start] < NEVER
    return some
