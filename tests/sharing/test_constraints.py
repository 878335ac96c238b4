"""Caps, floors, exemptions: met inside the LP or by projection; clashes put in words."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing import (
    RULES,
    Game,
    ShareConstraints,
    find_clashes,
    project_shares,
    share_game,
)
from optimizer.sharing.certificates import Verdict

GAME = Game.from_values(("a", "b", "c"), [0, 5, 6, 9, 7, 10, 11, 12], "cost")
THIRD = (Fraction(4),) * 3

bound = st.one_of(st.none(), st.integers(-2, 9).map(Fraction))


def policy(
    caps: tuple[int | None, ...] = (None,) * 3,
    floors: tuple[int | None, ...] = (None,) * 3,
    exempt: frozenset[int] = frozenset(),
    alone: bool = False,
) -> ShareConstraints:
    return ShareConstraints(
        tuple(None if c is None else Fraction(c) for c in caps),
        tuple(None if f is None else Fraction(f) for f in floors),
        exempt,
        alone,
    )


def test_projection_is_the_nearest_point() -> None:
    found = project_shares(GAME, THIRD, policy(caps=(3, None, None), floors=(None, None, 5)))
    assert found.shares == (3, 4, 5)
    assert found.projection == "least-squares"
    weighted = project_shares(
        GAME, THIRD, policy(caps=(1, None, None)), (Fraction(1), Fraction(1), Fraction(2))
    )
    assert weighted.shares == (1, 5, 6)


@given(
    st.tuples(bound, bound, bound),
    st.tuples(bound, bound, bound),
    st.sets(st.integers(0, 2), max_size=1),
    st.booleans(),
)
def test_bounds_are_met_or_a_clash_is_named(
    caps: tuple[Fraction | None, ...],
    floors: tuple[Fraction | None, ...],
    exempt: set[int],
    alone: bool,
) -> None:
    asked = ShareConstraints(caps, floors, frozenset(exempt), alone)
    found = project_shares(GAME, THIRD, asked)
    assert sum(found.shares) == 12
    bounds = asked.player_bounds(GAME)
    met = all(
        found.shares[b.player] >= b.value if b.is_lower else found.shares[b.player] <= b.value
        for b in bounds
    )
    assert met == (not found.clashes)
    for clash in found.clashes:
        lows = sum(b.value for b in clash.bounds if b.is_lower)
        highs = sum(b.value for b in clash.bounds if not b.is_lower)
        assert clash.gap > 0
        if not clash.uses_total:
            assert clash.gap == lows - highs
        elif highs:
            assert clash.gap in (12 - highs, lows - 12)
    if not found.clashes:
        # No small exchange between two players that keeps the bounds comes nearer.
        step = Fraction(1, 100)
        here = sum((x - 4) ** 2 for x in found.shares)
        for i, j in product(range(3), repeat=2):
            moved = list(found.shares)
            moved[i] += step
            moved[j] -= step
            legal = all(
                moved[b.player] >= b.value if b.is_lower else moved[b.player] <= b.value
                for b in bounds
            )
            if legal:
                assert sum((x - 4) ** 2 for x in moved) >= here


def test_clashes_in_words() -> None:
    (short,) = find_clashes(GAME, policy(caps=(3, 4, 4)))
    assert short.gap == 1
    assert short.en == "The upper bounds of {a, b, c} sum to 11, 1 short of the total 12."
    assert "少 1" in short.zh
    (own,) = find_clashes(GAME, policy(floors=(2, None, None), exempt=frozenset({0})))
    assert own.en == "The floor of a, 2, is above its exemption, 0."
    assert own.to_json(GAME.players)["bounds"][1]["source"] == "exempt"
    (over,) = find_clashes(GAME, policy(floors=(5, 5, 5)))
    assert over.gap == 3


def test_meeting_a_floor_pays_nobody_else() -> None:
    asked = policy(floors=(10, 8, None))
    # Without more said, the third would be paid for what the others are made to pay.
    assert project_shares(GAME, THIRD, asked).shares == (10, 8, -6)
    kept = asked.paying_nobody(THIRD)
    found = project_shares(GAME, THIRD, kept)
    (clash,) = found.clashes
    assert clash.gap == 6
    assert clash.en == "The lower bounds of {a, b} sum to 18, 6 more than the total 12."
    assert found.shares == (7, 5, 0)
    # What the rule itself pays somebody may stay.
    fair = (Fraction(8), Fraction(6), Fraction(-2))
    capped = policy(caps=(9, None, None)).paying_nobody(fair)
    assert project_shares(GAME, fair, capped).shares == fair
    assert policy().paying_nobody(THIRD).is_empty


def test_least_violation_spares_the_exempt() -> None:
    shares = project_shares(GAME, THIRD, policy(caps=(None, 4, 4), exempt=frozenset({0})))
    assert len(shares.clashes) == 1
    assert shares.shares == (0, 6, 6)


def test_lp_rules_take_the_bounds_into_the_lp() -> None:
    shares = share_game(GAME, RULES["nucleolus"], None, policy(caps=(2, None, None)))
    assert shares.shares[0] <= 2
    assert shares.certificate.line("nucleolus").verdict is Verdict.PASS
    assert shares.clashes == ()
    assert any("meet the constraints" in en for _, en in shares.notes)


@pytest.mark.parametrize("rule", ["shapley", "nucleolus", "ensc"])
def test_an_exemption_waives_axioms_and_is_funded(rule: str) -> None:
    shares = share_game(GAME, RULES[rule], None, policy(exempt=frozenset({1})))
    assert shares.shares[1] == 0
    assert sum(shares.shares) == 12
    for axiom in ("symmetry", "dummy", "no-subsidy"):
        assert shares.certificate.line(axiom).verdict is Verdict.WAIVED


@pytest.mark.parametrize("rule", ["shapley", "prenucleolus"])
def test_clashing_constraints_still_give_shares(rule: str) -> None:
    shares = share_game(GAME, RULES[rule], None, policy(caps=(1, 1, 1)))
    assert sum(shares.shares) == 12
    assert len(shares.clashes) == 1
    assert shares.to_json()["clashes"][0]["gap"] == "9"


def test_nobody_worse_than_alone() -> None:
    shares = share_game(GAME, RULES["equal"], None, policy(caps=(None, None, None), alone=True))
    assert shares.certificate.line("individual-rationality").verdict is Verdict.PASS
    dear = Game.from_values(("a", "b"), [0, 1, 2, 9], "cost")
    clash = find_clashes(dear, ShareConstraints((None,) * 2, (None,) * 2, frozenset(), True))
    assert [c.gap for c in clash] == [6]
