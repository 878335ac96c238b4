"""The Shapley value from a table: exact in two passes over the ``2**n`` numbers.

References
----------
Shapley, L. S. (1953), A value for n-person games. Kalai, E. and Samet, D. (1987), On weighted
Shapley values, Int. J. Game Theory 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.certificates.excess import subset_sums
from optimizer.sharing.game import Game, Interval, members

__all__ = [
    "MAX_WEIGHTED_PLAYERS",
    "harsanyi_dividends",
    "shapley_intervals",
    "shapley_value",
    "weighted_shapley_value",
]

MAX_WEIGHTED_PLAYERS = 16
_LOW_BITS = 12
_ROWS = 16
_LIMB = 31


def shapley_value(game: Game) -> tuple[Fraction, ...]:
    """Return the exact Shapley value.

    Axioms: efficiency, symmetry, dummy, additivity; also strong monotonicity (Young 1985). In the
    core for concave cost and convex value games, not in general.

    Parameters
    ----------
    game : Game
        Exact; cost or value alike, since the rule averages marginal numbers of either.

    Returns
    -------
    tuple of Fraction, length n

    Raises
    ------
    ValueError
        The game has intervals; see :func:`shapley_intervals`.
    """
    if game.is_interval:
        raise ValueError("an interval game has Shapley intervals, not a value")
    with_player, totals = _size_sums(game.numerators, game.n, game.magnitude)
    return tuple(_weigh(row, row, totals, game.n) / game.denominator for row in with_player)


def shapley_intervals(game: Game) -> tuple[Interval, ...]:
    """Return, per player, the tightest interval that holds the Shapley value of every game inside.

    A share rises with the numbers of coalitions that hold the player and falls with the others, so
    each end takes the ends of the table that push it furthest.
    """
    low_with, low_all = _size_sums(game.numerators, game.n, game.magnitude)
    if game.upper_numerators is None:
        high_with, high_all = low_with, low_all
    else:
        high_with, high_all = _size_sums(game.upper_numerators, game.n, game.magnitude)
    return tuple(
        Interval(
            _weigh(low, high, high_all, game.n) / game.denominator,
            _weigh(high, low, low_all, game.n) / game.denominator,
        )
        for low, high in zip(low_with, high_with, strict=True)
    )


def _weigh(inside: list[int], outside: list[int], outside_all: list[int], n: int) -> Fraction:
    """Weigh sums over coalitions with the player against those without (``all − with``)."""
    total = 0
    for size in range(1, n + 1):
        total += inside[size] * factorial(size - 1) * factorial(n - size)
    for size in range(n):
        total -= (outside_all[size] - outside[size]) * factorial(size) * factorial(n - size - 1)
    return Fraction(total, factorial(n))


def _size_sums(table: NDArray[Any], n: int, magnitude: int) -> tuple[list[list[int]], list[int]]:
    """Return the sum of the table over coalitions of each size, with each player and in all.

    Returns
    -------
    with_player : list of list of int, shape (n, n + 1)
    totals : list of int, length n + 1
    """
    if table.dtype != object and magnitude * comb(n, n // 2) < 2**62:
        return _size_sums_int64(table, n)
    # Numbers too large for one pass are cut into 31-bit limbs; the top limb keeps the sign.
    with_player = [[0] * (n + 1) for _ in range(n)]
    totals = [0] * (n + 1)
    limbs = max(1, -(-(magnitude.bit_length() + 1) // _LIMB))
    for limb in range(limbs):
        part = table >> (_LIMB * limb)
        if limb < limbs - 1:
            part = part & ((1 << _LIMB) - 1)
        rows, sums = _size_sums_int64(part.astype(np.int64), n)
        for i in range(n):
            for size in range(n + 1):
                with_player[i][size] += rows[i][size] << (_LIMB * limb)
        for size in range(n + 1):
            totals[size] += sums[size] << (_LIMB * limb)
    return with_player, totals


def _size_sums_int64(table: NDArray[np.int64], n: int) -> tuple[list[list[int]], list[int]]:
    """Sum by size in two passes: low bits' sizes per high part, and the other way round."""
    low = min(n, _LOW_BITS)
    high = n - low
    square = table.reshape(1 << high, 1 << low)
    low_sizes: NDArray[np.int64] = subset_sums([1] * low)
    high_sizes: NDArray[np.int64] = subset_sums([1] * high)
    order = np.argsort(low_sizes, kind="stable")
    starts = np.searchsorted(low_sizes[order], np.arange(low + 1))
    by_high = np.empty((1 << high, low + 1), dtype=np.int64)
    by_low = np.zeros((high + 1, 1 << low), dtype=np.int64)
    for first in range(0, 1 << high, _ROWS):
        rows = square[first : first + _ROWS]
        by_high[first : first + _ROWS] = np.add.reduceat(rows.take(order, axis=1), starts, axis=1)
        for k, row in enumerate(rows):
            by_low[high_sizes[first + k]] += row
    totals = [0] * (n + 1)
    for h in range(high + 1):
        for k, number in enumerate(by_high[high_sizes == h].sum(axis=0)):
            totals[h + k] += int(number)
    with_player: list[list[int]] = []
    low_masks = np.arange(1 << low)
    high_masks = np.arange(1 << high)
    for i in range(n):
        sums = [0] * (n + 1)
        if i < low:
            chosen = (low_masks >> i & 1).astype(bool)
            for h in range(high + 1):
                for k, number in enumerate(_by_size(by_low[h], low_sizes, chosen, low)):
                    sums[h + k] += int(number)
        else:
            chosen = (high_masks >> (i - low) & 1).astype(bool)
            for h in range(1, high + 1):
                part = by_high[chosen & (high_sizes == h)].sum(axis=0)
                for k, number in enumerate(part):
                    sums[h + k] += int(number)
        with_player.append(sums)
    return with_player, totals


