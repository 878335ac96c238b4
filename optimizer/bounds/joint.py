"""The cheapest people for all needs of a package together: nobody fills two places.

Step of the way: bound. Needs that share people are an assignment problem. Mostly the cheapest of
each need are different people already; otherwise it is solved exactly. A need looks at no more than
as many people as the package asks altogether: of its so many cheapest one is always free.

On generated rounds whose needs overlap this lowered the optimum of the dual by up to a fifth
(15 people: 367 to 296, the optimum being 202), on the contended ones by half a percent.

References
----------
Kuhn (1955), The Hungarian method for the assignment problem; Jonker & Volgenant (1987), shortest
augmenting paths.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.bounds.columns import IMPOSSIBLE, Asks
from optimizer.compiled import inner
from optimizer.instance.arrays import Bools, Ints

__all__ = ["Room", "join"]

FORBIDDEN = 2**57
"""Of a person who can't fill a place; a few together stay below 2**63."""


class Room(NamedTuple):
    """Room for one package's choice, for up to N needs of H places altogether.

    Attributes
    ----------
    cost, lane : array, shape (N, H)
        The cheapest of each need, in order.
    outside : array, shape (N,)
        Price of a place from outside; given.
    pick : array, shape (H,)
        The lane that fills each place, need after need; -1: somebody from outside.
    """

    cost: Ints
    lane: Ints
    outside: Ints
    pick: Ints


@inner
def join(x: Asks, first: int, end: int, start: int, duration: int, prefix: Ints, room: Room) -> int:
    """Return the least cost of filling the needs ``first .. end`` and fill ``room.pick``."""
    heads = 0
    for need in range(first, end):
        heads += x.need_headcount[need]
    total = 0
    place = 0
    for need in range(first, end):
        n = need - first
        _find_cheapest(x, need, start, start + duration, prefix, heads, room.cost[n], room.lane[n])
        left, inside = x.need_outside[need], 0
        for _ in range(x.need_headcount[need]):
            if left > 0 and room.outside[n] < room.cost[n, inside]:
                room.pick[place] = -1
                price = room.outside[n]
                left -= 1
            else:
                room.pick[place] = room.lane[n, inside]
                price = room.cost[n, inside]
                inside += 1
            if price >= IMPOSSIBLE:
                return IMPOSSIBLE
            total += price
            place += 1
    if _is_twice(x, room.pick[:heads]):
        return _assign(x, first, end, heads, room)
    return total


@inner
def _is_twice(x: Asks, pick: Ints) -> bool:
    """Whether somebody fills two places."""
    for i in range(pick.size):
        for j in range(i):
            both = pick[i] >= 0 and pick[j] >= 0
            if both and x.lane_person[pick[i]] == x.lane_person[pick[j]]:
                return True
    return False


@inner
def _find_cheapest(
    x: Asks, need: int, start: int, end: int, prefix: Ints, most: int, cost: Ints, lanes: Ints
) -> None:
    cost[:most] = IMPOSSIBLE
    lanes[:most] = -1
    crew = x.need_crew[need]
    for position in range(x.crew_lanes[crew], x.crew_lanes[crew + 1]):
        lane = x.lanes_of_crews[position]
        if x.open_until[lane, start] < end:
            continue
        price = prefix[lane, end] - prefix[lane, start]
        j = most - 1
        if price >= cost[j]:
            continue
        while j > 0 and cost[j - 1] > price:
            cost[j], lanes[j] = cost[j - 1], lanes[j - 1]
            j -= 1
        cost[j], lanes[j] = price, lane


@inner
def _list_people(x: Asks, lanes: Ints, people: Ints) -> int:
    """Fill the people of some lanes, each once, and return how many they are."""
    count = 0
    for need in range(lanes.shape[0]):
        for lane in lanes[need]:
            known = lane < 0
            for c in range(count):
                known = known or people[c] == x.lane_person[lane]
            if not known:
                people[count] = x.lane_person[lane]
                count += 1
    return count


@inner
def _assign(x: Asks, first: int, end: int, heads: int, room: Room) -> int:
    """Assign people to places by shortest augmenting paths, rows being places."""
    people = np.empty(heads * (end - first), dtype=np.int64)
    count = _list_people(x, room.lane[: end - first, :heads], people)
    columns = count
    for need in range(first, end):
        columns += min(x.need_outside[need], x.need_headcount[need])
    if columns < heads:
        return IMPOSSIBLE
    price = np.full((heads, columns), FORBIDDEN, dtype=np.int64)
    which = np.full((heads, columns), -1, dtype=np.int64)
    place, beside = 0, count
    for need in range(first, end):
        n = need - first
        row = price[place]
        for j in range(heads):
            lane = room.lane[n, j]
            for c in range(count):
                if lane >= 0 and people[c] == x.lane_person[lane]:
                    row[c], which[place, c] = room.cost[n, j], lane
        more = min(x.need_outside[need], x.need_headcount[need])
        row[beside : beside + more] = min(room.outside[n], FORBIDDEN)
        beside += more
        for _ in range(x.need_headcount[need] - 1):
            price[place + 1], which[place + 1] = price[place], which[place]
            place += 1
        place += 1
    return _shortest_paths(price, which, room.pick)


@inner
def _reach(
    price: Ints, row_price: int, column_price: Ints, at: int, seen: Bools, least: Ints, back: Ints
) -> int:
    """Look at every column from a row, and return the nearest one not seen yet."""
    nearest, step = 0, 2**62
    for c in range(1, least.size):
        if not seen[c]:
            reduced = price[c - 1] - row_price - column_price[c]
            if reduced < least[c]:
                least[c], back[c] = reduced, at
            if least[c] < step:
                step, nearest = least[c], c
    return nearest


@inner
def _shortest_paths(price: Ints, which: Ints, pick: Ints) -> int:
    """Fill who takes each row and return the least sum; rows and columns count from 1 inside."""
    rows, columns = price.shape
    row_price = np.zeros(rows + 1, dtype=np.int64)
    column_price = np.zeros(columns + 1, dtype=np.int64)
    row_of = np.zeros(columns + 1, dtype=np.int64)
    back = np.zeros(columns + 1, dtype=np.int64)
    least = np.empty(columns + 1, dtype=np.int64)
    seen = np.empty(columns + 1, dtype=np.bool_)
    for row in range(1, rows + 1):
        row_of[0] = row
        least[:] = 2**62
        seen[:] = False
        at = 0
        while row_of[at] != 0:
            seen[at] = True
            r = row_of[at]
            nearest = _reach(price[r - 1], row_price[r], column_price, at, seen, least, back)
            step = least[nearest]
            for c in range(columns + 1):
                if seen[c]:
                    row_price[row_of[c]] += step
                    column_price[c] -= step
                else:
                    least[c] -= step
            at = nearest
        while at != 0:
            row_of[at] = row_of[back[at]]
            at = back[at]
    total = 0
    for c in range(1, columns + 1):
        if row_of[c] > 0:
            if price[row_of[c] - 1, c - 1] >= FORBIDDEN:
                return IMPOSSIBLE
            total += price[row_of[c] - 1, c - 1]
            pick[row_of[c] - 1] = which[row_of[c] - 1, c - 1]
    return total
