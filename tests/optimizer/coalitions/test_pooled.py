"""Pooled games by integer programmes, against tables small enough to write out."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.coalitions.pooled import PooledGame, PooledProject, pooled_oracle, solve_pooled
from optimizer.sharing import Game, Kind, solve_nucleolus
from optimizer.sharing.certificates import check_floor, check_nucleolus_proof, worst_row


@st.composite
def pooled_games(draw: st.DrawFn, most: int = 5) -> PooledGame:
    n = draw(st.integers(2, most))
    kinds = draw(st.integers(0, 2))
    small = st.integers(0, 4)
    projects = [
        PooledProject(
            draw(st.integers(0, 30)),
            draw(st.sampled_from([0, draw(st.integers(0, (1 << n) - 1))])),
            tuple(draw(small) for _ in range(kinds)),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    has = tuple(tuple(draw(small) for _ in range(kinds)) for _ in range(n)) if kinds else ()
    return PooledGame(tuple(f"d{i}" for i in range(n)), tuple(projects), has)


def worth(game: PooledGame, mask: int) -> int:
    """The best set of projects, by trying all."""
    pool = [
        sum(row[r] for i, row in enumerate(game.has) if mask >> i & 1)
        for r in range(len(game.has[0]) if game.has else 0)
    ]
    best = 0
    for size in range(len(game.projects) + 1):
        for chosen in combinations(game.projects, size):
            fits = all(p.team & mask == p.team for p in chosen) and all(
                sum(p.needs[r] for p in chosen) <= amount for r, amount in enumerate(pool)
            )
            if fits:
                best = max(best, sum(p.value for p in chosen))
    return best


def table(game: PooledGame) -> Game:
    return Game.from_function(game.players, lambda mask: worth(game, mask), Kind.VALUE)


@settings(max_examples=25)
@given(pooled_games())
def test_the_oracle_values_every_coalition(game: PooledGame) -> None:
    oracle = pooled_oracle(game)
    for mask in range(1 << len(game.players)):
        interval = oracle.value(mask)
        assert interval.is_exact
        assert interval.low == worth(game, mask)


@settings(max_examples=25)
@given(pooled_games(most=4))
def test_the_nucleolus_is_the_tables(game: PooledGame) -> None:
    dense = table(game)
    found = solve_pooled(game)
    true = solve_nucleolus(dense)
    assert found.is_nucleolus
    assert found.shares == true.shares
    assert check_nucleolus_proof(dense, found.shares, found.proof) is None


@settings(max_examples=25)
@given(pooled_games())
def test_the_least_core_and_its_proof(game: PooledGame) -> None:
    dense = table(game)
    found = solve_pooled(game, levels=1)
    true = solve_nucleolus(dense).epsilon
    assert true is not None
    assert found.epsilon.low <= true <= found.epsilon.high
    assert found.epsilon.high - found.epsilon.low <= Fraction(1, 50)
    rows = dict(found.rows)
    whole = dense.value(dense.grand)
    assert check_floor(dense.n, Kind.VALUE, whole, rows, found.floor_weights) == found.epsilon.low
    worst = worst_row(Kind.VALUE, rows, found.shares)
    assert worst is not None
    assert worst[1] <= found.epsilon.high


def test_weights_that_do_not_balance_prove_nothing() -> None:
    game = PooledGame(("a", "b"), (PooledProject(6, 3), PooledProject(2, 1)))
    found = solve_pooled(game, levels=1)
    rows = dict(found.rows)
    good = found.floor_weights
    assert check_floor(2, Kind.VALUE, Fraction(8), rows, good) == found.epsilon.low == -3
    for bad in (
        good[:1],
        [(mask, weight / 2) for mask, weight in good],
        [(mask, -weight) for mask, weight in good],
        [(3, Fraction(1))],
    ):
        assert check_floor(2, Kind.VALUE, Fraction(8), rows, bad) is None


def test_out_of_time_is_an_interval_that_holds() -> None:
    teams = [1 << k % 7 | 1 << (3 * k + 1) % 7 for k in range(8)]
    game = PooledGame(
        tuple("abcdefg"),
        tuple(PooledProject(10 + k, team, (k % 3,)) for k, team in enumerate(teams)),
        tuple((k % 4,) for k in range(7)),
    )
    oracle = pooled_oracle(game)
    for mask in [1 << i for i in range(7)] + [127 ^ 1 << i for i in range(7)] + [127]:
        oracle.value(mask)
    cut = solve_pooled(game, seconds=0.0, levels=1, oracle=oracle)
    true = solve_nucleolus(table(game)).epsilon
    assert true is not None
    assert cut.epsilon.low <= true <= cut.epsilon.high


@pytest.mark.parametrize(
    "game",
    [
        {"projects": (PooledProject(-1, 0),)},
        {"projects": (PooledProject(1, 4),)},
        {"projects": (PooledProject(1, 0, (1,)),), "has": ((1, 2), (3, 4))},
        {"projects": (PooledProject(1, 0, (1,)),), "has": ((1,),)},
    ],
)
def test_bad_games_are_refused(game: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        PooledGame(("a", "b"), **game)  # type: ignore[arg-type]
