"""Shapley values against the definition: marginal numbers averaged over all orders."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.sharing import (
    Game,
    Interval,
    Kind,
    shapley_intervals,
    shapley_value,
    weighted_shapley_value,
)
from optimizer.sharing.certificates import Verdict, certify_shares
from tests.sharing.random_games import games


def by_orders(game: Game) -> tuple[Fraction, ...]:
    shares = [Fraction(0)] * game.n
    for order in permutations(range(game.n)):
        mask = 0
        for i in order:
            shares[i] += game.value(mask | 1 << i) - game.value(mask)
            mask |= 1 << i
    return tuple(share / factorial(game.n) for share in shares)


def check_axioms(game: Game) -> None:
    shares = shapley_value(game)
    assert shares == by_orders(game)
    certificate = certify_shares(game, shares)
    for axiom in ("efficiency", "symmetry", "dummy"):
        assert certificate.line(axiom).verdict is Verdict.PASS


@given(games())
def test_definition_and_axioms(game: Game) -> None:
    check_axioms(game)


@pytest.mark.long
@settings(max_examples=5000)
@given(games())
def test_definition_and_axioms_on_thousands(game: Game) -> None:
    check_axioms(game)


@given(games(least=2), st.randoms(use_true_random=False))
def test_relabelling_permutes_the_shares(game: Game, random: object) -> None:
    order = list(range(game.n))
    random.shuffle(order)  # type: ignore[attr-defined]
    shares = shapley_value(game)
    assert shapley_value(game.relabelled(order)) == tuple(shares[i] for i in order)


@given(games(most=4), games(most=4))
def test_additivity(first: Game, second: Game) -> None:
    if first.n != second.n:
        return
    both = [first.value(mask) + second.value(mask) for mask in range(1 << first.n)]
    total = shapley_value(Game.from_values(first.players, both, "value"))
    parts = zip(shapley_value(first), shapley_value(second), strict=True)
    assert total == tuple(a + b for a, b in parts)


@pytest.mark.parametrize("n", [13, 15])
def test_two_block_sums_agree_with_dividends(n: int) -> None:
    # Past 12 players the table is split in two blocks; equal weights go another way altogether.
    rng = np.random.default_rng(n)
    table = rng.integers(-(10**6), 10**6, 1 << n)
    table[0] = 0
    game = Game(tuple(f"p{i}" for i in range(n)), Kind.COST, table)
    small = Game(game.players[:8], Kind.COST, table[: 1 << 8].copy())
    assert shapley_value(small) == weighted_shapley_value(small, [Fraction(3)] * 8)
    if n == 13:
        assert shapley_value(game) == weighted_shapley_value(game, [Fraction(1)] * n)
    assert sum(shapley_value(game)) == game.value(game.grand)


def test_numbers_that_overflow_one_pass_are_cut_into_limbs() -> None:
    rng = np.random.default_rng(5)
    small = rng.integers(-(10**3), 10**3, 1 << 6)
    small[0] = 0
    players = tuple("abcdef")
    plain = shapley_value(Game(players, Kind.VALUE, small))
    for factor in (2**50, 2**70):
        values = [int(x) * factor for x in small]
        assert shapley_value(Game.from_values(players, values, "value")) == tuple(
            share * factor for share in plain
        )


@given(games(most=4), st.data())
def test_intervals_hold_every_game_inside(game: Game, data: st.DataObject) -> None:
    widths = data.draw(st.lists(st.integers(0, 5), min_size=1 << game.n, max_size=1 << game.n))
    lows = [game.value(mask) for mask in range(1 << game.n)]
    highs = [
        low + (width if mask else 0)
        for mask, (low, width) in enumerate(zip(lows, widths, strict=False))
    ]
    wide = Game.from_intervals(
        game.players, [Interval(a, b) for a, b in zip(lows, highs, strict=True)], game.kind
    )
    ends = shapley_intervals(wide)
    picks = [data.draw(st.booleans()) for _ in lows]
    inside = [b if pick else a for a, b, pick in zip(lows, highs, picks, strict=True)]
    inner = shapley_value(Game.from_values(game.players, inside, game.kind))
    for share, end in zip(inner, ends, strict=True):
        assert end.low <= share <= end.high
    if not wide.is_interval:
        assert tuple(end.low for end in ends) == shapley_value(wide)


def test_weights_split_a_unanimity_game() -> None:
    game = Game.from_values(("a", "b"), [0, 0, 0, 12], "value")
    assert weighted_shapley_value(game, [Fraction(1), Fraction(2)]) == (4, 8)
    with pytest.raises(ValueError, match="positive"):
        weighted_shapley_value(game, [Fraction(0), Fraction(2)])


def test_an_interval_game_has_no_single_value() -> None:
    game = Game.from_intervals(
        ("a",), [Interval(Fraction(0), Fraction(0)), Interval(Fraction(1), Fraction(2))], "cost"
    )
    with pytest.raises(ValueError, match="interval"):
        shapley_value(game)