def _by_size(
    row: NDArray[np.int64], sizes: NDArray[np.int64], chosen: NDArray[np.bool_], low: int
) -> NDArray[np.int64]:
    sums = np.zeros(low + 1, dtype=np.int64)
    np.add.at(sums, sizes[chosen], row[chosen])
    return sums


def harsanyi_dividends(game: Game) -> NDArray[Any]:
    """Return each coalition's dividend times the game's denominator.

    ``d(S) = v(S) − Σ over proper subsets of d``; Möbius inversion, one bit at a time.
    """
    if game.is_interval:
        raise ValueError("dividends need an exact game")
    roomy = game.magnitude << game.n < 2**62 and game.numerators.dtype != object
    dividends: NDArray[Any] = game.numerators.astype(np.int64 if roomy else object)
    for i in range(game.n):
        cube = dividends.reshape(-1, 2, 1 << i)
        cube[:, 1, :] -= cube[:, 0, :]
    return dividends


def weighted_shapley_value(game: Game, weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the weighted Shapley value: each dividend is split in proportion to weights.

    Axioms: efficiency, dummy, additivity, proportionality in unanimity games (instead of symmetry).

    Parameters
    ----------
    game : Game
        Exact, at most :data:`MAX_WEIGHTED_PLAYERS` players.
    weights : sequence of Fraction, length n
        Positive.

    Raises
    ------
    ValueError
        A weight is not positive, their number is wrong, or there are too many players.
    """
    if len(weights) != game.n or any(weight <= 0 for weight in weights):
        raise ValueError("weighted Shapley needs one positive weight per player")
    if game.n > MAX_WEIGHTED_PLAYERS:
        raise ValueError(f"exact weighted Shapley is limited to {MAX_WEIGHTED_PLAYERS} players")
    shares = [Fraction(0)] * game.n
    for mask, dividend in enumerate(harsanyi_dividends(game)):
        if dividend:
            inside = members(mask)
            rate = Fraction(int(dividend)) / sum(weights[i] for i in inside)
            for i in inside:
                shares[i] += rate * weights[i]
    return tuple(share / game.denominator for share in shares)
