"""Shares of the cost of divisible use: serial cost sharing and Aumann–Shapley prices.

A facility's cost is a piecewise-linear function of a quantity; players demand quantities. All sums
are exact because the functions are.

References
----------
Moulin, H. and Shenker, S. (1992), Serial cost sharing, Econometrica 60. Billera, L. and Heath, D.
(1982), Allocation of shared costs: a set of axioms yielding a unique procedure, Math. Oper. Res. 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from optimizer.sharing.refusals import refuse

__all__ = ["CostCurve", "FacilityUse", "aumann_shapley_prices", "share_serially"]


@dataclass(frozen=True, slots=True)
class CostCurve:
    """A piecewise-linear cost of a quantity.

    Parameters
    ----------
    points : tuple of (quantity, cost)
        Ascending quantities from 0 on; the cost at 0 must be 0. Between points the cost is linear,
        beyond the last point the last slope goes on.
    """

    points: tuple[tuple[Fraction, Fraction], ...]

    def __post_init__(self) -> None:
        quantities = [quantity for quantity, _ in self.points]
        if len(self.points) < 2 or any(a >= b for a, b in pairwise(quantities)):
            raise ValueError("a cost curve needs two points or more with ascending quantities")
        if any(self.points[0]):
            raise ValueError("a cost curve starts at quantity 0 and cost 0")

    def at(self, quantity: Fraction) -> Fraction:
        """Return the cost of a quantity, which must not be negative."""
        if quantity < 0:
            raise ValueError("a quantity must not be negative")
        pairs = list(zip(self.points, self.points[1:], strict=False))
        for (q0, c0), (q1, c1) in pairs:
            if quantity <= q1 or (q1, c1) == self.points[-1]:
                return c0 + (c1 - c0) * (quantity - q0) / (q1 - q0)
        raise ValueError("unreachable: the last segment takes every larger quantity")


def share_serially(curve: CostCurve, demands: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return Moulin–Shenker serial shares.

    With demands in ascending order ``q(1) ≤ … ≤ q(n)`` and ``s(k) = q(1) + … + q(k−1) +
    (n − k + 1) q(k)``, the k-th step ``C(s(k)) − C(s(k−1))`` is split equally among the n − k + 1
    players who demand that much. Axioms: efficiency, symmetry, demand monotonicity; a player's
    share does not depend on larger demands; stand-alone for concave, unanimity bound for convex
    curves.

    Parameters
    ----------
    curve : CostCurve
    demands : sequence of Fraction, length n
        Not negative.
    """
    if any(demand < 0 for demand in demands):
        raise refuse(
            "rule.negative-demand",
            "需求量不能为负。",
            "A demand must not be negative.",
            pointer="/demands",
        )
    order = sorted(range(len(demands)), key=lambda i: (demands[i], i))
    shares = [Fraction(0)] * len(demands)
    below, paid, reached = Fraction(0), Fraction(0), Fraction(0)
    for k, i in enumerate(order):
        left = len(demands) - k
        step = below + left * demands[i]
        paid += (curve.at(step) - reached) / left
        reached = curve.at(step)
        below += demands[i]
        shares[i] = paid
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class FacilityUse:
    """One facility: its cost curve, and how much one unit of each player's demand uses of it."""

    curve: CostCurve
    use_per_unit: tuple[Fraction, ...]


def aumann_shapley_prices(
    facilities: Mapping[str, FacilityUse], demands: Sequence[Fraction]
) -> tuple[Fraction, ...]:
    """Return Aumann–Shapley unit prices: the marginal cost averaged along the ray to the demands.

    ``p(i) = ∫₀¹ ∂C/∂q_i (t·q) dt``. For facilities whose costs depend on total use this is each
    facility's average cost per unit of use, times the use per unit of demand, which is exact.
    Axioms: cost sharing, additivity, rescaling invariance, consistency, positivity.

    Parameters
    ----------
    facilities : mapping of name to FacilityUse
    demands : sequence of Fraction, length n
        Not negative, not all zero.

    Returns
    -------
    tuple of Fraction, length n
        Price per unit; player i pays ``p(i) · demands[i]``, together the whole cost.
    """
    if any(demand < 0 for demand in demands):
        raise refuse(
            "rule.negative-demand",
            "需求量不能为负。",
            "A demand must not be negative.",
            pointer="/demands",
        )
    prices = [Fraction(0)] * len(demands)
    for facility in facilities.values():
        used = sum(
            (use * q for use, q in zip(facility.use_per_unit, demands, strict=True)), Fraction(0)
        )
        if used == 0:
            continue
        average = facility.curve.at(used) / used
        for i, use in enumerate(facility.use_per_unit):
            prices[i] += use * average
    return tuple(prices)
