"""When people are open: bit sets over periods, kept up to date, that say so for all starts at once.

Bit ``t`` of a person's set for a load says that they can take that load in period ``t``. A package
of ``d`` periods can start where ``d`` bits follow one another: the set is shifted and intersected
with itself, doubling (the shift-and of bitap matching). Sixty-four starts cost a few operations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import kernel
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = ["find_starts", "has_bit", "people_starts", "refresh_person"]

Words = NDArray[np.uint64]
ONE = np.uint64(1)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@kernel
def has_bit(rows: Words, row: int, t: int) -> bool:
    """Say whether bit ``t`` of a row is set."""
    return bool((rows[row, t >> 6] >> np.uint64(t & 63)) & ONE != np.uint64(0))


@kernel
def refresh_person(x: Tables, s: State, e: int, start: int, end: int) -> None:
    """Work out a person's sets anew for some periods."""
    kept, counted = x.person_keeps[e], x.person_counts[e]
    for t in range(start, end):
        word, bit = t >> 6, ONE << np.uint64(t & 63)
        room = s.free[e, t]
        for level in range(len(x.loads)):
            if room >= x.loads[level]:
                s.open[e, level, word] |= bit
            else:
                s.open[e, level, word] &= ~bit
        if kept:
            room = min(room, s.free_lent[e, t])
            for level in range(len(x.loads)):
                if room >= x.loads[level]:
                    s.open_lent[e, level, word] |= bit
                else:
                    s.open_lent[e, level, word] &= ~bit
        if counted:
            if s.turns[e, t] > 0:
                s.open_turns[e, word] |= bit
            else:
                s.open_turns[e, word] &= ~bit


@kernel
def people_starts(
    x: Tables, s: State, w: Scratch, p: int, r: int, d: int, first: int, end: int
) -> int:
    """Write where each of a place's people can start into rows of ``w.reach``.

    Parameters
    ----------
    first, end
        Members of ``x.pool_person`` to look at; row ``i`` of ``w.reach`` is member ``first + i``.
        People who can't start anywhere are passed over: row numbers and people stand in
        ``w.reach_person``.

    Returns
    -------
    int
        Rows written.
    """
    # Arrays are taken out of their structs once: each access to a field counts a reference.
    people, department, keeps, counts = (
        x.pool_person, x.person_department, x.person_keeps, x.person_counts,
    )  # fmt: skip
    lend_left, opened, lent_open, turns = s.lend_left, s.open, s.open_lent, s.open_turns
    reach, who = w.reach, w.reach_person
    sponsor, level, claim = x.sponsor[p], x.load_level[r], x.load[r] * d
    words = reach.shape[1]
    rows = 0
    for i in range(first, end):
        e = people[i]
        lent = department[e] != sponsor
        if lent and lend_left[e] < claim:
            continue
        who[rows] = e
        if d == 0:
            for q in range(words):
                reach[rows, q] = ALL
            rows += 1
            continue
        kept = lent and keeps[e]
        for q in range(words):
            bits = lent_open[e, level, q] if kept else opened[e, level, q]
            reach[rows, q] = bits & turns[e, q] if counts[e] else bits
        length = 1
        while length < d:  # leave the bits that ``d`` set bits follow
            step = min(length, d - length)
            far, near = step >> 6, np.uint64(step & 63)
            for q in range(words - far):
                value = reach[rows, q + far] >> near
                if near != np.uint64(0) and q + far + 1 < words:
                    value |= reach[rows, q + far + 1] << (np.uint64(64) - near)
                reach[rows, q] &= value
            for q in range(words - far, words):
                reach[rows, q] = np.uint64(0)
            length += step
        some = np.uint64(0)
        for q in range(words):
            some |= reach[rows, q]
        if some != np.uint64(0):
            rows += 1
    s.work[0] += end - first
    return rows


@kernel
def _meet_place(x: Tables, s: State, w: Scratch, p: int, o: int, r: int, row: int) -> bool:
    """Leave in ``w.starts[row]`` the starts in which enough people can serve a place."""
    d, h = x.duration[o], x.headcount[r] - x.most_outside[r]
    starts, planes, reach = w.starts, w.planes, w.reach
    words = reach.shape[1]
    for i in range(x.forced_ptr[r], x.forced_ptr[r + 1]):
        rows = people_starts(x, s, w, p, r, d, x.forced_at[i], x.forced_at[i] + 1)
        for q in range(words):
            starts[row, q] &= reach[0, q] if rows == 1 else np.uint64(0)
    if h > 0:
        pool = x.pool[r]
        rows = people_starts(x, s, w, p, r, d, x.pool_ptr[pool], x.pool_ptr[pool + 1])
        for q in range(words):
            for j in range(h):
                planes[j] = np.uint64(0)
            for i in range(rows):
                bits = reach[i, q]
                for j in range(h - 1, 0, -1):
                    planes[j] |= planes[j - 1] & bits
                planes[0] |= bits
            starts[row, q] &= planes[h - 1]
    some = np.uint64(0)
    for q in range(words):
        some |= starts[row, q]
    return bool(some != np.uint64(0))


@kernel
def find_starts(
    x: Tables, s: State, w: Scratch, p: int, o: int, row: int, lo: int, hi: int
) -> bool:
    """Write into a row of ``w.starts`` where people can be found; say whether anywhere.

    Necessary, not sufficient: one person may be counted for two places, and facilities and money
    are looked at later. Where chains are allowed, people may be freed for any start.
    """
    starts = w.starts
    for q in range(starts.shape[1]):
        starts[row, q] = np.uint64(0)
    for start in range(lo, hi + 1):
        starts[row, start >> 6] |= ONE << np.uint64(start & 63)
    if w.chain[0] > 0:
        return lo <= hi
    for r in range(x.place_ptr[o], x.place_ptr[o + 1]):
        if not _meet_place(x, s, w, p, o, r, row):
            return False
    return lo <= hi
