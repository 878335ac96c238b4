"""What each option costs at each start, at given prices.

Step of the way: bound. Kernels in whole numbers: a price is an integer count of a small unit of
value, so that sums are exact and a bound needs no allowance for rounding. The one exception is
money: ``cents * price`` is rounded down after taking off more than a double's relative error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.bounds.columns import DEAR, IMPOSSIBLE, Asks
from optimizer.bounds.joint import Room, join
from optimizer.compiled import inner, kernel
from optimizer.instance.arrays import Ints

__all__ = ["load_lanes", "price_options"]

SHAVE = 1.0 - 2.0**-48
"""Takes more off a product of doubles than its rounding can have added."""


@inner
def _spread_cents(amount: int, duration: int, first: int) -> int:
    """Cents that fall in the first ``first`` of ``duration`` periods."""
    each = amount // duration
    odd = amount - each * duration
    return each * first + min(first, odd)


@inner
def _pay(cents: int, price: float) -> int:
    if cents == 0:
        return 0
    if price < 0.0:
        return IMPOSSIBLE
    product = cents * price * SHAVE
    if product >= DEAR:
        return DEAR
    return int(np.floor(product))


@inner
def _money_cost(x: Asks, pay: NDArray[np.float64], row: int, start: int, duration: int) -> int:
    cents, timing, payers = x.money_cents[row], x.money_timing[row], x.money_payers[row]
    if duration <= 1 or timing == 0:
        return _pay(cents, pay[payers, x.segment_of[start]])
    if timing == 2:
        return _pay(cents, pay[payers, x.segment_of[start + duration - 1]])
    total = 0
    at = 0
    while at < duration:
        segment = x.segment_of[start + at]
        until = min(duration, x.segment_end[segment] - start)
        due = _spread_cents(cents, duration, until) - _spread_cents(cents, duration, at)
        cost = _pay(due, pay[payers, segment])
        if cost >= IMPOSSIBLE:
            return IMPOSSIBLE
        total += cost
        at = until
    return total


@inner
def _outside_price(x: Asks, pay: NDArray[np.float64], need: int, start: int, duration: int) -> int:
    """A place from outside at the cheapest segment it touches: never more than it costs."""
    payers = x.need_outside_payers[need]
    if payers < 0:
        return 0
    cheapest = -1.0
    for segment in range(x.segment_of[start], x.segment_of[start + max(duration, 1) - 1] + 1):
        price = pay[payers, segment]
        if price >= 0.0 and (cheapest < 0.0 or price < cheapest):
            cheapest = price
    return _pay(x.need_outside_cents[need], cheapest)


@inner
def _find_cheapest(
    x: Asks, need: int, first: int, width: int, duration: int, prefix: Ints, best: Ints
) -> None:
    """Fill the cheapest lanes of a need at each start, sorted, as many as it has heads."""
    crew, heads = x.need_crew[need], x.need_headcount[need]
    best[:heads, :width] = IMPOSSIBLE
    shift = first + duration
    one, two, three = best[0], best[1], best[2]
    for position in range(x.crew_lanes[crew], x.crew_lanes[crew + 1]):
        lane = x.lanes_of_crews[position]
        before, after = prefix[lane, first : first + width], prefix[lane, shift : shift + width]
        open_until = x.open_until[lane, first : first + width]
        # Plain loops over the starts, one for each usual headcount: compilers turn them into wide
        # operations, twice as fast as a loop over the heads around them.
        if heads == 1:
            for i in range(width):
                price = after[i] - before[i]
                price = price if open_until[i] >= shift + i else IMPOSSIBLE
                one[i] = min(one[i], price)
        elif heads == 2:
            for i in range(width):
                price = after[i] - before[i]
                price = price if open_until[i] >= shift + i else IMPOSSIBLE
                least = one[i]
                one[i], price = min(least, price), max(least, price)
                two[i] = min(two[i], price)
        elif heads == 3:
            for i in range(width):
                price = after[i] - before[i]
                price = price if open_until[i] >= shift + i else IMPOSSIBLE
                least = one[i]
                one[i], price = min(least, price), max(least, price)
                least = two[i]
                two[i], price = min(least, price), max(least, price)
                three[i] = min(three[i], price)
        else:
            for i in range(width):
                price = after[i] - before[i]
                price = price if open_until[i] >= shift + i else IMPOSSIBLE
                for j in range(heads):
                    least = best[j, i]
                    best[j, i], price = min(least, price), max(least, price)


@inner
def _add_need(
    x: Asks,
    need: int,
    first: int,
    duration: int,
    pay: NDArray[np.float64],
    best: Ints,
    cost: Ints,
) -> None:
    """Add the cost of a need at each start to ``cost``, its cheapest lanes being known."""
    heads, most, width = x.need_headcount[need], x.need_outside[need], cost.size
    if most == 0:
        for j in range(heads):
            cheapest = best[j]
            for i in range(width):
                total = cost[i] + cheapest[i]
                cost[i] = IMPOSSIBLE if total >= IMPOSSIBLE else min(total, DEAR)
        return
    for i in range(width):
        if cost[i] < IMPOSSIBLE:
            outside = _outside_price(x, pay, need, first + i, duration)
            cost[i] = _add_cheapest(cost[i], best[:, i], heads, outside, most)


@inner
def _add_cheapest(total: int, best: Ints, heads: int, outside: int, most: int) -> int:
    """Add the ``heads`` cheapest of sorted prices and up to ``most`` places from outside."""
    inside = 0
    for _ in range(heads):
        if most > 0 and outside < best[inside]:
            price = outside
            most -= 1
        else:
            price = best[inside]
            inside += 1
        if price >= IMPOSSIBLE:
            return IMPOSSIBLE
        total = min(total + price, DEAR)
    return total


@inner
def _make_room(x: Asks) -> Room:
    most = 1
    for option in range(x.option_joint.size):
        heads = 0
        for need in range(x.option_needs[option], x.option_joint[option]):
            heads += x.need_headcount[need]
        most = max(most, heads)
    return Room(
        np.empty((most, most), dtype=np.int64),
        np.empty((most, most), dtype=np.int64),
        np.empty(most, dtype=np.int64),
        np.empty(most, dtype=np.int64),
    )


@inner
def _join_needs(
    x: Asks, option: int, start: int, prefix: Ints, pay: NDArray[np.float64], room: Room
) -> int:
    """The least cost of the needs of an option that share people."""
    first, end, duration = x.option_needs[option], x.option_joint[option], x.duration[option]
    for need in range(first, end):
        room.outside[need - first] = IMPOSSIBLE
        if x.need_outside[need]:
            room.outside[need - first] = _outside_price(x, pay, need, start, duration)
    cost = join(x, first, end, start, duration, prefix, room)
    return IMPOSSIBLE if cost >= IMPOSSIBLE else min(cost, DEAR)


@kernel
def price_options(
    x: Asks,
    first: int,
    end: int,
    most_heads: int,
    prefix: Ints,
    pay: NDArray[np.float64],
    costs: Ints,
) -> None:
    """Fill the cost of each start of the options ``first .. end``.

    Parameters
    ----------
    x : Asks
    first, end : int
    most_heads : int
        Largest headcount of a need.
    prefix : array, shape (lanes, periods + 1)
        Price of a lane summed over the periods before ``t``.
    pay : array, shape (payer sets, segments)
        Price of a cent; negative where nobody can pay.
    costs : array over (option, start), filled
    """
    best = np.empty((max(most_heads, 3), prefix.shape[1]), dtype=np.int64)
    room = _make_room(x)
    for option in range(first, end):
        start, duration = x.first_start[option], x.duration[option]
        width = x.last_start[option] - start + 1
        if width <= 0:
            continue
        cost = costs[x.option_starts[option] : x.option_starts[option] + width]
        cost[:] = 0
        if x.option_joint[option] > x.option_needs[option]:
            for i in range(width):
                cost[i] = _join_needs(x, option, start + i, prefix, pay, room)
        for need in range(x.option_joint[option], x.option_needs[option + 1]):
            _find_cheapest(x, need, start, width, duration, prefix, best)
            _add_need(x, need, start, duration, pay, best, cost)
        for row in range(x.option_money[option], x.option_money[option + 1]):
            for i in range(width):
                if cost[i] < IMPOSSIBLE:
                    money = _money_cost(x, pay, row, start + i, duration)
                    cost[i] = IMPOSSIBLE if money >= IMPOSSIBLE else min(cost[i] + money, DEAR)


@kernel
def load_lanes(
    x: Asks,
    packages: Ints,
    most_heads: int,
    prefix: Ints,
    pay: NDArray[np.float64],
    chosen: Ints,
    starts: Ints,
    used: NDArray[np.int32],
    paid: NDArray[np.float64],
) -> None:
    """Add what the chosen ways of some packages use.

    ``used[lane, t]`` counts starts less ends (its running sum is the use in a period), ``paid``
    cents by payer set and segment.
    """
    price = np.empty(most_heads, dtype=np.int64)
    who = np.empty(most_heads, dtype=np.int64)
    room = _make_room(x)
    for k in packages:
        option, start = chosen[k], starts[k]
        duration = x.duration[option]
        if x.option_joint[option] > x.option_needs[option]:
            _join_needs(x, option, start, prefix, pay, room)
            _load_picked(x, option, start, pay, room.pick, used, paid)
        for need in range(x.option_joint[option], x.option_needs[option + 1]):
            _load_need(x, need, start, duration, prefix, pay, price, who, used, paid)
        for row in range(x.option_money[option], x.option_money[option + 1]):
            _add_paid(x, row, start, duration, paid)


@inner
def _load_picked(
    x: Asks,
    option: int,
    start: int,
    pay: NDArray[np.float64],
    pick: Ints,
    used: NDArray[np.int32],
    paid: NDArray[np.float64],
) -> None:
    place, duration = 0, x.duration[option]
    for need in range(x.option_needs[option], x.option_joint[option]):
        for _ in range(x.need_headcount[need]):
            if pick[place] >= 0:
                used[pick[place], start] += 1
                used[pick[place], start + duration] -= 1
            else:
                _pay_outside(x, need, start, duration, pay, paid)
            place += 1


@inner
def _pay_outside(
    x: Asks,
    need: int,
    start: int,
    duration: int,
    pay: NDArray[np.float64],
    paid: NDArray[np.float64],
) -> None:
    """Draw a place from outside in the cheapest segment, as :func:`_outside_price` has it."""
    payers = x.need_outside_payers[need]
    if payers < 0:
        return
    cheapest = -1
    for segment in range(x.segment_of[start], x.segment_of[start + max(duration, 1) - 1] + 1):
        if pay[payers, segment] >= 0.0 and (
            cheapest < 0 or pay[payers, segment] < pay[payers, cheapest]
        ):
            cheapest = segment
    paid[payers, cheapest] += x.need_outside_cents[need]


@inner
def _load_need(
    x: Asks,
    need: int,
    start: int,
    duration: int,
    prefix: Ints,
    pay: NDArray[np.float64],
    price: Ints,
    who: Ints,
    used: NDArray[np.int32],
    paid: NDArray[np.float64],
) -> None:
    crew, heads = x.need_crew[need], x.need_headcount[need]
    end = start + duration
    price[:heads] = IMPOSSIBLE
    who[:heads] = -1
    for position in range(x.crew_lanes[crew], x.crew_lanes[crew + 1]):
        lane = x.lanes_of_crews[position]
        if x.open_until[lane, start] < end:
            continue
        cost, lane_ = prefix[lane, end] - prefix[lane, start], lane
        for j in range(heads):
            if cost < price[j]:
                cost, price[j] = price[j], cost
                lane_, who[j] = who[j], lane_
    outside, left, j = 0, x.need_outside[need], 0
    if left:
        outside = _outside_price(x, pay, need, start, duration)
    for _ in range(heads):
        if left > 0 and outside < price[j]:
            left -= 1
            _pay_outside(x, need, start, duration, pay, paid)
        else:
            used[who[j], start] += 1
            used[who[j], end] -= 1
            j += 1


@inner
def _add_paid(x: Asks, row: int, start: int, duration: int, paid: NDArray[np.float64]) -> None:
    cents, timing, payers = x.money_cents[row], x.money_timing[row], x.money_payers[row]
    if duration <= 1 or timing == 0:
        paid[payers, x.segment_of[start]] += cents
    elif timing == 2:
        paid[payers, x.segment_of[start + duration - 1]] += cents
    else:
        at = 0
        while at < duration:
            segment = x.segment_of[start + at]
            until = min(duration, x.segment_end[segment] - start)
            paid[payers, segment] += _spread_cents(cents, duration, until) - _spread_cents(
                cents, duration, at
            )
            at = until
