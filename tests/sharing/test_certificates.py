"""The checker is exact: it accepts the true nucleolus, refuses a misprint, names what is wrong."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from optimizer.sharing.certificates import (
    BalancedLevel,
    EmptyCoreProof,
    NucleolusProof,
    ShareBounds,
    Verdict,
    certify_shares,
    check_aggregate_monotonicity,
    check_coalition_monotonicity,
    check_nucleolus_proof,
    check_settlement,
)
from optimizer.sharing.game import Game, Interval

TALMUD = Game.from_values(("1", "2", "3"), [0, 0, 0, 0, 0, 100, 200, 300], "value")


def bounds(game: Game) -> ShareBounds:
    return ShareBounds.none(game.n)


def talmud_proof() -> NucleolusProof:
    # (50, 100, 150): excess −50 on {1} and {2,3}; then −100 on {2}, {1,3} and {1,2}.
    return NucleolusProof(
        (
            BalancedLevel(F(-50), ((0b001, F(1)), (0b110, F(1)))),
            BalancedLevel(F(-100), ((0b010, F(1)), (0b101, F(1)))),
        ),
        bounds(TALMUD),
    )


def test_true_nucleolus_is_accepted() -> None:
    assert check_nucleolus_proof(TALMUD, [F(50), F(100), F(150)], talmud_proof()) is None


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([F(51), F(99), F(150)], "not-tight"),
        ([F(50), F(100), F(151)], "efficiency"),
        ([F(50), F(101), F(149)], "not-tight"),
    ],
)
def test_wrong_shares_are_refused(shares: list[F], code: str) -> None:
    refusal = check_nucleolus_proof(TALMUD, shares, talmud_proof())
    assert refusal is not None
    assert refusal.code == code


def test_each_way_to_cheat_is_refused() -> None:
    shares = [F(50), F(100), F(150)]
    first, second = talmud_proof().levels

    def refusal(*levels: BalancedLevel) -> str:
        found = check_nucleolus_proof(TALMUD, shares, NucleolusProof(levels, bounds(TALMUD)))
        assert found is not None
        return found.code

    assert refusal(first) == "incomplete"
    assert refusal(second, first) == "level-order"
    assert refusal(second) == "incomplete"
    lone = BalancedLevel(F(-50), ((0b001, F(1)),))
    assert refusal(lone, second) == "not-balanced"
    negative = BalancedLevel(F(-50), ((0b001, F(-1)), (0b110, F(-1))))
    assert refusal(negative, second) == "weight-sign"
    empty = BalancedLevel(F(-50), ())
    assert refusal(empty, second) == "not-balanced"
    # All three pairs at −100 span everything but leave {1} and {2,3}, which are worse, out.
    pairs = BalancedLevel(F(-150), ((0b011, F(1, 2)), (0b101, F(1, 2)), (0b110, F(1, 2))))
    assert refusal(pairs) == "coalition-left-out"


def test_a_share_that_is_not_on_its_bound_cannot_help() -> None:
    game = Game.from_values(("a", "b"), [0, 1, 2, 10], "value")
    proof = NucleolusProof(
        (BalancedLevel(F(-5), ((0b01, F(1)),), at_lower=((1, F(1)),)),),
        ShareBounds.individually_rational(game),
    )
    refusal = check_nucleolus_proof(game, [F(6), F(4)], proof)
    assert refusal is not None
    assert refusal.code == "not-tight"


def test_certificate_names_the_worst_coalition_in_both_kinds() -> None:
    # A cost game and its mirrored value game must not be confused: the same shares differ.
    numbers = [0, 4, 4, 6]
    cost = Game.from_values(("a", "b"), numbers, "cost")
    shares = [F(5), F(1)]
    line = certify_shares(cost, shares).line("core")
    assert line.verdict is Verdict.FAIL
    assert line.figures == {"worst_coalition": ["a"], "worst_excess": "1"}
    value = Game.from_values(("a", "b"), numbers, "value")
    line = certify_shares(value, shares).line("core")
    assert line.figures == {"worst_coalition": ["b"], "worst_excess": "3"}


def test_interval_game_leaves_lines_open_instead_of_guessing() -> None:
    values = [Interval(F(a), F(b)) for a, b in [(0, 0), (4, 6), (5, 5), (8, 8)]]
    game = Game.from_intervals(("a", "b"), values, "cost")
    certificate = certify_shares(game, [F(5), F(3)])
    assert certificate.line("core").verdict is Verdict.UNPROVEN
    assert certificate.line("individual-rationality").verdict is Verdict.UNPROVEN
    assert certificate.line("symmetry").verdict is Verdict.UNPROVEN
    assert certify_shares(game, [F(7), F(1)]).line("core").verdict is Verdict.FAIL
    assert certify_shares(game, [F(4), F(4)]).line("core").verdict is Verdict.PASS


def test_symmetry_and_dummy() -> None:
    # c is a dummy worth 1, a and b are interchangeable.
    game = Game.from_values(("a", "b", "c"), [0, 2, 2, 6, 1, 3, 3, 7], "value")
    good = certify_shares(game, [F(3), F(3), F(1)])
    assert good.line("symmetry").verdict is Verdict.PASS
    assert good.line("dummy").figures == {"dummies": ["c"]}
    bad = certify_shares(game, [F(2), F(3), F(2)])
    assert bad.line("symmetry").verdict is Verdict.FAIL
    assert bad.line("dummy").verdict is Verdict.FAIL
    assert {"symmetry", "dummy"} <= set(bad.failed)


def test_waived_axiom_keeps_its_verdict_in_the_figures() -> None:
    game = Game.from_values(("a", "b"), [0, 2, 2, 6], "value")
    line = certify_shares(game, [F(6), F(0)], waived={"symmetry": ("乙免缴", "b is exempt")}).line(
        "symmetry"
    )
    assert line.verdict is Verdict.WAIVED
    assert line.figures["verdict_without_waiver"] == "fail"


def test_empty_core_with_its_least_subsidy() -> None:
    majority = Game.from_values(("a", "b", "c"), [0, 0, 0, 1, 0, 1, 1, 1], "value")
    half = F(1, 2)
    pairs = tuple((mask, half) for mask in (0b011, 0b101, 0b110))
    good = EmptyCoreProof(pairs, (half, half, half))
    line = certify_shares(majority, [F(1, 3)] * 3, empty_core=good).line("core-nonempty")
    assert line.verdict is Verdict.FAIL
    assert line.figures["least_subsidy"] == "1/2"
    wasteful = EmptyCoreProof(pairs, (F(1), half, half))
    line = certify_shares(majority, [F(1, 3)] * 3, empty_core=wasteful).line("core-nonempty")
    assert "least_subsidy" not in line.figures
    false = EmptyCoreProof(((0b011, F(1)), (0b100, F(1))), (half, half, half))
    line = certify_shares(majority, [F(1, 3)] * 3, empty_core=false).line("core-nonempty")
    assert line.verdict is Verdict.UNPROVEN


def test_single_player() -> None:
    game = Game.from_values(("only",), [0, 5], "cost")
    certificate = certify_shares(game, [F(5)])
    assert not certificate.failed
    assert certificate.line("core").verdict is Verdict.SKIPPED
    assert certify_shares(game, [F(4)]).line("efficiency").verdict is Verdict.FAIL


def test_monotonicity_lines() -> None:
    before = Game.from_values(("a", "b"), [0, 1, 1, 4], "value")
    after = Game.from_values(("a", "b"), [0, 1, 1, 5], "value")
    fine = check_aggregate_monotonicity(before, [F(2), F(2)], after, [F(3), F(2)])
    assert fine.verdict is Verdict.PASS
    bad = check_aggregate_monotonicity(before, [F(2), F(2)], after, [F(4), F(1)])
    assert bad.verdict is Verdict.FAIL
    assert bad.figures == {"players": ["b"]}
    # In a cost game a higher number is worse, so the same change is not an improvement.
    cost_before = Game.from_values(("a", "b"), [0, 3, 3, 4], "cost")
    cost_after = Game.from_values(("a", "b"), [0, 3, 3, 5], "cost")
    line = check_coalition_monotonicity(cost_before, [F(2), F(2)], cost_after, [F(4), F(1)])
    assert line.verdict is Verdict.SKIPPED


def test_numbers_beyond_64_bits_are_still_exact() -> None:
    huge = 10**30
    game = Game.from_values(("a", "b"), [0, huge, huge, 2 * huge + 1], "value")
    third = F(1, 3)
    line = certify_shares(game, [huge - third, huge + 1 + third]).line("core")
    assert line.verdict is Verdict.FAIL
    assert line.figures["worst_excess"] == "1/3"


def test_settlement_line() -> None:
    balances = {"a": 500, "b": -300, "c": -200}
    assert check_settlement(balances, [("b", "a", 300), ("c", "a", 200)]).verdict is Verdict.PASS
    assert check_settlement(balances, [("b", "a", 300)]).verdict is Verdict.FAIL
    assert check_settlement(balances, [("b", "a", -300)]).verdict is Verdict.FAIL
    assert check_settlement({"a": 1, "b": 0}, [("b", "a", 1)]).verdict is Verdict.FAIL
