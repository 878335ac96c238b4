"""Recreate: which projects may come in after a move, in which order, and putting them in."""

from __future__ import annotations

from optimizer.compiled import kernel
from optimizer.instance.arrays import Ints
from optimizer.search.chain import note
from optimizer.search.goal import Goal
from optimizer.search.insert import insert_project, may_accept
from optimizer.search.measure import measure_project
from optimizer.search.moves import Moves, draw_random
from optimizer.search.state import Scratch, State
from optimizer.search.tables import Tables

__all__ = ["insert_all", "list_wanted", "recreate", "sort_wanted"]

KEYS = 4


@kernel
def _want(m: Moves, p: int, n: int) -> int:
    """Put a project on the list once."""
    if m.mark[p] == m.counts[3]:
        return n
    m.mark[p] = m.counts[3]
    m.wanted[n] = p
    return n + 1


@kernel
def list_wanted(x: Tables, s: State, m: Moves, removed: int, seed: int, most: int) -> int:
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


@kernel
def sort_wanted(x: Tables, g: Goal, s: State, m: Moves, n: int, seed: int, favour: bool) -> None:
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


@kernel
def _insert(x: Tables, g: Goal, s: State, w: Scratch, p: int, chain: int) -> bool:
    """Put a project in: beside the others as they are, or by reseating people of theirs."""
    good = insert_project(x, g, s, w, p, 0)
    if not good and chain > 0:
        first = w.trail_length[0]
        good = insert_project(x, g, s, w, p, chain)
        for i in range(first, w.trail_length[0]):
            measure_project(x, g, s, w, x.package_project[x.who_package[w.trail[i, 0]]])
    if good:
        measure_project(x, g, s, w, p)
        note(w, -1, p)
    return good


@kernel
def recreate(
    x: Tables, g: Goal, s: State, w: Scratch, m: Moves, n: int, blink: float, chain: int
) -> None:
    """Put listed projects in, in order; what waits for a prerequisite is tried again."""
    w.trail_length[0] = 0
    for again in range(2):
        for i in range(n):
            p = m.wanted[i]
            if s.plan.accepted[p] or (again == 1 and x.need_ptr[p] == x.need_ptr[p + 1]):
                continue
            if not x.required[p] and draw_random(s) < blink:
                continue
            if may_accept(x, s, p):
                _insert(x, g, s, w, p, chain)


@kernel
def insert_all(x: Tables, g: Goal, s: State, w: Scratch, m: Moves, order: Ints) -> None:
    """Put in every project that fits, in an order, and again those that wait for others."""
    for i in range(len(order)):
        m.wanted[i] = order[i]
    recreate(x, g, s, w, m, len(order), 0.0, 0)
