"""The nucleolus against an independent sequence of LPs, and the traps it is known for."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.sharing import Game, Kind, find_empty_core_proof, solve_nucleolus
from optimizer.sharing.airport import AirportGame, airport_nucleolus, airport_shapley
from optimizer.sharing.certificates import (
    ShareBounds,
    Verdict,
    certify_shares,
    check_aggregate_monotonicity,
    check_coalition_monotonicity,
    check_nucleolus_proof,
)
from optimizer.sharing.exact_simplex import InfeasibleRows
from optimizer.sharing.nucleolus import NucleolusResult
from tests.sharing.random_games import games

TOLERANCE = 1e-7


def lp_sequence(game: Game, per_capita: bool) -> list[float]:
    """The prenucleolus by floating-point LPs that test each tight coalition for being stuck."""
    n, grand = game.n, game.grand
    masks = list(range(1, grand))
    number = {mask: float(game.value(mask)) for mask in masks}
    weight = {mask: mask.bit_count() if per_capita else 1 for mask in masks}
    fixed: dict[int, float] = {}
    shares = [float(game.value(grand)) / n] * n

    def solve(target: int | None, level: float | None) -> tuple[float, list[float]]:
        model = pulp.LpProblem("level", pulp.LpMinimize)
        x = [model.add_variable(f"x{i}") for i in range(n)]
        epsilon = model.add_variable("epsilon")
        model += epsilon if target is None else _excess(game, x, target, number)
        model += pulp.lpSum(x) == float(game.value(grand))
        for mask in masks:
            excess = _excess(game, x, mask, number)
            if mask in fixed:
                model += excess == fixed[mask]
            else:
                model += excess <= weight[mask] * epsilon
        if level is not None:
            model += epsilon == level
        assert model.solve(pulp.HiGHS(msg=False)) == pulp.LpStatusOptimal
        return float(pulp.value(model.objective)), [float(v.value()) for v in x]

    while len(fixed) < len(masks):
        level, shares = solve(None, None)
        stuck = {}
        for mask in masks:
            if mask not in fixed:
                least, _ = solve(mask, level)
                if least >= weight[mask] * level - TOLERANCE:
                    stuck[mask] = weight[mask] * level
        assert stuck
        fixed |= stuck
    return shares


def _excess(
    game: Game, x: list[pulp.LpVariable], mask: int, number: dict[int, float]
) -> pulp.LpAffineExpression:
    paid = pulp.lpSum(x[i] for i in range(game.n) if mask >> i & 1)
    return game.sign * (number[mask] - paid)


def small_games(kind: str | None = None, most: int = 4) -> st.SearchStrategy[Game]:
    # One scale at a time: the floating-point side cannot mix 10^12 with 10^-3.
    return games(least=2, most=most, kind=kind).filter(lambda game: game.magnitude < 10**6)


def proved(game: Game, bounds: ShareBounds | None = None, **options: bool) -> NucleolusResult:
    result = solve_nucleolus(game, bounds, **options)
    assert check_nucleolus_proof(game, result.shares, result.proof) is None
    return result


@settings(max_examples=15)
@given(small_games(most=3), st.booleans())
def test_lp_sequence_agrees(game: Game, per_capita: bool) -> None:
    found = proved(game, per_capita=per_capita).shares
    assert [float(x) for x in found] == pytest.approx(lp_sequence(game, per_capita), abs=1e-5)


@pytest.mark.long
@settings(max_examples=600)
@given(small_games(), st.booleans())
def test_lp_sequence_agrees_on_hundreds(game: Game, per_capita: bool) -> None:
    found = proved(game, per_capita=per_capita).shares
    assert [float(x) for x in found] == pytest.approx(lp_sequence(game, per_capita), abs=1e-5)


def check_proof_and_axioms(game: Game, per_capita: bool) -> None:
    result = proved(game, per_capita=per_capita)
    certificate = certify_shares(game, result.shares, nucleolus=result.proof)
    for axiom in ("efficiency", "symmetry", "nucleolus"):
        assert certificate.line(axiom).verdict is Verdict.PASS
    if not per_capita:
        assert certificate.line("dummy").verdict is Verdict.PASS
    empty = find_empty_core_proof(game)
    assert (empty is None) == (certificate.line("core").verdict is not Verdict.FAIL)
    if empty is not None:
        line = certify_shares(game, result.shares, empty_core=empty).line("core-nonempty")
        assert "least_subsidy" in line.figures


@given(games(), st.booleans())
def test_proof_and_axioms(game: Game, per_capita: bool) -> None:
    check_proof_and_axioms(game, per_capita)


@pytest.mark.long
@settings(max_examples=3000)
@given(games(most=6), st.booleans())
def test_proof_and_axioms_on_thousands(game: Game, per_capita: bool) -> None:
    check_proof_and_axioms(game, per_capita)


@given(games(least=2), st.randoms(use_true_random=False))
def test_relabelling_permutes_the_shares(game: Game, random: object) -> None:
    order = list(range(game.n))
    random.shuffle(order)  # type: ignore[attr-defined]
    shares = solve_nucleolus(game).shares
    assert solve_nucleolus(game.relabelled(order)).shares == tuple(shares[i] for i in order)


@given(games(least=2, kind="cost"))
def test_a_cost_game_and_its_savings_game_tell_the_same_story(game: Game) -> None:
    alone = [game.value(1 << i) for i in range(game.n)]
    savings = solve_nucleolus(game.savings_game()).shares
    costs = solve_nucleolus(game).shares
    assert costs == tuple(a - s for a, s in zip(alone, savings, strict=True))


@given(games(least=2, most=4))
def test_individual_rationality_is_met_or_impossible(game: Game) -> None:
    bounds = ShareBounds.individually_rational(game)
    alone = sum(game.value(1 << i) for i in range(game.n))
    if game.sign * (alone - game.value(game.grand)) > 0:
        with pytest.raises(InfeasibleRows) as refusal:
            solve_nucleolus(game, bounds)
        assert_farkas(refusal.value)
        return
    result = proved(game, bounds)
    line = certify_shares(game, result.shares).line("individual-rationality")
    assert line.verdict is Verdict.PASS


def assert_farkas(refusal: InfeasibleRows) -> None:
    width = len(refusal.farkas[0][0].coefficients)
    for place in range(width):
        assert sum(m * row.coefficients[place] for row, m in refusal.farkas) == 0
    assert all(m >= 0 for row, m in refusal.farkas if not row.equality)
    assert sum(m * row.bound for row, m in refusal.farkas) > 0


@given(games(least=2, most=4), st.data())
def test_bounds_inside_the_lp(game: Game, data: st.DataObject) -> None:
    free = solve_nucleolus(game).shares
    shifts = data.draw(st.lists(st.integers(-2, 2), min_size=game.n, max_size=game.n))
    centre = [share + shift for share, shift in zip(free, shifts, strict=True)]
    drift = (game.value(game.grand) - sum(centre)) / game.n
    bounds = ShareBounds(
        tuple(c + drift - Fraction(1, 2) for c in centre),
        tuple(c + drift + Fraction(1, 3) for c in centre),
    )
    result = proved(game, bounds)
    for share, low, high in zip(result.shares, bounds.lower, bounds.upper, strict=True):
        assert low is not None
        assert high is not None
        assert low <= share <= high


def test_one_and_two_players() -> None:
    one = Game.from_values(("only",), [0, 7], "cost")
    assert solve_nucleolus(one).shares == (7,)
    two = Game.from_values(("a", "b"), [0, 4, 6, 8], "cost")
    assert solve_nucleolus(two).shares == (3, 5)


@pytest.mark.parametrize("n", [3, 5, 8, 12])
def test_all_equal_costs(n: int) -> None:
    game = Game.from_function([f"p{i}" for i in range(n)], lambda _: 100, "cost")
    assert solve_nucleolus(game).shares == (Fraction(100, n),) * n


def test_nucleolus_is_not_monotone() -> None:
    values: dict[int, int] = dict.fromkeys(range(1, 32), 0)

    def put(names: str, number: int) -> None:
        values[sum(1 << (int(c) - 1) for c in names)] = number

    for names, number in (
        ("35", 3), ("123", 3), ("134", 9), ("135", 3), ("235", 3), ("245", 9), ("345", 3),
        ("1234", 9), ("1235", 3), ("1245", 9), ("1345", 9), ("2345", 9), ("12345", 11),
    ):  # fmt: skip
        put(names, number)
    before = Game.from_values(tuple("12345"), values, "value")
    put("1245", 12)
    put("12345", 12)
    after = Game.from_values(tuple("12345"), values, "value")
    old, new = solve_nucleolus(before).shares, solve_nucleolus(after).shares
    line = check_coalition_monotonicity(before, old, after, new)
    assert line.verdict is Verdict.FAIL
    assert line.figures == {"players": ["2", "4"]}
    assert check_aggregate_monotonicity(before, old, after, new).verdict is Verdict.SKIPPED


@pytest.mark.parametrize("n", [4, 11])
def test_huge_and_tiny_numbers_in_one_game(n: int) -> None:
    # Floating point cannot hold 10^12 and 10^-3 together; the tiny part still decides shares.
    tiny = Fraction(1, 1000)

    def value(mask: int) -> Fraction:
        big = 10**12 if mask & 1 else 0
        return big + tiny * (mask.bit_count() ** 2 + (3 if mask & 6 == 6 else 0))

    game = Game.from_function([f"p{i}" for i in range(n)], value, "value")
    result = proved(game)
    assert sum(result.shares) == game.value(game.grand)
    reference = Game.from_function(
        game.players, lambda mask: (value(mask) - (10**12 if mask & 1 else 0)) * 1000, "value"
    )
    expected = solve_nucleolus(reference).shares
    assert result.shares == tuple(
        share / 1000 + (10**12 if i == 0 else 0) for i, share in enumerate(expected)
    )


@pytest.mark.parametrize("style", ["uniform", "voting", "pairs"])
def test_row_generation_over_a_table_agrees_with_the_whole_table(
    style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    n = 9
    sizes = np.array([mask.bit_count() for mask in range(1 << n)])
    if style == "uniform":
        table = rng.integers(0, 1000, 1 << n) * sizes
    elif style == "voting":
        weights = rng.integers(1, 9, n)
        held = np.array(
            [sum(int(w) for i, w in enumerate(weights) if m >> i & 1) for m in range(1 << n)]
        )
        table = (held * 2 > weights.sum()).astype(np.int64)
    else:
        table = (sizes // 2).astype(np.int64)
    table[0] = 0
    game = Game(tuple(f"p{i}" for i in range(n)), Kind.VALUE, table.astype(np.int64))
    whole = proved(game)
    assert whole.scans == 0
    monkeypatch.setattr("optimizer.sharing.nucleolus._WHOLE_TABLE_PLAYERS", 2)
    generated = proved(game)
    assert generated.scans > 0
    assert generated.rows < (1 << n) - 2
    assert generated.shares == whole.shares
    per_head = proved(game, per_capita=True)
    monkeypatch.undo()
    assert per_head.shares == proved(game, per_capita=True).shares


@pytest.mark.long
@pytest.mark.parametrize("n", [16, 20])
def test_large_tables_are_proved(n: int) -> None:
    rng = np.random.default_rng(n)
    table = rng.integers(0, 10**6, 1 << n)
    table[0] = 0
    proved(Game(tuple(f"p{i}" for i in range(n)), Kind.VALUE, table))


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 2)), min_size=1, max_size=4).filter(
        lambda types: sum(count for _, count in types) <= 6
    )
)
def test_airport_closed_forms(types: list[tuple[int, int]]) -> None:
    ordered = sorted(types)
    game = AirportGame(
        tuple(f"t{k}" for k in range(len(ordered))),
        tuple(Fraction(cost) for cost, _ in ordered),
        tuple(count for _, count in ordered),
    )
    table = game.tabulate()
    for closed, full in (
        (airport_nucleolus(game), solve_nucleolus(table).shares),
        (airport_shapley(game), None),
    ):
        spread = tuple(s for s, c in zip(closed, game.counts, strict=True) for _ in range(c))
        if full is None:
            from optimizer.sharing import shapley_value

            full = shapley_value(table)
        assert spread == full
