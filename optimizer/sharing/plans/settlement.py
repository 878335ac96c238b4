"""Settlement: what departments still owe each other, in as few transfers as possible.

Balances that sum to zero are settled with ``m − g`` transfers, where ``m`` accounts are open and
``g`` is the number of groups they fall into that each sum to zero by themselves; the fewest
transfers come from the most groups. Small rounds are solved exactly by a dynamic programme over
subsets; beyond, groups are found by size and the answer comes with a proven lower bound.

References
----------
Verhoeff, T. (2004), Settling multiple debts efficiently: an invitation to computing science,
Informatics in Education 3 (the problem is NP-hard; the transfers equal accounts less groups).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["EXACT_ACCOUNTS", "Settlement", "settle_balances"]

EXACT_ACCOUNTS = 20
"""Open accounts up to which the fewest transfers are found exactly (after equal pairs are gone)."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Transfers that leave nobody owing anything.

    Attributes
    ----------
    transfers : tuple of (payer, payee, cents)
        Indices into the balances; amounts are positive.
    least : int
        Proven: no settlement needs fewer transfers.
    """

    transfers: tuple[tuple[int, int, int], ...]
    least: int

    @property
    def is_fewest(self) -> bool:
        """Whether the number of transfers is proven to be the least possible."""
        return len(self.transfers) == self.least


def settle_balances(balances: Sequence[int]) -> Settlement:
    """Return few transfers that bring every balance to zero.

    A payer never receives and a payee never pays, so no money moves twice.

    Parameters
    ----------
    balances : sequence of int
        Cents; positive is owed to the account, negative is owed by it. They sum to zero.

    Raises
    ------
    ValueError
        The balances do not sum to zero.
    """
    if sum(balances) != 0:
        raise ValueError(f"balances sum to {sum(balances)} cents, not to zero")
    open_accounts = [i for i, cents in enumerate(balances) if cents]
    groups = list(_pairs(balances, open_accounts))
    rest = [i for i in open_accounts if not any(i in pair for pair in groups)]
    if len(rest) <= EXACT_ACCOUNTS:
        groups += _most_groups(balances, rest)
        least = len(open_accounts) - len(groups)
    else:
        found, smallest = _groups_by_size(balances, rest)
        groups += found
        pairs = (len(open_accounts) - len(rest)) // 2
        # No group of the rest is smaller than `smallest`, which bounds how many there can be.
        least = len(open_accounts) - pairs - len(rest) // smallest
        payers = sum(1 for i in open_accounts if balances[i] < 0)
        least = max(least, payers, len(open_accounts) - payers)
    transfers = [transfer for group in groups for transfer in _within(balances, group)]
    return Settlement(tuple(sorted(transfers)), least)


def _pairs(balances: Sequence[int], accounts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield pairs that cancel; some best grouping always contains them.

    Were the two in different groups, the rest of these groups together would sum to zero as well.
    """
    waiting: dict[int, list[int]] = {}
    for i in accounts:
        partners = waiting.get(-balances[i])
        if partners:
            yield partners.pop(0), i
        else:
            waiting.setdefault(balances[i], []).append(i)


def _most_groups(balances: Sequence[int], accounts: Sequence[int]) -> list[tuple[int, ...]]:
    """Split accounts into the most groups of sum zero, exactly.

    ``most(S) = max over i in S of most(S∖i) + [S sums to zero]`` counts the moments at which an
    order of the accounts passes through zero; layers of equal size are filled one after the other.
    """
    n = len(accounts)
    sums = np.zeros(1, dtype=np.int64)
    sizes = np.zeros(1, dtype=np.int8)
    for i in accounts:
        sums = np.concatenate([sums, sums + balances[i]])
        sizes = np.concatenate([sizes, sizes + 1])
    zero = sums == 0
    most: NDArray[np.int8] = np.zeros(1 << n, dtype=np.int8)
    for size in range(1, n + 1):
        layer = np.flatnonzero(sizes == size)
        best = np.zeros(len(layer), dtype=np.int8)
        for bit in range(n):
            inside = layer >> bit & 1 == 1
            best[inside] = np.maximum(best[inside], most[layer[inside] ^ (1 << bit)])
        most[layer] = best + zero[layer]
    groups: list[tuple[int, ...]] = []
    group: list[int] = []
    mask = (1 << n) - 1
    while mask:
        if zero[mask] and group:
            groups.append(tuple(group))
            group = []
        target = most[mask] - zero[mask]
        bit = next(b for b in range(n) if mask >> b & 1 and most[mask ^ (1 << b)] == target)
        group.append(accounts[bit])
        mask ^= 1 << bit
    return [*groups, tuple(group)] if group else groups


def _groups_by_size(
    balances: Sequence[int], accounts: Sequence[int]
) -> tuple[list[tuple[int, ...]], int]:
    """Return groups found (the last takes the rest) and a size no group of all accounts is below.

    Groups of three are looked for one by one and taken as met. Pairs are gone already, so every
    group has three members at least, or four when not one triple sums to zero.
    """
    groups: list[tuple[int, ...]] = []
    rest = list(accounts)
    smallest = 4
    while True:
        triple = _zero_triple(balances, rest)
        if triple is None:
            break
        smallest = 3
        groups.append(triple)
        rest = [i for i in rest if i not in triple]
    if len(rest) <= EXACT_ACCOUNTS:
        return groups + _most_groups(balances, rest), smallest
    return [*groups, tuple(rest)], smallest


def _zero_triple(balances: Sequence[int], accounts: Sequence[int]) -> tuple[int, ...] | None:
    places = {balances[i]: i for i in accounts}
    for i, j in combinations(accounts, 2):
        k = places.get(-balances[i] - balances[j])
        if k is not None and k not in (i, j):
            return i, j, k
    return None


def _within(balances: Sequence[int], group: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Settle one group: the largest debt pays the largest claim, so each time one closes."""
    debts = sorted((balances[i], i) for i in group if balances[i] < 0)
    claims = sorted((-balances[i], i) for i in group if balances[i] > 0)
    while debts and claims:
        (debt, payer), (claim, payee) = debts.pop(0), claims.pop(0)
        cents = min(-debt, -claim)
        yield payer, payee, cents
        if debt + cents:
            debts = sorted([*debts, (debt + cents, payer)])
        if claim + cents:
            claims = sorted([*claims, (claim + cents, payee)])
