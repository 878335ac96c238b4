"""Nash fairness: the rounded logarithm of a department's utility, exactly, by tangents."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ortools.sat.python import cp_model

__all__ = ["add_log", "log_tangents", "reachable_sums"]

MOST_SUMS = 200_000
"""Utilities looked at one by one; with more, tangents stand on a grid and bound from above."""
WIDEST_BITS = 2_000_000


def reachable_sums(values: Iterable[int]) -> list[int] | None:
    """Return every sum of some of the ``values``, ascending; ``None`` when there are too many.

    Examples
    --------
    >>> reachable_sums([2, 3])
    [0, 2, 3, 5]
    """
    parts = [value for value in values if value]
    if sum(parts) <= WIDEST_BITS:
        bits = 1
        for value in parts:
            bits |= bits << value
        if bits.bit_count() > MOST_SUMS:
            return None
        return [i for i, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]
    sums = {0}
    for value in parts:
        sums |= {value + other for other in sums}
        if len(sums) > MOST_SUMS:
            return None
    return sorted(sums)


def log_tangents(utilities: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield tangents ``(p, c)``, each meaning ``(1 + p) log <= c + 1000 (u - p)``.

    At every listed ``u`` the largest whole ``log`` they allow is ``floor(1000 ln(1 + u) + 1/2)``.
    The logarithm is concave, so each tangent (raised by the half that rounding adds) lies above it
    everywhere; one stands wherever those before it would round to something else.
    """
    point = constant = 0
    first = True
    for utility in sorted({max(0, u) for u in utilities}):
        wanted = math.floor(1000 * math.log1p(utility) + 0.5)
        if not first and (constant + 1000 * (utility - point)) // (1 + point) == wanted:
            continue
        first, point = False, utility
        exact = math.floor((1 + point) * (1000 * math.log1p(point) + 0.5))
        constant = max(exact, (1 + point) * wanted)
        yield point, constant


def _grid_tangents(most: int) -> Iterator[tuple[int, int]]:
    """Yield tangents from above on a grid that grows by one percent."""
    point = 0
    while point <= most:
        exact = (1 + point) * (1000 * math.log1p(point) + 0.5)
        yield point, math.ceil(exact) + 16  # beyond the error of double precision
        point += max(1, point // 100)


def add_log(
    model: cp_model.CpModel,
    utility: cp_model.LinearExprT,
    base: int,
    values: list[int],
    name: str,
) -> cp_model.IntVar:
    """Return a variable whose maximum is ``floor(1000 ln(1 + max(0, utility)) + 1/2)``.

    Parameters
    ----------
    model : cp_model.CpModel
    utility : linear expression
        ``base`` plus the sum of some of ``values``.
    base : int
    values : list of int
        Not negative.
    name : str

    Notes
    -----
    Exact when the utilities that can be reached are few enough to be listed; from above otherwise
    (then a bound stays valid, and a plan is measured by its true logarithm).
    """
    most = max(0, base + sum(values))
    positive = model.new_int_var(0, most, f"utility[{name}]")
    if base < 0:
        model.add_max_equality(positive, [utility, 0])
    else:
        model.add(positive == utility)
    log = model.new_int_var(0, math.ceil(1000 * math.log1p(most)) + 1, f"log[{name}]")
    sums = reachable_sums(values)
    tangents = _grid_tangents(most) if sums is None else log_tangents(base + s for s in sums)
    for point, constant in tangents:
        model.add((1 + point) * log <= constant + 1000 * (positive - point))
    return log
