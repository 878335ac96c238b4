"""Settlement: everybody is settled, with the fewest transfers or a bound that holds."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing.plans import settle_balances
from optimizer.sharing.plans.settlement import EXACT_ACCOUNTS

cents = st.integers(-6, 6)


def closed(balances: list[int]) -> list[int]:
    return [*balances, -sum(balances)]


def most_groups(balances: tuple[int, ...]) -> int:
    """The most groups of sum zero, by trying every group of the first account."""
    if not balances:
        return 0
    first, rest = balances[0], balances[1:]
    best = 0
    for size in range(len(rest) + 1):
        for places in combinations(range(len(rest)), size):
            if first + sum(rest[i] for i in places) == 0:
                left = tuple(b for i, b in enumerate(rest) if i not in places)
                best = max(best, 1 + most_groups(left))
    return best


def check_settled(balances: list[int], transfers: tuple[tuple[int, int, int], ...]) -> None:
    rest = list(balances)
    for payer, payee, amount in transfers:
        assert amount > 0
        assert balances[payer] < 0 < balances[payee]
        rest[payer] += amount
        rest[payee] -= amount
    assert not any(rest)


@given(st.lists(cents, max_size=8).map(closed))
def test_the_fewest_transfers(balances: list[int]) -> None:
    found = settle_balances(balances)
    check_settled(balances, found.transfers)
    open_balances = tuple(b for b in balances if b)
    assert len(found.transfers) == len(open_balances) - most_groups(open_balances)
    assert found.is_fewest


@given(st.lists(st.integers(-(10**12), 10**12), min_size=24, max_size=45).map(closed))
def test_many_accounts_are_settled_with_a_bound(balances: list[int]) -> None:
    found = settle_balances(balances)
    check_settled(balances, found.transfers)
    payers = sum(b < 0 for b in balances)
    payees = sum(b > 0 for b in balances)
    assert max(payers, payees) <= found.least <= len(found.transfers) <= payers + payees


@given(st.lists(cents, min_size=30, max_size=60).map(closed))
def test_the_bound_holds_where_many_balances_cancel(balances: list[int]) -> None:
    found = settle_balances(balances)
    check_settled(balances, found.transfers)
    assert found.least <= len(found.transfers)


def test_triples_are_found_beyond_the_exact_limit() -> None:
    # No two cancel, and every triple (x, 2·10^k, ...) sums to zero by itself.
    triples = [[-3 * 10**k, 10**k, 2 * 10**k] for k in range(9)]
    balances = [b for triple in triples for b in triple]
    assert len(balances) > EXACT_ACCOUNTS
    found = settle_balances(balances)
    assert len(found.transfers) == 18
    assert found.is_fewest


def test_nothing_to_settle() -> None:
    assert settle_balances([]).transfers == ()
    assert settle_balances([0, 0]).is_fewest
    with pytest.raises(ValueError, match="sum to 1"):
        settle_balances([3, -2])
