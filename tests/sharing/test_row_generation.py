"""Least core and nucleolus from a separation oracle, exact and with an oracle that stops early."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from optimizer.sharing import (
    Game,
    Interval,
    Kind,
    Separation,
    ServiceGame,
    solve_by_rows,
    solve_nucleolus,
)
from optimizer.sharing.certificates import check_least_core_level, check_nucleolus_proof
from optimizer.sharing.game import members
from tests.sharing.random_games import games


def point(value: Fraction) -> Interval:
    return Interval(value, value)


class TableOracle:
    """Looks through a table; `slack` is how far from optimal it may stop."""

    def __init__(self, game: Game, slack: Fraction = Fraction(0), per_capita: bool = False) -> None:
        self.game = game
        self.slack = slack
        self.per_capita = per_capita

    def __call__(
        self,
        shares: tuple[Fraction, ...],
        nulls: tuple[tuple[int, ...], ...],
        _floor: Fraction,
    ) -> Separation:
        best: tuple[Fraction, int] | None = None
        for mask in range(1, self.game.grand):
            if not any(sum(v[i] for i in members(mask)) for v in nulls):
                continue
            paid = sum((shares[i] for i in members(mask)), Fraction(0))
            excess = self.game.sign * (self.game.value(mask) - paid)
            excess /= mask.bit_count() if self.per_capita else 1
            if best is None or excess > best[0]:
                best = (excess, mask)
        assert best is not None
        number = point(self.game.value(best[1]))
        return Separation(((best[1], number),), best[0] + self.slack)

    def start(self) -> list[tuple[int, Interval]]:
        units = [1 << i for i in range(self.game.n)]
        masks = units + [self.game.grand ^ unit for unit in units]
        return [(mask, point(self.game.value(mask))) for mask in masks if mask]


@settings(max_examples=30)
@given(games(least=2, most=5))
def test_an_exact_oracle_gives_the_nucleolus(game: Game) -> None:
    for per_capita in (False, True):
        oracle = TableOracle(game, per_capita=per_capita)
        found = solve_by_rows(
            game.players,
            game.kind,
            game.value(game.grand),
            oracle.start(),
            oracle,
            per_capita=per_capita,
        )
        assert found.is_nucleolus
        assert found.epsilon.is_exact
        assert found.shares == solve_nucleolus(game, per_capita=per_capita).shares
        assert check_nucleolus_proof(game, found.shares, found.proof) is None


def random_game(n: int, seed: int) -> Game:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 1000, 1 << n)
    table[0] = 0
    return Game(tuple(f"p{i}" for i in range(n)), Kind.VALUE, table)


def test_an_oracle_that_stops_early_gives_an_interval() -> None:
    game = random_game(6, 1)
    true = solve_nucleolus(game).epsilon
    assert true is not None
    oracle = TableOracle(game, slack=Fraction(7))
    found = solve_by_rows(game.players, game.kind, game.value(game.grand), oracle.start(), oracle)
    assert not found.is_nucleolus
    assert found.levels_proved == 0
    assert found.epsilon.low <= true <= found.epsilon.high
    assert found.epsilon.high - found.epsilon.low <= 7
    assert sum(found.shares) == game.value(game.grand)
    close = solve_by_rows(
        game.players,
        game.kind,
        game.value(game.grand),
        oracle.start(),
        oracle,
        tolerance=Fraction(7),
    )
    assert close.oracle_calls < 100
    assert close.levels_proved == 0  # within the tolerance only
    assert close.epsilon.high - close.epsilon.low <= 7
    assert not close.is_nucleolus


def test_intervals_of_coalitions_bound_epsilon_from_both_sides() -> None:
    game = random_game(5, 2)
    true = solve_nucleolus(game).epsilon
    assert true is not None
    exact = TableOracle(game)

    def blurred(
        shares: tuple[Fraction, ...], nulls: tuple[tuple[int, ...], ...], floor: Fraction
    ) -> Separation:
        answer = exact(shares, nulls, floor)
        ((mask, number),) = answer.coalitions
        return Separation(((mask, Interval(number.low - 3, number.low)),), answer.bound)

    start = [(mask, Interval(number.low - 3, number.low)) for mask, number in exact.start()]
    found = solve_by_rows(game.players, game.kind, game.value(game.grand), start, blurred)
    assert found.epsilon.low <= true <= found.epsilon.high


def test_the_call_limit_is_an_answer_and_rows_replay() -> None:
    game = random_game(7, 3)
    oracle = TableOracle(game)
    whole = game.value(game.grand)
    short = solve_by_rows(game.players, game.kind, whole, oracle.start(), oracle, max_calls=2)
    assert short.oracle_calls == 2
    assert not short.is_nucleolus
    true = solve_nucleolus(game).epsilon
    assert true is not None
    assert short.epsilon.low <= true <= short.epsilon.high
    full = solve_by_rows(game.players, game.kind, whole, oracle.start(), oracle)
    again = solve_by_rows(game.players, game.kind, whole, full.rows, oracle)
    assert again.shares == full.shares
    assert again.oracle_calls < full.oracle_calls


def test_starting_rows_must_bound_every_level() -> None:
    game = random_game(4, 4)
    oracle = TableOracle(game)
    with pytest.raises(ValueError, match="lack"):
        solve_by_rows(game.players, game.kind, game.value(game.grand), oracle.start()[1:], oracle)


def service_game(n: int, packages: int, seed: int) -> ServiceGame:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(packages):
        team = rng.choice(n, int(rng.integers(1, min(n, 4) + 1)), replace=False)
        found.append((Fraction(int(rng.integers(1, 900)), 4), sum(1 << int(i) for i in team)))
    return ServiceGame(tuple(f"d{i}" for i in range(n)), tuple(found))


@pytest.mark.parametrize("seed", range(4))
def test_service_game_closed_forms_agree_with_the_table(seed: int) -> None:
    game = service_game(6, 9, seed)
    table = game.tabulate()
    from optimizer.sharing import shapley_value

    assert game.shapley_value() == shapley_value(table)
    nucleolus = solve_nucleolus(table)
    for shares in (game.shapley_value(), nucleolus.shares, (table.value(table.grand) / 6,) * 6):
        from optimizer.sharing.certificates.excess import ExcessScan

        worst, cut = ExcessScan(table, shares).worst(), game.worst_coalition(shares)
        assert worst is not None
        assert cut is not None
        assert cut.excess == worst.excess
        anywhere = game.gains_from_leaving(shares)
        assert anywhere.excess == max(worst.excess, 0)
    # The game is concave, so the Shapley value is in the core: one cut says so.
    assert game.gains_from_leaving(game.shapley_value()).excess == 0


def solve_service_least_core(game: ServiceGame) -> tuple[Fraction, int]:
    units = [1 << i for i in range(len(game.players))]
    start = [(m, game.interval(m)) for m in units + [game.grand ^ unit for unit in units]]

    def oracle(shares: tuple[Fraction, ...], *_: object) -> Separation:
        worst = game.worst_coalition(shares)
        assert worst is not None
        return Separation(((worst.mask, game.interval(worst.mask)),), worst.excess)

    found = solve_by_rows(game.players, Kind.COST, game.value(game.grand), start, oracle, levels=1)
    assert found.levels_proved == 1
    assert found.epsilon.is_exact
    if len(game.players) <= 8:
        table = game.tabulate()
        true = solve_nucleolus(table)
        assert true.epsilon == found.epsilon.low
        assert check_least_core_level(table, found.shares, found.proof) is None
    return found.epsilon.low, found.oracle_calls


def test_least_core_by_minimum_cuts() -> None:
    solve_service_least_core(service_game(7, 12, 5))


@pytest.mark.long
def test_least_core_of_forty_departments_by_minimum_cuts() -> None:
    epsilon, calls = solve_service_least_core(service_game(40, 150, 6))
    assert epsilon <= 0
    assert calls < 200


def test_service_game_checks_its_packages() -> None:
    with pytest.raises(ValueError, match="needed by"):
        ServiceGame(("a",), ((Fraction(1), 2),))
    with pytest.raises(ValueError, match="negative"):
        ServiceGame(("a",), ((Fraction(-1), 1),))
    one = ServiceGame(("a",), ((Fraction(5), 1),))
    assert one.shapley_value() == (5,)
    assert one.worst_coalition((Fraction(5),)) is None
