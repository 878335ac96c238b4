"""Breeding timetables in compiled code: lists of packages, crossed and justified.

A member of the population is a list of packages with an option for each. Two parents won by
tournament give a child that takes the first and last stretch of its list from one and the middle in
the order of the other (two-point crossover: lists stay predecessors first); a few neighbours swap
places, a few packages change option; justification then shortens it. A child replaces the worse of
a few members unless the population already has it.

References
----------
Hartmann (1998), A competitive genetic algorithm for the RCPSP.
Valls, Ballestin & Quintanilla (2008), A hybrid genetic algorithm for the RCPSP.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import kernel
from optimizer.schedule.generation import FAILED, Desk, improve
from optimizer.schedule.rules import Lanes, Rules

__all__ = ["Population", "breed", "population_of", "seed_population"]

TOURNAMENT = 2
GRAVES = 4
"""A child replaces the worst of this many members drawn at random."""
SWAP = 0.02
"""Chance of each package to swap places with the next in a child's list."""
SWITCH = 0.02
"""Chance of each package to change option in a child."""

Chance = NDArray[np.uint64]


class Population(NamedTuple):
    """Members, their lengths, and the best timetable seen."""

    orders: Lanes
    """``(P, K)``."""
    choices: Lanes
    """``(P, K)``."""
    lengths: NDArray[np.int64]
    marks: NDArray[np.uint64]
    """``(P,)`` hashes of list and options, so that members differ."""
    best_length: NDArray[np.int64]
    """``(1,)``."""
    best_start: Lanes
    best_choice: Lanes
    best_taken: Lanes
    child: Lanes
    child_choice: Lanes
    stamp: NDArray[np.int64]
    chance: Chance
    """``(1,)`` state of the random numbers (never 0)."""


def population_of(rules: Rules, members: int, seed: int) -> Population:
    """Return an empty population."""
    size = len(rules.earliest)
    lanes = rules.capacity.shape[1]
    return Population(
        orders=np.zeros((members, size), np.int32),
        choices=np.zeros((members, size), np.int32),
        lengths=np.full(members, FAILED, np.int64),
        marks=np.zeros(members, np.uint64),
        best_length=np.full(1, FAILED, np.int64),
        best_start=np.zeros(size, np.int32),
        best_choice=np.zeros(size, np.int32),
        best_taken=np.zeros((size, lanes), np.int32),
        child=np.zeros(size, np.int32),
        child_choice=np.zeros(size, np.int32),
        stamp=np.zeros(size + 1, np.int64),
        chance=np.array([seed * 2 + 0x9E3779B97F4A7C15 & (1 << 64) - 1 | 1], np.uint64),
    )


