"""Every optimum against an independent model of the same round, solved by another solver."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.checks import check_round
from optimizer.domain import Round, Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import entitlements, level_value
from tests.properties.rounds import whole_round
from tests.properties.time_indexed_measures import lexicographic_optimum

SEEDS = st.integers(0, 2**32 - 1)


def agree(round_: Round) -> None:
    """Compare feasibility, every stage's optimum, and both plans under the verifier."""
    assume(not has_errors(check_round(round_)))
    shares = entitlements(round_)
    theirs = lexicographic_optimum(round_, shares)
    ours = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    if theirs is None:
        assert ours.status is Status.INFEASIBLE
        return
    assert ours.status is Status.OPTIMAL
    assert ours.plan is not None
    assert verify_plan(round_, ours.plan) == ()
    assert verify_plan(round_, theirs.plan) == ()
    assert tuple(level.best for level in ours.objective) == theirs.figures
    assert tuple(level.bound for level in ours.objective) == theirs.figures
    names = {level.name: level for level in round_.policy.levels}
    last = ours.objective[-1].name if ours.objective else "nothing to optimise"
    if last in names:
        assert level_value(round_, theirs.plan, names[last], shares) == theirs.figures[-1]


@settings(max_examples=60)
@given(SEEDS)
def test_small_rounds_agree(seed: int) -> None:
    agree(whole_round(seed))


@pytest.mark.long
@settings(max_examples=600)
@given(SEEDS)
def test_many_small_rounds_agree(seed: int) -> None:
    agree(whole_round(seed + 2**32))
