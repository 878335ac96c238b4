"""Cents: every number is its share rounded down or up, and everything ties."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing import TieRule, round_largest_remainder, round_matrix

amounts = st.fractions(min_value=-50, max_value=200, max_denominator=7)


def whole(values: list[Fraction]) -> list[Fraction]:
    return [*values[:-1], values[-1] + ceil(sum(values)) - sum(values)]


@given(st.lists(amounts, min_size=1, max_size=7).map(whole), st.sampled_from(TieRule))
def test_largest_remainder(shares: list[Fraction], ties: TieRule) -> None:
    cents = round_largest_remainder(shares, ties)
    assert sum(cents) == sum(shares)
    for share, cent in zip(shares, cents, strict=True):
        assert floor(share) <= cent <= ceil(share)
    raised = [s - floor(s) for s, c in zip(shares, cents, strict=True) if c > s]
    kept = [s - floor(s) for s, c in zip(shares, cents, strict=True) if c < s]
    if raised and kept:
        assert min(raised) >= max(kept)


def test_tie_rules() -> None:
    shares = [Fraction(1, 2), Fraction(7, 2), Fraction(3, 2), Fraction(1, 2)]
    assert round_largest_remainder(shares, TieRule.PLAYER_ORDER) == (1, 4, 1, 0)
    assert round_largest_remainder(shares, TieRule.LARGEST_SHARE) == (0, 4, 2, 0)
    assert round_largest_remainder(shares, TieRule.SMALLEST_SHARE) == (1, 3, 1, 1)
    with pytest.raises(ValueError, match="whole number"):
        round_largest_remainder([Fraction(1, 3)])


matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(amounts, min_size=width, max_size=width), min_size=1, max_size=4
    )
)


def change(cells: list[list[Fraction]], rounded: Sequence[Sequence[int]]) -> Fraction:
    return sum(
        (
            abs(c - r)
            for row, cents in zip(cells, rounded, strict=True)
            for c, r in zip(row, cents, strict=True)
        ),
        Fraction(0),
    )


def is_controlled(cells: list[list[Fraction]], rounded: Sequence[Sequence[int]]) -> bool:
    lines = [(row, list(cents)) for row, cents in zip(cells, rounded, strict=True)]
    lines += [
        ([row[j] for row in cells], [cents[j] for cents in rounded]) for j in range(len(cells[0]))
    ]
    return all(floor(sum(exact)) <= sum(cents) <= ceil(sum(exact)) for exact, cents in lines)


@given(matrices)
def test_controlled_rounding_ties_rows_columns_and_total(cells: list[list[Fraction]]) -> None:
    total = sum(sum(row) for row in cells)
    cells[0][0] += ceil(total) - total
    rounded = round_matrix(cells)
    assert sum(map(sum, rounded)) == sum(map(sum, cells))
    assert is_controlled(cells, rounded)
    for row, cents in zip(cells, rounded, strict=True):
        assert all(floor(c) <= r <= ceil(c) for c, r in zip(row, cents, strict=True))
    if len(cells) * len(cells[0]) <= 6:
        choices = [[(floor(c), ceil(c)) for c in row] for row in cells]
        flat = [pair for row in choices for pair in row]
        width = len(cells[0])
        best = min(
            change(cells, grid)
            for picks in product(*flat)
            if sum(picks) == sum(map(sum, cells))
            for grid in [tuple(picks[k : k + width] for k in range(0, len(picks), width))]
            if is_controlled(cells, grid)
        )
        assert change(cells, rounded) - best < Fraction(1, 10**5)


def test_whole_matrices_stay_and_bad_ones_are_refused() -> None:
    assert round_matrix([[Fraction(2), Fraction(-3)]]) == ((2, -3),)
    with pytest.raises(ValueError, match="whole number"):
        round_matrix([[Fraction(1, 2)]])
    with pytest.raises(ValueError, match="same length"):
        round_matrix([[Fraction(1)], [Fraction(1), Fraction(2)]])