@kernel
def _draw(chance: Chance) -> float:
    """Return a number in [0, 1) (xorshift64*, Vigna 2016)."""
    x = chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    chance[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@kernel
def _below(chance: Chance, end: int) -> int:
    return int(_draw(chance) * end)


@kernel
def _mark(order: Lanes, choice: Lanes) -> np.uint64:
    x = np.uint64(14695981039346656037)
    for position in range(len(order)):
        x = (x ^ np.uint64(order[position])) * np.uint64(1099511628211)
        x = (x ^ np.uint64(choice[order[position]])) * np.uint64(1099511628211)
    return x


@kernel
def _excess(rules: Rules, choice: Lanes) -> int:
    """Return how far options ask more than the stocks hold."""
    total = np.int64(0)
    for n in range(len(rules.stock)):
        left = rules.stock[n]
        for k in range(len(choice)):
            left -= rules.amount[choice[k], n]
        if left < 0:
            total -= left
    return int(total)


@kernel
def _measure(rules: Rules, desk: Desk, pop: Population, order: Lanes, choice: Lanes) -> int:
    """Improve a list and return its length; lists beyond the stocks are longer than any other."""
    excess = _excess(rules, choice)
    if excess > 0:
        return FAILED + excess
    length = improve(rules, desk, order, choice)
    if length < pop.best_length[0]:
        pop.best_length[0] = length
        # Loops, here and below: assigning whole arrays costs seconds of compilation.
        for k in range(len(order)):
            pop.best_start[k] = desk.start[k]
            pop.best_choice[k] = choice[k]
            for lane in range(rules.fixed, desk.taken.shape[1]):
                pop.best_taken[k, lane] = desk.taken[k, lane]
    return length


@kernel
def _list_by(rules: Rules, priority: NDArray[np.float64], order: Lanes) -> None:
    """Fill ``order``: of the packages whose predecessors are in, the one of least priority."""
    size = len(order)
    waiting = np.zeros(size, np.int32)
    ready = np.empty(size, np.int32)
    count = 0
    for k in range(size):
        waiting[k] = rules.before_ptr[k + 1] - rules.before_ptr[k]
        if waiting[k] == 0:
            ready[count] = k
            count += 1
    for position in range(size):
        pick = 0
        for i in range(1, count):
            if priority[ready[i]] < priority[ready[pick]]:
                pick = i
        k = ready[pick]
        count -= 1
        ready[pick] = ready[count]
        order[position] = k
        for a in range(rules.after_ptr[k], rules.after_ptr[k + 1]):
            j = rules.after[a]
            waiting[j] -= 1
            if waiting[j] == 0:
                ready[count] = j
                count += 1


@kernel
def seed_population(
    rules: Rules,
    desk: Desk,
    pop: Population,
    tails: NDArray[np.int64],
    first: int,
    last: int,
) -> None:
    """Fill members ``first`` to ``last``: by noisy latest starts and at random in turn.

    ``tails`` are the least times from each start to the end of everything.
    """
    size = pop.orders.shape[1]
    priority = np.empty(size, np.float64)
    for member in range(first, last):
        for k in range(size):
            noise = _draw(pop.chance)
            priority[k] = noise if member % 4 == 3 else -tails[k] * (1.0 + 0.4 * noise)
            if member == 0:
                priority[k] = -tails[k]
            choices = rules.option_ptr[k + 1] - rules.option_ptr[k]
            pop.choices[member, k] = rules.option_ptr[k] + _below(pop.chance, choices)
        _list_by(rules, priority, pop.orders[member])
        _repair(rules, pop.choices[member], pop.chance)
        length = _measure(rules, desk, pop, pop.orders[member], pop.choices[member])
        pop.lengths[member] = length
        pop.marks[member] = _mark(pop.orders[member], pop.choices[member])


@kernel
def _repair(rules: Rules, choice: Lanes, chance: Chance) -> None:
    """Change options at random where that brings the stocks closer, a bounded number of times."""
    if len(rules.stock) == 0:
        return
    size = len(choice)
    excess = _excess(rules, choice)
    for _ in range(4 * size):
        if excess == 0:
            return
        k = _below(chance, size)
        choices = rules.option_ptr[k + 1] - rules.option_ptr[k]
        kept = choice[k]
        choice[k] = rules.option_ptr[k] + _below(chance, choices)
        now = _excess(rules, choice)
        if now <= excess:
            excess = now
        else:
            choice[k] = kept


@kernel
def _cross(pop: Population, a: int, b: int) -> None:
    """Make the child of two members."""
    size = pop.orders.shape[1]
    pop.stamp[size] += 1
    now = pop.stamp[size]
    start, end = _below(pop.chance, size), _below(pop.chance, size)
    if start > end:
        start, end = end, start
    at = 0
    for position in range(start):
        k = pop.orders[a, position]
        pop.child[at] = k
        pop.child_choice[k] = pop.choices[a, k]
        pop.stamp[k] = now
        at += 1
    for position in range(size):
        if at >= end:
            break
        k = pop.orders[b, position]
        if pop.stamp[k] != now:
            pop.child[at] = k
            pop.child_choice[k] = pop.choices[b, k]
            pop.stamp[k] = now
            at += 1
    for position in range(size):
        k = pop.orders[a, position]
        if pop.stamp[k] != now:
            pop.child[at] = k
            pop.child_choice[k] = pop.choices[a, k]
            at += 1


@kernel
def _mutate(rules: Rules, pop: Population) -> None:
    size = len(pop.child)
    for position in range(size - 1):
        if _draw(pop.chance) < SWAP:
            k, j = pop.child[position], pop.child[position + 1]
            apart = True
            for a in range(rules.before_ptr[j], rules.before_ptr[j + 1]):
                if rules.before[a] == k:
                    apart = False
                    break
            if apart:
                pop.child[position], pop.child[position + 1] = j, k
    if rules.option_ptr[size] > size:
        for k in range(size):
            choices = rules.option_ptr[k + 1] - rules.option_ptr[k]
            if choices > 1 and _draw(pop.chance) < SWITCH:
                pop.child_choice[k] = rules.option_ptr[k] + _below(pop.chance, choices)
        _repair(rules, pop.child_choice, pop.chance)


@kernel
def _winner(pop: Population) -> int:
    members = len(pop.lengths)
    best = _below(pop.chance, members)
    for _ in range(TOURNAMENT - 1):
        other = _below(pop.chance, members)
        if pop.lengths[other] < pop.lengths[best]:
            best = other
    return best


@kernel
def breed(rules: Rules, desk: Desk, pop: Population, children: int) -> int:
    """Breed a number of children; return how many of them joined the population."""
    members = len(pop.lengths)
    joined = 0
    for _ in range(children):
        a, b = _winner(pop), _winner(pop)
        if a == b:
            b = (a + 1 + _below(pop.chance, members - 1)) % members
        _cross(pop, a, b)
        _mutate(rules, pop)
        length = _measure(rules, desk, pop, pop.child, pop.child_choice)
        worst = _below(pop.chance, members)
        for _ in range(GRAVES - 1):
            other = _below(pop.chance, members)
            if pop.lengths[other] > pop.lengths[worst]:
                worst = other
        if length > pop.lengths[worst]:
            continue
        mark = _mark(pop.child, pop.child_choice)
        known = False
        for member in range(members):
            if pop.marks[member] == mark:
                known = True
                break
        if not known:
            for k in range(len(pop.child)):
                pop.orders[worst, k] = pop.child[k]
                pop.choices[worst, k] = pop.child_choice[k]
            pop.lengths[worst] = length
            pop.marks[worst] = mark
            joined += 1
    return joined
