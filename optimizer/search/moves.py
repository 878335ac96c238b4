"""Moves on a plan: take projects out and remember how they were done, put them back.

Step of the way: solve. Also taking over whole plans, for a fresh start and for neighbourhoods.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import kernel
from optimizer.instance.arrays import Ints
from optimizer.search.goal import Goal
from optimizer.search.hold import hold_package, refresh_channels, take_money
from optimizer.search.insert import remove_project
from optimizer.search.measure import measure_project
from optimizer.search.state import Assignment, Scratch, State, copy_assignment
from optimizer.search.tables import Int32s, Tables

__all__ = [
    "OPERATORS",
    "Moves",
    "adopt",
    "copy_plan",
    "draw_random",
    "make_moves",
    "restore_project",
    "save_project",
    "take_out",
]

OPERATORS = 6


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
    price: NDArray[np.float64]
    """``(1,)`` what the plan takes of people, at prices."""
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
        wanted=np.zeros(count, dtype=np.int64),
        key=np.zeros(count),
        mark=np.zeros(count, dtype=np.int64),
        pool=np.zeros(count, dtype=np.int64),
        levels=np.zeros((3, levels), dtype=np.int64),
        score=np.ones((2, OPERATORS)),
        counts=np.zeros(4, dtype=np.int64),
        price=np.zeros(1),
        swing=np.zeros(1),
    )


@kernel
def draw_random(s: State) -> float:
    """Return the next number in ``[0, 1)`` of the state's own sequence (xorshift64*)."""
    r = s.random[0]
    r ^= r >> np.uint64(12)
    r ^= r << np.uint64(25)
    r ^= r >> np.uint64(27)
    s.random[0] = r
    return float((r * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@kernel
def save_project(x: Tables, s: State, m: Moves, p: int) -> None:
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


@kernel
def restore_project(x: Tables, s: State, m: Moves, p: int) -> None:
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


@kernel
def take_out(x: Tables, s: State, m: Moves, p: int, n: int) -> int:
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
        save_project(x, s, m, m.removed[i])
        remove_project(x, s, m.removed[i])
    return n


@kernel
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


@kernel
def adopt(x: Tables, g: Goal, s: State, w: Scratch, plan: Assignment) -> None:
    """Make the state's plan another one that is known to fit."""
    for p in range(len(s.plan.accepted)):
        if s.plan.accepted[p]:
            remove_project(x, s, p)
    copy_plan(plan, s.plan)
    for p in range(len(plan.accepted)):
        for k in range(x.package_ptr[p], x.package_ptr[p + 1]):
            if not plan.accepted[p]:
                s.plan.option[k] = -1
                continue
            hold_package(x, s, k, 1)
            take_money(x, s, k)
        if plan.accepted[p]:
            refresh_channels(x, s, p)
            measure_project(x, g, s, w, p)
