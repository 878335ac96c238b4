"""Schedule generation in compiled code: serial, forward and backward, until nothing improves.

A list of packages, predecessors first, and an option for each become a timetable by starting one
package after the other as early as lags and lanes allow (serial generation). Justification then
moves every package as late as possible without a later end, last ends first, and again as early as
possible, first starts first; it never makes a timetable longer and often shorter.

References
----------
Kolisch & Hartmann (1999), Heuristic algorithms for the RCPSP (generation schemes).
Valls, Ballestin & Quintanilla (2005), Justification and RCPSP.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import kernel
from optimizer.schedule.rules import Lanes, Rules

__all__ = ["FAILED", "Desk", "desk_of", "generate", "improve"]

FAILED = 1 << 30
"""Length of a list that leads to no timetable within the horizon."""


class Desk(NamedTuple):
    """Working memory of one search: nothing in it outlives a call but what a call returns."""

    free: Lanes
    """``(T, L)`` capacity left."""
    touched: NDArray[np.int64]
    """``(1,)`` periods of ``free`` that differ from the capacity."""
    start: Lanes
    """``(K,)`` starts of the timetable generated last."""
    taken: Lanes
    """``(K, L)`` people taken of each crew lane."""
    least: Lanes
    """``(L,)`` least capacity left in a window."""
    line: Lanes
    """``(K,)`` an order in the making."""
    sorted: Lanes
    """``(K,)``."""
    slots: NDArray[np.int64]
    """``(T + 2,)`` for sorting by time."""


def desk_of(rules: Rules) -> Desk:
    """Return working memory for a network."""
    periods, lanes = rules.capacity.shape
    size = len(rules.earliest)
    return Desk(
        free=rules.capacity.copy(),
        touched=np.zeros(1, np.int64),
        start=np.zeros(size, np.int32),
        taken=np.zeros((size, lanes), np.int32),
        least=np.zeros(lanes, np.int32),
        line=np.zeros(size, np.int32),
        sorted=np.zeros(size, np.int32),
        slots=np.zeros(periods + 2, np.int64),
    )


@kernel
def _staffed(
    lanes: Lanes, masks: Lanes, asked: Lanes, first: int, last: int, sets: int, counts: Lanes
) -> bool:
    """Say whether the crews' counts can fill every place at once (Hall's condition).

    ``first`` to ``last`` are the staff rows of the option, ``asked`` its people by set of places.
    """
    for chosen in range(1, sets):
        missing = asked[chosen]
        for row in range(first, last):
            if masks[row] & chosen:
                missing -= counts[lanes[row]]
                if missing <= 0:
                    break
        if missing > 0:
            return False
    return True


@kernel
def _stay(
    lanes: Lanes,
    masks: Lanes,
    asked: Lanes,
    first: int,
    last: int,
    sets: int,
    free: Lanes,
    start: int,
    end: int,
    least: Lanes,
) -> bool:
    """Say whether the same people can stay from start to end; fills ``least``."""
    for row in range(first, last):
        lane = lanes[row]
        few = free[start, lane]
        for t in range(start + 1, end):
            few = min(few, free[t, lane])
        least[lane] = few
    return _staffed(lanes, masks, asked, first, last, sets, least)


@kernel
def _take(
    lanes: Lanes,
    masks: Lanes,
    asked: Lanes,
    first: int,
    last: int,
    sets: int,
    free: Lanes,
    start: int,
    end: int,
    least: Lanes,
    taken: Lanes,
) -> None:
    """Take people of an option out of ``free`` and note how many of each crew.

    They come from the crews that few other places could use, as many as still fit: a greedy basis
    of a transversal matroid, so every place is filled and the sought-after crews are spared.
    """
    for row in range(first, last):
        lane, mask = lanes[row], masks[row]
        most = least[lane]
        for chosen in range(1, sets):
            if mask & ~chosen:
                continue
            room = asked[chosen]
            for other in range(first, row):
                if not masks[other] & ~chosen:
                    room -= taken[lanes[other]]
            most = min(most, room)
        taken[lane] = most
        if most > 0:
            for t in range(start, end):
                free[t, lane] -= most


@kernel
def _clear(capacity: Lanes, free: Lanes, end: int) -> None:
    for t in range(end):
        for lane in range(capacity.shape[1]):
            free[t, lane] = capacity[t, lane]


# A call in the innermost loop costs more than the loop: these two stay in one piece each.
@kernel
def generate(rules: Rules, desk: Desk, order: Lanes, choice: Lanes) -> int:  # noqa: C901
    """Start packages in the order given, each as early as possible; return the last end.

    Returns
    -------
    int
        The makespan; the horizon plus the lateness where windows are missed; `FAILED` where the
        horizon is too short.
    """
    # Fields are read once: numba counts a reference at every reading.
    capacity, fixed, durations, demand = rules.capacity, rules.fixed, rules.duration, rules.demand
    earliest, latest, last_start = rules.earliest, rules.latest, rules.last_start
    before_ptr, before, before_lag = rules.before_ptr, rules.before, rules.before_lag
    staff_ptr, lanes, masks = rules.staff_ptr, rules.staff_lane, rules.staff_mask
    asked_of, free, starts, taken, least = (
        rules.asked,
        desk.free,
        desk.start,
        desk.taken,
        desk.least,
    )
    _clear(capacity, free, desk.touched[0])
    periods, sets = capacity.shape[0], asked_of.shape[1]
    makespan, late = 0, 0
    for position in range(len(order)):
        k = order[position]
        o = choice[k]
        d = durations[o]
        s = earliest[k]
        for a in range(before_ptr[k], before_ptr[k + 1]):
            j = before[a]
            s = max(s, starts[j] + durations[choice[j]] + before_lag[a])
        if d > 0:
            first, last = staff_ptr[o], staff_ptr[o + 1]
            t = s + d - 1
            while t >= s:
                if s + d > periods:
                    desk.touched[0] = periods
                    return FAILED
                fits = True
                for lane in range(fixed):
                    if free[t, lane] < demand[o, lane]:
                        fits = False
                        break
                if fits and first < last:
                    fits = _staffed(lanes, masks, asked_of[o], first, last, sets, free[t])
                if not fits:
                    s = t + 1
                    t = s + d
                elif (
                    t == s
                    and first < last
                    and not _stay(
                        lanes, masks, asked_of[o], first, last, sets, free, s, s + d, least
                    )
                ):
                    s += 1
                    t = s + d
                t -= 1
            for t in range(s, s + d):
                for lane in range(fixed):
                    free[t, lane] -= demand[o, lane]
            if first < last:
                _take(lanes, masks, asked_of[o], first, last, sets, free, s, s + d, least, taken[k])
        elif s > periods:
            desk.touched[0] = periods
            return FAILED
        starts[k] = s
        makespan = max(makespan, s + d)
        late += max(0, s + d - latest[k], s - last_start[k])
    desk.touched[0] = makespan
    return makespan if late == 0 else periods + late


@kernel
def _generate_backward(  # noqa: C901
    rules: Rules, desk: Desk, order: Lanes, choice: Lanes, end: int
) -> bool:
    """Start packages in the order given, each as late as possible before ``end``."""
    capacity, fixed, durations, demand = rules.capacity, rules.fixed, rules.duration, rules.demand
    after_ptr, after, after_lag = rules.after_ptr, rules.after, rules.after_lag
    staff_ptr, lanes, masks = rules.staff_ptr, rules.staff_lane, rules.staff_mask
    asked_of, free, starts, taken, least = (
        rules.asked,
        desk.free,
        desk.start,
        desk.taken,
        desk.least,
    )
    sets = asked_of.shape[1]
    _clear(capacity, free, desk.touched[0])
    desk.touched[0] = end
    for position in range(len(order)):
        k = order[position]
        o = choice[k]
        d = durations[o]
        s = end
        for a in range(after_ptr[k], after_ptr[k + 1]):
            s = min(s, starts[after[a]] - after_lag[a])
        s -= d
        if d > 0:
            first, last = staff_ptr[o], staff_ptr[o + 1]
            t = s
            while t < s + d:
                if s < 0:
                    return False
                fits = True
                for lane in range(fixed):
                    if free[t, lane] < demand[o, lane]:
                        fits = False
                        break
                if fits and first < last:
                    fits = _staffed(lanes, masks, asked_of[o], first, last, sets, free[t])
                if not fits:
                    s = t - d
                    t = s - 1
                elif (
                    t == s + d - 1
                    and first < last
                    and not _stay(
                        lanes, masks, asked_of[o], first, last, sets, free, s, s + d, least
                    )
                ):
                    s -= 1
                    t = s - 1
                t += 1
            for t in range(s, s + d):
                for lane in range(fixed):
                    free[t, lane] -= demand[o, lane]
            if first < last:
                _take(lanes, masks, asked_of[o], first, last, sets, free, s, s + d, least, taken[k])
        starts[k] = s
    return True


@kernel
def _sort(
    order: Lanes, times: Lanes, choice: Lanes, durations: Lanes, at_end: bool, desk: Desk
) -> None:
    """Put packages in the order of their starts, or of their ends with the last first.

    Ties keep the order there is (or, with the last first, its reverse): packages of no duration
    start when their followers do, and must stay before them.
    """
    slots, sorted_ = desk.slots, desk.sorted
    size, top = len(order), desk.touched[0]
    for at in range(top + 2):
        slots[at] = 0
    for k in range(size):
        at = top - max(0, times[k] + durations[choice[k]]) if at_end else max(0, times[k])
        slots[at + 1] += 1
    for at in range(top + 1):
        slots[at + 1] += slots[at]
    for position in range(size):
        k = order[size - 1 - position] if at_end else order[position]
        at = top - max(0, times[k] + durations[choice[k]]) if at_end else max(0, times[k])
        sorted_[slots[at]] = k
        slots[at] += 1
    for position in range(size):
        order[position] = sorted_[position]


@kernel
def improve(rules: Rules, desk: Desk, order: Lanes, choice: Lanes) -> int:
    """Generate a timetable and justify it until it gets no shorter; return its length.

    ``order`` becomes an order of starts. The timetable is in ``desk``.
    """
    durations, periods = rules.duration, rules.capacity.shape[0]
    starts, line = desk.start, desk.line
    size = len(order)
    length = generate(rules, desk, order, choice)
    while length < periods:
        for position in range(size):
            line[position] = order[position]
        _sort(line, starts, choice, durations, True, desk)
        if not _generate_backward(rules, desk, line, choice, length):
            return generate(rules, desk, order, choice)
        for position in range(size // 2):
            other = size - 1 - position
            line[position], line[other] = line[other], line[position]
        _sort(line, starts, choice, durations, False, desk)
        shorter = generate(rules, desk, line, choice)
        if shorter > length:
            return generate(rules, desk, order, choice)
        for position in range(size):
            order[position] = line[position]
        if shorter == length:
            break
        length = shorter
    return length
