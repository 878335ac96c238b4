"""Money is rounded last, by a named rule, and sums: largest remainders, and controlled rounding.

References
----------
Cox, L. H. (1987), A constructive procedure for unbiased controlled rounding, J. Amer. Stat. Assoc.
82.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from math import floor, lcm

import networkx as nx

__all__ = ["TieRule", "round_largest_remainder", "round_matrix"]


class TieRule(StrEnum):
    """Who gets the last cent among equal remainders.

    ``player-order``: whoever is listed first. ``largest-share``: whoever has the larger share, then
    whoever is listed first. ``smallest-share``: the other way round.
    """

    PLAYER_ORDER = "player-order"
    LARGEST_SHARE = "largest-share"
    SMALLEST_SHARE = "smallest-share"


def round_largest_remainder(
    shares: Sequence[Fraction], ties: TieRule = TieRule.LARGEST_SHARE
) -> tuple[int, ...]:
    """Round shares in cents to whole cents with the same sum (Hamilton's rule).

    Parameters
    ----------
    shares : sequence of Fraction
        In cents; their sum must be a whole number of cents. Negative shares are allowed.
    ties : TieRule

    Returns
    -------
    tuple of int
        Each is its share rounded down or up.

    Raises
    ------
    ValueError
        The sum is not whole.
    """
    total = sum(shares, Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"the shares sum to {total}, which is not a whole number of cents")
    cents = [floor(share) for share in shares]

    def order(i: int) -> tuple[Fraction, Fraction, int]:
        remainder = shares[i] - cents[i]
        weight = {
            TieRule.PLAYER_ORDER: Fraction(0),
            TieRule.LARGEST_SHARE: -shares[i],
            TieRule.SMALLEST_SHARE: shares[i],
        }[ties]
        return -remainder, weight, i

    for i in sorted(range(len(shares)), key=order)[: int(total) - sum(cents)]:
        cents[i] += 1
    return tuple(cents)


def round_matrix(
    cells: Sequence[Sequence[Fraction]], *, columns_first: bool = False
) -> tuple[tuple[int, ...], ...]:
    """Round a project × department matrix so that every cell, row, column and the total tie.

    Each cell becomes its value rounded down or up, and so do each row sum and each column sum; the
    total must be whole. Such a rounding always exists (integrality of flows); among all the one
    nearest to the exact cells (least total change) is taken, found as a minimum-cost flow in whole
    numbers. With `columns_first` the column sums come first: they are nearest to the exact sums, so
    the cents go to the largest remainders as far as cells and rows allow, and the cells follow.
    Among equals, earlier columns are raised first, then cells in earlier places.

    Parameters
    ----------
    cells : sequence, shape (rows, columns)
        In cents.
    columns_first : bool

    Returns
    -------
    tuple of tuple of int, shape (rows, columns)

    Raises
    ------
    ValueError
        The total is not whole, or rows differ in length.
    """
    width = len(cells[0]) if cells else 0
    if any(len(row) != width for row in cells):
        raise ValueError("all rows must have the same length")
    total = sum((cell for row in cells for cell in row), Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"the cells sum to {total}, which is not a whole number of cents")
    down = [[floor(cell) for cell in row] for row in cells]
    parts = [
        [cell - low for cell, low in zip(row, lows, strict=True)]
        for row, lows in zip(cells, down, strict=True)
    ]
    up = _cells_to_raise(parts, width, columns_first)
    return tuple(
        tuple(low + ((i, j) in up) for j, low in enumerate(row)) for i, row in enumerate(down)
    )


def _cells_to_raise(
    parts: list[list[Fraction]], width: int, columns_first: bool
) -> set[tuple[int, int]]:
    """Return the cells rounded up: a flow of single cents through rows and columns."""
    row_sums = [sum(row, Fraction(0)) for row in parts]
    column_sums = [sum((row[j] for row in parts), Fraction(0)) for j in range(width)]
    cents = int(sum(row_sums, Fraction(0)))
    # Raising a number changes it by 1 − part, leaving it by part: the difference is what it costs.
    # The places of the cells break ties among cells, powers of two those among columns.
    scale = lcm(*(part.denominator for row in parts for part in row))
    count = sum(map(len, parts))
    per_cell = scale * count * count
    per_tie = 2 * per_cell * count if columns_first else 0
    per_column = scale * per_tie << width
    graph: nx.DiGraph[object] = nx.DiGraph()
    # A row takes the whole cents of its remainders for certain, and one more from the pool perhaps.
    certain_in = sum(floor(s) for s in row_sums)
    certain_out = sum(floor(s) for s in column_sums)
    graph.add_node("pool", demand=-(cents - certain_in))
    graph.add_node("rest", demand=cents - certain_out)
    for i, s in enumerate(row_sums):
        graph.add_node(("row", i), demand=-floor(s))
        if s.denominator != 1:
            graph.add_edge("pool", ("row", i), capacity=1, weight=0)
    for j, s in enumerate(column_sums):
        graph.add_node(("column", j), demand=floor(s))
        if s.denominator != 1:
            weight = int((1 - 2 * (s - floor(s))) * per_column) + (per_tie << j)
            graph.add_edge(("column", j), "rest", capacity=1, weight=weight)
    for i, row in enumerate(parts):
        for j, part in enumerate(row):
            if part:
                weight = int((1 - 2 * part) * per_cell) + i * width + j
                graph.add_edge(("row", i), ("column", j), capacity=1, weight=weight)
    flow = nx.min_cost_flow(graph)
    return {
        (i, j)
        for i, row in enumerate(parts)
        for j, part in enumerate(row)
        if part and flow[("row", i)][("column", j)] == 1
    }
