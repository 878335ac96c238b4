"""Ruin and recreate: take a few related projects out, put projects in, keep it if it is good.

Sources: Schrimpf et al. (2000), Record breaking optimization results using the ruin and recreate
principle; Ropke & Pisinger (2006), An adaptive large neighborhood search heuristic (operators
chosen by success, insertion in a varied order); Christiaens & Vanden Berghe (2020), Slack induction
by string removals (blinks).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from optimizer.instance.arrays import Bools, Ints
from optimizer.search.goal import Goal
from optimizer.search.hold import hold_package, refresh_channels, take_money
from optimizer.search.insert import insert_project, may_accept, remove_project
from optimizer.search.measure import measure_levels, measure_project
from optimizer.search.state import Assignment, Scratch, State, copy_assignment
from optimizer.search.tables import Int32s, Tables

__all__ = ["Moves", "adopt", "copy_plan", "insert_all", "make_moves", "ruin_and_recreate"]

OPERATORS = 6
KEYS = 4
BLINK = 0.02


class Moves(NamedTuple):
    """What ruin and recreate keeps between moves."""

    related: Int32s
    """``(P, n)`` projects that compete with each one, most first; -1 pads."""
    work_of: NDArray[np.float64]
    """``(P,)`` least work of a project, percent-periods."""
    backup: Assignment
    saved: NDArray[np.float64]
    """``(P, 5)`` price, cents, points, changes and end of projects taken out."""
    removed: Ints
    inserted: Ints
    wanted: Ints
    key: NDArray[np.float64]
    mark: Ints
    pool: Ints
    levels: Ints
    """``(3, levels)`` of the plan, of the candidate, of the best plan."""
    score: NDArray[np.float64]
    """``(2, OPERATORS)`` successes and tries, fading."""
    counts: Ints
    """``(4,)`` moves, accepted, better than best, and the mark in use."""
    swing: NDArray[np.float64]
    """``(1,)`` mean size of what a move gains or loses, fading: the scale of temperatures."""


def make_moves(
    tables: Tables, plan: Assignment, related: Int32s, work_of: NDArray[np.float64], levels: int
) -> Moves:
    """Return room for moves on plans of one round."""
    count = len(tables.closed)
    return Moves(
        related=related,
        work_of=work_of,
        backup=copy_assignment(plan),
        saved=np.zeros((count, 5)),
        removed=np.zeros(count, dtype=np.int64),
        inserted=np.zeros(count, dtype=np.int64),
        wanted=np.zeros(count, dtype=np.int64),
        key=np.zeros(count),
        mark=np.zeros(count, dtype=np.int64),
        pool=np.zeros(count, dtype=np.int64),
        levels=np.zeros((3, levels), dtype=np.int64),
        score=np.ones((2, OPERATORS)),
        counts=np.zeros(4, dtype=np.int64),
        swing=np.zeros(1),
    )


@njit(cache=True, nogil=True)
def draw_random(s: State) -> float:
    """Return the next number in ``[0, 1)`` of the state's own sequence (xorshift64*)."""
    r = s.random[0]
    r ^= r >> np.uint64(12)
    r ^= r << np.uint64(25)
    r ^= r >> np.uint64(27)
    s.random[0] = r
    return float((r * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def _save(x: Tables, s: State, m: Moves, p: int) -> None:
    """Remember how a project is done."""
    a, b = s.plan, m.backup
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        b.option[k] = a.option[k]
        b.start[k] = a.start[k]
        for i in range(x.who_ptr[k], x.who_ptr[k + 1]):
            b.who[i] = a.who[i]
        for i in range(x.at_ptr[k], x.at_ptr[k + 1]):
            b.at[i] = a.at[i]
        b.draw_count[k] = a.draw_count[k]
        for i in range(x.draw_ptr[k], x.draw_ptr[k] + a.draw_count[k]):
            b.draw_need[i] = a.draw_need[i]
            b.draw_fund[i] = a.draw_fund[i]
            b.draw_segment[i] = a.draw_segment[i]
            b.draw_cents[i] = a.draw_cents[i]
    m.saved[p, 0] = s.price[p]
    m.saved[p, 1] = s.cents[p]
    m.saved[p, 2] = s.points[p]
    m.saved[p, 3] = s.changes[p]
    m.saved[p, 4] = s.last_end[p]


@njit(cache=True, nogil=True)
def _restore(x: Tables, s: State, m: Moves, p: int) -> None:
    """Do a project again as it was remembered."""
    a, b = s.plan, m.backup
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        a.option[k] = b.option[k]
        a.start[k] = b.start[k]
        for i in range(x.who_ptr[k], x.who_ptr[k + 1]):
            a.who[i] = b.who[i]
        for i in range(x.at_ptr[k], x.at_ptr[k + 1]):
            a.at[i] = b.at[i]
        a.draw_count[k] = b.draw_count[k]
        for i in range(x.draw_ptr[k], x.draw_ptr[k] + a.draw_count[k]):
            a.draw_need[i] = b.draw_need[i]
            a.draw_fund[i] = b.draw_fund[i]
            a.draw_segment[i] = b.draw_segment[i]
            a.draw_cents[i] = b.draw_cents[i]
        hold_package(x, s, k, 1)
        take_money(x, s, k)
    a.accepted[p] = True
    refresh_channels(x, s, p)
    s.price[p] = m.saved[p, 0]
    s.cents[p] = int(m.saved[p, 1])
    s.points[p] = int(m.saved[p, 2])
    s.changes[p] = int(m.saved[p, 3])
    s.last_end[p] = int(m.saved[p, 4])


@njit(cache=True, nogil=True)
def _take_out(x: Tables, s: State, m: Moves, p: int, n: int) -> int:
    """Take a project out, and before it everything that needs it; return how many are out."""
    if not s.plan.accepted[p] or x.hard[p]:
        return n
    for i in range(x.user_ptr[p], x.user_ptr[p + 1]):
        q = x.user_project[i]
        if s.plan.accepted[q] and x.hard[q]:
            return n
    first = n
    m.removed[n] = p
    n += 1
    s.plan.accepted[p] = False
    at = first
    while at < n:  # breadth first over what depends on it
        q = m.removed[at]
        at += 1
        for i in range(x.user_ptr[q], x.user_ptr[q + 1]):
            u = x.user_project[i]
            if s.plan.accepted[u] and not x.hard[u]:
                s.plan.accepted[u] = False
                m.removed[n] = u
                n += 1
    for i in range(first, n):
        _save(x, s, m, m.removed[i])
        remove_project(x, s, m.removed[i])
    return n


@njit(cache=True, nogil=True)
def _accepted_at_random(s: State, m: Moves) -> int:
    n = 0
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            m.pool[n] = p
            n += 1
    return m.pool[int(draw_random(s) * n)] if n else -1


@njit(cache=True, nogil=True)
def _absent_at_random(x: Tables, g: Goal, s: State, m: Moves) -> int:
    """An absent project, the better of two by value for the price last asked."""
    n = 0
    for p in range(len(s.plan.accepted)):
        if not s.plan.accepted[p] and not x.closed[p]:
            m.pool[n] = p
            n += 1
    if n == 0:
        return -1
    p = m.pool[int(draw_random(s) * n)]
    q = m.pool[int(draw_random(s) * n)]
    return int(p if g.worth[p] * m.work_of[q] >= g.worth[q] * m.work_of[p] else q)


@njit(cache=True, nogil=True)
def _overlaps(x: Tables, s: State, p: int, first: int, end: int) -> bool:
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        start = s.plan.start[k]
        if start < end and first < start + x.duration[s.plan.option[k]]:
            return True
    return False


@njit(cache=True, nogil=True)
def _works(x: Tables, s: State, p: int, e: int) -> bool:
    for i in range(x.who_ptr[x.package_ptr[p]], x.who_ptr[x.package_ptr[p + 1]]):
        if s.plan.who[i] == e:
            return True
    return False


@njit(cache=True, nogil=True)
def _ruin(x: Tables, g: Goal, s: State, m: Moves, operator: int, size: int) -> tuple[int, int]:
    """Take projects out; return how many, and the project it was done around."""
    n = 0
    seed = _absent_at_random(x, g, s, m) if operator % 2 == 1 else _accepted_at_random(s, m)
    if seed < 0:
        seed = _accepted_at_random(s, m)
    if seed < 0:
        return 0, int(draw_random(s) * len(s.plan.accepted))
    if operator == 0:
        for _ in range(size):
            p = _accepted_at_random(s, m)
            if p >= 0:
                n = _take_out(x, s, m, p, n)
        return n, seed
    n = _take_out(x, s, m, seed, n)
    first, end = 0, x.periods
    if operator >= 4:  # only what runs in a window
        width = max(2, x.periods // 4)
        first = int(draw_random(s) * max(1, x.periods - width // 2))
        end = first + width
    skip = 0.5 if operator >= 4 else 0.3
    for i in range(m.related.shape[1]):
        p = m.related[seed, i]
        if n >= size or p < 0:
            break
        if s.plan.accepted[p] and draw_random(s) >= skip and _overlaps(x, s, p, first, end):
            n = _take_out(x, s, m, p, n)
    return n, seed


@njit(cache=True, nogil=True)
def _want(m: Moves, p: int, n: int) -> int:
    """Put a project on the list once."""
    if m.mark[p] == m.counts[3]:
        return n
    m.mark[p] = m.counts[3]
    m.wanted[n] = p
    return n + 1


@njit(cache=True, nogil=True)
def _list_wanted(x: Tables, s: State, m: Moves, removed: int, seed: int, most: int) -> int:
    """List what may come in: what went out, the seed, and absent projects that compete."""
    m.counts[3] += 1
    n = 0
    for i in range(removed):
        n = _want(m, m.removed[i], n)
    for p in range(len(x.required)):
        if x.required[p] and not s.plan.accepted[p]:
            n = _want(m, p, n)
    if not s.plan.accepted[seed]:
        n = _want(m, seed, n)
    extra = 0
    for i in range(m.related.shape[1]):
        p = m.related[seed, i]
        if p < 0 or extra >= most:
            break
        if not s.plan.accepted[p] and not x.closed[p] and draw_random(s) < 0.6:
            before = n
            n = _want(m, p, n)
            extra += n - before
    i = 0
    while i < n:  # prerequisites come along
        p = m.wanted[i]
        i += 1
        for j in range(x.need_ptr[p], x.need_ptr[p + 1]):
            if not s.plan.accepted[x.need_project[j]]:
                n = _want(m, x.need_project[j], n)
    return n


@njit(cache=True, nogil=True)
def _sort_wanted(x: Tables, g: Goal, s: State, m: Moves, n: int, seed: int, favour: bool) -> None:
    """Order the list: required first, then by a key drawn for this move, with noise."""
    kind = int(draw_random(s) * KEYS)
    for i in range(n):
        p = m.wanted[i]
        value = float(g.worth[p])
        if kind == 0:
            key = value / max(1.0, m.work_of[p])
        elif kind == 1:
            key = value
        elif kind == 2:
            key = value / max(1e-6, min(s.asked[p], 1e12) + 0.05 * value)
        else:
            key = 1.0
        key *= 1.0 + 0.6 * (draw_random(s) - 0.5) if kind < 3 else draw_random(s)
        if x.required[p]:
            key = 1e30
        elif favour and p == seed:
            key = 1e29
        m.key[p] = -key
    for i in range(1, n):
        p = m.wanted[i]
        j = i
        while j > 0 and m.key[m.wanted[j - 1]] > m.key[p]:
            m.wanted[j] = m.wanted[j - 1]
            j -= 1
        m.wanted[j] = p


@njit(cache=True, nogil=True)
def _recreate(x: Tables, g: Goal, s: State, w: Scratch, m: Moves, n: int, blink: float) -> int:
    """Put listed projects in, in order; what waits for a prerequisite is tried again."""
    inserted = 0
    for again in range(2):
        for i in range(n):
            p = m.wanted[i]
            if s.plan.accepted[p] or (again == 1 and x.need_ptr[p] == x.need_ptr[p + 1]):
                continue
            if not x.required[p] and draw_random(s) < blink:
                continue
            if may_accept(x, s, p) and insert_project(x, g, s, w, p, np.inf):
                measure_project(x, g, s, w, p)
                m.inserted[inserted] = p
                inserted += 1
    return inserted


@njit(cache=True, nogil=True)
def _is_good(g: Goal, s: State, m: Moves, heat: float) -> bool:
    """Accept by the level aimed at (simulated annealing); never below an earlier level's floor."""
    for i in range(g.aim):
        if m.levels[1, i] < g.floor[i] and m.levels[1, i] < m.levels[0, i]:
            return False
    gain = float(m.levels[1, g.aim] - m.levels[0, g.aim])
    if gain != 0.0:
        m.swing[0] += (abs(gain) - m.swing[0]) * (0.01 if m.swing[0] > 0.0 else 1.0)
    return bool(gain >= heat * m.swing[0] * math.log(max(1e-300, draw_random(s))))


@njit(cache=True, nogil=True)
def _is_best(g: Goal, m: Moves) -> bool:
    for i in range(g.aim):
        if m.levels[0, i] < g.floor[i]:
            return False
    return bool(m.levels[0, g.aim] > m.levels[2, g.aim])


@njit(cache=True, nogil=True)
def _pick_operator(s: State, m: Moves) -> int:
    total = 0.0
    for i in range(OPERATORS):
        total += 0.1 + m.score[0, i] / m.score[1, i]
    at = draw_random(s) * total
    for i in range(OPERATORS):
        at -= 0.1 + m.score[0, i] / m.score[1, i]
        if at < 0.0:
            return i
    return OPERATORS - 1


@njit(cache=True, nogil=True)
def _draw_bias(g: Goal, s: State, w: Scratch) -> None:
    """Draw how starts are preferred in this move: early, late, or at random."""
    n = len(w.bias)
    slope = (draw_random(s) - 0.5) * 0.6 * g.unit
    rough = draw_random(s) * draw_random(s) * 0.5 * g.unit
    for t in range(n):
        w.bias[t] = slope * t / n + rough * draw_random(s)


@njit(cache=True, nogil=True)
def copy_plan(source: Assignment, target: Assignment) -> None:
    """Copy a plan array by array."""
    target.accepted[:] = source.accepted
    target.option[:] = source.option
    target.start[:] = source.start
    target.who[:] = source.who
    target.at[:] = source.at
    target.draw_count[:] = source.draw_count
    target.draw_need[:] = source.draw_need
    target.draw_fund[:] = source.draw_fund
    target.draw_segment[:] = source.draw_segment
    target.draw_cents[:] = source.draw_cents


@njit(cache=True, nogil=True)
def ruin_and_recreate(
    x: Tables,
    g: Goal,
    s: State,
    w: Scratch,
    m: Moves,
    best: Assignment,
    moves: int,
    heat: float,
    size: int,
    extra: int,
) -> int:
    """Make moves on the plan; return how many times the best plan was bettered.

    Parameters
    ----------
    best
        The best plan so far, overwritten by better ones; its levels stand in ``m.levels[2]``.
    moves
    heat
        Temperature in units of what a move usually gains or loses; 0 accepts no loss.
    size
        Most projects taken out at once.
    extra
        Most absent projects tried in a move.
    """
    better = 0
    measure_levels(x, g, s, w, m.levels[0])
    for _ in range(moves):
        w.salt[0] = int(draw_random(s) * 1024)
        _draw_bias(g, s, w)
        operator = _pick_operator(s, m)
        count = 1 + int(draw_random(s) * draw_random(s) * size)
        removed, seed = _ruin(x, g, s, m, operator, count)
        n = _list_wanted(x, s, m, removed, seed, extra)
        _sort_wanted(x, g, s, m, n, seed, operator % 2 == 1)
        inserted = _recreate(x, g, s, w, m, n, BLINK)
        measure_levels(x, g, s, w, m.levels[1])
        m.counts[0] += 1
        m.score[1, operator] = 0.999 * m.score[1, operator] + 0.001
        m.score[0, operator] *= 0.999
        if not _is_good(g, s, m, heat):
            for i in range(inserted):
                remove_project(x, s, m.inserted[i])
            for i in range(removed):
                _restore(x, s, m, m.removed[i])
            continue
        if m.levels[1, g.aim] > m.levels[0, g.aim]:
            m.score[0, operator] += 0.001
        m.levels[0, : g.aim + 1] = m.levels[1, : g.aim + 1]
        m.counts[1] += 1
        if _is_best(g, m):
            m.counts[2] += 1
            better += 1
            m.levels[2, : g.aim + 1] = m.levels[0, : g.aim + 1]
            copy_plan(s.plan, best)
    return better


@njit(cache=True, nogil=True)
def insert_all(x: Tables, g: Goal, s: State, w: Scratch, m: Moves, order: Ints) -> int:
    """Put in every project that fits, in an order, and again those that wait for others."""
    for i in range(len(order)):
        m.wanted[i] = order[i]
    return _recreate(x, g, s, w, m, len(order), 0.0)


@njit(cache=True, nogil=True)
def adopt(x: Tables, g: Goal, s: State, w: Scratch, plan: Assignment) -> None:
    """Make the state's plan another one that is known to fit."""
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            remove_project(x, s, p)
    copy_plan(plan, s.plan)
    for p in range(len(plan.accepted)):
        if plan.accepted[p]:
            for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
                hold_package(x, s, k, 1)
                take_money(x, s, k)
            refresh_channels(x, s, p)
            measure_project(x, g, s, w, p)


@njit(cache=True, nogil=True)
def hold_others(x: Tables, s: State, plan: Assignment, rest: Bools) -> None:
    """Make a state that accepts nothing hold some projects of a plan."""
    copy_plan(plan, s.plan)
    for p in range(len(rest)):
        s.plan.accepted[p] = rest[p]
        last = 0
        for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
            if not rest[p]:
                s.plan.option[k] = -1
                continue
            hold_package(x, s, k, 1)
            take_money(x, s, k)
            last = max(last, s.plan.start[k] + x.duration[s.plan.option[k]])
        s.last_end[p] = last
        refresh_channels(x, s, p)
