"""Shares of service games certified by additions, against the table of all coalitions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing import ServiceGame
from optimizer.sharing.certificates import (
    ServiceProof,
    Verdict,
    certify_service_shares,
    certify_shares,
)

AXIOMS = (
    "efficiency",
    "individual-rationality",
    "core",
    "no-subsidy",
    "symmetry",
    "dummy",
    "non-negative",
)


@st.composite
def service_games(draw: st.DrawFn) -> ServiceGame:
    n = draw(st.integers(1, 4))
    masks = st.integers(1, (1 << n) - 1)
    costs = st.fractions(min_value=0, max_value=9, max_denominator=3)
    packages = draw(st.lists(st.tuples(costs, masks), max_size=5))
    return ServiceGame(tuple(f"d{i}" for i in range(n)), tuple(packages))


def verdicts(game: ServiceGame, shares: list[Fraction]) -> dict[str, Verdict]:
    certificate = certify_service_shares(game, shares, game.prove_core(shares))
    return {line.axiom: line.verdict for line in certificate.lines}


@given(service_games(), st.data())
def test_efficient_shares_are_judged_as_by_the_table(
    game: ServiceGame, data: st.DataObject
) -> None:
    part = st.fractions(min_value=-1, max_value=6, max_denominator=2)
    shares = [data.draw(part) for _ in game.players]
    shares[-1] += game.value(game.grand) - sum(shares)
    found = verdicts(game, shares)
    table = certify_shares(game.tabulate(), shares)
    for axiom in AXIOMS:
        expected = table.line(axiom).verdict
        if expected is Verdict.SKIPPED:
            assert len(game.players) == 1
        elif axiom == "no-subsidy" and expected is Verdict.PASS:
            assert found[axiom] is Verdict.PASS
        else:
            assert found[axiom] is expected, axiom


@given(service_games())
def test_shapley_passes_everything(game: ServiceGame) -> None:
    shares = game.shapley_value()
    assert set(verdicts(game, list(shares)).values()) == {Verdict.PASS}
    proof = ServiceProof(split=game.equal_split())
    certificate = certify_service_shares(game, shares, proof)
    assert not certificate.failed
    assert certificate.line("core").verdict is Verdict.PASS


def test_false_proofs_prove_nothing() -> None:
    game = ServiceGame(("a", "b"), ((Fraction(6), 3), (Fraction(2), 1)))
    good = ((Fraction(3), Fraction(3)), (Fraction(2),))
    shares = (Fraction(5), Fraction(3))
    bad_splits = (
        None,
        good[:1],
        ((Fraction(4), Fraction(2)), (Fraction(2),)),
        ((Fraction(3), Fraction(3)), (Fraction(1),)),
        ((Fraction(7), Fraction(-1)), (Fraction(2),)),
        ((Fraction(6),), (Fraction(2),)),
    )
    for split in bad_splits:
        for coalition in (None, 0, 1, 3, 8):
            proof = ServiceProof(split=split, coalition=coalition)
            line = certify_service_shares(game, shares, proof).line("core")
            assert line.verdict is Verdict.UNPROVEN
    proof = ServiceProof(split=good)
    assert certify_service_shares(game, shares, proof).line("core").verdict is Verdict.PASS
    with pytest.raises(ValueError, match="as many shares"):
        certify_service_shares(game, shares[:1], proof)


def test_shares_that_miss_the_total_are_not_in_the_core() -> None:
    game = ServiceGame(("a", "b"), ((Fraction(6), 3),))
    for shares in ([Fraction(1), Fraction(1)], [Fraction(6), Fraction(6)]):
        found = verdicts(game, shares)
        assert found["efficiency"] is Verdict.FAIL
        assert found["core"] is Verdict.FAIL


def test_a_hundred_departments() -> None:
    rng = np.random.default_rng(1)
    packages = []
    for _ in range(300):
        team = rng.choice(100, int(rng.integers(1, 6)), replace=False)
        packages.append((Fraction(int(rng.integers(1, 10**6))), sum(1 << int(i) for i in team)))
    game = ServiceGame(tuple(f"d{i}" for i in range(100)), tuple(packages))
    shares = game.shapley_value()
    certificate = certify_service_shares(game, shares, ServiceProof(split=game.equal_split()))
    assert not certificate.failed
    payer = max(range(100), key=lambda i: shares[i])
    wrong = list(shares)
    wrong[payer] += game.value(1 << payer)
    wrong[payer - 1] -= game.value(1 << payer)
    best = game.gains_from_leaving(wrong)
    refuted = certify_service_shares(game, wrong, ServiceProof(coalition=best.mask))
    assert refuted.line("core").verdict is Verdict.FAIL
