"""Method of Equal Shares: departments co-fund projects from their own, unequal, funds.

Selection and shares come together: a project is bought when those who want it can pay for it at the
lowest price per unit of their benefit.

References
----------
Peters, D., Pierczyński, G. and Skowron, P. (2021), Proportional participatory budgeting with
additive utilities, NeurIPS 34.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

__all__ = ["Completion", "EqualSharesOutcome", "Purchase", "fund_by_equal_shares"]


class Completion(StrEnum):
    """What happens when no project's supporters can pay for it any more.

    ``none``: the rest of the funds stays unspent. ``pooled-remainder``: projects in descending
    total benefit per cost are bought while the funds left together suffice; supporters pay first,
    all in the same proportion of what they have left, then the others likewise.
    """

    NONE = "none"
    POOLED_REMAINDER = "pooled-remainder"


@dataclass(frozen=True, slots=True)
class Purchase:
    """One project bought.

    Attributes
    ----------
    project : int
    payments : tuple of Fraction
        What each department pays; sums exactly to the project's cost.
    rate : Fraction or None
        Price per unit of benefit; None when it was bought by the completion.
    """

    project: int
    payments: tuple[Fraction, ...]
    rate: Fraction | None


@dataclass(frozen=True, slots=True)
class EqualSharesOutcome:
    """The projects bought, in order, and the funds left."""

    purchases: tuple[Purchase, ...]
    left: tuple[Fraction, ...]


def fund_by_equal_shares(
    costs: Sequence[Fraction],
    benefits: Sequence[Sequence[Fraction]],
    funds: Sequence[Fraction],
    completion: Completion = Completion.NONE,
    may_buy: Callable[[frozenset[int], int], bool] | None = None,
) -> EqualSharesOutcome:
    """Select projects and share their costs by the Method of Equal Shares.

    At each step the project with the least rate ρ is bought, where its supporters pay
    ``min(fund left, ρ · benefit)`` and together its cost. Ties go to the smaller cost, then to the
    earlier project. Axioms: extended justified representation up to one project, nobody pays for a
    project without benefit (before a completion), funds never exceeded, efficiency per project.

    Parameters
    ----------
    costs : sequence of Fraction, length p
        Positive.
    benefits : sequence, shape (n, p)
        Not negative.
    funds : sequence of Fraction, length n
        Not negative; they need not be equal.
    completion : Completion
    may_buy : callable, optional
        Whether a project may be bought after some others were (prerequisites, exclusive groups,
        what can be carried out). It is asked in the order of the offers, of as few as can be.

    Raises
    ------
    ValueError
        A cost is not positive, a benefit or fund is negative, or the shapes differ.
    """
    if any(cost <= 0 for cost in costs) or any(fund < 0 for fund in funds):
        raise ValueError("costs must be positive and funds not negative")
    if len(benefits) != len(funds) or any(len(row) != len(costs) for row in benefits):
        raise ValueError("each department needs a benefit for each project")
    if any(benefit < 0 for row in benefits for benefit in row):
        raise ValueError("benefits must not be negative")
    left = list(funds)
    waiting = set(range(len(costs)))
    purchases: list[Purchase] = []
    while True:
        offers = []
        for project in waiting:
            column = [row[project] for row in benefits]
            rate = _rate(costs[project], column, left)
            if rate is not None:
                offers.append((rate, costs[project], project))
        bought = frozenset(purchase.project for purchase in purchases)
        best = next(
            (o for o in sorted(offers) if may_buy is None or may_buy(bought, o[2])),
            None,
        )
        if best is None:
            break
        rate, _, project = best
        payments = tuple(
            min(fund, rate * row[project]) for fund, row in zip(left, benefits, strict=True)
        )
        left = [fund - paid for fund, paid in zip(left, payments, strict=True)]
        purchases.append(Purchase(project, payments, rate))
        waiting.discard(project)
    if completion is Completion.POOLED_REMAINDER:
        _buy_from_pool(costs, benefits, left, waiting, purchases, may_buy)
    return EqualSharesOutcome(tuple(purchases), tuple(left))


def _rate(
    cost: Fraction, benefits: Sequence[Fraction], left: Sequence[Fraction]
) -> Fraction | None:
    """Return the least ρ with ``Σ min(left, ρ·benefit) = cost``, or None: not affordable."""
    supporters = sorted(
        (fund / benefit, fund, benefit)
        for fund, benefit in zip(left, benefits, strict=True)
        if benefit > 0
    )
    if sum((fund for _, fund, _ in supporters), Fraction(0)) < cost:
        return None
    open_benefit = sum((benefit for _, _, benefit in supporters), Fraction(0))
    rest = cost
    for exhausted_at, fund, benefit in supporters:
        if rest <= exhausted_at * open_benefit:
            return rest / open_benefit
        rest -= fund
        open_benefit -= benefit
    return None


def _buy_from_pool(
    costs: Sequence[Fraction],
    benefits: Sequence[Sequence[Fraction]],
    left: list[Fraction],
    waiting: set[int],
    purchases: list[Purchase],
    may_buy: Callable[[frozenset[int], int], bool] | None,
) -> None:
    """Buy with pooled funds; `left` and `purchases` are brought up to date."""
    value = {p: sum((row[p] for row in benefits), Fraction(0)) / costs[p] for p in waiting}
    for project in sorted(waiting, key=lambda p: (-value[p], costs[p], p)):
        if value[project] == 0 or sum(left, Fraction(0)) < costs[project]:
            continue
        bought = frozenset(purchase.project for purchase in purchases)
        if may_buy is not None and not may_buy(bought, project):
            continue
        supports = [row[project] > 0 for row in benefits]
        ours = sum((fund for fund, yes in zip(left, supports, strict=True) if yes), Fraction(0))
        theirs = sum(left, Fraction(0)) - ours
        from_us = min(ours, costs[project])
        from_them = costs[project] - from_us
        payments = tuple(
            fund * from_us / ours
            if yes and ours
            else (fund * from_them / theirs if not yes and theirs else Fraction(0))
            for fund, yes in zip(left, supports, strict=True)
        )
        left[:] = [fund - paid for fund, paid in zip(left, payments, strict=True)]
        purchases.append(Purchase(project, payments, None))
