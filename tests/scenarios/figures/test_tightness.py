"""Tight sets, beside all subsets tried one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scenarios.figures import tight_sets

Supplies = list[tuple[frozenset[int], int]]
NOBODY = Fraction(10**9)


def tightness(
    nodes: frozenset[int], demands: dict[int, int], supplies: Supplies
) -> tuple[Fraction, int]:
    """Demand over supply of a set of demands (huge without any supply), then its size."""
    demand = sum(demands[node] for node in nodes)
    supply = sum(amount for serves, amount in supplies if serves & nodes)
    return Fraction(demand, supply) if supply else NOBODY, len(nodes)


def by_trying(demands: dict[int, int], supplies: Supplies) -> dict[int, Fraction | None]:
    """The load of every demand: the tightest of all subsets, the largest of equals, then on."""
    left = {node: amount for node, amount in demands.items() if amount}
    loads: dict[int, Fraction | None] = {}
    while left:
        subsets = [frozenset(c) for r in range(len(left)) for c in combinations(left, r + 1)]
        rated = {nodes: tightness(nodes, left, supplies) for nodes in subsets}
        best = max(subsets, key=rated.__getitem__)
        ratio = rated[best][0]
        for node in best:
            loads[node] = None if ratio == NOBODY else ratio
            del left[node]
        supplies = [(serves, amount) for serves, amount in supplies if not serves & best]
    return loads


@given(
    st.dictionaries(st.integers(0, 4), st.integers(0, 20)),
    st.lists(st.tuples(st.frozensets(st.integers(0, 4)), st.integers(0, 15)), max_size=6),
)
def test_agrees_with_all_subsets(demands: dict[int, int], supplies: Supplies) -> None:
    found = tight_sets(demands, supplies)
    assert {node: s.ratio for s in found for node in s.members} == by_trying(demands, supplies)
    ratios = [s.ratio for s in found if s.ratio is not None]
    assert ratios == sorted(set(ratios), reverse=True)


def test_demand_without_any_supply_has_no_ratio() -> None:
    (only,) = tight_sets({"a": 3}, [(frozenset({"b"}), 9), (frozenset({"a"}), 0)])
    assert (only.demand, only.supply, only.ratio) == (3, 0, None)
