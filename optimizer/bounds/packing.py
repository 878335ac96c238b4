"""Which loads fit together on one renewable in one period: rows that no packing breaks.

Step of the way: bound. A row gives every size a whole weight such that sizes that fit into the
capacity together never weigh more than ``limit``: a *dual feasible function* in whole numbers. The
capacity itself is one (weight = size). Others see that two sizes above half never fit together,
that 30, 30 and 50 do not, and so on: what a linear capacity row leaves to fractions.

References
----------
Fekete & Schepers (2001), New classes of fast lower bounds for bin packing problems;
Alves, Clautiaux, Valerio de Carvalho & Rietz (2016), Dual-feasible functions for integer
programming and combinatorial optimization, ch. 2 and 4; Balas (1975) for sequential lifting.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

import numpy as np

__all__ = ["PackingRow", "heaviest_packing", "packing_rows"]

PackingRow = tuple[tuple[int, ...], int]
"""Weight of each size, and the limit."""

MOST_CAPACITY = 400
"""Capacities beyond (after dividing by common factors) get the plain row only."""
MOST_SIZES = 10
STEPS = range(1, 6)


@lru_cache(maxsize=4096)
def packing_rows(capacity: int, sizes: tuple[int, ...]) -> tuple[PackingRow, ...]:
    """Return rows for a capacity; the first is the plain one.

    Parameters
    ----------
    capacity : int
    sizes : tuple of int
        Different sizes, ascending, each at least 1. Sizes above the capacity weigh 0.

    Examples
    --------
    Two loads above half of a person do not fit together:

    >>> packing_rows(100, (60, 80))
    (((1, 1), 1),)
    >>> packing_rows(100, (50, 60))
    (((1, 2), 2),)
    """
    fitting = tuple(size for size in sizes if size <= capacity)
    if not fitting:
        return ()
    common = gcd(capacity, *fitting) if capacity else 1
    room = capacity // common
    small = tuple(size // common for size in fitting)
    if room > MOST_CAPACITY or len(small) > MOST_SIZES:
        rows: list[PackingRow] = [(small, room)]
    else:
        weights = [_lifted(room, small, start) for start in _starts(room, small)]
        rows = list(dict.fromkeys(_whole(row) for row in weights))
        # The plain row stays: the corners found need not be all there are.
        rows = [row for row in rows if row == rows[0] or _is_corner(room, small, row)]
    pad = (0,) * (len(sizes) - len(fitting))
    return tuple((weights_ + pad, limit) for weights_, limit in rows)


def heaviest_packing(room: int, sizes: tuple[int, ...], weights: Iterable[Fraction]) -> Fraction:
    """Return the greatest weight of sizes that fit into a room together, with repetition."""
    pairs = list(zip(sizes, weights, strict=True))
    best = [Fraction(0)] * (room + 1)
    for space in range(1, room + 1):
        best[space] = best[space - 1]
        for size, weight in pairs:
            if size <= space:
                best[space] = max(best[space], best[space - size] + weight)
    return best[room]


def _starts(room: int, sizes: tuple[int, ...]) -> list[list[Fraction]]:
    """Weights before lifting, as shares of the whole: plain, in steps, and big against small."""
    shares = [Fraction(size, room) for size in sizes]
    starts = [shares]
    starts += [
        [x if (k + 1) * x == (k + 1) * x // 1 else Fraction((k + 1) * x // 1, k) for x in shares]
        for k in STEPS
    ]
    starts += [
        [Fraction(1) if x > 1 - least else x if x >= least else Fraction(0) for x in shares]
        for least in shares
        if 2 * least <= 1
    ]
    starts.append(
        [
            Fraction(1) if 2 * x > 1 else Fraction(1, 2) if 2 * x == 1 else Fraction(0)
            for x in shares
        ]
    )
    return starts


def _lifted(room: int, sizes: tuple[int, ...], weights: list[Fraction]) -> list[Fraction]:
    """Scale weights to a limit of 1 and raise them, largest size first, while they stay valid."""
    heaviest = heaviest_packing(room, sizes, weights)
    lifted = [weight / heaviest if heaviest else weight for weight in weights]
    for i in reversed(range(len(sizes))):
        others = [Fraction(0) if j == i else weight for j, weight in enumerate(lifted)]
        lifted[i] = min(
            (1 - heaviest_packing(room - count * sizes[i], sizes, others)) / count
            for count in range(1, room // sizes[i] + 1)
        )
    return lifted


def _whole(weights: list[Fraction]) -> PackingRow:
    limit = lcm(*(weight.denominator for weight in weights))
    return tuple(int(weight * limit) for weight in weights), limit


def _is_corner(room: int, sizes: tuple[int, ...], row: PackingRow) -> bool:
    """Say whether no mixture of other rows says as much: enough packings reach the limit."""
    weights, limit = row
    full = [
        packing
        for packing in _packings(room, sizes)
        if sum(w * n for w, n in zip(weights, packing, strict=True)) == limit
    ]
    # A weight of 0 can't be lowered, which counts like a packing that is full.
    full += [tuple(int(i == j) for j in range(len(sizes))) for i, w in enumerate(weights) if not w]
    return bool(full) and int(np.linalg.matrix_rank(np.array(full))) == len(sizes)


@lru_cache(maxsize=256)
def _packings(room: int, sizes: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every packing, as counts of each size."""
    found: list[tuple[int, ...]] = [()]
    spaces = [room]
    for size in sizes:
        longer = [
            ((*packing, count), space - count * size)
            for packing, space in zip(found, spaces, strict=True)
            for count in range(space // size + 1)
        ]
        found, spaces = [p for p, _ in longer], [space for _, space in longer]
    return found
