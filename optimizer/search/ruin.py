"""Ruin and recreate: take a few related projects out, put projects in, keep it if it is good.

Sources: Schrimpf et al. (2000), Record breaking optimization results using the ruin and recreate
principle; Ropke & Pisinger (2006), An adaptive large neighborhood search heuristic (operators
chosen by success, insertion in a varied order); Christiaens & Vanden Berghe (2020), Slack induction
by string removals (blinks).
"""

from __future__ import annotations

import math

from optimizer.compiled import kernel
from optimizer.search.chain import reseat
from optimizer.search.goal import Goal
from optimizer.search.insert import remove_project
from optimizer.search.measure import measure_levels, measure_project, total_price
from optimizer.search.moves import (
    OPERATORS,
    Moves,
    copy_plan,
    draw_random,
    restore_project,
    take_out,
)
from optimizer.search.recreate import list_wanted, recreate, sort_wanted
from optimizer.search.state import Assignment, Scratch, State
from optimizer.search.tables import Tables

__all__ = ["ruin_and_recreate"]

BLINK = 0.02


@kernel
def _accepted_at_random(s: State, m: Moves) -> int:
    n = 0
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            m.pool[n] = p
            n += 1
    return m.pool[int(draw_random(s) * n)] if n else -1


@kernel
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


@kernel
def _overlaps(x: Tables, s: State, p: int, first: int, end: int) -> bool:
    for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
        start = s.plan.start[k]
        if start < end and first < start + x.duration[s.plan.option[k]]:
            return True
    return False


@kernel
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
                n = take_out(x, s, m, p, n)
        return n, seed
    n = take_out(x, s, m, seed, n)
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
            n = take_out(x, s, m, p, n)
    return n, seed


@kernel
def _is_good(g: Goal, s: State, m: Moves, heat: float) -> bool:
    """Accept by the level aimed at (simulated annealing); never below an earlier level's floor.

    Between plans that are as good, the one that takes less of dear people's time is better: most
    moves change nothing else, and what they free lets the next project in.
    """
    for i in range(g.aim):
        if m.levels[1, i] < g.floor[i] and m.levels[1, i] < m.levels[0, i]:
            return False
    gain = float(m.levels[1, g.aim] - m.levels[0, g.aim])
    if gain != 0.0:
        m.swing[0] += (abs(gain) - m.swing[0]) * (0.01 if m.swing[0] > 0.0 else 1.0)
    gain += g.leaning * (m.price[0] - total_price(s))
    return bool(gain >= heat * m.swing[0] * math.log(max(1e-300, draw_random(s))))


@kernel
def _is_best(g: Goal, m: Moves) -> bool:
    for i in range(g.aim):
        if m.levels[0, i] < g.floor[i]:
            return False
    return bool(m.levels[0, g.aim] > m.levels[2, g.aim])


@kernel
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


@kernel
def _draw_bias(g: Goal, s: State, w: Scratch) -> None:
    """Draw how starts are preferred in this move: early, late, or at random."""
    n = len(w.bias)
    slope = (draw_random(s) - 0.5) * 0.6 * g.unit
    rough = draw_random(s) * draw_random(s) * 0.5 * g.unit
    for t in range(n):
        w.bias[t] = slope * t / n + rough * draw_random(s)


@kernel
def _undo(x: Tables, g: Goal, s: State, w: Scratch) -> None:
    """Undo what was put in and who was replaced, last first."""
    for i in range(w.trail_length[0] - 1, -1, -1):
        slot = w.trail[i, 0]
        if slot < 0:
            remove_project(x, s, w.trail[i, 1])
            continue
        reseat(x, s, slot, w.trail[i, 1])
        measure_project(x, g, s, w, x.package_project[x.who_package[slot]])


@kernel
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
    chain: int,
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
    chain
        Most people reseated to free one for a place; 0: none.
    """
    better = 0
    measure_levels(x, g, s, w, m.levels[0])
    m.price[0] = total_price(s)
    for _ in range(moves):
        w.salt[0] = int(draw_random(s) * 1024)
        _draw_bias(g, s, w)
        operator = _pick_operator(s, m)
        count = 1 + int(draw_random(s) * draw_random(s) * size)
        removed, seed = _ruin(x, g, s, m, operator, count)
        n = list_wanted(x, s, m, removed, seed, extra)
        sort_wanted(x, g, s, m, n, seed, operator % 2 == 1)
        recreate(x, g, s, w, m, n, BLINK, chain)
        measure_levels(x, g, s, w, m.levels[1])
        m.counts[0] += 1
        m.score[1, operator] = 0.999 * m.score[1, operator] + 0.001
        m.score[0, operator] *= 0.999
        if not _is_good(g, s, m, heat):
            _undo(x, g, s, w)
            for i in range(removed):
                restore_project(x, s, m, m.removed[i])
            continue
        if m.levels[1, g.aim] > m.levels[0, g.aim]:
            m.score[0, operator] += 0.001
        m.price[0] = total_price(s)
        m.levels[0, : g.aim + 1] = m.levels[1, : g.aim + 1]
        m.counts[1] += 1
        if _is_best(g, m):
            m.counts[2] += 1
            better += 1
            m.levels[2, : g.aim + 1] = m.levels[0, : g.aim + 1]
            copy_plan(s.plan, best)
    return better
