"""Tangents that leave exactly the rounded logarithm."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import Round
from optimizer.model.nash import log_tangents, reachable_sums
from optimizer.solve import Limits, solve_round
from tests.optimizer.checks.rounds import set_at, sound


def rounded_log(utility: int) -> int:
    return math.floor(1000 * math.log1p(max(0, utility)) + 0.5)


def allowed(utility: int, tangents: list[tuple[int, int]]) -> int:
    above = max(0, utility)
    return min((c + 1000 * (above - p)) // (1 + p) for p, c in tangents)


@pytest.mark.parametrize("most", [0, 1, 2, 500, 50_000])
def test_tangents_allow_the_rounded_logarithm_and_no_more(most: int) -> None:
    tangents = list(log_tangents(range(most + 1)))
    assert len(tangents) <= 60 + math.isqrt(20 * most)
    step = max(1, most // 2000)
    for utility in range(0, most + 1, step):
        assert allowed(utility, tangents) == rounded_log(utility)


@given(st.lists(st.integers(-50, 10**9), min_size=1, max_size=30))
def test_tangents_at_scattered_utilities(utilities: list[int]) -> None:
    tangents = list(log_tangents(utilities))
    for utility in utilities:
        assert allowed(utility, tangents) == rounded_log(utility)


@given(st.lists(st.integers(0, 10**7), max_size=8))
def test_sums_are_those_of_all_subsets(values: list[int]) -> None:
    sums = {0}
    for value in values:
        sums |= {value + other for other in sums}
    assert reachable_sums(values) == sorted(sums)


def test_too_many_sums_are_not_listed() -> None:
    assert reachable_sums([3**i for i in range(20)]) is None
    assert reachable_sums([1] * 300_000) is None


@pytest.mark.parametrize("benefit", [7, 10**8])
def test_nash_is_proven_to_the_last_thousandth(benefit: int) -> None:
    """The optimum's own logarithm is the bound: nothing is left between the two."""
    data = sound()
    set_at(data, "/departments/-", {"id": "south"})
    set_at(data, "/projects/0/benefits", [{"department": "north", "value": benefit}])
    set_at(data, "/policy", {"levels": ["fairness"], "fairness": {"rule": "nash"}})
    outcome = solve_round(Round.model_validate(data), Limits(None, workers=1))
    (level,) = outcome.objective
    assert level.value == level.bound == rounded_log(benefit) * 500_000 // 10**6
